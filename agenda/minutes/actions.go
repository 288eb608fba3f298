package minutes

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"halfhour/agenda"
)

// ActionsOf is a list of action items to write down.
type ActionsOf struct {
	Rep    agenda.Person // whose list it is; without a name it is everybody's
	Today  agenda.Date
	Week   agenda.Date     // the first day of the week that it is of; 0 for the Monday
	People []agenda.Person // whoever an action may be owned by
	Items  []Item
}

// Item is an action with the names that belong to its ids.
type Item struct {
	Action   agenda.Action
	Deal     string // the deal's name, "" for none
	Obstacle string // the text of the obstacle it removes, "" for none
}

// WriteActions writes a list of action items as Markdown: a section for each
// owner, the rep first, and in it a task for each action by priority and due
// date. Dropped actions are left out. An error is the writer's.
func WriteActions(w io.Writer, list ActionsOf) error {
	var p page
	title := "Action items"
	if list.Rep.Name != "" {
		title += " · " + named(list.Rep.Name)
	}
	p.heading(1, title+" · week of "+list.week())
	sections := list.sections()
	for _, s := range sections {
		p.heading(2, s.title)
		for _, item := range s.items {
			p.task(item, "", list.Today)
		}
	}
	if len(sections) == 0 {
		p.paragraphs("No action items.")
	}
	if err := p.writeTo(w); err != nil {
		return fmt.Errorf("write the action items: %w", err)
	}
	return nil
}

// week names the week.
func (list ActionsOf) week() string {
	return cmp.Or(list.Week, agenda.Calendar{}.WeekOf(list.Today)).Time().Format("2 Jan 2006")
}

// section is what one person is to do.
type section struct {
	title string
	items []Item
}

func (list ActionsOf) sections() []section {
	var sections []section
	add := func(title string, mine func(owner string) bool) {
		s := section{title: title}
		for _, item := range list.Items {
			if item.Action.State != agenda.Dropped && mine(item.Action.Owner) {
				s.items = append(s.items, item)
			}
		}
		slices.SortStableFunc(s.items, func(a, b Item) int { return agenda.ByUrgency(a.Action, b.Action) })
		if len(s.items) > 0 {
			sections = append(sections, s)
		}
	}
	people := list.owners()
	for _, person := range people {
		add(withRole(person), func(owner string) bool { return owner == person.ID })
	}
	add("Somebody unknown", func(owner string) bool {
		return owner != "" && !slices.ContainsFunc(people, func(p agenda.Person) bool { return p.ID == owner })
	})
	add("No owner yet", func(owner string) bool { return owner == "" })
	return sections
}

// owners returns the people once each, the rep first.
func (list ActionsOf) owners() []agenda.Person {
	var people []agenda.Person
	for _, person := range append([]agenda.Person{list.Rep}, list.People...) {
		known := slices.ContainsFunc(people, func(p agenda.Person) bool { return p.ID == person.ID })
		if person.ID != "" && !known {
			people = append(people, person)
		}
	}
	return people
}

// Owners returns who owns an item that is still open, the rep first.
func (list ActionsOf) Owners() []agenda.Person {
	return slices.DeleteFunc(list.owners(), func(p agenda.Person) bool {
		return !slices.ContainsFunc(list.Items, func(item Item) bool {
			return item.Action.Owner == p.ID && item.Action.State == agenda.ToDo
		})
	})
}

func withRole(p agenda.Person) string {
	if p.Role == "" {
		return named(p.Name)
	}
	return fmt.Sprintf("%s (%s)", named(p.Name), text(string(p.Role)))
}

// task writes an action as an item of a task list. The owner's name, if any,
// comes first; what the action lacks is left out, but for the due date.
func (p *page) task(item Item, owner string, today agenda.Date) {
	a := item.Action
	var b strings.Builder
	b.WriteString("[ ] ")
	if a.State == agenda.Done {
		b.Reset()
		b.WriteString("[x] ")
	}
	if a.Priority > 0 {
		fmt.Fprintf(&b, "**P%d** ", a.Priority)
	}
	if owner != "" {
		b.WriteString(text(owner) + ": ")
	}
	b.WriteString(text(a.Text))
	if a.Due != 0 {
		b.WriteString(", due " + a.Due.Short(today))
	} else {
		b.WriteString(", no due date")
	}
	for _, part := range []struct{ label, words string }{{"", item.Deal}, {"removes: ", item.Obstacle}, {"done when: ", a.DoneWhen}} {
		if words := text(part.words); words != "" {
			b.WriteString(" · " + part.label + words)
		}
	}
	if id := commentID(a.ID); id != "" {
		fmt.Fprintf(&b, " <!-- halfhour:%s -->", id)
	}
	p.item(b.String())
}

// commentID returns an id if it can stand in an HTML comment, as UUIDs can, and
// "" otherwise.
func commentID(id string) string {
	odd := strings.ContainsFunc(id, func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	if odd || strings.Contains(id, "--") || strings.Trim(id, "-") != id {
		return ""
	}
	return id
}
