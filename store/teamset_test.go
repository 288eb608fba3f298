package store

import (
	"errors"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/tomlfile"
	"halfhour/store/crm"
)

func TestSettingsHold(t *testing.T) {
	s := fresh(t)
	check(t, s.SetHomeCurrency(ctx, "USD"))
	one, two := deal("1", "Initech rollout", "Ana Ruiz"), deal("2", "Hooli pilot", "Ana Ruiz")
	one.Amount, two.Amount = agenda.Money{Minor: 100_00, Currency: "USD"}, agenda.Money{Minor: 100_00, Currency: "EUR"}
	one.Probability, two.Probability = 10, -1
	load(t, s, export(), one, two)
	ana := named(t, s, "Initech rollout").Owner

	was := must(s.SettingsText(ctx))(t)
	if _, mistake := errors.AsType[*tomlfile.Mistake](s.SetSettings(ctx, was, []byte("[quota.\"Bo Nobody\"]\nevery = 3"))); !mistake {
		t.Error("a quota of somebody unknown was taken")
	}
	if string(must(s.SettingsText(ctx))(t)) != string(was) {
		t.Error("a mistake changed the settings")
	}
	text := []byte(`
[quarter]
first_month = "November"
[probability]
crm_first = false
stages = { "` + one.Stage + `" = 50 }
[rates]
EUR = 1.5
[quota."ana ruiz"]
every = 500
`)
	check(t, s.SetSettings(ctx, was, text))
	if err := s.SetSettings(ctx, was, nil); !errors.Is(err, agenda.ErrChanged) {
		t.Errorf("over another window's change: %v", err)
	}
	s = reopen(t, s)
	p := must(s.PipelineOf(ctx, ana, today))(t)
	if p.Weighted["USD"] != 50_00 || p.Weighted["EUR"] != 50_00 {
		t.Errorf("weighted %v", p.Weighted)
	}
	if p.Quota != (agenda.Money{Minor: 500_00, Currency: "USD"}) {
		t.Errorf("quota %v", p.Quota)
	}
	if left, times, known := p.Coverage(); !known || !p.Converted() || left.Minor != 500_00 || times != 0.5 {
		t.Errorf("covered %.2f times of %v", times, left)
	}
	if got := p.Rates.Show(p.Open); got != "€100 + $100 ($250 at your rates)" {
		t.Errorf("open %s", got)
	}
}

func TestTwinsAndCounts(t *testing.T) {
	s := fresh(t)
	counted := func(contacts, moves int) func(crm.Deal) crm.Deal {
		return func(d crm.Deal) crm.Deal {
			d.ContactCount, d.CloseMoves = &contacts, &moves
			return d
		}
	}
	one, two, other := counted(1, 3)(deal("1", "Initech rollout", "Ana Ruiz")), deal("2", "Initech rollout", "Bo Lind"), deal("3", "Initech rollout", "Ana Ruiz")
	other.Amount.Minor++
	load(t, s, export(), one, two, other)
	by := map[string]agenda.Deal{}
	look := func() {
		for _, d := range all(t, s) {
			by[d.CRMID] = d
		}
	}
	look()
	if by["1"].Twin != by["2"].ID || by["2"].Twin != by["1"].ID || by["3"].Twin != "" {
		t.Errorf("twins %q, %q and %q", by["1"].Twin, by["2"].Twin, by["3"].Twin)
	}
	if d := by["1"]; d.Contacts != 1 || d.Track.Told != 3 || by["2"].Track.Told != 0 {
		t.Errorf("%d contacts, %d moves", d.Contacts, d.Track.Told)
	}
	if n := must(s.Norms(ctx))(t); !n.Contacts || n.History {
		t.Errorf("norms %+v", n)
	}
	load(t, s, export(), counted(4, 5)(one), two, other)
	if look(); by["1"].Contacts != 4 || by["1"].Track.Told != 5 {
		t.Errorf("counted again: %d contacts, %d moves", by["1"].Contacts, by["1"].Track.Told)
	}
	two.Status, two.Stage, two.Step = agenda.Lost, "Closed Lost", agenda.ClosedLost
	load(t, s, export(), counted(4, 5)(one), two, other)
	if look(); by["1"].Twin != "" {
		t.Error("a lost deal is a twin")
	}
}
