package inspect_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode"

	"halfhour/agenda"
	"halfhour/agenda/inspect"

	"pgregory.net/rapid"
)

// monday is 23 November 2026, the "today" of these tests.
var monday = agenda.NewDate(2026, time.November, 23)

func usd(major int64) agenda.Money { return agenda.Money{Minor: major * 100, Currency: "USD"} }

// sound returns an open deal with nothing wrong.
func sound() agenda.Deal {
	return agenda.Deal{
		ID: "d1", Name: "Initech rollout", Account: "Initech Ltd", Owner: "ana", Stage: "Proposal", Step: agenda.Proposal, Status: agenda.Open,
		Amount: usd(84000), Close: monday + 28, Created: monday - 60, StageSince: monday - 10, LastActivity: monday - 3, ActivityKind: "mail",
		NextStep: "CISO call", NextStepDate: monday + 2, Probability: -1, Contacts: 2, HasDecider: true, Track: agenda.Track{FirstAmount: usd(84000)},
	}
}

// grown are norms learnt from enough won deals.
var grown = inspect.Norms{
	Stages:   map[string]inspect.StageNorm{"Proposal": {Won: 23, Median: 14}, "Discovery": {Won: 9, Median: 1}},
	Won:      40,
	UsualAge: 280,
	Oldest:   400,
	Amounts:  map[string]inspect.AmountNorm{"USD": {Won: 40, Median: usd(50000)}, "EUR": {Won: 9, Median: agenda.Money{Minor: 1, Currency: "EUR"}}},
	Known:    inspect.Known{NextStep: true, Activity: true},
}

// met is grown where files tell who is known at the buyers' and who decides.
var met = func() inspect.Norms {
	n := grown
	n.Known.Contacts, n.Known.Deciders = true, true
	return n
}()

func on(norms inspect.Norms) inspect.Ground { return inspect.Ground{Today: monday, Norms: norms} }

func findings(d agenda.Deal, norms inspect.Norms) []agenda.Finding {
	return inspect.Over(nil, on(norms)).Findings(d)
}

func rank(deals []agenda.Deal, norms inspect.Norms) []agenda.Candidate {
	return inspect.Over(deals, on(norms)).Rank()
}

