package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"halfhour/agenda"

	"pgregory.net/rapid"
)

// long says whether the longer runs were asked for, with HALFHOUR_LONG=1.
func long(short, long int) int {
	if os.Getenv("HALFHOUR_LONG") != "" {
		return long
	}
	return short
}

// child starts this program for a part of its own, see TestMain.
func child(part, path string, args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "HALFHOUR_TEST_PART="+part, "HALFHOUR_TEST_FILE="+path, "HALFHOUR_TEST_ARGS="+strings.Join(args, " "))
	return cmd
}

// playPart does what a child was started for, and says what is done.
func playPart(part, path, args string) error {
	if play := alone[part]; play != nil {
		return play(path, args)
	}
	s, err := Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	switch part {
	case "park":
		var id string
		var n int
		if _, err := fmt.Sscan(args, &id, &n); err != nil {
			return err
		}
		worst := time.Duration(0)
		for range n {
			start := time.Now()
			if err := park(s, id); err != nil {
				return err
			}
			worst = max(worst, time.Since(start))
		}
		fmt.Println(worst.Milliseconds())
	case "copy":
		for {
			made, err := s.BackUp(ctx, "")
			if err != nil {
				return err
			}
			fmt.Println(made)
		}
	}
	return nil
}

// alone are the parts that open the file themselves.
var alone = map[string]func(path, args string) error{"work": playWork, "migrate": migrateAndDie}

// Eight processes read a review, add to it and save it, each what the others
// have saved meanwhile.
func TestEightProcessesLoseNothing(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	each := long(20, 400)
	var working sync.WaitGroup
	for range 8 {
		working.Go(func() {
			out, err := child("park", s.path, r.ID, fmt.Sprint(each)).CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
			t.Logf("worst wait %s ms", bytes.TrimSpace(out))
		})
	}
	working.Wait()
	last := must(reopen(t, s).Review(ctx, r.ID))(t)
	if len(last.Parked) != 8*each || last.Version != int64(1+8*each) {
		t.Errorf("%d topics of %d at version %d", len(last.Parked), 8*each, last.Version)
	}
}

// whole fails when a file is not sound, and returns how many topics it holds.
func whole(t testing.TB, path string) (topics int) {
	t.Helper()
	db := asItIs(t, path)
	var sound string
	var broken int
	check(t, db.QueryRow("PRAGMA integrity_check").Scan(&sound))
	check(t, db.QueryRow("SELECT count(*) FROM pragma_foreign_key_check").Scan(&broken))
	check(t, db.QueryRow("SELECT count(*) FROM parked").Scan(&topics))
	check(t, db.Close())
	if sound != "ok" || broken != 0 {
		t.Errorf("%s: %s, %d broken references", path, sound, broken)
	}
	return topics
}

// Copies are whole while others write, and hold at least what was saved before.
func TestCopiesWhileOthersWrite(t *testing.T) {
	s := fresh(t)
	other := at(t, s.path)
	r := newReview(t, s)
	var saved int
	var lock sync.Mutex
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
			}
			if err := park(other, r.ID); err != nil {
				t.Error(err)
				return
			}
			lock.Lock()
			saved++
			lock.Unlock()
		}
	}()
	defer func() { close(stop); <-stopped }()
	for i := range long(6, 60) {
		lock.Lock()
		before := saved
		lock.Unlock()
		made := must(s.BackUp(ctx, filepath.Join(t.TempDir(), fmt.Sprint(i, ".db"))))(t)
		if n := whole(t, made); n < before {
			t.Errorf("%d topics of %d", n, before)
		}
		if info := must(os.Stat(made))(t); info.Mode().Perm() != 0o600 {
			t.Errorf("it is %v", info.Mode())
		}
		if c := must(ContentsOf(ctx, made))(t); c.Deals != 4 || c.Schema != len(migrations()) {
			t.Errorf("a copy with %d deals, of schema %d", c.Deals, c.Schema)
		}
	}
}

// A process that is killed while it makes copies leaves none that is not whole.
func TestKilledWhileCopying(t *testing.T) {
	s := fresh(t)
	newReview(t, s)
	check(t, s.Close())
	folder, found := filepath.Join(filepath.Dir(s.path), backupFolder), 0
	slow := 0 // milliseconds that this machine needs more before there is a copy
	for range long(10, 300) {
		cmd := child("copy", s.path)
		check(t, cmd.Start())
		time.Sleep(time.Duration(20+rand.IntN(150)+slow) * time.Millisecond)
		check(t, cmd.Process.Kill())
		_ = cmd.Wait() // killed
		for _, name := range must(filepath.Glob(filepath.Join(folder, "*.db")))(t) {
			whole(t, name)
			if c := must(ContentsOf(ctx, name))(t); c.Deals != 4 || c.Reviews != 1 || c.Schema != len(migrations()) {
				t.Errorf("%s holds %+v", name, c)
			}
			if info := must(os.Stat(name))(t); info.Mode().Perm() != 0o600 {
				t.Errorf("%s is %v", name, info.Mode())
			}
			check(t, os.Remove(name))
			found++
		}
		if found == 0 {
			slow += 100
		}
	}
	if found == 0 {
		t.Error("no copy was looked at")
	}
	s = at(t, s.path)
	if n := len(all(t, s)); n != 4 {
		t.Errorf("%d deals", n)
	}
}

