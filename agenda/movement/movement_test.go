package movement_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/movement"
)

// november is a day of November 2026; imports come at noon.
func november(n int) agenda.Date { return agenda.NewDate(2026, time.November, n) }
func noon(n int) time.Time       { return november(n).Time().Add(12 * time.Hour) }
func midnight(n int) time.Time   { return november(n).Time() }

func usd(major int64) agenda.Money { return agenda.Money{Minor: major * 100, Currency: "USD"} }

func step(_, stage string) agenda.Step { return agenda.ParseStep(stage) }

// nordlicht is an open deal that was there from 2 November on.
func nordlicht() movement.Deal {
	return movement.Deal{
		Deal: agenda.Deal{
			ID: "1", Name: "Nordlicht renewal", Owner: "ana", Stage: "Proposal", Step: agenda.Proposal, Status: agenda.Open,
			Amount: usd(84000), Close: november(30), Created: november(1) - 90,
		},
		Seen: noon(2), Looks: []time.Time{noon(2)},
	}
}

// with changes the deal at noon of a day, and keeps the change in its history.
func with(d movement.Deal, day int, what ...any) movement.Deal {
	d.Changes = slices.Clone(d.Changes)
	note := func(f agenda.Field, old, new string) {
		d.Changes = append(d.Changes, agenda.Change{DealID: d.ID, Field: f, Old: old, New: new, At: noon(day)})
	}
	for _, w := range what {
		switch v := w.(type) {
		case agenda.Date:
			note(agenda.FieldClose, d.Close.String(), v.String())
			d.Close = v
		case agenda.Money:
			note(agenda.FieldAmount, written(d.Amount), written(v))
			d.Amount = v
		case agenda.Step:
			note(agenda.FieldStage, d.Stage, v.String())
			d.Stage, d.Step = v.String(), v
		case agenda.Status:
			note(agenda.FieldStatus, string(d.Status), string(v))
			d.Status = v
		case bool:
			note(agenda.FieldGone, gone(d.Gone), gone(v))
			d.Gone = v
		case string:
			note(agenda.FieldOwner, d.Owner, v)
			d.Owner = v
		}
	}
	return d
}

func written(m agenda.Money) string {
	if !m.Known() {
		return ""
	}
	return m.Decimal() + " " + m.Currency
}

func gone(is bool) string {
	if is {
		return "gone"
	}
	return ""
}

