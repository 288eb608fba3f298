package store

import (
	"slices"
	"testing"

	"halfhour/agenda"
)

// A joint review is found by all its reps, in any order, and not by one alone.
func TestJointReviews(t *testing.T) {
	s := fresh(t)
	c := newCast(t, s)
	bo := must(s.AddPerson(ctx, agenda.Person{Name: "Bo", Role: agenda.Rep}))(t).ID
	zoe := must(s.AddPerson(ctx, agenda.Person{Name: "Zoë", Role: agenda.Rep}))(t).ID
	ana := c.people[0]
	joint := agenda.NewReview(NewID(), ana, c.people[1], c.deals[:1], today)
	joint.With = []string{zoe, bo}
	joint = must(s.CreateReview(ctx, joint))(t)
	alone := must(s.CreateReview(ctx, agenda.NewReview(NewID(), ana, c.people[1], c.deals[:1], today)))(t)
	s = reopen(t, s)
	for _, q := range []struct {
		reps []string
		want string
	}{
		{[]string{ana}, alone.ID},
		{[]string{ana, zoe, bo}, joint.ID},
		{[]string{bo, ana, zoe}, joint.ID},
		{[]string{ana, bo}, ""},
		{[]string{bo}, ""},
	} {
		r, found, err := s.UnfinishedReview(ctx, q.reps...)
		check(t, err)
		if r.ID != q.want || found != (q.want != "") {
			t.Errorf("of %v: %q", q.reps, r.ID)
		}
	}
	if r := must(s.Review(ctx, joint.ID))(t); !slices.Equal(r.With, joint.With) {
		t.Errorf("with %v", r.With)
	}
	rows := must(s.Reviews(ctx))(t)
	i := slices.IndexFunc(rows, func(r ReviewRow) bool { return r.ID == joint.ID })
	if rows[i].RepName != "Ana Ruiz, Zoë and Bo" || !slices.Equal(rows[i].With, joint.With) {
		t.Errorf("%+v", rows[i])
	}
	// Two who turn out to be one are one here too.
	_, _, err := s.MergePeople(ctx, bo, zoe)
	check(t, err)
	_, _, err = s.MergePeople(ctx, ana, bo)
	check(t, err)
	if r := must(s.Review(ctx, joint.ID))(t); len(r.With) != 0 || r.Rep != ana {
		t.Errorf("after the merge %s with %v", r.Rep, r.With)
	}
}
