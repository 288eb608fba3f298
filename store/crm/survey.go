package crm

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// survey is what a pass over the whole file found out about its columns.
type survey struct {
	rows    int
	filled  []bool
	samples [][]string
	dates   map[int]*dateTally
	amounts map[int]*amountTally
	chances map[int]*chanceTally
}

// survey reads the file once, for what only whole columns can tell.
func (f *File) survey() (*survey, error) {
	n := len(f.header.cells)
	s := &survey{
		filled: make([]bool, n), samples: make([][]string, n),
		dates: map[int]*dateTally{}, amounts: map[int]*amountTally{}, chances: map[int]*chanceTally{},
	}
	s.watch(f.header.options)
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
		if rec.fault == "" {
			s.row(rec.cells)
		}
	}
	if s.rows == 0 {
		return nil, ErrNoDeals
	}
	return s, nil
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
	return t, nil
}

func (s *survey) watch(options map[string][]int) {
	for field, columns := range options {
		for _, c := range columns {
			switch {
			case slices.Contains(dateFields, field):
				s.dates[c] = &dateTally{}
			case field == FieldAmount || field == FieldAmountActual:
				s.amounts[c] = &amountTally{symbols: map[string][]string{}}
			case field == FieldProbability:
				s.chances[c] = &chanceTally{}
			}
		}
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
	for i, t := range s.dates {
		if i < len(cells) {
			t.add(cells[i])
		}
	}
	for i, t := range s.amounts {
		if i < len(cells) {
			t.add(cells[i])
		}
	}
	for i, t := range s.chances {
		if i < len(cells) {
			t.add(cells[i])
		}
	}
}

// dateTally counts which orders a column's dates allow.
type dateTally struct {
	fits   [4]int // by order: cells that are a date in it
	differ int    // cells that are different dates day first and month first
	dotted int    // cells written 1.2.2026
}

func (t *dateTally) add(cell string) {
	cell = strings.TrimSpace(cell)
	if cell == "" || len(cell) > maxValue {
		return
	}
	if _, ok := isoDate(cell); ok {
		return
	}
	p, ok := dateParts(cell)
	if !ok || !p.orderly() {
		return
	}
	month, monthOK := p.date(mdy)
	day, dayOK := p.date(dmy)
	if monthOK {
		t.fits[mdy]++
	}
	if dayOK {
		t.fits[dmy]++
	}
	if p.year < 0 {
		if _, ok := p.date(ymd); ok {
			t.fits[ymd]++
		}
	}
	if monthOK && dayOK && month != day {
		t.differ++
	}
	if p.separator == '.' {
		t.dotted++
	}
}

// order is what the column says: the order in which the most cells are dates.
// open is true when day first and month first fit equally and differ.
func (t *dateTally) order() (o order, open bool) {
	m, d := t.fits[mdy], t.fits[dmy]
	switch {
	case max(m, d) == 0 && t.fits[ymd] == 0:
		return unsettled, false
	case t.fits[ymd] > max(m, d):
		return ymd, false
	case m > d:
		return mdy, false
	case d > m, t.dotted > 0, t.differ == 0:
		return dmy, false
	}
	return unsettled, true
}

// dateStyles settles every date column: by its own cells, else by the other
// columns of the file, else by the person.
func (s *survey) dateStyles(said string, headers []string, is1904 bool) (map[int]dateStyle, error) {
	styles := map[int]dateStyle{}
	var common order
	var open []int
	for i, t := range s.dates {
		o, unsure := t.order()
		if said != "" {
			o, unsure = orders[said], false
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
			return nil, fmt.Errorf("%w: in %q %s may be day first or month first; say --dates dmy or --dates mdy",
				ErrDates, headers[i], strings.Join(s.samples[i][:min(2, len(s.samples[i]))], " and "))
		}
		styles[i] = dateStyle{order: common, serials: true, is1904: is1904}
	}
	return styles, nil
}

// amountTally collects the marks and symbols of a column of amounts.
type amountTally struct {
	decimals [2]int              // cells that show '.' or ',' to stand before decimals
	bare     bool                // four digits and more stand in a row: thousands are not marked
	symbols  map[string][]string // → the currencies each may mean
	shown    []string            // those of number formats alone
}

func (t *amountTally) add(cell string) {
	if cell == "" {
		return
	}
	body := cell
	if _, plain := plainNumber(cell); !plain {
		a, ok := moneyStyle{}.parse(cell)
		if !ok {
			return
		}
		if a.codes != nil && len(t.symbols) < 50 {
			t.symbols[strings.Clone(a.symbol)] = a.codes
		}
		body = strings.TrimFunc(cell, func(r rune) bool { return !numeric(r) })
	}
	m, ok := marksOf(body)
	t.bare = t.bare || ok && m.runs[0] > 3
	if !ok || len(m.kinds) == 0 || m.ambiguous() {
		return
	}
	point, ok := m.point(0)
	if !ok {
		return
	}
	decimal := m.kinds[len(m.kinds)-1]
	if point < 0 { // it stands between thousands, so the other one does not
		decimal = '.' + ',' - decimal
	}
	switch decimal {
	case '.':
		t.decimals[0]++
	case ',':
		t.decimals[1]++
	}
}

// style is what the column says; typed, that its numbers are written as
// programs write them unless a cell shows otherwise.
func (t *amountTally) style(typed bool) moneyStyle {
	switch {
	case t.decimals[0] > t.decimals[1]:
		return moneyStyle{decimal: '.'}
	case t.decimals[1] > t.decimals[0]:
		return moneyStyle{decimal: ','}
	case t.bare || typed:
		return moneyStyle{decimal: '.'}
	}
	return moneyStyle{}
}

// chanceTally finds out whether a column of probabilities goes to 1 or to 100.
type chanceTally struct{ over bool }

func (t *chanceTally) add(cell string) {
	if t.over || cell == "" {
		return
	}
	if n, percent, ok := parseChance(cell); ok && (percent || n > 1) {
		t.over = true
	}
}
