package store

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"halfhour/agenda"
)

// medium mounts an empty file system of a size, as only root may.
func medium(t *testing.T, size string) string {
	t.Helper()
	place := t.TempDir()
	if err := syscall.Mount("tmpfs", place, "tmpfs", 0, "size="+size+",mode=0700"); err != nil {
		t.Skipf("nothing can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(place, syscall.MNT_DETACH) })
	return place
}

// A disk that is full refuses in words and loses nothing; once there is room
// again the same window saves.
func TestFullDisk(t *testing.T) {
	place := medium(t, "2m")
	s := at(t, filepath.Join(place, "halfhour.db"))
	r := newReview(t, s)
	ballast := filepath.Join(place, "ballast")
	f := must(os.Create(ballast))(t)
	page := bytes.Repeat([]byte("x"), 4096)
	var err error
	for err == nil {
		_, err = f.Write(page)
	}
	check(t, f.Close())
	check(t, os.Truncate(ballast, must(os.Stat(ballast))(t).Size()-200<<10))

	saved := 0
	note := func() error {
		next := r.Clone()
		text := fmt.Sprintf("%d: legal reads the draft %s", saved, strings.Repeat("合同 ", 500))
		check(t, next.Park(agenda.Parked{ID: NewID(), Text: text, Author: r.Rep}, now))
		next, err := s.SaveReview(ctx, r, next)
		if err == nil {
			r, saved = next, saved+1
		}
		return err
	}
	for err = nil; err == nil && saved < 10_000; {
		err = note()
	}
	if err == nil || saved == 0 || !strings.Contains(Trouble(err), "the disk is full") {
		t.Fatalf("after %d: %v", saved, err)
	}
	if err := note(); err == nil {
		t.Error("it was saved on a full disk")
	}
	check(t, os.Remove(ballast))
	check(t, note())
	s = reopen(t, s)
	if got := must(s.Review(ctx, r.ID))(t); len(got.Parked) != saved {
		t.Errorf("%d topics of %d", len(got.Parked), saved)
	}
	check(t, s.Close())
	whole(t, s.path)
}

// On a medium that cannot be written the file is shown and nothing is touched.
func TestReadOnlyMedium(t *testing.T) {
	place := medium(t, "8m")
	s := at(t, filepath.Join(place, "halfhour.db"))
	load(t, s, export(), deal("1", "Optique Lémery", "Ana Ruiz"))
	check(t, s.Close())
	before := sha256.Sum256(must(os.ReadFile(s.path))(t))
	check(t, syscall.Mount("", place, "", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	if _, err := Open(s.path); !errors.Is(err, ErrReadOnly) {
		t.Errorf("to write: %v", err)
	}
	shown := must(OpenReadOnly(s.path))(t)
	if list := all(t, shown); len(list) != 1 {
		t.Errorf("shown: %v", list)
	}
	check(t, shown.Close())
	if sha256.Sum256(must(os.ReadFile(s.path))(t)) != before || beside(t, place) != "halfhour.db" {
		t.Errorf("it was touched: %s", beside(t, place))
	}
}
