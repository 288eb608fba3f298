package inspect_test

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/inspect"

	"pgregory.net/rapid"
)

// said returns the evidence of one code about a deal on a ground, or what is
// not known about it.
func said(code string, d agenda.Deal, g inspect.Ground) string {
	in := inspect.Over(nil, g)
	for _, f := range in.Findings(d) {
		if f.Code == code {
			return string(rune('0'+f.Severity)) + " " + f.Evidence
		}
	}
	for _, line := range in.Why(d).Unknown {
		if strings.HasPrefix(line, code+": ") {
			return "? " + strings.TrimPrefix(line, code+": not known yet, ")
		}
	}
	return ""
}

// with returns the ground of these tests with something changed.
func with(change func(*inspect.Ground)) inspect.Ground {
	g := on(met)
	g.Thresholds = inspect.Default()
	change(&g)
	return g
}

func TestGrounds(t *testing.T) {
	nothing := func(*inspect.Ground) {}
	none := func(*agenda.Deal) {}
	threshold := func(change func(*inspect.Thresholds)) func(*inspect.Ground) {
		return func(g *inspect.Ground) { change(&g.Thresholds) }
	}
	answer := func(question string, value agenda.Value, ago int) agenda.EarlierAnswer {
		return agenda.EarlierAnswer{Answer: agenda.Answer{DealID: "d1", Question: question, Value: value, At: monday.Time().AddDate(0, 0, -ago)}, Stage: "Proposal"}
	}
	for _, c := range []struct {
		name, code string
		ground     func(*inspect.Ground)
		deal       func(*agenda.Deal)
		want       string
	}{
		{"no answers", inspect.AheadOfEvidence, nothing, none, "? none of its exit questions was answered"},
		{"out of time by own norms", inspect.OutOfTime, func(g *inspect.Ground) {
			g.Norms.Stages = map[string]inspect.StageNorm{"Proposal": {AheadWon: 10, Ahead: 60}}
		}, none, "3 closes in 28 days; what comes after Proposal took 60 (median of 10 won deals)"},
		{"just in time", inspect.OutOfTime, func(g *inspect.Ground) {
			g.Norms.Stages = map[string]inspect.StageNorm{"Proposal": {AheadWon: 10, Ahead: 28}}
		}, none, ""},
		{"forecast in an early stage", inspect.OverForecast, nothing, func(d *agenda.Deal) { early(d); d.Forecast = "Commit" }, "2 forecast Commit in Discovery"},
		{"forecast without a step", inspect.OverForecast, nothing, func(d *agenda.Deal) { stepless(d); d.Forecast = "commit" }, "2 forecast commit without a dated next step"},
		{"not committed", inspect.OverForecast, nothing, func(d *agenda.Deal) { stepless(d); d.Forecast = "Uncommitted" }, ""},
		{"a duplicate", inspect.Data, nothing, func(d *agenda.Deal) { d.Twin = "d2" }, "2 probably twice: another open deal has its name, account and amount"},
		{"closed but open", inspect.Data, nothing, func(d *agenda.Deal) { d.Stage, d.Step = "Closed Won", agenda.ClosedWon }, "2 open, but its stage Closed Won is an end"},
		{"certain but open", inspect.Data, nothing, func(d *agenda.Deal) { d.Probability = 100 }, "1 open, but won for certain: its probability is 100 %"},
		{"the CRM counts", inspect.Pushed, nothing, func(d *agenda.Deal) { d.Track.Told = 2 }, "2 the CRM counts 2 changes of its close date; by how much is not known yet"},
		{"no history", inspect.Pushed, nothing, none, "? this was the first import"},
		{"history without pushes", inspect.Pushed, func(g *inspect.Ground) { g.Norms.Known.History = true }, none, ""},
		{"few pushes", inspect.Pushed, threshold(func(t *inspect.Thresholds) { t.Pushed.From = 3 }), func(d *agenda.Deal) { track(d, 2, 9, 5) }, ""},
		{"few pushes, but long", inspect.Pushed, threshold(func(t *inspect.Thresholds) { t.Pushed.From = 3 }), func(d *agenda.Deal) { track(d, 1, 30, 30) }, "3 pushed once, by 30 days"},
		{"stale by stage", inspect.Stale, threshold(func(t *inspect.Thresholds) { t.Stale.DaysIn = map[string]int{"proposal": 3} }), func(d *agenda.Deal) { quiet(d, 5) }, "1 no activity for 5 days, last a mail on Wed 18 Nov"},
		{"stale in calendar days", inspect.Stale, threshold(func(t *inspect.Thresholds) { t.Stale.Count = inspect.CalendarDays }), func(d *agenda.Deal) { quiet(d, 10) }, "1 no activity for 10 days, last a mail on Fri 13 Nov"},
		{"stale over holidays", inspect.Stale, func(g *inspect.Ground) { g.Calendar.Holidays = []agenda.Date{monday - 5} }, func(d *agenda.Deal) { quiet(d, 14) }, ""},
		{"stale though a step is dated", inspect.Stale, threshold(func(t *inspect.Thresholds) { t.Stale.Alive = false }), func(d *agenda.Deal) { quiet(d, 14); d.NextStepDate = monday + 1 }, "1 no activity for 14 days, last a mail on Mon 9 Nov"},
		{"fixed days of one's own", inspect.SlowStage, threshold(func(t *inspect.Thresholds) {
			t.SlowStage.Own, t.SlowStage.DaysIn = false, map[string]int{"PROPOSAL": 9}
		}), none, "2 10 days in Proposal; 9 is usual (default)"},
		{"small deals may have one contact", inspect.SingleThreaded, threshold(func(t *inspect.Thresholds) { t.SingleThreaded.FromAmount = 100000 }), func(d *agenda.Deal) { d.Contacts = 1 }, ""},
		{"at the user's rates it is large", inspect.SingleThreaded, func(g *inspect.Ground) {
			g.Thresholds.SingleThreaded.FromAmount, g.Rates = 100000, agenda.Rates{Home: "EUR", Per: map[string]float64{"USD": 2}}
		}, func(d *agenda.Deal) { d.Contacts = 1 }, "2 only 1 contact known"},
		{"a step needs a date", inspect.NoNextStep, threshold(func(t *inspect.Thresholds) { t.NextStep.NeedsDate = true }), func(d *agenda.Deal) { d.NextStepDate = 0 }, "2 next step “CISO call” has no date"},
		{"a step needs a verb", inspect.NoNextStep, threshold(func(t *inspect.Thresholds) { t.NextStep.ActionWords = []string{"Send"} }), none, "1 next step is only “CISO call”, which does not say what is done"},
		{"a step needs words", inspect.NoNextStep, threshold(func(t *inspect.Thresholds) { t.NextStep.LeastLetters = 10 }), none, "1 next step is only “CISO call”, 9 letters"},
		{"off", inspect.Overdue, threshold(func(t *inspect.Thresholds) { t.Off = []string{inspect.Overdue} }), overdue, ""},
		{"shrunk since the review", inspect.Shrinking, func(g *inspect.Ground) {
			was := sound()
			was.Amount = usd(120000)
			g.Last = map[string]inspect.Last{"d1": {Held: monday - 7, Was: was}}
		}, none, "2 amount cut from $120,000 to $84,000 (−30 %) since the review on Mon 16 Nov"},
	} {
		d := sound()
		c.deal(&d)
		if got := said(c.code, d, with(c.ground)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
	// The questions before Proposal: three a stage, all but one answered yes.
	var answers []agenda.EarlierAnswer
	for _, s := range agenda.DefaultProcess().Stages[:3] {
		for _, q := range s.Questions {
			answers = append(answers, answer(q.ID, agenda.Yes, 5))
		}
	}
	proved := func(g *inspect.Ground) { g.Answers = map[string][]agenda.EarlierAnswer{"d1": answers} }
	if got := said(inspect.AheadOfEvidence, sound(), with(proved)); got != "" {
		t.Errorf("all answered: %s", got)
	}
	answers[0].Value = agenda.No
	if got := said(inspect.AheadOfEvidence, sound(), with(proved)); !strings.HasPrefix(got, "2 in Proposal, but 1 of the ") {
		t.Errorf("one no: %s", got)
	}
}

// What was talked about last time comes back only when it has to.
func TestLastTime(t *testing.T) {
	was := all(overdue, amount(50000))
	for _, c := range []struct {
		name   string
		last   inspect.Last
		then   func(*agenda.Deal) // the deal in the last review
		now    func(*agenda.Deal)
		rests  bool
		reason string
	}{
		{"nothing open", inspect.Last{}, stepless, stepless, true, "rests since Mon 16 Nov"},
		{"actions open", inspect.Last{Open: 2}, stepless, stepless, false, "back from Mon 16 Nov with 2 actions open"},
		{"something new", inspect.Last{}, same, stepless, false, "back from Mon 16 Nov: no next step (new)"},
		{"something worse", inspect.Last{}, func(d *agenda.Deal) { track(d, 1, 3, 3) }, func(d *agenda.Deal) { track(d, 2, 9, 6) }, false, "back from Mon 16 Nov: pushed 2 times (worse)"},
		{"something severe still", inspect.Last{}, func(d *agenda.Deal) { was(d); d.Close = monday - 30 }, func(d *agenda.Deal) { was(d); d.Close = monday - 30 }, false, "back from Mon 16 Nov: 30 days past its close date (still)"},
	} {
		d := sound()
		c.then(&d)
		c.last.Held, c.last.Was = monday-7, d
		d = sound()
		c.now(&d)
		g := with(func(g *inspect.Ground) { g.Last = map[string]inspect.Last{"d1": c.last} })
		other := sound()
		other.ID = "d2"
		ranked := inspect.Over([]agenda.Deal{d, other}, g).Rank()
		got := ranked[slices.IndexFunc(ranked, func(c agenda.Candidate) bool { return c.DealID == "d1" })]
		if got.Rests != c.rests || !strings.HasPrefix(got.Reason.String(), c.reason) {
			t.Errorf("%s: rests %v, %s", c.name, got.Rests, got.Reason)
		}
		if ids := inspect.Propose(ranked, []agenda.Deal{d, other}); slices.Contains(ids, "d1") == c.rests {
			t.Errorf("%s: proposed %q", c.name, ids)
		}
	}
}

// A score without words is the score with words, and adds up out of its parts.
func TestScoresAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deals := rapid.SliceOfN(rapid.Custom(anyDeal), 1, 6).Draw(t, "deals")
		g := on(rapid.SampledFrom([]inspect.Norms{{}, grown, met}).Draw(t, "norms"))
		in := inspect.Over(deals, g)
		scores := map[string]float64{}
		for i := range deals {
			deals[i].ID = strconv.Itoa(i)
		}
		for _, c := range in.Rank() {
			scores[c.DealID] = c.Score
			if !oneLine(c.Reason.String()) {
				t.Fatalf("%q", c.Reason)
			}
		}
		for i := range deals {
			d := deals[i]
			score, why := in.Score(&d), in.Why(d)
			if c, ranks := scores[d.ID]; ranks && math.Abs(score-c) > 1e-9 || math.Abs(score-why.Score) > 1e-9 {
				t.Fatalf("%g without words, %g with, %g taken apart: %+v", score, scores[d.ID], why.Score, d)
			}
			sum := 0.0
			for _, f := range why.Risk {
				sum += f.Points * inspect.Sum(why.Importance)
				if !oneLine(f.What) {
					t.Fatalf("%q", f.What)
				}
			}
			if math.Abs(sum-score) > 1e-9 {
				t.Fatalf("the parts add up to %g, not %g", sum, score)
			}
			for _, line := range why.Unknown {
				if !oneLine(line) {
					t.Fatalf("%q", line)
				}
			}
		}
	})
}

// More of what is wrong never makes a deal need less time.
func TestWorseNeverRanksLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDeal(t)
		d.Status = agenda.Open
		g := with(func(g *inspect.Ground) { g.Norms.Known.History = true })
		better := inspect.Over([]agenda.Deal{d}, g).Score(&d)
		worse := d
		worse.Track.Pushes, worse.Track.PushedDays = worse.Track.Pushes+1, worse.Track.PushedDays+10
		if got := inspect.Over([]agenda.Deal{worse}, g).Score(&worse); got < better-1e-9 {
			t.Fatalf("another push takes the score from %g to %g", better, got)
		}
	})
}
