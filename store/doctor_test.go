package store

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// about returns what Examine says of one thing.
func about(list []Check, name string) Check {
	i := slices.IndexFunc(list, func(c Check) bool { return c.Name == name })
	if i < 0 {
		return Check{}
	}
	return list[i]
}

func TestExamine(t *testing.T) {
	s := fresh(t)
	newReview(t, s)
	check(t, s.Close())
	was := must(os.ReadFile(s.path))(t)
	list := Examine(ctx, s.path, time.Now())
	for _, name := range []string{"file", "integrity", "references", "settings", "privacy", "space", "place"} {
		if c := about(list, name); c.State != Fine {
			t.Errorf("%s: %+v", name, c)
		}
	}
	if c := about(list, "copies"); c.State != Warning || !strings.Contains(c.Words, "doctor backup") {
		t.Errorf("copies: %+v", c)
	}
	if again := must(os.ReadFile(s.path))(t); !bytes.Equal(was, again) {
		t.Error("looking changed the file")
	}

	check(t, os.Chmod(s.path, 0o644))
	if c := about(Examine(ctx, s.path, time.Now()), "privacy"); c.State != Warning || !strings.Contains(c.Words, s.path) {
		t.Errorf("privacy: %+v", c)
	}
	// A page in the middle is written over.
	f := must(os.OpenFile(s.path, os.O_WRONLY, 0))(t)
	must(f.WriteAt(bytes.Repeat([]byte{0xa5}, 4096*6), 4096*20))(t)
	check(t, f.Close())
	broken := Examine(ctx, s.path, time.Now())
	if !slices.ContainsFunc(broken, func(c Check) bool { return c.State == Broken }) {
		t.Errorf("a damaged file is fine: %+v", broken)
	}
	if list := Examine(ctx, filepath.Join(t.TempDir(), "none.db"), time.Now()); about(list, "file").State != Warning {
		t.Errorf("no file: %+v", list)
	}
	if c := placeOf(filepath.Join("Dropbox (Personal)", "deals")); c.State != Warning {
		t.Errorf("%+v", c)
	}
}

func TestDailyCopies(t *testing.T) {
	set := defaults()
	day := time.Date(2026, time.November, 23, 10, 15, 0, 0, time.Local)
	set.now = func() time.Time { return day }
	s := fresh(t)
	check(t, s.Close())
	s = must(open(s.path, set))(t)
	defer func() { check(t, s.Close()) }()
	if made := must(s.BackUpDaily(ctx))(t); made != "" {
		t.Errorf("a copy of nothing: %s", made)
	}
	newReview(t, s)
	if made := must(s.BackUpDaily(ctx))(t); made == "" {
		t.Error("no copy of a file with deals")
	}
	if made := must(s.BackUpDaily(ctx))(t); made != "" {
		t.Errorf("a second copy on one day: %s", made)
	}
	s.set.now = func() time.Time { return day }
	must(s.BackUp(ctx, ""))(t)
	for range 9 {
		day = day.AddDate(0, 0, 1)
		made := must(s.BackUpDaily(ctx))(t)
		check(t, os.Chtimes(made, day, day))
	}
	var daily, others []string
	for _, c := range Copies(s.path) {
		if c.Kind == "daily" {
			daily = append(daily, filepath.Base(c.Path))
		} else {
			others = append(others, c.Kind)
		}
		if info := must(os.Stat(c.Path))(t); info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v", c.Path, info.Mode())
		}
		if _, err := ContentsOf(ctx, c.Path); err != nil {
			t.Errorf("%s: %v", c.Path, err)
		}
	}
	if len(daily) != 7 || daily[0] != "halfhour-2026-12-02.db" || daily[6] != "halfhour-2026-11-26.db" || !slices.Equal(others, []string{"by hand"}) {
		t.Errorf("kept: %q and %q", daily, others)
	}
}

func TestRestore(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	copied := must(s.BackUp(ctx, ""))(t)
	was := must(census(s.reader))(t)
	c := must(ContentsOf(ctx, copied))(t)
	if c.Deals != 4 || c.Reviews != 1 || c.LastImport.IsZero() || c.Schema != len(migrations()) {
		t.Errorf("the copy holds %+v", c)
	}
	must(s.writer.Exec("DELETE FROM draft; DELETE FROM slot; DELETE FROM review"))(t)

	// Another window has the file open all the time.
	aside := must(Restore(ctx, s.path, copied))(t)
	if got := must(census(s.reader))(t); !slices.Equal(got, was) {
		t.Errorf("restored: %v, not %v", got, was)
	}
	if back := must(s.Review(ctx, r.ID))(t); !same(back, r) || len(back.Deals()) != 3 {
		t.Errorf("the review came back as %+v, not %+v", back, r)
	}
	if c := must(ContentsOf(ctx, aside))(t); c.Reviews != 0 || c.Deals != 4 {
		t.Errorf("kept aside: %+v", c)
	}
	check(t, s.Close())

	// A file that does not open is moved, and not over what was kept a moment ago.
	first := aside
	check(t, os.WriteFile(s.path, []byte("not a database at all, but long enough to be looked at as one"), 0o600))
	aside = must(Restore(ctx, s.path, copied))(t)
	s = at(t, s.path)
	if got := must(census(s.reader))(t); !slices.Equal(got, was) {
		t.Errorf("restored: %v, not %v", got, was)
	}
	if text := must(os.ReadFile(aside))(t); !strings.HasPrefix(string(text), "not a database") {
		t.Errorf("kept aside: %q", text)
	}

	if c := must(ContentsOf(ctx, first))(t); first == aside || c.Deals != 4 {
		t.Errorf("the first one kept aside is gone: %+v", c)
	}

	// What is no whole copy changes nothing.
	half := filepath.Join(t.TempDir(), "half.db")
	check(t, os.WriteFile(half, must(os.ReadFile(copied))(t)[:8192], 0o600))
	for _, bad := range []string{half, s.path, aside, filepath.Join(t.TempDir(), "none")} {
		if _, err := Restore(ctx, s.path, bad); err == nil {
			t.Errorf("%s was taken", bad)
		}
	}
	if got := must(census(s.reader))(t); !slices.Equal(got, was) {
		t.Errorf("a refused copy changed the file: %v", got)
	}
}

