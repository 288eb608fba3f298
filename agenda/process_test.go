package agenda_test

import (
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
)

func TestDefaultProcess(t *testing.T) {
	ids := map[string]bool{}
	for _, s := range agenda.DefaultProcess().Stages {
		if n := len(s.Questions); s.Status() == agenda.Open && (n < 2 || n > 3 || s.Days == 0) || s.Status() != agenda.Open && n > 0 {
			t.Errorf("%s has %d questions and %d days", s.Name, n, s.Days)
		}
		for _, q := range s.Questions {
			if ids[q.ID] || q.ID == "" || !strings.HasSuffix(q.Text, "?") {
				t.Errorf("%s asks %+v", s.Name, q)
			}
			ids[q.ID] = true
		}
	}
}

// ownProcess is a team's: a stage more than the default, one less.
func ownProcess() agenda.Process {
	ask := func(ids ...string) (list []agenda.Question) {
		for _, id := range ids {
			list = append(list, agenda.Question{ID: id, Text: id + "?"})
		}
		return list
	}
	return agenda.Process{Stages: []agenda.ProcessStage{
		{Name: "First talk", Step: agenda.Qualification, Questions: ask("a", "b")},
		{Name: "Offer", Step: agenda.Proposal, CRM: []string{"Angebot raus", "报价"}, Questions: ask("c", "d")},
		{Name: "Legal", Step: agenda.Proposal, CRM: []string{"Legal Review"}, Questions: ask("e", "f")},
		{Name: "Signed", Step: agenda.ClosedWon},
		{Name: "Gone", Step: agenda.ClosedLost},
	}}
}

func TestWhereADealStands(t *testing.T) {
	for _, c := range []struct {
		stage            string
		step             agenda.Step
		want, next, lost string
	}{
		{"Qualify", agenda.Qualification, "First talk", "Offer", ""},
		{"Proposal/Price Quote", agenda.Proposal, "Offer", "Legal", ""},
		{"legal review", agenda.Proposal, "Legal", "Signed", ""},
		{"报价", agenda.NoStep, "Offer", "Legal", ""},
		{"Negotiation/Review", agenda.Negotiation, "Legal", "Signed", "none of your stages"},
		{"Discovery", agenda.Discovery, "First talk", "Offer", "none of your stages"},
		{"Warten", agenda.NoStep, "First talk", "Offer", "nobody said"},
		{"", agenda.NoStep, "First talk", "Offer", "no stage"},
	} {
		place := ownProcess().Of(agenda.Deal{Stage: c.stage, Step: c.step, Status: agenda.Open})
		if place.Name != c.want || place.Next != c.next || !strings.Contains(place.Lost, c.lost) || (c.lost == "") != (place.Lost == "") {
			t.Errorf("%q is in %q, then %q, lost: %q", c.stage, place.Name, place.Next, place.Lost)
		}
	}
	if place := (agenda.Process{}).Of(agenda.Deal{Stage: "x", Step: agenda.Commit}); place.Name != "Commit" || place.Next != "Won" {
		t.Errorf("the zero process: %+v", place)
	}
}

func TestUnproved(t *testing.T) {
	today := agenda.NewDate(2026, time.November, 23)
	deal := agenda.Deal{ID: "d", Stage: "Legal", Step: agenda.Proposal, StageSince: today - 50}
	yes := func(question string, ago agenda.Date) agenda.EarlierAnswer {
		return agenda.EarlierAnswer{Answer: agenda.Answer{DealID: "d", Question: question, Value: agenda.Yes, At: (today - ago).Time().Add(12 * time.Hour)}}
	}
	no := yes("b", 3)
	no.Value = agenda.No
	other := yes("b", 3)
	other.DealID = "e"
	answers := []agenda.EarlierAnswer{
		yes("a", 60), // true when the deal left, ten days later
		no, other,
		yes("c", 90), // stale long before it left
		yes("d", 30),
		yes("e", 99), // of the stage it is in: asked in the pane
	}
	open, of := ownProcess().Unproved(deal, answers, today, agenda.AnswerLife)
	var ids []string
	for _, q := range open {
		ids = append(ids, q.ID)
	}
	if strings.Join(ids, " ") != "b c" || of != 4 {
		t.Errorf("unproved: %v of %d", ids, of)
	}
	// Asked for the first time in the second stage: what came before nobody knows.
	if open, of := ownProcess().Unproved(deal, answers[3:5], today, agenda.AnswerLife); len(open) != 1 || open[0].ID != "c" || of != 2 {
		t.Errorf("unproved: %v of %d", open, of)
	}
	if open, of := ownProcess().Unproved(deal, answers[5:], today, agenda.AnswerLife); len(open) != 0 || of != 0 {
		t.Errorf("asked only where it is: %v of %d", open, of)
	}
}
