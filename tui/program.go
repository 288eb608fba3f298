// Package tui is the program on the screen: it asks who is at the keyboard and
// then shows one screen after another, each on top of the one it was opened
// from.
//
// Model is the only tea.Model: it routes and lays out. What the program needs
// of the machine it runs on is the Desk; what there is to see is in Screens,
// which ask for each other with the messages of package route.
package tui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/tui/aside"
	"halfhour/tui/draw"
	"halfhour/tui/page"
	"halfhour/tui/route"
)

// Desk is what the program asks of the machine it runs on. Its methods may
// take a while; none is called while the screen waits.
type Desk interface {
	// Open opens the file and says whether anybody has to be asked who they are.
	Open(ctx context.Context) (Opening, error)
	// Introduce stores who is at the keyboard.
	Introduce(ctx context.Context, me Introduction) error
	// Screen opens a screen.
	Screen(ctx context.Context, to route.To) (Screen, error)
}

// Opening is what the file holds when it is opened.
type Opening struct {
	// Stranger: nobody has said yet who is at the keyboard. Proposed is what
	// to offer.
	Stranger bool
	Proposed Introduction
}

// Introduction is who is at the keyboard.
type Introduction struct {
	Name     string
	Role     agenda.Role
	Currency string // ISO 4217; agenda.NoCurrency for none
}

// Model is the root of the program.
type Model struct {
	ctx   context.Context
	end   context.CancelFunc
	desk  Desk
	theme *draw.Theme
	w, h  int
	bar   bool // the terminal shows progress

	first   route.To
	stack   []opened // the last is in sight
	going   int      // screens that are being opened
	held    []tea.Msg
	trouble string // why a screen did not open, until the next key
	leaving aside.Group
	err     error
}

// opened is a screen and the place it is.
type opened struct {
	Screen
	place route.Place
}

// New returns the program, which begins at a place. It ends when ctx does.
func New(ctx context.Context, desk Desk, first route.To) *Model {
	ctx, end := context.WithCancel(ctx)
	return &Model{ctx: ctx, end: end, desk: desk, first: first, theme: draw.NewTheme(true)}
}

// Close leaves every screen, so that what is half typed is kept, and ends what
// runs behind them. Call it when the program has ended, however it did.
func (m *Model) Close() {
	for len(m.stack) > 0 {
		m.pop().Leave()
	}
	m.leaving.Wait()
	m.end()
}

// Err is why the program could not go on; nil when a person left it.
func (m *Model) Err() error { return m.err }

type deskMsg struct {
	open Opening
	err  error
}

// screenMsg is a screen that was asked for.
type screenMsg struct {
	screen Screen
	place  route.Place
	err    error
}

// leftMsg says that a screen has been left for the one below: what it held is
// in the file.
type leftMsg struct{}

// Init opens the file while the first frame is drawn.
func (m *Model) Init() tea.Cmd {
	return tea.Batch(m.openDesk, tea.RequestBackgroundColor)
}

func (m *Model) openDesk() tea.Msg {
	open, err := m.desk.Open(m.ctx)
	return deskMsg{open, err}
}

// Update takes a message to where it belongs.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.EnvMsg:
		m.bar = hasProgress(msg)
	case tea.BackgroundColorMsg:
		m.theme = draw.NewTheme(msg.IsDark())
	case deskMsg:
		return m, m.begin(msg)
	case introducedMsg:
		return m, tea.Batch(m.leave(1, nil), m.goTo(m.first))
	case route.To:
		return m, m.goTo(msg)
	case route.Back:
		return m, m.back()
	case leftMsg:
		return m, m.tell(route.Again{})
	case screenMsg:
		return m, m.show(msg)
	case tea.KeyPressMsg:
		m.trouble = ""
		if msg.String() == "ctrl+c" {
			return m, tea.Quit
		}
		return m, m.input(msg)
	case tea.PasteMsg, tea.MouseMsg:
		return m, m.input(msg)
	default:
		return m, m.broadcast(msg)
	}
	return m, nil
}

// input gives keys, pastes and the mouse to the screen in sight. Those that
// come while another is being opened are meant for that one.
func (m *Model) input(msg tea.Msg) tea.Cmd {
	if m.going > 0 {
		m.held = append(m.held, msg)
		return nil
	}
	return m.tell(msg)
}

