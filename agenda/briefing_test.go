package agenda_test

import (
	"testing"
	"time"

	"halfhour/agenda"
)

func TestEarlierAnswersExpire(t *testing.T) {
	deal := agenda.Deal{ID: "d1", Stage: "Proposal"}
	for _, c := range []struct {
		name  string
		stage string
		age   int // days
		holds bool
	}{
		{"fresh", "Proposal", 0, true},
		{"on its last day", "Proposal", agenda.AnswerLife, true},
		{"expired", "Proposal", agenda.AnswerLife + 1, false},
		{"of another stage", "Discovery", 1, false},
	} {
		at := monday.Time().AddDate(0, 0, -c.age).Add(10 * time.Hour)
		b := agenda.Briefing{Today: monday, Earlier: []agenda.EarlierAnswer{
			{Answer: agenda.Answer{DealID: "d2", Question: "price-seen", Value: agenda.No}, Stage: "Proposal"},
			{Answer: agenda.Answer{DealID: "d1", Question: "price-seen", Value: agenda.Yes, At: at}, Stage: c.stage},
		}}
		answer, holds, found := b.EarlierTo(deal, "price-seen")
		if !found || holds != c.holds || answer.Value != agenda.Yes {
			t.Errorf("%s: %+v holds %v, found %v", c.name, answer, holds, found)
		}
		if _, holds, found := b.EarlierTo(deal, "decision-date"); holds || found {
			t.Errorf("%s: an answer nobody gave", c.name)
		}
	}
}

func TestWinRate(t *testing.T) {
	for _, c := range []struct {
		won, lost, deals int
		rate             float64
		known            bool
	}{{0, 0, 0, 0, false}, {3, 6, 9, 1.0 / 3, false}, {4, 6, 10, 0.4, true}} {
		rate, deals, known := agenda.Pipeline{AllWon: c.won, AllLost: c.lost}.WinRate()
		if rate != c.rate || deals != c.deals || known != c.known {
			t.Errorf("%d won, %d lost: %v of %d, known %v", c.won, c.lost, rate, deals, known)
		}
	}
}

func TestBriefingLooksUp(t *testing.T) {
	b := agenda.Briefing{People: people, Deals: []agenda.Deal{{ID: "d1", Name: "Initech rollout"}}, Ranked: []agenda.Candidate{{DealID: "d1", Reason: agenda.Reason{Grounds: []agenda.Ground{{Text: "overdue"}}}}}}
	if d, ok := b.Deal("d1"); !ok || d.Name != "Initech rollout" {
		t.Errorf("d1: %+v", d)
	}
	if _, ok := b.Deal("d2"); ok {
		t.Error("d2 is there")
	}
	if c := b.Candidate("d1"); c.Reason.String() != "overdue" {
		t.Errorf("candidate d1: %+v", c)
	}
	if c := b.Candidate("d2"); c.DealID != "d2" || c.Reason.String() != "" {
		t.Errorf("candidate d2: %+v", c)
	}
	if b.PersonByID("p2").Name != "Dana Lee" || b.PersonByID("").Name != "nobody" {
		t.Errorf("people: %+v, %+v", b.PersonByID("p2"), b.PersonByID(""))
	}
}

func TestSharedWith(t *testing.T) {
	b := agenda.Briefing{Rep: agenda.Person{ID: "ana"}, People: []agenda.Person{{ID: "ana", Name: "Ana Ruiz"}, {ID: "bo", Name: "Bo Lindqvist"}, {ID: "zoe", Name: "Zoë Ñandú"}}}
	for _, c := range []struct {
		owner string
		also  []string
		want  string
	}{
		{"ana", nil, ""},
		{"ana", []string{"zoe", "bo"}, "shared with Bo Lindqvist and Zoë Ñandú"},
		{"bo", []string{"ana"}, "shared with Bo Lindqvist"},
		{"", []string{"ana"}, ""},
		{"bo", nil, ""}, // another's by now
	} {
		if got := b.SharedWith(agenda.Deal{Owner: c.owner, CoOwners: c.also}); got != c.want {
			t.Errorf("%s and %v: %q", c.owner, c.also, got)
		}
	}
}

