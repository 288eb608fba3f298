package movement_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/movement"

	"pgregory.net/rapid"
)

// told is a deal made by changing it forwards, with how it was after each
// import: what movement has to find by going backwards.
type told struct {
	movement.Deal
	were []agenda.Deal // by day, from the first of November on
	seen int           // the day it came in
}

const days = 20

func drawDeal(t *rapid.T) told {
	amounts := []agenda.Money{{}, usd(0), usd(50), usd(84), usd(-3), {Minor: 7, Currency: "JPY"}, {Minor: 11, Currency: "JPY"}}
	closes := []agenda.Date{0, november(1) - 60, november(10), november(28), november(30) + 31, november(30) + 32, november(30) + 90}
	statuses := []agenda.Status{agenda.Open, agenda.Open, agenda.Won, agenda.Lost}
	draw := func() []any {
		return []any{
			rapid.SampledFrom(amounts).Draw(t, "amount"), rapid.SampledFrom(closes).Draw(t, "closes"),
			rapid.SampledFrom(statuses).Draw(t, "status"), agenda.Step(rapid.IntRange(0, 6).Draw(t, "step")),
			rapid.Bool().Draw(t, "gone"), rapid.SampledFrom([]string{"ana", "bo"}).Draw(t, "owner"),
		}
	}
	d := told{seen: rapid.IntRange(1, days).Draw(t, "seen")}
	d.Seen, d.Looks = noon(d.seen), []time.Time{noon(d.seen)}
	if rapid.Bool().Draw(t, "created is known") {
		d.Created = november(rapid.IntRange(-5, d.seen).Draw(t, "created"))
	}
	d.Deal = with(d.Deal, d.seen, draw()...)
	d.Changes = nil // that is how it came in
	for day := range days + 1 {
		if day > d.seen && rapid.IntRange(0, 3).Draw(t, "an import") == 0 {
			for _, what := range draw() {
				if rapid.Bool().Draw(t, "told") {
					d.Deal = with(d.Deal, day, what)
				}
			}
		}
		d.were = append(d.were, d.Deal.Deal)
	}
	return d
}

// on returns the deal as it was when a day began.
func (d told) on(day int) (agenda.Deal, bool) {
	return d.were[day-1], d.seen < day
}

func isState(s movement.State, d agenda.Deal) bool {
	return s == movement.State{Owner: d.Owner, Stage: d.Stage, Step: d.Step, Status: d.Status, Amount: d.Amount, Close: d.Close, Gone: d.Gone}
}

func drawDeals(t *rapid.T) ([]told, []movement.Deal) {
	var made []told
	var deals []movement.Deal
	for i := range rapid.IntRange(0, 8).Draw(t, "deals") {
		d := drawDeal(t)
		d.ID = strconv.Itoa(i)
		made, deals = append(made, d), append(deals, d.Deal)
	}
	return made, deals
}

// Going backwards finds what was there; each deal of the end has one line in
// one bucket; and the waterfall leads from what was open to what is, to the
// cent, in each currency.
func TestMovement(t *testing.T) {
	terms := []movement.Term{{}, movement.Quarter(agenda.Calendar{}, november(1)), movement.Quarter(agenda.Calendar{}, november(1)+92), {From: november(11), Next: november(11)}}
	rapid.Check(t, func(t *rapid.T) {
		made, deals := drawDeals(t)
		from := rapid.IntRange(1, days).Draw(t, "from")
		until := rapid.IntRange(from, days).Draw(t, "until")
		p := movement.Period{From: midnight(from), Until: midnight(until), Owner: rapid.SampledFrom([]string{"", "ana"}).Draw(t, "owner")}
		m := movement.Between(deals, p, step)
		lines := map[string]movement.Line{}
		for _, l := range m {
			lines[l.Deal.ID] = l
		}
		if len(lines) != len(m) {
			t.Fatalf("a deal has two lines: %+v", m)
		}
		term := rapid.SampledFrom(terms).Draw(t, "term")
		start, end := agenda.Totals{}, agenda.Totals{}
		for _, d := range made {
			l, ok := lines[d.ID]
			d.check(t, l, ok, from, until, p.Owner)
			if l.There && l.Was.Status == agenda.Open && !l.Was.Gone && inTerm(term, l.Was.Close) {
				start.Add(l.Was.Amount)
			}
			if l.Is.Status == agenda.Open && !l.Is.Gone && inTerm(term, l.Is.Close) {
				end.Add(l.Is.Amount)
			}
		}
		checkTallies(t, m)
		checkFalls(t, m.Waterfall(term), start, end)
	})
}

