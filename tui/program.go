// Package tui is the program on the screen: it asks who is at the keyboard,
// offers to go on with an unfinished review, and then shows it.
//
// Model is the only tea.Model: it routes and lays out. What the program needs
// of the machine it runs on is the Desk.
package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/live"
	"halfhour/tui/review"
)

// Desk is what the program asks of the machine it runs on. Its methods may
// take a while; none is called while the screen waits.
type Desk interface {
	// Open opens the file and looks for the review that was asked for.
	Open(ctx context.Context) (Opening, error)
	// Introduce stores who is at the keyboard.
	Introduce(ctx context.Context, me Introduction) error
	// Room goes on with the unfinished review, or begins a new one.
	Room(ctx context.Context, resume bool) (*live.Room, review.Host, error)
}

// Opening is what the file holds when it is opened.
type Opening struct {
	// Stranger: nobody has said yet who is at the keyboard. Proposed is what
	// to offer.
	Stranger   bool
	Proposed   Introduction
	Unfinished *Unfinished // nil: there is none
}

// Introduction is who is at the keyboard.
type Introduction struct {
	Name     string
	Role     agenda.Role
	Currency string // ISO 4217; agenda.NoCurrency for none
}

// Unfinished is a review that was left before it ended.
type Unfinished struct {
	Rep     string
	Started time.Time // zero: it was never started
	Left    time.Duration
	Where   string // the part of the agenda it was at
}

// Model is the root of the program.
type Model struct {
	ctx     context.Context
	end     context.CancelFunc
	desk    Desk
	theme   *draw.Theme
	w, h    int
	place   place
	review  *review.Screen
	room    *live.Room
	entry   *entry.Entry // of the welcome
	open    Opening
	pressed tea.KeyPressMsg // the key that is being handled
	err     error
}

// place is where the program is on its way to the review.
type place int

const (
	opening place = iota
	welcome
	resuming
	meeting
)

// New returns the program. It ends when ctx does.
func New(ctx context.Context, desk Desk) *Model {
	ctx, end := context.WithCancel(ctx)
	return &Model{ctx: ctx, end: end, desk: desk, theme: draw.NewTheme(true)}
}

// Close saves what was asked for and what is half typed, and ends what runs
// behind the screen. Call it when the program has ended, however it did.
func (m *Model) Close() {
	if m.review != nil {
		m.review.Leave()
	}
	if m.room != nil {
		m.room.Close()
	}
	m.end()
}

// Err is why the program could not go on; nil when a person left it.
func (m *Model) Err() error { return m.err }

// Review returns the review as it was left, and whether there was one.
func (m *Model) Review() (live.State, bool) {
	if m.room == nil {
		return live.State{}, false
	}
	return m.room.State(), true
}

type openedMsg struct {
	open Opening
	err  error
}

type roomMsg struct {
	room *live.Room
	host review.Host
	err  error
}

// Init opens the file while the first frame is drawn.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(m.openDesk, tea.RequestBackgroundColor)
}

func (m *Model) openDesk() tea.Msg {
	open, err := m.desk.Open(m.ctx)
	return openedMsg{open, err}
}

func (m *Model) enter(resume bool) tea.Cmd {
	m.place = opening
	return func() tea.Msg {
		room, host, err := m.desk.Room(m.ctx, resume)
		return roomMsg{room, host, err}
	}
}

// Update takes a message to where it belongs.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
		return m, nil
	case tea.BackgroundColorMsg:
		m.theme = draw.NewTheme(msg.IsDark())
		return m, nil
	case openedMsg:
		return m, m.opened(msg)
	case roomMsg:
		if msg.err != nil {
			return m, m.fail(msg.err)
		}
		m.room, m.place = msg.room, meeting
		m.review = review.New(m.ctx, msg.room.Sit(), msg.host)
		return m, m.review.Init()
	}
	if m.place == meeting {
		return m, m.review.Update(msg)
	}
	return m, m.updateBefore(msg)
}

func (m *Model) fail(err error) tea.Cmd {
	m.err = err
	return tea.Quit
}

func (m *Model) opened(msg openedMsg) tea.Cmd {
	m.open = msg.open
	switch {
	case msg.err != nil:
		return m.fail(msg.err)
	case msg.open.Stranger:
		m.place, m.entry = welcome, welcomeEntry(msg.open.Proposed)
	case msg.open.Unfinished != nil:
		m.place = resuming
	default:
		return m.enter(false)
	}
	return nil
}

// View draws the whole window.
func (m *Model) View() tea.View {
	v := tea.NewView("")
	if m.place == opening { // what the desk refuses is said on the ordinary screen
		return v
	}
	v.AltScreen, v.MouseMode = true, tea.MouseModeCellMotion
	if m.w == 0 || m.h == 0 {
		return v
	}
	if m.w < review.LeastWidth || m.h < review.LeastHeight {
		v.SetContent(m.theme.Render(tooSmall(m.w, m.h)))
		return v
	}
	var lines []draw.Line
	x, y, typing := 0, 0, false
	switch m.place {
	case welcome:
		lines, x, y = m.viewWelcome()
		typing = true
	case resuming:
		lines = m.viewResuming()
	case meeting:
		lines, x, y, typing = m.review.View(m.w, m.h)
		v.WindowTitle = "halfhour: " + string(safe.Line(m.review.State().Briefing.Rep.Name))
	}
	if typing {
		v.Cursor = tea.NewCursor(x, y)
	}
	v.SetContent(m.theme.Render(lines))
	return v
}

func tooSmall(w, h int) []draw.Line {
	text := "halfhour needs a window of at least 60×18; this one is " + size(w, h) + ". Please make it larger."
	return draw.Height(draw.Wrapped(draw.Strong, text, w), w, h)
}
