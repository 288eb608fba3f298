package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// snapshot is an export made on a day.
type snapshot struct {
	day  int
	rows []any
}

func (x snapshot) source() ImportSource {
	src := export("id", "account", "owner", "pipeline", "stage", "amount", "close_date", "created_date", "next_step")
	src.AsOf = time.Date(2026, time.November, x.day, 12, 0, 0, 0, time.UTC)
	src.Today, src.Sure = agenda.DateOf(src.AsOf), true
	src.Name = fmt.Sprintf("deals-2026-11-%02d.csv", x.day)
	return src
}

// knows is all that a file says about deals, as text.
func knows(t testing.TB, s *Store) string {
	t.Helper()
	people := map[string]string{"": "nobody"}
	for _, p := range must(s.People(ctx))(t) {
		people[p.ID] = p.Name
	}
	var list []string
	for _, d := range all(t, s) {
		id := d.ID
		d.ID, d.Owner = "", people[d.Owner]
		text := fmt.Sprintf("%s %+v", d.CRMID, d)
		for _, c := range must(s.History(ctx, id))(t) {
			text += fmt.Sprintf("\n  %s %s: %s → %s", c.At.Format("2 Jan"), c.Field, c.Old, c.New)
		}
		list = append(list, text)
	}
	slices.Sort(list)
	return strings.Join(list, "\n")
}

// sortedLines puts each deal's changes of one moment in one order.
func sortedLines(text string) string {
	lines := strings.Split(text, "\n")
	for from := 0; from < len(lines); from++ {
		to := from + 1
		for to < len(lines) && strings.HasPrefix(lines[to], "  ") {
			to++
		}
		slices.Sort(lines[from+1 : to])
		from = to - 1
	}
	return strings.Join(lines, "\n")
}

// onlyIn lists the lines that only one of two texts has.
func onlyIn(one, other string) string {
	var list []string
	for mark, pair := range map[string][2]string{"in order: ": {one, other}, "here:     ": {other, one}} {
		known := strings.Split(pair[1], "\n")
		for i, line := range strings.Split(pair[0], "\n") {
			if !slices.Contains(known, line) {
				list = append(list, fmt.Sprintf("%s%d %s", mark, i, line))
			}
		}
	}
	slices.Sort(list)
	return strings.Join(list, "\n")
}

// Exports may come in any order: what the file knows in the end is the same.
func TestExportsInAnyOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		exports := drawSnapshots(r)
		order := rapid.Permutation(exports).Draw(r, "order")
		sorted := slices.Clone(exports)
		slices.SortFunc(sorted, func(a, b snapshot) int { return a.day - b.day })
		want, got := fresh(t), fresh(t)
		defer func() { _, _ = want.Close(), got.Close() }()
		for i := range exports {
			load(t, want, sorted[i].source(), sorted[i].rows...)
			load(t, got, order[i].source(), order[i].rows...)
		}
		one, other := sortedLines(knows(t, want)), sortedLines(knows(t, got))
		if one != other {
			r.Fatalf("%v\nin the order %v it is different:\n%s", sorted, days(order), onlyIn(one, other))
		}
		for _, x := range order { // nothing is new in what was there
			if again := load(t, got, x.source(), x.rows...); again.Import != 0 || again.New+again.Changed+again.Gone+again.Back > 0 {
				r.Fatalf("%v\nin the order %v, then the export of day %d again: %+v", sorted, days(order), x.day, again)
			}
		}
		if again := sortedLines(knows(t, got)); again != one {
			r.Fatalf("after all of them again\n%s\n\nnot\n%s", again, one)
		}
	})
}

// String is for people who read a failure.
func (x snapshot) String() string {
	text := fmt.Sprintf("day %d:", x.day)
	for _, row := range x.rows {
		d := row.(crm.Deal)
		text += fmt.Sprintf(" %s(%s %s %s %s %s %q)", d.ID, d.Owner[:3], d.Stage, d.Pipeline, d.Amount, d.Close, d.NextStep)
	}
	return text
}

func days(list []snapshot) []int {
	var days []int
	for _, x := range list {
		days = append(days, x.day)
	}
	return days
}