// From 16 to 22 November, what became of a deal.
func TestKinds(t *testing.T) {
	fresh := func(created agenda.Date) movement.Deal {
		d := nordlicht()
		d.Created, d.Seen, d.Looks = created, noon(18), []time.Time{noon(11), noon(18)}
		return d
	}
	closed := func(created, closes agenda.Date) movement.Deal {
		d := fresh(created)
		d.Status, d.Stage, d.Step, d.Close = agenda.Won, "Won", agenda.ClosedWon, closes
		return d
	}
	late := func(d movement.Deal) movement.Deal { d.Looks = []time.Time{noon(18)}; return d }
	for _, c := range []struct {
		name string
		deal movement.Deal
		want string // kind, what else, and the words; "" for no line
	}{
		{"nothing", nordlicht(), "unchanged"},
		{"before the period", with(nordlicht(), 12, november(30)+14), "unchanged"},
		{"after the period", with(nordlicht(), 24, november(30)+14, agenda.ClosedWon, agenda.Won), "unchanged"},
		{"pushed", with(nordlicht(), 18, november(30)+14), "pushed: closes Mon 30 Nov → Mon 14 Dec, 14 days later"},
		{"pushed twice, pulled in once", with(with(with(nordlicht(), 12, november(30)+14), 18, november(30)+30), 20, november(30)+20),
			"pushed: closes Mon 14 Dec → Sun 20 Dec, 6 days later"},
		{"there and back", with(with(nordlicht(), 17, november(30)+14), 20, november(30)), "unchanged"},
		{"pulled in", with(nordlicht(), 18, november(29)), "pulled in: closes Mon 30 Nov → Sun 29 Nov, 1 day earlier"},
		{"a close date at last", with(with(nordlicht(), 12, agenda.Date(0)), 18, november(30)), "unchanged: closes no date → Mon 30 Nov"},
		{"won", with(nordlicht(), 18, agenda.Won, agenda.ClosedWon, november(18)), "won: Proposal → won Wed 18 Nov"},
		{"won for less", with(nordlicht(), 18, agenda.Won, november(18), usd(80000)), "won, down: Proposal → won Wed 18 Nov; $84,000 → $80,000"},
		{"lost", with(nordlicht(), 18, agenda.Lost), "lost: Proposal → lost Mon 30 Nov"},
		{"won, as only the stage tells", with(nordlicht(), 18, agenda.ClosedWon), "moved on: Proposal → Won"},
		{"lost after it was won", with(with(nordlicht(), 12, agenda.Won), 18, agenda.Lost), "lost: won → lost Mon 30 Nov"},
		{"won before", with(nordlicht(), 12, agenda.Won), "settled"},
		{"won before, corrected", with(with(nordlicht(), 12, agenda.Won), 18, usd(1), november(20)), "settled"},
		{"pushed, then lost", with(with(nordlicht(), 17, november(30)+14), 18, agenda.Lost), "lost: Proposal → lost Mon 14 Dec"},
		{"reopened", with(with(nordlicht(), 12, agenda.Lost), 18, agenda.Open), "back: lost → Proposal, closes Mon 30 Nov"},
		{"gone", with(nordlicht(), 18, true), "gone: was in Proposal, closes Mon 30 Nov"},
		{"gone, long after it was won", with(with(nordlicht(), 12, agenda.Won, november(12)), 18, true), "gone: was won Thu 12 Nov"},
		{"gone before", with(nordlicht(), 12, true), "settled"},
		{"back in the export", with(with(nordlicht(), 12, true), 18, false), "back: in the export again, in Proposal, closes Mon 30 Nov"},
		{"back for less", with(with(nordlicht(), 12, true), 18, false, usd(80000)),
			"back, down: in the export again, in Proposal, closes Mon 30 Nov; $84,000 → $80,000"},
		{"gone and back", with(with(nordlicht(), 17, true), 20, false), "unchanged"},
		{"up", with(nordlicht(), 18, usd(90000)), "up: $84,000 → $90,000"},
		{"down", with(nordlicht(), 18, usd(80000)), "down: $84,000 → $80,000"},
		{"in another currency", with(nordlicht(), 18, agenda.Money{Minor: 1, Currency: "EUR"}), "up: $84,000 → €0"},
		{"an amount at last", with(with(nordlicht(), 12, agenda.Money{}), 18, usd(1)), "up: no amount → $1"},
		{"no amount any more", with(nordlicht(), 18, agenda.Money{}), "down: $84,000 → no amount"},
		{"moved on", with(nordlicht(), 18, agenda.Commit), "moved on: Proposal → Commit"},
		{"moved back", with(nordlicht(), 18, agenda.Discovery), "moved back: Proposal → Discovery"},
		{"to a stage nobody can place", with(nordlicht(), 18, agenda.NoStep), "unchanged: Proposal → no known stage"},
		{"pushed, cut and moved back", with(nordlicht(), 18, agenda.Discovery, usd(80000), november(30)+1),
			"pushed, down, moved back: closes Mon 30 Nov → Tue 1 Dec, 1 day later; $84,000 → $80,000; Proposal → Discovery"},
		{"new", fresh(november(17)), "new: in Proposal, closes Mon 30 Nov"},
		{"new, as far as anybody knows", fresh(0), "new: in Proposal, closes Mon 30 Nov"},
		{"new since the last look", fresh(november(12)), "new: in Proposal, closes Mon 30 Nov"},
		{"created before the last look, and not in it", fresh(november(10)), "new: in Proposal, closes Mon 30 Nov"},
		{"created before a late first import", late(fresh(november(12))), "unchanged"},
		{"new with a late first import", late(fresh(november(16))), "new: in Proposal, closes Mon 30 Nov"},
		{"new and pushed", with(fresh(november(17)), 20, november(30)+14),
			"pushed, new: in Proposal; closes Mon 30 Nov → Mon 14 Dec, 14 days later"},
		{"new and up", with(fresh(november(17)), 20, usd(90000)), "new, up: in Proposal, closes Mon 30 Nov; $84,000 → $90,000"},
		{"new and moved on", with(fresh(november(17)), 20, agenda.Commit), "new, moved on: in Commit, closes Mon 30 Nov"},
		{"new and lost", with(fresh(november(17)), 20, agenda.Lost), "lost, new: new → lost Mon 30 Nov"},
		{"new and gone", with(fresh(november(17)), 20, true), "gone, new: was in Proposal, closes Mon 30 Nov"},
		{"new and won at once", closed(november(17), november(18)), "won, new: new → won Wed 18 Nov"},
		{"first seen won, open until then", closed(november(1), november(17)), "won: no known stage → won Tue 17 Nov"},
		{"first seen won, closed since the last look", closed(november(1), november(12)), "won: no known stage → won Thu 12 Nov"},
		{"first seen won, long ago", closed(november(1), november(10)), "settled"},
		{"first seen won, long ago, nobody knows since when", closed(0, november(10)), "settled"},
		{"first seen won before a late first import", late(closed(november(1), november(15))), "settled"},
		{"first seen later", func() movement.Deal { d := fresh(0); d.Seen = noon(24); return d }(), ""},
		{"somebody else's at the end", with(nordlicht(), 18, "bo"), ""},
		{"somebody else's afterwards", with(nordlicht(), 24, "bo"), "unchanged"},
		{"taken over", with(with(nordlicht(), 12, "bo"), 18, "ana"), "unchanged"},
	} {
		p := movement.Period{From: midnight(16), Until: midnight(23), Owner: "ana"}
		got := ""
		for _, l := range movement.Between([]movement.Deal{c.deal}, p, step) {
			kinds := []string{string(l.Kind)}
			for _, k := range l.Also {
				kinds = append(kinds, string(k))
			}
			got = strings.Join(kinds, ", ")
			if words := l.Words(november(23)); words != "" {
				got += ": " + words
			}
		}
		if got != c.want {
			t.Errorf("%s: %q, not %q", c.name, got, c.want)
		}
	}
}

