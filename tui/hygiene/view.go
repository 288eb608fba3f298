package hygiene

import (
	"fmt"
	"slices"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/page"
	"halfhour/tui/table"
)

// tableRow is the row of the screen at which the list begins.
const tableRow = 3

// View draws the screen.
func (s *Screen) View(w, h int) (lines []draw.Line, x, y int, typing bool) {
	left := draw.Text(draw.Strong, "Hygiene")
	if s.list.Of != "" {
		left = left.Add(draw.Quiet, " of ").Add(draw.Strong, s.list.Of)
	}
	lines = page.View(&s.page, s, s.keys(), left, s.right(), s.quiet(), w, h, func(w, h int) []draw.Line {
		var panel []draw.Line
		if s.entry != nil {
			panel = s.entry.View(w, 7)
			x, y = s.entry.Cursor()
			y += 1 + h - len(panel)
			typing = true
		}
		return append(draw.Height(s.body(w, h-len(panel)), w, h-len(panel)), panel...)
	})
	return lines, x, y, typing && !s.page.Helping()
}

// right says how much of the list is done.
func (s *Screen) right() draw.Line {
	if !s.loaded {
		return draw.Text(draw.Quiet, "looking…")
	}
	if n := len(s.list.Items); n > 0 {
		line := draw.Text(draw.Warn, agenda.Count(n)+" to mend")
		if done := s.begun - n; done > 0 {
			line = line.Add(draw.Quiet, ", "+agenda.Count(done)+" done")
		}
		return line
	}
	if s.list.Open == 0 {
		return draw.Text(draw.Quiet, "no open deals")
	}
	return draw.Text(draw.Good, "✔ clean")
}

func (s *Screen) quiet() draw.Line {
	if n := len(s.fixes); n > 0 && !s.mended {
		return draw.Text(draw.Quiet, agenda.Counted(n, "mended value")+" to carry back to the CRM: w writes the file, tab shows them.")
	}
	return draw.Text(draw.Quiet, "What you mend stands beside what the CRM says; no import overwrites it.")
}

func (s *Screen) body(w, h int) []draw.Line {
	lines := []draw.Line{s.tabs(w), nil}
	if !s.loaded {
		return lines
	}
	rest := h - len(lines)
	var about []draw.Line
	if d, ok := s.here(); ok {
		about = s.about(d, w)
		about = about[:min(len(about), rest/2)]
	}
	rest -= len(about)
	switch {
	case s.mended:
		lines = append(lines, s.viewMended(w, rest)...)
	case len(s.list.Items) == 0:
		lines = append(lines, draw.Height(s.clean(w), w, rest)...)
	default:
		lines = append(lines, s.viewItems(w, rest)...)
	}
	return append(lines, about...)
}

func (s *Screen) tabs(w int) draw.Line {
	ink := func(on bool) draw.Ink {
		if on {
			return draw.Mark
		}
		return draw.Quiet
	}
	return draw.Text(draw.Plain, " ").Add(ink(!s.mended), " To mend "+agenda.Count(len(s.list.Items))+" ").
		Add(draw.Plain, " ").Add(ink(s.mended), " Mended "+agenda.Count(len(s.fixes))+" ").Fit(w)
}

// clean is what the emptied list says.
func (s *Screen) clean(w int) []draw.Line {
	whose := "The data of every open deal is"
	if s.list.Of != "" {
		whose = "The data of " + s.list.Of + "'s open deals is"
	}
	lines := []draw.Line{draw.Text(draw.Plain, " "+whose+" fit for the meeting.")}
	if s.list.Open == 0 {
		none := "There are no open deals yet. halfhour import FILE brings in your CRM's export."
		if s.list.Of != "" {
			none = s.list.Of + " has no open deals."
		}
		lines = []draw.Line{draw.Text(draw.Plain, " "+none)}
	}
	if n := len(s.fixes); n > 0 {
		text := fmt.Sprintf("%s to carry back to the CRM: w writes a small file with the CRM's ids and columns.", agenda.Counted(n, "mended value"))
		for _, l := range draw.Wrapped(draw.Plain, text, w-4) {
			lines = append(lines, draw.Text(draw.Plain, "   ").Join(l))
		}
	}
	return lines
}

// leastEvidence is how many cells of what is wrong can always be seen.
const leastEvidence = 32

