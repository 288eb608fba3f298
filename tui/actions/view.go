package actions

import (
	"fmt"
	"slices"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/page"
	"halfhour/tui/table"
)

// tableRow is the row of the screen at which the list begins.
const tableRow = 1

// formHeight and detailHeight are the rows under the list.
const formHeight, detailHeight = 8, 3

var columns = []table.Column{
	{Head: "P", Width: 1},
	{Head: "Action", Width: 40, Least: 18, Grow: true},
	{Head: "Owner", Width: 10, Least: 6, Grow: true, Spare: 1},
	{Head: "Deal", Width: 22, Least: 8, Grow: true, Spare: 2},
	{Head: "Due", Width: 11},
	{Head: "", Width: 24, Least: 13, Grow: true},
}

// View draws the screen.
func (s *Screen) View(w, h int) (lines []draw.Line, x, y int, typing bool) {
	left := draw.Text(draw.Strong, "Actions")
	if s.owner != "" {
		left = left.Add(draw.Quiet, " of ").Add(draw.Strong, s.owner)
	} else if s.list.Of != "" {
		left = left.Add(draw.Quiet, " of the reviews of ").Add(draw.Strong, s.list.Of)
	}
	lines = page.View(&s.page, s, s.keys(), left, s.right(), draw.Text(draw.Warn, s.list.Owed), w, h, func(w, h int) []draw.Line {
		var panel []draw.Line
		if s.entry != nil {
			panel = s.entry.View(w, formHeight)
			x, y = s.entry.Cursor()
			y += 1 + h - len(panel)
			typing = true
		} else {
			panel = draw.Height(s.detail(w), w, detailHeight)
		}
		return append(draw.Height(s.body(w, h-len(panel)), w, h-len(panel)), panel...)
	})
	return lines, x, y, typing && !s.page.Helping()
}

// right counts what is open and overdue.
func (s *Screen) right() draw.Line {
	if !s.loaded {
		return draw.Text(draw.Quiet, "looking…")
	}
	open, late, met := 0, 0, 0
	for _, it := range s.list.Items {
		if it.State != agenda.ToDo || !s.shows(it) {
			continue
		}
		open++
		if it.Overdue(s.today()) {
			late++
		}
		if it.Met != 0 {
			met++
		}
	}
	line := draw.Textf(draw.Plain, "%d open", open)
	if late > 0 {
		line = line.Add(draw.Plain, ", ").Join(draw.Textf(draw.Bad, "%d overdue", late))
	}
	if met > 0 {
		line = line.Add(draw.Plain, ", ").Join(draw.Textf(draw.Good, "%d met", met))
	}
	return line.Add(draw.Quiet, "  "+orderNames[s.order])
}

func (s *Screen) body(w, h int) []draw.Line {
	if s.loaded && len(s.rows) == 0 {
		text := "Nothing is open. a writes an action down; a review makes them, too."
		if s.all {
			text = "There are no actions yet. a writes one down; a review makes them, too."
		}
		return append([]draw.Line{nil}, draw.Wrapped(draw.Quiet, " "+text, w-2)...)
	}
	return s.table.View(s.order.without(columns), len(s.rows), s.row, draw.Mark, w, h)
}

// said is the column that the headings say already, -1 for none.
func (o order) said() int {
	switch o {
	case byPerson:
		return 2
	case byDeal:
		return 3
	}
	return -1
}

// without leaves that column out.
func (o order) without(all []table.Column) []table.Column {
	if i := o.said(); i >= 0 {
		return slices.Delete(slices.Clone(all), i, i+1)
	}
	return all
}

func (s *Screen) row(i int) table.Row {
	if s.rows[i] < 0 {
		return table.Row{Heading: draw.Text(draw.Strong, s.heads[i])}
	}
	it := s.list.Items[s.rows[i]]
	ink := draw.Plain
	if it.State != agenda.ToDo {
		ink = draw.Quiet
	}
	priority := draw.Text(draw.Warn, "?")
	if it.Priority > 0 {
		priority = draw.Text(draw.KeyCap, fmt.Sprint(it.Priority))
	}
	owner := draw.Text(draw.Warn, "who?")
	if it.Owner != "" {
		owner = draw.Text(ink, agenda.Person{Name: it.Owner}.First())
	}
	due := draw.Text(draw.Warn, "when?")
	if it.Due != 0 {
		due = draw.Text(ink, it.Due.Short(s.today()))
	}
	cells := []draw.Line{priority, draw.Text(ink, it.Text), owner, draw.Text(draw.Quiet, it.Deal), due, s.standing(it)}
	if i := s.order.said(); i >= 0 {
		cells = slices.Delete(cells, i, i+1)
	}
	return table.Row{Cells: cells}
}

// standing says what asks for attention.
func (s *Screen) standing(it Item) draw.Line {
	switch {
	case it.State == agenda.Done:
		return draw.Text(draw.Quiet, "✔ done")
	case it.State == agenda.Dropped:
		return draw.Text(draw.Quiet, "dropped")
	case it.Met != 0:
		return draw.Text(draw.Good, "✔ met: done?")
	}
	words, severity := it.Standing(it.Role, s.today())
	return draw.Text([...]draw.Ink{draw.Quiet, draw.Quiet, draw.Warn, draw.Bad}[severity], words)
}

// detail says more of the marked action than fits into its row.
func (s *Screen) detail(w int) []draw.Line {
	it, ok := s.here()
	if !ok {
		return nil
	}
	first := draw.Text(draw.Plain, " ")
	part := func(label, words string, ink draw.Ink) {
		if words == "" {
			return
		}
		if first.Width() > 1 {
			first = first.Add(draw.Plain, "  ")
		}
		first = first.Add(draw.Quiet, label).Add(ink, words)
	}
	part("done when ", it.DoneWhen, draw.Plain)
	part("removes ", it.Removes, draw.Plain)
	part("", it.Deal, draw.Quiet)
	part("dropped: ", it.Reason, draw.Plain)
	second := draw.Text(draw.Plain, " ")
	if met := it.MetWords(s.today()); met != "" {
		second = second.Add(draw.Good, met)
		if it.State == agenda.ToDo {
			second = second.Add(draw.Strong, "  Is it done? x ticks it.")
		}
	} else if words, _ := it.Standing(it.Role, s.today()); words != "" {
		second = second.Add(draw.Quiet, words)
	}
	return []draw.Line{draw.Text(draw.Strong, " "+it.Text).Fit(w), first.Fit(w), second.Fit(w)}
}
