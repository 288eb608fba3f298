package main

import (
	"io"
	"strings"

	"golang.org/x/term"

	"halfhour/agenda/safe"
)

// column is one column of a table.
type column struct {
	head  string
	right bool // numbers
	least int  // cells it may be cut to where the window is narrow; 0: never cut
}

// gap is the cells between two columns.
const gap = "  "

// table prints rows in columns under their heads. On a terminal they are cut
// to its width.
func (p *program) table(columns []column, rows [][]safe.Text) {
	window := 0
	if p.onTerminal() {
		window, _, _ = term.GetSize(int(p.out.Fd()))
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
	var b strings.Builder
	line := func(row []safe.Text) {
		start := b.Len()
		for i, cell := range row {
			cell = safe.Cut(cell, widths[i])
			pad := strings.Repeat(" ", widths[i]-safe.Width(cell))
			if i > 0 {
				b.WriteString(gap)
			}
			if columns[i].right {
				b.WriteString(pad + string(cell))
			} else {
				b.WriteString(string(cell) + pad)
			}
		}
		text := strings.TrimRight(b.String()[start:], " ")
		_, _ = io.WriteString(out, text+"\n")
		b.Reset()
	}
	line(heads)
	for _, row := range rows {
		if len(row) == 1 {
			_, _ = io.WriteString(out, "\n"+string(row[0])+"\n")
			continue
		}
		line(row)
	}
}

// narrow takes cells from the widest column that can give, until the table
// fits or none can.
func narrow(columns []column, widths []int, window int) {
	total := len(gap) * (len(columns) - 1)
	for _, w := range widths {
		total += w
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
