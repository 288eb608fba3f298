package live_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/ssh"

	"halfhour/agenda"
	"halfhour/agenda/fault"
	"halfhour/tui/live"
	"halfhour/tui/live/livetest"
)

// breaking is a keeper that panics.
type breaking struct{ *livetest.Keeper }

func (breaking) SaveReview(context.Context, agenda.Review, agenda.Review) (agenda.Review, error) {
	panic("about Kestrel pilot")
}

// A room that breaks tells its owner, leaves nobody waiting, and what it could
// not save is there to be rescued.
func TestARoomThatBreaks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		review := agenda.NewReview("r", "rep", "manager", []string{"a", "b", "c"}, agenda.NewDate(2026, 11, 23))
		told := make(chan *fault.Fault, 1)
		r := live.NewRoom(breaking{livetest.NewKeeper(review)}, review, agenda.Briefing{}, time.Now, error.Error, func(f *fault.Fault) { told <- f })
		first, second := r.Ask(park("one")), r.Ask(park("two"))
		for _, answer := range []<-chan error{first, second, r.Ask(park("three"))} {
			if err := <-answer; !errors.Is(err, live.ErrClosed) {
				t.Errorf("answered %v", err)
			}
		}
		if f := <-told; !strings.Contains(string(f.Stack), "breaking.SaveReview") {
			t.Errorf("told of %v", f)
		}
		r.Close()
		if unsaved, lost := r.Unsaved(); !lost || len(unsaved.Parked) < 2 || r.State().Trouble == "" {
			t.Errorf("lost: %v, unsaved: %v, trouble %q", lost, unsaved.Parked, r.State().Trouble)
		}
	})
}

// What runs beside a guest's session and breaks ends that session and no other.
func TestWhatBreaksBesideAGuestHarmsNobody(t *testing.T) {
	limits := live.DefaultLimits()
	limits.Code = 100 * time.Millisecond
	s := newShared(t, limits)
	var broke atomic.Bool
	var stack atomic.Value
	s.server.Log = func(line string) {
		if strings.Contains(line, "no code was typed") && broke.CompareAndSwap(false, true) {
			panic("about Kestrel pilot")
		}
		if strings.Contains(line, "the guest's session broke") {
			stack.Store(line)
		}
	}
	calm := s.visit(t, 2, s.list(t, people[2]))
	c, err := s.dial(ssh.PublicKeys(signer(t)))
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{Client: c}
	v.open(t)
	gone := make(chan struct{})
	go func() { _ = c.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-time.After(patience):
		t.Fatal("the guest whose session broke stays")
	}
	until(t, "it is written down", patience, func() bool { return stack.Load() != nil })
	if line := stack.Load().(string); !strings.Contains(line, "hangUp") && !strings.Contains(line, "watch") || strings.Contains(line, "Kestrel") {
		t.Errorf("written down: %s", line)
	}
	if err := <-s.host.Ask(park("1")); err != nil {
		t.Fatal(err)
	}
	until(t, "the other guest goes on", patience, func() bool { return calm.sees(fmt.Sprintf("parked %d.", 1)) })
}
