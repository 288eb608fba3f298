// Package paint draws a Bubble Tea program when something changed instead of on
// a tick, so that a change is on the screen at once and a program that stands
// still costs nothing.
//
// A Painter stands between tea.Program and its model: the program reads keys and
// runs commands, and the Painter draws the model's views, from a goroutine of
// its own. A view waits in a place for one, and a newer one replaces it: neither
// the program nor whoever sends to it waits for a terminal that reads slowly.
// Only what is on the alternate screen is drawn.
package paint

import (
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// rest is the least time between two frames: nobody sees more of them.
const rest = time.Second / 120

// Painter is a model that draws another one.
type Painter struct {
	model  tea.Model
	out    io.Writer
	env    []string
	broken func(stack []byte)

	now frame // belongs to the program's loop

	waiting chan frame // the newest that is not drawn yet
	done    chan struct{}
	ended   sync.WaitGroup
	ending  sync.Once

	writing sync.Mutex // one frame or query at a time
}

// frame is what is to be on the screen, and what the terminal can do.
type frame struct {
	view     tea.View
	w, h     int
	profile  colorprofile.Profile
	together bool // the terminal takes a frame as one: mode 2026
	clusters bool // it counts cells by grapheme clusters: mode 2027
}

// New returns a painter of a model on a terminal of w×h cells with an
// environment; out begins a line where it is sent a line feed, as a
// pseudo-terminal does. broken is told, with the stack, when drawing panicked: nothing
// is drawn from then on, so end the program.
func New(model tea.Model, out io.Writer, env []string, w, h int, broken func(stack []byte)) *Painter {
	p := &Painter{model: model, out: out, env: env, broken: broken, waiting: make(chan frame, 1), done: make(chan struct{})}
	p.now.w, p.now.h, p.now.profile = w, h, colorprofile.Env(env)
	p.ended.Go(p.work)
	return p
}

// Options are those of a program whose model the painter is. What the program
// itself asks the terminal goes out between two frames.
func (p *Painter) Options() []tea.ProgramOption {
	return []tea.ProgramOption{tea.WithoutRenderer(), tea.WithFPS(1), tea.WithOutput(p), tea.WithEnvironment(p.env),
		tea.WithColorProfile(p.now.profile), tea.WithWindowSize(p.now.w, p.now.h)}
}

// Init starts the model.
func (p *Painter) Init() tea.Cmd { return p.model.Init() }

// Update gives a message to the model, and notes what it says of the terminal.
func (p *Painter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.now.w, p.now.h = msg.Width, msg.Height
	case tea.ColorProfileMsg:
		p.now.profile = msg.Profile
	case tea.ModeReportMsg:
		switch {
		case msg.Mode == ansi.ModeSynchronizedOutput && msg.Value == ansi.ModeReset:
			p.now.together = true
		case msg.Mode == ansi.ModeUnicodeCore && (msg.Value.IsReset() || msg.Value.IsSet()):
			p.now.clusters = true
		}
	}
	var cmd tea.Cmd
	p.model, cmd = p.model.Update(msg)
	return p, cmd
}

// View has the model's view drawn. The program itself draws nothing.
func (p *Painter) View() tea.View {
	p.now.view = p.model.View()
	select {
	case <-p.waiting:
	default:
	}
	p.waiting <- p.now // only this loop sends
	return tea.View{}
}

// Write passes on what the program writes to the terminal.
func (p *Painter) Write(b []byte) (int, error) {
	p.writing.Lock()
	defer p.writing.Unlock()
	return p.out.Write(b)
}

// Close ends the drawing and gives the terminal back as it was. It waits for a
// frame that is being written.
func (p *Painter) Close() {
	p.ending.Do(func() { close(p.done) })
	p.ended.Wait()
}

// work draws what waits, until Close.
func (p *Painter) work() {
	defer func() {
		if r := recover(); r != nil {
			_, _ = p.Write([]byte(still + leave))
			p.broken(fmt.Appendf(nil, "%v\n%s", r, debug.Stack()))
		}
	}()
	c := newCanvas(p.env)
	for {
		select {
		case f := <-p.waiting:
			_, _ = p.Write(c.draw(f)) // a terminal that is gone ends the program elsewhere
		case <-p.done:
			_, _ = p.Write(c.close())
			return
		}
		select {
		case <-time.After(rest):
		case <-p.done:
		}
	}
}
