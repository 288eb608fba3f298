package crm

import (
	"slices"
	"strings"
)

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
	if point, plain := plainNumber(cell); plain && (s.decimal == '.' || !point) {
		return pointNumber(cell)
	}
	body, exp, ok := cutExponent(cell)
	if !ok {
		return decimal{}, false
	}
	m, ok := marksOf(body)
	if !ok {
		return decimal{}, false
	}
	point, ok := m.point(s.decimal)
	if !ok {
		return decimal{}, false
	}
	digits := make([]byte, 0, len(body))
	for i := range len(body) {
		if isDigit(body[i]) {
			digits = append(digits, body[i])
		} else if point >= 0 && i == m.at[point] {
			digits = append(digits, '.')
		}
	}
	d, ok := pointNumber(string(digits))
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

// marks are what stands between the digits of a number.
type marks struct {
	runs  []int  // lengths of the runs of digits, one more than marks
	kinds []byte // '.', ',' or ' ' for spaces and apostrophes
	at    []int  // where each stands
	zero  bool   // the number starts with a 0
}

// marksOf takes a number apart; ok is false for anything that is none.
func marksOf(s string) (m marks, ok bool) {
	run, any := 0, false
	for i := 0; i < len(s); {
		if isDigit(s[i]) {
			m.zero = m.zero || !any && s[i] == '0'
			run, any = run+1, true
			i++
			continue
		}
		kind, n := mark(s[i:])
		if n == 0 || len(m.at) > 20 {
			return m, false
		}
		m.runs, m.kinds, m.at = append(m.runs, run), append(m.kinds, kind), append(m.at, i)
		run = 0
		i += n
	}
	m.runs = append(m.runs, run)
	return m, any
}

// mark returns the kind and the length of the mark at the front of s.
func mark(s string) (kind byte, n int) {
	switch s[0] {
	case '.', ',':
		return s[0], 1
	case ' ', '\'', '_':
		return ' ', 1
	}
	for _, wide := range []string{"\u00a0", "\u202f", "\u2009", "\u2019", "٬"} {
		if strings.HasPrefix(s, wide) {
			return ' ', len(wide)
		}
	}
	for wide, kind := range map[string]byte{"，": ',', "．": '.', "٫": '.'} {
		if strings.HasPrefix(s, wide) {
			return kind, len(wide)
		}
	}
	return 0, 0
}

// point returns the index of the mark that stands before the decimals, -1 for
// none; decimal is what the column says. ok is false where the marks make no
// number: 1.2.3.
func (m marks) point(decimal byte) (i int, ok bool) {
	last := len(m.kinds) - 1
	switch {
	case last < 0:
		return -1, true
	case m.kinds[last] == ' ' || slices.Contains(m.kinds[:last], m.kinds[last]):
		return -1, m.grouped(len(m.runs))
	case last == 0 && m.ambiguous() && decimal != m.kinds[0]:
		return -1, true
	}
	return last, m.grouped(last + 1)
}

// grouped says whether the first n runs of digits are thousands: one to three
// digits, then threes, or the Indian way twos before the last three, all with
// the same mark between them.
func (m marks) grouped(n int) bool {
	if n == 1 {
		return true
	}
	if m.runs[0] < 1 || m.runs[0] > 3 || m.runs[n-1] != 3 {
		return false
	}
	for i := 1; i < n; i++ {
		if m.kinds[i-1] != m.kinds[0] || i < n-1 && m.runs[i] != 3 && m.runs[i] != 2 {
			return false
		}
	}
	return true
}

// ambiguous says whether only the column can tell if the mark stands before
// decimals: 1.234.
func (m marks) ambiguous() bool {
	return len(m.kinds) == 1 && m.kinds[0] != ' ' && m.grouped(2) && !(m.zero && m.runs[0] == 1)
}
