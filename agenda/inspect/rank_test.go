package inspect_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/inspect"

	"pgregory.net/rapid"
)

// portfolio returns sound deals with ids "a", "b", …, each changed in turn.
func portfolio(changes ...func(*agenda.Deal)) []agenda.Deal {
	var deals []agenda.Deal
	for i, change := range changes {
		d := sound()
		d.ID = string(rune('a' + i))
		change(&d)
		deals = append(deals, d)
	}
	return deals
}

func order(ranked []agenda.Candidate) (ids string) {
	for _, c := range ranked {
		ids += c.DealID
	}
	return ids
}

func same(*agenda.Deal)       {}
func overdue(d *agenda.Deal)  { d.Close = monday - 9 }
func stepless(d *agenda.Deal) { d.NextStep, d.NextStepDate = "", 0 }
func early(d *agenda.Deal)    { d.Stage, d.Step, d.Close = "Discovery", agenda.Discovery, monday+45 }

// all returns one change out of several.
func all(changes ...func(*agenda.Deal)) func(*agenda.Deal) {
	return func(d *agenda.Deal) {
		for _, change := range changes {
			change(d)
		}
	}
}

func amount(major int64) func(*agenda.Deal) {
	return func(d *agenda.Deal) { d.Amount, d.Track.FirstAmount = usd(major), usd(major) }
}

