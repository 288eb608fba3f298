package home

import (
	"halfhour/tui/draw"
	"halfhour/tui/page"
)

// View draws exactly h lines of w cells.
func (s *Screen) View(w, h int) (lines []draw.Line, x, y int, typing bool) {
	right := draw.Text(draw.Quiet, s.today.Who)
	lines = page.View(&s.page, s, s.live(), draw.Text(draw.Strong, s.today.Day), right, nil, w, h, s.body)
	if s.file != nil {
		x, y = s.file.Cursor()
		return lines, x, y + 1, true
	}
	return lines, 0, 0, false
}

func (s *Screen) body(w, h int) []draw.Line {
	s.rows = s.rows[:0]
	switch {
	case s.trouble != "":
		return append([]draw.Line{nil}, draw.Wrapped(draw.Bad, s.trouble, w)...)
	case !s.read:
		return nil
	case s.file != nil:
		return s.file.View(w, h)
	}
	var lines []draw.Line
	var of []int
	add := func(line draw.Line, item int) {
		lines, of = append(lines, line), append(of, item)
	}
	if s.today.Empty {
		const about = "halfhour runs a pipeline review: one rep, one manager, three deals, thirty minutes."
		add(nil, -1)
		for _, row := range draw.Wrapped(draw.Plain, about, w-2) {
			add(draw.Text(draw.Plain, " ").Join(row), -1)
		}
	}
	n, cursor := 0, 0
	for _, section := range s.sections() {
		add(nil, -1)
		add(draw.Text(draw.Head, " "+section.Title), -1)
		for _, line := range section.Lines {
			if n == s.at {
				cursor = len(lines)
			}
			add(lineView(line, n == s.at, w), n)
			n++
		}
	}
	from := 0
	if len(lines) > h {
		from = min(max(cursor-h/2, 0), len(lines)-h)
	}
	end := min(from+h, len(lines))
	s.rows = append(s.rows, of[from:end]...)
	return lines[from:end]
}

func lineView(l Line, marked bool, w int) draw.Line {
	row := draw.Text(draw.Plain, "   ")
	if marked {
		row = draw.Text(draw.FocusHead, " ▸ ")
	}
	ink := draw.Strong
	if l.Late {
		ink = draw.Bad
	}
	row = row.Add(ink, l.Text)
	if l.More != "" {
		row = row.Add(draw.Quiet, "  "+l.More)
	}
	row = row.Fit(w)
	if marked {
		row = row.Inked(draw.Mark)
	}
	return row
}
