package store

import (
	"reflect"
	"testing"
	"time"

	"halfhour/agenda"
)

func TestPreparationIsKept(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "Kestrel", "Ana"))
	d := named(t, s, "Kestrel")
	was := must(s.CreateReview(ctx, agenda.NewReview(NewID(), d.Owner, "", []string{d.ID}, agenda.DateOf(noon))))(t)
	next := was.Clone()
	check(t, next.Estimate(agenda.Estimate{DealID: d.ID, Author: d.Owner, Percent: 60}, noon))
	check(t, next.AddObstacle(agenda.Obstacle{ID: NewID(), DealID: d.ID, Text: "Legal", Needs: agenda.Executive, Author: d.Owner, At: noon}))
	check(t, next.SetNextStep(agenda.NextStep{DealID: d.ID, Text: "Call", Author: d.Owner}, noon))
	saved := must(s.SaveReview(ctx, was, next))(t)
	again := saved.Clone()
	check(t, again.SetNextStep(agenda.NextStep{DealID: d.ID, Text: "Call the CFO", Due: agenda.DateOf(noon) + 4, Author: d.Owner}, noon.Add(time.Minute)))
	saved = must(s.SaveReview(ctx, saved, again))(t)

	s = reopen(t, s)
	if read := must(s.Review(ctx, was.ID))(t); !reflect.DeepEqual(read, saved) {
		t.Errorf("read back:\n%+v\nnot\n%+v", read, saved)
	}
	// The next step counts for the deal, and no import overwrites it.
	crm := deal("1", "Kestrel", "Ana")
	crm.NextStep = "Follow up"
	load(t, s, export(), crm)
	d = named(t, s, "Kestrel")
	if x, _ := d.Fix(agenda.FieldNextStep); d.NextStep != "Call the CFO" || d.NextStepDate != agenda.DateOf(noon)+4 || x.CRM != "Follow up" {
		t.Errorf("the next step is %q by %s, %+v", d.NextStep, d.NextStepDate, x)
	}
}
