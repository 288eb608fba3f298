package review

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
	"halfhour/tui/draw"
)

// oneDeal is a first review of a file without history: one deal, no quota,
// hardly a closed deal.
func oneDeal() agenda.Briefing {
	b := briefing()
	b.Deals, b.Ranked, b.StillDue, b.LastTime = b.Deals[1:2], b.Ranked[2:3], nil, agenda.LastTime{}
	b.Pipeline = agenda.Pipeline{
		Open: agenda.Totals{"USD": 5100000}, Weighted: agenda.Totals{"USD": 1020000}, OpenCount: 1, AllWon: 3, AllLost: 1,
		QuarterEnd: agenda.NewDate(2027, 1, 1), Stages: []agenda.StageBar{{Stage: "需求确认", Step: agenda.Discovery, Count: 1, Total: agenda.Totals{"USD": 5100000}}},
	}
	return b
}

// manyDeals is a rep with 10,000 open deals in three currencies and more
// stages than fit.
func manyDeals() agenda.Briefing {
	b := briefing()
	b.Pipeline.OpenCount, b.Pipeline.ClosesCount, b.Pipeline.WonCount = 10_000, 2417, 1033
	b.Pipeline.Open = agenda.Totals{"USD": 123_456_789_00, "EUR": 98_765_432_10, "JPY": 5_000_000_000}
	b.Pipeline.Weighted, b.Pipeline.Closes = b.Pipeline.Open, agenda.Totals{"USD": 1_234_567_00, "EUR": 765_432_10}
	b.Pipeline.Stages = nil
	for i := range 12 {
		bar := agenda.StageBar{Stage: fmt.Sprintf("%d. Stage with a long name", i+1), Step: agenda.Discovery, Count: 10_000 / (i + 1), Total: agenda.Totals{"USD": 12_345_678_00, "EUR": int64(i) * 1_000_00}}
		b.Pipeline.Stages = append(b.Pipeline.Stages, bar)
	}
	eur := b.LastTime.Falls[0]
	eur.Currency = "EUR"
	b.LastTime.Falls = append(b.LastTime.Falls, eur)
	for i := range 10_000 {
		id := fmt.Sprint("many", i)
		b.Deals = append(b.Deals, agenda.Deal{ID: id, Name: "Deal " + id, Stage: "Discovery", Step: agenda.Discovery, Amount: usd(int64(i)), Status: agenda.Open})
		b.Ranked = append(b.Ranked, agenda.Candidate{DealID: id, Reason: because("", "no next step"), Findings: []agenda.Finding{{Code: "no-next-step", Severity: 2, Evidence: "no next step"}}})
	}
	return b
}

// noDeals is a rep without any deal.
func noDeals() agenda.Briefing {
	b := briefing()
	b.Deals, b.Ranked, b.Pipeline, b.Earlier, b.StillDue = nil, nil, agenda.Pipeline{QuarterEnd: monday + 30}, nil, nil
	b.LastTime = agenda.LastTime{}
	return b
}

func TestOverviewOf(t *testing.T) {
	for _, c := range []struct {
		name  string
		brief agenda.Briefing
		deals []string
		keys  []string
	}{
		{"one", oneDeal(), []string{"d2"}, nil},
		{"many", manyDeals(), []string{"d1", "d3", "d2"}, nil},
		{"many-stages", manyDeals(), []string{"d1", "d3", "d2"}, []string{"tab"}},
		{"many-moved", manyDeals(), []string{"d1", "d3", "d2"}, []string{"tab", "tab"}},
		{"many-numbers", manyDeals(), []string{"d1", "d3", "d2"}, []string{"shift+tab"}},
		{"none", noDeals(), nil, nil},
		{"one-deal", oneDeal(), []string{"d2"}, []string{"enter", "right"}},
		{"many-deal", manyDeals(), []string{"many9999", "d3", "d2"}, []string{"enter", "right"}},
		{"none-deal", noDeals(), []string{"gone"}, []string{"enter", "right"}},
	} {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/%dx%d", c.name, size.w, size.h), func(t *testing.T) {
				inMeeting(t, c.brief, c.deals, func(m *meeting) {
					m.frame(size.w, size.h)
					m.press(c.keys...)
					golden.RequireEqual(t, []byte(m.frame(size.w, size.h)))
				})
			})
		}
	}
}

