package store

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"halfhour/agenda"
)

// later returns settings with one more migration than this program has.
func later(statements string) opening {
	set := defaults()
	set.migrations = append(set.migrations, migration{"later", statements})
	set.now = func() time.Time { return now }
	return set
}

func TestMigration(t *testing.T) {
	known := len(defaults().migrations)
	s := fresh(t)
	newReview(t, s)
	was := must(census(s.reader))(t)
	check(t, s.Close())
	s = must(open(s.path, later(`ALTER TABLE person ADD COLUMN mail TEXT NOT NULL DEFAULT '';
		CREATE TABLE later (currency TEXT PRIMARY KEY, per INTEGER NOT NULL) STRICT;`)))(t)
	if n := len(all(t, s)); n != 4 {
		t.Errorf("%d deals after it", n)
	}
	if got := must(census(s.reader))(t); got[0] != (rowCount{"version", known + 1}) || len(got) != len(was)+1 {
		t.Errorf("after it: %v", got)
	}
	check(t, s.Close())

	if _, err := Open(s.path); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), fmt.Sprintf("schema %d, this one knows %d", known+1, known)) {
		t.Errorf("with the program before it: %v", err)
	}

	folder := filepath.Join(filepath.Dir(s.path), backupFolder)
	name := fmt.Sprintf("halfhour-before-schema-%d-20261123-101500.db", known+1)
	if got := beside(t, folder); got != name {
		t.Fatalf("the copies are %s", got)
	}
	if info := must(os.Stat(filepath.Join(folder, name)))(t); info.Mode().Perm() != 0o600 {
		t.Errorf("the copy is %v", info.Mode())
	}
	if info := must(os.Stat(folder))(t); info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is %v", info.Mode())
	}
	copied := at(t, filepath.Join(folder, name))
	if got := must(census(copied.reader))(t); !slices.Equal(got, was) {
		t.Errorf("the copy has %v, not %v", got, was)
	}
	if n := len(all(t, copied)); n != 4 {
		t.Errorf("the copy has %d deals", n)
	}
	check(t, copied.Close())

	check(t, os.Truncate(s.path, 8192))
	if _, err := Open(s.path); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "the newest copy is backups/"+name) {
		t.Errorf("damaged: %v", err)
	}
}

func TestFailedMigrationChangesNothing(t *testing.T) {
	s := fresh(t)
	newReview(t, s)
	was := must(census(s.reader))(t)
	check(t, s.Close())
	_, err := open(s.path, later(`CREATE TABLE later (currency TEXT); INSERT INTO rate VALUES ('USD'); DELETE FROM draft; SELECT nonsense;`))
	if err == nil || !strings.Contains(err.Error(), "later") {
		t.Fatalf("%v", err)
	}
	s = at(t, s.path)
	if got := must(census(s.reader))(t); !slices.Equal(got, was) {
		t.Errorf("between old and new: %v", got)
	}
}

// Without a copy there is no migration.
func TestNoMigrationWithoutACopy(t *testing.T) {
	s := fresh(t)
	newReview(t, s)
	check(t, s.Close())
	check(t, os.WriteFile(filepath.Join(filepath.Dir(s.path), backupFolder), nil, 0o600))
	if _, err := open(s.path, later(`CREATE TABLE later (currency TEXT)`)); err == nil || !strings.Contains(err.Error(), "make a copy first") {
		t.Fatalf("%v", err)
	}
	check(t, at(t, s.path).Close())
}

func TestTwoWindowsMigrateOnce(t *testing.T) {
	s := fresh(t)
	newReview(t, s)
	check(t, s.Close())
	set := later(`CREATE TABLE later (currency TEXT) STRICT`)
	type opened struct {
		s   *Store
		err error
	}
	ready := make(chan opened)
	for range 3 {
		go func() {
			s, err := open(s.path, set)
			ready <- opened{s, err}
		}()
	}
	for range 3 {
		if o := <-ready; o.err != nil {
			t.Error(o.err)
		} else {
			defer o.s.Close()
		}
	}
	if got := beside(t, filepath.Join(filepath.Dir(s.path), backupFolder)); strings.Contains(got, " ") {
		t.Errorf("copies: %s", got)
	}
}

func TestACopyThatDiffersIsNotKept(t *testing.T) {
	s := fresh(t)
	newReview(t, s)
	broken := filepath.Join(t.TempDir(), "copy.db")
	must(s.writer.Exec("VACUUM INTO $1", broken))(t)
	copied := must(sql.Open("sqlite", fileURL(broken)))(t)
	defer copied.Close()
	check(t, sameContent(must(census(s.reader))(t), s.reader, copied))
	must(copied.Exec("DELETE FROM slot WHERE position = 1"))(t)
	if err := sameContent(must(census(s.reader))(t), s.reader, copied); !errors.Is(err, ErrDamaged) {
		t.Errorf("a copy without a row: %v", err)
	}
	must(s.AddPerson(ctx, agenda.Person{Name: "Bo Lindqvist", Role: agenda.Rep}))(t)
	must(copied.Exec("PRAGMA foreign_keys = 0; DELETE FROM person"))(t)
	if err := sameContent(must(census(s.reader))(t), s.reader, copied); !errors.Is(err, ErrDamaged) {
		t.Errorf("a copy with broken references: %v", err)
	}
}

func TestMigrationsAreNumberedWithoutAGap(t *testing.T) {
	if n := len(migrations()); n < 1 {
		t.Error("there are none")
	}
	for _, names := range [][]string{{"0002_x.sql"}, {"0001_x.sql", "0003_y.sql"}, {"x.sql"}} {
		files := fstest.MapFS{}
		for _, name := range names {
			files["migrations/"+name] = &fstest.MapFile{}
		}
		if _, err := readMigrations(files); err == nil {
			t.Errorf("%v were taken", names)
		}
	}
}
