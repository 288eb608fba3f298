package main

import (
	"context"
	"fmt"
	"slices"

	"halfhour/agenda"
	"halfhour/store"
)

// pickRep finds whose review it is among those of people who have open deals.
func pickRep(ctx context.Context, st *store.Store, people []agenda.Person, typed string) (agenda.Person, error) {
	// The usual way counts only the deals of whom the name fits.
	found := agenda.ResolvePerson(people, typed)
	if len(found) == 0 && typed != "" { // an e-mail address, say
		if who, err := st.PersonByName(ctx, typed); err == nil {
			found = []agenda.Person{who}
		}
	}
	if len(found) == 1 {
		if open, err := st.OpenDeals(ctx, found[0].ID); err != nil || open[found[0].ID] > 0 {
			return found[0], err
		}
	}
	reps, err := withDeals(ctx, st, people)
	if err != nil {
		return agenda.Person{}, err
	}
	if len(reps) == 0 {
		return agenda.Person{}, noOpenDeals("")
	}
	people = nil
	for _, r := range reps {
		people = append(people, r.Person)
	}
	if typed == "" {
		return agenda.Person{}, listed(reps, "whose review? Name one with --rep, as in: halfhour review --rep %s", quoted(reps[0].Name))
	}
	found = agenda.ResolvePerson(people, typed)
	switch len(found) {
	case 0:
		return agenda.Person{}, listed(reps, "nobody with open deals is called %q; --rep takes one of these:", typed)
	case 1:
		return found[0], nil
	}
	reps = slices.DeleteFunc(reps, func(r repWithDeals) bool { return !slices.Contains(found, r.Person) })
	return agenda.Person{}, listed(reps, "%q can be one of these; say more of the name:", typed)
}

// bringsIn is what to do where there are no deals.
const bringsIn = "halfhour import FILE brings them in, halfhour demo shows an invented review"

// noOpenDeals says that somebody has none, or that nobody has where no name is
// given.
func noOpenDeals(rep string) error {
	return fmt.Errorf("there are no open deals%s yet: %s", word(rep != "", " of "+rep), bringsIn)
}

// mostListed is how many lines stand under an error.
const mostListed = 40

// listed is a misuse with the reps to choose from under it.
func listed(reps []repWithDeals, format string, args ...any) error {
	m := &misused{words: fmt.Sprintf(format, args...)}
	for _, r := range reps[:min(len(reps), mostListed)] {
		m.list = append(m.list, fmt.Sprintf("%s, %s", r.Name, agenda.Counted(r.open, "open deal")))
	}
	if more := len(reps) - mostListed; more > 0 {
		m.list = append(m.list, "and "+agenda.Count(more)+" more: halfhour people")
	}
	return m
}

// repAndManager refuses somebody who would review themselves.
func repAndManager(who agenda.Person) error {
	return misuse("%s cannot be rep and manager of one review: name somebody else with --manager", who.Name)
}

// pickManager finds who of people reviews the rep: who was named, else who is at the
// keyboard, else who manages the rep, else the manager of last time, else the
// only manager there is. A rep who prepares alone may have none.
func pickManager(ctx context.Context, st *store.Store, people []agenda.Person, rep, me agenda.Person, typed string) (agenda.Person, error) {
	if typed != "" {
		who, err := findAmong(ctx, st, people, typed)
		if err == nil && who.ID == rep.ID {
			err = repAndManager(who)
		}
		return who, err
	}
	if me.Role != agenda.Rep && me.ID != rep.ID {
		return me, nil
	}
	if i := slices.IndexFunc(people, func(who agenda.Person) bool { return rep.Manager != "" && who.ID == rep.Manager }); i >= 0 {
		return people[i], nil
	}
	if last, found, err := st.LatestFinished(ctx, rep.ID); err != nil {
		return agenda.Person{}, err
	} else if found {
		for _, who := range people {
			if who.ID == last.Manager && who.ID != rep.ID {
				return who, nil
			}
		}
	}
	managers := slices.DeleteFunc(slices.Clone(people), func(who agenda.Person) bool { return who.Role != agenda.Manager || who.ID == rep.ID })
	if len(managers) == 1 {
		return managers[0], nil
	}
	return agenda.Person{}, nil
}
