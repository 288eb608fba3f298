package store

import (
	"testing"
	"time"

	"halfhour/agenda"
)

// metOf returns what was seen of each action's metric, by its text.
func metOf(t *testing.T, s *Store) map[string]string {
	t.Helper()
	seen := map[string]string{}
	for _, a := range must(s.Actions(ctx, ActionFilter{}))(t) {
		if a.Met != 0 {
			seen[a.Text] = a.Met.String() + " " + a.MetBy
		}
	}
	return seen
}

func TestAnImportMeetsMetrics(t *testing.T) {
	s := fresh(t)
	was := deal("1", "Kestrel", "Ana")
	was.Stage, was.Step, was.NextStep, was.NextStepDate = "Proposal", agenda.Proposal, "", 0
	load(t, s, export(), was)
	d := named(t, s, "Kestrel")
	var edits []ActionEdit
	for _, words := range []string{"stage is Negotiation", "next step dated", "stage is Proposal", "legal has signed"} {
		edits = append(edits, ActionEdit{Next: agenda.Action{Text: words, DealID: d.ID, DoneWhen: words}})
	}
	must(s.EditActions(ctx, today, now, edits...))(t)
	if met := must(s.CheckMetrics(ctx, today, now))(t); len(met) != 0 {
		t.Errorf("before anything changed: %+v", met)
	}
	next := was
	next.Stage, next.Step, next.NextStep, next.NextStepDate = "Negotiation", agenda.Negotiation, "redline", today+5
	later := export()
	later.Now = later.Now.AddDate(0, 0, 3)
	load(t, s, later, next)
	met := must(s.CheckMetrics(ctx, today+3, now.AddDate(0, 0, 3)))(t)
	if len(met) != 2 || met[0].State != agenda.ToDo {
		t.Errorf("met: %+v", met)
	}
	s = reopen(t, s)
	seen := metOf(t, s)
	day := (today + 3).String()
	if len(seen) != 2 || seen["stage is Negotiation"] != day+" stage is Negotiation" || seen["next step dated"] == "" {
		t.Errorf("kept: %v", seen)
	}
	// It is said once, and stays when the deal moves on.
	if again := must(s.CheckMetrics(ctx, today+4, now.AddDate(0, 0, 4)))(t); len(again) != 0 {
		t.Errorf("said again: %+v", again)
	}
	// Another metric starts anew.
	a := must(s.FindAction(ctx, met[0].ID))(t).Action
	other := a
	other.DoneWhen = "stage is Commit"
	row := must(s.EditActions(ctx, today+4, now.AddDate(0, 0, 4), ActionEdit{a, other}))(t)[0]
	if row.Met != 0 {
		t.Errorf("the other metric is met by the old one: %+v", row)
	}
}

func TestAnAnswerMeetsAMetric(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	dealID, question := r.Deals()[0], agenda.DefaultProcess().Stages[3].Questions[2]
	r = agreed(t, s, r, agenda.Action{Text: "Ask for the date", DealID: dealID, DoneWhen: "answered yes: " + question.Text},
		agenda.Action{Text: "Ask again", DealID: dealID, DoneWhen: "close date confirmed"})
	next := r.Clone()
	check(t, next.Answer(agenda.Answer{DealID: dealID, Question: question.ID, Value: agenda.No}, now.Add(time.Minute)))
	r = must(s.SaveReview(ctx, r, next))(t)
	if r.Actions[0].Met != 0 {
		t.Errorf("no is not yes: %+v", r.Actions[0])
	}
	next = r.Clone()
	check(t, next.Answer(agenda.Answer{DealID: dealID, Question: question.ID, Value: agenda.Yes}, now.Add(2*time.Minute)))
	r = must(s.SaveReview(ctx, r, next))(t)
	if a := r.Actions[0]; a.MetBy != "answered yes: "+question.Text || a.Met != r.Today || a.State != agenda.ToDo {
		t.Errorf("the answer: %+v", a)
	}
	if got := must(s.Review(ctx, r.ID))(t); !same(got, r) {
		t.Errorf("the file holds %+v, the save returned %+v", got.Actions, r.Actions)
	}
	if seen := metOf(t, s); len(seen) != 2 {
		t.Errorf("seen: %v", seen)
	}
}

func TestAFixMeetsAMetric(t *testing.T) {
	s := fresh(t)
	was := deal("1", "Kestrel", "Ana")
	was.NextStep, was.NextStepDate = "", 0
	load(t, s, export(), was)
	d := named(t, s, "Kestrel")
	must(s.EditActions(ctx, today, now, ActionEdit{Next: agenda.Action{Text: "x", DealID: d.ID, DoneWhen: "next step dated"}}))(t)
	mended(t, s, "Kestrel", agenda.FieldNextStepDate, (agenda.DateOf(noon) + 3).String())
	if seen := metOf(t, s); len(seen) != 1 {
		t.Errorf("seen: %v", seen)
	}
}
