package main

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"

	"golang.org/x/term"

	"halfhour/agenda/safe"
)

// column is one column of a table.
type column struct {
	head  string
	right bool // numbers
	least int  // cells it may be cut to where the window is narrow; 0: never cut
	spare bool // left out where the window is narrower still
}

// gap is the cells between two columns.
const gap = "  "

// table prints rows in columns under their heads. On a terminal they are cut
// to its width.
func (p *program) table(columns []column, rows [][]safe.Text) {
	window := 0
	if p.onTerminal() {
		window, _, _ = term.GetSize(int(p.out.file.Fd()))
	}
	writeTable(p.out, columns, rows, window)
}

// writeTable writes rows in columns at most window cells wide; 0 is without
// end. A row of one cell is a heading above those that follow.
func writeTable(out io.Writer, columns []column, rows [][]safe.Text, window int) {
	widths := make([]int, len(columns))
	heads := make([]safe.Text, len(columns))
	for i, c := range columns {
		heads[i] = safe.Line(c.head)
		widths[i] = safe.Width(heads[i])
	}
	for _, row := range rows {
		for i, cell := range row {
			if len(row) == 1 {
				break
			}
			widths[i] = max(widths[i], safe.Width(cell))
		}
	}
	if window > 0 {
		narrow(columns, widths, window)
	}
	spaces := strings.Repeat(" ", slices.Max(append(widths, 0)))
	shown := func(i int) bool { return widths[i] > 0 || columns[i].head == "" }
	all := bufio.NewWriterSize(out, 32<<10)
	defer func() { _ = all.Flush() }()
	var b []byte
	line := func(row []safe.Text) {
		b = b[:0]
		for i, cell := range row {
			if !shown(i) {
				continue
			}
			cell = safe.Cut(cell, widths[i])
			if len(b) > 0 {
				b = append(b, gap...)
			}
			pad := widths[i] - safe.Width(cell)
			if columns[i].right {
				b = append(append(b, spaces[:pad]...), cell...)
			} else {
				b = append(append(b, cell...), spaces[:pad]...)
			}
		}
		_, _ = all.Write(append(bytes.TrimRight(b, " "), '\n'))
	}
	line(heads)
	for _, row := range rows {
		if len(row) == 1 {
			_, _ = all.WriteString("\n" + string(row[0]) + "\n")
			continue
		}
		line(row)
	}
}

// narrow makes a table fit into a window: it leaves out what can be spared
// where cutting is not enough, and then takes cells from the widest column
// that can give. A column left out has no width.
func narrow(columns []column, widths []int, window int) {
	total, least := -len(gap), -len(gap)
	for i, c := range columns {
		total += len(gap) + widths[i]
		least += len(gap) + narrowest(c, widths[i])
	}
	for i, c := range columns {
		if least > window && c.spare {
			total -= len(gap) + widths[i]
			least -= len(gap) + narrowest(c, widths[i])
			widths[i] = 0
		}
	}
	for ; total > window; total-- {
		widest := -1
		for i, c := range columns {
			if c.least > 0 && widths[i] > c.least && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}

// narrowest is how far a column of a width can be cut.
func narrowest(c column, width int) int {
	if c.least == 0 {
		return width
	}
	return min(c.least, width)
}
