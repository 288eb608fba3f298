package crm

import (
	"strings"
	"unicode/utf8"

	"halfhour/agenda"
)

// moneyStyle is what a whole column says about its amounts.
type moneyStyle struct {
	decimal byte // '.' or ',': what stands before the cents where a cell alone does not tell
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
	body := cell
	if plain(cell) { // the common case: digits with at most one point
		if s.decimal == ',' {
			a.value, ok = s.number(cell)
			return a, ok
		}
		a.value, ok = pointNumber(cell)
		return a, ok
	}
	body, negative := sign(trimBlank(body))
	body, a.symbol = cutSymbol(body)
	body, negative2 := sign(body)
	body, scale := cutScale(body)
	if a.symbol == "" {
		body, a.symbol = cutSymbol(body)
	}
	body, negative3 := sign(trimBlank(body))
	if a.symbol != "" {
		a.codes = symbolCodes(a.symbol)
		if a.codes == nil {
			return a, false
		}
	}
	a.value, ok = s.number(body)
	a.value.exp += scale
	a.value.negative = a.value.negative != (negative || negative2 || negative3)
	return a, ok
}

// plain says whether a cell is digits with at most one point.
func plain(s string) bool {
	points := 0
	for i := range len(s) {
		switch c := s[i]; {
		case c == '.':
			points++
		case !isDigit(c):
			return false
		}
	}
	return points <= 1 && len(s) > points
}

func trimBlank(s string) string { return strings.Trim(s, " \t\u00a0\u202f\u200e\u200f'") }

// sign takes parentheses, a minus before or after and a plus off.
func sign(s string) (rest string, negative bool) {
	if n := len(s); n > 2 && s[0] == '(' && s[n-1] == ')' {
		return trimBlank(s[1 : n-1]), true
	}
	for _, minus := range []string{"-", "−", "–"} {
		if t, ok := strings.CutPrefix(s, minus); ok {
			return trimBlank(t), true
		}
		if t, ok := strings.CutSuffix(s, minus); ok {
			return trimBlank(t), true
		}
	}
	return strings.TrimPrefix(s, "+"), false
}

// cutSymbol takes a currency's symbol or code off either end.
func cutSymbol(s string) (rest, symbol string) {
	start := strings.IndexFunc(s, numeric)
	if start > 0 {
		if before := trimBlank(strings.TrimRight(s[:start], "-−")); before != "" && before != "(" {
			cut := s[:start]
			return s[len(strings.TrimRight(cut, "-−( \u00a0\u202f")):], before
		}
	}
	end := strings.LastIndexFunc(s, numeric)
	if end < 0 {
		return s, ""
	}
	tail := s[end+1:]
	word := trimBlank(strings.Trim(tail, "()-−"))
	if word == "" {
		return s, ""
	}
	if symbolCodes(word) == nil {
		if rest, unit, ok := cutUnit(word); ok { // 12万元, 58k EUR
			return trimBlank(s[:end+1]) + unit, rest
		}
		return s, ""
	}
	return trimBlank(s[:end+1]), word
}

func numeric(r rune) bool { return '0' <= r && r <= '9' }

// units are the words for powers of ten after a number.
var units = map[string]int{
	"k": 3, "tsd": 3, "thousand": 3, "mil": 3, "тыс": 3, "тыс.": 3,
	"m": 6, "mm": 6, "mn": 6, "mio": 6, "mio.": 6, "million": 6, "млн": 6,
	"b": 9, "bn": 9, "billion": 9, "mrd": 9, "mrd.": 9,
	"千": 3, "万": 4, "萬": 4, "万円": 4, "百万": 6, "億": 8, "亿": 8,
	"lakh": 5, "lac": 5, "crore": 7, "cr": 7,
}

// cutUnit splits a power of ten off the front of a word that goes on with a
// currency.
func cutUnit(word string) (currency, unit string, ok bool) {
	for i := range word {
		if i == 0 {
			continue
		}
		unit, currency := trimBlank(word[:i]), trimBlank(word[i:])
		if _, known := units[strings.ToLower(unit)]; known && symbolCodes(currency) != nil {
			return currency, unit, true
		}
	}
	return "", "", false
}

// cutScale takes a power of ten off the end.
func cutScale(s string) (rest string, exp int) {
	end := strings.LastIndexFunc(s, func(r rune) bool { return numeric(r) || r == '.' || r == ',' })
	if end < 0 || end+1 == len(s) {
		return s, 0
	}
	if exp, ok := units[strings.ToLower(trimBlank(s[end+1:]))]; ok {
		return trimBlank(s[:end+1]), exp
	}
	return s, 0
}

// symbolCodes returns the currencies that a symbol, a code or a name may mean.
func symbolCodes(s string) []string {
	v := vocab()
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
	for i, r := range s { // US$ written as "USD $" or "$ USD"
		if i > 0 && r == ' ' {
			if codes := symbolCodes(s[:i]); len(codes) == 1 {
				return codes
			}
			return symbolCodes(trimBlank(s[i+utf8.RuneLen(r):]))
		}
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
