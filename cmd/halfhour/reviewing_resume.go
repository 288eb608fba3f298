package main

import (
	"context"
	"errors"
	"time"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/tui"
)

// unfinished is the review of the rep that was left before it ended; nil when
// there is none, or one in which nothing happened. One that was prepared for
// the coming meeting is nothing to ask about either: it starts from that.
func (d *desk) unfinished(ctx context.Context) (u *tui.Unfinished, prepared bool, err error) {
	r, found, err := d.st.UnfinishedReview(ctx, d.repIDs()...)
	if err != nil || !found || unopened(r) || d.prepared(r) {
		return nil, found && d.prepared(r), err
	}
	if err := d.reps(ctx, r.Reps()); err != nil { // in the order they were named first
		return nil, false, err
	}
	// Whether the time since then counts is asked once the review is open.
	seen := d.now().Round(0)
	if !r.Clock.Since.IsZero() && r.Clock.Seen.Before(seen) {
		seen = r.Clock.Seen
	}
	u = &tui.Unfinished{Rep: agenda.Names(append([]agenda.Person{d.who}, d.with...)), Started: r.Clock.Started, Left: r.Plan(seen).MeetingLeft}
	switch slot := r.Slots[r.Current]; slot.Kind {
	case agenda.OverviewSlot:
		u.Where = "Overview"
	case agenda.WrapUpSlot:
		u.Where = "Wrap-up"
	default:
		deals, err := d.st.Deals(ctx, store.Filter{IDs: []string{slot.DealID}})
		if err != nil {
			return nil, false, err
		}
		u.Where = "a deal"
		if len(deals) > 0 {
			u.Where = deals[0].Name
		}
	}
	return u, false, nil
}

// unopened says whether a review was only looked at: not started, and nothing
// said in it. There is nothing to ask about then.
func unopened(r agenda.Review) bool { return r.Stage == agenda.Ready && r.Blank() }

// fits says whether a review that was only looked at is the one asked for.
func (d *desk) fits(r agenda.Review) bool {
	return unopened(r) && r.Today == d.today && len(d.asked.deals) == 0 && d.asked.manager == ""
}

// resume goes on with a review. One that is running keeps the date it began
// with; one that was only prepared is held today.
func (d *desk) resume(ctx context.Context, r agenda.Review, me agenda.Person) (agenda.Review, agenda.Briefing, error) {
	if r.Stage == agenda.Ready && r.Today != d.today {
		set, err := d.st.Settings(ctx)
		if err != nil {
			return r, agenda.Briefing{}, err
		}
		r.Today, r.FollowUp = d.today, set.Calendar.FollowUpBy(d.today)
	}
	manager := agenda.Person{}
	if r.Stage == agenda.Ready && (r.Manager == "" || d.asked.manager != "" || me.Role == agenda.Manager && me.ID != r.Rep) {
		var err error
		if manager, err = d.manager(ctx, me); err != nil {
			return r, agenda.Briefing{}, err
		}
		r.Manager = manager.ID
	} else if r.Manager != "" {
		var err error
		if manager, err = d.st.Person(ctx, r.Manager); err != nil {
			return r, agenda.Briefing{}, err
		}
	}
	if err := d.reps(ctx, r.Reps()); err != nil {
		return r, agenda.Briefing{}, err
	}
	b, err := d.brief(ctx, r.ID, manager, me, r.Today)
	return r, b, err
}

// setAside closes a review that nobody takes up again. Another window may be
// saving it at the same time.
func setAside(ctx context.Context, st *store.Store, r agenda.Review, now time.Time) error {
	for {
		was := r.Clone()
		if err := r.SetAside(now); err != nil {
			return err
		}
		_, err := st.SaveReview(ctx, was, r)
		if !errors.Is(err, agenda.ErrStale) {
			return err
		}
		if r, err = st.Review(ctx, r.ID); err != nil {
			return err
		}
		if r.Stage == agenda.Finished || r.Stage == agenda.SetAside {
			return nil
		}
	}
}
