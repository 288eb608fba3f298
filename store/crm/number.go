package crm

import "strings"

// maxDigits is how many digits of a number are kept: what an int64 holds.
const maxDigits = 18

// pointNumber reads digits with at most one point.
func pointNumber(s string) (decimal, bool) {
	var d decimal
	point, kept, seen := false, 0, false
	for i := range len(s) {
		c := s[i]
		if c == '.' {
			point = true
			continue
		}
		seen = true
		if kept == maxDigits {
			if !point {
				d.exp++
			}
			continue
		}
		if d.digits = d.digits*10 + int64(c-'0'); d.digits > 0 {
			kept++
		}
		if point {
			d.exp--
		}
	}
	return d, seen
}

// number reads a number with any of the usual marks: 1,234.56, 1.234,56,
// 1 234,56, 1'234.56, 12,34,567, 1.5E+06.
func (s moneyStyle) number(cell string) (decimal, bool) {
	body, exp, ok := cutExponent(cell)
	if !ok {
		return decimal{}, false
	}
	m := marksOf(body)
	if !m.ok {
		return decimal{}, false
	}
	point := m.point(s.decimal)
	var b strings.Builder
	for i := range len(body) {
		switch c := body[i]; {
		case isDigit(c):
			b.WriteByte(c)
		case i == point:
			b.WriteByte('.')
		}
	}
	d, ok := pointNumber(b.String())
	d.exp += exp
	return d, ok
}

func cutExponent(s string) (body string, exp int, ok bool) {
	i := strings.LastIndexAny(s, "eE")
	if i < 1 {
		return s, 0, true
	}
	tail := strings.TrimPrefix(s[i+1:], "+")
	negative := strings.HasPrefix(tail, "-")
	exp = digits(strings.TrimPrefix(tail, "-"))
	if exp < 0 || exp > 30 {
		return s, 0, false
	}
	if negative {
		exp = -exp
	}
	return s[:i], exp, true
}

// marks are the points and commas of a number.
type marks struct {
	ok     bool
	points int // how many '.'
	commas int
	last   int // index of the last of either; -1 for none
	mark   byte
	after  int  // digits after it
	before int  // digits before it
	groups bool // the digits stand in groups as thousands do
}

// marksOf looks at the marks of a number. Spaces and apostrophes only ever
// stand between thousands.
func marksOf(s string) marks {
	m := marks{last: -1}
	run, digitsSeen := 0, 0
	var runs []int
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case isDigit(c):
			run++
			digitsSeen++
			continue
		case c == '.':
			m.points++
			m.last, m.mark = i, c
			m.before = digitsSeen
		case c == ',':
			m.commas++
			m.last, m.mark = i, c
			m.before = digitsSeen
		case c == ' ' || c == '\'' || c == '_':
		case strings.HasPrefix(s[i:], "\u00a0"):
			i++
		case strings.HasPrefix(s[i:], "\u202f"), strings.HasPrefix(s[i:], "\u2019"):
			i += 2
		default:
			return m
		}
		runs = append(runs, run)
		run = 0
	}
	m.after = run
	m.ok = digitsSeen > 0
	runs = append(runs, run)
	m.groups = inGroups(runs)
	return m
}

// inGroups says whether runs of digits are thousands: one to three digits,
// then threes; or the Indian way, twos before the last three.
func inGroups(runs []int) bool {
	if len(runs) < 2 || runs[0] < 1 || runs[0] > 3 || runs[len(runs)-1] != 3 {
		return false
	}
	for _, n := range runs[1 : len(runs)-1] {
		if n != 3 && n != 2 {
			return false
		}
	}
	return true
}

// point returns the index of the mark before the decimals, -1 for none;
// decimal is what the column says.
func (m marks) point(decimal byte) int {
	switch {
	case m.last < 0:
		return -1
	case m.points > 0 && m.commas > 0:
		return m.last
	case m.points+m.commas > 1:
		return -1
	case m.after != 3 || !m.groups:
		return m.last
	case decimal == m.mark:
		return m.last
	}
	return -1
}

// ambiguous says whether only the column can tell if the mark stands before
// decimals: 1.234.
func (m marks) ambiguous() bool {
	return m.ok && m.points+m.commas == 1 && m.after == 3 && m.groups
}
