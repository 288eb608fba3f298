package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
)

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	}
}

func TestNothingIsOverwritten(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "minutes.md")
	if err := writeNew(path, text("first")); err != nil {
		t.Fatal(err)
	}
	if err := writeNew(path, text("second")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("%v", err)
	}
	for _, want := range []string{"minutes-2.md", "minutes-3.md"} {
		if name, err := writeNumbered(folder, "minutes.md", text(want)); err != nil || name != want {
			t.Errorf("%s, %v", name, err)
		}
	}
	holds(t, folder, map[string]string{"minutes.md": "first", "minutes-2.md": "minutes-2.md", "minutes-3.md": "minutes-3.md"})
	if err := replace(path, text("third")); err != nil {
		t.Fatal(err)
	}
	holds(t, folder, map[string]string{"minutes.md": "third", "minutes-2.md": "minutes-2.md", "minutes-3.md": "minutes-3.md"})

	// A link is a name like another, and is not followed.
	victim, planted := filepath.Join(t.TempDir(), "victim"), filepath.Join(folder, "planted.md")
	if err := os.Symlink(victim, planted); err != nil {
		t.Skipf("no links here: %v", err)
	}
	if err := writeNew(planted, text("first")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a link: %v", err)
	}
	if err := replace(planted, text("first")); err != nil || fileExists(victim) {
		t.Errorf("a link was followed: %v", err)
	}
}

// Nor is anything when many write under one name at the same time.
func TestNothingIsOverwrittenMeanwhile(t *testing.T) {
	folder := t.TempDir()
	const writers = 16
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			if _, err := writeNumbered(folder, "minutes.md", text(fmt.Sprint("by ", i, "."))); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	found := map[string]bool{}
	each(t, folder, func(path string, _ fs.FileInfo) {
		words, err := os.ReadFile(path)
		if err != nil {
			t.Error(err)
		}
		found[string(words)] = true
	})
	if len(found) != writers {
		t.Errorf("%d of %d are left", len(found), writers)
	}
}

// What cannot be written whole is not there, and what was there stays.
func TestHalfAFileIsNone(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "actions.md")
	full := errors.New("the disk is full")
	half := func(w io.Writer) error { return errors.Join(text("half")(w), full) }
	if err := writeNew(path, half); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
	holds(t, folder, map[string]string{})
	if err := writeNew(path, text("whole")); err != nil {
		t.Fatal(err)
	}
	if err := replace(path, half); !errors.Is(err, full) {
		t.Errorf("%v", err)
	}
	holds(t, folder, map[string]string{"actions.md": "whole"})
}

// holds compares a folder's files, which are their user's alone.
func holds(t *testing.T, folder string, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(want) {
		t.Errorf("%v, not %v", entries, want)
	}
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || string(got) != text {
			t.Errorf("%s is %q, %v", name, got, err)
		}
		if info, err := os.Stat(filepath.Join(folder, name)); err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s can be read by others: %s", name, info.Mode())
		}
	}
}

// A rep's name becomes a file's name that cannot leave its folder.
func TestMinutesName(t *testing.T) {
	day := agenda.NewDate(2026, time.November, 23)
	for rep, want := range map[string]string{
		"Ana Ruiz":            "2026-11-23-ana-ruiz.md",
		"José Ñandú-Ibáñez":   "2026-11-23-jose-nandu-ibanez.md",
		"王小明":                 "2026-11-23-王小明.md",
		"김서연":                 "2026-11-23-김서연.md",
		"../../etc/passwd":    "2026-11-23-etc-passwd.md",
		"..":                  "2026-11-23.md",
		"con\x00\x1b[2J ":     "2026-11-23-con-2j.md",
		"":                    "2026-11-23.md",
		"ana.ruiz@example.eu": "2026-11-23-ana-ruiz-example-eu.md",
	} {
		if got := minutesName(day, rep); got != want {
			t.Errorf("%q: %s, not %s", rep, got, want)
		}
	}
	if long := minutesName(day, strings.Repeat("智能", 200)); len(long) > 120 || !strings.HasSuffix(long, ".md") {
		t.Errorf("%d bytes: %s", len(long), long)
	}
}

// Whatever a deal, a person or a file is called, what is written for it stands in
// its folder, is its user's alone, and takes nothing's place.
func TestNamesLeadNowhere(t *testing.T) {
	day := agenda.NewDate(2026, time.November, 23)
	r := agenda.NewReview("r", "p", "q", nil, day)
	for _, name := range []string{
		"../../x", "/etc/passwd", "..", ".", "", "a/b", `..\..\x`, `C:\x`, "nul\x00byte", "con", "NUL.txt", "-rf", "--force", "x.", "x ", ".hidden", "~root", "$(touch x)", "a\nb", "\x1b[2J",
		"\u202egnp.exe", "a:b", "a|b*?\"<>", strings.Repeat("x", 300), strings.Repeat("é", 300), strings.Repeat("../", 100), "planted",
	} {
		around := t.TempDir()
		folder := filepath.Join(around, "folder")
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		made := []string{
			minutesName(day, name), "unsaved-" + minutesName(day, name), parkedName(r, minutes.Mail{To: agenda.Person{Name: name}}) + ".eml",
			fileWords("invitation "+name) + ".eml", "actions-" + fileWords(name) + ".eml", rejectedName(strings.ReplaceAll(name, "\x00", "")), // no file has a NUL in its name
		}
		victim := filepath.Join(around, "victim")
		for _, m := range made[:3] {
			if err := os.Symlink(victim, filepath.Join(folder, m)); err != nil {
				t.Skipf("no links here: %v", err)
			}
		}
		for i, m := range made {
			for range 2 {
				if _, err := writeNumbered(folder, m, text("words")); err != nil {
					t.Errorf("%q, %q: %v", name, m, err)
				}
			}
			odd := strings.ContainsFunc(m, func(r rune) bool {
				return unicode.IsControl(r) || strings.ContainsRune(`/\:*?"<>|`, r) || unicode.Is(unicode.Bidi_Control, r)
			})
			if i < 5 && (odd || strings.HasPrefix(m, "-") || strings.HasPrefix(m, ".")) {
				t.Errorf("%q becomes %q", name, m)
			}
		}
		files := 0
		err := filepath.WalkDir(around, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || e.Type() == fs.ModeSymlink {
				return err
			}
			files++
			if info, err := e.Info(); filepath.Dir(path) != folder || err != nil || info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%q makes %s: %v", name, path, err)
			}
			return nil
		})
		if err != nil || files != 2*len(made) || fileExists(victim) {
			t.Errorf("%q: %d files, %v", name, files, err)
		}
	}
}

func TestRejectedName(t *testing.T) {
	for path, want := range map[string]string{
		"deals.csv":             "deals.rejected.csv",
		"/tmp/x/deals.xlsx":     "deals.rejected.csv",
		"deals.rejected.csv":    "deals.rejected.csv",
		"deals.rejected-12.csv": "deals.rejected.csv",
		"no ending":             "no ending.rejected.csv",
	} {
		if got := rejectedName(path); got != want {
			t.Errorf("%s: %s, not %s", path, got, want)
		}
	}
}

// each calls f with every file and folder below one.
func each(t *testing.T, folder string, f func(path string, info fs.FileInfo)) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == folder {
			return err
		}
		info, err := os.Lstat(path)
		if err == nil {
			f(path, info)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
