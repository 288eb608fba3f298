package crm

import (
	"slices"
	"strings"
	"unicode/utf8"

	"halfhour/agenda"
)

// moneyStyle is what a whole column says about its amounts.
type moneyStyle struct {
	decimal byte // '.' or ',': what stands before the cents where a cell alone does not tell
	exp     int  // of the unit that the header names: 3 under "Amount (k€)"
}

// decimal is a number: digits × 10^exp.
type decimal struct {
	digits   int64
	exp      int
	negative bool
}

// amount is a cell taken apart.
type amount struct {
	value  decimal
	codes  []string // the currencies that its symbol or code may mean; nil for none
	symbol string   // as written
}

// parse reads an amount. ok is false for what is none.
func (s moneyStyle) parse(cell string) (a amount, ok bool) {
	if point, plain := plainNumber(cell); plain && (s.decimal == '.' || !point) {
		a.value, ok = pointNumber(cell)
		a.value.exp += s.exp
		return a, ok
	}
	if len(cell) > maxValue {
		return a, false
	}
	p := peeled{rest: trimBlank(halfWidth(cell))}
	for p.peel() {
	}
	if a.value, ok = s.number(p.rest); !ok {
		return a, false
	}
	if a.value.exp += p.exp; !p.scaled {
		a.value.exp += s.exp
	}
	a.value.negative = p.negative
	a.codes, a.symbol = p.codes, p.symbol
	return a, true
}

// plainNumber says whether a cell is digits with at most one point, and
// whether it has one.
func plainNumber(s string) (point, ok bool) {
	points := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.':
			points++
		case !isDigit(c):
			return false, false
		}
	}
	return points > 0, points <= 1 && len(s) > points
}

func trimBlank(s string) string { return strings.Trim(s, " \t\u00a0\u202f\u200e\u200f'") }

// peeled is an amount from which sign, currency and unit are taken off, each
// once, from outside in.
type peeled struct {
	rest     string
	negative bool
	exp      int // of the unit
	scaled   bool
	codes    []string
	symbol   string
}

// peel takes one thing off an end; false when there is nothing to take.
func (p *peeled) peel() bool {
	s := p.rest
	if s == "" {
		return false
	}
	if n := len(s); s[0] == '(' && s[n-1] == ')' && !p.negative {
		p.negative, p.rest = true, trimBlank(s[1:n-1])
		return true
	}
	for _, none := range []string{",-", ".-", ",–", ".–", ",—", ".—", ",--", ".--", ".—"} { // 900.– and 900,- have no cents
		if rest, ok := strings.CutSuffix(s, none); ok && rest != "" && numeric(rune(rest[len(rest)-1])) {
			p.rest = rest
			return true
		}
	}
	for _, minus := range []string{"-", "−", "–", "－"} {
		rest, front := strings.CutPrefix(s, minus)
		back := false
		if !front {
			rest, back = strings.CutSuffix(s, minus)
		}
		if (front || back) && !p.negative {
			p.negative, p.rest = true, trimBlank(rest)
			return true
		}
	}
	if rest, ok := strings.CutPrefix(s, "+"); ok {
		p.rest = trimBlank(rest)
		return true
	}
	return p.front() || p.back()
}

// front takes a currency off the front.
func (p *peeled) front() bool {
	end := strings.IndexFunc(p.rest, func(r rune) bool { return numeric(r) || r == '(' || r == '-' || r == '−' })
	if end <= 0 {
		return false
	}
	word := trimBlank(p.rest[:end])
	if strings.TrimLeft(word, ".,") == "" || !p.currency(word) {
		return false
	}
	p.rest = trimBlank(p.rest[end:])
	return true
}

// back takes a unit, a currency, or a unit and then a currency off the end.
func (p *peeled) back() bool {
	end := strings.LastIndexFunc(p.rest, func(r rune) bool { return numeric(r) || r == ')' || r == '-' || r == '−' })
	if end < 0 {
		return false
	}
	_, n := utf8.DecodeRuneInString(p.rest[end:])
	end += n
	word := trimBlank(p.rest[end:])
	if strings.TrimLeft(word, ".,") == "" {
		return false
	}
	if !isPeriod(word) && !p.unit(word) && !p.currency(word) && !p.unitAndCurrency(word) && !p.twoCurrencies(word) {
		return false
	}
	p.rest = trimBlank(p.rest[:end])
	return true
}

