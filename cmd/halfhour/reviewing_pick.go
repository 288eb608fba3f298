package main

import (
	"context"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/tui/route"
)

// pick finds out whose review a place is, and checks what else the command line
// said of it. A place that names a rep is not the command line's.
func (d *desk) pick(ctx context.Context, to route.To) (err error) {
	if d.picked && to == d.first {
		d.picked = false // what it finds later may be another
		return nil
	}
	if d.people, err = d.st.People(ctx); err != nil {
		return err
	}
	if to.Rep != "" {
		d.asked, d.deals = asked{}, nil
		return d.reps(ctx, strings.Split(to.Rep, ","))
	}
	reps, err := pickReps(ctx, d.st, d.people, append([]string{d.asked.rep}, d.asked.with...))
	if err != nil {
		return err
	}
	d.who, d.with = reps[0], reps[1:]
	if len(d.asked.deals) > 0 {
		deals, err := d.st.Deals(ctx, store.Filter{Owner: d.who.ID})
		if err != nil {
			return err
		}
		if d.deals, err = pickSharedDeals(deals, reps, d.asked.deals); err != nil {
			return err
		}
	}
	me, known, err := d.st.Me(ctx)
	if err == nil && known {
		_, err = d.manager(ctx, me)
	}
	return err
}

// reps takes the people of a review by their ids.
func (d *desk) reps(ctx context.Context, ids []string) (err error) {
	d.with = nil
	for i, id := range ids {
		who, err := d.st.Person(ctx, id)
		if err != nil {
			return err
		}
		if i == 0 {
			d.who = who
		} else {
			d.with = append(d.with, who)
		}
	}
	return nil
}

// repIDs are the ids of those whose review it is.
func (d *desk) repIDs() []string {
	ids := []string{d.who.ID}
	for _, who := range d.with {
		ids = append(ids, who.ID)
	}
	return ids
}

// manager finds who reviews the rep; none of several reps reviews the others.
func (d *desk) manager(ctx context.Context, me agenda.Person) (agenda.Person, error) {
	who, err := pickManager(ctx, d.st, d.people, d.who, me, d.asked.manager)
	if err != nil || !slices.ContainsFunc(d.with, func(p agenda.Person) bool { return p.ID == who.ID }) {
		return who, err
	}
	if d.asked.manager != "" {
		return who, repAndManager(who)
	}
	return agenda.Person{}, nil
}
