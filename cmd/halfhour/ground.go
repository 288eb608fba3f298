package main

import (
	"context"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/store"
)

// groundOf is what the deals of a rep are held against on a day, and what their
// last review talked about; the zero Person is everybody.
func groundOf(ctx context.Context, st *store.Store, today agenda.Date, rep agenda.Person) (inspect.Ground, error) {
	g := inspect.Ground{Today: today, Rep: rep.ID, Last: map[string]inspect.Last{}}
	set, err := st.Settings(ctx)
	if err != nil {
		return g, err
	}
	g.Thresholds, g.Calendar, g.AnswerLife, g.Rates.Per = set.Thresholds, set.Calendar, set.AnswerLife, set.Rates
	if g.Rates.Home, err = st.HomeCurrency(ctx); err != nil {
		return g, err
	}
	if g.Process, err = st.Process(ctx); err != nil {
		return g, err
	}
	if g.Answers, err = st.LastAnswers(ctx, rep.ID); err != nil {
		return g, err
	}
	if rep.ID != "" {
		last, err := st.Reviewed(ctx, rep.ID, today)
		if err != nil {
			return g, err
		}
		for id, r := range last {
			g.Last[id] = inspect.Last{Held: r.Held, Was: r.Was, Open: r.Open}
		}
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