// A change counts from its instant on, and no longer where the period ends.
func TestEnds(t *testing.T) {
	d := with(nordlicht(), 18, usd(90000))
	for _, c := range []struct {
		from, until time.Time
		want        movement.Kind
	}{
		{noon(18), noon(18).Add(1), movement.Up},
		{noon(18).Add(1), time.Time{}, movement.Unchanged},
		{noon(17), noon(18), movement.Unchanged},
		{noon(17), time.Time{}, movement.Up},
	} {
		m := movement.Between([]movement.Deal{d}, movement.Period{From: c.from, Until: c.until}, step)
		if len(m) != 1 || m[0].Kind != c.want {
			t.Errorf("%s to %s: %+v", c.from, c.until, m)
		}
	}
}

// What a history file tells of the stage alone says when a deal was closed.
func TestStageTellsStatus(t *testing.T) {
	d := with(with(nordlicht(), 12, agenda.ClosedLost), 18, agenda.ClosedWon)
	d.Status = agenda.Won
	for from, want := range map[int]agenda.Status{10: agenda.Open, 14: agenda.Lost, 20: agenda.Won} {
		if m := movement.Between([]movement.Deal{d}, movement.Period{From: midnight(from)}, step); m[0].Was.Status != want {
			t.Errorf("on %d Nov: %+v", from, m[0].Was)
		}
	}
	d.Changes = append(d.Changes, agenda.Change{Field: agenda.FieldStatus, Old: "open", New: "won", At: noon(18)})
	if m := movement.Between([]movement.Deal{d}, movement.Period{From: midnight(14)}, step); m[0].Was.Status != agenda.Open {
		t.Errorf("a status says it better: %+v", m[0].Was)
	}
}