func TestFindings(t *testing.T) {
	for _, c := range []struct {
		name   string
		norms  inspect.Norms
		change func(*agenda.Deal)
		want   string // code severity: evidence, a finding a line
	}{
		{"nothing", grown, func(d *agenda.Deal) {}, ""},

		{"overdue", grown, func(d *agenda.Deal) { d.Close = monday - 9 }, "overdue 3: closes Sat 14 Nov: 9 days overdue"},
		{"overdue by a day", grown, func(d *agenda.Deal) { d.Close = monday - 1 }, "overdue 3: closes Sun 22 Nov: 1 day overdue"},
		{"closes today", grown, func(d *agenda.Deal) { d.Close = monday }, "out-of-time 1: closes in 0 days; 2 stages still ahead usually take 17 (default)"},

		{"no next step", grown, func(d *agenda.Deal) { d.NextStep, d.NextStepDate = "", 0 }, "no-next-step 2: no next step"},
		{"next steps unheard of", inspect.Norms{}, func(d *agenda.Deal) { d.NextStep, d.NextStepDate = "", 0 }, ""},
		{"next step passed", grown, func(d *agenda.Deal) { d.NextStepDate = monday - 14 }, "no-next-step 2: next step “CISO call” was due Mon 9 Nov, 14 days ago"},
		{"next date passed", grown, func(d *agenda.Deal) { d.NextStep, d.NextStepDate = "", monday-14 }, "no-next-step 2: next step was due Mon 9 Nov, 14 days ago"},
		{"next step today", grown, func(d *agenda.Deal) { d.NextStepDate = monday }, ""},
		{"next step without a date", grown, func(d *agenda.Deal) { d.NextStepDate = 0 }, ""},
		{"filler", inspect.Norms{}, func(d *agenda.Deal) { d.NextStep, d.NextStepDate = "Follow-Up…", 0 }, "no-next-step 2: next step is only “Follow-Up…”"},
		{"dated filler", grown, func(d *agenda.Deal) { d.NextStep = "TBD" }, "no-next-step 1: next step is only “TBD”"},
		{"no filler", grown, func(d *agenda.Deal) { d.NextStep, d.NextStepDate = "follow up with their CISO on SOC 2", 0 }, ""},

		{"stale", grown, func(d *agenda.Deal) { quiet(d, 14) }, "stale 1: no activity for 14 days, last a mail on Mon 9 Nov"},
		{"not yet stale", grown, func(d *agenda.Deal) { quiet(d, 13) }, ""},
		{"staler", grown, func(d *agenda.Deal) { quiet(d, 19+2) }, "stale 2: no activity for 21 days, last a mail on Mon 2 Nov"},
		{"stale twice over", grown, func(d *agenda.Deal) { quiet(d, 28); d.ActivityKind = "E-Mail" }, "stale 3: no activity for 28 days, last an e-mail on Mon 26 Oct"},
		{"stale late", grown, func(d *agenda.Deal) {
			quiet(d, 7)
			d.Stage, d.Step = "Negotiation", agenda.Negotiation
			d.ActivityKind = ""
		}, "stale 1: no activity for 7 days, last on Mon 16 Nov"},
		{"quiet with a dated next step", grown, func(d *agenda.Deal) { quiet(d, 28); d.NextStepDate = monday }, ""},
		{"no activity on record", grown, func(d *agenda.Deal) { quiet(d, 28); d.LastActivity = 0 }, "stale 3: no activity on record; created Thu 24 Sep, 60 days ago"},
		{"activities unheard of", inspect.Norms{}, func(d *agenda.Deal) { quiet(d, 28); d.LastActivity = 0 }, ""},
		{"activity to come", grown, func(d *agenda.Deal) { quiet(d, -3) }, ""},

		{"slow by default", inspect.Norms{}, func(d *agenda.Deal) { d.StageSince = monday - 22 }, "slow-stage 2: 22 days in Proposal; 21 is usual (default)"},
		{"not yet slow by default", inspect.Norms{}, func(d *agenda.Deal) { d.StageSince = monday - 21 }, ""},
		{"very slow by default", inspect.Norms{}, func(d *agenda.Deal) { d.StageSince = monday - 43 }, "slow-stage 3: 43 days in Proposal; 21 is usual (default)"},
		{"slow", grown, func(d *agenda.Deal) { d.StageSince = monday - 22 }, "slow-stage 2: 22 days in Proposal; won deals took 14 (median of 23)"},
		{"not slow", grown, func(d *agenda.Deal) { d.StageSince = monday - 21 }, ""},
		{"very slow", grown, func(d *agenda.Deal) { d.StageSince = monday - 45 }, "slow-stage 3: 45 days in Proposal; won deals took 14 (median of 23)"},
		{"too few won", grown, func(d *agenda.Deal) {
			d.Stage, d.Step, d.StageSince, d.Close = "Discovery", agenda.Discovery, monday-22, monday+60
		}, "slow-stage 2: 22 days in Discovery; 21 is usual (default)"},
		{"stage date unknown", grown, func(d *agenda.Deal) { d.StageSince = 0 }, ""},

		{"pushed once", grown, func(d *agenda.Deal) { track(d, 1, 12, 12) }, "pushed 1: pushed once, by 12 days"},
		{"pushed once, far", grown, func(d *agenda.Deal) { track(d, 1, 21, 21) }, "pushed 3: pushed once, by 21 days"},
		{"pushed", grown, func(d *agenda.Deal) { track(d, 3, 44, 20) }, "pushed 2: pushed 3 times, 44 days in all, the longest 20"},
		{"pushed often", grown, func(d *agenda.Deal) { track(d, 4, 4, 1) }, "pushed 3: pushed 4 times, 4 days in all, the longest 1"},
		{"pushed long", grown, func(d *agenda.Deal) { track(d, 3, 45, 15) }, "pushed 3: pushed 3 times, 45 days in all, the longest 15"},
		{"pushed long at once", grown, func(d *agenda.Deal) { track(d, 2, 28, 21) }, "pushed 3: pushed 2 times, 28 days in all, the longest 21"},

		{"shrinking", grown, func(d *agenda.Deal) { d.Track.FirstAmount = usd(96000) }, "shrinking 1: amount cut from $96,000 to $84,000 (−13 %)"},
		{"cut deep", grown, func(d *agenda.Deal) { d.Track.FirstAmount = usd(105000) }, "shrinking 2: amount cut from $105,000 to $84,000 (−20 %)"},
		{"half gone", grown, func(d *agenda.Deal) { d.Track.FirstAmount = usd(168000) }, "shrinking 3: amount cut from $168,000 to $84,000 (−50 %)"},
		{"a little less", grown, func(d *agenda.Deal) { d.Track.FirstAmount = usd(84001) }, ""},
		{"grown", grown, func(d *agenda.Deal) { d.Track.FirstAmount = usd(1) }, ""},
		{"another currency", grown, func(d *agenda.Deal) { d.Track.FirstAmount = agenda.Money{Minor: 1 << 40, Currency: "JPY"} }, ""},

		{"too old", grown, func(d *agenda.Deal) { d.Created = monday - 281 }, "too-old 2: 281 days old; 95 % of the 40 won deals closed within 280"},
		{"older than any", grown, func(d *agenda.Deal) { d.Created = monday - 561 }, "too-old 3: 561 days old; the oldest of the 40 deals ever won closed after 400"},
		{"old", grown, func(d *agenda.Deal) { d.Created = monday - 280 }, ""},
		{"old without norms", inspect.Norms{Won: 9, UsualAge: 1}, func(d *agenda.Deal) {}, ""},

		{"outsized", grown, func(d *agenda.Deal) { d.Amount = usd(105000) }, "outsized 1: $105,000 is 2.1 times the usual win, $50,000"},
		{"very outsized", grown, func(d *agenda.Deal) { d.Amount = usd(210000) }, "outsized 2: $210,000 is 4.2 times the usual win, $50,000"},
		{"large", grown, func(d *agenda.Deal) { d.Amount = usd(100000) }, ""},
		{"large, too few won", grown, func(d *agenda.Deal) { d.Amount = agenda.Money{Minor: 1 << 40, Currency: "EUR"} }, ""},

		{"moved back", grown, func(d *agenda.Deal) { d.Track.MovedBack = true }, "moved-back 2: went back to an earlier stage"},

		{"single-threaded", met, func(d *agenda.Deal) { d.Contacts = 1 }, "single-threaded 2: only 1 contact known"},
		{"single-threaded early", met, func(d *agenda.Deal) { d.Contacts, d.Step = 1, agenda.Discovery }, "single-threaded 1: only 1 contact known"},
		{"no contact", met, func(d *agenda.Deal) { d.Contacts = 0 }, "single-threaded 2: no contact is known"},
		{"two contacts", met, func(d *agenda.Deal) {}, ""},
		{"contacts unheard of", grown, func(d *agenda.Deal) { d.Contacts = 1 }, ""},
		{"no decider", met, func(d *agenda.Deal) { d.HasDecider = false }, "no-decider 2: no decision maker is known in Proposal; the 2 contacts are none"},
		{"no decider late", met, func(d *agenda.Deal) { d.HasDecider, d.Contacts, d.Step = false, 3, agenda.Commit }, "no-decider 3: no decision maker is known in Commit; the 3 contacts are none"},
		{"no decider, one contact", met, func(d *agenda.Deal) { d.HasDecider, d.Contacts = false, 1 },
			"no-decider 2: no decision maker is known in Proposal; the 1 contact is none\nsingle-threaded 2: only 1 contact known"},
		{"no decider early", met, func(d *agenda.Deal) { d.HasDecider, d.Step = false, agenda.Evaluation }, ""},
		{"deciders unheard of", grown, func(d *agenda.Deal) { d.HasDecider = false }, ""},

		{"no amount", grown, func(d *agenda.Deal) { d.Amount = agenda.Money{} }, "data 1: no amount"},
		{"zero amount", grown, func(d *agenda.Deal) { d.Amount, d.Track = usd(0), agenda.Track{} }, "data 1: the amount is $0"},
		{"negative amount", grown, func(d *agenda.Deal) { d.Amount, d.Track = usd(-5), agenda.Track{} }, "data 1: the amount is -$5"},
		{"no close date", grown, func(d *agenda.Deal) { d.Close = 0 }, "data 1: no close date"},
		{"no owner", grown, func(d *agenda.Deal) { d.Owner = "" }, "data 1: no owner"},
		{"no account", grown, func(d *agenda.Deal) { d.Account = "" }, "data 1: no account"},
		{"no stage", grown, func(d *agenda.Deal) { d.Stage, d.StageSince = "", monday-90 }, "data 1: no stage"},
		{"closes before created", grown, func(d *agenda.Deal) { d.Created = monday + 29 }, "data 2: closes Mon 21 Dec, before it was created on Tue 22 Dec"},
		{"far out", grown, func(d *agenda.Deal) { d.Close = monday + 271 }, "data 1: closes 21 Aug 2027, 271 days from now"},
		{"not too far out", grown, func(d *agenda.Deal) { d.Close = monday + 270 }, ""},

		{"won", grown, func(d *agenda.Deal) { d.Status, d.Close, d.Amount = agenda.Won, monday-9, agenda.Money{} }, ""},
		{"lost", grown, func(d *agenda.Deal) { d.Status, d.Close, d.Amount = agenda.Lost, monday-9, agenda.Money{} }, ""},
		{"the worst first, hygiene last", grown, func(d *agenda.Deal) {
			d.Account, d.NextStep, d.NextStepDate, d.Close, d.Created = "", "", 0, monday-9, monday
			track(d, 1, 1, 1)
		}, "overdue 3: closes Sat 14 Nov: 9 days overdue\nno-next-step 2: no next step\npushed 1: pushed once, by 1 day\n" +
			"data 2: closes Sat 14 Nov, before it was created on Mon 23 Nov\ndata 1: no account"},
	} {
		d := sound()
		c.change(&d)
		var got []string
		for _, f := range findings(d, c.norms) {
			got = append(got, fmt.Sprintf("%s %d: %s", f.Code, f.Severity, f.Evidence))
			if f.Hygiene != (f.Code == inspect.Data) || f.Fix == "" {
				t.Errorf("%s: %+v", c.name, f)
			}
		}
		if text := strings.Join(got, "\n"); text != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, text, c.want)
		}
	}
}

