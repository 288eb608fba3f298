package crm

import (
	"slices"
	"strings"
)

// titledRows are the rows of boards, as monday.com writes them: each group of
// deals has its title in a row of its own and the header again under it.
type titledRows struct {
	table
	header []string
	ahead  bool // a row was read that comes next
	row    record
	err    error
}

func (t *titledRows) next() (record, error) {
	rec, err := t.take()
	if err != nil || rec.fault != "" || !alone(rec.cells) {
		return rec, err
	}
	rec.cells = slices.Clone(rec.cells) // they are the table's, until its next row
	t.row, t.err = t.table.next()
	t.ahead = true
	rec.title = t.err == nil && sameHeader(t.header, t.row.cells)
	return rec, nil
}

func (t *titledRows) take() (record, error) {
	if t.ahead {
		t.ahead = false
		return t.row, t.err
	}
	return t.table.next()
}

// alone says whether the only text of a row is in its first cell.
func alone(cells []string) bool {
	return len(cells) > 0 && strings.TrimSpace(cells[0]) != "" && allBlank(cells[1:])
}
