package main

import (
	"cmp"
	"context"
	"slices"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/agenda/movement"
	"halfhour/store"
)

// brief gathers what both people look at.
func (d *desk) brief(ctx context.Context, reviewID string, manager, me agenda.Person, today agenda.Date) (agenda.Briefing, error) {
	b := agenda.Briefing{Rep: d.who, Manager: manager, Today: today, Demo: d.demo}
	var err error
	if b.Process, err = d.st.Process(ctx); err != nil {
		return b, err
	}
	if b.Deals, err = d.st.Deals(ctx, store.Filter{Owner: d.who.ID, Today: today}); err != nil {
		return b, err
	}
	if b.Pipeline, err = d.st.PipelineOf(ctx, d.who.ID, today); err != nil {
		return b, err
	}
	ground, err := groundOf(ctx, d.st, today)
	if err != nil {
		return b, err
	}
	b.Ranked = inspect.Over(b.Deals, ground).Rank()
	ids := make([]string, len(b.Deals))
	for i, deal := range b.Deals {
		ids[i] = deal.ID
	}
	if b.Earlier, err = d.st.EarlierAnswers(ctx, ids, reviewID); err != nil {
		return b, err
	}
	if b.LastTime, err = d.st.LastTime(ctx, d.who.ID); err != nil {
		return b, err
	}
	if b.LastTime.Held != 0 {
		if err = d.movedSinceReview(ctx, &b.LastTime); err != nil {
			return b, err
		}
	}
	due, err := d.st.Actions(ctx, store.ActionFilter{Rep: d.who.ID})
	if err != nil {
		return b, err
	}
	for _, a := range due {
		if a.ReviewID != reviewID {
			b.StillDue = append(b.StillDue, a.Action)
		}
	}
	b.People = byPart(slices.Clone(d.people), d.who, manager, me)
	return b, nil
}

// movedSinceReview fills in what became of the rep's deals since the last
// finished review.
func (d *desk) movedSinceReview(ctx context.Context, last *agenda.LastTime) error {
	var over span
	over.Owner = d.who.ID
	if err := over.begin(ctx, d.st, sinceReview, d.who, d.today); err != nil {
		return err
	}
	past, err := d.st.Since(ctx, d.who.ID, over.From)
	if err != nil {
		return err
	}
	moved := movement.Between(past.Deals, over.Period, past.Step)
	last.Moved = movement.Summary(moved.Tallies())
	for _, f := range moved.Waterfall(movement.Term{}).Falls {
		last.Falls = append(last.Falls, fallOf(f))
	}
	return nil
}

// byPart puts those first who are most likely to own an action: the rep, the
// manager, executives, who is at the keyboard, other managers, other reps.
func byPart(people []agenda.Person, rep, manager, me agenda.Person) []agenda.Person {
	part := func(who agenda.Person) int {
		switch {
		case who.ID == rep.ID:
			return 0
		case who.ID == manager.ID:
			return 1
		case who.Role == agenda.Executive:
			return 2
		case who.ID == me.ID:
			return 3
		case who.Role == agenda.Manager:
			return 4
		}
		return 5
	}
	slices.SortStableFunc(people, func(a, b agenda.Person) int { return cmp.Compare(part(a), part(b)) })
	return people
}

// briefingOf is what the minutes of a review need: its people and its deals,
// as they are now.
func briefingOf(ctx context.Context, st *store.Store, r agenda.Review) (agenda.Briefing, error) {
	b := agenda.Briefing{Today: r.Today}
	var err error
	if b.People, err = st.People(ctx); err != nil {
		return b, err
	}
	if b.Process, err = st.Process(ctx); err != nil {
		return b, err
	}
	b.Rep = b.PersonByID(r.Rep)
	if r.Manager != "" {
		b.Manager = b.PersonByID(r.Manager)
	}
	ids := r.Deals()
	for _, a := range r.Actions {
		if a.DealID != "" && !slices.Contains(ids, a.DealID) {
			ids = append(ids, a.DealID)
		}
	}
	if len(ids) > 0 {
		if b.Deals, err = st.Deals(ctx, store.Filter{IDs: ids, Today: r.Today}); err != nil {
			return b, err
		}
		b.Earlier, err = st.EarlierAnswers(ctx, ids, r.ID)
	}
	return b, err
}
