package tui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/route"
)

// fakeDesk is a machine whose screens only say where they are.
type fakeDesk struct {
	mu      sync.Mutex // of log
	open    Opening
	err     error
	me      Introduction
	refused map[route.Place]error
	asked   []route.To
	log     []string // what became of the screens
}

func (d *fakeDesk) Open(context.Context) (Opening, error) { return d.open, d.err }

func (d *fakeDesk) Introduce(_ context.Context, me Introduction) error {
	d.me, d.open.Stranger = me, false
	return nil
}

func (d *fakeDesk) Screen(_ context.Context, to route.To) (Screen, error) {
	d.asked = append(d.asked, to)
	if to.Resume == route.Ask && to.Place == route.Review {
		return NewResuming(to, unfinished), nil
	}
	return &sign{desk: d, to: to}, d.refused[to.Place]
}

var unfinished = Unfinished{Rep: "Ana Ruiz", Started: time.Date(2026, 11, 23, 10, 0, 0, 0, time.Local), Left: 12*time.Minute + 4*time.Second, Where: "青岚云平台扩容"}

// sign is a screen that says where it is. d and a go to the deals and the
// actions, b back.
type sign struct {
	desk  *fakeDesk
	to    route.To
	typed string
}

func (s *sign) note(what string) {
	s.desk.mu.Lock() // a screen is left beside the others
	defer s.desk.mu.Unlock()
	s.desk.log = append(s.desk.log, what+" "+string(s.to.Place))
}
func (s *sign) Init() tea.Cmd { s.note("open"); return nil }
func (s *sign) Leave()        { s.note("leave") }
func (s *sign) Title() string { return string(s.to.Place) }

func (s *sign) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case route.Again:
		s.note("again")
	case string:
		s.note("hear")
	case tea.KeyPressMsg:
		s.typed += msg.String()
		switch msg.String() {
		case "d":
			return route.Go(route.To{Place: route.Deals, Rep: s.typed})
		case "a":
			return route.Go(route.To{Place: route.Actions})
		case "b":
			return route.GoBack
		}
	}
	return nil
}

func (s *sign) View(w, h int) ([]draw.Line, int, int, bool) {
	return draw.Height([]draw.Line{draw.Text(draw.Plain, string(s.to.Place)+" "+s.typed)}, w, h), 0, 0, false
}

// sit starts a program of a size, up to the first screen.
func sit(t *testing.T, d *fakeDesk, first route.Place, w, h int) *Model {
	t.Helper()
	m := New(t.Context(), d, route.To{Place: first})
	t.Cleanup(m.Close)
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	drive(m, m.openDesk)
	return m
}

// drive runs a command and what follows; it says whether the program ended.
func drive(m *Model, cmd tea.Cmd) (ended bool) {
	if cmd == nil {
		return false
	}
	switch msg := cmd().(type) {
	case nil:
		return false
	case tea.QuitMsg:
		return true
	case tea.BatchMsg:
		for _, c := range msg {
			ended = drive(m, c) || ended
		}
		return ended
	default:
		_, cmd = m.Update(msg)
		return drive(m, cmd)
	}
}

func press(m *Model, code rune) (ended bool) {
	key := tea.KeyPressMsg{Code: code}
	if code < 0x7f && code > ' ' {
		key.Text = string(code)
	}
	_, cmd := m.Update(key)
	return drive(m, cmd)
}

func TestAStrangerIsAskedWhoTheyAre(t *testing.T) {
	d := &fakeDesk{open: Opening{Stranger: true, Proposed: Introduction{Name: "dana", Role: agenda.Manager}}}
	m := sit(t, d, route.Home, 80, 24)
	golden.RequireEqual(t, []byte(plain(m)))
	m.Update(tea.PasteMsg{Content: "dana lee"}) // in place of the guess
	press(m, tea.KeyTab)
	press(m, tea.KeyDown)
	press(m, tea.KeyTab)
	m.Update(tea.PasteMsg{Content: "euro"})
	press(m, tea.KeyEnter)
	if got := plain(m); !strings.Contains(got, `"EURO" is not a currency`) {
		t.Fatalf("a wrong currency is taken:\n%s", got)
	}
	press(m, tea.KeyEnd)
	press(m, tea.KeyBackspace)
	press(m, tea.KeyEnter)
	if want := (Introduction{"dana lee", agenda.Rep, "EUR"}); d.me != want {
		t.Errorf("introduced as %+v, not %+v", d.me, want)
	}
	if got := plain(m); !strings.HasPrefix(got, "home") {
		t.Errorf("the first screen does not open after the welcome:\n%s", got)
	}
	if !press(m, 'b') {
		t.Error("the welcome stands on the way back")
	}
}

