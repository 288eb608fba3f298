package review

import (
	"fmt"
	"time"

	"halfhour/agenda"
	"halfhour/tui/entry"
)

// The fields of an action's entry.
const (
	textField = iota
	ownerField
	priorityField
	dueField
	doneField
	removesField
)

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
		q, _ := agenda.ParseQuick(e.Value(textField), agenda.Known{People: b.People, Deals: b.Deals, Today: b.Today}) // nothing typed is nothing to read
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
	b := s.briefing()
	d, ok := b.Deal(dealID)
	if !ok {
		return nil
	}
	var list []string
	for _, m := range agenda.Measures(d, b.Process, b.Today) {
		list = append(list, m.String())
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
	q, err := agenda.ParseQuick(e.Value(textField), agenda.Known{People: b.People, Deals: b.Deals, Today: b.Today})
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
