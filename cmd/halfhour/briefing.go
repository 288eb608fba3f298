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
	b := agenda.Briefing{Rep: d.who, With: d.with, Manager: manager, Today: today, Demo: d.demo}
	ground, err := groundOf(ctx, d.st, today, d.who)
	if err != nil {
		return b, err
	}
	b.Process, b.AnswerLife = ground.Process, ground.AnswerLife
	if b.Deals, err = d.st.Deals(ctx, store.Filter{Owner: d.who.ID, Today: today}); err != nil {
		return b, err
	}
	reps := d.repIDs()
	b.Deals = agenda.Together(b.Deals, reps...)
	if b.Pipeline, err = d.st.PipelineOf(ctx, d.who.ID, today, reps[1:]...); err != nil {
		return b, err
	}
	b.Ranked = inspect.Over(b.Deals, ground).Rank()
	set, err := d.st.Settings(ctx)
	if err != nil {
		return b, err
	}
	b.KeepWords = !set.BlameWording
	ids := make([]string, len(b.Deals))
	for i, deal := range b.Deals {
		ids[i] = deal.ID
	}
	if b.Earlier, err = d.st.EarlierAnswers(ctx, ids, reviewID); err != nil {
		return b, err
	}
	if b.LastTime, err = d.st.LastTime(ctx, reps...); err != nil {
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
		shared := len(reps) == 1 || slices.Contains(ids, a.DealID) // a joint review is about its deals only
		if a.ReviewID != reviewID && shared {
			b.StillDue = append(b.StillDue, a.Action)
		}
	}
	b.People = byPart(slices.Clone(d.people), d.who, manager, me)
	return b, nil
}

// movedSinceReview fills in what became of the rep's deals since the last
// finished review.
func (d *desk) movedSinceReview(ctx context.Context, last *agenda.LastTime) error {
	r, found, err := d.st.LatestFinished(ctx, d.repIDs()...)
	if err != nil || !found {
		return err
	}
	over := movement.Period{From: reviewBegan(r), Owner: d.who.ID}
	past, err := d.st.Since(ctx, d.who.ID, over.From)
	if err != nil {
		return err
	}
	past.Deals = slices.DeleteFunc(past.Deals, func(m movement.Deal) bool { return len(agenda.Together([]agenda.Deal{m.Deal}, d.repIDs()...)) == 0 })
	moved := movement.Between(past.Deals, over, past.Step)
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
	for _, id := range r.With {
		b.With = append(b.With, b.PersonByID(id))
	}
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
