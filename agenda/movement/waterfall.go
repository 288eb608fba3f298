package movement

import (
	"cmp"
	"slices"

	"halfhour/agenda"
)

// Term is the time in which deals are expected to close, from a day up to but
// not including another. The zero Term holds every deal, also one without a
// close date.
type Term struct{ From, Next agenda.Date }

// Quarter returns the quarter of a calendar that a day is in.
func Quarter(c agenda.Calendar, d agenda.Date) Term {
	from, next := c.Quarter(d)
	return Term{from, next}
}

func (t Term) has(closes agenda.Date) bool {
	return t == Term{} || closes != 0 && closes >= t.From && closes < t.Next
}

// Start and End are the first and the last step of a waterfall; those between
// are Kinds.
const (
	Start Kind = "start"
	End   Kind = "end"
)

// steps is the order of a waterfall.
var steps = []Kind{Start, New, Back, PulledIn, Up, Down, Pushed, Won, Lost, Gone, End}

// Step is one step of a waterfall.
type Step struct {
	Kind   Kind
	Deals  int   // that make the step
	Amount int64 // minor units: what it adds, negative for what it takes
}

// Fall is the waterfall of one currency: its first step plus all between is
// its last.
type Fall struct {
	Currency string
	Steps    []Step // Start, New, Back, PulledIn, Up, Down, Pushed, Won, Lost, Gone, End
}

// Waterfall leads from the open deals that were to close in a term when the
// period began to those that are at its end. A deal is in one step only: won,
// lost, gone or back before what its close date did, that before new, and that
// before its amount. Pulled in is a close date that came into the term, from
// later or from before it; pushed is one that went out of it. What a deal
// takes with it is its amount of the beginning, what it brings that of the
// end; so one that came and went in between makes no step.
type Waterfall struct {
	Term  Term
	Falls []Fall // a currency each, the largest count of minor units first
	// NoAmount is how many of the deals at the end are in none of it, because
	// nobody knows their amount.
	NoAmount int
}

// Waterfall returns a movement's waterfall for a term.
func (m Movement) Waterfall(t Term) Waterfall {
	w := Waterfall{Term: t}
	falls := map[string][]Step{}
	fall := func(code string) []Step {
		if falls[code] == nil {
			list := make([]Step, len(steps))
			for i, k := range steps {
				list[i].Kind = k
			}
			falls[code] = list
		}
		return falls[code]
	}
	add := func(code string, k Kind, amount int64) {
		s := &fall(code)[slices.Index(steps, k)]
		s.Deals++
		s.Amount += amount
	}
	for _, l := range m {
		var was, is agenda.Money
		if l.There && l.Was.open() && t.has(l.Was.Close) {
			was = l.Was.Amount
		}
		if l.Is.open() && t.has(l.Is.Close) {
			if is = l.Is.Amount; !is.Known() {
				w.NoAmount++
			}
		}
		for _, code := range currencies(was, is) {
			before, after := in(was, code), in(is, code)
			if was.Currency == code {
				add(code, Start, before)
			}
			if is.Currency == code {
				add(code, End, after)
			}
			if k := l.step(t, after-before); k != "" && (after != before || was.Currency != is.Currency) {
				add(code, k, after-before)
			}
		}
	}
	for code, list := range falls {
		w.Falls = append(w.Falls, Fall{code, list})
	}
	slices.SortFunc(w.Falls, func(a, b Fall) int {
		return cmp.Or(cmp.Compare(b.size(), a.size()), cmp.Compare(a.Currency, b.Currency))
	})
	return w
}

// step returns the step of a deal that adds so much to the pipeline.
func (l Line) step(t Term, adds int64) Kind {
	switch l.Kind {
	case Won, Lost, Gone, Back:
		return l.Kind
	}
	was, is := t.has(l.Was.Close), t.has(l.Is.Close)
	switch {
	case was && !is:
		return Pushed
	case !was && is:
		return PulledIn
	case !l.There:
		return New
	case adds > 0:
		return Up
	case adds < 0:
		return Down
	}
	return ""
}

func currencies(was, is agenda.Money) []string {
	var list []string
	for _, m := range []agenda.Money{was, is} {
		if m.Known() && !slices.Contains(list, m.Currency) {
			list = append(list, m.Currency)
		}
	}
	return list
}

func in(m agenda.Money, code string) int64 {
	if m.Currency != code {
		return 0
	}
	return m.Minor
}

func (f Fall) size() int64 { return max(f.Steps[0].Amount, f.Steps[len(f.Steps)-1].Amount) }
