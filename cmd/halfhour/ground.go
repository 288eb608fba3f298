package main

import (
	"context"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/store"
)

// groundOf is what the deals of a file are held against on a day.
func groundOf(ctx context.Context, st *store.Store, today agenda.Date) (inspect.Ground, error) {
	g := inspect.Ground{Today: today}
	var err error
	if g.Process, err = st.Process(ctx); err != nil {
		return g, err
	}
	if g.Answers, err = st.LastAnswers(ctx); err != nil {
		return g, err
	}
	g.Norms, err = normsOf(ctx, st)
	return g, err
}

// normsOf is what is usual for the deals of the file.
func normsOf(ctx context.Context, st *store.Store) (inspect.Norms, error) {
	known, err := st.Norms(ctx)
	if err != nil {
		return inspect.Norms{}, err
	}
	times, err := st.StageTimes(ctx)
	if err != nil {
		return inspect.Norms{}, err
	}
	n := inspect.Norms{
		Won: known.Won, UsualAge: known.AgeP95, Oldest: known.AgeMost,
		Stages: map[string]inspect.StageNorm{}, Amounts: map[string]inspect.AmountNorm{},
		Known: inspect.Known{Contacts: known.Contacts, Deciders: known.Deciders, History: known.History},
	}
	for stage, t := range times {
		n.Stages[stage] = inspect.StageNorm{Won: t.Deals, Median: t.Median, AheadWon: t.AheadDeals, Ahead: t.Ahead}
	}
	for code, a := range known.Amounts {
		n.Amounts[code] = inspect.AmountNorm{Won: a.Count, Median: a.Median}
	}
	return n, nil
}
