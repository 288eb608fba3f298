package store

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// outcome is the part of a report that most tests are about.
type outcome struct{ New, Changed, Unchanged, Gone, Back, Duplicates int }

func outcomeOf(r Report) outcome {
	return outcome{r.New, r.Changed, r.Unchanged, r.Gone, r.Back, r.Duplicates}
}

// changes writes a deal's history as "field: old → new".
func changes(t *testing.T, s *Store, id string) []string {
	t.Helper()
	var list []string
	for _, c := range must(s.History(ctx, id))(t) {
		list = append(list, fmt.Sprintf("%s: %s → %s", c.Field, c.Old, c.New))
	}
	return list
}

func TestImportMatrix(t *testing.T) {
	noID := func(name, owner string, created agenda.Date) crm.Deal {
		d := deal("", name, owner)
		d.Created = created
		return d
	}
	june := agenda.NewDate(2026, time.June, 1)
	with := func(d crm.Deal, change func(*crm.Deal)) crm.Deal { change(&d); return d }
	for _, c := range []struct {
		name        string
		first, next []any
		want        outcome
		kept        int // deals in the file at the end
	}{
		{"the same", []any{deal("1", "a", "Ana"), deal("2", "b", "Bo")}, []any{deal("1", "a", "Ana"), deal("2", "b", "Bo")},
			outcome{Unchanged: 2}, 2},
		{"in another order", []any{deal("1", "a", "Ana"), deal("2", "b", "Bo")}, []any{deal("2", "b", "Bo"), deal("1", "a", "Ana")},
			outcome{Unchanged: 2}, 2},
		{"one more", []any{deal("1", "a", "Ana")}, []any{deal("1", "a", "Ana"), deal("2", "b", "Ana")},
			outcome{New: 1, Unchanged: 1}, 2},
		{"one less", []any{deal("1", "a", "Ana"), deal("2", "b", "Ana")}, []any{deal("1", "a", "Ana")},
			outcome{Unchanged: 1, Gone: 1}, 2},
		{"renamed, same id", []any{deal("1", "a", "Ana")}, []any{deal("1", "z", "Ana")},
			outcome{Changed: 1}, 1},
		{"same name, other id", []any{deal("1", "a", "Ana")}, []any{deal("2", "a", "Ana")},
			outcome{New: 1, Gone: 1}, 2},
		{"same id twice", []any{deal("1", "a", "Ana"), deal("1", "b", "Ana")}, []any{deal("1", "a", "Ana"), deal("1", "b", "Ana")},
			outcome{Unchanged: 2, Duplicates: 1}, 2},
		{"no id, by created date", []any{noID("a", "Ana", june), noID("a", "Ana", june+1)}, []any{noID("a", "Bo", june+1), noID("a", "Ana", june)},
			outcome{Changed: 1, Unchanged: 1}, 2},
		{"no id, case and spaces differ", []any{noID("Łódź  Pilot", "Ana", june)}, []any{noID("ŁÓDŹ pilot", "Ana", june)},
			outcome{Changed: 1}, 1},
		{"no id, another created date", []any{noID("a", "Ana", june)}, []any{noID("a", "Ana", june+1)},
			outcome{New: 1, Gone: 1}, 2},
		{"no id, no created date", []any{noID("a", "Ana", 0), noID("a", "Bo", 0)}, []any{noID("a", "Bo", 0), noID("a", "Ana", 0)},
			outcome{Unchanged: 2}, 2},
		{"no id, no created date, another owner", []any{noID("a", "Ana", 0)}, []any{noID("a", "Ana", 0), noID("a", "Bo", 0)},
			outcome{New: 1, Unchanged: 1}, 2},
		{"created date known later", []any{noID("a", "Ana", 0)}, []any{noID("a", "Ana", june)},
			outcome{Changed: 1}, 1},
		{"created date no longer told", []any{noID("a", "Ana", june)}, []any{noID("a", "Ana", 0)},
			outcome{Unchanged: 1}, 1},
		{"id known later", []any{noID("a", "Ana", june)}, []any{deal("1", "a", "Ana")},
			outcome{Unchanged: 1}, 1},
		{"id no longer told", []any{deal("1", "a", "Ana")}, []any{noID("a", "Ana", june)},
			outcome{Unchanged: 1}, 1},
		{"equal rows", []any{noID("a", "Ana", june), noID("a", "Ana", june), noID("a", "Ana", june)},
			[]any{noID("a", "Ana", june), noID("a", "Ana", june), noID("a", "Ana", june)},
			outcome{Unchanged: 3, Duplicates: 2}, 3},
		{"equal rows, one changed", []any{noID("a", "Ana", june), noID("a", "Ana", june)},
			[]any{noID("a", "Ana", june), with(noID("a", "Ana", june), func(d *crm.Deal) { d.NextStep = "Call" })},
			outcome{Changed: 1, Unchanged: 1, Duplicates: 1}, 2},
		{"equal rows, one less", []any{noID("a", "Ana", june), noID("a", "Ana", june)}, []any{noID("a", "Ana", june)},
			outcome{Unchanged: 1, Gone: 1}, 2},
		{"another account", []any{noID("a", "Ana", june)}, []any{with(noID("a", "Ana", june), func(d *crm.Deal) { d.Account = "Ndlovu" })},
			outcome{New: 1, Gone: 1}, 2},
		{"another owner's deals only", []any{deal("1", "a", "Ana"), deal("2", "b", "Bo")}, []any{deal("2", "b", "Bo")},
			outcome{Unchanged: 1}, 2},
		{"another pipeline only", []any{deal("1", "a", "Ana"), with(deal("2", "b", "Ana"), func(d *crm.Deal) { d.Pipeline = "Renewals" })},
			[]any{with(deal("2", "b", "Ana"), func(d *crm.Deal) { d.Pipeline = "Renewals" })},
			outcome{Unchanged: 1}, 2},
		{"open deals only", []any{deal("1", "a", "Ana"), with(deal("2", "b", "Ana"), func(d *crm.Deal) { d.Status = agenda.Won })},
			[]any{deal("1", "a", "Ana")},
			outcome{Unchanged: 1}, 2},
		{"a row that cannot be read", []any{deal("1", "a", "Ana"), deal("2", "b", "Ana"), deal("3", "c", "Ana")},
			[]any{deal("1", "a", "Ana"), &crm.Rejected{Line: 3, Reason: "no amount", Cells: []string{" 2 ", "?"}}},
			outcome{Unchanged: 1, Gone: 1}, 3},
		{"no rows", []any{deal("1", "a", "Ana")}, nil, outcome{}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := fresh(t)
			load(t, s, export(), c.first...)
			ids := map[string]bool{}
			for _, d := range all(t, s) {
				ids[d.ID] = true
			}
			s = reopen(t, s)
			if got := outcomeOf(load(t, s, export(), c.next...)); got != c.want {
				t.Errorf("got %+v\nnot %+v", got, c.want)
			}
			s = reopen(t, s)
			list := all(t, s)
			if len(list) != c.kept {
				t.Errorf("%d deals are kept, not %d", len(list), c.kept)
			}
			for _, d := range list {
				delete(ids, d.ID)
			}
			if len(ids) > 0 {
				t.Errorf("lost: %v", ids)
			}
			again := load(t, s, export(), c.next...)
			if n := len(c.next); again.Unchanged+again.Rejected != n || again.Import != 0 {
				t.Errorf("the second time: %+v", again)
			}
		})
	}
}

