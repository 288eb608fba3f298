package live_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/crypto/ssh"

	"halfhour/agenda"
	"halfhour/tui/live"
)

// brittle is a guest whose program breaks where a key says.
type brittle struct {
	*watcher
	at string
}

func (b *brittle) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		b.at = key.String()
		broken := func() tea.Msg { panic("in a command") }
		switch b.at {
		case "u":
			panic("in Update")
		case "c":
			return b, broken
		case "b":
			return b, tea.Batch(broken, broken)
		case "s":
			return b, tea.Sequence(broken, broken)
		case "x", "f":
			return b, tea.Quit
		case "z":
			return b, tea.Suspend
		}
	}
	_, cmd := b.watcher.Update(msg)
	return b, cmd
}

func (b *brittle) View() tea.View {
	if b.at == "v" {
		panic("in View")
	}
	return b.watcher.View()
}

func (b *brittle) Farewell(w int) string {
	if b.at == "f" {
		panic("in Farewell")
	}
	return b.watcher.Farewell(w)
}

func (b *brittle) Close() {
	b.watcher.Close()
	if b.at == "x" {
		panic("in Close")
	}
}

// Whatever breaks in one guest's session ends that session and no other: the
// host and another guest see all that happens afterwards.
func TestABrokenGuestHarmsNobody(t *testing.T) {
	s := newShared(t, live.DefaultLimits())
	calm := s.visit(t, 2, s.list(t, people[2]))
	brokenFromTheStart := false
	s.server.Program = func(_ context.Context, v live.Visit) live.Guest {
		if brokenFromTheStart {
			panic("in the making")
		}
		return &brittle{watcher: &watcher{visit: v}}
	}
	key := s.list(t, people[0])
	n := 0
	fine := func(after string) {
		t.Helper()
		n++
		if err := <-s.host.Ask(park(fmt.Sprint(n))); err != nil {
			t.Fatal(err)
		}
		until(t, "the other guest sees what came after "+after, patience, func() bool { return calm.sees(fmt.Sprintf("parked %d.", n)) })
		until(t, after+" ended the session", patience, func() bool { return slices.Equal(s.here(), []string{people[2].ID}) })
	}
	for _, where := range []string{"u", "v", "c", "b", "s", "x", "f"} {
		v := s.visit(t, 3, key)
		_, _ = io.WriteString(v.keys, where)
		fine("a panic at " + where)
	}
	brokenFromTheStart = true
	c, err := s.dial(ssh.PublicKeys(key))
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{Client: c}
	v.open(t)
	_ = v.session.Wait()
	_ = c.Close()
	until(t, "who could not be shown anything has left", patience, func() bool { return slices.Equal(s.here(), []string{people[2].ID}) })
	brokenFromTheStart = false

	v = s.visit(t, 3, key)
	_, _ = io.WriteString(v.keys, "z")
	if err := <-s.host.Ask(park("after ctrl-z")); err != nil {
		t.Fatal(err)
	}
	until(t, "a guest who asked to be suspended goes on", patience, func() bool { return v.sees(fmt.Sprintf("parked %d.", n+1)) })
}

// Windows of no size and of a million cells, ten megabytes of noise and as much
// pasted: the host's changes are made and another guest sees them.
func TestAGuestWhoFloods(t *testing.T) {
	noise := strings.Repeat("\x00\xff\x1b[31m\x1b]52;c;AAAA\x07\x9b2J", 1000)
	for name, flood := range map[string]func(*visitor) error{
		"windows": func(v *visitor) error {
			var err error
			for _, size := range [][2]int{{0, 0}, {1_000_000, 1_000_000}, {-1, -1}, {1, 1}, {80, 24}} {
				err = errors.Join(err, v.session.WindowChange(size[1], size[0]))
			}
			return err
		},
		"noise": func(v *visitor) (err error) {
			for i := 0; i < 10<<20 && err == nil; i += len(noise) {
				_, err = io.WriteString(v.keys, noise)
			}
			return err
		},
		"paste": func(v *visitor) error {
			_, err := io.WriteString(v.keys, "\x1b[200~"+strings.Repeat("paste ", 10<<20/6)+"\x1b[201~")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newShared(t, live.DefaultLimits())
			calm, v := s.visit(t, 2, s.list(t, people[2])), s.visit(t, 3, s.list(t, people[0]))
			var flooding sync.WaitGroup
			flooding.Go(func() { _ = flood(v) })
			for n := 1; n <= 50; n++ {
				if err := <-s.host.Ask(park(fmt.Sprint(n))); err != nil {
					t.Fatal(err)
				}
				time.Sleep(5 * time.Millisecond)
			}
			until(t, "the other guest sees the last change", patience, func() bool { return calm.sees("parked 50.") })
			if name != "windows" {
				until(t, "who types more than anybody can is let go", patience, func() bool { return slices.Equal(s.here(), []string{people[2].ID}) })
				_ = v.Client.Close()
			} else {
				until(t, "who changes their window goes on", patience, func() bool { return v.sees("parked 50.") })
			}
			flooding.Wait()
		})
	}
}

// What the host does to a guest holds at once and is written down with the
// review: the clock, muting, the door, removing, the end.
func TestTheHostsSayIsWrittenDown(t *testing.T) {
	s := newShared(t, live.DefaultLimits())
	key := s.list(t, people[0])
	v := s.visit(t, 1, key)
	seat := s.host.State().Present[1].Seat
	for _, do := range []func() error{
		func() error { return s.host.HandClock(seat) },
		func() error { return s.host.HandClock(s.host.State().You.Seat) },
		func() error { return s.host.Mute(seat, true) },
		func() error { return s.host.Mute(seat, false) },
		func() error { s.door.Shut(true); return nil },
		func() error { s.door.Shut(false); return nil },
		func() error { return s.door.Remove(t.Context(), seat) },
	} {
		if err := do(); err != nil {
			t.Fatal(err)
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- v.session.Wait() }()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Error("who was removed stays")
	}
	if _, err := s.door.Enter(t.Context(), live.Key(key.PublicKey()), ""); err == nil || !strings.Contains(err.Error(), "ended your part") {
		t.Errorf("who was removed comes back: %v", err)
	}
	other := s.visit(t, 2, s.list(t, people[2]))
	s.server.Stop("over")
	if err := other.session.Wait(); err != nil {
		var exit *ssh.ExitMissingError
		if !errors.As(err, &exit) {
			t.Error(err)
		}
	}
	until(t, "all of it is written down", patience, func() bool {
		var whats []agenda.Attends
		for _, a := range s.room.State().Review.Attendance {
			whats = append(whats, a.What)
		}
		return slices.Equal(whats, []agenda.Attends{agenda.Joined, agenda.TookClock, agenda.GaveClock, agenda.Muted, agenda.Unmuted, agenda.DoorClosed,
			agenda.DoorOpened, agenda.Removed, agenda.Joined, agenda.Left})
	})
}
