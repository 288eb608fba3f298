package packet

import (
	"cmp"
	"slices"

	"halfhour/agenda"
)

// Merge returns what two lists of things say together.
func Merge(a, b []Thing) []Thing {
	at := map[Place]int{}
	var list []Thing
	for _, t := range slices.Concat(a, b) {
		if i, ok := at[t.Place]; ok {
			list[i] = merged(list[i], t)
			continue
		}
		at[t.Place] = len(list)
		list = append(list, merged(t, Thing{Place: t.Place}))
	}
	slices.SortFunc(list, func(x, y Thing) int {
		return cmp.Or(cmp.Compare(x.Kind, y.Kind), cmp.Compare(x.Deal, y.Deal), cmp.Compare(x.Key, y.Key))
	})
	return list
}

// merged returns the versions of either that neither replaced.
func merged(a, b Thing) Thing {
	t := Thing{Place: a.Place, Replaced: slices.Concat(a.Replaced, b.Replaced)}
	slices.Sort(t.Replaced)
	t.Replaced = slices.Compact(t.Replaced)
	for _, v := range slices.Concat(a.Versions, b.Versions) {
		_, replaced := slices.BinarySearch(t.Replaced, v.ID)
		if !replaced && !slices.ContainsFunc(t.Versions, func(o Version) bool { return o.ID == v.ID }) {
			t.Versions = append(t.Versions, v)
		}
	}
	slices.SortFunc(t.Versions, order)
	if len(t.Replaced) == 0 {
		t.Replaced = nil
	}
	return t
}

// Renamed returns the content with other names for deals and people: from those
// of the file to those of one computer, or back.
func (c Content) Renamed(deal, person func(string) string) Content {
	c.People, c.Deals = slices.Clone(c.People), slices.Clone(c.Deals)
	c.Reviews, c.Fixes = slices.Clone(c.Reviews), slices.Clone(c.Fixes)
	for i := range c.Deals {
		c.Deals[i].Ref, c.Deals[i].Owner = deal(c.Deals[i].Ref), person(c.Deals[i].Owner)
	}
	for i := range c.Fixes {
		c.Fixes[i] = c.Fixes[i].renamed(deal, person)
	}
	for i, r := range c.Reviews {
		r.Rep, r.With = person(r.Rep), slices.Clone(r.With)
		for j := range r.With {
			r.With[j] = person(r.With[j])
		}
		things := make([]Thing, len(r.Things))
		for j, t := range r.Things {
			things[j] = t.renamed(deal, person)
		}
		r.Things = things
		c.Reviews[i] = r
	}
	return c
}

func (t Thing) renamed(deal, person func(string) string) Thing {
	t.Deal = deal(t.Deal)
	if t.Kind == Note || t.Kind == Chance {
		t.Key = person(t.Key)
	}
	t.Versions = slices.Clone(t.Versions)
	for i, v := range t.Versions {
		v.Author, v.Owner = person(v.Author), person(v.Owner)
		if v.Held != nil {
			held := *v.Held
			held.Manager, held.Slots = person(held.Manager), slices.Clone(held.Slots)
			for j := range held.Slots {
				held.Slots[j].Deal = deal(held.Slots[j].Deal)
			}
			v.Held = &held
		}
		t.Versions[i] = v
	}
	return t
}

func (f Fix) renamed(deal, person func(string) string) Fix {
	f.Deal, f.Author = deal(f.Deal), person(f.Author)
	if f.Field == agenda.FieldOwner {
		f.Value, f.Was = person(f.Value), person(f.Was)
	}
	return f
}
