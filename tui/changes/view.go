package changes

import (
	"fmt"

	"halfhour/tui/draw"
	"halfhour/tui/page"
	"halfhour/tui/table"
)

// View draws the window.
func (s *Screen) View(w, h int) (lines []draw.Line, x, y int, typing bool) {
	a := s.at()
	left := draw.Text(draw.Strong, "What changed").Add(draw.Plain, "  "+a.Title)
	if n := len(s.accounts); n > 1 {
		left = left.Add(draw.Quiet, fmt.Sprintf("  %d of %d", s.account+1, n))
	}
	quiet := draw.Line(nil)
	if s.part {
		quiet = draw.Textf(draw.Quiet, "The first %d of them.", len(s.items))
	}
	return page.View(&s.page, s, bindings(), left, draw.Text(draw.Quiet, a.When), quiet, w, h, s.body), 0, 0, false
}

// body is the numbers, the list behind the marked one, and the marked item.
func (s *Screen) body(w, h int) []draw.Line {
	lines := append([]draw.Line{nil}, s.numbers(w)...)
	if few := h / 2; len(lines) > few {
		lines = lines[:few]
	}
	lines = append(lines, nil)
	room := h - len(lines)
	it, some := s.item()
	if s.wide && some {
		return append(lines, s.detail(it, w, room, true)...)
	}
	box := 0
	if some {
		box = min(len(it.Detail)+2, room/2, 10)
	}
	s.listTop = len(lines) + 1
	lines = append(lines, s.list(w, room-box)...)
	if box > 2 {
		lines = append(lines, s.detail(it, w, box, false)...)
	}
	return lines
}

// numbers are laid out like words, the marked one in brackets.
func (s *Screen) numbers(w int) []draw.Line {
	var parts []draw.Line
	for i, n := range s.at().Numbers {
		if i == s.number {
			parts = append(parts, draw.Text(draw.FocusHead, "["+n.Count+" "+n.Words+"]"))
			continue
		}
		parts = append(parts, draw.Text(draw.Strong, " "+n.Count).Add(draw.Plain, " "+n.Words+" "))
	}
	return draw.Flow(parts, 2, w)
}

func (s *Screen) list(w, h int) []draw.Line {
	if s.loading {
		return draw.Height([]draw.Line{draw.Text(draw.Quiet, " Looking…")}, w, h)
	}
	columns, cells := dealColumns, dealCells
	if heads := s.at().Numbers[s.number].Heads; heads[0] != "" {
		columns = []table.Column{{Head: heads[0], Width: 10}, {Head: heads[1], Width: 20, Least: 8, Grow: true, Spare: 1}, {Head: heads[2], Width: 30, Least: 20, Grow: true}}
		cells = func(it Item) []string { return []string{it.Name, it.Account, it.What} }
	}
	return s.table.View(columns, len(s.items), func(i int) table.Row {
		var row table.Row
		for _, text := range cells(s.items[i]) {
			row.Cells = append(row.Cells, draw.Text(draw.Plain, text))
		}
		return row
	}, draw.Mark, w, h)
}

var dealColumns = []table.Column{
	{Head: "deal", Width: 24, Least: 20, Grow: true},
	{Head: "account", Width: 18, Least: 8, Grow: true, Spare: 1},
	{Head: "owner", Width: 14, Least: 8, Grow: true, Spare: 2},
	{Head: "amount", Width: 11, Least: 9, Right: true, Spare: 1},
	{Head: "what was and is", Width: 42, Least: 24, Grow: true},
}

func dealCells(it Item) []string { return []string{it.Name, it.Account, it.Owner, it.Amount, it.What} }

// detail is a box with what is said about an item: as much as fits, or all of
// it to be scrolled through.
func (s *Screen) detail(it Item, w, h int, focused bool) []draw.Line {
	label := 0
	for _, d := range it.Detail {
		label = max(label, draw.Text(draw.Quiet, d.Label).Width())
	}
	label = min(label, w/3)
	var lines []draw.Line
	for _, d := range it.Detail {
		words := draw.Wrapped(draw.Plain, d.Words, max(w-4-label-2, 10))
		lines = append(lines, draw.Hang(draw.Text(draw.Quiet, d.Label).Fit(label), label+2, words)...)
	}
	if focused {
		s.top = max(min(s.top, len(lines)-(h-2)), 0)
		lines = lines[s.top:]
	}
	title := it.Name
	for _, more := range []string{it.Account, it.Owner, it.Amount} {
		if more != "" {
			title += " · " + more
		}
	}
	return draw.Box(title, lines, w, h, focused)
}
