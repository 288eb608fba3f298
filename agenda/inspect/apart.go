package inspect

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"halfhour/agenda"
)

// likes are the deals of one pipeline that are ranked for the same findings and by
// the same circumstances: only their amounts and ages put them in an order.
type likes struct {
	of           []*agenda.Deal
	larger, here map[int64]int // how many have a larger amount, and how many this one
	older, aged  map[agenda.Date]int
}

// setApart adds to the reasons of deals that are like others what put each
// before the next: without it they all read alike. deals are those ranked.
func (in *Inspection) setApart(ranked []agenda.Candidate, deals []*agenda.Deal) {
	groups := map[string]*likes{}
	among := make([]*likes, len(ranked))
	var ground []byte
	for i := range ranked {
		if ground = in.ground(ground[:0], &ranked[i], deals[i]); len(ground) == 0 {
			continue
		}
		g := groups[string(ground)]
		if g == nil {
			g = &likes{}
			groups[string(ground)] = g
		}
		g.of, among[i] = append(g.of, deals[i]), g
	}
	for i := range ranked {
		if g := among[i]; g != nil && len(g.of) > 1 {
			r := &ranked[i].Reason
			r.Weighs = append(r.Weighs, g.place(deals[i]))
		}
	}
}

// ground appends what a deal is ranked for beside its amount and age, nothing
// for one without a risk.
func (in *Inspection) ground(b []byte, c *agenda.Candidate, d *agenda.Deal) []byte {
	if !slices.ContainsFunc(c.Findings, func(f agenda.Finding) bool { return !f.Hygiene }) {
		return b
	}
	soon := d.Close != 0 && d.Close < in.ends
	b = strconv.AppendBool(strconv.AppendBool(b, soon), c.Rests)
	for _, part := range [...]string{in.open.whose(d), d.Amount.Currency, d.Forecast} {
		b = append(append(b, part...), 0)
	}
	for i := range c.Findings {
		f := &c.Findings[i]
		b = strconv.AppendInt(append(b, f.Code...), int64(f.Severity), 10)
		b = append(append(b, f.Mends...), 0)
	}
	return b
}

// count counts once for all of a group.
func (g *likes) count() {
	g.larger, g.here = map[int64]int{}, map[int64]int{}
	g.older, g.aged = map[agenda.Date]int{}, map[agenda.Date]int{}
	for _, d := range g.of {
		g.here[d.Amount.Minor]++
		g.aged[d.Created]++
	}
	before := 0
	for _, amount := range slices.Backward(slices.Sorted(maps.Keys(g.here))) {
		g.larger[amount], before = before, before+g.here[amount]
	}
	before = 0
	for _, created := range slices.Sorted(maps.Keys(g.aged)) {
		if created != 0 {
			g.older[created], before = before, before+g.aged[created]
		}
	}
}

// place says which of the group a deal is: by its amount where that tells, else
// by its age.
func (g *likes) place(d *agenda.Deal) string {
	if g.here == nil {
		g.count()
	}
	like := "of " + agenda.Count(len(g.of)) + " with the same findings"
	if d.Amount.Minor > 0 && g.here[d.Amount.Minor] == 1 {
		return superlative("largest", g.larger[d.Amount.Minor], 1) + " " + like
	}
	if d.Created == 0 || g.here[d.Amount.Minor] < len(g.of) {
		return "one " + like
	}
	return superlative("oldest", g.older[d.Created], g.aged[d.Created]) + " " + like
}

// superlative says that so many come before one, and how many share its place.
func superlative(what string, before, share int) string {
	switch {
	case share > 1 && before == 0:
		return "one of the " + agenda.Count(share) + " " + what
	case share > 1:
		return fmt.Sprintf("%s to %s %s", ordinal(before+1), ordinal(before+share), what)
	case before == 0:
		return "the " + what
	}
	return ordinal(before+1) + " " + what
}

func ordinal(n int) string {
	suffix := "th"
	if tens := n / 10 % 10; tens != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return agenda.Count(n) + suffix
}
