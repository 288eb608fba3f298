//go:build unix

package store

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// withUmask sets what new files may not be for a test.
func withUmask(t *testing.T, mask int) {
	was := syscall.Umask(mask)
	t.Cleanup(func() { syscall.Umask(was) })
}

func TestPipesAreNotOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.db")
	check(t, syscall.Mkfifo(path, 0o600))
	if _, err := Open(path); !errors.Is(err, ErrNotAFile) {
		t.Error(err)
	}
}

func TestOtherUsersFilesAreNotOpened(t *testing.T) {
	if syscall.Geteuid() != 0 {
		t.Skip("only root can give a file away")
	}
	s := fresh(t)
	check(t, s.Close())
	check(t, syscall.Chown(s.path, 12345, 12345))
	if _, err := Open(s.path); !errors.Is(err, ErrNotYours) {
		t.Error(err)
	}
	r, err := OpenReadOnly(s.path)
	check(t, err)
	check(t, r.Close())
}

// A file that may not be read says so. Root may read everything: there, the
// test runs itself again as somebody else.
func TestFilesThatMayNotBeRead(t *testing.T) {
	const named = "HALFHOUR_UNREADABLE"
	if path := os.Getenv(named); path != "" {
		_, err := OpenReadOnly(path)
		fmt.Println(err)
		return
	}
	s := fresh(t)
	check(t, s.Close())
	if syscall.Geteuid() != 0 {
		check(t, os.Chmod(s.path, 0))
		if _, err := OpenReadOnly(s.path); !errors.Is(err, ErrNotYours) {
			t.Error(err)
		}
		return
	}
	check(t, os.Chmod(filepath.Dir(s.path), 0o755))
	check(t, os.Chmod(filepath.Dir(filepath.Dir(s.path)), 0o755))
	cmd := exec.Command("/proc/self/exe", "-test.run=^TestFilesThatMayNotBeRead$")
	cmd.Env, cmd.Dir = []string{named + "=" + s.path}, "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 12345, Gid: 12345}}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Skipf("nobody else can be had here: %v %s", err, out)
	}
	if !strings.Contains(string(out), "may not be read by you") {
		t.Errorf("%s", out)
	}
}

// What a restore keeps aside was perhaps readable for others where it was.
func TestKeptAsideForTheUserAlone(t *testing.T) {
	s := fresh(t)
	copied := must(s.BackUp(ctx, ""))(t)
	check(t, s.Close())
	backups := filepath.Join(filepath.Dir(s.path), backupFolder)
	check(t, os.WriteFile(s.path, []byte("not a database at all, but long enough to be looked at as one"), 0o600))
	check(t, errors.Join(os.Chmod(s.path, 0o644), os.Chmod(backups, 0o755)))
	aside := must(Restore(ctx, s.path, copied))(t)
	for _, path := range []string{aside, backups, s.path} {
		if mode := must(os.Stat(path))(t).Mode(); mode.Perm()&0o077 != 0 {
			t.Errorf("%s is %v", filepath.Base(path), mode)
		}
	}
}

// A copy is not brought back in the place of a link: the file it leads to would
// stay as it is.
func TestNothingIsBroughtBackOverALink(t *testing.T) {
	s := fresh(t)
	copied := must(s.BackUp(ctx, ""))(t)
	check(t, s.Close())
	link := filepath.Join(t.TempDir(), "link.db")
	check(t, os.Symlink(s.path, link))
	if aside, err := Restore(ctx, link, copied); !errors.Is(err, ErrLinked) {
		t.Errorf("kept aside as %q: %v", aside, err)
	}
	if left := beside(t, filepath.Dir(link)); left != "link.db" {
		t.Errorf("there is %s", left)
	}
}
