package review

import (
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
)

// item is a line of the box of obstacles and actions: one or the other.
type item struct {
	obstacle agenda.Obstacle
	action   agenda.Action
	under    bool // the action removes the obstacle above it
}

// items lists a deal's obstacles, each with the actions that remove it, then
// the other actions. Dropped and cleared ones stay in sight.
func (s *Screen) items(dealID string) []item {
	r := s.review()
	var list []item
	placed := map[string]bool{}
	for _, o := range r.Obstacles {
		if o.DealID != dealID {
			continue
		}
		list = append(list, item{obstacle: o})
		for _, a := range r.Actions {
			if a.DealID == dealID && a.Obstacle == o.ID {
				list = append(list, item{action: a, under: true})
				placed[a.ID] = true
			}
		}
	}
	for _, a := range r.Actions {
		if a.DealID == dealID && !placed[a.ID] {
			list = append(list, item{action: a})
		}
	}
	return list
}

func (p *deal) items(s *Screen, d agenda.Deal, w int) (lines []draw.Line, cursor int) {
	for i, it := range s.items(d.ID) {
		if i == p.item {
			cursor = len(lines)
		}
		var rows []draw.Line
		if it.action.ID == "" {
			rows = obstacleRows(it.obstacle, w)
		} else {
			rows = s.actionRows(it.action, it.under, w)
		}
		if i == p.item && p.box == actionBox {
			rows[0] = rows[0].Fit(w).Inked(draw.Mark)
		}
		lines = append(lines, rows...)
	}
	if len(lines) == 0 {
		lines = draw.Wrapped(draw.Quiet, "o writes down what stands in the way, a who does what about it.", w)
	}
	return lines, cursor
}

func obstacleRows(o agenda.Obstacle, w int) []draw.Line {
	ink, mark := draw.Strong, "▪ "
	text := o.Text
	if o.Cleared {
		ink, mark, text = draw.Quiet, "✔ ", text+" (cleared)"
	}
	return hang(mark, ink, text, w)
}

// hang wraps text after a mark, its other rows under the first one's text.
func hang(mark string, ink draw.Ink, text string, w int) []draw.Line {
	var rows []draw.Line
	for _, row := range draw.Wrapped(ink, text, w-2) {
		rows = append(rows, draw.Text(ink, mark).Fit(2).Join(row))
		mark = ""
	}
	return rows
}

// actionRows shows priority, text, owner and due date in columns; the text
// takes as many rows as it needs.
func (s *Screen) actionRows(a agenda.Action, under bool, w int) []draw.Line {
	lead := "  "
	if !under {
		lead = ""
	}
	who := draw.Text(draw.Warn, "who?")
	if a.Owner != "" {
		who = draw.Text(draw.Plain, s.author(a.Owner).First())
	}
	due := draw.Text(draw.Warn, "when?")
	if a.Due != 0 {
		due = draw.Text(draw.Plain, a.Due.Short(s.briefing().Today))
	}
	prio := draw.Text(draw.Warn, "? ")
	if a.Priority > 0 {
		prio = draw.Textf(draw.KeyCap, "%d ", a.Priority)
	}
	right := draw.Text(draw.Plain, " ").Join(who.Fit(8)).Add(draw.Plain, " ").Join(due.Fit(10))
	ink, text := draw.Plain, a.Text
	switch a.State {
	case agenda.Dropped:
		ink, text = draw.Quiet, text+" (dropped)"
	case agenda.Done:
		ink, text = draw.Quiet, text+" (done)"
	}
	var rows []draw.Line
	for i, row := range draw.Wrapped(ink, text, max(w-right.Width()-len(lead)-2, 10)) {
		if i == 0 {
			rows = append(rows, draw.Spread(draw.Text(draw.Plain, lead).Join(prio, row), right, w))
		} else {
			rows = append(rows, draw.Text(draw.Plain, lead+"  ").Join(row))
		}
	}
	return rows
}

// The fields of an action's entry.
const (
	textField = iota
	ownerField
	priorityField
	dueField
	doneField
	removesField
)