// quiet makes a deal's last activity so many days ago, with nothing dated to
// come.
func quiet(d *agenda.Deal, days agenda.Date) {
	d.LastActivity, d.NextStepDate = monday-days, 0
}

func track(d *agenda.Deal, pushes, days, longest int) {
	d.Track.Pushes, d.Track.PushedDays, d.Track.LongestPush = pushes, days, longest
}

// anyDeal draws a deal of any shape, also senseless ones, with hostile text.
func anyDeal(t *rapid.T) agenda.Deal {
	day := rapid.Custom(func(t *rapid.T) agenda.Date {
		if rapid.Bool().Draw(t, "no date") {
			return 0
		}
		return monday + agenda.Date(rapid.IntRange(-700, 700).Draw(t, "days"))
	})
	money := rapid.Custom(func(t *rapid.T) agenda.Money {
		code := rapid.SampledFrom([]string{"", "USD", "JPY", "XXX"}).Draw(t, "currency")
		if code == "" {
			return agenda.Money{}
		}
		return agenda.Money{Minor: rapid.Int64Range(-100, 1<<53).Draw(t, "minor"), Currency: code}
	})
	text := rapid.SampledFrom([]string{"", "call", "tbd", "two\nlines", "\x1b[2J", "客户名称", "\u202e", strings.Repeat("x", 300)})
	return agenda.Deal{
		ID: rapid.StringMatching(`[a-f]{6}`).Draw(t, "id"), Name: text.Draw(t, "name"), Account: text.Draw(t, "account"), Owner: "ana",
		Stage: text.Draw(t, "stage"), Step: agenda.Step(rapid.IntRange(0, 8).Draw(t, "step")),
		Status: rapid.SampledFrom([]agenda.Status{agenda.Open, agenda.Open, agenda.Open, agenda.Won, agenda.Lost, ""}).Draw(t, "status"),
		Amount: money.Draw(t, "amount"), Close: day.Draw(t, "close"), Created: day.Draw(t, "created"), StageSince: day.Draw(t, "stage since"),
		LastActivity: day.Draw(t, "activity"), ActivityKind: text.Draw(t, "kind"), NextStep: text.Draw(t, "step text"), NextStepDate: day.Draw(t, "step date"),
		Forecast: text.Draw(t, "forecast"), Gone: rapid.IntRange(0, 9).Draw(t, "gone") == 0,
		Track: agenda.Track{
			Pushes: rapid.IntRange(0, 5).Draw(t, "pushes"), PushedDays: rapid.IntRange(0, 90).Draw(t, "pushed"),
			LongestPush: rapid.IntRange(0, 90).Draw(t, "longest"), FirstAmount: money.Draw(t, "first amount"), MovedBack: rapid.Bool().Draw(t, "back"),
		},
	}
}

// oneLine says whether text is a line fit for a screen.
func oneLine(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) }) < 0
}

func TestAnyDealIsInspected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDeal(t)
		norms := rapid.SampledFrom([]inspect.Norms{{}, grown}).Draw(t, "norms")
		for _, f := range findings(d, norms) {
			if f.Severity < 1 || f.Severity > 3 || !oneLine(f.Evidence) || !oneLine(f.Fix) {
				t.Fatalf("%+v", f)
			}
		}
	})
}
