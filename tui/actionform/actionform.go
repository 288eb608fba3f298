// Package actionform is how an action is typed, wherever that is done: one line
// of words, with a field beside it for each thing that the words can say. What
// is recognised in the words (“@dana !1 fri”) stands in the fields as it is
// typed.
package actionform

import (
	"fmt"
	"time"

	"halfhour/agenda"
	"halfhour/tui/entry"
	"halfhour/tui/page"
)

// The fields.
const (
	textField = iota
	ownerField
	priorityField
	dueField
	doneField
	lastField // the deal, or the obstacle that the action removes
)

// About is what an action can name.
type About struct {
	agenda.Known
	Process agenda.Process
	// Obstacles are those that an action on a deal can remove. nil: the form
	// asks for the deal instead.
	Obstacles func(dealID string) []agenda.Obstacle
}

const nothingNamed = "nothing named"

// New returns the form for an action.
func New(title, place string, a agenda.Action, about About) *entry.Entry {
	owner, priority := "", ""
	if a.Owner != "" {
		owner = about.person(a.Owner)
	}
	if a.Priority > 0 {
		priority = fmt.Sprint(a.Priority)
	}
	e := entry.New(title, place,
		entry.Field{Default: a.Text, Hint: "what happens, e.g. Book the CISO call @ana !1 fri"},
		entry.Field{Label: "owner", Default: owner, Hint: "who?", Choices: about.names()},
		entry.Field{Label: "priority", Default: priority, Hint: "1-3", Choices: []string{"1", "2", "3"}},
		entry.Field{Label: "due", Default: a.Due.Short(about.Today), Hint: "fri, +3d, 25 nov", Choices: DueChoices(about.Today)},
		entry.Field{Label: "done when", Default: a.DoneWhen, Hint: "what will show it?", Choices: about.measures(a.DealID)},
		about.lastField(a),
	)
	e.OnChange = about.suggest
	return e
}

func (b About) lastField(a agenda.Action) entry.Field {
	if b.Obstacles == nil {
		d, _ := b.deal(a.DealID)
		return entry.Field{Label: "deal", Default: d.Name, Hint: "its name, or #… in the words"}
	}
	choices, chosen := []string{nothingNamed}, nothingNamed
	for _, o := range b.Obstacles(a.DealID) {
		choices = append(choices, o.Text)
		if o.ID == a.Obstacle {
			chosen = o.Text
		}
	}
	return entry.Field{Label: "removes", Default: chosen, Choices: choices}
}

// suggest puts what the words say into the fields.
func (b About) suggest(e *entry.Entry) {
	q, _ := agenda.ParseQuick(e.Value(textField), b.Known) // nothing typed is nothing to read
	if q.Owner != "" {
		e.Suggest(ownerField, b.person(q.Owner))
	}
	if q.Priority != 0 {
		e.Suggest(priorityField, fmt.Sprint(q.Priority))
	}
	if q.Due != 0 {
		e.Suggest(dueField, q.Due.Short(b.Today))
	}
	if d, ok := b.deal(q.Deal); ok {
		e.Suggest(doneField, agenda.LikelyMeasure(d, b.Process, b.Today).String())
		if b.Obstacles == nil {
			e.Suggest(lastField, d.Name)
		}
	}
	e.Told = ""
	if len(q.Warnings) > 0 {
		e.Told = q.Warnings[0]
	}
}

func (b About) person(id string) string {
	for _, p := range b.People {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}

func (b About) deal(id string) (agenda.Deal, bool) {
	for _, d := range b.Deals {
		if d.ID == id && id != "" {
			return d, true
		}
	}
	return agenda.Deal{}, false
}

func (b About) names() []string {
	list := make([]string, len(b.People))
	for i, p := range b.People {
		list[i] = p.Name
	}
	return list
}

// measures are what usually shows that an action on a deal is done.
func (b About) measures(dealID string) []string {
	d, ok := b.deal(dealID)
	if !ok {
		return nil
	}
	var list []string
	for _, m := range agenda.Measures(d, b.Process, b.Today) {
		list = append(list, m.String())
	}
	return list
}

// DueChoices are the working days of the next two weeks.
func DueChoices(today agenda.Date) []string {
	var list []string
	for i := range agenda.Date(14) {
		if d := today + 1 + i; d.Weekday() != time.Saturday && d.Weekday() != time.Sunday {
			list = append(list, d.Short(today))
		}
	}
	return list
}

// Read puts a form's fields into an action. What cannot be read is said in the
// form, at that field, and ok is false.
func Read(e *entry.Entry, a agenda.Action, about About) (next agenda.Action, ok bool) {
	wrong := func(field int, why string) (agenda.Action, bool) {
		e.GoTo(field)
		e.Error = why
		return a, false
	}
	q, err := agenda.ParseQuick(e.Value(textField), about.Known)
	if err != nil || q.Text == "" {
		return wrong(textField, "Say what happens first; esc closes.")
	}
	was := a
	a.Text, a.Owner, a.Priority, a.Due = q.Text, "", 0, 0
	if typed := e.Value(ownerField); typed != "" {
		found := agenda.ResolvePerson(about.People, typed)
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
	if typed := e.Value(dueField); typed == was.Due.Short(about.Today) {
		a.Due = was.Due // as shown, also when that day has passed
	} else if typed != "" {
		due, err := agenda.ParseDue(typed, about.Today)
		if err != nil {
			return wrong(dueField, page.Sentence(err))
		}
		a.Due = due
	}
	a.DoneWhen = e.Value(doneField)
	if q.Deal != "" {
		a.DealID = q.Deal
	}
	if why := about.readLast(e, &a, q.Deal == ""); why != "" {
		return wrong(lastField, why)
	}
	return a, true
}

// readLast reads the deal, unless the words have named one, or the obstacle.
func (b About) readLast(e *entry.Entry, a *agenda.Action, unnamed bool) (why string) {
	typed := e.Value(lastField)
	if b.Obstacles != nil {
		a.Obstacle = ""
		for _, o := range b.Obstacles(a.DealID) {
			if o.Text == typed {
				a.Obstacle = o.ID
			}
		}
		return ""
	}
	if was, _ := b.deal(a.DealID); !unnamed && !e.Touched(lastField) || typed == was.Name && typed != "" {
		return ""
	}
	if typed == "" {
		if e.Touched(lastField) {
			a.DealID = ""
		}
		return ""
	}
	found := agenda.ResolveDeal(b.Deals, typed)
	if len(found) != 1 {
		return dealTrouble(typed, found)
	}
	a.DealID = found[0].ID
	return ""
}

func ownerTrouble(typed string, found []agenda.Person) string {
	if len(found) == 0 {
		return fmt.Sprintf("Nobody is called “%s” here; ↑ and ↓ offer who is.", typed)
	}
	return fmt.Sprintf("“%s” could be %s or %s; ↑ and ↓ choose.", typed, found[0].Name, found[1].Name)
}

func dealTrouble(typed string, found []agenda.Deal) string {
	if len(found) == 0 {
		return fmt.Sprintf("No open deal is called “%s”.", typed)
	}
	return fmt.Sprintf("“%s” could be “%s” or “%s”: say more of the name.", typed, found[0].Name, found[1].Name)
}