func TestRank(t *testing.T) {
	for _, c := range []struct {
		name  string
		deals []agenda.Deal
		want  string
	}{
		{"the worse first", portfolio(same, stepless, overdue, all(overdue, stepless)), "dcba"},
		{"at equal risk the larger first", portfolio(all(overdue, amount(1000)), all(overdue, amount(9000)), all(overdue, amount(5000))), "bca"},
		{"a large risk beats a small overdue deal", portfolio(all(overdue, amount(1000)), all(stepless, amount(90000))), "ba"},
		{"what closes this quarter first", portfolio(all(stepless, func(d *agenda.Deal) { d.Close = monday + 60 }), stepless), "ba"},
		{"what is forecast first", portfolio(stepless, all(stepless, func(d *agenda.Deal) { d.Forecast = "Best Case" }),
			all(stepless, func(d *agenda.Deal) { d.Forecast = "Omitted" }), all(stepless, func(d *agenda.Deal) { d.Forecast = "COMMIT" })), "dbac"},
		{"bad data is no risk", portfolio(func(d *agenda.Deal) { d.Account, d.Owner, d.Stage = "", "", "" }, all(stepless, amount(1000))), "ba"},
		{"neither closed nor gone", portfolio(same, func(d *agenda.Deal) { d.Status = agenda.Won }, func(d *agenda.Deal) { d.Status = agenda.Lost },
			func(d *agenda.Deal) { d.Gone = true }), "a"},
		{"equal deals by age", portfolio(func(d *agenda.Deal) { d.Created = 0 }, same, func(d *agenda.Deal) { d.Created-- }), "cba"},
		{"equal deals by name, then id", portfolio(same, func(d *agenda.Deal) { d.Name = "Acme" }, same), "bac"},
		{"none", nil, ""},
	} {
		if got := order(rank(c.deals, inspect.Norms{})); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestReasons(t *testing.T) {
	yen := func(d *agenda.Deal) {
		d.Amount, d.Track.FirstAmount = agenda.Money{Minor: 5000000, Currency: "JPY"}, agenda.Money{}
	}
	plain := func(d *agenda.Deal) {
		d.Amount, d.Track.FirstAmount = agenda.Money{Minor: 100, Currency: "XXX"}, agenda.Money{}
	}
	nothing := func(d *agenda.Deal) { d.Amount, d.Track.FirstAmount = agenda.Money{}, agenda.Money{} }
	for _, c := range []struct {
		name  string
		deals []agenda.Deal
		want  string // the reason for deal "a"
	}{
		{"two findings", portfolio(all(overdue, stepless, amount(18000)), amount(82000)), "9 days past its close date and no next step; 18 % of the open pipeline"},
		{"the worst two", portfolio(all(overdue, stepless, func(d *agenda.Deal) { track(d, 4, 62, 28) }, nothing), same), "9 days past its close date, pushed 4 times and 1 more"},
		{"the largest", portfolio(all(overdue, amount(60000)), amount(40000)), "9 days past its close date; the largest open deal, 60 % of the open pipeline"},
		{"a tiny one", portfolio(all(stepless, amount(1)), amount(40000)), "no next step; less than 1 % of the open pipeline, closes this quarter"},
		{"large among thousands", portfolio(slices.Concat([]func(*agenda.Deal){all(stepless, amount(3000))}, slices.Repeat([]func(*agenda.Deal){amount(1000)}, 1000))...), "no next step; the largest open deal, 3.0 times the average open deal, closes this quarter"},
		{"of one currency", portfolio(all(stepless, amount(1000)), amount(3000), yen), "no next step; 25 % of the open USD pipeline, closes this quarter"},
		{"of none", portfolio(all(stepless, plain), same), "no next step; all of the open pipeline without a currency, closes this quarter"},
		{"the only one", portfolio(stepless, nothing), "no next step; all of the open pipeline, closes this quarter"},
		{"nothing", portfolio(amount(60000), amount(40000)), "nothing wrong; the largest open deal, 60 % of the open pipeline, closes this quarter"},
		{"data", portfolio(func(d *agenda.Deal) { d.Owner, d.Account, d.Amount = "", "", agenda.Money{} }, same), "only its data to mend: no amount, no owner, no account; closes this quarter"},
		{"unheard-of next steps", portfolio(all(stepless, nothing), all(stepless, nothing)), "only its data to mend: no amount; closes this quarter"},
		{"forecast", portfolio(all(stepless, func(d *agenda.Deal) { d.Forecast = "Commit" }, func(d *agenda.Deal) { d.Close = monday + 90 }), same), "no next step and forecast without a dated next step; the largest open deal, 50 % of the open pipeline, forecast Commit"},
	} {
		for _, candidate := range rank(c.deals, inspect.Norms{}) {
			if candidate.DealID == "a" && candidate.Reason.String() != c.want {
				t.Errorf("%s: %q, want %q", c.name, candidate.Reason, c.want)
			}
		}
	}
}

// A deal of a colleague that the rep co-owns is part of the rep's pipeline in
// their review, and of the colleague's among the deals of everybody.
func TestRankCoOwned(t *testing.T) {
	colleague := func(d *agenda.Deal) { d.Owner = "bo" }
	shared := func(d *agenda.Deal) { d.Owner, d.CoOwners = "bo", []string{"ana"} }
	own := portfolio(all(overdue, amount(30000)), all(overdue, amount(65000)), all(overdue, shared, amount(5000)), all(overdue, colleague, amount(20000)))
	for _, c := range []struct {
		rep   string
		deals []agenda.Deal
		order string
		want  string // the reason for the shared deal
	}{
		{"ana", own[:3], "bac", "9 days past its close date; 5 % of the open pipeline, 3rd largest of 3 with the same findings"},
		{"", own, "dbac", "9 days past its close date; 20 % of the open pipeline, 2nd largest of 2 with the same findings"},
	} {
		ranked := inspect.Over(c.deals, inspect.Ground{Today: monday, Rep: c.rep}).Rank()
		if got := order(ranked); got != c.order {
			t.Errorf("%q: ranked %s, want %s", c.rep, got, c.order)
		}
		for _, candidate := range ranked {
			if candidate.DealID == "c" && candidate.Reason.String() != c.want {
				t.Errorf("%q: %q, want %q", c.rep, candidate.Reason, c.want)
			}
		}
	}
}

func TestPropose(t *testing.T) {
	for _, c := range []struct {
		name  string
		deals []agenda.Deal
		want  string
	}{
		{"three", portfolio(same, overdue, all(overdue, stepless), stepless), "cbd"},
		{"an early one instead of the third", portfolio(overdue, all(overdue, stepless), all(overdue, amount(50000)), all(early, stepless)), "bad"},
		{"the first early one", portfolio(overdue, overdue, overdue, all(early, stepless), all(early, stepless, amount(90000))), "abe"},
		{"one early is enough", portfolio(overdue, all(early, overdue), overdue, overdue), "abc"},
		{"early without a risk", portfolio(overdue, overdue, overdue, early, all(early, func(d *agenda.Deal) { d.Account = "" })), "abc"},
		{"two", portfolio(same, overdue), "ba"},
		{"none", nil, ""},
	} {
		ranked := rank(c.deals, inspect.Norms{})
		got := ""
		for _, id := range inspect.Propose(ranked, c.deals) {
			got += id
		}
		if got != c.want {
			t.Errorf("%s: %s of %s, want %s", c.name, got, order(ranked), c.want)
		}
	}
}

func TestRankDoesNotHangOnTheOrderOfDeals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		deals := rapid.SliceOfNDistinct(rapid.Custom(anyDeal), 0, 12, func(d agenda.Deal) string { return d.ID }).Draw(t, "deals")
		before := slices.Clone(deals)
		ranked := rank(deals, grown)
		if !reflect.DeepEqual(deals, before) {
			t.Fatal("the deals were reordered in place")
		}
		again := rank(rapid.Permutation(deals).Draw(t, "shuffled"), grown)
		if order(ranked) != order(again) {
			t.Fatalf("%s, shuffled %s", order(ranked), order(again))
		}
		for i, c := range ranked {
			if !oneLine(c.Reason.String()) || c.Score <= 0 || i > 0 && c.Score > ranked[i-1].Score {
				t.Fatalf("candidate %d: %+v", i, c)
			}
		}
		checkProposal(t, ranked, deals)
	})
}