func TestImportingTwiceWritesNothing(t *testing.T) {
	s := fresh(t)
	rows := []any{deal("1", "a", "Ana"), deal("2", "b", "Bo"), deal("", "c", ""), &crm.Rejected{Line: 9, Reason: "x"}}
	src := export()
	src.Hash = "abc"
	src.Footer = func() int { return 3 }
	first := load(t, s, src, rows...)
	if first.Read != 7 || first.Deals != 3 || first.Rejected != 1 || first.Footer != 3 || first.New != 3 || !first.Before.IsZero() {
		t.Errorf("%+v", first)
	}
	if len(first.RejectedRows) != 1 || first.RejectedRows[0].Line != 9 || len(first.People) != 2 {
		t.Errorf("%+v", first)
	}
	var before, after int
	check(t, s.writer.QueryRow("SELECT total_changes()").Scan(&before))
	version := dataVersion(t, s)
	src.Now = now.Add(time.Hour)
	again := load(t, s, src, rows...)
	if again.Unchanged != 3 || again.New+again.Changed != 0 || again.Import != 0 || !again.Before.Equal(now) || len(again.People) != 0 {
		t.Errorf("%+v", again)
	}
	check(t, s.writer.QueryRow("SELECT total_changes()").Scan(&after))
	if after != before || dataVersion(t, s) != version {
		t.Error("rows were written")
	}
}

