package deals

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/agenda/listing"
	"halfhour/tui/draw"
	"halfhour/tui/keys"
	"halfhour/tui/page"
	"halfhour/tui/table"
)

// wideFrom is the window from which the panel stands beside the table.
const wideFrom = 100

// View draws exactly h lines of w cells.
func (s *Screen) View(w, h int) (lines []draw.Line, x, y int, typing bool) {
	s.wide = w >= wideFrom && !s.hidden && !s.panel.deep
	lines = page.View(&s.page, s, s.live(), draw.Text(draw.Strong, s.headline()), s.counts(), s.quiet(), w, h, s.body)
	switch {
	case s.page.Helping():
	case s.naming != nil:
		x, y = s.naming.Cursor()
		return lines, x, y + 1, true
	case s.typing != nil:
		_, x = s.typing.Line(max(w-len(filterLabel)-1, 1))
		return lines, x + len(filterLabel), 1, true
	}
	return lines, 0, 0, false
}

// headline says whose deals these are, and in what order.
func (s *Screen) headline() string {
	what := "Open deals"
	if s.view.All {
		what = "All deals"
	}
	if s.found != nil && strings.Contains(s.view.Filter, "is:") {
		what = "Deals"
	}
	if who := s.repName(); who != "" {
		what += " of " + who
	}
	return what
}

func (s *Screen) repName() string {
	if s.view.Rep == "" || s.list == nil {
		return ""
	}
	return s.list.Person(s.view.Rep)
}

// counts says how many there are, what they come to, and how they are sorted.
func (s *Screen) counts() draw.Line {
	if s.found == nil {
		return nil
	}
	line := draw.Text(draw.Strong, agenda.Count(s.found.Count))
	if s.view.Filter != "" || s.found.Count != s.list.Len() {
		line = line.Add(draw.Quiet, " of "+agenda.Count(s.list.Len()))
	}
	if total := s.found.Total; len(total) > 0 && len(total) <= 2 {
		line = line.Add(draw.Quiet, "  "+total.String())
	}
	return line.Add(draw.Quiet, "  by "+s.order())
}

func (s *Screen) order() string {
	name, turned := strings.CutPrefix(s.view.Sort, "-")
	c, ok := listing.ColumnNamed(name)
	switch {
	case !ok && s.view.Filter != "":
		return "best fit"
	case !ok || c.Name == "why" && !turned:
		return "need"
	case turned:
		return c.Head + ", turned round"
	}
	return c.Head
}

// quiet is what stands above the keys while there is nothing to say.
func (s *Screen) quiet() draw.Line {
	if s.list != nil && !s.all {
		return draw.Text(draw.Quiet, "reading the rest of the deals…")
	}
	if s.found != nil && s.found.Total != nil && len(s.found.Total) > 2 {
		return draw.Text(draw.Quiet, s.found.Total.String())
	}
	return nil
}

const filterLabel = " filter  "

func (s *Screen) body(w, h int) []draw.Line {
	switch {
	case s.trouble != "":
		return draw.Wrapped(draw.Bad, " "+s.trouble, w-1)
	case s.list == nil || s.found == nil:
		return []draw.Line{nil, draw.Text(draw.Quiet, " Reading the deals…")}
	case s.naming != nil:
		return s.naming.View(w, h)
	case s.choice != nil:
		return s.choice.view(w, h)
	case s.panel.deep:
		return s.panelView(w, h)
	}
	left, beside := w, s.wide && s.list.Len() > 0
	if beside {
		left = w*3/5 - 1
	}
	s.split = left + 1
	var lines []draw.Line
	if bar := s.filterBar(left); bar != nil {
		lines = append(lines, bar)
	}
	lines = append(lines, s.rows(left, h-len(lines))...)
	if beside {
		return draw.Beside(draw.Height(lines, left, h), s.panelView(w-left-1, h))
	}
	return lines
}

// filterBar is what is being typed, or the filter that is in force.
func (s *Screen) filterBar(w int) draw.Line {
	switch {
	case s.typing != nil:
		line, _ := s.typing.Line(w - len(filterLabel) - 1)
		return draw.Text(draw.FocusHead, filterLabel).Join(line).Fit(w)
	case s.view.Filter != "":
		return draw.Text(draw.Head, filterLabel).Add(draw.Strong, s.view.Filter).Add(draw.Quiet, "   esc takes it away").Fit(w)
	}
	return nil
}

// rows draws the table.
func (s *Screen) rows(w, h int) []draw.Line {
	if len(s.lines) == 0 {
		return s.nothing(w)
	}
	columns := s.columns()
	shape := make([]table.Column, len(columns))
	for i, c := range columns {
		shape[i] = table.Column{Head: s.head(c), Width: c.Width, Least: c.Least, Right: c.Right, Grow: c.Least > 0, Spare: spare[c.Name]}
	}
	return s.table.View(shape, len(s.lines), func(i int) table.Row { return s.row(columns, s.lines[i]) }, draw.Mark, w, h)
}

