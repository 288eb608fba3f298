package store

import (
	"maps"
	"testing"

	"halfhour/agenda"
)

// The norms are stored; every way of changing deals counts them anew.
func TestNormsFollowTheDeals(t *testing.T) {
	s := fresh(t)
	won := deal("1", "Żabka rollout", "Ana Ruiz")
	won.Status, won.Created, won.Close = agenda.Won, today-40, today
	won.Amount = agenda.Money{Minor: 700_00, Currency: agenda.NoCurrency}
	won.NextStep, won.LastActivity = "Kick-off", today-1
	load(t, s, export(), won)
	is := func(when string, age int, median agenda.Money, told bool) {
		t.Helper()
		s = reopen(t, s)
		got := must(s.Norms(ctx))(t)
		if got.Won != 1 || got.AgeP95 != age || len(got.Amounts) != 1 || got.Amounts[median.Currency] != (AmountNorm{1, median}) ||
			got.NextStep != told || got.Activity != told {
			t.Errorf("%s: %+v", when, got)
		}
	}
	is("imported", 40, won.Amount, true)

	check(t, s.SetHomeCurrency(ctx, "JPY"))
	is("in yen", 40, agenda.Money{Minor: 700, Currency: "JPY"}, true)

	won.Created, won.NextStep, won.LastActivity = today-50, "", 0
	won.Amount = agenda.Money{Minor: 900, Currency: "JPY"}
	load(t, s, export(), won)
	is("changed", 50, won.Amount, false)

	open := deal("2", "Öresund pilot", "Ana Ruiz")
	open.NextStepDate, open.LastActivity = today+3, today
	load(t, s, export(), won, open)
	is("beside an open one", 50, won.Amount, true)

	load(t, s, export(), won)
	is("which is gone", 50, won.Amount, true) // it is still known

	won.Stage, won.Close = "Won at last", today+1
	load(t, s, export(), won)
	is("in another stage", 51, won.Amount, true)
	if got := must(s.StageTimes(ctx))(t); !maps.Equal(got, map[string]StageTime{"Proposal/Price Quote": {1, 50, 1, 1}}) {
		t.Errorf("stages %v", got)
	}
}
