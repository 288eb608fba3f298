package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"halfhour/agenda"
)

func TestAdmissions(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	a := agenda.Admission{ID: NewID(), ReviewID: r.ID, Person: r.Rep, Part: agenda.Participant, Hash: "h", Expires: at.Add(agenda.CodeLife)}
	watcher := agenda.Admission{ID: NewID(), ReviewID: r.ID, Person: r.Manager, Part: agenda.Observer, DealID: r.Deals()[0], Hash: "g", Expires: at, Ended: true}
	for _, one := range []agenda.Admission{a, watcher} {
		check(t, s.SaveAdmission(ctx, one))
	}
	a.Used, a.Key, a.Wrong = at, "ssh-ed25519 AAAA", 2
	check(t, s.SaveAdmission(ctx, a))
	if got := must(s.Admissions(ctx, r.ID))(t); !slices.Equal(got, []agenda.Admission{a, watcher}) {
		t.Errorf("read back %+v", got)
	}
	if got := must(s.Admissions(ctx, "another"))(t); len(got) != 0 {
		t.Errorf("another review has %+v", got)
	}
}

func TestListedKeys(t *testing.T) {
	s := fresh(t)
	c := newCast(t, s)
	check(t, s.ListKey(ctx, c.people[0], "ssh-ed25519 AAAA", now))
	check(t, s.ListKey(ctx, c.people[0], "ssh-ed25519 AAAA", now))
	check(t, s.ListKey(ctx, c.people[0], "ssh-ed25519 BBBB", now))
	if err := s.ListKey(ctx, c.people[1], "ssh-ed25519 AAAA", now); !errors.Is(err, ErrTaken) {
		t.Errorf("a key of two people: %v", err)
	}
	if got := must(s.KeyHolder(ctx, "ssh-ed25519 BBBB"))(t); got != c.people[0] {
		t.Errorf("the key is %q's", got)
	}
	if got := must(s.KeyHolder(ctx, "ssh-ed25519 CCCC"))(t); got != "" {
		t.Errorf("nobody's key is %q's", got)
	}
	// Who becomes another person keeps their keys.
	if _, _, err := s.MergePeople(ctx, c.people[1], c.people[0]); err != nil {
		t.Fatal(err)
	}
	if got := must(s.Keys(ctx, c.people[1]))(t); len(got) != 2 {
		t.Errorf("after the merge: %q", got)
	}
	if n := must(s.ForgetKeys(ctx, c.people[1]))(t); n != 2 {
		t.Errorf("%d keys forgotten", n)
	}
}