func TestAnUnfinishedReviewIsOffered(t *testing.T) {
	for key, resume := range map[rune]route.Resume{tea.KeyEnter: route.GoOn, 'n': route.Afresh} {
		d := &fakeDesk{}
		m := sit(t, d, route.Review, 80, 24)
		if key == tea.KeyEnter {
			golden.RequireEqual(t, []byte(plain(m)))
		}
		press(m, key)
		if last := d.asked[len(d.asked)-1]; last != (route.To{Place: route.Review, Resume: resume}) {
			t.Errorf("%q asks for %+v", key, last)
		}
		if !press(m, 'b') {
			t.Error("the question stands on the way back")
		}
	}
}

func TestScreensStandOnEachOther(t *testing.T) {
	d := &fakeDesk{}
	m := sit(t, d, route.Home, 80, 24)
	for _, step := range []struct {
		key  rune
		want string
	}{{'x', "home x"}, {'d', "deals"}, {'a', "actions"}, {'b', "deals a"}, {'b', "home xd"}, {'a', "actions"}, {'d', "deals"}} {
		if press(m, step.key) {
			t.Fatalf("%q ends the program", step.key)
		}
		if got := plain(m); !strings.HasPrefix(got, step.want+" ") {
			t.Errorf("%q leads to %s", step.key, strings.Fields(got))
		}
	}
	if got := m.View().WindowTitle; got != "halfhour: deals" {
		t.Errorf("the window is called %q", got)
	}
	m.Close()
	want := []string{"open home", "open deals", "open actions", "leave actions", "again deals", "leave deals", "again home",
		"open actions", "open deals", "leave deals", "leave actions", "leave home"}
	if !slices.Equal(d.log, want) {
		t.Errorf("%q, not %q", d.log, want)
	}
}

// Going to a place that is on the way back leaves it and what is above it.
func TestAPlaceStandsOnce(t *testing.T) {
	d := &fakeDesk{}
	m := sit(t, d, route.Home, 80, 24)
	for _, key := range "dad" {
		press(m, key)
	}
	if len(m.stack) != 2 || !slices.Contains(d.log, "leave actions") || d.asked[3].Rep != "d" {
		t.Errorf("%d screens after %q", len(m.stack), d.log)
	}
}

// What is typed while a screen opens is meant for that screen.
func TestTypingAhead(t *testing.T) {
	d := &fakeDesk{}
	m := sit(t, d, route.Home, 80, 24)
	_, open := m.Update(tea.KeyPressMsg{Code: 'd', Text: "d"})
	_, ask := m.Update(open())
	press(m, 'y')
	drive(m, ask)
	if got := plain(m); !strings.HasPrefix(got, "deals y") {
		t.Errorf("the key is lost:\n%s", got)
	}
}

// A screen that cannot be opened is said on the one that asked.
func TestAScreenThatDoesNotOpen(t *testing.T) {
	d := &fakeDesk{refused: map[route.Place]error{route.Deals: errors.New("the disk is\x1b[2J gone")}}
	m := sit(t, d, route.Home, 80, 24)
	if press(m, 'd') {
		t.Fatal("the program ends")
	}
	if got := plain(m); !strings.HasPrefix(got, "home d") || !strings.Contains(got, "The disk is␛[2J gone.") {
		t.Errorf("the error is not shown:\n%s", got)
	}
	press(m, 'x')
	if got := plain(m); strings.Contains(got, "gone") {
		t.Error("the error stays")
	}
}

// What a command brings back reaches the screen that waits for it below.
func TestMessagesReachEveryScreen(t *testing.T) {
	d := &fakeDesk{}
	m := sit(t, d, route.Home, 80, 24)
	press(m, 'd')
	m.Update("done")
	if !slices.Contains(d.log, "hear home") || !slices.Contains(d.log, "hear deals") {
		t.Errorf("%q", d.log)
	}
}

func TestCtrlCLeavesFromAnywhere(t *testing.T) {
	for _, d := range []*fakeDesk{{}, {open: Opening{Stranger: true}}} {
		m := sit(t, d, route.Home, 80, 24)
		press(m, 'd')
		_, cmd := m.Update(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl})
		if !drive(m, cmd) {
			t.Error("ctrl+c does not end the program")
		}
	}
}

func TestAFileThatDoesNotOpenEndsTheProgram(t *testing.T) {
	m := New(t.Context(), &fakeDesk{err: errors.New("damaged")}, route.To{Place: route.Home})
	if ended := drive(m, m.openDesk); !ended || m.Err() == nil {
		t.Errorf("the program goes on; its error is %v", m.Err())
	}
	d := &fakeDesk{refused: map[route.Place]error{route.Home: errors.New("no such rep")}}
	m = New(t.Context(), d, route.To{Place: route.Home})
	if ended := drive(m, m.openDesk); !ended || m.Err() == nil || m.View().AltScreen {
		t.Errorf("the program goes on; its error is %v", m.Err())
	}
}

func TestATinyWindowIsToldSo(t *testing.T) {
	for _, size := range [][2]int{{59, 30}, {80, 17}, {20, 5}, {1, 1}} {
		m := sit(t, &fakeDesk{}, route.Home, size[0], size[1])
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