func TestCoverageSaysWhatItKnows(t *testing.T) {
	for _, c := range []struct {
		pipeline           agenda.Pipeline
		coverage, required string
	}{
		{agenda.Pipeline{}, "not known (no quota for this quarter)", "not known yet (0 closed deals so far, of at least 10)"},
		{agenda.Pipeline{Quota: usd(100), Won: agenda.Totals{"USD": 100_00}, AllLost: 12}, "quota reached, $100", "not known (none of 12 closed deals was won)"},
		{agenda.Pipeline{Quota: usd(100), OpenCount: 2, AllWon: 5, AllLost: 1995}, "not known (no open deal has an amount)", "400.0× at 0 % won of 2,000 closed"},
		{agenda.Pipeline{Quota: usd(100), Open: agenda.Totals{"USD": 250_00, "EUR": 900_00}, AllWon: 5, AllLost: 5}, "2.5× of $100 left to win, USD deals only", "2.0× at 50 % won of 10 closed"},
	} {
		for f, want := range map[*figure]string{new(coverage(c.pipeline)): c.coverage, new(needed(c.pipeline)): c.required} {
			if got := f.value + f.rest.String(); got != want {
				t.Errorf("%s: %q, want %q", f.label, got, want)
			}
		}
	}
}

// Everything stays within reach in the smallest window.
func TestSmallWindowsTurnToEveryPart(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		seen := ""
		for range parts {
			seen += m.frame(LeastWidth, LeastHeight)
			m.press("tab")
		}
		for _, want := range []string{"pushed 3 times", "Negotiation", "4 then", "slow stage", "needed", "without amount"} {
			if !strings.Contains(seen, want) {
				t.Errorf("%q is nowhere", want)
			}
		}
	})
}

// A joint review names all its reps, and whose quota would it be?
func TestJointReview(t *testing.T) {
	b := briefing()
	bo := agenda.Person{ID: "bo", Name: "Bo Lindqvist", Role: agenda.Rep}
	b.With, b.People = []agenda.Person{bo}, append(b.People, bo)
	for i := range b.Deals {
		b.Deals[i].CoOwners = []string{"bo"}
	}
	for _, size := range sizes {
		t.Run(fmt.Sprintf("%dx%d", size.w, size.h), func(t *testing.T) {
			inMeeting(t, b, []string{"d1", "d3"}, func(m *meeting) {
				m.press("w", "w")
				golden.RequireEqual(t, []byte(m.frame(size.w, size.h)))
			})
		})
	}
}

func TestShortListsAreCutBetweenItems(t *testing.T) {
	items := []string{"2 won", "1 lost", "1 pushed (median 30 days)", "2 moved on"}
	for w, want := range map[int]string{
		80: "2 won · 1 lost · 1 pushed (median 30 days) · 2 moved on",
		55: "2 won · 1 lost · 1 pushed (median 30 days) · 2 moved on",
		54: "2 won · 1 lost · 1 pushed (median 30 days) · 1 more",
		40: "2 won · 1 lost · 2 more",
	} {
		if got := joined(items, w); got != want {
			t.Errorf("in %d cells: %q, want %q", w, got, want)
		}
	}
}

// A reason is whole in whatever room there is, and one that says nothing is a
// line too.
func TestReasonsAreWhole(t *testing.T) {
	why := because("12 % of the open pipeline", "60 days in Evaluation where won deals took 18", "pushed by 30 days", "quiet for 19 days").Behind("back from Mon 16 Nov")
	why.Grounds[0].Kind = "slow stage"
	for w := 26; w < 200; w++ {
		for most := 1; most <= 3; most++ {
			lines := reasoned(draw.Plain, why, w, most)
			var words []string
			for _, l := range lines {
				words = append(words, strings.TrimSpace(l.String()))
			}
			text := strings.Join(words, " ")
			if len(lines) > most || !strings.HasSuffix(text, " more") && !strings.HasSuffix(text, "pipeline") || !strings.Contains(text, "60 days in Evaluation where won deals took 18") && !strings.Contains(text, "slow stage") {
				t.Errorf("in %d lines of %d cells: %q", most, w, text)
			}
		}
	}
	if got := reasoned(draw.Plain, agenda.Reason{}, 40, 1); len(got) != 1 {
		t.Errorf("no reason is %d lines", len(got))
	}
}