func TestLeaveAndComeBack(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	check(t, s.SetCoachingNote(ctx, r.Slots[1].DealID, r.Manager, "asks before telling")) // whoever leaves takes everything
	was := must(census(s.reader))(t)
	var b bytes.Buffer
	rows := must(s.WriteAll(ctx, &b))(t)
	text := b.String()

	path := filepath.Join(t.TempDir(), "new.db")
	if n := must(ReadAll(ctx, path, strings.NewReader(text)))(t); n != rows || rows < 10 {
		t.Errorf("%d rows of %d came back", n, rows)
	}
	back := at(t, path)
	if got := must(census(back.reader))(t); !slices.Equal(got, was) {
		t.Errorf("came back: %v, not %v", got, was)
	}
	if got := must(back.CoachingNote(ctx, r.Slots[1].DealID, r.Manager))(t); got != "asks before telling" {
		t.Errorf("the private note came back as %q", got)
	}
	b.Reset()
	must(back.WriteAll(ctx, &b))(t)
	_, before, _ := strings.Cut(text, "\n") // the head has the time
	_, after, _ := strings.Cut(b.String(), "\n")
	if before != after {
		t.Error("what comes back is not what left")
	}
	check(t, back.Close())

	if _, err := ReadAll(ctx, path, strings.NewReader(text)); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("over a file with something in it: %v", err)
	}
	lines := strings.SplitAfter(text, "\n")
	for name, bad := range map[string]string{
		"nothing":    "",
		"other":      "a,b,c\n1,2,3\n",
		"cut short":  strings.Join(lines[:len(lines)-3], ""),
		"a row less": strings.Join(slices.Delete(slices.Clone(lines), 3, 4), ""),
		"newer":      strings.Replace(text, `"schema":`, `"schema":9`, 1),
		"a table":    strings.Replace(text, `"table":"person"`, `"table":"sqlite_schema"`, 1),
		"a column":   strings.Replace(text, `"role":`, `"name\") VALUES (1); --":`, 1),
		"no JSON":    strings.Replace(text, `{"table":"person"`, `{"table":person"`, 1),
	} {
		path := filepath.Join(t.TempDir(), "bad.db")
		if _, err := ReadAll(ctx, path, strings.NewReader(bad)); err == nil {
			t.Errorf("%s was taken", name)
		}
		if left := beside(t, filepath.Dir(path)); left != "" {
			t.Errorf("%s leaves %s", name, left)
		}
	}
}

// FuzzReadAll takes in exports that somebody may have changed: all or nothing,
// and what was taken is whole and leaves again.
func FuzzReadAll(f *testing.F) {
	s := fresh(f)
	r := newReview(f, s)
	check(f, s.SetCoachingNote(ctx, r.Slots[1].DealID, r.Manager, "asks before telling"))
	var all bytes.Buffer
	must(s.WriteAll(ctx, &all))(f)
	f.Add(all.String())
	f.Add(`{"format":"halfhour export","schema":1,"made":"2026-11-23T10:00:00Z"}` + "\n" + `{"rows":0}`)
	f.Add(`{"format":"halfhour export","schema":2}` + "\n" + `{"table":"person","row":{"id":"ana","name":"Ana Ruiz","role":"rep"}}` + "\n" + `{"rows":1}`)
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "new.db")
		if _, err := ReadAll(ctx, path, strings.NewReader(text)); err != nil {
			if left := beside(t, filepath.Dir(path)); left != "" {
				t.Fatalf("%v, and leaves %s", err, left)
			}
			return
		}
		for _, c := range Examine(ctx, path, today.Time()) {
			if c.State == Broken {
				t.Fatalf("%s: %s", c.Name, c.Words)
			}
		}
		back := must(OpenReadOnly(path))(t)
		defer func() { check(t, back.Close()) }()
		must(back.WriteAll(ctx, io.Discard))(t)
	})
}
