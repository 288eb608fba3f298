package store

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// opens tries a damaged file as the program does, to show it and to write it:
// what refuses it says why in a sentence and leaves it alone.
func opens(t *testing.T, path string, content []byte) {
	t.Helper()
	for name, open := range map[string]func(string) (*Store, error){"show": OpenReadOnly, "write": Open} {
		check(t, os.WriteFile(path, content, 0o600))
		start := time.Now()
		within, cancel := context.WithTimeout(ctx, 10*time.Second)
		s, err := open(path)
		refused := err != nil
		if err == nil {
			_, err = s.Deals(within, Filter{All: true})
			if err == nil {
				_, err = s.Reviews(within)
			}
			err = errors.Join(err, s.Close())
		}
		cancel()
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("to %s it took %s", name, took)
		}
		if words := strings.TrimSpace(Trouble(err)); err != nil && (words == "" || refused && strings.Contains(words, "\n")) {
			t.Errorf("of %v it says %q", err, words)
		}
		if (refused || name == "show") && !bytes.Equal(must(os.ReadFile(path))(t), content) {
			t.Errorf("to %s it was changed", name)
		}
		if left := beside(t, filepath.Dir(path)); refused && left != filepath.Base(path) {
			t.Errorf("refused to %s it, and left %s", name, left)
		}
	}
}

func TestDamagedFilesAreLeftAlone(t *testing.T) {
	s := fresh(t)
	newReview(t, s)
	check(t, s.Close())
	content := must(os.ReadFile(s.path))(t)
	damaged := func() string { return filepath.Join(t.TempDir(), "halfhour.db") }
	step := 512 * long(16, 1)
	for n := 0; n < len(content); n += step {
		opens(t, damaged(), content[:n:n])
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range long(150, 4000) {
		changed := bytes.Clone(content)
		for range 1 + random.IntN(8) {
			at := random.IntN(len(changed))
			if random.IntN(3) == 0 {
				at = random.IntN(100) // the header
			}
			for i := at; i < min(at+1+random.IntN(64), len(changed)); i++ {
				changed[i] = byte(random.Uint32())
			}
		}
		opens(t, damaged(), changed)
	}
}

// A -wal beside the file that is the file's own brings what was saved; one that
// is missing, cut or of something else takes nothing of what the file itself
// holds. What no program can tell from its own is another one that is whole:
// SQLite takes it for the file's. Even that ends with a file that is whole.
func TestWhatLiesBesideTheFile(t *testing.T) {
	copied := func(from, to string) { // not by this process: opening it would drop its locks
		t.Helper()
		if out, err := exec.Command("cp", from, to).CombinedOutput(); err != nil {
			t.Skipf("no cp: %s", out)
		}
	}
	s, parts := fresh(t), t.TempDir()
	r := newReview(t, s)
	must(s.checkpoint(lastWait))(t)
	for range 10 {
		check(t, park(s, r.ID))
	}
	copied(s.path, filepath.Join(parts, "old"))
	copied(s.path+"-wal", filepath.Join(parts, "own"))
	for range 10 {
		check(t, park(s, r.ID))
	}
	check(t, s.Close())
	copied(s.path, filepath.Join(parts, "new"))
	other := fresh(t)
	load(t, other, export(), deal("9", "Vinterø pilot", "Zoë Marchetti"))
	copied(other.path+"-wal", filepath.Join(parts, "other's"))
	own := must(os.ReadFile(filepath.Join(parts, "own")))(t)
	check(t, os.WriteFile(filepath.Join(parts, "cut"), own[:len(own)/2], 0o600))
	check(t, os.WriteFile(filepath.Join(parts, "noise"), bytes.Repeat([]byte("halfhour"), 4096), 0o600))
	check(t, os.WriteFile(filepath.Join(parts, "empty"), nil, 0o600))
	for _, c := range []struct {
		file, wal string
		least     int // topics; -1: whatever it is
	}{
		{"old", "own", 10}, {"old", "", 0}, {"old", "cut", 0}, {"old", "noise", 0}, {"old", "empty", 0},
		{"new", "", 20}, {"new", "noise", 20}, {"new", "empty", 20}, {"new", "own", -1}, {"new", "other's", -1}, {"old", "other's", -1},
	} {
		for name, open := range map[string]func(string) (*Store, error){"show": OpenReadOnly, "write": Open} {
			path := filepath.Join(t.TempDir(), "halfhour.db")
			copied(filepath.Join(parts, c.file), path)
			if c.wal != "" {
				copied(filepath.Join(parts, c.wal), path+"-wal")
			}
			s, err := open(path)
			if err != nil {
				t.Errorf("to %s %s with %q: %v", name, c.file, c.wal, err)
				continue
			}
			got, err := s.Review(ctx, r.ID)
			if c.least >= 0 && (err != nil || len(got.Parked) < c.least) {
				t.Errorf("to %s %s with %q: %d topics of %d, %v", name, c.file, c.wal, len(got.Parked), c.least, err)
			}
			check(t, s.Close())
			whole(t, path)
			if left := beside(t, filepath.Dir(path)); left != "halfhour.db" {
				t.Errorf("to %s %s with %q leaves %s", name, c.file, c.wal, left)
			}
		}
	}
}
