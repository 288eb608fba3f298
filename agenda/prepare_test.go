package agenda_test

import (
	"testing"
	"time"

	"halfhour/agenda"
)

func TestEstimates(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	r := agenda.NewReview("r", "ana", "dana", []string{"d1"}, agenda.DateOf(now))
	for _, e := range []agenda.Estimate{{DealID: "d1", Author: "ana", Percent: 60}, {DealID: "d1", Author: "dana", Percent: 40}, {DealID: "d1", Author: "ana", Percent: 70}} {
		if err := r.Estimate(e, now); err != nil {
			t.Fatal(err)
		}
	}
	if list := r.EstimatesOf("d1"); len(list) != 2 || list[0].Percent != 70 || list[1].Percent != 40 {
		t.Errorf("%+v", list)
	}
	for _, percent := range []int{-1, 101} {
		if err := r.Estimate(agenda.Estimate{DealID: "d1", Percent: percent}, now); err == nil {
			t.Errorf("%d %% was taken", percent)
		}
	}
}

func TestANextStepSetInAReview(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	r := agenda.NewReview("r", "ana", "dana", []string{"d1"}, agenda.DateOf(now))
	d := agenda.Deal{ID: "d1", NextStep: "Follow up"}
	if got := r.WithStep(d); got.NextStep != "Follow up" || got.Fixes != nil {
		t.Errorf("nothing was set: %+v", got)
	}
	if err := r.SetNextStep(agenda.NextStep{DealID: "d1", Text: " "}, now); err == nil {
		t.Error("an empty step was taken")
	}
	if err := r.SetNextStep(agenda.NextStep{DealID: "d1", Text: "Call the CFO", Due: r.Today + 3, Author: "ana"}, now); err != nil {
		t.Fatal(err)
	}
	got := r.WithStep(d)
	if says := got.CRMSays(agenda.FieldNextStep, r.Today, nil); got.NextStep != "Call the CFO" || got.NextStepDate != r.Today+3 || says != " (CRM: Follow up)" {
		t.Errorf("%q by %s%s", got.NextStep, got.NextStepDate, says)
	}
	// Read again, the file has put it on the deal already.
	if again := r.WithStep(got); len(again.Fixes) != len(got.Fixes) {
		t.Errorf("twice: %+v", again.Fixes)
	}
}

func TestPreparedBy(t *testing.T) {
	before := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	r := agenda.NewReview("r", "ana", "dana", []string{"d1"}, agenda.DateOf(before))
	if r.PreparedBy() != nil {
		t.Errorf("nobody did: %+v", r.PreparedBy())
	}
	for _, err := range []error{
		r.Answer(agenda.Answer{DealID: "d1", Question: "a", Value: agenda.Yes, Author: "ana"}, before),
		r.Answer(agenda.Answer{DealID: "d1", Question: "b", Value: agenda.No, Author: "ana"}, before),
		r.AddObstacle(agenda.Obstacle{ID: "o", DealID: "d1", Text: "Legal", Needs: agenda.Executive, Author: "ana", At: before}),
		r.Estimate(agenda.Estimate{DealID: "d1", Author: "ana", Percent: 60}, before),
		r.Estimate(agenda.Estimate{DealID: "d2", Author: "ana", Percent: 60}, before),
		r.SetNote(agenda.Note{DealID: "d1", Author: "dana", Text: "I know their CFO"}, "", before.Add(time.Hour)),
		r.Start(before.Add(2 * time.Hour)),
		r.AddAction(agenda.Action{ID: "x", Text: "Call", Author: "dana"}, before.Add(3*time.Hour)),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	list := r.PreparedBy()
	if len(list) != 2 || list[0].Author != "ana" || list[0].String() != "2 answers, 1 obstacle, 2 probabilities" || list[1].String() != "1 note" {
		t.Errorf("%v", list)
	}
}
