package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/store"
)

// onePerson finds who is meant among people.
func onePerson(people []agenda.Person, typed string) (agenda.Person, error) {
	found := agenda.ResolvePerson(people, typed)
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		if len(people) == 0 {
			return agenda.Person{}, misuse("nobody is called %q: there is nobody here yet; halfhour import FILE brings in reps", typed)
		}
		return agenda.Person{}, misuse("nobody is called %q; there are %s", typed, names(people, mostNames))
	}
	return agenda.Person{}, misuse("%q can be %s: say more of the name", typed, names(found, mostNames))
}

// mostNames is how many people an error lists.
const mostNames = 12

// repWithDeals is a rep who can be reviewed.
type repWithDeals struct {
	agenda.Person
	open int
	mine bool // who is at the keyboard, or is managed by them, however far down
}

// repsWithDeals lists everybody with open deals: those first who are of who is
// at the keyboard, then who has most.
func repsWithDeals(ctx context.Context, st *store.Store) ([]repWithDeals, error) {
	people, err := st.People(ctx)
	if err != nil {
		return nil, err
	}
	return withDeals(ctx, st, people)
}

// withDeals are those of people who have open deals, in the order of
// repsWithDeals.
func withDeals(ctx context.Context, st *store.Store, people []agenda.Person) ([]repWithDeals, error) {
	deals, err := st.OpenDeals(ctx)
	if err != nil {
		return nil, err
	}
	me, _, err := st.Me(ctx)
	if err != nil {
		return nil, err
	}
	team := agenda.Team(people, me.ID)
	var reps []repWithDeals
	for _, who := range people {
		if n := deals[who.ID]; n > 0 {
			reps = append(reps, repWithDeals{who, n, team[who.ID]})
		}
	}
	slices.SortStableFunc(reps, func(a, b repWithDeals) int {
		return cmp.Or(boolFirst(a.mine, b.mine), cmp.Compare(b.open, a.open))
	})
	return reps, nil
}

// nextCommand is what to do with the deals that are there, and what it is: to a
// rep the prep of their own review, to anybody else the review of the first of
// reps, of whom there is one.
func nextCommand(me agenda.Person, reps []repWithDeals) (command, what string) {
	if me.Role == agenda.Rep && reps[0].ID == me.ID {
		return "halfhour prep", "prepare your next review"
	}
	return "halfhour review --rep " + quoted(reps[0].Name), "hold a review"
}

// theRep is the one rep of --rep, "" for none.
func theRep(given []string) (string, error) {
	switch len(given) {
	case 0:
		return "", nil
	case 1:
		if strings.TrimSpace(given[0]) == "" {
			return "", misuse("--rep wants a name")
		}
		return given[0], nil
	}
	return "", misuse("one --rep at a time, please")
}

// repFlag adds --rep, whose names are completed.
func (p *program) repFlag(cmd *cobra.Command, into *[]string, usage string) {
	cmd.Flags().StringArrayVar(into, "rep", nil, usage)
	_ = cmd.RegisterFlagCompletionFunc("rep", p.complete(func(ctx context.Context, st *store.Store, _ []string) []string {
		reps, err := repsWithDeals(ctx, st)
		if err != nil {
			return nil
		}
		var list []string
		for _, r := range reps {
			list = append(list, r.Name)
		}
		return list
	}))
}

// findPerson finds who is meant by a name as typed: any spelling, e-mail
// address or id in full, else a part of a name.
func findPerson(ctx context.Context, st *store.Store, typed string) (agenda.Person, error) {
	who, err := st.PersonByName(ctx, typed)
	if err == nil || !errors.Is(err, store.ErrNotFound) {
		return who, err
	}
	people, err := st.People(ctx)
	if err != nil {
		return agenda.Person{}, err
	}
	return onePerson(people, typed)
}

// findAmong is findPerson for those who have listed everybody already.
func findAmong(ctx context.Context, st *store.Store, people []agenda.Person, typed string) (agenda.Person, error) {
	if len(agenda.ResolvePerson(people, typed)) == 0 {
		if who, err := st.PersonByName(ctx, typed); err == nil || !errors.Is(err, store.ErrNotFound) {
			return who, err
		}
	}
	return onePerson(people, typed)
}

// findRep resolves --rep among everybody; "" is nobody in particular.
func findRep(ctx context.Context, st *store.Store, given []string) (agenda.Person, error) {
	name, err := theRep(given)
	if err != nil || name == "" {
		return agenda.Person{}, err
	}
	return findPerson(ctx, st, name)
}

// namesByID names everybody in the file.
func namesByID(ctx context.Context, st *store.Store) (map[string]string, error) {
	people, err := st.People(ctx)
	return agenda.NamesByID(people), err
}
