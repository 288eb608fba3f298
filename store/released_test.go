package store

import (
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// released unpacks a file as a released schema left it: invented deals imported
// twice, their history, contacts and activities, a team, a finished review and a
// running one.
func released(t testing.TB, schema int) string {
	t.Helper()
	packed := must(os.Open(fmt.Sprintf("testdata/schema-%d.db.gz", schema)))(t)
	defer packed.Close()
	content := must(io.ReadAll(must(gzip.NewReader(packed))(t)))(t)
	path := filepath.Join(t.TempDir(), "halfhour.db")
	check(t, os.WriteFile(path, content, 0o600))
	return path
}

// everyColumn lists each table's columns.
func everyColumn(t testing.TB, db *sql.DB) map[string]string {
	t.Helper()
	tables := map[string]string{}
	rows := must(db.Query(`SELECT m.name, string_agg(c.name, ', ' ORDER BY c.cid) FROM sqlite_schema m, pragma_table_info(m.name) c
		WHERE m.type = 'table' GROUP BY m.name`))(t)
	defer rows.Close()
	for rows.Next() {
		var name, columns string
		check(t, rows.Scan(&name, &columns))
		tables[name] = columns
	}
	check(t, rows.Err())
	return tables
}

// rowsIn writes out the rows of some columns of some tables.
func rowsIn(t testing.TB, db *sql.DB, tables map[string]string) string {
	t.Helper()
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		quoted := "quote(" + strings.Join(strings.Split(tables[name], ", "), ") || ' ' || quote(") + ")"
		rows := must(db.Query(fmt.Sprintf(`SELECT %s FROM "%s" ORDER BY 1`, quoted, name)))(t)
		for rows.Next() {
			var row string
			check(t, rows.Scan(&row))
			fmt.Fprintln(&b, name, row)
		}
		check(t, rows.Err())
		check(t, rows.Close())
	}
	return b.String()
}

// asItIs opens a file without changing anything of it.
func asItIs(t testing.TB, path string) *sql.DB {
	t.Helper()
	db := must(sql.Open("sqlite", fileURL(path)+"?mode=ro&immutable=1"))(t)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// A released file is brought up to date row for row, and lies in the backup
// folder as it was.
func TestReleasedSchemas(t *testing.T) {
	for schema := 1; schema < len(migrations()); schema++ {
		t.Run(fmt.Sprint(schema), func(t *testing.T) {
			path := released(t, schema)
			old := asItIs(t, path)
			tables := everyColumn(t, old)
			was := rowsIn(t, old, tables)
			if len(tables) < 27 || strings.Count(was, "\n") < 90 {
				t.Fatalf("the fixture has %d tables and these rows:\n%s", len(tables), was)
			}
			check(t, old.Close())
			s := at(t, path)
			if got := rowsIn(t, s.reader, tables); got != was {
				t.Errorf("after it:\n%s\nbefore it:\n%s", got, was)
			}
			folder := filepath.Join(filepath.Dir(path), backupFolder)
			name := beside(t, folder)
			if !strings.HasPrefix(name, fmt.Sprintf("halfhour-before-schema-%d-", schema+1)) {
				t.Fatalf("the copies are %q", name)
			}
			copied := asItIs(t, filepath.Join(folder, name))
			var version int
			check(t, copied.QueryRow("PRAGMA user_version").Scan(&version))
			if version != schema {
				t.Errorf("the copy is of schema %d", version)
			}
			if got := rowsIn(t, copied, everyColumn(t, copied)); got != was {
				t.Errorf("the copy:\n%s\nbefore it:\n%s", got, was)
			}
		})
	}
}

// What a released file holds goes on: its review, its actions, its deals when
// their export comes again.
func TestReleasedFileWorks(t *testing.T) {
	s := at(t, released(t, 1))
	rep := must(s.PersonByName(ctx, "Ana Ruiz"))(t)
	last, found, err := s.LatestFinished(ctx, rep.ID)
	if check(t, err); !found || len(last.Answers) != 2 || len(last.Actions) != 2 || len(last.Parked) != 1 || len(last.Notes) != 2 {
		t.Errorf("the finished review: %t %+v", found, last)
	}
	if list := must(s.Actions(ctx, ActionFilter{}))(t); len(list) != 3 {
		t.Errorf("%d open actions", len(list))
	}

	r, found, err := s.UnfinishedReview(ctx, rep.ID)
	if check(t, err); !found || r.Stage != agenda.Running || len(r.Drafts) != 1 {
		t.Fatalf("the running review: %t %+v", found, r)
	}
	deal := r.Slots[1].DealID
	next := r.Clone()
	check(t, next.SetNote(agenda.Note{DealID: deal, Author: rep.ID, Text: "CISO is back"}, r.NoteOf(deal, rep.ID), now))
	must(s.SaveReview(ctx, r, next))(t)
	s = reopen(t, s)
	if again := must(s.Review(ctx, r.ID))(t); again.NoteOf(deal, rep.ID) != "CISO is back" {
		t.Errorf("the note is %q", again.NoteOf(deal, rep.ID))
	}

	text := string(must(os.ReadFile("testdata/schema-1.csv"))(t))
	for _, step := range []struct {
		csv  string
		want [4]int // new, changed, unchanged, pushed
	}{
		{text, [4]int{0, 0, 7, 0}},
		{strings.Replace(text, "2027-01-20", "2027-02-20", 1), [4]int{0, 1, 6, 1}},
	} {
		f := must(crm.OpenReader("deals.csv", strings.NewReader(step.csv), crm.Options{}))(t)
		got := must(s.Import(ctx, ImportSource{Name: "deals.csv", CRM: f.CRM(), Shape: ShapeOf(strings.Split(strings.SplitN(text, "\n", 2)[0], ",")...), Today: today, Now: now, AsOf: now.AddDate(0, 0, 7),
			Covers: f.Covers}, f.Rows()))(t)
		if counts := [4]int{got.New, got.Changed, got.Unchanged, got.Changes.Pushed}; counts != step.want {
			t.Errorf("new, changed, unchanged, pushed: %v, want %v", counts, step.want)
		}
	}
}