// checkProposal: as many as there are up to three, all different, one of them
// early when an early deal is at risk.
func checkProposal(t *rapid.T, ranked []agenda.Candidate, deals []agenda.Deal) {
	ids := inspect.Propose(ranked, deals)
	if sorted := slices.Compact(slices.Sorted(slices.Values(ids))); len(sorted) != min(len(ranked), 3) {
		t.Fatalf("proposed %q of %d", ids, len(ranked))
	}
	isEarly := func(id string) bool {
		return slices.ContainsFunc(deals, func(d agenda.Deal) bool { return d.ID == id && d.Step.Early() })
	}
	wanted := slices.ContainsFunc(ranked, func(c agenda.Candidate) bool {
		return isEarly(c.DealID) && slices.ContainsFunc(c.Findings, func(f agenda.Finding) bool { return !f.Hygiene })
	})
	if wanted && !slices.ContainsFunc(ids, isEarly) {
		t.Fatalf("proposed %q without an early deal", ids)
	}
}

// Where deals are ranked for the same things, each says what puts it there.
func TestDealsWithTheSameFindingsAreToldApart(t *testing.T) {
	born := func(days int) func(*agenda.Deal) { return func(d *agenda.Deal) { d.Created -= agenda.Date(days) } }
	for _, c := range []struct {
		name  string
		deals []agenda.Deal
		want  map[string]string // how the reasons end, by id
	}{
		{"by amount", portfolio(all(stepless, amount(5000)), all(stepless, amount(9000)), all(stepless, amount(7000)), same),
			map[string]string{"b": ", the largest of 3 with the same findings", "c": ", 2nd largest of 3 with the same findings", "a": ", 3rd largest of 3 with the same findings"}},
		{"by age where the amounts are equal", portfolio(stepless, all(stepless, born(8)), all(stepless, born(8)), all(stepless, born(3)), same),
			map[string]string{"b": ", one of the 2 oldest of 4 with the same findings", "c": ", one of the 2 oldest of 4 with the same findings", "d": ", 3rd oldest of 4 with the same findings"}},
		{"not by what is to mend in them", portfolio(stepless, all(stepless, func(d *agenda.Deal) { d.Account = "" }), same), map[string]string{"a": "closes this quarter", "b": "closes this quarter"}},
		{"not by what else is wrong", portfolio(stepless, overdue, same), map[string]string{"a": "closes this quarter", "b": "open pipeline"}},
	} {
		for _, candidate := range rank(c.deals, inspect.Norms{}) {
			want := c.want[candidate.DealID]
			if !strings.HasSuffix(candidate.Reason.String(), want) {
				t.Errorf("%s: %s says %q, want %q", c.name, candidate.DealID, candidate.Reason, want)
			}
		}
	}
}
