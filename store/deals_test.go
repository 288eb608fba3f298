package store

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/store/crm"
)

func TestTracks(t *testing.T) {
	s := fresh(t)
	d, other := deal("1", "a", "Ana Ruiz"), deal("2", "b", "Bo Lindqvist")
	src := export()
	steps := []func(){
		func() { d.Close += 20; d.Amount.Minor -= 100 },
		func() { d.Close += 42; d.Stage, d.Step = "Qualification", agenda.Qualification },
		func() { d.Close -= 5; other.Close += 3 },
		func() {
			other.Status, other.Stage, other.Step, other.Close = agenda.Won, "Closed Won", agenda.ClosedWon, other.Close+30
		},
		func() { other.Close += 30 },
	}
	load(t, s, src, d, other)
	for _, change := range steps {
		change()
		src.Now = src.Now.Add(24 * time.Hour)
		load(t, s, src, d, other)
	}
	s = reopen(t, s)
	usd := agenda.Money{Minor: 8_400_000, Currency: "USD"}
	want := []agenda.Track{
		{Pushes: 2, PushedDays: 62, LongestPush: 42, FirstAmount: usd, MovedBack: true},
		{Pushes: 1, PushedDays: 3, LongestPush: 3, FirstAmount: usd},
	}
	list := all(t, s)
	for i, d := range list {
		if d.Track != want[i] {
			t.Errorf("%s: %+v", d.Name, d.Track)
		}
	}
	for _, f := range []Filter{{IDs: []string{list[0].ID}}, {Owner: list[0].Owner}, {}} {
		if got := must(s.Deals(ctx, f))(t); !reflect.DeepEqual(got, list[:1]) {
			t.Errorf("%+v: %+v", f, got)
		}
	}
	if got := must(s.Deals(ctx, Filter{IDs: []string{}}))(t); len(got) != 0 {
		t.Errorf("none asked for: %+v", got)
	}
	many := slices.Repeat([]string{"nowhere"}, 2*mostIDs)
	if got := must(s.Deals(ctx, Filter{IDs: append(many, list[1].ID, list[0].ID)}))(t); len(got) != 2 {
		t.Errorf("many asked for: %+v", got)
	}
}

// A deal that was closed when it came in has no pushes.
func TestClosedAllAlong(t *testing.T) {
	s := fresh(t)
	d := deal("1", "a", "Ana Ruiz")
	d.Status, d.Stage, d.Step = agenda.Lost, "Closed Lost", agenda.ClosedLost
	load(t, s, export(), d)
	d.Close += 10
	load(t, s, export(), d)
	if got := all(t, s)[0].Track; got.Pushes != 0 {
		t.Errorf("%+v", got)
	}
}

func TestAddHistory(t *testing.T) {
	s := fresh(t)
	q := deal("9", "c", "Ana Ruiz")
	q.Stage, q.Step = "Qualification", agenda.Qualification
	load(t, s, export(), deal("1", "a", "Ana Ruiz"), deal("2", "b", "Bo Lindqvist"), q)
	id := named(t, s, "a").ID
	day := func(n int) time.Time { return now.AddDate(0, 0, -n) }
	history := []agenda.Change{
		{DealID: id, Field: agenda.FieldClose, Old: "2026-09-30", New: "2026-10-31", At: day(60)},
		{DealID: id, Field: agenda.FieldClose, Old: "2026-10-31", New: "2026-12-15", At: day(30)},
		{DealID: id, Field: agenda.FieldAmount, Old: "96000.00 USD", New: "84000.00 USD", At: day(29)},
		{DealID: id, Field: agenda.FieldStage, Old: "Proposal/Price Quote", New: "Qualification", At: day(28)},
		{DealID: id, Field: agenda.FieldStage, Old: "Qualification", New: "Proposal/Price Quote", At: day(20)},
		{DealID: id, Field: agenda.FieldOwner, Old: "Bo Lindqvist", New: "Ana Ruiz", At: day(19)},
		{DealID: id, Field: agenda.FieldProbability, Old: "", New: "40", At: day(18)},
		{DealID: id, Field: agenda.FieldNextStep, Old: "", New: "Call their CFO", At: day(17)},
	}
	check(t, s.AddHistory(ctx, history))
	check(t, s.AddHistory(ctx, history)) // a second time adds nothing
	s = reopen(t, s)
	if got := must(s.History(ctx, id))(t); !reflect.DeepEqual(got, history) {
		t.Errorf("got %+v\nnot %+v", got, history)
	}
	d := named(t, s, "a")
	want := agenda.Track{Pushes: 2, PushedDays: 76, LongestPush: 45, FirstAmount: agenda.Money{Minor: 9_600_000, Currency: "USD"}, MovedBack: true}
	if d.Track != want || d.StageSince != today-20 {
		t.Errorf("%+v, in its stage since %s", d.Track, d.StageSince)
	}
	for _, c := range []agenda.Change{
		{DealID: "nowhere", Field: agenda.FieldClose, New: "2026-10-31", At: now},
		{DealID: id, Field: agenda.FieldClose, New: "31 Oct", At: now},
		{DealID: id, Field: agenda.FieldAmount, New: "lots", At: now},
		{DealID: id, Field: agenda.FieldOwner, New: "Nobody", At: now},
		{DealID: id, Field: agenda.FieldProbability, New: "likely", At: now},
	} {
		ok := agenda.Change{DealID: id, Field: agenda.FieldForecast, New: "Commit", At: now}
		if s.AddHistory(ctx, []agenda.Change{ok, c}) == nil {
			t.Errorf("%+v was taken", c)
		}
	}
	if got := must(s.History(ctx, id))(t); len(got) != len(history) {
		t.Errorf("half of a refused history came in: %+v", got)
	}
}

