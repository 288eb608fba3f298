package main

import (
	"compress/gzip"
	"context"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/store"
)

// tracer returns strace, which makes system calls fail or kill.
func tracer(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("strace")
	if err != nil {
		t.Skip("strace is not installed: apt-get install strace")
	}
	if out, err := exec.Command(path, "-o", os.DevNull, "true").CombinedOutput(); err != nil {
		t.Skipf("nothing can be traced here: %v: %s", err, out)
	}
	return path
}

// mainHold holds a review through the store, and says of every change that it
// is saved: its arguments are the file and how many.
func mainHold() {
	check := func(err error) {
		if err != nil {
			_, _ = fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	ctx, now := context.Background(), testToday.Time().Add(10*time.Hour)
	st, err := store.Open(os.Args[1])
	check(err)
	rep, err := st.PersonByName(ctx, "Ana Ruiz")
	check(err)
	deals, err := st.Deals(ctx, store.Filter{Owner: rep.ID})
	check(err)
	r, found, err := st.UnfinishedReview(ctx, rep.ID)
	check(err)
	if !found {
		r, err = st.CreateReview(ctx, agenda.NewReview(store.NewID(), rep.ID, "", []string{deals[0].ID, deals[1].ID}, testToday))
		check(err)
	}
	said := func(n int, change func(*agenda.Review) error) {
		next := r.Clone()
		check(change(&next))
		r, err = st.SaveReview(ctx, r, next)
		check(err)
		fmt.Println("Topic", n)
	}
	for n := range 8 {
		said(n, func(r *agenda.Review) error {
			return r.Park(agenda.Parked{ID: store.NewID(), Text: fmt.Sprintf("Topic %d", n), Author: rep.ID}, now)
		})
	}
	check(st.Close())
}

// killable is a command that is killed in the middle.
type killable struct {
	name    string
	program string
	args    []string // {} stands for the folder
	before  func(t *testing.T, dir string)
}

func holdingDeals(t *testing.T, dir string) {
	env := fileWithDeals(t)
	copyFile(t, dbOf(env), filepath.Join(dir, "halfhour.db"))
	if left := dbOf(env) + "-wal"; fileExists(left) { // a slow machine did not get it into the file in time
		copyFile(t, left, filepath.Join(dir, "halfhour.db-wal"))
	}
	copyFile(t, strings.TrimPrefix(env[2], "HALFHOUR_EXPORT="), filepath.Join(dir, "deals.csv"))
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

var killables = []killable{
	{"first import", "halfhour", []string{"--me", "Dana Lee", "--role", "manager", "--currency", "USD", "import", "{}/deals.csv"}, func(t *testing.T, dir string) {
		holdingDeals(t, dir)
		if err := os.Remove(filepath.Join(dir, "halfhour.db")); err != nil {
			t.Fatal(err)
		}
	}},
	{"import", "halfhour", []string{"import", "{}/deals.csv"}, func(t *testing.T, dir string) {
		holdingDeals(t, dir)
		path := filepath.Join(dir, "deals.csv")
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		later := strings.ReplaceAll(string(text), "84000,2026-11-14", "79000,2026-12-18")
		for i := range 30 {
			later += fmt.Sprintf("T-%d,Ausbau Werk %d,Zażółć Gęślą,Ana Ruiz,Discovery,1200,2027-01-22,2026-10-04,2026-11-20,\n", 100+i, i)
		}
		if err := os.WriteFile(path, []byte(later), 0o600); err != nil {
			t.Fatal(err)
		}
	}},
	{"review", "halfhour-hold", []string{"{}/halfhour.db"}, holdingDeals},
	{"export", "halfhour", []string{"deals", "--csv", "-o", "{}/out.csv"}, holdingDeals},
	{"backup", "halfhour", []string{"doctor", "backup"}, holdingDeals},
	{"migration", "halfhour", []string{"people", "--currency", "EUR"}, func(t *testing.T, dir string) {
		unpack(t, filepath.Join("..", "..", "store", "testdata", "schema-1.db.gz"), filepath.Join(dir, "halfhour.db"))
	}},
	{"restore", "halfhour", []string{"doctor", "restore", "{}/copy.db", "--yes"}, func(t *testing.T, dir string) {
		holdingDeals(t, dir)
		said(t, []string{"HALFHOUR_DB=" + filepath.Join(dir, "halfhour.db")}, "doctor", "backup", filepath.Join(dir, "copy.db"))
		said(t, []string{"HALFHOUR_DB=" + filepath.Join(dir, "halfhour.db")}, "people", "add", "Noor Haddad", "--role", "executive")
	}},
}

func (k killable) in(dir string) (args, env []string) {
	for _, a := range k.args {
		args = append(args, strings.ReplaceAll(a, "{}", dir))
	}
	return args, append(os.Environ(), "HALFHOUR_DB="+filepath.Join(dir, "halfhour.db"), "HALFHOUR_TODAY="+testToday.String())
}

// tally counts the rows of what a command writes in one transaction; a file that
// is not there holds none.
func tally(t *testing.T, path string) string {
	t.Helper()
	if !fileExists(path) {
		return "nothing"
	}
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var whole string
	var broken, deals, changes, imports int
	for query, into := range map[string]any{
		"PRAGMA integrity_check": &whole, "SELECT count(*) FROM pragma_foreign_key_check": &broken,
		"SELECT count(*) FROM deal": &deals, "SELECT count(*) FROM deal_change": &changes, "SELECT count(*) FROM import": &imports,
	} {
		if err := db.QueryRow(query).Scan(into); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	if whole != "ok" || broken > 0 {
		t.Errorf("%s: %s, %d broken references", path, whole, broken)
	}
	if deals+imports == 0 {
		return "nothing"
	}
	return fmt.Sprintf("%d deals, %d changes, %d imports", deals, changes, imports)
}

// topics are those parked in the one review of a file. Each was saved in a
// transaction of its own, which the review's version counts.
func topics(t *testing.T, path string) (list []string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	rows, err := db.Query("SELECT text FROM parked")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		list = append(list, text)
	}
	version := 0
	if err := db.QueryRow("SELECT coalesce(max(version), 1) FROM review").Scan(&version); err != nil {
		t.Fatal(err)
	}
	if version != 1+len(list) {
		t.Errorf("%s: %d topics at version %d", path, len(list), version)
	}
	return list
}

// killedAt kills a command at its nth call of a kind, and checks what is left;
// false when it ended before.
func (k killable) killedAt(t *testing.T, strace, call string, n int, before, want string) bool {
	t.Helper()
	where := fmt.Sprintf("%s at %s %d", k.name, call, n)
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(before)); err != nil {
		t.Fatal(err)
	}
	was := tally(t, filepath.Join(dir, "halfhour.db"))
	args, env := k.in(dir)
	program, err := exec.LookPath(k.program)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(strace, append([]string{"-f", "-o", os.DevNull, "-e", "trace=" + call, "-e", fmt.Sprintf("inject=%s:signal=KILL:when=%d", call, n), program}, args...)...)
	cmd.Env, cmd.Dir = env, dir
	out, err := cmd.Output()
	if err == nil {
		return false
	}
	if !strings.Contains(err.Error(), "killed") {
		t.Fatalf("%s: it was not killed: %v\n%s", where, err, out)
	}
	if exports, _ := filepath.Glob(filepath.Join(dir, "out*.csv")); len(exports) > 0 {
		if text, err := os.ReadFile(exports[0]); err != nil || strings.Count(string(text), "\n") != 6 {
			t.Errorf("%s: a part of an export has its name: %q", where, text)
		}
		_ = os.Remove(exports[0])
	}
	copies, _ := filepath.Glob(filepath.Join(dir, "backups", "*.db"))
	for _, c := range copies {
		if tally(t, c) == "nothing" && was != "nothing" {
			t.Errorf("%s: %s is empty", where, c)
		}
	}
	if path := filepath.Join(dir, "halfhour.db"); fileExists(path) {
		again := exec.Command("halfhour", "people")
		again.Env, again.Dir = env, dir
		if said, err := again.CombinedOutput(); err != nil {
			t.Errorf("%s: it does not open again: %v\n%s", where, err, said)
		}
		if got := tally(t, path); got != was && got != want {
			t.Errorf("%s: between old and new: %s, was %s, is to be %s", where, got, was, want)
		}
		if k.program == "halfhour-hold" {
			kept := topics(t, path)
			for topic := range strings.Lines(string(out)) {
				if !slices.Contains(kept, strings.TrimSpace(topic)) {
					t.Errorf("%s: lost: %s", where, topic)
				}
			}
		}
	}
	again := exec.Command(program, args...)
	again.Env, again.Dir = env, dir
	if said, err := again.CombinedOutput(); err != nil {
		t.Errorf("%s: the command fails afterwards: %v\n%s", where, err, said)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "*-wal"))
	if len(left) > 0 {
		t.Errorf("%s: left behind: %v", where, left)
	}
	return true
}

var killingCalls = []string{"pwrite64", "fsync", "fdatasync", "ftruncate", "unlink", "unlinkat", "renameat", "renameat2"}

// A command that is killed at any system call that changes the disk leaves a
// file that opens without a question, as it was or as it is to be, with all that
// was called saved; exports and copies have their names only when they are whole.
// HALFHOUR_LONG=1 kills at each of the first 40 calls of a kind and every seventh
// after them; else at a few by chance.
func TestKilledAtAnySystemCall(t *testing.T) {
	strace := tracer(t)
	killed := 0
	for _, k := range killables {
		before := t.TempDir()
		k.before(t, before)
		after := t.TempDir()
		if err := os.CopyFS(after, os.DirFS(before)); err != nil {
			t.Fatal(err)
		}
		args, env := k.in(after)
		whole := exec.Command(k.program, args...)
		whole.Env, whole.Dir = env, after
		if out, err := whole.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", k.name, err, out)
		}
		want := tally(t, filepath.Join(after, "halfhour.db"))
		if os.Getenv("HALFHOUR_LONG") == "" {
			for _, call := range []string{"pwrite64", "fsync", killingCalls[2+rand.IntN(len(killingCalls)-2)]} {
				if k.killedAt(t, strace, call, 1+rand.IntN(30), before, want) || k.killedAt(t, strace, call, 1+rand.IntN(3), before, want) {
					killed++
				}
			}
			continue
		}
		for _, call := range killingCalls {
			for n := 1; k.killedAt(t, strace, call, n, before, want); n++ {
				killed++
				if n >= 40 {
					n += 6
				}
			}
		}
		t.Logf("%s: %d kills so far", k.name, killed)
	}
	if killed == 0 {
		t.Error("nothing was killed")
	}
	t.Logf("%d kills", killed)
}

// unpack unpacks a .gz file.
func unpack(t *testing.T, from, to string) {
	t.Helper()
	f, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	r, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(r)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
