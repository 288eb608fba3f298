package store

import (
	"testing"

	"halfhour/agenda"
)

// A private note stays with who wrote it, also when two turn out to be one.
func TestCoachingNotes(t *testing.T) {
	s := fresh(t)
	c := newCast(t, s)
	dana, deal := c.people[1], c.deals[0]
	other := must(s.AddPerson(ctx, agenda.Person{Name: "D. Lee", Role: agenda.Manager}))(t).ID
	check(t, s.SetCoachingNote(ctx, deal, dana, "first"))
	check(t, s.SetCoachingNote(ctx, deal, dana, "asks before telling"))
	check(t, s.SetCoachingNote(ctx, deal, other, "practise silence"))
	check(t, s.SetCoachingNote(ctx, c.deals[1], other, "only mine"))
	s = reopen(t, s)
	if got := must(s.CoachingNote(ctx, deal, dana))(t); got != "asks before telling" {
		t.Errorf("kept %q", got)
	}
	_, _, err := s.MergePeople(ctx, dana, other)
	check(t, err)
	if got := must(s.CoachingNote(ctx, deal, dana))(t); got != "asks before telling\n\npractise silence" {
		t.Errorf("of both %q", got)
	}
	if got := must(s.CoachingNote(ctx, c.deals[1], dana))(t); got != "only mine" {
		t.Errorf("of the other %q", got)
	}
}