func TestDealAges(t *testing.T) {
	for _, c := range []struct {
		name           string
		deal           agenda.Deal
		inStage, age   int
		stageOK, ageOK bool
	}{
		{"nothing known", agenda.Deal{Status: agenda.Open}, 0, 0, false, false},
		{"open", agenda.Deal{Status: agenda.Open, Created: monday - 60, StageSince: monday - 45, Close: monday + 9}, 45, 60, true, true},
		{"today", agenda.Deal{Status: agenda.Open, Created: monday, StageSince: monday}, 0, 0, true, true},
		{"in the future", agenda.Deal{Status: agenda.Open, Created: monday + 1, StageSince: monday + 1}, 0, 0, false, false},
		{"won", agenda.Deal{Status: agenda.Won, Created: monday - 60, Close: monday - 20}, 0, 40, false, true},
		{"closed before created", agenda.Deal{Status: agenda.Lost, Created: monday - 20, Close: monday - 60}, 0, 0, false, false},
	} {
		inStage, stageOK := c.deal.DaysInStage(monday)
		age, ageOK := c.deal.Age(monday)
		if inStage != c.inStage || stageOK != c.stageOK || age != c.age || ageOK != c.ageOK {
			t.Errorf("%s: %d (%v) days in stage, %d (%v) days old", c.name, inStage, stageOK, age, ageOK)
		}
	}
}

func TestSteps(t *testing.T) {
	for _, step := range agenda.OpenSteps {
		if agenda.ParseStep(step.String()) != step || step.Days() == 0 || step.Chance() == 0 {
			t.Errorf("%v: parsed %v, %d days, %d %%", step, agenda.ParseStep(step.String()), step.Days(), step.Chance())
		}
		if step.Early() != (step < agenda.Proposal) {
			t.Errorf("%v is early: %v", step, step.Early())
		}
	}
	for _, step := range []agenda.Step{agenda.NoStep, agenda.ClosedWon, agenda.ClosedLost} {
		if step.Early() {
			t.Errorf("%v is early", step)
		}
	}
	if agenda.ParseStep("Angebot") != agenda.NoStep || agenda.ParseStep("") != agenda.NoStep {
		t.Error("an unknown stage has a step")
	}
}

func TestRoles(t *testing.T) {
	for in, want := range map[string]agenda.Role{"rep": agenda.Rep, " Manager ": agenda.Manager, "EXECUTIVE": agenda.Executive, "boss": "", "": ""} {
		if got, err := agenda.ParseRole(in); got != want || (err == nil) != (want != "") {
			t.Errorf("ParseRole(%q) = %q, %v", in, got, err)
		}
	}
	if got := people[0].First() + people[3].First(); got != "Ana王小明" {
		t.Errorf("first names: %s", got)
	}
}

func TestCoverage(t *testing.T) {
	usd := func(n int64) agenda.Money { return agenda.Money{Minor: n, Currency: "USD"} }
	for _, tt := range []struct {
		quota     agenda.Money
		won, open int64
		left      int64
		times     float64
		known     bool
	}{
		{agenda.Money{}, 5, 100, -5, 0, false},
		{usd(100), 0, 300, 100, 3, true},
		{usd(100), 60, 100, 40, 2.5, true},
		{usd(100), 100, 100, 0, 0, false},
		{usd(100), 0, 0, 100, 0, true},
	} {
		p := agenda.Pipeline{Quota: tt.quota, Won: agenda.Totals{"USD": tt.won, "": tt.won}, Open: agenda.Totals{"USD": tt.open, "EUR": 999}}
		if left, times, known := p.Coverage(); left.Minor != tt.left || times != tt.times || known != tt.known {
			t.Errorf("%+v: %v, %v, %v", tt, left, times, known)
		}
	}
}
