package crm

import (
	"slices"
	"strings"
	"time"
)

// dateTally counts which orders a column's dates allow.
type dateTally struct {
	fits   [4]int   // by order: cells that are a date in it
	differ int      // cells that are different dates day first and month first
	dotted int      // cells written 1.2.2026
	unsure []string // some of those that differ, as written
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
		if len(t.unsure) < 3 && !slices.Contains(t.unsure, cell) {
			t.unsure = append(t.unsure, strings.Clone(cell))
		}
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
	if _, plain := plainNumber(body); plain { // the common case, as below
		before, after, point := strings.Cut(body, ".")
		t.bare = t.bare || len(before) > 3
		if point && (len(after) != 3 || len(before) > 3 || before == "" || before == "0") {
			t.decimals[0]++
		}
		return
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

// instantTally finds the newest moment of a column, in whichever order its
// dates turn out to be.
type instantTally struct {
	iso   string // the newest of those written alike, year first
	cells map[order]time.Time
}

func (t *instantTally) add(cell string) {
	if len(cell) >= 10 && cell[4] == '-' {
		if len(cell) != len(t.iso) || cell > t.iso {
			t.keep(cell, mdy, dmy, ymd)
			t.iso = strings.Clone(cell)
		}
		return
	}
	if cell != "" && len(cell) <= maxValue {
		t.keep(cell, mdy, dmy, ymd)
	}
}

func (t *instantTally) keep(cell string, all ...order) {
	for _, o := range all {
		at, ok := dateStyle{order: o, serials: true}.instant(cell)
		if ok && at.After(t.cells[o]) {
			if t.cells == nil {
				t.cells = map[order]time.Time{}
			}
			t.cells[o] = at
		}
	}
}

func (t *instantTally) newest(s dateStyle) time.Time {
	if s.order == unsettled {
		return t.cells[mdy]
	}
	return t.cells[s.order]
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
