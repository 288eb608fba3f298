package review

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
)

// askedBefore has an answer that expired, one from another stage, and a
// question of an earlier stage that was left behind.
func askedBefore() agenda.Briefing {
	b := briefing()
	before := func(question string, v agenda.Value, stage string, days int) agenda.EarlierAnswer {
		return agenda.EarlierAnswer{Stage: stage, Answer: agenda.Answer{
			DealID: "d1", Question: question, Value: v, Evidence: "采购部门的邮件", Author: "ana", At: at("09:00:00").AddDate(0, 0, -days)}}
	}
	b.Earlier = append(b.Earlier, before("paper-fits", agenda.Yes, "Proposal", 12),
		before("price-seen", agenda.Yes, "Proposal", 50), before("decision-date", agenda.No, "Proposal", 50))
	return b
}

func TestExitQuestions(t *testing.T) {
	lost := askedBefore()
	lost.Process = agenda.Process{Stages: []agenda.ProcessStage{
		{Name: "Erstgespräch", Step: agenda.Qualification, Questions: []agenda.Question{{ID: "use-case", Text: "Anwendungsfall klar?"}, {ID: "budget", Text: "Budget da?"}}},
		{Name: "Gewonnen", Step: agenda.ClosedWon},
		{Name: "Verloren", Step: agenda.ClosedLost},
	}}
	for _, c := range []struct {
		name  string
		brief agenda.Briefing
		keys  []string
	}{
		{"asked-again", askedBefore(), nil},
		{"ready", askedBefore(), []string{"y", "enter", "y", "enter", "y", "enter"}},
		{"stage-left", lost, []string{"y", "enter"}},
	} {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/%dx%d", c.name, size.w, size.h), func(t *testing.T) {
				inMeeting(t, c.brief, []string{"d1", "d3", "d2"}, func(m *meeting) {
					m.press("enter", "right")
					m.press(c.keys...)
					golden.RequireEqual(t, []byte(m.frame(size.w, size.h)))
				})
			})
		}
	}
}

// What was left behind without a yes can be answered where it is shown.
func TestWhatWasLeftBehindIsAnswered(t *testing.T) {
	inMeeting(t, askedBefore(), []string{"d1"}, func(m *meeting) {
		m.press("enter", "right", "down", "down", "down", "down", "y", "enter")
		answers := m.saved().Answers
		if len(answers) != 1 || answers[0].Question != "decision-date" || answers[0].Value != agenda.Yes {
			t.Errorf("%+v", answers)
		}
		if got := m.frame(120, 36); !strings.Contains(got, "Ready for Commit? 1 of 3") {
			t.Errorf("it counts for the stage that the deal is in:\n%s", got)
		}
	})
}