// spare says which columns give way first where all do not fit.
var spare = map[string]int{"account": 9, "owner": 8, "forecast": 7, "created": 6, "chance": 5, "step": 4, "findings": 3, "why": 1, "age": 2, "days": 2, "touch": 2, "pushes": 1, "status": 1, "stepdate": 1}

// nothing says why the table is empty, and what to do.
func (s *Screen) nothing(w int) []draw.Line {
	text := "There are no open deals. a shows closed ones too."
	switch {
	case s.list.Len() == 0:
		text = "There are no deals yet. halfhour import FILE brings in your CRM's export; halfhour demo shows invented ones."
	case s.view.Filter != "":
		text = "No deal fits “" + s.view.Filter + "”."
		if !s.view.All {
			text += " Only open ones were looked at: a looks at all."
		}
	case s.view.Rep != "":
		text = s.repName() + " has no open deals. a shows closed ones too."
	case s.view.All:
		text = "There are no deals."
	}
	lines := []draw.Line{nil}
	for _, row := range draw.Wrapped(draw.Quiet, text, w-2) {
		lines = append(lines, draw.Text(draw.Plain, " ").Join(row))
	}
	return lines
}

// columns are those that are shown; the owner of one rep's deals goes without
// saying, and so does the column they are grouped by.
func (s *Screen) columns() []listing.Column {
	list := s.view.Shown()
	if len(s.view.Columns) > 0 {
		return list
	}
	return slices.DeleteFunc(list, func(c listing.Column) bool {
		return c.Name == "owner" && s.view.Rep != "" || c.Name == s.view.Group
	})
}

// head is a column's head with how it is sorted.
func (s *Screen) head(c listing.Column) string {
	name, turned := strings.CutPrefix(s.view.Sort, "-")
	switch {
	case name != c.Name:
		return c.Head + "  " // the columns stay where they are when one sorts by another
	case turned != c.Down:
		return c.Head + " ▼"
	}
	return c.Head + " ▲"
}

func (s *Screen) row(columns []listing.Column, line listing.Line) table.Row {
	if line.Deal < 0 {
		return s.groupRow(s.found.Groups[line.Group])
	}
	d := s.list.Deal(int(line.Deal))
	cells := make([]draw.Line, len(columns))
	for i, c := range columns {
		cells[i] = draw.Text(s.ink(c, d), c.Text(d, s.list.Today))
	}
	return table.Row{Cells: cells}
}

func (s *Screen) groupRow(g listing.Group) table.Row {
	mark := "▾ "
	if s.shut[g.Name] {
		mark = "▹ "
	}
	return table.Row{Heading: draw.Text(draw.Head, mark+g.Name).Add(draw.Quiet, "  "+agenda.Counted(g.Count, "deal")+"  "+g.Worth())}
}

func (s *Screen) ink(c listing.Column, d listing.Deal) draw.Ink {
	switch {
	case d.Status == "gone" || d.Status == "lost":
		return draw.Quiet
	case c.Name == "deal":
		return draw.Strong
	case c.Name == "close" && d.Status == "open" && d.Close != 0 && d.Close < s.list.Today:
		return draw.Bad
	case c.Name == "findings" || c.Name == "why":
		return inks[d.Worst]
	case c.Name == "stepdate" && d.NextStepDate != 0 && d.NextStepDate < s.list.Today:
		return draw.Warn
	case c.Name == "account" || c.Name == "owner":
		return draw.Quiet
	}
	return draw.Plain
}

// mouse does what keys do too: the wheel moves the cursor or scrolls the panel,
// a click marks a deal, another opens it; a click on a column's head sorts.
func (s *Screen) mouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	if s.choice != nil || s.naming != nil || s.page.Helping() || s.found == nil {
		return nil
	}
	overPanel := s.panel.deep || s.wide && at.X >= s.split
	switch msg.(type) {
	case tea.MouseWheelMsg:
		by := 3 * keys.Wheel(at)
		if overPanel {
			s.panel.scroll(by)
			return nil
		}
		return s.move(by)
	case tea.MouseClickMsg:
		if at.Button == tea.MouseLeft && !overPanel {
			return s.click(at.X, at.Y-1)
		}
	}
	return nil
}

func (s *Screen) click(x, y int) tea.Cmd {
	if s.typing != nil || s.view.Filter != "" {
		y-- // the filter's line
	}
	before := s.table.At
	head, row := s.table.Click(x, y)
	switch {
	case head >= 0:
		return s.sortBy(s.columns()[head].Name)
	case row && s.table.At == before:
		return s.open()
	case row:
		return s.moved()
	}
	return nil
}
