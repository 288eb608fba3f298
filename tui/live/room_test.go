package live_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"halfhour/agenda"
	"halfhour/tui/live"
	"halfhour/tui/live/livetest"
)

func inRoom(t *testing.T, test func(t *testing.T, k *livetest.Keeper, r *live.Room)) {
	synctest.Test(t, func(t *testing.T) {
		review := agenda.NewReview("r", "rep", "manager", []string{"a", "b", "c"}, agenda.NewDate(2026, 11, 23))
		k := livetest.NewKeeper(review)
		r := live.NewRoom(k, review, agenda.Briefing{}, time.Now, error.Error, nil)
		defer r.Close()
		test(t, k, r)
	})
}

func park(text string) live.Change {
	return func(r *agenda.Review, now time.Time) error { return r.Park(agenda.Parked{ID: text, Text: text}, now) }
}

func start(r *agenda.Review, now time.Time) error { return r.Start(now) }

func TestChangesAreMadeInTheOrderTheyWereAsked(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		var answers []<-chan error
		for i := range 200 {
			answers = append(answers, r.Ask(park(fmt.Sprint(i))))
		}
		for _, a := range answers {
			if err := <-a; err != nil {
				t.Fatal(err)
			}
		}
		r1, _, _ := k.Saved()
		for i, p := range r1.Parked {
			if p.Text != fmt.Sprint(i) {
				t.Fatalf("%q stands at place %d", p.Text, i)
			}
		}
	})
}

func TestWhatIsPublishedIsInTheFile(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		seat := r.Sit()
		<-seat.States()
		k.Refuse(errors.New("disk full"))
		r.Ask(park("kept"))
		synctest.Wait()
		if got := <-seat.States(); len(got.Review.Parked) != 0 || got.Trouble != "disk full" {
			t.Errorf("shown before it was saved: %+v, trouble %q", got.Review.Parked, got.Trouble)
		}
	})
}

func TestARefusedSaveIsTriedAgain(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		k.Refuse(errors.New("disk full"))
		answer := r.Ask(park("kept"))
		time.Sleep(3 * time.Second)
		synctest.Wait()
		k.Refuse(nil)
		if err := <-answer; err != nil {
			t.Fatal(err)
		}
		_, saves, _ := k.Saved()
		if s := r.State(); s.Trouble != "" || len(s.Review.Parked) != 1 || saves < 3 {
			t.Errorf("after the trouble: %q, %+v, %d tries", s.Trouble, s.Review.Parked, saves)
		}
	})
}

func TestARuleThatRefusesChangesNothing(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		if err := <-r.Ask(park("  ")); !errors.Is(err, agenda.ErrEmpty) {
			t.Errorf("the answer is %v", err)
		}
		if _, saves, _ := k.Saved(); saves != 0 || r.State().Trouble != "" {
			t.Error("a refusal went to the file")
		}
	})
}

func TestTwoWindowsLoseNothing(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		err := k.Elsewhere(func(r *agenda.Review) error { return r.Park(agenda.Parked{ID: "x", Text: "theirs"}, time.Now()) })
		if err != nil {
			t.Fatal(err)
		}
		if err := <-r.Ask(park("ours")); err != nil {
			t.Fatal(err)
		}
		saved, _, _ := k.Saved()
		if got := saved.Parked; len(got) != 2 || got[0].Text != "theirs" || got[1].Text != "ours" {
			t.Errorf("the file holds %+v", got)
		}
	})
}

func TestAnotherWindowsChangeShowsWithinASecond(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		if err := <-r.Ask(start); err != nil {
			t.Fatal(err)
		}
		if err := k.Elsewhere(func(r *agenda.Review) error { return r.Pause(time.Now()) }); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if !r.State().Review.Paused() {
			t.Error("the other window's pause is not seen")
		}
	})
}

func TestTheClockIsWatched(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		if err := <-r.Ask(start); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		_, saves, seen := k.Saved()
		if away := time.Since(seen); away > time.Second {
			t.Errorf("last seen %s ago", away)
		}
		if saves != 1 {
			t.Errorf("watching saved the review %d times", saves)
		}
	})
}

// Go's monotonic clock stands still while a laptop sleeps: no instant of a room
// has its reading, or what is left would be counted with it. In a bubble of
// synctest there is none.
func TestARoomCountsByTheWallClock(t *testing.T) {
	review := agenda.NewReview("r", "rep", "manager", []string{"a", "b", "c"}, agenda.NewDate(2026, 11, 23))
	k := livetest.NewKeeper(review)
	r := live.NewRoom(k, review, agenda.Briefing{}, time.Now, error.Error, nil)
	defer r.Close()
	var asked time.Time
	if err := <-r.Ask(func(r *agenda.Review, now time.Time) error { asked = now; return r.Start(now) }); err != nil {
		t.Fatal(err)
	}
	until(t, "the clock is watched", patience, func() bool { return r.State().Review.Clock.Seen.After(asked) })
	_, _, seen := k.Saved()
	s := r.State()
	for name, at := range map[string]time.Time{
		"asked": asked, "seen": seen, "now": s.Now, "saved": s.SavedAt, "watched": s.Review.Clock.Seen, "since": s.Review.Clock.Since,
	} {
		if at.IsZero() || at != at.Round(0) {
			t.Errorf("%s: %s", name, at)
		}
	}
}

