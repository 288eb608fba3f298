package crm

import (
	"math"
	"strings"
)

// parseChance reads a probability as it is written, and whether a percent sign
// says what it counts.
func parseChance(cell string) (n float64, percent, ok bool) {
	cell = strings.TrimSpace(cell)
	if n := digits(cell); n >= 0 { // the common case
		return float64(n), false, true
	}
	for _, sign := range []string{"%", "％", " pct", " percent"} {
		if rest, cut := strings.CutSuffix(cell, sign); cut {
			cell, percent = strings.TrimSpace(rest), true
			break
		}
	}
	d, ok := moneyStyle{decimal: '.'}.number(cell)
	if !ok {
		return 0, percent, false
	}
	return float64(d.digits) * math.Pow10(d.exp), percent, true
}

// chance returns a probability in whole percent, -1 for none; ok is false for
// what is none. toOne says that the whole column goes from 0 to 1.
func chance(cell string, toOne bool) (percent int, ok bool) {
	if noValue(strings.TrimSpace(cell)) {
		return -1, true
	}
	n, signed, ok := parseChance(cell)
	if toOne && !signed {
		n *= 100
	}
	if !ok || n < 0 || n > 100 {
		return -1, false
	}
	return int(math.Round(n)), true
}

// mostCounted is the largest number that a CRM is believed to have counted.
const mostCounted = 1_000_000

// count reads a whole number, nil for none.
func (r *rowReader) count(c []string, column int) *int {
	s := cell(c, column)
	if s == "" {
		return nil
	}
	n, _, ok := parseChance(s)
	if whole := int(n); ok && n == math.Trunc(n) && n >= 0 && n <= mostCounted {
		return &whole
	}
	if !noValue(s) {
		r.counts.Unread[r.headers[column]]++
	}
	return nil
}
