package agenda_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
)

// inReview returns a running review of deals d1 and d2.
func inReview(t *testing.T) *agenda.Review {
	t.Helper()
	r := agenda.NewReview("r", "ana", "dana", []string{"d1", "d2"}, monday)
	if err := r.Start(ten); err != nil {
		t.Fatal(err)
	}
	return &r
}

func TestActionGaps(t *testing.T) {
	for want, a := range map[string]agenda.Action{
		"owner, priority, due date, metric": {Text: "call"},
		"priority":                          {Text: "call", Owner: "ana", Priority: 4, Due: monday, DoneWhen: "dated"},
		"metric":                            {Text: "call", Owner: "ana", Priority: 3, Due: monday, DoneWhen: " "},
		"":                                  {Text: "call", Owner: "ana", Priority: 1, Due: monday, DoneWhen: "dated"},
	} {
		if got := strings.Join(a.Gaps(), ", "); got != want {
			t.Errorf("%+v lacks %q, want %q", a, got, want)
		}
	}
}

func TestAddAction(t *testing.T) {
	r := inReview(t)
	dressed := agenda.Action{ID: "a1", ReviewID: "other", Text: "call", State: agenda.Done, DoneAt: ten}
	if err := r.AddAction(dressed, ten); err != nil {
		t.Fatal(err)
	}
	if a := r.Actions[0]; a.ReviewID != "r" || a.State != agenda.ToDo || !a.At.Equal(ten) || !a.DoneAt.IsZero() {
		t.Errorf("a new action is %+v", a)
	}
	if err := r.AddAction(agenda.Action{Text: "\t "}, ten); !errors.Is(err, agenda.ErrEmpty) {
		t.Errorf("an action without words: %v", err)
	}
	for _, priority := range []int{-1, 4} {
		if err := r.AddAction(agenda.Action{Text: "call", Priority: priority}, ten); err == nil {
			t.Errorf("priority %d is taken", priority)
		}
	}
	if len(r.Actions) != 1 {
		t.Errorf("refused actions stay: %+v", r.Actions)
	}
}

func TestEditAction(t *testing.T) {
	r := inReview(t)
	if err := r.AddAction(agenda.Action{ID: "a1", Text: "call"}, ten); err != nil {
		t.Fatal(err)
	}
	seen := r.Actions[0]
	next := seen
	next.Text, next.ID, next.ReviewID = "call the CISO", "x", "y"
	if err := r.EditAction(seen, next); err != nil {
		t.Fatal(err)
	}
	if a := r.Actions[0]; a.Text != "call the CISO" || a.ID != "a1" || a.ReviewID != "r" {
		t.Errorf("edited: %+v", a)
	}
	if err := r.EditAction(seen, next); !errors.Is(err, agenda.ErrChanged) {
		t.Errorf("an edit of what has changed: %v", err)
	}
	if err := r.EditAction(agenda.Action{ID: "a2"}, next); !errors.Is(err, agenda.ErrNoSuchThing) {
		t.Errorf("an edit of nothing: %v", err)
	}
	if err := r.EditAction(r.Actions[0], agenda.Action{}); !errors.Is(err, agenda.ErrEmpty) {
		t.Errorf("an edit to nothing: %v", err)
	}
}

// TestEditAfterReopening: what an editor saw before the file was read again is
// the same action, although the file keeps milliseconds in UTC.
func TestEditAfterReopening(t *testing.T) {
	r := inReview(t)
	local := ten.Add(123456789).In(time.FixedZone("here", 3600))
	if err := r.AddAction(agenda.Action{ID: "a1", Text: "call"}, local); err != nil {
		t.Fatal(err)
	}
	seen := r.Actions[0]
	r.Actions[0].At = local.UTC().Truncate(time.Millisecond)
	next := seen
	next.Priority = 1
	if err := r.EditAction(seen, next); err != nil {
		t.Error(err)
	}
}

func TestActionStates(t *testing.T) {
	r := inReview(t)
	if err := r.AddAction(agenda.Action{ID: "a1", Text: "call"}, ten); err != nil {
		t.Fatal(err)
	}
	later := ten.Add(time.Hour)
	for _, state := range []agenda.ActionState{agenda.Done, agenda.Dropped, agenda.ToDo} {
		if err := r.SetActionState("a1", state, later); err != nil {
			t.Fatal(err)
		}
		if a := r.Actions[0]; a.State != state || a.DoneAt.Equal(later) != (state == agenda.Done) {
			t.Errorf("%s: %+v", state, a)
		}
	}
	if err := r.SetActionState("a2", agenda.Done, later); !errors.Is(err, agenda.ErrNoSuchThing) {
		t.Errorf("ticking nothing: %v", err)
	}
}

func TestAgreed(t *testing.T) {
	r := inReview(t)
	for _, a := range []agenda.Action{
		{ID: "none", DealID: "d1"},
		{ID: "2 no date", DealID: "d2", Priority: 2},
		{ID: "2 late", DealID: "d1", Priority: 2, Due: monday + 9},
		{ID: "2 soon", DealID: "d2", Priority: 2, Due: monday + 1},
		{ID: "gone", DealID: "d1", Priority: 1},
		{ID: "1", Priority: 1, Due: monday + 30},
		{ID: "2 as late", DealID: "d1", Priority: 2, Due: monday + 9},
	} {
		a.Text = "call"
		if err := r.AddAction(a, ten); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.SetActionState("gone", agenda.Dropped, ten); err != nil {
		t.Fatal(err)
	}
	for deal, want := range map[string][]string{
		"":   {"1", "2 soon", "2 late", "2 as late", "2 no date", "none"},
		"d1": {"2 late", "2 as late", "none"},
		"d3": nil,
	} {
		var got []string
		for _, a := range r.Agreed(deal) {
			got = append(got, a.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("agreed for %q: %q, want %q", deal, got, want)
		}
	}
}
