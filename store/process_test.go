package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// writePeople is what a second process does; it says the name of everybody who
// is saved.
func writePeople(path string) int {
	s, err := Open(path)
	if err == nil {
		for i := range 100 {
			name := fmt.Sprintf("%d of %d", i, os.Getpid())
			if _, err = s.AddPerson(ctx, agenda.Person{Name: name, Role: agenda.Rep}); err != nil {
				break
			}
			fmt.Println(name)
		}
		err = errors.Join(err, s.Close())
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

func TestSeveralProcessesWrite(t *testing.T) {
	path := t.TempDir() + "/h.db"
	var working sync.WaitGroup
	for range 4 { // they also race to make the file
		working.Go(func() {
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), "HALFHOUR_TEST_WRITER="+path)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	working.Wait()
	if n := len(must(at(t, path).People(ctx))(t)); n != 400 {
		t.Errorf("%d people, not 400", n)
	}
}

// Whatever a killed process called saved is there.
func TestKilledWhileWriting(t *testing.T) {
	path := t.TempDir() + "/h.db"
	for after := range 8 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), "HALFHOUR_TEST_WRITER="+path)
		out := must(cmd.StdoutPipe())(t)
		check(t, cmd.Start())
		var said []string
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if said = append(said, lines.Text()); len(said) == 1+9*after {
				check(t, cmd.Process.Kill())
			}
		}
		_ = cmd.Wait() // killed
		s := at(t, path)
		for _, name := range said {
			must(s.PersonByName(ctx, name))(t)
		}
		var whole string
		check(t, s.reader.QueryRow("PRAGMA integrity_check").Scan(&whole))
		if whole != "ok" || len(said) < 1+9*after {
			t.Errorf("after %d: %s", len(said), whole)
		}
		check(t, s.Close())
		if got := beside(t, filepath.Dir(path)); got != "h.db" {
			t.Errorf("left behind: %s", got)
		}
	}
}

func TestTwoWindowsLoseNothing(t *testing.T) {
	a := fresh(t)
	b := at(t, a.path)
	r := newReview(t, a)
	const each = 40
	var working sync.WaitGroup
	for _, s := range []*Store{a, a, b, b} {
		working.Go(func() {
			for range each {
				if err := park(s, r.ID); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	working.Wait()
	last := must(reopen(t, a).Review(ctx, r.ID))(t)
	if len(last.Parked) != 4*each || last.Version != 1+4*each {
		t.Errorf("%d topics at version %d", len(last.Parked), last.Version)
	}
}

// park adds a topic as a window does: when another one was quicker, to what
// that one saved.
func park(s *Store, id string) error {
	for {
		was, err := s.Review(ctx, id)
		if err != nil {
			return err
		}
		next := was.Clone()
		if err := next.Park(agenda.Parked{ID: NewID(), Text: "Pricing for 2027"}, now); err != nil {
			return err
		}
		if _, err = s.SaveReview(ctx, was, next); !errors.Is(err, agenda.ErrStale) {
			return err
		}
	}
}

func TestSavingGoesOnWhileAnImportReads(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	rows := rowsOf(deal("7", "Kraftwerk Süd", "Ana Ruiz"), deal("8", "華星光電 expansion", "Ana Ruiz"))
	saved := 0
	_, err := s.Import(ctx, export(), func(yield func(crm.Deal, error) bool) {
		rows(func(d crm.Deal, err error) bool {
			// If staging held the write lock or the only writer, this would
			// never end: an import waits for its rows.
			next := r.Clone()
			check(t, next.Park(agenda.Parked{ID: NewID(), Text: "Holiday rota"}, now))
			r = must(s.SaveReview(ctx, r, next))(t)
			saved++
			return yield(d, err)
		})
	})
	check(t, err)
	if got := must(reopen(t, s).Review(ctx, r.ID))(t); saved != 2 || len(got.Parked) != 2 {
		t.Errorf("saved %d times, kept %d", saved, len(got.Parked))
	}
}

func TestImportEndsWithItsContext(t *testing.T) {
	s := fresh(t)
	ends, cancel := context.WithCancel(ctx)
	_, err := s.Import(ends, export(), func(yield func(crm.Deal, error) bool) {
		yield(deal("1", "a", "b"), nil)
		cancel()
		yield(deal("2", "c", "d"), nil)
	})
	if err == nil || len(all(t, reopen(t, s))) != 0 {
		t.Errorf("half an import came in: %v", err)
	}
}

func TestWritesCannotBeCancelled(t *testing.T) {
	s := fresh(t)
	ends, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.AddPerson(ends, agenda.Person{Name: "Ana Ruiz", Role: agenda.Rep}); err != nil {
		t.Fatal(err)
	}
	must(reopen(t, s).PersonByName(ctx, "Ana Ruiz"))(t)
	if _, err := s.People(ends); err == nil {
		t.Error("reading goes on")
	}
}

func TestIDsSort(t *testing.T) {
	last := ""
	for range 1000 {
		id := NewID()
		if id <= last || len(id) != 36 || id[14] != '7' {
			t.Fatalf("%s after %s", id, last)
		}
		last = id
	}
}
