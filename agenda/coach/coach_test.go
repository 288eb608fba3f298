package coach

import (
	"regexp"
	"slices"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/agenda/safe"
)

// accusing is what no question may say: it asks for reasons in the past, or tells
// somebody what they failed to do.
var accusing = regexp.MustCompile(`(?i)\bwhy\b|\byour? (fault|mistake|fail|forg|miss|should|must|did|have not|were supposed)|n['’]t\b|\bhow come\b|\bexplain\b|\bexcuse`)

func TestNoQuestionBlames(t *testing.T) {
	for _, bad := range []string{"Why did you miss it?", "Why is it late?", "You should have called?", "Didn't you call?", "How come?"} {
		if !accusing.MatchString(bad) {
			t.Errorf("%q passes", bad)
		}
	}
	count, seen := 0, map[string]bool{}
	for code, byPhase := range questions() {
		for phase, list := range byPhase {
			if !slices.Contains(phases, phase) {
				t.Errorf("%s: no phase is called %s", code, phase)
			}
			for _, q := range list {
				count++
				if accusing.MatchString(q) {
					t.Errorf("%s blames: %q", code, q)
				}
				if q[len(q)-1] != '?' || seen[q] || string(safe.Line(q)) != q {
					t.Errorf("%s asks %q", code, q)
				}
				if w := safe.Width(safe.Line(q)); w > 74 { // after "Ask: " on 80 columns
					t.Errorf("%q is %d wide", q, w)
				}
				seen[q] = true
			}
		}
	}
	if count < 60 {
		t.Errorf("%d questions", count)
	}
}

func TestEveryRiskHasQuestions(t *testing.T) {
	for _, code := range []string{
		inspect.Overdue, inspect.NoNextStep, inspect.Stale, inspect.SlowStage, inspect.Pushed, inspect.Shrinking, inspect.TooOld,
		inspect.Outsized, inspect.MovedBack, inspect.SingleThreaded, inspect.NoDecider, inspect.AheadOfEvidence, inspect.OverForecast, inspect.OutOfTime, unansweredKey, anyKey,
	} {
		if len(questions()[code]["goal"]) == 0 || len(questions()[code]) < 3 {
			t.Errorf("%s has %v", code, questions()[code])
		}
	}
	if _, ok := questions()[inspect.Data]; ok {
		t.Error("bad data is talked about")
	}
}

func TestAsk(t *testing.T) {
	c := agenda.Candidate{Findings: []agenda.Finding{
		{Code: inspect.Pushed, Severity: 3}, {Code: inspect.Stale, Severity: 1}, {Code: "not invented yet", Severity: 1}, {Code: inspect.Data, Hygiene: true},
	}}
	want := []string{
		questions()["pushed"]["goal"][0], questions()["stale"]["goal"][0], questions()["unanswered"]["goal"][0], questions()["any"]["goal"][0],
		questions()["any"]["goal"][1], questions()["pushed"]["reality"][0],
	}
	for n, q := range want {
		if got := Ask(c, 2, n); got != q {
			t.Errorf("question %d: %q, want %q", n, got, q)
		}
	}
	if got := Ask(c, 0, 2); got != questions()["any"]["goal"][0] {
		t.Errorf("with all answered: %q", got)
	}
	all := about(c, 2)
	for _, n := range []int{len(all), -len(all), 7 * len(all)} {
		if got := Ask(c, 2, n); got != all[0] {
			t.Errorf("question %d: %q", n, got)
		}
	}
	if got := Ask(c, 2, -1); got != all[len(all)-1] {
		t.Errorf("question -1: %q", got)
	}
	if got := Ask(agenda.Candidate{}, 0, 0); got != questions()["any"]["goal"][0] {
		t.Errorf("with nothing wrong: %q", got)
	}
}
