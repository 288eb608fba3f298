package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"strconv"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"

	"halfhour/agenda/fault"
	"halfhour/tui/aside"
	"halfhour/tui/paint"
)

// console is a model on the terminal that the process itself has. Bubble Tea
// reads the keys and runs the commands; what it does for a terminal only when it
// draws by itself is done here: keys one by one, the window's size, and giving
// the terminal to another program for a while.
type console struct {
	screen  *tea.Program
	painter *paint.Painter
	resized chan os.Signal

	mu  sync.Mutex
	tty uv.Console

	broken []byte             // the stack, when drawing panicked
	broke  func(*fault.Fault) // is told of what else breaks
	stuck  bool               // the terminal no longer reads
}

// newConsole takes the terminal for a model.
func newConsole(model tea.Model, in, out *os.File, broke func(*fault.Fault)) (*console, error) {
	c := &console{broke: broke, tty: uv.NewConsole(in, out, os.Environ()), resized: make(chan os.Signal, 1)}
	uv.NotifyWinch(c.resized)
	if err := c.raw(); err != nil {
		signal.Stop(c.resized)
		return nil, err
	}
	on := paint.Terminal{Out: out, Env: os.Environ(), Profile: colorprofile.Detect(out, os.Environ()), Raw: true}
	on.W, on.H = c.size()
	c.painter = paint.New(model, on, func(stack []byte) {
		c.broken = stack
		c.screen.Kill()
	})
	c.screen = tea.NewProgram(c.painter, append(c.painter.Options(), tea.WithInput(in), tea.WithoutSignalHandler())...)
	return c, nil
}

// run runs the program and gives the terminal back.
func (c *console) run() error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	aside.Go(func() { c.follow(ctx) }, c.broke)
	_, err := c.screen.Run()
	c.stuck = !c.restore()
	signal.Stop(c.resized)
	return err
}

// kill gives the terminal back although the program does not end.
func (c *console) kill() {
	c.screen.Kill()
	c.restore()
}

// restore returns false when the terminal no longer reads what it is told.
func (c *console) restore() bool {
	read := c.painter.Close()
	_ = c.cooked()
	return read
}

// follow tells the program the size of the window when that changed.
func (c *console) follow(ctx context.Context) {
	for {
		select {
		case <-c.resized:
			w, h := c.size()
			c.screen.Send(tea.WindowSizeMsg{Width: w, Height: h})
		case <-ctx.Done():
			return
		}
	}
}

// size is how large the window is, in cells. Some terminals do not tell.
func (c *console) size() (w, h int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w, h, _ = c.tty.GetSize()
	said := func(name string) int {
		n, _ := strconv.Atoi(c.tty.Getenv(name))
		return max(n, 0)
	}
	return cmp.Or(w, said("COLUMNS"), 80), cmp.Or(h, said("LINES"), 24)
}

// raw has the terminal pass on each key, cooked makes it what it was.
func (c *console) raw() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.tty.MakeRaw()
	return err
}

func (c *console) cooked() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tty.Restore()
}

// lend gives the terminal to something else while it runs.
func (c *console) lend(run func() error) error {
	return c.painter.Lend(func() error {
		if err := c.cooked(); err != nil {
			return err
		}
		err := errors.Join(run(), c.raw())
		select {
		case c.resized <- os.Interrupt: // it may have been, and nobody looked
		default:
		}
		return err
	})
}

// lent is a tea.ExecCommand that has the terminal to itself while the screen
// waits.
type lent struct {
	p    *program
	does func() error
}

// Run runs what it is about.
func (l lent) Run() error { return l.p.console.lend(l.does) }

// SetStdin leaves the terminal's: Bubble Tea would give its own.
func (l lent) SetStdin(io.Reader) {}

// SetStdout leaves the terminal's: Bubble Tea would give what the screen is
// drawn through.
func (l lent) SetStdout(io.Writer) {}

// SetStderr leaves the terminal's.
func (l lent) SetStderr(io.Writer) {}

var _ tea.ExecCommand = lent{}
