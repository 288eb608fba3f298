package entry

import (
	"slices"
	"sort"
	"strings"

	"halfhour/agenda/safe"
	"halfhour/tui/draw"
)

// Cursor returns where the cursor stands in the lines of View.
func (e *Entry) Cursor() (x, y int) { return e.cursorX, e.cursorY }

// View draws the entry in a box of w cells and at most h lines.
func (e *Entry) View(w, h int) []draw.Line {
	inner := w - 4
	var under []draw.Line
	switch {
	case e.Error != "":
		under = draw.Wrapped(draw.Bad, e.Error, inner)
	case e.Told != "":
		under = draw.Wrapped(draw.Quiet, e.Told, inner)
	}
	var lines []draw.Line
	if e.block != nil {
		lines = e.viewBlock(inner, max(h-2-len(under), 1))
	} else {
		lines = e.viewFields(inner)
	}
	lines = append(lines, under...)
	e.cursorX, e.cursorY = e.cursorX+2, e.cursorY+1
	return draw.Box(e.Title, lines, w, min(len(lines)+2, h), true)
}

// Line draws the main text alone in w cells, and says in which of them the
// cursor stands.
func (e *Entry) Line(w int) (line draw.Line, x int) {
	line = e.viewField(0, w)
	return line, e.cursorX
}

// drawn is what a block looks like in a window of w×h cells.
type drawn struct {
	w, h  int
	lines []draw.Line
	x, y  int // of the cursor
}

func (e *Entry) viewBlock(w, h int) []draw.Line {
	if e.drawn.lines == nil || e.drawn.w != w || e.drawn.h != h {
		e.block.SetWidth(w)
		e.block.SetHeight(h)
		d := drawn{w: w, h: h}
		for row := range strings.SplitSeq(e.block.View(), "\n") {
			d.lines = append(d.lines, draw.Text(draw.Plain, row))
		}
		if c := e.block.Cursor(); c != nil {
			d.x, d.y = c.X, c.Y
		}
		e.drawn = d
	}
	e.cursorX, e.cursorY = e.drawn.x, e.drawn.y
	return slices.Clone(e.drawn.lines)
}

// viewFields shows the main text on a line of its own and the other fields, in
// as few lines as they need, below it.
func (e *Entry) viewFields(w int) []draw.Line {
	lines := []draw.Line{e.viewField(0, w)}
	e.cursorY = 0
	x := 0
	var row draw.Line
	for i := 1; i < len(e.fields); i++ {
		room := min(max(len([]rune(e.fields[i].Label))+2+e.fieldWidth(i), 12), w)
		if x > 0 && x+room > w {
			lines, row, x = append(lines, row), nil, 0
		}
		part := e.viewField(i, room)
		if e.at == i {
			e.cursorX, e.cursorY = e.cursorX+x, len(lines)
		}
		row = row.Join(part).Add(draw.Plain, "  ")
		x += room + 2
	}
	if len(row) > 0 {
		lines = append(lines, row)
	}
	return lines
}

func (e *Entry) fieldWidth(i int) int {
	f := e.fields[i]
	text := f.input.Value()
	if text == "" {
		text = f.Hint
	}
	return max(cells(text), 8)
}

// shown returns the part of a field's text that fits into w cells with the
// cursor in it, and the cursor's cell. (The widget counts runes, not cells.)
func (f *Field) shown(w int) (text string, x int) {
	runes, at := []rune(f.input.Value()), f.input.Position()
	from := sort.Search(at, func(from int) bool { return cells(string(runes[from:at])) < w })
	return string(runes[from:]), cells(string(runes[from:at]))
}

func (e *Entry) viewField(i, w int) draw.Line {
	f := &e.fields[i]
	label := draw.Line{}
	if i > 0 {
		label = label.Add(draw.Quiet, f.Label+" ")
	}
	text, x := f.shown(max(w-label.Width(), 2))
	if e.at == i {
		e.cursorX = label.Width() + x
	}
	ink := draw.Strong
	if !f.touched && i > 0 {
		ink = draw.Plain
	}
	switch {
	case e.at == i && f.selected:
		ink = draw.Mark
	case e.at == i && i > 0:
		ink = draw.FocusHead
	}
	if f.input.Value() == "" {
		return label.Add(draw.Quiet, f.Hint).Fit(w)
	}
	return label.Add(ink, text).Fit(w)
}

// cells is how wide text is once it is safe to show.
func cells(text string) int { return safe.Width(safe.Line(text)) }
