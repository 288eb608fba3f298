package agenda

import "math"

// Rates convert amounts into the home currency, at rates that the user gave.
// The zero Rates convert nothing.
type Rates struct {
	Home string             // "" while none is set
	Per  map[string]float64 // what one of a currency is in the home currency
}

// In returns an amount in the home currency, and whether that is known.
func (r Rates) In(m Money) (Money, bool) {
	if r.Home == "" || !m.Known() || m.Currency == r.Home {
		return m, m.Known() && m.Currency == r.Home
	}
	rate := r.Per[m.Currency]
	minor := float64(m.Minor) / math.Pow10(Digits(m.Currency)) * rate * math.Pow10(Digits(r.Home))
	if rate <= 0 || math.Abs(minor) > math.MaxInt64/2 {
		return Money{}, false
	}
	return Money{int64(math.Round(minor)), r.Home}, true
}

// Sum adds totals of several currencies up in the home currency. ok is false
// when a rate is missing; converted says that rates were used.
func (r Rates) Sum(t Totals) (sum Money, converted, ok bool) {
	sum.Currency = r.Home
	for _, m := range t.List() {
		in, known := r.In(m)
		if !known {
			return Money{}, false, false
		}
		sum.Minor += in.Minor
		converted = converted || m.Currency != r.Home
	}
	return sum, converted, r.Home != ""
}

// Show returns totals as people read them: a sum for each currency, and where
// there are several and their rates are known, all of them "at your rates".
func (r Rates) Show(t Totals) string {
	text := t.String()
	if len(t) < 2 {
		return text
	}
	if sum, converted, ok := r.Sum(t); ok && converted {
		text += " (" + sum.String() + " at your rates)"
	}
	return text
}
