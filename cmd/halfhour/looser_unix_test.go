//go:build unix

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/adrg/xdg"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/store/disk"
)

// lookers is a desk over a new file in a folder, in a process whose files anybody
// may read unless it is said otherwise.
func lookers(t *testing.T) (d *desk, folder string) {
	t.Helper()
	was := syscall.Umask(0)
	t.Cleanup(func() { syscall.Umask(was) })
	folder = t.TempDir()
	st, err := store.Open(filepath.Join(folder, "h.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	home := xdg.StateHome
	xdg.StateHome = filepath.Join(folder, "state")
	t.Cleanup(func() { xdg.StateHome = home })
	return &desk{st: st, now: time.Now}, folder
}

// leave writes everything that halfhour leaves beside the file and among its
// state, without the umask that the program begins with.
func leave(t *testing.T, d *desk, folder string) {
	t.Helper()
	d.sshLog()("127.0.0.1:1: x \x1b]0;owned\a\n\u202e came in")
	r := agenda.NewReview("r", "p", "q", nil, testToday)
	r.Parked = []agenda.Parked{{Text: "Holiday plan", Author: "p"}}
	b := agenda.Briefing{Today: testToday, People: []agenda.Person{{ID: "p", Name: "Ana Ruiz"}, {ID: "q", Name: "Dana Lee"}}, Rep: agenda.Person{ID: "p", Name: "Ana Ruiz"}}
	if _, err := d.writeMinutes(r, b); err != nil {
		t.Fatal(err)
	}
	p := &program{db: d.st.Path(), now: time.Now}
	draft := editing{name: "stages.toml", text: []byte("x"), anew: true}
	if _, err := draft.begin(p); err != nil {
		t.Fatal(err)
	}
	if name := p.writeCrash("goroutine 1"); filepath.Dir(name) != folder {
		t.Errorf("what broke is in %q", name)
	}
	heedFatal()()
	if _, err := d.st.BackUp(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
}

// Each file and folder is its user's alone by itself, and one that others could
// look into is mended when it is used again.
func TestLooserModesAreMended(t *testing.T) {
	d, folder := lookers(t)
	for round := range 2 {
		leave(t, d, folder)
		n := 0
		each(t, folder, func(path string, info fs.FileInfo) {
			n++
			name := strings.TrimPrefix(path, folder)
			if info.Mode().Perm()&0o077 != 0 && (round == 0 || name != "/state" && name != "/state/halfhour") { // others' things may be there
				t.Errorf("%s is %v", name, info.Mode())
			}
		})
		if n < 12 {
			t.Errorf("only %d files and folders", n)
		}
		each(t, folder, func(path string, info fs.FileInfo) { // as an older program, or somebody, left them
			if name := filepath.Base(path); info.IsDir() || name == "ssh.log" || strings.HasPrefix(name, "h.db") {
				if err := os.Chmod(path, info.Mode().Perm()|0o055); err != nil {
					t.Fatal(err)
				}
			}
		})
		if err := d.st.Close(); err != nil {
			t.Fatal(err)
		}
		env := []string{"HALFHOUR_DB=" + d.st.Path(), "XDG_STATE_HOME=" + filepath.Join(folder, "state"), "XDG_DATA_HOME=" + folder}
		if out := said(t, env, "--me", "Dana Lee", "people"); !strings.Contains(out, "other users could read "+d.st.Path()+" until now") {
			t.Errorf("nobody is told: %s", out)
		}
		if out := said(t, env, "--me", "Dana Lee", "people"); strings.Contains(out, "other users") {
			t.Errorf("that is said again: %s", out)
		}
		var err error
		if d.st, err = store.Open(d.st.Path()); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(folder, "ssh.log"))
	if err != nil || obeyed(string(text)) != nil || strings.Count(string(text), "\n") != 2 {
		t.Errorf("the log is %q, %v", text, err)
	}
}

// Whatever its modes are, what the program makes is its user's alone.
func TestTheProgramKeepsToItself(t *testing.T) {
	was := syscall.Umask(0)
	defer syscall.Umask(was)
	newProgram()
	if mask := syscall.Umask(0); mask != 0o077 {
		t.Errorf("the umask is %03o", mask)
	}
}

// Links that somebody planted where a file will be are not followed.
func TestPlantedLinksAreNotFollowed(t *testing.T) {
	d, folder := lookers(t)
	victim := filepath.Join(t.TempDir(), "victim")
	for _, name := range []string{"ssh.log", "reviews/2026-11-23-ana-ruiz.md", "reviews/2026-11-23-parked-for-dana-lee.eml", "halfhour-crash-" + time.Now().Format("20060102-150405") + ".txt"} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(victim, path); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Now()
	d.now = func() time.Time { return now }
	leave(t, d, folder)
	if fileExists(victim) {
		text, _ := os.ReadFile(victim)
		t.Errorf("a link was followed: %q", text)
	}
	data := xdg.DataHome
	xdg.DataHome = filepath.Join(folder, "data")
	defer func() { xdg.DataHome = data }()
	path := filepath.Join(folder, "data", "halfhour", hostKeyName)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{victim, filepath.Join(folder, "other-key")} {
		_ = os.Remove(path)
		if err := os.Symlink(to, path); err != nil {
			t.Fatal(err)
		}
		if _, err := hostKey(); err == nil || !strings.Contains(err.Error(), "is not a file") || fileExists(victim) {
			t.Errorf("a link for a host key: %v", err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := hostKey(); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := hostKey(); err != nil || disk.OthersMay(path) {
		t.Errorf("a host key that others can read: %v", err)
	}
}
