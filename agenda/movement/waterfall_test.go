package movement_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/movement"
)

// steps writes a currency's waterfall as "kind deals amount", in major units,
// without empty steps.
func steps(f movement.Fall) string {
	var parts []string
	for _, s := range f.Steps {
		if s.Deals > 0 {
			parts = append(parts, fmt.Sprintf("%s %d %+d", s.Kind, s.Deals, s.Amount/100))
		}
	}
	return f.Currency + ": " + strings.Join(parts, ", ")
}

func TestWaterfall(t *testing.T) {
	d := nordlicht()
	in := func(currency string) movement.Deal { // the same of another country
		other := d
		other.Amount.Currency = currency
		return other
	}
	january := agenda.NewDate(2027, time.January, 15)
	fresh := d
	fresh.Created, fresh.Seen, fresh.Looks = november(17), noon(18), []time.Time{noon(18)}
	elsewhere := with(d, 12, january)
	deals := []movement.Deal{
		d, in("EUR"),
		with(d, 18, usd(100000)), with(d, 18, usd(80000)),
		with(d, 18, january), with(d, 18, november(5)), // out of the quarter, and within it
		with(d, 18, agenda.Date(0)),
		with(elsewhere, 18, november(29)), with(with(d, 12, november(1)-60), 18, november(29), usd(1)), // from later, from before
		elsewhere, with(elsewhere, 18, agenda.Won), // never in it
		fresh, with(fresh, 20, usd(90000)), with(fresh, 20, january), with(fresh, 20, agenda.Won),
		with(d, 18, agenda.Won, usd(1)), with(d, 18, january, agenda.Lost), with(d, 18, true),
		with(with(d, 12, agenda.Lost), 18, agenda.Open), with(with(d, 12, true), 18, false, usd(5)),
		with(d, 12, agenda.Lost),
		with(in("EUR"), 18, usd(10)), with(in("EUR"), 18, agenda.Money{}), with(d, 12, agenda.Money{}),
	}
	m := movement.Between(deals, movement.Period{From: midnight(16)}, step)
	for _, c := range []struct {
		term     movement.Term
		want     []string
		noAmount int
	}{
		{movement.Quarter(agenda.Calendar{}, november(23)), []string{
			"USD: start 9 +756000, new 2 +174000, back 2 +84005, pulled in 2 +84001, up 2 +16010, down 1 -4000, " +
				"pushed 2 -168000, won 1 -84000, lost 1 -84000, gone 1 -84000, end 11 +690016",
			"EUR: start 3 +252000, down 2 -168000, end 1 +84000",
		}, 2},
		{movement.Term{}, []string{
			"USD: start 13 +1092000, new 3 +258000, back 2 +84005, up 2 +16010, down 2 -87999, " +
				"won 2 -168000, lost 1 -84000, gone 1 -84000, end 15 +1026016",
			"EUR: start 3 +252000, down 2 -168000, end 1 +84000",
		}, 2},
		{movement.Quarter(agenda.Calendar{}, january+90), nil, 0},
	} {
		w := m.Waterfall(c.term)
		var got []string
		for _, f := range w.Falls {
			got = append(got, steps(f))
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") || w.NoAmount != c.noAmount {
			t.Errorf("%s to %s, %d without an amount:\n%s\nnot\n%s", c.term.From, c.term.Next, w.NoAmount, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}