var itemColumns = []table.Column{
	{Head: "deal", Width: 24, Least: 20, Grow: true},
	{Head: "account", Width: 18, Least: 8, Grow: true, Spare: 2},
	{Head: "owner", Width: 14, Least: 8, Grow: true, Spare: 3},
	{Head: "amount", Width: 12, Least: 10, Right: true, Spare: 1},
	{Head: "what is wrong", Width: 48, Least: leastEvidence, Grow: true},
}

// columns are those that tell the lines apart: an account that no deal has, or
// an owner that all have, leaves its room to the others.
func (s *Screen) columns() []table.Column {
	accounts, owners := false, false
	for _, it := range s.list.Items {
		accounts = accounts || it.Deal.Account != ""
		owners = owners || it.Deal.Owner != s.list.Items[0].Deal.Owner
	}
	columns := slices.Clone(itemColumns)
	hide := func(i int) { columns[i] = table.Column{Spare: columns[i].Spare} }
	if !accounts {
		hide(1)
	}
	if !owners {
		hide(2)
	}
	return columns
}

func (s *Screen) viewItems(w, h int) []draw.Line {
	return s.table[0].View(s.columns(), len(s.list.Items), func(i int) table.Row {
		it := s.list.Items[i]
		d := it.Deal
		ink := draw.Plain
		if it.Finding.Severity > 1 {
			ink = draw.Warn
		}
		return table.Row{Cells: []draw.Line{
			draw.Text(draw.Strong, d.Name), draw.Text(draw.Plain, d.Account), draw.Text(draw.Plain, s.names[d.Owner]),
			draw.Text(draw.Plain, amount(d)), draw.Text(ink, it.Finding.Evidence),
		}}
	}, draw.Mark, w, h)
}

func amount(d agenda.Deal) string {
	if !d.Amount.Known() {
		return "none"
	}
	return d.Amount.String()
}

var mendedColumns = []table.Column{
	{Head: "deal", Width: 24, Least: 12, Grow: true},
	{Head: "field", Width: 14},
	{Head: "mended", Width: 20, Least: 10, Grow: true},
	{Head: "CRM", Width: 14, Least: 8, Grow: true},
	{Head: "by", Width: 14, Least: 8, Grow: true, Spare: 1},
}

func (s *Screen) viewMended(w, h int) []draw.Line {
	if len(s.fixes) == 0 {
		return draw.Height([]draw.Line{draw.Text(draw.Quiet, " Nothing was mended that the CRM does not say too.")}, w, h)
	}
	name := func(id string) string { return s.names[id] }
	return s.table[1].View(mendedColumns, len(s.fixes), func(i int) table.Row {
		x := s.fixes[i]
		value := draw.Text(draw.Strong, agenda.ShowValue(x.Field, x.Value, s.list.Today, name))
		says := draw.Text(draw.Plain, agenda.ShowValue(x.Field, x.CRM, s.list.Today, name))
		if x.rival {
			value, says = draw.Text(draw.Warn, "or ").Join(value), draw.Text(draw.Warn, "mend it to decide")
		}
		return table.Row{Cells: []draw.Line{
			draw.Text(draw.Plain, x.deal.Name), draw.Text(draw.Quiet, x.Field.Label()), value, says, draw.Text(draw.Quiet, s.names[x.Author]),
		}}
	}, draw.Mark, w, h)
}

// about is what else is known of the deal at the cursor, and how to mend it.
func (s *Screen) about(d agenda.Deal, w int) []draw.Line {
	head := draw.Text(draw.Plain, " ").Add(draw.Strong, d.Name)
	if d.Account != "" {
		head = head.Add(draw.Quiet, " · "+d.Account)
	}
	lines := []draw.Line{nil, head}
	var parts []draw.Line
	for _, m := range d.Metrics(s.list.Today) {
		ink := draw.Plain
		if m.Bad {
			ink = draw.Bad
		}
		parts = append(parts, draw.Text(ink, m.Text))
	}
	for _, row := range draw.Flow(parts, 3, w-2) {
		lines = append(lines, draw.Text(draw.Plain, " ").Join(row))
	}
	if !s.mended {
		found := s.list.Items[s.at().At].Finding
		if evidence := draw.Text(draw.Plain, " "+found.Evidence); evidence.Width() > leastEvidence+1 {
			lines = append(lines, evidence) // which the list may have cut
		} else {
			lines = append([]draw.Line{nil}, lines...) // so that nothing jumps
		}
		if found.Fix != "" {
			lines = append(lines, draw.Text(draw.FocusHead, " "+found.Fix))
		}
	}
	return lines
}
