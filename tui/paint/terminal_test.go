package paint_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/paint"
)

// stuck is a terminal that does not read until it is let go.
type stuck struct {
	let   chan struct{}
	asked chan struct{} // to take something
}

func (s stuck) Write([]byte) (int, error) {
	select {
	case s.asked <- struct{}{}:
	default:
	}
	<-s.let
	return 0, errors.New("gone")
}

// A terminal that does not read keeps neither the program nor who sends to it
// waiting.
func TestATerminalThatDoesNotRead(t *testing.T) {
	s := stuck{make(chan struct{}), make(chan struct{}, 1)}
	program, _ := start(t, s, 30, 6)
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for i := range 1000 {
			program.Send(view(fmt.Sprint(i)))
		}
	}()
	select {
	case <-sent:
	case <-time.After(20 * time.Second):
		t.Error("the program waits for its terminal")
	}
	close(s.let)
}

// A terminal that no longer reads does not keep the program from ending.
func TestClosingATerminalThatDoesNotRead(t *testing.T) {
	s := stuck{make(chan struct{}), make(chan struct{}, 1)}
	defer close(s.let)
	p := paint.New(page{tea.View(view("one"))}, on(s, 30, 6), nil)
	p.View()
	<-s.asked
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		for range 100 {
			_, _ = p.Write([]byte("?"))
		}
	}()
	select {
	case <-asked:
	case <-time.After(20 * time.Second):
		t.Error("a question waits")
	}
	closed := make(chan bool, 1)
	go func() { closed <- p.Close() }()
	select {
	case taken := <-closed:
		if taken {
			t.Error("it says that the terminal has everything")
		}
	case <-time.After(20 * time.Second):
		t.Error("it waits")
	}
}

// The terminal is given back as it was: the screen, cursor, mouse, pastes,
// title.
func TestTheTerminalIsGivenBack(t *testing.T) {
	x := newTerminal(t, 30, 6)
	p := paint.New(page{}, on(x, 30, 6), nil)
	program := tea.NewProgram(p, append(p.Options(), tea.WithInput(nil), tea.WithoutSignalHandler())...)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = program.Run()
	}()
	v := tea.View(view("one"))
	v.MouseMode, v.WindowTitle, v.Cursor, v.ReportFocus = tea.MouseModeCellMotion, "title", tea.NewCursor(1, 1), true
	v.Cursor.Shape, v.ProgressBar = tea.CursorBar, tea.NewProgressBar(tea.ProgressBarWarning, 40)
	program.Send(show(v))
	x.wait(t, "one")
	program.Quit()
	<-ended
	p.Close()
	x.mu.Lock()
	defer x.mu.Unlock()
	raw := x.raw.String()
	for on, off := range map[string]string{"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?1002h": "\x1b[?1002l", "\x1b[?2004h": "\x1b[?2004l", "\x1b]2;title\a": "\x1b]2;\a", "\x1b[>1u": "\x1b[<1u",
		"\x1b[?1004h": "\x1b[?1004l", "\x1b[5 q": "\x1b[0 q", "\x1b]9;4;4;40\a": "\x1b]9;4;0\a"} {
		if set, unset := strings.LastIndex(raw, on), strings.LastIndex(raw, off); set < 0 || unset < set {
			t.Errorf("%q at %d, %q at %d", on, set, off, unset)
		}
	}
}

// While the terminal is lent nothing is drawn, and after it everything.
func TestLend(t *testing.T) {
	x := newTerminal(t, 30, 6)
	program, p := start(t, x, 30, 6)
	program.Send(view("one", "two"))
	x.wait(t, "one\ntwo")
	err := p.Lend(func() error {
		if x.screen.IsAltScreen() {
			t.Error("what it is lent to is on the alternate screen")
		}
		program.Send(view("one", "three"))
		time.Sleep(50 * time.Millisecond)
		_, _ = x.Write([]byte("\x1b[2J\x1b[Hanother program"))
		x.wait(t, "another program")
		return io.EOF
	})
	if err != io.EOF {
		t.Errorf("it returned %v", err)
	}
	x.wait(t, "one\nthree")
}

// Drawing that breaks gives the terminal back, and says where it was.
func TestDrawingBreaks(t *testing.T) {
	x := newTerminal(t, 30, 6)
	told := make(chan []byte, 1)
	p := paint.New(page{tea.View(view("one"))}, on(x, 30, 6), func(stack []byte) { told <- stack })
	p.View()
	x.wait(t, "one")
	p.Break()
	p.View()
	if stack := string(<-told); !strings.Contains(stack, "canvas") {
		t.Errorf("it broke at\n%s", stack)
	}
	p.Close()
	if x.screen.IsAltScreen() {
		t.Error("the terminal is not given back")
	}
}

// A terminal that would print a question is not asked it.
func TestQuestionsThatATerminalWouldPrint(t *testing.T) {
	for env, want := range map[string]bool{"TERM=xterm": true, "TERM=linux": false, "TERM=dumb": false, "TERM_PROGRAM=Apple_Terminal": false} {
		x := newTerminal(t, 30, 6)
		on := on(x, 30, 6)
		on.Env = []string{env}
		p := paint.New(page{tea.View(view("one"))}, on, nil)
		p.View()
		x.wait(t, "one")
		p.Close()
		x.mu.Lock()
		if got := strings.Contains(x.raw.String(), "$p"); got != want {
			t.Errorf("%s was asked: %t", env, got)
		}
		x.mu.Unlock()
	}
}
