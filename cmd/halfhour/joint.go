package main

import (
	"context"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/store"
)

// pickReps finds whose review it is: one rep, or several who own open deals
// together.
func pickReps(ctx context.Context, st *store.Store, people []agenda.Person, typed []string) ([]agenda.Person, error) {
	var reps []agenda.Person
	for _, name := range typed {
		who, err := pickRep(ctx, st, people, name)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(reps, func(p agenda.Person) bool { return p.ID == who.ID }) {
			reps = append(reps, who)
		}
	}
	if len(reps) == 1 {
		return reps, nil
	}
	deals, err := st.Deals(ctx, store.Filter{Owner: reps[0].ID})
	if err != nil || len(agenda.Together(deals, personIDs(reps)...)) > 0 {
		return reps, err
	}
	return nil, misuse("%s own no open deal together, and a joint review is only for those: "+
		"whoever listens to a colleague's deals loses the half hour; hold a review of each, as in halfhour review --rep %s",
		agenda.Names(reps), quoted(reps[0].Name))
}

// pickSharedDeals finds the deals that --deals names among those that the reps
// own together.
func pickSharedDeals(deals []agenda.Deal, reps []agenda.Person, wanted []string) ([]string, error) {
	shared := agenda.Together(deals, personIDs(reps)...)
	ids, err := pickDeals(shared, agenda.Names(reps), wanted)
	if len(reps) == 1 || err == nil {
		return ids, err
	}
	if others, otherErr := pickDeals(deals, reps[0].Name, wanted); otherErr == nil {
		for _, d := range deals {
			if slices.Contains(others, d.ID) && !slices.ContainsFunc(shared, func(s agenda.Deal) bool { return s.ID == d.ID }) {
				return nil, misuse("%q is not a deal that %s own together, and a joint review is only for those; halfhour review --rep %s is for it",
					d.Name, agenda.Names(reps), quoted(reps[0].Name))
			}
		}
	}
	return nil, err
}

// repFlags name the reps of a review for a shell.
func repFlags(reps []agenda.Person) string {
	flags := make([]string, len(reps))
	for i, p := range reps {
		flags[i] = "--rep " + quoted(p.Name)
	}
	return strings.Join(flags, " ")
}

func personIDs(people []agenda.Person) []string {
	ids := make([]string, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return ids
}
