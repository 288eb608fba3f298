package review

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/live"
	"halfhour/tui/live/livetest"
)

// anybody lets everybody in and keeps nothing.
type anybody struct{}

func (anybody) Admissions(context.Context, string) ([]agenda.Admission, error) { return nil, nil }
func (anybody) SaveAdmission(context.Context, agenda.Admission) error          { return nil }
func (anybody) KeyHolder(_ context.Context, key string) (string, error)        { return key, nil }

// together are the screens of a host and of guests in one review, at ten o'clock.
// Odile, an executive, looks on at the first deal.
func together(t *testing.T, guests ...string) []*Screen {
	t.Helper()
	b := briefing()
	r := agenda.NewReview("r1", b.Rep.ID, b.Manager.ID, []string{"d1", "d2", "d3"}, b.Today)
	room := live.NewRoom(livetest.NewKeeper(r), r, b, func() time.Time { return at("10:00:00") }, error.Error, nil)
	t.Cleanup(room.Close)
	n := 0
	id := func() string { n++; return fmt.Sprint("id", n) }
	door, err := live.NewDoor(t.Context(), room, anybody{}, id)
	if err != nil {
		t.Fatal(err)
	}
	screens := []*Screen{New(t.Context(), room.Sit(), Host{Me: "dana", NewID: id})}
	if err := door.Invite(t.Context(), live.Invitation{Person: b.People[2], Part: agenda.Observer, DealID: "d1"}); err != nil {
		t.Fatal(err)
	}
	for _, who := range guests {
		seat, err := door.Enter(t.Context(), who, "")
		if err != nil {
			t.Fatal(err)
		}
		screens = append(screens, New(t.Context(), seat, Host{NewID: id}))
	}
	return screens
}

// carry runs a command and what follows from it, but for what waits.
func carry(s *Screen, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	answer := make(chan tea.Msg, 1)
	go func() { answer <- cmd() }()
	select {
	case msg := <-answer:
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, c := range batch {
				carry(s, c)
			}
		} else if _, ok := msg.(stateMsg); !ok && msg != nil {
			carry(s, s.Update(msg))
		}
	case <-time.After(50 * time.Millisecond): // a draft that waits
	}
}

// One moment of a meeting on both screens: the host's is large, the guest types a
// note in a small one.
func TestOneMomentOnBothScreens(t *testing.T) {
	screens := together(t, "ana")
	host, rep := screens[0], screens[1]
	carry(host, host.Update(keyPress("enter")))
	carry(host, host.Update(keyPress("right")))
	rep.see(rep.seat.State())
	carry(rep, rep.Update(keyPress("e")))
	carry(rep, rep.Update(paste("客户 says the CISO is back on Thursday")))
	carry(rep, rep.keepDraft())
	var shots []string
	for i, size := range [][2]int{{160, 50}, {80, 24}} {
		screens[i].see(screens[i].seat.State())
		screens[i].say(draw.Plain, "")
		lines, _, _, _ := screens[i].View(size[0], size[1])
		var shot strings.Builder
		for _, l := range lines {
			shot.WriteString(l.String() + "\n")
		}
		shots = append(shots, shot.String())
	}
	golden.RequireEqual(t, "the host's\n\n"+shots[0]+"\nthe guest's\n\n"+shots[1])
}

// Guests who look at the same part share its drawing, and each is shown what
// they would be shown alone: wherever their cursors are, whatever they type,
// whatever changes meanwhile.
func TestGuestsShareADrawing(t *testing.T) {
	screens := together(t, "ana", "dana", "odile")
	text := func(lines []draw.Line) string { return draw.NewTheme(true).Render(lines) }
	look := func(after string) {
		t.Helper()
		for i, s := range screens {
			s.see(s.seat.State())
			lines, _, _, _ := s.View(80, 24)
			together := text(lines)
			s.room.Once = nil
			if lines, _, _, _ = s.View(80, 24); together != text(lines) {
				t.Fatalf("after %s, screen %d shows\n%s\ninstead of\n%s", after, i, together, text(lines))
			}
		}
	}
	for _, step := range []struct {
		screen int
		key    string
	}{
		{0, "enter"}, {1, "down"}, {2, "tab"}, {0, "right"}, {1, "down"}, {2, "tab"}, {1, "y"}, {1, "esc"}, {2, "tab"}, {2, "c"}, {0, "o"}, {0, "x"}, {0, "enter"},
		{1, "tab"}, {1, "down"}, {2, "e"}, {2, "h"}, {1, "]"}, {2, "esc"}, {0, "right"}, {1, "."}, {0, "right"}, {0, "right"}, {1, "a"}, {1, "b"}, {1, "enter"}, {1, "down"}, {0, "f"},
	} {
		s := screens[step.screen]
		carry(s, s.Update(keyPress(step.key)))
		look(fmt.Sprintf("%q on screen %d", step.key, step.screen))
	}
}
