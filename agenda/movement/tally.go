package movement

import (
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
)

// Tally is how many deals something happened to.
type Tally struct {
	Kind  Kind
	Deals int
	// Total is by how much amounts went up or down; for the other kinds what
	// the deals are worth at the period's end, or were where that is not known.
	Total agenda.Totals
	// Median is by how many days the deals' close dates were pushed or pulled
	// in; of an even number of deals the later of the two in the middle.
	Median int
}

// Tallies counts a movement's buckets, empty ones too, in the order of Kinds.
func (m Movement) Tallies() []Tally {
	list := make([]Tally, len(Kinds))
	days := make([][]int, len(Kinds))
	for i, k := range Kinds {
		list[i] = Tally{Kind: k, Total: agenda.Totals{}}
	}
	for _, l := range m {
		i := slices.Index(Kinds, l.Kind)
		if i < 0 {
			continue
		}
		t := &list[i]
		t.Deals++
		days[i] = append(days[i], max(l.Days(), -l.Days()))
		if l.Kind == Up || l.Kind == Down {
			t.Total.Add(l.Is.Amount)
			t.Total.Add(agenda.Money{Minor: -l.Was.Amount.Minor, Currency: l.Was.Amount.Currency})
		} else {
			t.Total.Add(l.Amount())
		}
	}
	for i, t := range list {
		if t.Kind == Pushed || t.Kind == PulledIn {
			slices.Sort(days[i])
			if n := len(days[i]); n > 0 {
				list[i].Median = days[i][n/2]
			}
		}
	}
	return list
}

// Amount is what the deal is worth at the period's end, or was where that is
// not known.
func (l Line) Amount() agenda.Money {
	if l.Is.Amount.Known() {
		return l.Is.Amount
	}
	return l.Was.Amount
}

// String says a tally as people read it: "11 pushed (median 21 days)", "1
// amount down", "6 no longer in the export".
func (t Tally) String() string {
	count, words := t.Words()
	return count + " " + words
}

// Words are a tally's two parts: how many, and what happened to them.
func (t Tally) Words() (count, words string) {
	words = string(t.Kind)
	switch t.Kind {
	case Pushed:
		words += " (median " + agenda.Counted(t.Median, "day") + ")"
	case Up, Down:
		words = "amounts " + words
		if t.Deals == 1 {
			words = "amount " + string(t.Kind)
		}
	case Back:
		words = "back in the pipeline"
	case Gone:
		words = "no longer in the export"
	}
	return agenda.Count(t.Deals), words
}

// Summary joins tallies to a line: "37 new · 4 won · 340 unchanged". Empty
// ones are left out; of nothing it is "no deals".
func Summary(list []Tally) string {
	var parts []string
	for _, t := range list {
		if t.Deals > 0 {
			parts = append(parts, t.String())
		}
	}
	if len(parts) == 0 {
		return "no deals"
	}
	return strings.Join(parts, " · ")
}

// Words says what was and what is, for one line beside the deal's name:
// "closes Mon 30 Nov → Mon 14 Dec, 14 days later; €96,000 → €84,000".
func (l Line) Words(today agenda.Date) string {
	was, is := l.Was, l.Is
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	closed := is.Status != agenda.Open && (!l.There || was.Status != is.Status)
	switch {
	case closed:
		add("%s → %s%s", cameFrom(l), is.Status, on(is.Close, today))
	case l.Kind == Gone && is.Status != agenda.Open:
		add("was %s%s", is.Status, on(is.Close, today))
	case l.Kind == Gone:
		add("was in %s%s", place(is), closes(is.Close, today))
	case l.Kind == Back && was.Gone:
		add("in the export again, in %s%s", place(is), closes(is.Close, today))
	case l.Kind == Back:
		add("%s → %s%s", was.Status, place(is), closes(is.Close, today))
	case !l.There && was.Close != is.Close:
		add("in %s", place(is))
	case !l.There:
		add("in %s%s", place(is), closes(is.Close, today))
	}
	if was.open() && is.open() && was.Close != is.Close {
		parts = append(parts, moved(l, today))
	}
	if was.Status == agenda.Open && amountKind(was.Amount, is.Amount) != "" {
		add("%s → %s", was.Amount, is.Amount)
	}
	if l.There && was.Stage != is.Stage && was.open() && is.open() {
		add("%s → %s", place(was), place(is))
	}
	return strings.Join(parts, "; ")
}

// cameFrom says where a deal was that is closed now.
func cameFrom(l Line) string {
	switch {
	case !l.There:
		return "new"
	case l.Was.Status != agenda.Open:
		return string(l.Was.Status)
	}
	return place(l.Was)
}

func place(s State) string {
	if s.Stage == "" {
		return "no known stage"
	}
	return s.Stage
}

func on(d, today agenda.Date) string {
	if d == 0 {
		return ""
	}
	return " " + d.Short(today)
}

func closes(d, today agenda.Date) string {
	if d == 0 {
		return ""
	}
	return ", closes " + d.Short(today)
}

func moved(l Line, today agenda.Date) string {
	date := func(d agenda.Date) string {
		if d == 0 {
			return "no date"
		}
		return d.Short(today)
	}
	text := "closes " + date(l.Was.Close) + " → " + date(l.Is.Close)
	switch days := l.Days(); {
	case days > 0:
		return text + ", " + agenda.Counted(days, "day") + " later"
	case days < 0:
		return text + ", " + agenda.Counted(-days, "day") + " earlier"
	}
	return text
}