// dataVersion changes when another connection writes.
func dataVersion(t *testing.T, s *Store) (v int) {
	t.Helper()
	check(t, s.writer.QueryRow("PRAGMA data_version").Scan(&v))
	return v
}

func TestEveryFieldIsComparedAndKept(t *testing.T) {
	s := fresh(t)
	was := deal("1", "a", "Ana Ruiz")
	load(t, s, export(), was)
	id := all(t, s)[0].ID
	is := crm.Deal{
		ID: "1", Name: "b", Account: "Ndlovu", Owner: "Bo Lindqvist", Pipeline: "Renewals", Stage: "Closed Won", Step: agenda.ClosedWon,
		Status: agenda.Won, Amount: agenda.Money{Minor: -50, Currency: "JPY"}, Close: today + 1, Created: today - 9, StageSince: today - 3,
		LastActivity: today - 2, ActivityKind: "mail", NextStep: "Sign", NextStepDate: today + 2, Probability: 0, Forecast: "Commit",
	}
	load(t, s, export(), is)
	s = reopen(t, s)
	got := all(t, s)[0]
	want := agenda.Deal{
		ID: id, CRMID: "1", Name: "b", Account: "Ndlovu", Owner: must(s.PersonByName(ctx, "bo lindqvist"))(t).ID, Pipeline: "Renewals",
		Stage: "Closed Won", Step: agenda.ClosedWon, Status: agenda.Won, Amount: is.Amount, Close: today + 1, Created: today - 9,
		StageSince: today - 3, LastActivity: today - 2, ActivityKind: "mail", NextStep: "Sign", NextStepDate: today + 2,
		Probability: 0, Forecast: "Commit", Track: got.Track,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nnot %+v", got, want)
	}
	wantChanges := []string{
		"name: a → b", "account: Brückner & Söhne GmbH → Ndlovu", "owner: Ana Ruiz → Bo Lindqvist", "pipeline:  → Renewals",
		"stage: Proposal/Price Quote → Closed Won", "status: open → won", "amount: 84000.00 USD → -50 JPY",
		"close_date: 2026-12-15 → 2026-11-24", "created_date: 2026-06-01 → 2026-11-14", "stage_since:  → 2026-11-20",
		"last_activity:  → 2026-11-21", "activity_kind:  → mail", "next_step:  → Sign", "next_step_date:  → 2026-11-25",
		"probability:  → 0", "forecast:  → Commit",
	}
	if got := changes(t, s, id); !slices.Equal(got, wantChanges) {
		t.Errorf("history:\n%q\n%q", got, wantChanges)
	}

	emptied := crm.Deal{ID: "1", Name: "b", Status: agenda.Open, Probability: -1}
	load(t, s, export(), emptied)
	got = all(t, reopen(t, s))[0]
	want = agenda.Deal{
		ID: id, CRMID: "1", Name: "b", Status: agenda.Open, Probability: -1, Track: got.Track,
		Created:    today - 9, // a CRM does not forget when a deal was made
		StageSince: today,     // it left "Closed Won" for no stage
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("emptied %+v\nnot %+v", got, want)
	}
}