// tell gives a message to the screen in sight.
func (m *Model) tell(msg tea.Msg) tea.Cmd {
	if len(m.stack) == 0 {
		return nil
	}
	return m.stack[len(m.stack)-1].Update(msg)
}

// broadcast gives a message to every screen: the one whose it is knows it.
func (m *Model) broadcast(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range m.stack {
		cmds = append(cmds, s.Update(msg))
	}
	return tea.Batch(cmds...)
}

func (m *Model) begin(msg deskMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		return m.fail(msg.err)
	case msg.open.Stranger:
		return m.show(screenMsg{screen: newWelcome(m.ctx, m.desk, msg.open.Proposed)})
	}
	return m.goTo(m.first)
}

func (m *Model) fail(err error) tea.Cmd {
	m.err = err
	return tea.Quit
}

// goTo opens a screen; the one in sight stays until it is there.
func (m *Model) goTo(to route.To) tea.Cmd {
	m.going++
	return func() tea.Msg {
		screen, err := m.desk.Screen(m.ctx, to)
		return screenMsg{screen, to.Place, err}
	}
}

// show puts a screen in sight, or says why there is none.
func (m *Model) show(msg screenMsg) tea.Cmd {
	m.going = max(m.going-1, 0)
	if msg.err != nil {
		if len(m.stack) == 0 {
			return m.fail(msg.err)
		}
		m.trouble, m.held = page.Sentence(msg.err), nil
		return nil
	}
	var cmds []tea.Cmd
	for i, s := range m.stack {
		if s.place == msg.place {
			cmds = append(cmds, m.leave(len(m.stack)-i, nil))
			break
		}
	}
	m.stack = append(m.stack, opened{msg.screen, msg.place})
	cmds = append(cmds, msg.screen.Init())
	held := m.held
	m.held = nil
	for _, early := range held {
		cmds = append(cmds, m.input(early))
	}
	return tea.Batch(cmds...)
}

// back leaves the screen in sight; after the last one the program ends.
func (m *Model) back() tea.Cmd {
	if len(m.stack) <= 1 {
		return tea.Quit
	}
	return m.leave(1, leftMsg{})
}

func (m *Model) pop() opened {
	last := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return last
}

// leave takes the upper screens away; they are left behind the scenes, and then
// comes the message.
func (m *Model) leave(n int, then tea.Msg) tea.Cmd {
	var gone []opened
	for range min(n, len(m.stack)) {
		gone = append(gone, m.pop())
	}
	wait := aside.Start(func() {
		for _, s := range gone {
			s.Leave()
		}
	})
	m.leaving.Go(wait)
	return func() tea.Msg {
		wait()
		return then
	}
}

// View draws the whole window.
func (m *Model) View() tea.View {
	v := tea.NewView("")
	if len(m.stack) == 0 { // what the desk refuses is said on the ordinary screen
		return v
	}
	v.AltScreen, v.MouseMode = true, tea.MouseModeCellMotion
	if m.w == 0 || m.h == 0 {
		return v
	}
	if m.w < page.LeastWidth || m.h < page.LeastHeight {
		v.SetContent(m.theme.Render(tooSmall(m.w, m.h)))
		return v
	}
	top := m.stack[len(m.stack)-1]
	lines, x, y, typing := top.View(m.w, m.h)
	if m.trouble != "" {
		lines[m.h-2] = draw.Text(draw.Plain, " ").Add(draw.Bad, m.trouble).Fit(m.w)
	}
	if t, ok := top.Screen.(titled); ok {
		v.WindowTitle = "halfhour: " + string(safe.Line(t.Title()))
	}
	if p, ok := top.Screen.(progressing); ok && m.bar {
		v.ProgressBar = p.Progress()
	}
	if typing {
		v.Cursor = tea.NewCursor(x, y)
	}
	v.SetContent(m.theme.Render(lines))
	return v
}

func tooSmall(w, h int) []draw.Line {
	text := fmt.Sprintf("halfhour needs a window of at least %d×%d; this one is %d×%d. Please make it larger.",
		page.LeastWidth, page.LeastHeight, w, h)
	return draw.Height(draw.Wrapped(draw.Strong, text, w), w, h)
}
