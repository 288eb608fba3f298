package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"halfhour/agenda"
	"halfhour/store"
)

// addReview writes down last week's review: held in 28 minutes, with five
// actions of which some are done by now.
func (f *demoFill) addReview(ctx context.Context) error {
	held := f.today - 7
	y, m, d := held.Time().Date()
	at := time.Date(y, m, d, 10, 0, 0, 0, f.now.Location())
	deals := []string{f.deals["Grid telemetry rollout"], f.deals["青岚云平台扩容"], f.deals["Harvest planner"]}
	r := agenda.NewReview(store.NewID(), f.people[demoRep], f.people[demoManager], deals, held)
	if err := r.Start(at); err != nil {
		return err
	}
	for slot, minutes := range []int{4, 7, 6, 7} {
		// Somebody looked at the screen all the time.
		for range minutes * 6 {
			at = at.Add(10 * time.Second)
			r.Watch(at)
		}
		if err := f.say(&r, slot, at); err != nil {
			return err
		}
		if err := r.GoTo(slot+1, at); err != nil {
			return err
		}
	}
	if err := f.say(&r, r.WrapUp(), at); err != nil {
		return err
	}
	if err := r.Finish(at.Add(20 * time.Second)); err != nil {
		return err
	}
	if _, err := f.st.CreateReview(ctx, r); err != nil {
		return err
	}
	return f.tickDone(ctx, r)
}

// say writes down what was said in a slot of last week's review; what belongs
// to no deal was said at the end.
func (f *demoFill) say(r *agenda.Review, slot int, at time.Time) error {
	dealID := r.Slots[slot].DealID
	if dealID == "" && slot != r.WrapUp() {
		return nil
	}
	var errs []error
	for _, a := range demoAnswers {
		if dealID != "" && f.deals[a.deal] == dealID {
			errs = append(errs, r.Answer(agenda.Answer{
				DealID: dealID, Question: a.question, Value: a.value, Evidence: a.evidence, Author: f.people[a.author],
			}, at))
		}
	}
	for _, n := range demoNotes {
		if dealID != "" && f.deals[n.deal] == dealID {
			errs = append(errs, r.SetNote(agenda.Note{DealID: dealID, Author: f.people[n.author], Text: n.text}, "", at))
		}
	}
	for _, a := range demoActions {
		if f.deals[a.deal] == dealID {
			errs = append(errs, f.agree(r, a, dealID, at))
		}
	}
	if dealID == "" {
		errs = append(errs, r.Park(agenda.Parked{ID: store.NewID(), Text: "New price list from January", Author: f.people[demoRep]}, at))
	}
	return errors.Join(errs...)
}

func (f *demoFill) agree(r *agenda.Review, a demoAction, dealID string, at time.Time) error {
	action := agenda.Action{
		ID: store.NewID(), DealID: dealID, Text: a.text, Owner: f.people[a.owner], Priority: a.priority,
		Due: f.day(a.due), DoneWhen: a.metric, Author: f.people[demoManager],
	}
	if a.obstacle != "" {
		o := agenda.Obstacle{ID: store.NewID(), DealID: dealID, Text: a.obstacle, Author: f.people[demoRep]}
		action.Obstacle = o.ID
		if err := r.AddObstacle(o); err != nil {
			return err
		}
	}
	return r.AddAction(action, at)
}

// tickDone ticks the actions that were done since.
func (f *demoFill) tickDone(ctx context.Context, r agenda.Review) error {
	for _, a := range demoActions {
		if a.done == 0 {
			continue
		}
		i := slices.IndexFunc(r.Actions, func(said agenda.Action) bool { return said.Text == a.text })
		if _, err := f.st.SetActionState(ctx, r.Actions[i].ID, agenda.Done, noon(f.day(a.done))); err != nil {
			return err
		}
	}
	return nil
}
