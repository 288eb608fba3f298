package crm

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
)

// Guess is one column of a header that a person may have to settle.
type Guess struct {
	Column
	// Name is what Options.Map calls the column: its header, with a number where
	// several columns have the same one.
	Name string
	// Proposed is the field that a column without one seems to hold, "" for
	// none; Sure that both its header and its cells say so.
	Proposed string
	Sure     bool
	// Twin says that the column has the same header as the one that was taken
	// for its field, and other cells.
	Twin bool
}

// lookRows is how many rows under a header are looked at for what its columns
// may hold.
const lookRows = 200

// Columns returns the columns with samples from the first rows, the fields
// that were recognised and, for a file of deals, those that are proposed.
func (h *Head) Columns() ([]Guess, error) {
	rows, err := h.look()
	if err != nil {
		return nil, err
	}
	guesses := make([]Guess, len(h.header.cells))
	names := numberedHeaders(h.header.cells)
	for i, header := range h.header.cells {
		guesses[i] = Guess{Column: Column{Header: header, Field: h.header.fields[i], Samples: sampled(rows, i)}, Name: names[i]}
	}
	for field, options := range h.header.options {
		taken := h.header.at[field]
		for _, i := range options {
			switch {
			case i == taken:
			case field == FieldCoOwner || field == FieldCloseActual || field == FieldExtra:
				guesses[i].Field = field
			case foldHeader(h.header.cells[i]) == foldHeader(h.header.cells[taken]):
				guesses[i].Twin = differ(rows, i, taken)
			}
		}
	}
	if h.header.kind == Deals {
		h.propose(guesses, rows)
	}
	return guesses, nil
}

// look returns the first rows under the header.
func (h *Head) look() ([][]string, error) {
	f := &File{name: h.file.name, format: h.file.format, row: h.row}
	t, err := f.under()
	if err != nil {
		return nil, err
	}
	defer t.close()
	var rows [][]string
	for len(rows) < lookRows {
		rec, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if rec.fault != "" || allBlank(rec.cells) {
			continue
		}
		row := make([]string, len(rec.cells))
		for i := range rec.cells {
			row[i] = strings.Clone(cut(cell(rec.cells, i), 200))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// sampled returns up to three different cells of a column.
func sampled(rows [][]string, column int) []string {
	var list []string
	for _, row := range rows {
		if c := cell(row, column); c != "" && !slices.Contains(list, c) {
			if list = append(list, c); len(list) == 3 {
				break
			}
		}
	}
	return list
}

func differ(rows [][]string, a, b int) bool {
	return slices.ContainsFunc(rows, func(row []string) bool {
		one, other := cell(row, a), cell(row, b)
		return one != other && one != "" && other != ""
	})
}

// proposal is one field that one column may hold.
type proposal struct {
	column int
	field  string
	score  float64
	sure   bool
}

// propose fills in what the columns without a field may hold, each field once.
// A field without which the file cannot be read is proposed for less reason.
func (h *Head) propose(guesses []Guess, rows [][]string) {
	lacks := h.Lacks()
	var all []proposal
	for i, g := range guesses {
		if g.Field != "" || strings.TrimSpace(g.Header) == "" || len(g.Samples) == 0 || g.Header == lineHeader || g.Header == reasonHeader {
			continue
		}
		s := shapeOf(rows, i)
		for _, field := range Fields {
			if field == FieldExtra || h.header.has(field) || field == FieldCloseActual || field == FieldAmountActual {
				continue
			}
			named, fits := likeHeader(g.Header, field), s.fits(field)
			p := proposal{i, field, named * fits, named >= 0.8 && fits >= 0.8}
			least := 0.6
			if field == FieldOwner && s.people > 0.9 && s.different < 0.7 {
				p.score = max(p.score, 0.6*s.people) // few people, again and again
				least = 0.5
			}
			if slices.Contains(lacks, field) {
				// What a deal is called mostly stands at the left.
				p.score = max(p.score, 0.7*fits*(0.4+named)+0.1*float64(len(guesses)-i)/float64(len(guesses))*fits)
				least = 0.25
			}
			if p.score >= least {
				all = append(all, p)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b proposal) int { return cmp.Compare(b.score, a.score) })
	taken := map[string]bool{}
	for _, p := range all {
		if g := &guesses[p.column]; g.Proposed == "" && !taken[p.field] {
			g.Proposed, g.Sure = p.field, p.sure
			taken[p.field] = true
		}
	}
}