func TestASeatSkipsToTheNewest(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		seat, left := r.Sit(), r.Sit()
		left.Leave()
		for i := range 50 {
			<-r.Ask(park(fmt.Sprint(i)))
		}
		if got := <-seat.States(); len(got.Review.Parked) != 50 {
			t.Errorf("the seat shows %d of 50", len(got.Review.Parked))
		}
		if got := <-left.States(); len(got.Review.Parked) != 0 {
			t.Error("a seat that was left still gets news")
		}
	})
}

func TestCloseSavesWhatWasAsked(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		for i := range 20 {
			r.Ask(park(fmt.Sprint(i)))
		}
		r.Close()
		if saved, _, _ := k.Saved(); len(saved.Parked) != 20 {
			t.Errorf("%d of 20 are in the file", len(saved.Parked))
		}
		if err := <-r.Ask(park("late")); !errors.Is(err, live.ErrClosed) {
			t.Errorf("a change after the end is answered with %v", err)
		}
	})
}

func TestCloseDoesNotWaitForABrokenFile(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		k.Refuse(errors.New("disk full"))
		answer := r.Ask(park("lost"))
		time.Sleep(time.Second)
		r.Close()
		if err := <-answer; err == nil {
			t.Error("a change that was not saved is answered as saved")
		}
	})
}

func TestASaveThatWaitsSaysSo(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		k.Slow(3 * time.Second)
		answer := r.Ask(park("kept"))
		time.Sleep(400 * time.Millisecond)
		if s := r.State(); s.Trouble != "" {
			t.Errorf("after a moment it says %q", s.Trouble)
		}
		time.Sleep(600 * time.Millisecond)
		if s := r.State(); !strings.Contains(s.Trouble, "the file takes long to answer") {
			t.Errorf("after a second it says %q", s.Trouble)
		}
		if err := <-answer; err != nil || r.State().Trouble != "" {
			t.Errorf("in the end: %v, and it says %q", err, r.State().Trouble)
		}
	})
}

// What the file did not take when the room was closed is still there to be
// written elsewhere, whether the file refuses or does not answer at all.
func TestWhatCouldNotBeSavedIsNotLost(t *testing.T) {
	for name, trouble := range map[string]func(*livetest.Keeper){
		"refused": func(k *livetest.Keeper) { k.Refuse(errors.New("disk full")) },
		"held":    func(k *livetest.Keeper) { k.Slow(time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
				if err := <-r.Ask(park("saved")); err != nil {
					t.Fatal(err)
				}
				trouble(k)
				r.Ask(park("one"))
				r.Ask(park("two"))
				closing := time.Now()
				r.Close()
				if took := time.Since(closing); took > 2*time.Second {
					t.Errorf("closing took %s", took)
				}
				unsaved, lost := r.Unsaved()
				if !lost || len(unsaved.Parked) != 3 || unsaved.Parked[2].Text != "two" {
					t.Errorf("unsaved: %v, %+v", lost, unsaved.Parked)
				}
				time.Sleep(3 * time.Hour) // what still runs ends
			})
		})
	}
	inRoom(t, func(t *testing.T, _ *livetest.Keeper, r *live.Room) {
		r.Ask(park("saved"))
		r.Close()
		if _, lost := r.Unsaved(); lost {
			t.Error("something is called unsaved that was saved")
		}
	})
}

func TestAChangeThatBreaksIsNotMade(t *testing.T) {
	inRoom(t, func(t *testing.T, k *livetest.Keeper, r *live.Room) {
		err := <-r.Ask(func(r *agenda.Review, _ time.Time) error {
			r.Parked = append(r.Parked, agenda.Parked{Text: "half"})
			panic("a secret name")
		})
		if !errors.Is(err, live.ErrBroken) {
			t.Errorf("the answer is %v", err)
		}
		s := r.State()
		if len(s.Review.Parked) != 0 || !strings.Contains(string(s.Broken), "room_test.go") || strings.Contains(string(s.Broken), "secret") {
			t.Errorf("the state is %+v with the stack\n%s", s.Review.Parked, s.Broken)
		}
		if err := <-r.Ask(park("after")); err != nil {
			t.Errorf("the room does not go on: %v", err)
		}
	})
}
