package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"halfhour/agenda"
)

func TestAnActionOutsideAReview(t *testing.T) {
	s := fresh(t)
	c := newCast(t, s)
	rows := must(s.EditActions(ctx, today, now, ActionEdit{Next: agenda.Action{Text: "Book the CISO call", Owner: c.people[0], DealID: c.deals[0], Priority: 1, Due: today + 4}}))(t)
	s = reopen(t, s)
	got := must(s.Actions(ctx, ActionFilter{}))(t)
	if len(got) != 1 || got[0].ID != rows[0].ID || got[0].ReviewID != "" || got[0].Rep != "" || got[0].State != agenda.ToDo || !got[0].At.Equal(now) || got[0].Deal == "" {
		t.Fatalf("%+v", got)
	}
	if n := len(must(s.Actions(ctx, ActionFilter{Rep: c.people[0]}))(t)); n != 1 {
		t.Errorf("the rep has %d", n)
	}
	stale := got[0].Action
	next := stale
	next.Text = "Book it"
	must(s.EditActions(ctx, today, now, ActionEdit{stale, next}))(t)
	if _, err := s.EditActions(ctx, today, now, ActionEdit{stale, next}); !errors.Is(err, agenda.ErrChanged) {
		t.Errorf("an edit of what it no longer is: %v", err)
	}
	if _, err := s.EditActions(ctx, today, now, ActionEdit{Next: agenda.Action{Text: " "}}); !errors.Is(err, agenda.ErrEmpty) {
		t.Errorf("an action without words: %v", err)
	}
}

// Each step is taken back as a whole, the latest first, down to the beginning.
func TestUndo(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	r = agreed(t, s, r, agenda.Action{Text: "one", Due: today}, agenda.Action{Text: "two", Due: today})
	look := func() string {
		words := ""
		for _, a := range must(s.Actions(ctx, ActionFilter{All: true}))(t) {
			words += fmt.Sprintf("%s %s %d %s %s; ", a.Text, a.State, a.Carried, a.Due, a.Reason)
		}
		return words
	}
	edit := func(f func(agenda.Action) agenda.Action) {
		var edits []ActionEdit
		for _, a := range must(s.Actions(ctx, ActionFilter{}))(t) {
			edits = append(edits, ActionEdit{a.Action, f(a.Action)})
		}
		must(s.EditActions(ctx, today, now, edits...))(t)
	}
	states := []string{look()}
	edit(func(a agenda.Action) agenda.Action { return must(a.CarryOver(today + 7))(t) })
	states = append(states, look())
	edit(func(a agenda.Action) agenda.Action {
		a = a.In(agenda.Dropped, now)
		a.Reason = "the buyer did it"
		return a
	})
	states = append(states, look())
	must(s.EditActions(ctx, today, now, ActionEdit{Next: agenda.Action{Text: "three"}}))(t)
	s = reopen(t, s)

	if rows := must(s.UndoActions(ctx, now))(t); len(rows) != 1 || rows[0].State != agenda.Dropped || rows[0].Reason != "taken back" {
		t.Errorf("taking back what was written down: %+v", rows)
	}
	for i := len(states) - 2; i >= 0; i-- {
		if rows := must(s.UndoActions(ctx, now))(t); len(rows) != 2 {
			t.Errorf("%d actions were taken back", len(rows))
		}
		if got := look(); got != states[i]+"three dropped 0  taken back; " {
			t.Errorf("after taking back: %s, want %s", got, states[i])
		}
	}
	if _, err := s.UndoActions(ctx, now); !errors.Is(err, ErrNothingToUndo) {
		t.Errorf("at the beginning: %v", err)
	}
	edit(func(a agenda.Action) agenda.Action { return a.In(agenda.Done, now) })
	now := must(s.Review(ctx, r.ID))(t)
	next := now.Clone()
	half := now.Actions[0]
	half.Text = "one and a half"
	check(t, next.EditAction(now.Actions[0], half))
	must(s.SaveReview(ctx, now, next))(t)
	if _, err := s.UndoActions(ctx, time.Now()); !errors.Is(err, agenda.ErrChanged) {
		t.Errorf("an action that the review changed since: %v", err)
	}
}

// Joining two people leaves nobody behind in what can be taken back.
func TestUndoAfterPeopleWereJoined(t *testing.T) {
	s := fresh(t)
	c := newCast(t, s)
	row := must(s.EditActions(ctx, today, now, ActionEdit{Next: agenda.Action{Text: "x", Owner: c.people[1]}}))(t)[0]
	must(s.EditActions(ctx, today, now, ActionEdit{row.Action, row.In(agenda.Done, now)}))(t)
	if _, _, err := s.MergePeople(ctx, c.people[0], c.people[1]); err != nil {
		t.Fatal(err)
	}
	back := must(s.UndoActions(ctx, now))(t)
	if len(back) != 1 || back[0].State != agenda.ToDo || back[0].Owner != c.people[0] {
		t.Errorf("%+v", back)
	}
}

func TestFollowUps(t *testing.T) {
	s := fresh(t)
	c := newCast(t, s)
	rep, manager := c.people[0], c.people[1]
	hold := func(rep, manager string, day int, text, owner string) agenda.Review {
		at := now.AddDate(0, 0, day)
		was := must(s.CreateReview(ctx, agenda.NewReview(NewID(), rep, manager, c.deals[:1], agenda.DateOf(at))))(t)
		r := was.Clone()
		check(t, r.Start(at))
		check(t, r.AddAction(agenda.Action{ID: NewID(), Text: text, Owner: owner, Due: today}, at))
		check(t, r.Finish(at.Add(time.Hour)))
		return must(s.SaveReview(ctx, was, r))(t)
	}
	hold(rep, manager, -14, "old", rep)
	hold(manager, "", -9, "own", "")
	last := hold(rep, manager, -7, "mine", manager)
	owed := must(s.FollowUpsOwed(ctx))(t)
	if len(owed) != 2 || owed[0].ReviewID != last.ID || owed[0].Mine != 1 || owed[0].Open != 2 || owed[0].Due != today-3 || owed[1].Rep != manager {
		t.Fatalf("owed: %+v", owed)
	}
	check(t, s.FollowUp(ctx, Followed{ReviewID: last.ID, Day: today - 4, How: ByCall, Text: "called, CISO is in", Author: manager, At: now}))
	s = reopen(t, s)
	if owed := must(s.FollowUpsOwed(ctx))(t); len(owed) != 1 || owed[0].Rep != manager {
		t.Errorf("owed after the call: %+v", owed)
	}
	if made := must(s.FollowUpsOf(ctx, last.ID))(t); len(made) != 1 || made[0].Text != "called, CISO is in" || made[0].How != ByCall || !made[0].At.Equal(now) {
		t.Errorf("made: %+v", made)
	}
	if l := must(s.LastTime(ctx, rep))(t); l.FollowUp != today-4 || l.Words(today) != "0 of 1 done, 1 open, follow-up made Thu" {
		t.Errorf("last time: %+v, %q", l, l.Words(today))
	}
}
