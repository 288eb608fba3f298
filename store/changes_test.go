package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/movement"
	"halfhour/store/crm"
)

// moved says what became of deals since an instant: "a pushed 14, b new".
func moved(t *testing.T, s *Store, owner string, from, until time.Time) string {
	t.Helper()
	p := must(s.Since(ctx, owner, from))(t)
	var parts []string
	for _, l := range movement.Between(p.Deals, movement.Period{From: from, Until: until, Owner: owner}, p.Step) {
		text := fmt.Sprint(l.Deal.Name, " ", l.Kind)
		if n := l.Days(); n != 0 {
			text += fmt.Sprint(" ", n)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

// threeWeeks imports three exports, of three Mondays: what each deal did
// stands in its name.
func threeWeeks(t *testing.T) (s *Store, mondays [3]time.Time) {
	s = fresh(t)
	won := func(d crm.Deal) crm.Deal {
		d.Status, d.Stage, d.Step, d.Close = agenda.Won, "Closed Won", agenda.ClosedWon, today-100
		return d
	}
	pushed, cut, idle, leaves, passed := deal("1", "pushed", "Ana"), deal("2", "cut", "Ana"), deal("3", "idle", "Ana"), deal("4", "leaves", "Ana"), deal("5", "passed on", "Ana")
	before, bo := won(deal("6", "won before", "Ana")), deal("7", "of Bo", "Bo")
	late, made := deal("8", "late", "Ana"), deal("9", "made", "Ana")
	made.Created = today - 6
	src := export()
	for i := range mondays {
		mondays[i] = now.AddDate(0, 0, 7*(i-2))
	}
	week := func(i int, deals ...any) {
		src.Now, src.Today = mondays[i], today-agenda.Date(7*(2-i))
		load(t, s, src, deals...)
	}
	week(0, pushed, cut, idle, leaves, passed, before, bo)
	pushed.Close += 14
	passed.Owner = "Bo"
	bo.NextStep = "Call" // nothing that moves
	week(1, pushed, cut, idle, leaves, passed, before, bo)
	pushed.Close += 7
	cut.Amount.Minor -= 100
	passed.Stage, passed.Step = "Qualification", agenda.Qualification
	week(2, pushed, cut, idle, passed, before, bo, late, made)
	return reopen(t, s), mondays
}

func TestSince(t *testing.T) {
	s, monday := threeWeeks(t)
	ana, bo := must(s.PersonByName(ctx, "Ana"))(t).ID, must(s.PersonByName(ctx, "Bo"))(t).ID
	const first = "pushed new, cut new, idle new, leaves new, passed on new, won before won, of Bo new"
	for _, c := range []struct {
		owner       string
		from, until time.Time
		want        string
	}{
		{"", monday[2], time.Time{}, "pushed pushed 7, cut down, idle unchanged, leaves gone, passed on moved back, of Bo unchanged, late new, made new"},
		{"", monday[1].Add(time.Millisecond), time.Time{}, "pushed pushed 7, cut down, idle unchanged, leaves gone, passed on moved back, of Bo unchanged, late new, made new"},
		{"", monday[1], time.Time{}, "pushed pushed 21, cut down, idle unchanged, leaves gone, passed on moved back, of Bo unchanged, late new, made new"},
		{"", monday[1], monday[2], "pushed pushed 14, cut unchanged, idle unchanged, leaves unchanged, passed on unchanged, of Bo unchanged"},
		{ana, monday[1], time.Time{}, "pushed pushed 21, cut down, idle unchanged, leaves gone, late new, made new"},
		{ana, monday[0].Add(time.Millisecond), monday[1], "pushed unchanged, cut unchanged, idle unchanged, leaves unchanged, passed on unchanged"},
		{bo, monday[1], time.Time{}, "passed on moved back, of Bo unchanged"},
		{"", monday[2].Add(time.Millisecond), time.Time{}, "pushed unchanged, cut unchanged, idle unchanged, passed on unchanged, of Bo unchanged, late unchanged, made unchanged"},
		{"nobody", monday[0], time.Time{}, ""},
	} {
		if got := moved(t, s, c.owner, c.from, c.until); got != c.want {
			t.Errorf("from %s to %s of %q:\n%s\nnot\n%s", c.from, c.until, c.owner, got, c.want)
		}
	}
	// Before the file begins, deals were there since they were created.
	was := moved(t, s, "", monday[0].AddDate(0, 0, -7), monday[0].Add(time.Millisecond))
	if want := strings.NewReplacer("won before won", "won before settled", "new", "unchanged").Replace(first); was != want {
		t.Errorf("%s\nnot\n%s", was, want)
	}
	if was = moved(t, s, "", time.Date(2025, time.May, 1, 0, 0, 0, 0, time.UTC), monday[0].Add(time.Millisecond)); was != first {
		t.Errorf("%s", was)
	}
}

func TestPastBegins(t *testing.T) {
	s, monday := threeWeeks(t)
	if got := must(s.Begins(ctx))(t); !got.Equal(monday[0]) {
		t.Errorf("%s", got)
	}
	d, may := named(t, s, "made"), time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)
	check(t, s.AddHistory(ctx, []agenda.Change{{DealID: d.ID, Field: agenda.FieldClose, Old: "2026-11-30", New: "2026-12-15", At: may}}))
	s = reopen(t, s)
	p := must(s.Since(ctx, "", may))(t)
	if got := must(s.Begins(ctx))(t); !got.Equal(may) {
		t.Errorf("%s", got)
	}
	for _, m := range p.Deals {
		if m.ID == d.ID && (!m.Seen.Equal(may) || len(m.Changes) != 1) {
			t.Errorf("%+v", m)
		}
	}
	if got := moved(t, s, "", monday[2], time.Time{}); !strings.Contains(got, "made unchanged") {
		t.Errorf("a history file knows it since May: %s", got)
	}
	nothing := fresh(t)
	if got := must(nothing.Since(ctx, "", now))(t); len(got.Deals) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
	if got := must(nothing.Begins(ctx))(t); !got.IsZero() {
		t.Errorf("nothing begins %s", got)
	}
}

func TestLastImport(t *testing.T) {
	s, monday := threeWeeks(t)
	name, at, found, err := s.LastImport(ctx)
	if err != nil || !found || name != "deals.csv" || !at.Equal(monday[2]) {
		t.Errorf("%q, %s, %v, %v", name, at, found, err)
	}
	// One that only taught the file more about stages changed no deal.
	must(s.writer.Exec(`INSERT INTO import (source_id, name, hash, at, today, taken_in, sure, covers) VALUES (1, 'again.csv', '', $1, 0, $1, 0, '')`, now.Add(time.Hour).UnixMilli()))(t)
	if name, _, _, _ := s.LastImport(ctx); name != "deals.csv" {
		t.Errorf("%q", name)
	}
	if _, _, found, err := fresh(t).LastImport(ctx); found || err != nil {
		t.Errorf("%v, %v", found, err)
	}
}
