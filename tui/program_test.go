package tui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
	"halfhour/tui/live"
	"halfhour/tui/live/livetest"
	"halfhour/tui/review"
)

// fakeDesk is a machine with one review on it.
type fakeDesk struct {
	open    Opening
	err     error
	me      Introduction
	resumed *bool
}

func (d *fakeDesk) Open(context.Context) (Opening, error) { return d.open, d.err }

func (d *fakeDesk) Introduce(_ context.Context, me Introduction) error {
	d.me, d.open.Stranger = me, false
	return nil
}

func (d *fakeDesk) Room(_ context.Context, resume bool) (*live.Room, review.Host, error) {
	d.resumed = &resume
	ana := agenda.Person{ID: "ana", Name: "Ana Ruiz", Role: agenda.Rep}
	r := agenda.NewReview("r", "ana", "ana", nil, agenda.NewDate(2026, 11, 23))
	b := agenda.Briefing{Rep: ana, Manager: ana, People: []agenda.Person{ana}, Today: r.Today}
	room := live.NewRoom(livetest.NewKeeper(r), r, b, time.Now, error.Error)
	return room, review.Host{Me: "ana", NewID: func() string { return "id" }}, nil
}

// sit starts a program of a size, up to the first screen that asks something.
func sit(t *testing.T, d *fakeDesk, w, h int) *Model {
	t.Helper()
	m := New(t.Context(), d)
	t.Cleanup(m.Close)
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	drive(m, m.openDesk)
	return m
}

// drive runs a command and what follows, but for listening to the room.
func drive(m *Model, cmd tea.Cmd) {
	for cmd != nil && m.place != meeting {
		_, cmd = m.Update(cmd())
	}
}

func press(m *Model, code rune) {
	_, cmd := m.Update(tea.KeyPressMsg{Code: code})
	drive(m, cmd)
}

func TestAStrangerIsAskedWhoTheyAre(t *testing.T) {
	d := &fakeDesk{open: Opening{Stranger: true, Proposed: Introduction{Name: "dana", Role: agenda.Manager}}}
	m := sit(t, d, 80, 24)
	golden.RequireEqual(t, []byte(plain(m)))
	m.Update(tea.PasteMsg{Content: " lee"})
	press(m, tea.KeyTab)
	m.Update(tea.KeyPressMsg{Code: tea.KeyDown})
	press(m, tea.KeyTab)
	m.Update(tea.PasteMsg{Content: "euro"})
	press(m, tea.KeyEnter)
	if got := plain(m); !strings.Contains(got, `"EURO" is not a currency`) {
		t.Fatalf("a wrong currency is taken:\n%s", got)
	}
	press(m, tea.KeyBackspace)
	press(m, tea.KeyEnter)
	if want := (Introduction{"dana lee", agenda.Rep, "EUR"}); d.me != want {
		t.Errorf("introduced as %+v, not %+v", d.me, want)
	}
	if m.place != meeting {
		t.Error("the review does not open after the welcome")
	}
}

func TestAnUnfinishedReviewIsOffered(t *testing.T) {
	u := &Unfinished{Rep: "Ana Ruiz", Started: time.Date(2026, 11, 23, 10, 0, 0, 0, time.Local), Left: 12*time.Minute + 4*time.Second, Where: "青岚云平台扩容"}
	for key, resume := range map[rune]bool{tea.KeyEnter: true, 'n': false} {
		d := &fakeDesk{open: Opening{Unfinished: u}}
		m := sit(t, d, 80, 24)
		if d.resumed != nil {
			t.Fatal("a review opens before anybody said which")
		}
		if key == tea.KeyEnter {
			golden.RequireEqual(t, []byte(plain(m)))
		}
		press(m, key)
		if d.resumed == nil || *d.resumed != resume {
			t.Errorf("%q resumes: %v", key, d.resumed)
		}
	}
}

func TestAFileThatDoesNotOpenEndsTheProgram(t *testing.T) {
	m := New(t.Context(), &fakeDesk{err: errors.New("damaged")})
	_, cmd := m.Update(m.openDesk())
	if _, quit := cmd().(tea.QuitMsg); !quit || m.Err() == nil {
		t.Errorf("the program goes on; its error is %v", m.Err())
	}
}

func TestATinyWindowIsToldSo(t *testing.T) {
	for _, size := range [][2]int{{59, 30}, {80, 17}, {20, 5}, {1, 1}} {
		m := sit(t, &fakeDesk{}, size[0], size[1])
		got := plain(m)
		if lines := strings.Split(got, "\n"); len(lines) != size[1] {
			t.Errorf("%v: %d lines", size, len(lines))
		}
		if size[0] > 15 && !strings.Contains(strings.Join(strings.Fields(got), " "), "at least 60×18") {
			t.Errorf("%v says %q", size, got)
		}
	}
}

// plain is the screen without escape codes.
func plain(m *Model) string { return ansi.Strip(m.View().Content) }
