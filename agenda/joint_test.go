package agenda_test

import (
	"errors"
	"slices"
	"testing"

	"halfhour/agenda"
)

func TestJointReviewsAreOfSharedDeals(t *testing.T) {
	deals := []agenda.Deal{
		{ID: "both", Owner: "ana", CoOwners: []string{"bo", "zoe"}},
		{ID: "turned", Owner: "bo", CoOwners: []string{"ana"}},
		{ID: "anas", Owner: "ana"},
		{ID: "nobodys"},
	}
	ids := func(list []agenda.Deal) (ids []string) {
		for _, d := range list {
			ids = append(ids, d.ID)
		}
		return ids
	}
	if got := ids(agenda.Together(deals, "ana", "bo")); !slices.Equal(got, []string{"both", "turned"}) {
		t.Errorf("Ana and Bo own %v", got)
	}
	if got := ids(agenda.Together(deals, "ana", "bo", "zoe")); !slices.Equal(got, []string{"both"}) {
		t.Errorf("all three own %v", got)
	}
	r := agenda.NewReview("r", "ana", "dana", []string{"both", "turned"}, 1)
	if err := r.Join([]string{"bo"}, deals); err != nil || !slices.Equal(r.Reps(), []string{"ana", "bo"}) {
		t.Errorf("%v, %v", r.Reps(), err)
	}
	for _, id := range []string{"anas", "unknown"} {
		r := agenda.NewReview("r", "ana", "dana", []string{"both", id}, 1)
		if err := r.Join([]string{"bo"}, deals); !errors.Is(err, agenda.ErrNotShared) || len(r.With) > 0 {
			t.Errorf("%s: %v, %v", id, r.With, err)
		}
	}
	for n, want := range []string{"", "Ana", "Ana and Bo", "Ana, Bo and Zoë"} {
		if got := agenda.Names([]agenda.Person{{Name: "Ana"}, {Name: "Bo"}, {Name: "Zoë"}}[:n]); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