func (s *Screen) addAction() tea.Cmd {
	dealID := s.dealHere()
	a := agenda.Action{DealID: dealID, Owner: s.briefing().Rep.ID, Priority: agenda.DefaultPriority, Due: s.briefing().Today.Next(time.Friday)}
	a.Obstacle = s.likelyObstacle(dealID)
	about := ""
	if d, ok := s.briefing().Deal(dealID); ok {
		about = " for " + d.Name
	}
	e := s.actionEntry("Action"+about, "action:"+dealID, a)
	return s.begin(e, func(s *Screen) tea.Cmd {
		next, ok := s.readAction(e, a)
		if !ok {
			return nil
		}
		next.ID, next.Author = s.host.NewID(), s.me
		return s.save(func(r *agenda.Review, now time.Time) error { return r.AddAction(next, now) },
			s.mark(dealID, func(it item) bool { return it.action.ID == next.ID }))
	})
}

// mark moves the cursor to what was just written down, so that it is seen; an
// action that follows an obstacle removes it.
func (*Screen) mark(dealID string, is func(item) bool) func(*Screen) tea.Cmd {
	return func(s *Screen) tea.Cmd {
		if p, ok := s.pane().(*deal); ok && s.dealHere() == dealID {
			p.box, p.item = actionBox, max(slices.IndexFunc(s.items(dealID), is), 0)
		}
		return nil
	}
}

// likelyObstacle is the marked obstacle, or the only one.
func (s *Screen) likelyObstacle(dealID string) string {
	if p, ok := s.pane().(*deal); ok && p.box == actionBox {
		if items := s.items(dealID); p.item < len(items) && items[p.item].action.ID == "" && !items[p.item].obstacle.Cleared {
			return items[p.item].obstacle.ID
		}
	}
	if list := s.review().ObstaclesOf(dealID); len(list) == 1 {
		return list[0].ID
	}
	return ""
}

func (s *Screen) editAction(was agenda.Action) tea.Cmd {
	e := s.actionEntry("Change the action", "edit:"+was.ID, was)
	return s.begin(e, func(s *Screen) tea.Cmd {
		next, ok := s.readAction(e, was)
		if !ok {
			return nil
		}
		return s.save(func(r *agenda.Review, _ time.Time) error { return r.EditAction(was, next) }, nil)
	})
}

func (s *Screen) dropAction(a agenda.Action) tea.Cmd {
	state := agenda.Dropped
	if a.State == agenda.Dropped {
		state = agenda.ToDo
	}
	return s.change(func(r *agenda.Review, now time.Time) error { return r.SetActionState(a.ID, state, now) }, nil)
}

// actionEntry is the line of an action with its fields. What is recognised in
// the text (“@dana !1 fri”) stands in the fields as it is typed.
func (s *Screen) actionEntry(title, place string, a agenda.Action) *entry.Entry {
	b := s.briefing()
	owner, priority := "", ""
	if a.Owner != "" {
		owner = b.PersonByID(a.Owner).Name
	}
	if a.Priority > 0 {
		priority = fmt.Sprint(a.Priority)
	}
	removes := []string{"nothing named"}
	chosen := removes[0]
	for _, o := range s.review().ObstaclesOf(a.DealID) {
		removes = append(removes, o.Text)
		if o.ID == a.Obstacle {
			chosen = o.Text
		}
	}
	e := entry.New(title, place,
		entry.Field{Default: a.Text, Hint: "what happens, e.g. Book the CISO call @ana !1 fri"},
		entry.Field{Label: "owner", Default: owner, Hint: "who?", Choices: names(b.People)},
		entry.Field{Label: "priority", Default: priority, Hint: "1-3", Choices: []string{"1", "2", "3"}},
		entry.Field{Label: "due", Default: a.Due.Short(b.Today), Hint: "fri, +3d, 25 nov", Choices: s.dueChoices()},
		entry.Field{Label: "done when", Default: a.DoneWhen, Hint: "what will show it?", Choices: s.metricChoices(a.DealID)},
		entry.Field{Label: "removes", Default: chosen, Choices: removes},
	)
	e.OnChange = func(e *entry.Entry) {
		q, _ := agenda.ParseQuick(e.Value(textField), b.People, b.Today) // nothing typed is nothing to read
		if q.Owner != "" {
			e.Suggest(ownerField, b.PersonByID(q.Owner).Name)
		}
		if q.Priority != 0 {
			e.Suggest(priorityField, fmt.Sprint(q.Priority))
		}
		if q.Due != 0 {
			e.Suggest(dueField, q.Due.Short(b.Today))
		}
		e.Told = ""
		if len(q.Warnings) > 0 {
			e.Told = q.Warnings[0]
		}
	}
	return e
}