// Changes of one instant keep the order they are given in; so do, sorted by
// their instants, those given in any order.
func TestOneInstant(t *testing.T) {
	d := with(with(nordlicht(), 18, usd(90000)), 18, usd(95000), november(29))
	was := func(d movement.Deal) string {
		m := movement.Between([]movement.Deal{d}, movement.Period{From: midnight(16)}, step)
		return fmt.Sprint(m[0].Was.Amount, " ", m[0].Was.Close)
	}
	if got := was(d); got != "$84,000 2026-11-30" {
		t.Errorf("%s", got)
	}
	other := slices.Clone(d.Changes)
	other[1], other[2] = other[2], other[1] // a date and an amount
	if got := was(movement.Deal{Deal: d.Deal, Seen: d.Seen, Changes: other}); got != "$84,000 2026-11-30" {
		t.Errorf("another order of fields: %s", got)
	}
	d = with(d, 20, usd(70000))
	slices.Reverse(d.Changes[2:]) // of 18 and 20 November
	before := slices.Clone(d.Changes)
	if got := was(d); got != "$84,000 2026-11-30" {
		t.Errorf("another order of instants: %s", got)
	}
	if !slices.Equal(before, d.Changes) {
		t.Error("the history was put in order for its owner too")
	}
}

// What nobody can read is passed over.
func TestUnreadable(t *testing.T) {
	d := nordlicht()
	for _, c := range []agenda.Change{
		{Field: agenda.FieldClose, Old: "soon"}, {Field: agenda.FieldAmount, Old: "lots"},
		{Field: agenda.FieldStatus, Old: "maybe"}, {Field: agenda.FieldNextStep, Old: "Call"},
	} {
		c.At = noon(18)
		d.Changes = append(d.Changes, c)
	}
	if m := movement.Between([]movement.Deal{d}, movement.Period{From: midnight(16)}, step); m[0].Kind != movement.Unchanged {
		t.Errorf("%+v", m[0])
	}
}

func TestSummary(t *testing.T) {
	d := nordlicht()
	eur := agenda.Money{Minor: 100, Currency: "EUR"}
	deals := []movement.Deal{
		d, d, with(d, 18, november(30)+1), with(d, 18, november(30)+21), with(d, 18, november(30)+99), with(d, 18, november(20)),
		with(d, 18, usd(80000)), with(with(d, 12, eur), 18, usd(1)), with(d, 18, true), with(d, 18, agenda.Won), with(d, 12, agenda.Won),
	}
	m := movement.Between(deals, movement.Period{From: midnight(16)}, step)
	want := "1 won · 3 pushed (median 21 days) · 1 pulled in · 1 amount up · 1 amount down · 2 unchanged · 1 no longer in the export"
	if got := movement.Summary(m.Tallies()); got != want {
		t.Errorf("%s\nnot %s", got, want)
	}
	totals := map[movement.Kind]agenda.Totals{
		movement.Pushed: {"USD": 252_000_00}, movement.Down: {"USD": -4_000_00}, movement.Up: {"USD": 1_00, "EUR": -1_00},
		movement.New: {}, movement.Unchanged: {"USD": 168_000_00},
	}
	medians := map[movement.Kind]int{movement.Pushed: 21, movement.PulledIn: 10}
	for _, tally := range m.Tallies() {
		if want, ok := totals[tally.Kind]; ok && !maps.Equal(tally.Total, want) || tally.Median != medians[tally.Kind] {
			t.Errorf("%s: %v, not %v, and %d days", tally.Kind, tally.Total, want, tally.Median)
		}
	}
	if n := len(m.Of(movement.Pushed)); n != 3 {
		t.Errorf("%d were pushed", n)
	}
	if got := movement.Summary(nil); got != "no deals" {
		t.Errorf("%s", got)
	}
	if got := (movement.Tally{Kind: movement.Unchanged, Deals: 12340}).String(); got != "12,340 unchanged" {
		t.Errorf("%s", got)
	}
}
