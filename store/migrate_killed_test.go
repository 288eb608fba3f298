package store

import (
	"database/sql/driver"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"
)

// statements splits a migration; none of them has a trigger, whose body would
// hold semicolons of its own.
func statements(t testing.TB, text string) (list []string) {
	t.Helper()
	if strings.Contains(text, "CREATE TRIGGER") {
		t.Fatal("a migration has a trigger: split it another way")
	}
	last := ""
	for line := range strings.Lines(text) {
		code, _, _ := strings.Cut(line, "--")
		last += code
		if strings.HasSuffix(strings.TrimSpace(code), ";") {
			list, last = append(list, last), ""
		}
	}
	if strings.TrimSpace(last) != "" {
		t.Fatalf("a statement does not end: %q", last)
	}
	return list
}

// dyingIn returns the migrations of this program, but before the nth statement
// of one of them the process is killed.
func dyingIn(t testing.TB, m, n int) []migration {
	list := migrations()
	parts := statements(t, list[m].sql)
	list[m].sql = strings.Join(parts[:n], "") + "SELECT killed();" + strings.Join(parts[n:], "")
	return list
}

// migrateAndDie opens a file as a program would that is killed on the way.
func migrateAndDie(path, args string) error {
	var m, n int
	if _, err := fmt.Sscan(args, &m, &n); err != nil {
		return err
	}
	sqlite.MustRegisterFunction("killed", &sqlite.FunctionImpl{Scalar: func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
		self, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = self.Kill()
		}
		time.Sleep(time.Minute)
		return nil, err
	}})
	set := defaults()
	set.migrations = dyingIn(&testing.T{}, m, n)
	s, err := open(path, set)
	if err != nil {
		return err
	}
	return s.Close()
}

// A program that is killed at any statement of a migration leaves the file as it
// was, or as it is to be, never between; the next one brings it up to date.
// HALFHOUR_LONG=1 kills it at each, else at every ninth.
func TestKilledWhileMigrating(t *testing.T) {
	all := migrations()
	schemaOf := func(s *Store) string {
		return rowsIn(t, s.reader, map[string]string{"sqlite_schema": "type, name, sql"})
	}
	killed := 0
	for m := range all {
		want := fresh(t)
		if m > 0 { // a released file says some of it in other words
			want = at(t, released(t, m))
		}
		schema := schemaOf(want)
		parts := statements(t, all[m].sql)
		for n := 0; n <= len(parts); n += long(9, 1) {
			path := filepath.Join(t.TempDir(), "halfhour.db")
			was := ""
			if m > 0 {
				path = released(t, m)
				old := asItIs(t, path)
				was = rowsIn(t, old, everyColumn(t, old))
				check(t, old.Close())
			}
			out, err := child("migrate", path, fmt.Sprint(m), fmt.Sprint(n)).CombinedOutput()
			if err == nil || !strings.Contains(err.Error(), "killed") {
				t.Fatalf("at %d of %s: it was not killed: %v %s", n, all[m].name, err, out)
			}
			killed++
			l, err := probe(path, DefaultBusy)
			check(t, err)
			if l.version != m && l.version != len(all) || m == 0 && l.version == 0 && !l.empty {
				t.Errorf("at %d of %s: between old and new: %+v", n, all[m].name, l)
			}
			if m > 0 {
				db := must(lookInto(path, DefaultBusy))(t)
				if got := rowsIn(t, db, everyColumn(t, db)); got != was {
					t.Errorf("at %d of %s: the old rows changed", n, all[m].name)
				}
				check(t, db.Close())
			}
			s := at(t, path)
			if got := schemaOf(s); got != schema {
				t.Errorf("at %d of %s: afterwards the schema is\n%s", n, all[m].name, got)
			}
			check(t, s.Close())
			whole(t, path)
			if copies := Copies(path); m > 0 && len(copies) == 0 {
				t.Errorf("at %d of %s: no copy was made", n, all[m].name)
			}
		}
	}
	t.Logf("killed at %d statements", killed)
}