func drawSnapshots(r *rapid.T) []snapshot {
	n := rapid.IntRange(2, 5).Draw(r, "exports")
	list := make([]snapshot, n)
	steps := map[string]agenda.Step{"Discovery": agenda.Discovery, "Proposal": agenda.Proposal, "Closed Won": agenda.ClosedWon}
	for i := range list {
		list[i].day = i*3 + 1
		only := rapid.SampledFrom([]string{"", "", "", "Ana Ruiz"}).Draw(r, "only")
		for id := range 3 {
			if rapid.IntRange(0, 3).Draw(r, "there") == 0 {
				continue
			}
			stage := rapid.SampledFrom([]string{"Discovery", "Proposal", "Closed Won"}).Draw(r, "stage")
			d := deal(fmt.Sprint("D", id), fmt.Sprint("deal ", id), rapid.SampledFrom([]string{"Ana Ruiz", "Bo Lindqvist"}).Draw(r, "owner"))
			if only != "" && d.Owner != only {
				continue
			}
			d.Stage, d.Step, d.Status = stage, steps[stage], agenda.Open
			if stage == "Closed Won" {
				d.Status = agenda.Won
			}
			d.Amount.Minor = 100 * int64(rapid.IntRange(1, 3).Draw(r, "amount"))
			d.Close += agenda.Date(rapid.IntRange(0, 2).Draw(r, "close"))
			d.Pipeline = rapid.SampledFrom([]string{"New", "New", "Renewals"}).Draw(r, "pipeline")
			d.NextStep = rapid.SampledFrom([]string{"", "Call"}).Draw(r, "next")
			list[i].rows = append(list[i].rows, d)
		}
	}
	return list
}

// An older export whose rows tell nothing new may still lack a deal that was there
// before it and after it.
func TestAnOlderExportThatOnlyLacksADeal(t *testing.T) {
	s := fresh(t)
	stays, away := deal("1", "stays", "Ana Ruiz"), deal("2", "away", "Ana Ruiz")
	load(t, s, snapshot{day: 10}.source(), away)
	load(t, s, snapshot{day: 1}.source(), stays, away) // which is gone by the later one
	load(t, s, snapshot{day: 5}.source(), stays)
	s = reopen(t, s)
	d := named(t, s, "away")
	if got, want := strings.Join(changes(t, s, d.ID), "; "), "gone:  → gone; gone: gone → "; got != want || d.Gone {
		t.Errorf("got %q, gone %t, want %q", got, d.Gone, want)
	}
}

// An older export says when it began, and changes no newer fact.
func TestAnOlderExport(t *testing.T) {
	s := fresh(t)
	old, stays := deal("1", "moved", "Ana Ruiz"), deal("2", "stays", "Ana Ruiz")
	moved := old
	moved.Close += 30
	moved.Stage, moved.Step = "Negotiation/Review", agenda.Negotiation
	load(t, s, snapshot{day: 20}.source(), moved, stays)
	r := load(t, s, snapshot{day: 13}.source(), old, stays, deal("3", "forgotten", "Ana Ruiz"))
	if r.Older != 2 || r.New != 1 || r.Changed != 0 || r.Gone != 0 || r.Import == 0 {
		t.Errorf("got %+v", r)
	}
	s = reopen(t, s)
	d := named(t, s, "moved")
	if d.Close != moved.Close || d.Stage != moved.Stage || d.Track.Pushes != 1 || d.StageSince != agenda.NewDate(2026, time.November, 20) {
		t.Errorf("got %+v", d)
	}
	if d := named(t, s, "forgotten"); !d.Gone {
		t.Error("a deal that the newer export does not hold is not gone")
	}
	if d := named(t, s, "stays"); d.Gone || len(must(s.History(ctx, d.ID))(t)) > 0 {
		t.Error("a deal that stayed as it was has a history")
	}
	last, found, err := s.LastExport(ctx, "Salesforce", snapshot{}.source().Shape)
	if err != nil || !found || last.Name != "deals-2026-11-20.csv" || !last.Sure || last.AsOf.Day() != 20 {
		t.Errorf("the last export is %+v, %v, %v", last, found, err)
	}
}

// An export that changes nothing says that nothing changed until then: one
// between it and the last change is older.
func TestAnExportThatChangesNothingCounts(t *testing.T) {
	s := fresh(t)
	d := deal("1", "a", "Ana Ruiz")
	load(t, s, snapshot{day: 1}.source(), d)
	if r := load(t, s, snapshot{day: 20}.source(), d); r.Import != 0 {
		t.Errorf("it changed something: %+v", r)
	}
	between := d
	between.Close += 9
	if r := load(t, s, snapshot{day: 10}.source(), between); r.Older != 1 || r.Changed != 0 {
		t.Errorf("got %+v", r)
	}
	if got := named(t, s, "a"); got.Close != d.Close || got.Track.Pushes != 1 {
		t.Errorf("got %+v", got)
	}
}

// Where rows say when they were changed, each decides for itself.
func TestRowsThatSayWhenTheyWereChanged(t *testing.T) {
	s := fresh(t)
	at := func(d crm.Deal, day int, amount int64) crm.Deal {
		d.Modified, d.Amount.Minor = time.Date(2026, time.November, day, 9, 0, 0, 0, time.UTC), amount
		return d
	}
	a, b := deal("1", "a", "Ana Ruiz"), deal("2", "b", "Ana Ruiz")
	src := export("id", "owner", "stage", "amount", "close_date", crm.FieldModified)
	load(t, s, src, at(a, 10, 100), at(b, 10, 100))
	src.Now = src.Now.Add(time.Hour)
	r := load(t, s, src, at(a, 5, 300), at(b, 15, 300))
	if r.Older != 1 || r.Changed != 1 {
		t.Errorf("got %+v", r)
	}
	if named(t, s, "a").Amount.Minor != 100 || named(t, s, "b").Amount.Minor != 300 {
		t.Errorf("got %v and %v", named(t, s, "a").Amount, named(t, s, "b").Amount)
	}
	src.Now = src.Now.Add(time.Hour)
	if r := load(t, s, src, at(a, 5, 300), at(b, 15, 300)); r.Import != 0 {
		t.Errorf("the same again: %+v", r)
	}
}

