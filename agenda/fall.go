package agenda

// Fall is a waterfall of one currency: the open deals at one time, what came
// and what went, and the open deals at a later time. The first step plus all
// between is the last.
type Fall struct {
	Currency string
	Steps    []FallStep
}

// FallStep is one step of a Fall.
type FallStep struct {
	Name   string
	Deals  int   // that make the step
	Amount int64 // minor units: what it adds, negative for what it takes
	Total  bool  // the first or the last: what there is
}

// Money returns the step's amount in the fall's currency.
func (f Fall) Money(s FallStep) Money { return Money{s.Amount, f.Currency} }

// Bars returns where each step's bar begins and ends, in so many cells: each
// from where the one before ended. What is something has at least one cell.
func (f Fall) Bars(cells int) [][2]int {
	ends := make([][2]int64, len(f.Steps))
	at, low, high := int64(0), int64(0), int64(0)
	for i, s := range f.Steps {
		if s.Total {
			at = 0
		}
		ends[i] = [2]int64{at, at + s.Amount}
		at += s.Amount
		low, high = min(low, at), max(high, at)
	}
	bars := make([][2]int, len(f.Steps))
	for i, e := range ends {
		if high == low || e[0] == e[1] || cells < 1 {
			continue
		}
		cell := func(amount int64) int {
			return int(float64(amount-low)/float64(high-low)*float64(cells) + 0.5)
		}
		first, last := cell(min(e[0], e[1])), cell(max(e[0], e[1]))
		if first == last {
			first = min(first, cells-1)
			last = first + 1
		}
		bars[i] = [2]int{first, last}
	}
	return bars
}
