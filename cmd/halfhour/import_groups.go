package main

import (
	"cmp"
	"fmt"
	"slices"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// mostGroups is how many owners or stages are shown a line each.
const mostGroups = 25

func (p *program) printGroups(title, unnamed string, groups []store.Group) {
	columns := []column{{head: title, least: 12}, {head: "deals", right: true}, {head: "open", right: true},
		{head: "won", right: true}, {head: "lost", right: true}, {head: "open amount", right: true, least: 11}}
	var rows [][]safe.Text
	add := func(name string, g store.Group) {
		rows = append(rows, []safe.Text{safe.Line(name), count(g.Deals), count(g.Open), count(g.Won), count(g.Lost), safe.Line(total(g))})
	}
	shown := groups[:min(len(groups), mostGroups)]
	for _, g := range shown {
		add(cmp.Or(g.Name, unnamed), g)
	}
	if rest := groups[len(shown):]; len(rest) > 0 {
		others := store.Group{}
		for _, g := range rest {
			others = sum(others, g)
		}
		add(fmt.Sprintf("%d others", len(rest)), others)
	}
	p.printf("\n")
	p.table(columns, rows)
}

// byOpen puts the owners with the most open deals first.
func byOpen(groups []store.Group) []store.Group {
	groups = slices.Clone(groups)
	slices.SortStableFunc(groups, func(a, b store.Group) int { return cmp.Or(b.Open-a.Open, b.Deals-a.Deals) })
	return groups
}

// oneByName adds up the groups of one name: some CRMs have one stage for deals
// about to close, won and lost.
func oneByName(groups []store.Group) []store.Group {
	var list []store.Group
	for _, g := range groups {
		if i := slices.IndexFunc(list, func(other store.Group) bool { return other.Name == g.Name }); i >= 0 {
			list[i] = sum(list[i], g)
			continue
		}
		list = append(list, g)
	}
	return list
}

// sum adds a group to another.
func sum(a, b store.Group) store.Group {
	total := agenda.Totals{}
	for _, g := range []store.Group{a, b} {
		for _, m := range g.OpenTotal.List() {
			total.Add(m)
		}
	}
	a.Deals, a.Open, a.Won, a.Lost, a.OpenTotal = a.Deals+b.Deals, a.Open+b.Open, a.Won+b.Won, a.Lost+b.Lost, total
	return a
}

func total(g store.Group) string {
	if len(g.OpenTotal) == 0 {
		return "-"
	}
	return g.OpenTotal.String()
}
