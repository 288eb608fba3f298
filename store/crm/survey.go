package crm

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// survey is what a pass over the whole file found out about its columns.
type survey struct {
	width   int // cells of the header
	short   int // rows with fewer, and of them those that a line end within a cell may have split
	split   int
	blank   int // rows with all cells, of which the last is blank
	last    int // cells of the row before
	rows    int
	filled  []bool
	samples [][]string
	dates   map[int]*dateTally
	amounts map[int]*amountTally
	chances map[int]*chanceTally
	stages  *stageTally // nil for other kinds than deals
	newest  map[int]*instantTally
	watched []watched // all of these, for every row
}

// watched is a column whose cells are counted.
type watched struct {
	column int
	add    func(cell string)
}

// survey reads the file once, for what only whole columns can tell.
func (f *File) survey() (*survey, error) {
	n := len(f.header.cells)
	s := &survey{
		width: n, last: n,
		filled: make([]bool, n), samples: make([][]string, n),
		dates: map[int]*dateTally{}, amounts: map[int]*amountTally{}, chances: map[int]*chanceTally{},
		newest: map[int]*instantTally{},
	}
	s.watch(f.header.options)
	if f.header.kind == Deals {
		s.stages = newStageTally(f.header)
	}
	t, err := f.under()
	if err != nil {
		return nil, err
	}
	defer t.close()
	for {
		rec, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if s.rows++; s.rows > maxRows {
			return nil, fmt.Errorf("%w: it has more than %d rows", ErrTooLarge, maxRows)
		}
		if rec.fault == "" && !rec.title && !sameHeader(f.header.cells, rec.cells) {
			s.shape(rec.cells)
			s.row(rec.cells)
		}
	}
	switch {
	case s.rows == 0 && f.header.kind == Deals:
		return nil, ErrNoDeals
	case s.rows == 0:
		return nil, ErrNoRows
	}
	return s, nil
}

// shape counts how rows end.
func (s *survey) shape(cells []string) {
	n := len(cells)
	switch {
	case n >= s.width:
		if strings.TrimSpace(cells[n-1]) == "" && !allBlank(cells) {
			s.blank++
		}
	default:
		if s.short++; s.last < s.width && s.last+n == s.width+1 {
			s.split++
		}
	}
	s.last = n
}

// trims says whether the file's rows leave out empty cells at their end.
func (s *survey) trims() bool {
	return s.short > 2 && s.short*20 >= s.rows && s.blank == 0 && s.split*2 < s.short
}

// under opens the table at the first row under the header.
func (f *File) under() (table, error) {
	t, err := f.format.open()
	if err != nil {
		return nil, err
	}
	for range f.row + 1 {
		if _, err := t.next(); err != nil {
			t.close()
			return nil, err
		}
	}
	if f.header == nil { // it is still being asked about
		return t, nil
	}
	return &titledRows{table: f.header.grouped(t), header: f.header.cells}, nil
}

func (s *survey) watch(options map[string][]int) {
	for field, columns := range options {
		for _, c := range columns {
			if isDate(field) {
				s.dates[c] = &dateTally{}
			}
			if isAmount(field) {
				s.amounts[c] = &amountTally{symbols: map[string][]string{}}
			}
			if field == FieldProbability {
				s.chances[c] = &chanceTally{}
			}
			if field == FieldModified {
				s.newest[c] = &instantTally{}
			}
		}
	}
	watch(s, s.dates)
	watch(s, s.amounts)
	watch(s, s.chances)
	watch(s, s.newest)
}

// watch has the cells of some columns counted.
func watch[T interface{ add(cell string) }](s *survey, columns map[int]T) {
	for column, tally := range columns {
		s.watched = append(s.watched, watched{column, tally.add})
	}
}

func (s *survey) row(cells []string) {
	for i, c := range cells[:min(len(cells), len(s.filled))] {
		if c == "" {
			continue
		}
		s.filled[i] = true
		if len(s.samples[i]) < 3 {
			if c = strings.TrimSpace(c); c != "" && !slices.Contains(s.samples[i], c) {
				s.samples[i] = append(s.samples[i], strings.Clone(cut(c, 200)))
			}
		}
	}
	for _, w := range s.watched {
		if w.column < len(cells) {
			w.add(cells[w.column])
		}
	}
	if s.stages != nil {
		s.stages.add(cells)
	}
}

// dateStyles settles every date column: by its own cells, else by the other
// columns of the file, else by the person, who says so before or is asked.
func (s *survey) dateStyles(said string, ask Asker, headers []string, is1904 bool) (map[int]dateStyle, error) {
	styles := map[int]dateStyle{}
	var common order
	var open []int
	for i, t := range s.dates {
		o, unsure := t.order()
		if told := cmp.Or(orders[said], headerOrder(headers[i])); told != unsettled {
			o, unsure = told, false
		}
		styles[i] = dateStyle{order: o, serials: true, is1904: is1904}
		switch {
		case unsure:
			open = append(open, i)
		case o != unsettled && (common == unsettled || t.fits[o] > 0 && o < common):
			common = o
		}
	}
	slices.Sort(open)
	for _, i := range open {
		if common != mdy && common != dmy {
			doubt := DatesDoubt{Column: headers[i], Samples: s.dates[i].unsure}
			if ask == nil {
				return nil, doubt
			}
			answer, err := ask.Dates(doubt)
			if err != nil {
				return nil, err
			}
			if common = orders[answer]; common != mdy && common != dmy {
				return nil, doubt
			}
		}
		styles[i] = dateStyle{order: common, serials: true, is1904: is1904}
	}
	return styles, nil
}