func TestPipelineOf(t *testing.T) {
	s := fresh(t)
	var rows []any
	add := func(change func(d *crm.Deal)) {
		d := deal(fmt.Sprint(len(rows)), fmt.Sprint(len(rows)), "Ana Ruiz")
		change(&d)
		rows = append(rows, d)
	}
	usd := func(minor int64) agenda.Money { return agenda.Money{Minor: minor, Currency: "USD"} }
	add(func(d *crm.Deal) { d.Amount, d.Probability = usd(101), 50 })               // weighted 51
	add(func(d *crm.Deal) { d.Amount, d.Probability = usd(1000), 0 })               // the CRM says no chance
	add(func(d *crm.Deal) { d.Amount, d.Close = usd(1000), today+60 })              // next quarter, Proposal 75 %
	add(func(d *crm.Deal) { d.Amount = agenda.Money{Minor: 500, Currency: "EUR"} }) // 375
	add(func(d *crm.Deal) { d.Amount, d.Close = agenda.Money{}, 0 })
	add(func(d *crm.Deal) { d.Stage, d.Step, d.Amount = "Qualification", agenda.Qualification, usd(100) }) // 10
	add(func(d *crm.Deal) { d.Stage, d.Step, d.Amount = "Limbo", agenda.NoStep, usd(100) })                // 0
	add(func(d *crm.Deal) { d.Status, d.Close, d.Amount = agenda.Won, today, usd(700) })
	add(func(d *crm.Deal) { d.Status, d.Close, d.Amount = agenda.Won, today-200, usd(900) })
	add(func(d *crm.Deal) { d.Status, d.Close = agenda.Lost, today })
	add(func(d *crm.Deal) { d.Owner = "Bo Lindqvist" })
	add(func(d *crm.Deal) { d.Amount = usd(5) })
	gone := len(rows) - 1
	load(t, s, export(), rows...)
	load(t, s, export(), rows[:gone]...)
	ana := must(s.PersonByName(ctx, "Ana Ruiz"))(t).ID
	was := must(s.CreateReview(ctx, agenda.NewReview(NewID(), ana, "", nil, today)))(t)
	r := was.Clone()
	check(t, r.Start(now))
	for i, due := range []agenda.Date{0, today, today - 1, today - 2} {
		id := NewID()
		check(t, r.AddAction(agenda.Action{ID: id, Text: "x", Due: due}, now))
		if i == 3 {
			check(t, r.SetActionState(id, agenda.Done, now))
		}
	}
	r = must(s.SaveReview(ctx, was, r))(t)
	got := must(s.PipelineOf(ctx, ana, today))(t)
	if got.OpenActions != 0 {
		t.Errorf("actions of the running review count: %+v", got)
	}
	next := r.Clone()
	check(t, next.Finish(now))
	must(s.SaveReview(ctx, r, next))(t)
	s = reopen(t, s)

	got = must(s.PipelineOf(ctx, ana, today))(t)
	want := agenda.Pipeline{
		Open: agenda.Totals{"USD": 2301, "EUR": 500}, Weighted: agenda.Totals{"USD": 51 + 750 + 10, "EUR": 375}, OpenCount: 7,
		ClosesCount: 5, Closes: agenda.Totals{"USD": 1301, "EUR": 500}, QuarterEnd: agenda.NewDate(2027, time.January, 1),
		WonCount: 1, Won: agenda.Totals{"USD": 700}, AllWon: 2, AllLost: 1,
		Stages: []agenda.StageBar{
			{Stage: "Qualification", Step: agenda.Qualification, Count: 1, Total: agenda.Totals{"USD": 100}},
			{Stage: "Proposal/Price Quote", Step: agenda.Proposal, Count: 5, Total: agenda.Totals{"USD": 2101, "EUR": 500}},
			{Stage: "Limbo", Step: agenda.NoStep, Count: 1, Total: agenda.Totals{"USD": 100}},
		},
		NoAmount: 1, OpenActions: 3, OverdueItems: 1,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nnot %+v", got, want)
	}
	if got := must(s.PipelineOf(ctx, "nobody", today))(t); got.OpenCount != 0 || got.Open == nil {
		t.Errorf("of nobody: %+v", got)
	}
}

func TestNorms(t *testing.T) {
	s := fresh(t)
	if got := must(s.Norms(ctx))(t); got.Won != 0 || got.AgeP95 != 0 || len(got.Amounts) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
	var rows []any
	for i := range 100 {
		d := deal(fmt.Sprint(i), fmt.Sprint(i), "Ana Ruiz")
		d.Status, d.Created, d.Close, d.Amount.Minor = agenda.Won, today-agenda.Date(i+1), today, int64(i+1)
		if i == 0 {
			d.Amount.Currency = "EUR"
		}
		rows = append(rows, d)
	}
	late, unknown := deal("200", "200", "Ana Ruiz"), deal("201", "201", "Ana Ruiz")
	late.Created = today - 9999 // open: counts for nothing
	late.LastActivity = today
	unknown.Status, unknown.Created, unknown.Amount = agenda.Won, 0, agenda.Money{}
	load(t, s, export(), append(rows, late, unknown)...)
	got := must(reopen(t, s).Norms(ctx))(t)
	want := Norms{Won: 100, AgeP95: 95, AgeMost: 100, Activity: true, Amounts: map[string]AmountNorm{
		"USD": {99, agenda.Money{Minor: 51, Currency: "USD"}}, "EUR": {1, agenda.Money{Minor: 1, Currency: "EUR"}},
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nnot %+v", got, want)
	}
}
