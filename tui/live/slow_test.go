package live_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/tui/live"
)

// A guest whose line takes nothing, or a thousandth of what there is, is let go
// within ten seconds, and the host is told; one who only stops looking gets the
// last state when they look again. Nobody else waits for them, and all others get
// every last state.
func TestSlowGuests(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, why string // why they are let go, "" for who stays
		slow      func(*visitor)
		again     func(*visitor) // they look again, nil for who never stopped
	}{
		{"never reads", "no longer answers", func(v *visitor) { v.wire.asleep.Store(true) }, nil},
		{"1 kB a second", "no longer answers", func(v *visitor) { v.wire.slow.Store(1000) }, nil},
		{"reads the wire but no terminal", "", func(v *visitor) { v.mu.Lock() }, func(v *visitor) { v.mu.Unlock() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShared(t, live.DefaultLimits())
			slow := s.visit(t, 1, s.list(t, people[0]))
			var others []*visitor
			for _, who := range people[2:5] {
				others = append(others, s.visit(t, 2, s.list(t, who)))
			}
			c.slow(slow)
			worst, told, n := time.Duration(0), "", 0
			began := time.Now()
			for ; time.Since(began) < 11*time.Second && told == ""; n++ {
				asked := time.Now()
				if err := <-s.host.Ask(park(fmt.Sprint(n))); err != nil {
					t.Fatal(err)
				}
				worst = max(worst, time.Since(asked))
				if text := s.host.State().News.Text; strings.HasPrefix(text, "Ana left: ") {
					told = text
				}
				time.Sleep(20 * time.Millisecond)
			}
			for i, v := range others {
				until(t, fmt.Sprintf("guest %d sees all %d topics", i, n), patience, func() bool { return v.sees(fmt.Sprintf("parked %d.", n)) })
			}
			if c.again != nil {
				c.again(slow)
			}
			if c.why == "" {
				until(t, "the slow one sees the last topic", patience, func() bool { return slow.sees(fmt.Sprintf("parked %d.", n)) })
			}
			if gone := !slices.Contains(s.here(), "rep"); gone != (c.why != "") || !strings.Contains(told, c.why) {
				t.Errorf("the host is told %q, and here are %q", told, s.here())
			}
			t.Logf("after %s the host was told %q; %d changes, the slowest %s", time.Since(began).Round(time.Millisecond), told, n, worst)
		})
	}
}

// Whoever's connection breaks, moves to another address or sleeps has left
// within fifteen seconds, and comes back with the same key into the same part,
// muted if they were, to what the review is by then. The countdown goes on.
func TestDropAndComeBack(t *testing.T) {
	t.Parallel()
	for name, drop := range map[string]func(*visitor){
		"the connection breaks": func(v *visitor) { _ = v.wire.Conn.Close() },
		"the laptop sleeps":     func(v *visitor) { v.wire.asleep.Store(true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShared(t, live.DefaultLimits())
			if err := <-s.host.Ask(start); err != nil {
				t.Fatal(err)
			}
			key := s.list(t, people[0])
			v := s.visit(t, 1, key)
			seat := s.host.State().Present[1].Seat
			if err := s.host.Mute(seat, true); err != nil {
				t.Fatal(err)
			}
			drop(v)
			until(t, "Ana has left", 15*time.Second, func() bool { return len(s.here()) == 0 })
			if err := <-s.host.Ask(park("meanwhile")); err != nil {
				t.Fatal(err)
			}
			before := s.room.State().Review.Clock
			v = s.visit(t, 9, key)
			until(t, "what happened meanwhile", 5*time.Second, func() bool { return v.sees("parked 1.") })
			back := s.host.State()
			if got := back.Present[1]; got.Part != agenda.Participant || !got.Muted || got.Person.ID != "rep" {
				t.Errorf("they came back as %+v", got)
			}
			if before.Seen, back.Review.Clock.Seen = (time.Time{}), (time.Time{}); back.Review.Clock != before {
				t.Errorf("the clock is %+v, was %+v", back.Review.Clock, before)
			}
			until(t, "it is written down", patience, func() bool {
				var whats []agenda.Attends
				for _, a := range s.room.State().Review.Attendance {
					whats = append(whats, a.What)
				}
				return slices.Equal(whats, []agenda.Attends{agenda.Joined, agenda.Muted, agenda.Left, agenda.Joined})
			})
		})
	}
}

// Fifty guests, and something new for all of them every so often: what the host
// asks for is answered, everybody gets the last of it, and it costs no more at
// the end than at the beginning. HALFHOUR_LONG makes it ten minutes.
func TestFiftyGuests(t *testing.T) {
	t.Parallel()
	s := newShared(t, live.DefaultLimits())
	var all []*visitor
	for i := range 50 {
		all = append(all, s.visit(t, byte(2+i/8), s.list(t, people[2+i])))
	}
	rounds, every := 20, 50*time.Millisecond
	if long {
		rounds, every = 600, time.Second
	}
	var fan []time.Duration
	var used usage
	begin := spent()
	for n := 1; n <= rounds; n++ {
		asked := time.Now()
		if err := <-s.host.Ask(park(fmt.Sprint(n))); err != nil {
			t.Fatal(err)
		}
		var got sync.WaitGroup
		for i, v := range all {
			got.Go(func() {
				for end := time.Now().Add(patience); !v.sees(fmt.Sprintf("parked %d.", n)); time.Sleep(5 * time.Millisecond) {
					if time.Now().After(end) {
						t.Errorf("guest %d does not see topic %d", i, n)
						return
					}
				}
			})
		}
		got.Wait()
		if t.Failed() {
			return
		}
		fan = append(fan, time.Since(asked))
		if n == rounds/2 {
			used = spent()
		}
		time.Sleep(every - time.Since(asked))
	}
	end := spent()
	slices.Sort(fan)
	t.Logf("to all fifty: median %s, 99th of a hundred %s; processor %.1f %%; memory %d MiB halfway, %d MiB at the end, both ends of the wire",
		fan[len(fan)/2], fan[len(fan)*99/100], 100*(end.cpu-begin.cpu).Seconds()/end.at.Sub(begin.at).Seconds(), used.memory>>20, end.memory>>20)
	if end.memory > used.memory*5/4+16<<20 || end.memory > 256<<20 {
		t.Errorf("memory grows from %d to %d MiB", used.memory>>20, end.memory>>20)
	}
}
