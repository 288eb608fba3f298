package agenda_test

import (
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"halfhour/agenda"
)

func TestAnswer(t *testing.T) {
	r := inReview(t)
	for _, a := range []agenda.Answer{
		{DealID: "d1", Question: "pain", Value: agenda.No, Author: "ana"},
		{DealID: "d2", Question: "pain", Value: agenda.Unknown},
		{DealID: "d1", Question: "pain", Value: agenda.Yes, Evidence: "mail", Author: "dana"},
	} {
		if err := r.Answer(a, ten); err != nil {
			t.Fatal(err)
		}
	}
	if a, ok := r.AnswerTo("d1", "pain"); !ok || a.Value != agenda.Yes || a.Author != "dana" || !a.At.Equal(ten) || len(r.Answers) != 2 {
		t.Errorf("the later answer: %+v of %+v", a, r.Answers)
	}
	if a, ok := r.AnswerTo("d1", "event"); ok {
		t.Errorf("nobody answered %+v", a)
	}
	for _, bad := range []agenda.Answer{{DealID: "d1", Value: "maybe"}, {DealID: "d1"}, {DealID: "d9", Value: agenda.Yes}, {Value: agenda.Yes}} {
		if err := r.Answer(bad, ten); err == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}

func TestObstacles(t *testing.T) {
	r := inReview(t)
	first := agenda.Obstacle{ID: "o1", DealID: "d1", Text: "security review has not started"}
	if err := errors.Join(r.AddObstacle(first), r.AddObstacle(agenda.Obstacle{ID: "o2", DealID: "d2", Text: "no budget"})); err != nil {
		t.Fatal(err)
	}
	cleared := first
	cleared.Cleared, cleared.ID = true, "x"
	if got := r.ObstaclesOf("d1"); len(got) != 1 || got[0] != first {
		t.Errorf("obstacles of d1: %+v", got)
	}
	if err := r.EditObstacle(first, cleared); err != nil || r.Obstacles[0].ID != "o1" || len(r.ObstaclesOf("d1")) != 0 {
		t.Errorf("cleared: %v, %+v", err, r.Obstacles)
	}
	for want, err := range map[error]error{
		agenda.ErrChanged:     r.EditObstacle(first, cleared),
		agenda.ErrNoSuchThing: r.EditObstacle(agenda.Obstacle{ID: "o9"}, cleared),
		agenda.ErrEmpty:       errors.Join(r.AddObstacle(agenda.Obstacle{Text: " "}), r.EditObstacle(cleared, agenda.Obstacle{})),
	} {
		if !errors.Is(err, want) {
			t.Errorf("%v instead of %v", err, want)
		}
	}
}

func TestNotes(t *testing.T) {
	r := inReview(t)
	note := func(author, text, was string) error {
		return r.SetNote(agenda.Note{DealID: "d1", Author: author, Text: text}, was, ten)
	}
	if err := errors.Join(note("ana", "CISO is back", ""), note("dana", "I know their CFO", ""), note("ana", "CISO is back on Thursday", "CISO is back")); err != nil {
		t.Fatal(err)
	}
	if err := note("ana", "mine", "CISO is back"); !errors.Is(err, agenda.ErrChanged) {
		t.Errorf("over a changed note: %v", err)
	}
	if err := note("eve", "mine", "something"); !errors.Is(err, agenda.ErrChanged) {
		t.Errorf("over a note that is not there: %v", err)
	}
	if got := r.NoteOf("d1", "ana"); got != "CISO is back on Thursday" {
		t.Errorf("Ana's note: %q", got)
	}
	if got := r.NoteOf("d2", "ana") + r.NoteOf("", "ana"); got != "" {
		t.Errorf("notes elsewhere: %q", got)
	}
	if err := note("ana", "", "CISO is back on Thursday"); err != nil || r.NoteOf("d1", "ana") != "" || r.NoteOf("d1", "dana") == "" {
		t.Errorf("emptied: %v, %+v", err, r.Notes)
	}
}

func TestDrafts(t *testing.T) {
	r := inReview(t)
	for _, d := range []agenda.Draft{{"ana", "d1/note", "half"}, {"dana", "d1/note", "other"}, {"ana", "d1/note", "half typed"}, {"dana", "d1/note", ""}} {
		if err := r.SetDraft(d); err != nil {
			t.Fatal(err)
		}
	}
	if r.DraftAt("ana", "d1/note") != "half typed" || r.DraftAt("dana", "d1/note") != "" || len(r.Drafts) != 1 {
		t.Errorf("drafts: %+v", r.Drafts)
	}
}

func TestPark(t *testing.T) {
	r := inReview(t)
	if err := r.Park(agenda.Parked{ID: "p", Text: "team offsite"}, ten); err != nil || !r.Parked[0].At.Equal(ten) {
		t.Errorf("parked: %v, %+v", err, r.Parked)
	}
	if err := r.Park(agenda.Parked{Text: ""}, ten); !errors.Is(err, agenda.ErrEmpty) {
		t.Errorf("parking nothing: %v", err)
	}
}

func TestSwap(t *testing.T) {
	r := inReview(t)
	if err := r.Swap(2, "d3"); err != nil || r.Deals()[1] != "d3" {
		t.Errorf("swapped: %v, %q", err, r.Deals())
	}
	if err := r.GoTo(1, ten); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"a deal talked about": r.Swap(1, "d4"),
		"a deal twice":        r.Swap(2, "d1"),
		"the overview":        r.Swap(0, "d4"),
		"the wrap-up":         r.Swap(3, "d4"),
		"nothing":             errors.Join(r.Swap(-1, "d4"), r.Swap(9, "d4")),
	} {
		if err == nil {
			t.Errorf("%s is swapped", name)
		}
	}
}

