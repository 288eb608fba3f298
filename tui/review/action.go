package review

import (
	"slices"
	"strings"
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
			rows = append(s.actionRows(it.action, it.under, w), metRows(it.action, s.briefing().Today, w)...)
		}
		if i == p.item && p.box == actionBox {
			rows[0] = rows[0].Fit(w).Inked(draw.Mark)
		}
		lines = append(lines, rows...)
	}
	lines = append(lines, s.stillDue(d.ID, w)...)
	if len(lines) == 0 {
		empty := "o writes down what stands in the way, a who does what about it."
		if s.observes() {
			empty = "a writes down what you do about it."
		}
		lines = draw.Wrapped(draw.Quiet, empty, w)
	}
	return lines, cursor
}

// stillDue are the deal's actions of earlier reviews that nobody has ticked.
func (s *Screen) stillDue(dealID string, w int) []draw.Line {
	var lines []draw.Line
	for _, a := range s.briefing().StillDue {
		if a.DealID != dealID {
			continue
		}
		when := draw.Text(draw.Quiet, "no date")
		switch today := s.briefing().Today; {
		case a.Due != 0 && a.Due < today:
			when = draw.Textf(draw.Bad, "%d d overdue", today-a.Due)
		case a.Due != 0:
			when = draw.Text(draw.Quiet, a.Due.Short(today))
		}
		right := draw.Text(draw.Quiet, " "+s.author(a.Owner).First()+"  ").Join(when)
		for i, row := range draw.Wrapped(draw.Quiet, "still open: "+a.Text, max(w-right.Width(), 10)) {
			if i == 0 {
				row = draw.Spread(row, right, w)
			}
			lines = append(lines, row)
		}
		lines = append(lines, metRows(a, s.briefing().Today, w)...)
	}
	return lines
}

// metRows say that an open action's metric is met; people tick it.
func metRows(a agenda.Action, today agenda.Date, w int) []draw.Line {
	words := a.MetWords(today)
	if words == "" || a.State != agenda.ToDo {
		return nil
	}
	var rows []draw.Line
	for _, row := range hang("✔", draw.Good, words, w-2) {
		rows = append(rows, draw.Text(draw.Plain, "  ").Join(row))
	}
	return rows
}

func obstacleRows(o agenda.Obstacle, w int) []draw.Line {
	ink, mark := draw.Strong, "▪ "
	text := o.Text
	if o.Needs != "" {
		text += " (needs the " + string(o.Needs) + ")"
	}
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
		if a.Reason != "" {
			text = a.Text + " (dropped: " + a.Reason + ")"
		}
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

func (s *Screen) addAction() tea.Cmd {
	dealID := s.dealHere()
	a := agenda.Action{DealID: dealID, Owner: s.briefing().Rep.ID, Priority: agenda.DefaultPriority, Due: s.briefing().Today.Next(time.Friday)}
	a.Obstacle = s.likelyObstacle(dealID)
	about := ""
	if d, ok := s.briefing().Deal(dealID); ok {
		about = " for " + d.Name
		a.DoneWhen = agenda.LikelyMeasure(d, s.briefing().Process, s.briefing().Today).String()
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
	cmd := s.begin(e, func(s *Screen) tea.Cmd {
		next, ok := s.readAction(e, was)
		if !ok {
			return nil
		}
		return s.save(func(r *agenda.Review, _ time.Time) error { return r.EditAction(was, next) }, nil)
	})
	s.overAction(&was)
	return cmd
}

func (s *Screen) dropAction(a agenda.Action) tea.Cmd {
	state := agenda.Dropped
	if a.State == agenda.Dropped {
		state = agenda.ToDo
	}
	return s.change(func(r *agenda.Review, now time.Time) error { return r.SetActionState(a.ID, state, now) }, nil)
}

func (s *Screen) addObstacle() tea.Cmd {
	dealID := s.dealHere()
	e := entry.New("What stands in the way?", "obstacle:"+dealID, entry.Field{Hint: "the thing, not a person: security review has not started"}, needsField(""))
	return s.begin(e, func(s *Screen) tea.Cmd {
		needs, ok := readNeeds(e)
		if !ok {
			return nil
		}
		o := agenda.Obstacle{ID: s.host.NewID(), DealID: dealID, Text: e.Value(0), Needs: needs, Author: s.me}
		return s.save(func(r *agenda.Review, now time.Time) error {
			o.At = now
			return r.AddObstacle(o)
		},
			s.mark(dealID, func(it item) bool { return it.obstacle.ID == o.ID }))
	})
}

func (s *Screen) editObstacle(was agenda.Obstacle) tea.Cmd {
	e := entry.New("Change the obstacle", "edit:"+was.ID, entry.Field{Default: was.Text}, needsField(was.Needs))
	cmd := s.begin(e, func(s *Screen) tea.Cmd {
		needs, ok := readNeeds(e)
		if !ok {
			return nil
		}
		next := was
		next.Text, next.Needs = e.Value(0), needs
		return s.save(func(r *agenda.Review, _ time.Time) error { return r.EditObstacle(was, next) }, nil)
	})
	s.overObstacle(&was)
	return cmd
}

// needsField asks whose help an obstacle needs.
func needsField(role agenda.Role) entry.Field {
	return entry.Field{Label: "needs", Default: string(role), Hint: "rep, manager or executive",
		Choices: []string{string(agenda.Rep), string(agenda.Manager), string(agenda.Executive)}}
}

// readNeeds reads needsField, the second of an entry; what cannot be read is
// said in the entry.
func readNeeds(e *entry.Entry) (agenda.Role, bool) {
	typed := strings.ToLower(e.Value(1))
	if typed == "" {
		return "", true
	}
	for _, role := range []agenda.Role{agenda.Rep, agenda.Manager, agenda.Executive} {
		if strings.HasPrefix(string(role), typed) {
			return role, true
		}
	}
	e.GoTo(1)
	e.Error = "It needs the rep, the manager or an executive; ↑ and ↓ choose."
	return "", false
}