func TestWhatTheExportDoesNotCoverStays(t *testing.T) {
	s := fresh(t)
	full := deal("1", "a", "Ana Ruiz")
	full.NextStep, full.Probability, full.LastActivity, full.ActivityKind, full.StageSince = "Call", 40, today-3, "call", today-30
	load(t, s, export(), full)
	was := all(t, s)[0]
	report := load(t, s, export("id", "close_date"), crm.Deal{ID: "1", Name: "a", Status: agenda.Open, Close: was.Close + 10, Probability: -1})
	if report.Changed != 1 || report.Changes.Pushed != 1 {
		t.Errorf("%+v", report)
	}
	s = reopen(t, s)
	is := all(t, s)[0]
	was.Close += 10
	was.Track = is.Track
	if !reflect.DeepEqual(is, was) {
		t.Errorf("got %+v\nnot %+v", is, was)
	}
	if got := changes(t, s, is.ID); len(got) != 1 {
		t.Errorf("history: %q", got)
	}
}

// The same cells say less in an export with fewer columns.
func TestTheSameRowOfAnotherExport(t *testing.T) {
	s := fresh(t)
	full := deal("1", "a", "Ana Ruiz")
	full.NextStep = "Call"
	load(t, s, export(), full)
	bare := crm.Deal{ID: "1", Name: "a", Status: agenda.Open, Close: full.Close, Probability: -1}
	if r := load(t, s, export("id", "close_date"), bare); r.Changed != 0 {
		t.Errorf("%+v", r)
	}
	if r := load(t, s, export(), bare); r.Changed != 1 || all(t, s)[0].NextStep != "" {
		t.Errorf("%+v", r)
	}
}

func TestStageSince(t *testing.T) {
	s := fresh(t)
	d := deal("1", "a", "Ana Ruiz")
	load(t, s, export(), d)
	if got := all(t, s)[0].StageSince; got != 0 {
		t.Errorf("on first sight it is in its stage since %s", got)
	}
	src := export()
	src.Today = today + 5
	d.NextStep = "Call"
	load(t, s, src, d)
	if got := all(t, s)[0].StageSince; got != 0 {
		t.Errorf("without a move: %s", got)
	}
	d.Stage, d.Step = "Negotiation/Review", agenda.Negotiation
	load(t, s, src, d)
	if got := all(t, s)[0].StageSince; got != today+5 {
		t.Errorf("after a move: %s", got)
	}
	d.Step = agenda.Commit // the same stage, understood better
	r := load(t, s, src, d)
	if got := all(t, s)[0]; got.StageSince != today+5 || got.Step != agenda.Commit || r.Changed != 0 {
		t.Errorf("%+v %+v", got, r)
	}
	d.Stage, d.StageSince = "Commit", today+2
	load(t, s, src, d)
	if got := all(t, reopen(t, s))[0].StageSince; got != today+2 {
		t.Errorf("the export knows better: %s", got)
	}
}

func TestGoneAndBack(t *testing.T) {
	s := fresh(t)
	a, b := deal("1", "a", "Ana Ruiz"), deal("2", "b", "Ana Ruiz")
	load(t, s, export(), a, b)
	load(t, s, export(), a)
	s = reopen(t, s)
	if d := named(t, s, "b"); !d.Gone || len(must(s.Deals(ctx, Filter{}))(t)) != 1 {
		t.Errorf("%+v", d)
	}
	if again := load(t, s, export(), a); again.Gone != 0 || again.Import != 0 {
		t.Errorf("gone twice: %+v", again)
	}
	// Another kind of export tells nothing about what this one holds.
	if r := load(t, s, export("id", "owner", "stage"), deal("3", "c", "Ana Ruiz")); r.Gone != 0 {
		t.Errorf("%+v", r)
	}
	back := load(t, s, export(), a, b)
	if back.Back != 1 || back.Unchanged != 2 || back.Import == 0 || back.Gone != 0 {
		t.Errorf("%+v", back)
	}
	s = reopen(t, s)
	d := named(t, s, "b")
	if got := changes(t, s, d.ID); d.Gone || !slices.Equal(got, []string{"gone:  → gone", "gone: gone → "}) {
		t.Errorf("%q %+v", got, d)
	}
	src := export()
	src.Shape = ""
	if r := load(t, s, src, a); r.Gone != 0 {
		t.Errorf("an export of unknown shape: %+v", r)
	}
}

