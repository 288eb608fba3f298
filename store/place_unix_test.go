//go:build unix

package store

import (
	"errors"
	"path/filepath"
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
