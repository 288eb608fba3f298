// Package paint draws a Bubble Tea program when something changed instead of on
// a tick, so that a change is on the screen at once and a program that stands
// still costs nothing.
//
// A Painter stands between tea.Program and its model: the program reads keys and
// runs commands, and the Painter draws the model's views, from a goroutine of
// its own. A view waits in a place for one, and a newer one replaces it: neither
// the program nor whoever sends to it waits for a terminal that reads slowly.
// Only what is on the alternate screen is drawn. Of the other things that a view
// may ask for there are the cursor, its colour excepted, the mouse, focus and
// pastes, the title and the progress bar.
package paint

import (
	"bytes"
	"io"
	"runtime/debug"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"halfhour/agenda/fault"
	"halfhour/tui/aside"
)

// rest is the least time between two frames: nobody sees more of them.
const rest = time.Second / 120

// lastFrame is how long a terminal has to take what is being written to it when
// the program ends.
const lastFrame = time.Second

// Terminal is what a Painter draws on.
type Terminal struct {
	Out     io.Writer
	Env     []string
	W, H    int // cells
	Profile colorprofile.Profile
	Raw     bool // a line feed does not begin a line
	// Changes are shared with terminals that show much the same, nil for none.
	Changes *Changes
}

// Painter is a model that draws another one.
type Painter struct {
	model  tea.Model
	on     Terminal
	broken func(stack []byte)

	now frame // belongs to the program's loop

	waiting chan frame // the newest that is not drawn yet
	queries chan []byte
	done    chan struct{}
	ended   chan struct{}
	ending  sync.Once

	writing sync.Mutex // one frame or query at a time
	canvas  *canvas
}

// frame is what is to be on the screen, and what the terminal can do.
type frame struct {
	view     tea.View
	w, h     int
	profile  colorprofile.Profile
	together bool // the terminal takes a frame as one: mode 2026
	clusters bool // it counts cells by grapheme clusters: mode 2027
}

// New returns a painter of a model. broken is told, with the stack, when drawing
// panicked: nothing is drawn from then on, so end the program.
func New(model tea.Model, on Terminal, broken func(stack []byte)) *Painter {
	p := &Painter{model: model, on: on, broken: broken, canvas: newCanvas(on),
		waiting: make(chan frame, 1), queries: make(chan []byte, 16), done: make(chan struct{}), ended: make(chan struct{})}
	p.now.w, p.now.h, p.now.profile = on.W, on.H, on.Profile
	aside.Go(p.work, func(f *fault.Fault) { broken(f.Stack) })
	return p
}

// Options are those of a program whose model the painter is. What the program
// itself asks the terminal goes out between two frames.
func (p *Painter) Options() []tea.ProgramOption {
	return []tea.ProgramOption{tea.WithoutRenderer(), tea.WithFPS(1), tea.WithOutput(p), tea.WithEnvironment(p.on.Env),
		tea.WithColorProfile(p.on.Profile), tea.WithWindowSize(p.on.W, p.on.H)}
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

// Write passes on what the program asks the terminal, without waiting for it. One
// that has not read the last questions is not asked more.
func (p *Painter) Write(b []byte) (int, error) {
	select {
	case p.queries <- bytes.Clone(b):
	default:
	}
	return len(b), nil
}

// Lend gives the terminal back while something else runs on it, and draws again
// after it.
func (p *Painter) Lend(run func() error) error {
	p.writing.Lock()
	defer p.writing.Unlock()
	_, _ = p.on.Out.Write(p.canvas.close())
	return run()
}

// Close ends the drawing and gives the terminal back as it was. It waits for a
// frame that is being written, but not for a terminal that no longer reads: then
// it returns false.
func (p *Painter) Close() bool {
	p.ending.Do(func() { close(p.done) })
	select {
	case <-p.ended:
		return true
	case <-time.After(lastFrame):
		return false
	}
}

// work draws what waits, until Close.
func (p *Painter) work() {
	defer close(p.ended)
	defer func() {
		if recover() != nil { // with words that may be a deal's
			stack := debug.Stack()
			p.send(p.canvas.close)
			p.broken(stack)
		}
	}()
	// The first character beyond ASCII makes a table of how wide all are. That
	// need not wait for the first frame, nor the first frame for that.
	_ = ansi.WcWidth.StringWidth("─")
	for {
		select {
		case f := <-p.waiting:
			if p.send(func() []byte { return p.canvas.draw(f) }) == 0 {
				continue
			}
		case query := <-p.queries:
			p.send(func() []byte { return query })
			continue
		case <-p.done:
			p.send(p.canvas.close)
			return
		}
		select {
		case <-time.After(rest):
		case <-p.done:
		}
	}
}

// send writes what brings the terminal to another state, and returns how much it
// was. One that is gone ends the program elsewhere.
func (p *Painter) send(change func() []byte) int {
	p.writing.Lock()
	defer p.writing.Unlock()
	b := change()
	if len(b) > 0 {
		_, _ = p.on.Out.Write(b)
	}
	return len(b)
}