func TestIDsOfTwoCRMsNeverMeet(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "a", "Ana Ruiz"))
	src := export()
	src.CRM = "HubSpot"
	if r := load(t, s, src, deal("1", "b", "Ana Ruiz")); r.New != 1 {
		t.Errorf("%+v", r)
	}
}

func TestOwners(t *testing.T) {
	s := fresh(t)
	dana := must(s.AddPerson(ctx, agenda.Person{Name: "Dana Lee", Role: agenda.Manager}))(t)
	check(t, s.SetEmail(ctx, dana.ID, "dana@example.com"))
	check(t, s.SetEmail(ctx, dana.ID, "")) // it finds her still
	r := load(t, s, export(), deal("1", "a", "DANA  lee "), deal("2", "b", "Dana@Example.com"), deal("3", "c", " Éloïse Ñandú"),
		deal("4", "d", "éloïse ñandú"), deal("5", "e", ""))
	s = reopen(t, s)
	dana.Email = "Dana@Example.com" // an address that found somebody is theirs
	people := must(s.People(ctx))(t)
	if len(r.People) != 1 || len(people) != 2 || people[1].Name != "Éloïse Ñandú" || people[1].Role != agenda.Rep || people[0] != dana {
		t.Errorf("%+v", people)
	}
	var groups []string
	for _, g := range r.ByOwner {
		groups = append(groups, fmt.Sprintf("%s %d %s", g.Name, g.Deals, g.OpenTotal))
	}
	if want := []string{" 1 $84,000", "Dana Lee 2 $168,000", "Éloïse Ñandú 2 $168,000"}; !slices.Equal(groups, want) {
		t.Errorf("%q", groups)
	}
	if got := must(s.Deals(ctx, Filter{Owner: dana.ID}))(t); len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

// The first of two equal rows stays the first deal, whatever changes in both.
func TestEqualRowsKeepTheirOrder(t *testing.T) {
	s := fresh(t)
	var ids []string
	for _, days := range []agenda.Date{0, 1, 2} {
		a, b := deal("", "a", "Ana Ruiz"), deal("", "a", "Ana Ruiz")
		a.NextStep, a.Close = "Call the buyer", a.Close+days
		b.NextStep, b.Close = "Send the offer", b.Close+days
		load(t, s, export(), a, b)
		s = reopen(t, s)
		list := all(t, s)
		if len(list) != 2 || list[0].NextStep != a.NextStep || list[1].NextStep != b.NextStep {
			t.Fatalf("after %d days: %+v", days, list)
		}
		if now := []string{list[0].ID, list[1].ID}; ids != nil && !slices.Equal(ids, now) {
			t.Errorf("they became %v", now)
		} else {
			ids = now
		}
	}
}

// An owner that another window adds between reading and merging is one person.
func TestOwnerAddedMeanwhile(t *testing.T) {
	s := fresh(t)
	r := must(s.Import(ctx, export(), func(yield func(crm.Deal, error) bool) {
		yield(deal("1", "a", "Ana Ruiz"), nil)
		must(s.AddPerson(ctx, agenda.Person{Name: "ana ruiz", Role: agenda.Manager}))(t)
	}))(t)
	people := must(reopen(t, s).People(ctx))(t)
	if len(people) != 1 || people[0].Role != agenda.Manager || len(r.People) != 0 {
		t.Errorf("%+v", people)
	}
}

func TestReportOfChanges(t *testing.T) {
	s := fresh(t)
	var first, next []any
	for i := range 12 {
		d := deal(fmt.Sprint(i), fmt.Sprintf("deal %d", i), "Ana Ruiz")
		first = append(first, d)
		switch i {
		case 0:
			d.Status, d.Stage, d.Step, d.Close = agenda.Won, "Closed Won", agenda.ClosedWon, d.Close+40
		case 1:
			d.Status, d.Stage, d.Step = agenda.Lost, "Closed Lost", agenda.ClosedLost
		case 2, 3, 4:
			d.Close += agenda.Date(7 * i)
		case 5:
			d.Close -= 7
		case 6:
			d.Amount.Minor++
		case 7:
			d.Amount.Minor--
		case 8:
			d.Amount.Currency = "EUR"
		case 9:
			d.Stage, d.Step = "Negotiation/Review", agenda.Negotiation
		case 10:
			d.Stage, d.Step = "Qualification", agenda.Qualification
		}
		next = append(next, d)
	}
	load(t, s, export(), first...)
	r := load(t, s, export(), next...)
	want := Changes{Won: 1, Lost: 1, Pushed: 3, PushedMedianDays: 21, PulledIn: 1, Up: 1, Down: 1, MovedOn: 1, MovedBack: 1, Otherwise: 1}
	if r.Changes != want || r.Changed != 11 {
		t.Errorf("%+v", r)
	}
	var stages []string
	for _, g := range r.ByStage {
		stages = append(stages, fmt.Sprintf("%s %d %d %d %s", g.Name, g.Open, g.Won, g.Lost, g.OpenTotal))
	}
	if want := []string{"Qualification 1 0 0 $84,000", "Proposal/Price Quote 8 0 0 $588,000 + €84,000", "Negotiation/Review 1 0 0 $84,000",
		"Closed Won 0 1 0 0", "Closed Lost 0 0 1 0"}; !slices.Equal(stages, want) {
		t.Errorf("%q", stages)
	}
}

func TestImportIsAllOrNothing(t *testing.T) {
	s := fresh(t)
	broken := errors.New("the disk went away")
	_, err := s.Import(ctx, export(), rowsOf(deal("1", "a", "Ana"), broken))
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	s = reopen(t, s)
	if len(all(t, s)) != 0 || len(must(s.People(ctx))(t)) != 0 {
		t.Error("half of it came in")
	}
	load(t, s, export(), deal("1", "a", "Ana"))
	// The merge fails in its last step: nothing of it stays.
	must(s.writer.Exec(`CREATE TRIGGER no_more BEFORE INSERT ON deal BEGIN SELECT RAISE(ABORT, 'no more'); END`))(t)
	changed := deal("1", "a", "Bo")
	if _, err := s.Import(ctx, export(), rowsOf(changed, deal("2", "b", "Ana"))); err == nil {
		t.Error("no error")
	}
	if got := changes(t, s, all(t, s)[0].ID); len(got) != 0 || len(must(s.People(ctx))(t)) != 1 {
		t.Errorf("half of it came in: %q", got)
	}
}

// Whatever an export does, deals are never lost, and importing it again
// changes nothing.
func TestImportIsIdempotent(t *testing.T) {
	s := fresh(t)
	random := rand.New(rand.NewPCG(1, 2))
	known := map[string]bool{}
	for range 25 {
		var rows []any
		for range random.IntN(30) {
			d := deal("", fmt.Sprintf("deal %d", random.IntN(5)), []string{"Ana", "Bo", ""}[random.IntN(3)])
			d.Created = agenda.Date(random.IntN(3)) * 100
			d.Close += agenda.Date(random.IntN(3))
			if random.IntN(3) == 0 {
				d.ID = fmt.Sprint(random.IntN(10))
			}
			rows = append(rows, d)
		}
		r := load(t, s, export(), rows...)
		if r.New+r.Changed+r.Unchanged != len(rows) {
			t.Fatalf("%+v of %d rows", r, len(rows))
		}
		for id := range known {
			delete(known, id)
		}
		for _, d := range all(t, s) {
			known[d.ID] = true
		}
		if again := load(t, s, export(), rows...); again.Unchanged != len(rows) {
			t.Fatalf("the second time: %+v", outcomeOf(again))
		}
		if len(all(t, s)) != len(known) {
			t.Fatal("deals were lost")
		}
	}
}