// After it is closed, the one file is all there is and all that is needed.
func TestTheOneFileHoldsEverything(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	for range 50 {
		check(t, park(s, r.ID))
	}
	check(t, s.Close())
	if got := beside(t, filepath.Dir(s.path)); got != filepath.Base(s.path) {
		t.Errorf("beside it: %s", got)
	}
	moved := filepath.Join(t.TempDir(), "copied.db")
	check(t, os.WriteFile(moved, must(os.ReadFile(s.path))(t), 0o600))
	if got := must(at(t, moved).Review(ctx, r.ID))(t); len(got.Parked) != 50 {
		t.Errorf("the copied file has %d topics", len(got.Parked))
	}
}

// What was written is in the one file before long, though it stays open: not
// while somebody still reads what was there before, but soon after.
func TestTheOneFileIsWholeWhileItIsOpen(t *testing.T) {
	set := defaults()
	set.settle = 10 * time.Millisecond
	s := must(open(filepath.Join(t.TempDir(), "halfhour.db"), set))(t)
	defer func() { check(t, s.Close()) }()
	beside := func() int64 {
		info := must(os.Stat(s.path + "-wal"))(t)
		return info.Size()
	}
	reading := must(s.reader.BeginTx(ctx, nil))(t)
	must(tables(reading))(t)
	must(s.AddPerson(ctx, agenda.Person{Name: "Ana Ruiz", Role: agenda.Rep}))(t)
	time.Sleep(10 * set.settle)
	if beside() == 0 {
		t.Fatal("a reader's pages were moved")
	}
	check(t, reading.Rollback())
	for end := time.Now().Add(10 * time.Second); beside() > 0; time.Sleep(set.settle) {
		if time.Now().After(end) {
			t.Fatalf("%d bytes stay beside the file", beside())
		}
	}
	copied := filepath.Join(t.TempDir(), "copied.db")
	check(t, os.WriteFile(copied, must(os.ReadFile(s.path))(t), 0o600))
	must(at(t, copied).PersonByName(ctx, "Ana Ruiz"))(t)
}

// Instants are whole milliseconds since 1970 in the file, whatever zone and
// season they come from, and nothing of how Go writes a time.
func TestInstantsAreNumbers(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	zones := []string{"UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"}
	seasons := []time.Time{ // clocks change in one of the zones, leap days, the ends
		time.Date(2026, 10, 25, 0, 59, 59, 999e6, time.UTC), time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2028, 2, 29, 23, 59, 0, 0, time.UTC),
		time.Date(1970, 1, 1, 0, 0, 0, 1e6, time.UTC), time.Date(2100, 2, 28, 23, 59, 59, 0, time.UTC), time.Date(2011, 12, 30, 10, 0, 0, 0, time.UTC),
	}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Skip("no zones here")
		}
		at := rapid.SampledFrom(seasons).Draw(t, "season")
		if rapid.Bool().Draw(t, "any year") {
			at = time.UnixMilli(rapid.Int64Range(0, time.Date(2100, 12, 31, 0, 0, 0, 0, time.UTC).UnixMilli()).Draw(t, "instant"))
		}
		at = at.Add(time.Duration(rapid.Int64Range(-48*3600e3, 48*3600e3).Draw(t, "ms")) * time.Millisecond)
		if at.UnixMilli() == 0 {
			return
		}
		next := r.Clone()
		next.Clock.Started, next.Clock.Seen = at.In(zone), time.Now() // with a monotonic reading
		saved, err := s.SaveReview(ctx, r, next)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Review(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		r = saved
		var kind string
		var number int64
		if err := s.reader.QueryRow(`SELECT typeof(started_at), started_at FROM review`).Scan(&kind, &number); err != nil {
			t.Fatal(err)
		}
		if !got.Clock.Started.Equal(at) || kind != "integer" || number != at.UnixMilli() {
			t.Errorf("%s came back as %s, kept as %s %d", at.In(zone), got.Clock.Started, kind, number)
		}
	})
	declared := must(s.reader.Query(`SELECT m.name, c.name, c.type || ' ' || l.strict FROM sqlite_schema m, pragma_table_list(m.name) l, pragma_table_info(m.name) c
		WHERE m.type = 'table' AND (c.name IN ('at', 'since', 'gap_from') OR c.name LIKE '%\_at' ESCAPE '\')`))(t)
	found := 0
	for ; declared.Next(); found++ {
		var table, column, kind string
		check(t, declared.Scan(&table, &column, &kind))
		if kind != "INTEGER 1" { // which a strict table keeps to
			t.Errorf("%s of %s is %s", column, table, kind)
		}
	}
	if check(t, errors.Join(declared.Err(), declared.Close())); found < 15 {
		t.Errorf("%d columns hold instants", found)
	}
	if rows := rowsIn(t, s.reader, everyColumn(t, s.reader)); strings.Contains(rows, "m=+") || strings.Contains(rows, "m=-") {
		t.Error("a time stands in the file as Go writes it")
	}
}

// A link that somebody planted where a copy goes is not followed.
func TestPlantedLinks(t *testing.T) {
	s := fresh(t)
	newReview(t, s)
	s.set.now = func() time.Time { return now }
	victim := filepath.Join(t.TempDir(), "victim")
	folder := filepath.Join(filepath.Dir(s.path), backupFolder)
	check(t, os.MkdirAll(folder, 0o700))
	for _, name := range []string{"halfhour-2026-11-23.db", "halfhour-by-hand-20261123-101500.db", "mine.db"} {
		if err := os.Symlink(victim, filepath.Join(folder, name)); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	must(s.BackUpDaily(ctx))(t)
	whole(t, must(s.BackUp(ctx, ""))(t))
	if _, err := s.BackUp(ctx, filepath.Join(folder, "mine.db")); err == nil {
		t.Error("a copy was made where a link stands")
	}
	if _, err := os.Lstat(victim); err == nil {
		t.Error("a link was followed")
	}
}
