package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/store/crm"
)

var (
	ctx   = context.Background()
	today = agenda.NewDate(2026, time.November, 23)
	now   = time.Date(2026, time.November, 23, 10, 15, 0, 0, time.UTC)
)

func TestMain(m *testing.M) {
	if path := os.Getenv("HALFHOUR_TEST_WRITER"); path != "" {
		os.Exit(writePeople(path))
	}
	if part := os.Getenv("HALFHOUR_TEST_PART"); part != "" {
		if err := playPart(part, os.Getenv("HALFHOUR_TEST_FILE"), os.Getenv("HALFHOUR_TEST_ARGS")); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// fresh opens a new file.
func fresh(t testing.TB) *Store {
	t.Helper()
	return at(t, filepath.Join(t.TempDir(), "halfhour.db"))
}

func at(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// reopen closes a file and opens it again, so that only what is on the disk
// counts.
func reopen(t testing.TB, s *Store) *Store {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return at(t, s.path)
}

func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// rowsOf yields deals and rejected rows as a file does.
func rowsOf(items ...any) func(func(crm.Deal, error) bool) {
	return func(yield func(crm.Deal, error) bool) {
		for i, item := range items {
			var d crm.Deal
			var err error
			switch v := item.(type) {
			case crm.Deal:
				d = v
			case error:
				err = v
			default:
				panic(fmt.Sprintf("%T", item))
			}
			if d.Line == 0 {
				d.Line = i + 2
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

// export is the kind of file most tests import.
func export(fields ...string) ImportSource {
	src := ImportSource{Name: "deals.csv", CRM: "Salesforce", Shape: ShapeOf(fields...), Today: today, Now: now}
	if len(fields) > 0 {
		has := map[string]bool{"name": true, "status": true}
		for _, f := range fields {
			has[f] = true
		}
		src.Covers = func(f string) bool { return has[f] }
	}
	return src
}

func deal(id, name, owner string) crm.Deal {
	return crm.Deal{
		ID: id, Name: name, Account: "Brückner & Söhne GmbH", Owner: owner, Stage: "Proposal/Price Quote", Step: agenda.Proposal,
		Status: agenda.Open, Amount: agenda.Money{Minor: 8_400_000, Currency: "USD"}, Close: agenda.NewDate(2026, time.December, 15),
		Created: agenda.NewDate(2026, time.June, 1), Probability: -1,
	}
}

func load(t testing.TB, s *Store, src ImportSource, items ...any) Report {
	t.Helper()
	return must(s.Import(ctx, src, rowsOf(items...)))(t)
}

func all(t testing.TB, s *Store) []agenda.Deal {
	t.Helper()
	return must(s.Deals(ctx, Filter{All: true}))(t)
}

// named returns the only deal of a name.
func named(t testing.TB, s *Store, name string) agenda.Deal {
	t.Helper()
	var found []agenda.Deal
	for _, d := range all(t, s) {
		if d.Name == name {
			found = append(found, d)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d deals are called %q", len(found), name)
	}
	return found[0]
}
