package agenda

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
)

// NoCurrency is ISO 4217's code for "no currency": the amount is a plain
// number until the home currency is set.
const NoCurrency = "XXX"

// Money is an amount in whole minor units (cents, yen) of one ISO 4217
// currency. The zero Money is an unknown amount, which is not the same as
// zero: see Known.
type Money struct {
	Minor    int64
	Currency string
}

// Known says whether there is an amount at all.
func (m Money) Known() bool { return m.Currency != "" }

// ErrTooMuch is returned for an amount that whole minor units cannot hold.
var ErrTooMuch = errors.New("the amount is too large")

// Major returns the amount in major units, for ratios and bars, never for sums.
func (m Money) Major() float64 { return float64(m.Minor) / math.Pow10(Digits(m.Currency)) }

// String returns the amount rounded to major units with its symbol, "$84,000";
// a plain number without one when there is no currency; "no amount" when
// unknown.
func (m Money) String() string {
	switch {
	case !m.Known():
		return "no amount"
	case m.Currency == NoCurrency:
		return grouped(m.rounded())
	case !ValidCurrency(m.Currency):
		return m.Currency + " " + grouped(m.rounded())
	}
	number, sign := grouped(m.rounded()), ""
	if m.Minor < 0 {
		number, sign = strings.TrimPrefix(number, "-"), "-"
	}
	return sign + marked(m.Currency, number)
}

// rounded returns whole major units, rounded half away from zero.
func (m Money) rounded() int64 {
	unit := int64(math.Pow10(Digits(m.Currency)))
	major, rest := m.Minor/unit, m.Minor%unit
	switch {
	case rest >= unit-rest:
		major++
	case -rest >= unit+rest:
		major--
	}
	return major
}

// Decimal returns the amount in major units with all its decimals and no
// symbol, "84000.00", as data files carry it; "" when unknown.
func (m Money) Decimal() string {
	if !m.Known() {
		return ""
	}
	digits := Digits(m.Currency)
	if digits == 0 {
		return strconv.FormatInt(m.Minor, 10)
	}
	sign, minor := "", strconv.FormatInt(m.Minor, 10)
	if m.Minor < 0 {
		sign, minor = "-", minor[1:]
	}
	for len(minor) <= digits {
		minor = "0" + minor
	}
	cut := len(minor) - digits
	return sign + minor[:cut] + "." + minor[cut:]
}

func grouped(n int64) string {
	s := strconv.FormatInt(n, 10)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Totals is a sum for each currency; sums never mix currencies.
type Totals map[string]int64

// Add adds an amount; an unknown one adds nothing.
func (t Totals) Add(m Money) {
	if m.Known() {
		t[m.Currency] += m.Minor
	}
}

// List returns the totals, the largest count of minor units first.
func (t Totals) List() []Money {
	list := make([]Money, 0, len(t))
	for code, minor := range t {
		list = append(list, Money{minor, code})
	}
	slices.SortFunc(list, func(a, b Money) int {
		return cmp.Or(cmp.Compare(b.Minor, a.Minor), cmp.Compare(a.Currency, b.Currency))
	})
	return list
}

// String joins the totals with " + ", and says 0 for none.
func (t Totals) String() string {
	if len(t) == 0 {
		return "0"
	}
	var parts []string
	for _, m := range t.List() {
		parts = append(parts, m.String())
	}
	return strings.Join(parts, " + ")
}