// What an older export of another kind tells alone comes in, and what the newer
// one told stays.
func TestAnOlderExportOfAnotherKind(t *testing.T) {
	s := fresh(t)
	a := deal("1", "a", "Ana Ruiz")
	narrow := export("id", "stage", "close_date")
	narrow.AsOf = time.Date(2026, time.November, 20, 12, 0, 0, 0, time.UTC)
	bare := a
	bare.Amount, bare.Owner, bare.Account, bare.Created = agenda.Money{}, "", "", 0
	bare.Close += 30
	load(t, s, narrow, bare)
	load(t, s, snapshot{day: 13}.source(), a)
	d := named(t, s, "a")
	if d.Close != bare.Close || d.Track.Pushes != 1 {
		t.Errorf("a newer fact is overwritten: %+v", d)
	}
	if d.Amount != a.Amount || d.Owner == "" || d.Account != a.Account || d.Created != a.Created {
		t.Errorf("what only the older one tells is missing: %+v", d)
	}
}

// What people typed is theirs: an import touches nothing of it.
func TestAnImportTouchesNothingTyped(t *testing.T) {
	s := fresh(t)
	load(t, s, snapshot{day: 1}.source(), deal("1", "a", "Ana Ruiz"), deal("2", "b", "Ana Ruiz"))
	typed := []string{"review", "slot", "answer", "obstacle", "action", "note", "parked", "draft", "setting"}
	d := named(t, s, "a")
	for _, text := range []string{
		`INSERT INTO review (id, version, rep, today, stage, current_slot, follow_up, gap_length, gap_slot, taken_out, overtime_asked, overtime_go_on, overtime_author)
			SELECT 'r', 1, id, 1, 'running', 1, 2, 0, 0, 0, 0, 0, '' FROM person LIMIT 1`,
		`INSERT INTO slot (review_id, position, kind, deal_id, budget, used, visited) VALUES ('r', 0, 'deal', '` + d.ID + `', 1, 1, 1)`,
		`INSERT INTO answer (review_id, deal_id, question, position, value, evidence, author, stage) VALUES ('r', '` + d.ID + `', 'q', 0, 'yes', 'seen', '', 'Proposal')`,
		`INSERT INTO obstacle (id, review_id, position, deal_id, text, author, cleared) VALUES ('o', 'r', 0, '` + d.ID + `', 'legal', '', 0)`,
		`INSERT INTO action (id, review_id, position, deal_id, text, priority, due, done_when, state, author) VALUES ('a', 'r', 0, '` + d.ID + `', 'call', 1, 5, 'next step dated', 'open', '')`,
		`INSERT INTO note (review_id, deal_id, author, position, text) VALUES ('r', '` + d.ID + `', '', 0, 'their words')`,
		`INSERT INTO parked (id, review_id, position, text, author) VALUES ('p', 'r', 0, 'holidays', '')`,
		`INSERT INTO draft (review_id, author, place, position, text) VALUES ('r', '', 'note', 0, 'half')`,
	} {
		must(s.writer.Exec(text))(t)
	}
	before := dump(t, s, typed)
	changed := deal("1", "renamed", "Bo Lindqvist")
	changed.NextStep, changed.Stage, changed.Status = "Their own", "Closed Won", agenda.Won
	load(t, s, snapshot{day: 8}.source(), changed)                                               // changes one, the other is gone
	load(t, s, snapshot{day: 4}.source(), deal("1", "a", "Bo Lindqvist"), deal("2", "b", "Zoë")) // older
	if after := dump(t, s, typed); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
}

// dump writes tables out.
func dump(t testing.TB, s *Store, tables []string) string {
	t.Helper()
	var b strings.Builder
	for _, table := range tables {
		rows := must(s.reader.Query(`SELECT * FROM ` + table))(t)
		columns := must(rows.Columns())(t)
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		for rows.Next() {
			check(t, rows.Scan(values...))
			b.WriteString(table)
			for _, v := range values {
				fmt.Fprintf(&b, " %v", *v.(*any))
			}
			b.WriteString("\n")
		}
		check(t, rows.Close())
	}
	if strings.Count(b.String(), "\n") < len(tables)-1 {
		t.Fatalf("the tables are empty:\n%s", b.String())
	}
	return b.String()
}
