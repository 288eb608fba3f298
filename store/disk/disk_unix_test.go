//go:build unix

package disk

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestOthersAreKeptOut(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0))
	home := t.TempDir()
	open, deep, file := filepath.Join(home, "open"), filepath.Join(home, "above", "deep"), filepath.Join(home, "a file")
	if err := errors.Join(os.Mkdir(open, 0o755), os.WriteFile(file, nil, 0o664)); err != nil {
		t.Fatal(err)
	}
	if !OthersMay(open) || !OthersMay(file) || OthersMay(deep) {
		t.Error("who may what is not seen")
	}
	for _, err := range []error{PrivateFolder(open), PrivateFolder(deep), KeepPrivate(file)} {
		if err != nil {
			t.Error(err)
		}
	}
	for path, want := range map[string]fs.FileMode{open: 0o700, filepath.Dir(deep): 0o700, deep: 0o700, file: 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want || OthersMay(path) {
			t.Errorf("%s: %v, %v", path, info, err)
		}
	}
}

// What the system refuses comes with one path and without its own words for the
// operation.
func TestRefusals(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := PrivateFolder(filepath.Join(file, "within"))
	if !errors.Is(err, syscall.ENOTDIR) || strings.Count(err.Error(), file) != 1 {
		t.Error(err)
	}
	if err := KeepPrivate(file + " of another name"); !errors.Is(err, fs.ErrNotExist) || strings.Count(err.Error(), file) != 1 {
		t.Error(err)
	}
	if err := Cause(os.Link(file, file)); err != syscall.EEXIST {
		t.Error(err)
	}
}