// isPeriod says whether a word behind an amount tells how often it comes. The
// amount is what comes once, as the CRM's own sums have it.
func isPeriod(word string) bool {
	switch strings.Trim(strings.ToLower(word), "/. ") {
	case "once", "one time", "monthly", "per month", "month", "mo", "quarterly", "per quarter",
		"annually", "annual", "yearly", "per year", "per annum", "year", "yr", "p.a":
		return true
	}
	return false
}

func (p *peeled) unit(word string) bool {
	exp, ok := units[strings.ToLower(word)]
	if !ok || p.scaled {
		return false
	}
	p.exp, p.scaled = exp, true
	return true
}

// currency takes a symbol or code for the amount's currency. A second one has
// to agree with the first: $5 CAD.
func (p *peeled) currency(word string) bool {
	codes := symbolCodes(word)
	if p.codes != nil {
		codes = slices.DeleteFunc(slices.Clone(codes), func(c string) bool { return !slices.Contains(p.codes, c) })
	}
	if len(codes) == 0 {
		return false
	}
	if p.codes == nil || len(codes) < len(p.codes) {
		p.symbol = word
	}
	p.codes = codes
	return true
}

func (p *peeled) unitAndCurrency(word string) bool {
	for i := range word {
		unit, code := trimBlank(word[:i]), trimBlank(word[i:])
		if _, ok := units[strings.ToLower(unit)]; ok && !p.scaled && p.currency(code) {
			return p.unit(unit)
		}
	}
	return false
}

// twoCurrencies takes a symbol and a name that agree: 元人民币.
func (p *peeled) twoCurrencies(word string) bool {
	for i := range word {
		second := symbolCodes(trimBlank(word[i:]))
		if slices.ContainsFunc(symbolCodes(trimBlank(word[:i])), func(c string) bool { return slices.Contains(second, c) }) {
			return p.currency(trimBlank(word[:i])) && p.currency(trimBlank(word[i:]))
		}
	}
	return false
}

func numeric(r rune) bool { return '0' <= r && r <= '9' }

// units are the words for powers of ten after a number.
var units = map[string]int{
	"k": 3, "tsd": 3, "tsd.": 3, "thousand": 3, "mil": 3, "тыс": 3, "тыс.": 3,
	"m": 6, "mm": 6, "mn": 6, "mio": 6, "mio.": 6, "million": 6, "millones": 6, "млн": 6,
	"b": 9, "bn": 9, "billion": 9, "mrd": 9, "mrd.": 9,
	"千": 3, "万": 4, "萬": 4, "百万": 6, "億": 8, "亿": 8,
	"lakh": 5, "lac": 5, "crore": 7, "cr": 7,
}

// symbolCodes returns the currencies that a symbol, a code or a name may mean.
func symbolCodes(s string) []string {
	v := vocab()
	if len(s) > maxValue {
		return nil
	}
	if len(s) == 3 {
		if code := strings.ToUpper(s); agenda.ValidCurrency(code) {
			return []string{code}
		}
	}
	if codes := v.symbols[strings.ToLower(s)]; codes != nil {
		return codes
	}
	if code := v.names[fold(s)]; code != "" {
		return []string{code}
	}
	if squeezed := strings.ReplaceAll(s, " ", ""); squeezed != s { // US $
		if codes := v.symbols[strings.ToLower(squeezed)]; codes != nil {
			return codes
		}
	}
	if a, b, ok := strings.Cut(s, " "); ok { // USD $
		both := symbolCodes(trimBlank(b))
		return slices.DeleteFunc(slices.Clone(symbolCodes(a)), func(c string) bool { return !slices.Contains(both, c) })
	}
	return nil
}

// minor converts to whole minor units of a currency, half away from zero.
func (d decimal) minor(code string) (agenda.Money, error) {
	n, exp := d.digits, d.exp+agenda.Digits(code)
	for ; exp > 0 && n != 0; exp-- {
		if n >= 1<<53 {
			return agenda.Money{}, agenda.ErrTooMuch
		}
		n *= 10
	}
	if exp < -18 {
		n = 0
	}
	for ; exp < 0 && n != 0; exp++ {
		if exp == -1 {
			n += 5
		}
		n /= 10
	}
	if n >= 1<<53 {
		return agenda.Money{}, agenda.ErrTooMuch
	}
	if d.negative {
		n = -n
	}
	return agenda.Money{Minor: n, Currency: code}, nil
}