// check holds a deal's line, if there is one, to what the deal was.
func (d told) check(t *rapid.T, l movement.Line, there bool, from, until int, owner string) {
	was, wasSeen := d.on(from)
	is, isSeen := d.on(until)
	switch first := d.were[d.seen]; {
	case isSeen && there != (owner == "" || is.Owner == owner):
		t.Fatalf("a line, %v, of %+v", there, d.Deal)
	case !there:
	case isSeen && !isState(l.Is, is), wasSeen && !(l.There && isState(l.Was, was)):
		t.Fatalf("%+v\nis not %+v\nto %+v", l, was, is)
	case !wasSeen && l.Was.Amount != first.Amount:
		t.Fatalf("%+v\nfirst was %+v", l, first)
	case !wasSeen && l.There && d.Created == 0 && first.Status == agenda.Open:
		t.Fatalf("nobody knows that %+v was there", d.Deal)
	}
}

func inTerm(term movement.Term, d agenda.Date) bool {
	return term == movement.Term{} || d != 0 && d >= term.From && d < term.Next
}

func checkTallies(t *rapid.T, m movement.Movement) {
	n := len(m.Of(movement.Settled))
	for _, tally := range m.Tallies() {
		if tally.Deals != len(m.Of(tally.Kind)) {
			t.Fatalf("%+v of %d", tally, len(m.Of(tally.Kind)))
		}
		n += tally.Deals
	}
	if n != len(m) {
		t.Fatalf("%d of %d lines are in a bucket", n, len(m))
	}
	for _, l := range m {
		if slices.Contains(l.Also, l.Kind) {
			t.Fatalf("%s twice: %v", l.Kind, l.Also)
		}
	}
}

func checkFalls(t *rapid.T, w movement.Waterfall, start, end agenda.Totals) {
	first, last := agenda.Totals{}, agenda.Totals{}
	for _, fall := range w.Falls {
		sum := int64(0)
		for i, s := range fall.Steps {
			money := agenda.Money{Minor: s.Amount, Currency: fall.Currency}
			switch i {
			case 0:
				first.Add(money)
			case len(fall.Steps) - 1:
				last.Add(money)
				if s.Amount != sum {
					t.Fatalf("%+v adds up to %d", fall, sum)
				}
			}
			sum += s.Amount
			if s.Kind == movement.Up && s.Amount < 0 || s.Kind == movement.Down && s.Amount > 0 || s.Deals == 0 && s.Amount != 0 {
				t.Fatalf("%+v", s)
			}
		}
	}
	for _, totals := range []agenda.Totals{first, last, start, end} {
		maps.DeleteFunc(totals, func(_ string, n int64) bool { return n == 0 })
	}
	if !maps.Equal(first, start) || !maps.Equal(last, end) {
		t.Fatalf("from %v to %v, not from %v to %v", first, last, start, end)
	}
}

// In no time nothing moves.
func TestNoTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, deals := drawDeals(t)
		at := midnight(rapid.IntRange(1, days).Draw(t, "at"))
		for _, l := range movement.Between(deals, movement.Period{From: at, Until: at}, step) {
			if l.Kind != movement.Unchanged && l.Kind != movement.Settled || len(l.Also) > 0 || l.Was != l.Is {
				t.Fatalf("%+v", l)
			}
		}
	})
}

// The order of a history does not matter, but for changes of one field at one
// instant.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		_, deals := drawDeals(t)
		p := movement.Period{From: midnight(rapid.IntRange(1, days).Draw(t, "from"))}
		want := movement.Between(deals, p, step)
		seed := rapid.Uint64().Draw(t, "order")
		r := rand.New(rand.NewPCG(seed, 0))
		for i := range deals {
			deals[i].Changes = slices.Clone(deals[i].Changes)
			r.Shuffle(len(deals[i].Changes), func(a, b int) {
				c := deals[i].Changes
				c[a], c[b] = c[b], c[a]
			})
		}
		got := movement.Between(deals, p, step)
		for i, l := range want {
			if got[i].Kind != l.Kind || got[i].Was != l.Was || got[i].Is != l.Is {
				t.Fatalf("%+v\nnot %+v", got[i], l)
			}
		}
	})
}
