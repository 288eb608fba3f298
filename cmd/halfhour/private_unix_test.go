//go:build unix

package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// secretDeals are deals with a word in each field that must not come out where
// nobody looks for deals.
const secretDeals = `Deal ID,Deal Name,Company,Owner,Stage,Amount,Close Date,Created Date,Next Step
SECRET-ID,SECRET-NAME,SECRET-ACCOUNT,Ana SECRET-REP,SECRET-STAGE,31415926,2026-12-14,2026-07-06,SECRET-STEP
`

// traces has a shared review of such deals with a guest in it, and everything
// else that leaves a file, and returns the folder with all of it, and the code
// the guest typed. Where a place to break is named, the host's program breaks
// there at the end; else it gets a signal.
func traces(t *testing.T, breaksIn string) (folder, code string) {
	t.Helper()
	s := newShareOf(t, "halfhour-panicky")
	folder = s.folder
	export := filepath.Join(folder, "secret.csv")
	if err := os.WriteFile(export, []byte(secretDeals), 0o600); err != nil {
		t.Fatal(err)
	}
	s.env = []string{"HALFHOUR_DB=" + filepath.Join(folder, "data", "halfhour", "halfhour.db"), "HALFHOUR_TODAY=2026-11-23", "XDG_DATA_HOME=" + filepath.Join(folder, "data"),
		"XDG_STATE_HOME=" + filepath.Join(folder, "state"), "HALFHOUR_PANIC=" + breaksIn, "TEA_DEBUG=1", "TEA_TRACE=" + filepath.Join(folder, "trace.log")}
	said(t, s.env, "--me", "Dana SECRET-ME", "--role", "manager", "--currency", "USD", "import", "--stage", "SECRET-STAGE=Proposal", export)
	said(t, s.env, "doctor", "backup")
	s.start(160, 50)
	code = s.code()
	rep := s.guest(80, 24, s.key("ana"))
	rep.wait("Type the code")
	rep.typed("AAAAA-AAAAA", enter)
	rep.wait("more tries")
	rep.typed("\x15", code, enter) // ctrl-u takes the wrong one away
	rep.wait("(you)")
	s.host.typed("S", enter, right, "o", "SECRET-OBSTACLE", enter)
	s.host.wait("▪ SECRET-OBSTACLE")
	s.host.typed("a", "SECRET-ACTION", enter)
	s.host.wait("SECRET-ACTION")
	s.host.typed("p", "SECRET-TOPIC", enter)
	s.host.gone("SECRET-TOPIC")
	s.host.typed("y", "SECRET-EVIDENCE", enter)
	s.host.wait("SECRET-EVIDENCE")
	s.host.typed("e", "SECRET-NOTE")
	s.host.wait("SECRET-NOTE")
	if breaksIn == "" {
		s.host.signal(syscall.SIGQUIT)
	} else {
		s.host.typed("!")
	}
	s.host.exit()
	return folder, code
}

// newShareOf is a shareTest whose host runs one of the programs of TestMain, and
// that nobody has started.
func newShareOf(t *testing.T, program string) *shareTest {
	t.Helper()
	return &shareTest{t: t, folder: t.TempDir(), port: freePort(t), program: program, rep: "ana"}
}

// Nothing of a deal, of what was typed, of an invitation or of a key is in the
// logs and in what a broken program leaves.
func TestNoSecretIsLeft(t *testing.T) {
	for _, in := range []string{"", "update", "command", "goroutine"} {
		t.Run("broken in "+in, func(t *testing.T) {
			folder, code := traces(t, in)
			key, err := os.ReadFile(filepath.Join(folder, "data", "halfhour", hostKeyName))
			if err != nil {
				t.Fatal(err)
			}
			private := strings.Split(string(key), "\n")[1]
			looked := 0
			err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
				name := d.Name()
				if err != nil || !d.Type().IsRegular() || !strings.HasSuffix(name, ".log") && !strings.Contains(name, "crash") && !strings.HasPrefix(name, fatalPrefix) {
					return err
				}
				looked++
				text, err := os.ReadFile(path)
				for _, word := range []string{"SECRET", "31415926", "AAAAA-AAAAA", secret, code, private} {
					if strings.Contains(string(text), word) {
						t.Errorf("%s has %s:\n%s", name, word, text)
					}
				}
				return err
			})
			if least := map[bool]int{true: 1, false: 2}[in == ""]; err != nil || looked < least {
				t.Errorf("%d files were looked at, %v", looked, err)
			}
			if fileExists(filepath.Join(folder, "trace.log")) {
				t.Error("Bubble Tea wrote the screen into a file")
			}
		})
	}
}

// Whatever others may do with new files by default, those of halfhour are its
// user's alone.
func TestFilesAreTheirUsersAlone(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o077} {
		was := syscall.Umask(mask)
		folder, _ := traces(t, "goroutine")
		syscall.Umask(was)
		files := 0
		for _, part := range []string{"data", "state"} {
			err := filepath.WalkDir(filepath.Join(folder, part), func(path string, d fs.DirEntry, err error) error {
				if err != nil {
					return err
				}
				info, err := d.Info()
				if err == nil && info.Mode().Perm()&0o077 != 0 && filepath.Base(path) != part {
					t.Errorf("umask %03o: %s is %v", mask, strings.TrimPrefix(path, folder), info.Mode())
				}
				files++
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		if files < 8 {
			t.Errorf("umask %03o: only %d files and folders", mask, files)
		}
	}
}