func TestFollowUp(t *testing.T) {
	r := inReview(t)
	if r.FollowUp.String() != "2026-11-27" {
		t.Errorf("the follow-up is due %v", r.FollowUp)
	}
	if err := r.SetFollowUp(monday); err != nil || r.FollowUp != monday {
		t.Errorf("moved to today: %v", err)
	}
	if err := r.SetFollowUp(monday - 1); err == nil || r.FollowUp != monday {
		t.Errorf("moved into the past: %v", r.FollowUp)
	}
}

func TestFinishedReviewStays(t *testing.T) {
	for name, end := range map[string]func(*agenda.Review, time.Time) error{
		"finished": (*agenda.Review).Finish, "set aside": (*agenda.Review).SetAside,
	} {
		r := inReview(t)
		if err := errors.Join(r.AddAction(agenda.Action{ID: "a", Text: "call"}, ten), end(r, ten)); err != nil {
			t.Fatal(err)
		}
		before := r.Clone()
		for change, err := range map[string]error{
			"answer":         r.Answer(agenda.Answer{DealID: "d1", Value: agenda.Yes}, ten),
			"action":         r.AddAction(agenda.Action{Text: "call"}, ten),
			"edit action":    r.EditAction(r.Actions[0], agenda.Action{Text: "mail"}),
			"tick":           r.SetActionState("a", agenda.Done, ten),
			"obstacle":       r.AddObstacle(agenda.Obstacle{Text: "budget"}),
			"edit obstacle":  r.EditObstacle(agenda.Obstacle{}, agenda.Obstacle{Text: "budget"}),
			"note":           r.SetNote(agenda.Note{Text: "x"}, "", ten),
			"park":           r.Park(agenda.Parked{Text: "x"}, ten),
			"draft":          r.SetDraft(agenda.Draft{Text: "x"}),
			"swap":           r.Swap(2, "d3"),
			"move follow-up": r.SetFollowUp(monday + 1),
		} {
			if !errors.Is(err, agenda.ErrFinished) {
				t.Errorf("%s in a review that is %s: %v", change, name, err)
			}
		}
		if !reflect.DeepEqual(before, *r) {
			t.Errorf("a %s review changed to %+v", name, r)
		}
	}
}

func TestCloneSharesNothing(t *testing.T) {
	r := inReview(t)
	fill := func() error {
		return errors.Join(
			r.Answer(agenda.Answer{DealID: "d1", Question: "pain", Value: agenda.Yes}, ten),
			r.AddObstacle(agenda.Obstacle{ID: "o", Text: "budget"}), r.AddAction(agenda.Action{ID: "a", Text: "call"}, ten),
			r.SetNote(agenda.Note{Author: "ana", Text: "x"}, r.NoteOf("", "ana"), ten), r.Park(agenda.Parked{Text: "x"}, ten),
			r.SetDraft(agenda.Draft{Author: "ana", Text: "x"}))
	}
	if err := fill(); err != nil {
		t.Fatal(err)
	}
	copied := r.Clone()
	was := fmt.Sprintf("%+v", copied)
	r.Parked[0].Text = "changed"
	err := errors.Join(r.Answer(agenda.Answer{DealID: "d1", Question: "pain", Value: agenda.No}, ten),
		r.EditObstacle(r.Obstacles[0], agenda.Obstacle{Text: "none"}), r.SetActionState("a", agenda.Done, ten),
		r.SetNote(agenda.Note{Author: "ana"}, "x", ten), r.SetDraft(agenda.Draft{Author: "ana"}), r.Swap(2, "d3"), r.GoTo(1, ten))
	if is := fmt.Sprintf("%+v", copied); err != nil || is != was {
		t.Errorf("%v: the copy changed from %s to %s", err, was, is)
	}
}