func names(people []agenda.Person) []string {
	list := make([]string, len(people))
	for i, p := range people {
		list[i] = p.Name
	}
	return list
}

func (s *Screen) dueChoices() []string {
	today := s.briefing().Today
	var list []string
	for i := range agenda.Date(14) {
		if d := today + 1 + i; d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
			list = append(list, d.Short(today))
		}
	}
	return list
}

// metricChoices are what usually shows that an action is done.
func (s *Screen) metricChoices(dealID string) []string {
	list := []string{"next step dated", "close date confirmed by the buyer"}
	if d, ok := s.briefing().Deal(dealID); ok {
		if next := d.Step.Next(); next != agenda.NoStep {
			list = append(list, "stage is "+next.String())
		}
		for _, q := range d.Step.Questions() {
			list = append(list, "answered yes: "+q.Text)
		}
	}
	return list
}

// readAction puts the entry's fields into an action; what cannot be read is
// said in the entry, which then stays open at that field.
func (s *Screen) readAction(e *entry.Entry, a agenda.Action) (agenda.Action, bool) {
	b := s.briefing()
	wrong := func(field int, why string) (agenda.Action, bool) {
		e.GoTo(field)
		e.Error = why
		return a, false
	}
	q, err := agenda.ParseQuick(e.Value(textField), b.People, b.Today)
	if err != nil || q.Text == "" {
		return wrong(textField, "Say what happens first; esc closes.")
	}
	was := a
	a.Text, a.Owner, a.Priority, a.Due = q.Text, "", 0, 0
	if typed := e.Value(ownerField); typed != "" {
		found := agenda.ResolvePerson(b.People, typed)
		if len(found) != 1 {
			return wrong(ownerField, ownerTrouble(typed, found))
		}
		a.Owner = found[0].ID
	}
	if typed := e.Value(priorityField); typed != "" {
		if _, err := fmt.Sscanf(typed, "%d", &a.Priority); err != nil || a.Check() != nil || a.Priority == 0 {
			return wrong(priorityField, "Priority is 1 (first), 2 or 3.")
		}
	}
	if typed := e.Value(dueField); typed == was.Due.Short(b.Today) {
		a.Due = was.Due // as shown, also when that day has passed
	} else if typed != "" {
		due, err := agenda.ParseDue(typed, b.Today)
		if err != nil {
			return wrong(dueField, sentence(err))
		}
		a.Due = due
	}
	a.DoneWhen = e.Value(doneField)
	a.Obstacle = ""
	for _, o := range s.review().ObstaclesOf(a.DealID) {
		if o.Text == e.Value(removesField) {
			a.Obstacle = o.ID
		}
	}
	return a, true
}

func ownerTrouble(typed string, found []agenda.Person) string {
	if len(found) == 0 {
		return fmt.Sprintf("Nobody is called “%s” here; ↑ and ↓ offer who is.", typed)
	}
	return fmt.Sprintf("“%s” could be %s or %s; ↑ and ↓ choose.", typed, found[0].Name, found[1].Name)
}

func (s *Screen) addObstacle() tea.Cmd {
	dealID := s.dealHere()
	e := entry.New("What stands in the way?", "obstacle:"+dealID, entry.Field{Hint: "the thing, not a person: security review has not started"})
	return s.begin(e, func(s *Screen) tea.Cmd {
		o := agenda.Obstacle{ID: s.host.NewID(), DealID: dealID, Text: e.Value(0), Author: s.me}
		return s.save(func(r *agenda.Review, _ time.Time) error { return r.AddObstacle(o) },
			s.mark(dealID, func(it item) bool { return it.obstacle.ID == o.ID }))
	})
}

func (s *Screen) editObstacle(was agenda.Obstacle) tea.Cmd {
	e := entry.New("Change the obstacle", "edit:"+was.ID, entry.Field{Default: was.Text})
	return s.begin(e, func(s *Screen) tea.Cmd {
		next := was
		next.Text = e.Value(0)
		return s.save(func(r *agenda.Review, _ time.Time) error { return r.EditObstacle(was, next) }, nil)
	})
}
