package crm

import (
	"regexp"
	"strings"
	"sync"
)

// groupedRows are the rows of a report as Salesforce writes it for people: a
// column marked with an arrow holds the name of a group, with the number of its
// rows, in the first of them only. Each row gets the name.
type groupedRows struct {
	table
	columns []int
	v       *vocabulary
	groups  []string // by column of columns; "" outside of a counted group
	cells   []string
}

// grouped wraps the rows under a header that has groups.
func (h *header) grouped(t table) table {
	var columns []int
	for i, c := range h.cells {
		if strings.ContainsAny(c, "↑↓") {
			columns = append(columns, i)
		}
	}
	if columns == nil {
		return t
	}
	return &groupedRows{table: t, columns: columns, v: vocab(), groups: make([]string, len(columns))}
}

// countedGroup is a group's name with the number of its rows: "Proposal (12)".
var countedGroup = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^(.*\S)\s+\(\d{1,7}(?: records?)?\)$`) })

func (g *groupedRows) next() (record, error) {
	rec, err := g.table.next()
	if err != nil || rec.fault != "" {
		return rec, err
	}
	fill := filledCells(rec.cells) > 2
	for _, c := range g.columns {
		fill = fill && !g.v.footerWords(cell(rec.cells, c))
	}
	g.cells = append(g.cells[:0], rec.cells...)
	for i, c := range g.columns {
		if c >= len(g.cells) {
			continue
		}
		name := cell(g.cells, c)
		if m := countedGroup().FindStringSubmatch(name); m != nil {
			g.groups[i], g.cells[c] = strings.Clone(m[1]), m[1]
			clear(g.groups[i+1:])
		} else if name != "" {
			g.groups[i] = ""
		} else if fill {
			g.cells[c] = g.groups[i]
		}
	}
	rec.cells = g.cells
	return rec, nil
}
