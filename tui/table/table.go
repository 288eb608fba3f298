// Package table draws a list in columns, however long it is: only the rows in
// sight are asked for, and once the first of a list, to see how wide it is.
//
// A Table owns its cursor and how far it is scrolled, and no rows: the screen
// that has them says how many there are, and draws one when it is in sight.
package table

import (
	"slices"

	"halfhour/tui/draw"
)

// Column is one column: how it is headed and how wide it is.
type Column struct {
	Head  string
	Width int  // cells that are enough for its values; they may need fewer
	Least int  // cells it may be cut to where the window is narrow; 0: Width
	Grow  bool // takes of the cells that are left over what its values need
	Right bool // numbers stand at the right
	Spare int  // left out where the window is narrower still, the highest first; 0: never
}

// Row is what stands in one row: a cell for each column, or a heading across
// all of them.
type Row struct {
	Cells   []draw.Line
	Heading draw.Line
}

// Table is the cursor in a list and the part of it that is in sight.
type Table struct {
	At int // the row with the cursor

	top    int   // the first row in sight
	count  int   // rows there were when it was last drawn
	room   int   // rows in sight
	needs  []int // cells that the values of each column need, as far as they were seen
	shape  []Column
	widths []int
	edges  []int // the cell after each column
}

const gap = 2

// View draws the heads and the rows in sight: exactly h lines of w cells. mark
// is how the cursor's row looks.
func (t *Table) View(columns []Column, n int, row func(i int) Row, mark draw.Ink, w, h int) []draw.Line {
	t.room = max(h-1, 0)
	t.Resize(n)
	t.sample(columns, n, row)
	rows := make([]Row, 0, t.room)
	for i := t.top; i < min(t.top+t.room, n); i++ {
		rows = append(rows, row(i))
		t.seen(columns, rows[len(rows)-1])
	}
	t.fit(columns, w-2)
	lines := make([]draw.Line, 0, h)
	lines = append(lines, t.heads(columns, w))
	for i, r := range rows {
		lines = append(lines, t.line(columns, r, t.top+i == t.At, mark, w))
	}
	return draw.Height(lines, w, h)
}

func (t *Table) heads(columns []Column, w int) draw.Line {
	cells := make([]draw.Line, len(columns))
	t.edges = t.edges[:0]
	at := 1
	for i, c := range columns {
		cells[i] = draw.Text(draw.Head, c.Head)
		if t.widths[i] > 0 {
			at += t.widths[i] + gap
		}
		t.edges = append(t.edges, at)
	}
	return t.row(draw.Text(draw.Plain, " "), columns, cells).Fit(w)
}

func (t *Table) line(columns []Column, r Row, marked bool, mark draw.Ink, w int) draw.Line {
	line := draw.Text(draw.Plain, " ")
	if marked {
		line = draw.Text(draw.FocusHead, "▸")
	}
	line = t.row(line.Join(r.Heading), columns, r.Cells).Fit(w)
	if marked {
		line = line.Inked(mark)
	}
	return line
}

// row adds the cells of the columns that are shown to a line.
func (t *Table) row(line draw.Line, columns []Column, cells []draw.Line) draw.Line {
	line = slices.Grow(line, 3*len(cells)+1) // a cell, what fills it up, and the gap
	some := false
	for i, c := range cells {
		if t.widths[i] == 0 {
			continue
		}
		if some {
			line = line.Add(draw.Plain, spaces(gap))
		}
		some = true
		line = line.Join(cell(c, columns[i], t.widths[i]))
	}
	return line
}

// cell fits a value into its column.
func cell(value draw.Line, c Column, w int) draw.Line {
	if have := value.Width(); c.Right && have < w {
		value = draw.Text(draw.Plain, spaces(w-have)).Join(value)
	}
	return value.Fit(w)
}

const blanks = "                                                                                "

func spaces(n int) string { return blanks[:min(max(n, 0), len(blanks))] }

// Resize says how many rows there are before they are drawn.
func (t *Table) Resize(n int) {
	t.count = n
	t.GoTo(t.At)
}

// Move moves the cursor by some rows.
func (t *Table) Move(by int) { t.GoTo(t.At + by) }

// Turn moves the cursor by pages: 1 is down.
func (t *Table) Turn(pages int) { t.Move(pages * max(t.room-1, 1)) }

// Press takes a key that moves the cursor: up and down (k, j), pgup and pgdown,
// home and end. It returns which way the row is to be looked for from there, when
// the one that it came to cannot be marked: -1 is up.
func (t *Table) Press(key string) (way int) {
	switch key {
	case "up", "k":
		t.Move(-1)
		return -1
	case "pgup":
		t.Turn(-1)
		return -1
	case "end":
		t.End()
		return -1
	case "down", "j":
		t.Move(1)
	case "pgdown":
		t.Turn(1)
	case "home":
		t.GoTo(0)
	}
	return 1
}

// GoTo puts the cursor on a row, or on the nearest there is.
func (t *Table) GoTo(row int) {
	t.At = min(max(row, 0), max(t.count-1, 0))
	if t.At < t.top {
		t.top = t.At
	}
	if t.room > 0 && t.At >= t.top+t.room {
		t.top = t.At - t.room + 1
	}
	t.top = min(t.top, max(t.count-t.room, 0))
}

// End puts the cursor on the last row.
func (t *Table) End() { t.GoTo(t.count - 1) }

// Centre scrolls so that the cursor is in the middle of what is in sight.
func (t *Table) Centre() { t.top = min(max(t.At-t.room/2, 0), max(t.count-t.room, 0)) }

// Click takes a click on a line and cell of what View drew. head is the column
// whose head was clicked, -1 for none; row says whether the cursor went to a
// row.
func (t *Table) Click(x, y int) (head int, row bool) {
	switch {
	case y == 0:
		for i, edge := range t.edges {
			if x < edge && t.widths[i] > 0 {
				return i, false
			}
		}
	case y > 0 && t.top+y-1 < t.count && y <= t.room:
		t.GoTo(t.top + y - 1)
		return -1, true
	}
	return -1, false
}
