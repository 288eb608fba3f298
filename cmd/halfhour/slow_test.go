package main

import (
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"modernc.org/sqlite"

	"halfhour/tui"
)

// slow is the whole program over a file that takes its time: whoever begins a
// transaction waits until there is a frame after it, and so an Update that does
// waits for itself, however fast or slow the machine is.
type slow struct {
	tea.Model
	t       *testing.T
	program *tea.Program
	news    chan struct{} // holds one when something of the following is new
	over    chan struct{} // closed when nobody waits any more

	mu    sync.Mutex
	free  chan struct{} // closed while the file answers; nil while no program runs
	asked int           // how often the file was asked
	keys  int           // how many keys there is a frame after
	frame string
	took  []time.Duration // each Update
	drawn []time.Duration // each key to its frame
}

// tooLong takes an Update that waits for the file and gives up.
const tooLong = time.Second

// slowFile is whose file the connections that are opened now belong to.
var slowFile atomic.Pointer[slow]

func init() {
	sqlite.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, _ string) error {
		s := slowFile.Load()
		if s == nil {
			return nil
		}
		return conn.(sqlite.AuthorizerRegisterer).RegisterAuthorizer(func(action sqlite.AuthorizerActionCode, what, _, _, _ string) sqlite.AuthorizerReturnCode {
			if action == sqlite.AuthTransaction && what == "BEGIN" {
				s.answer()
			}
			return sqlite.AuthorizerOK
		})
	})
}

// looked is a message that says when there is a frame after it.
type looked chan struct{}

// answer lets a transaction begin once the file answers and the screen has then
// taken another message.
func (s *slow) answer() {
	s.mu.Lock()
	free := s.free
	if free == nil {
		s.mu.Unlock()
		return
	}
	s.asked++
	s.mu.Unlock()
	s.tell()
	seen := make(looked)
	go func() {
		select {
		case <-free:
			s.program.Send(seen)
		case <-s.over:
		}
	}()
	select {
	case <-seen:
	case <-s.over:
	}
}

func (s *slow) tell() {
	select {
	case s.news <- struct{}{}:
	default:
	}
}

// Update takes a message and draws what comes of it.
func (s *slow) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	began := time.Now()
	_, cmd := s.Model.Update(msg)
	took := time.Since(began)
	frame := ansi.Strip(s.Model.View().Content)
	s.mu.Lock()
	s.frame, s.took = frame, append(s.took, took)
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		s.keys, s.drawn = s.keys+1, append(s.drawn, time.Since(began))
	case looked:
		close(msg)
	}
	s.mu.Unlock()
	s.tell()
	return s, cmd
}

// until waits for something that comes of what was done.
func (s *slow) until(what string, is func() bool) {
	s.t.Helper()
	for late := time.After(patience); ; {
		s.mu.Lock()
		came, frame := is(), s.frame
		s.mu.Unlock()
		if came {
			return
		}
		select {
		case <-s.news:
		case <-late:
			s.t.Fatalf("%s does not come. The screen is\n%s\nand what it waits for is %s", what, frame, updating())
		}
	}
}

// updating is where the program is in an Update, "nothing" when it is in none.
func updating() string {
	all := make([]byte, 1<<20)
	for _, stack := range strings.Split(string(all[:runtime.Stack(all, true)]), "\n\n") {
		if strings.Contains(stack, "tui.(*Model).Update") {
			return stack
		}
	}
	return "nothing"
}

// press types a key, or pastes a text, and waits for the frame after it.
func (s *slow) press(key string) {
	s.t.Helper()
	s.mu.Lock()
	want := s.keys + 1
	s.mu.Unlock()
	go s.program.Send(typedKey(key))
	s.until("a frame after "+key, func() bool { return s.keys >= want })
}

func typedKey(name string) tea.Msg {
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace,
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight}
	switch code, named := codes[name]; {
	case named:
		return tea.KeyPressMsg{Code: code}
	case len(name) == 1:
		return tea.KeyPressMsg{Code: rune(name[0]), Text: name}
	}
	return tea.PasteMsg{Content: name}
}

// hold lets the file answer once free is closed, and says how often it was asked
// until now.
func (s *slow) hold(free chan struct{}) (asked int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.free = free
	return s.asked
}

// step is keys with | between them, what is shown once the file has answered the
// last of them, and where they lead, which may be there before.
type step [3]string

// take types the keys of a step. While the file does not answer, other keys are.
func (s *slow) take(next step) {
	s.t.Helper()
	keys := strings.Split(next[0], "|")
	last := len(keys) - 1
	for _, key := range keys[:last] {
		s.press(key)
	}
	free := make(chan struct{})
	asked := s.hold(free)
	s.press(keys[last])
	s.until(fmt.Sprintf("what %q asks the file", next[0]), func() bool { return s.asked > asked })
	s.press("down")
	s.press("up")
	s.mu.Lock()
	early := next[1] != "" && s.has(next[1])
	s.mu.Unlock()
	close(free)
	if early {
		s.t.Errorf("%q: %q is there before the file has answered", next[0], next[1])
	}
	s.shows(next[0], next[1], next[2])
}

// has says whether some words stand on the screen, however far apart; the caller
// holds mu.
func (s *slow) has(words string) bool {
	return strings.Contains(strings.Join(strings.Fields(s.frame), " "), words)
}

// shows waits until all of some texts are on the screen.
func (s *slow) shows(after string, texts ...string) {
	s.t.Helper()
	for _, text := range texts {
		s.until(fmt.Sprintf("%q after %q", text, after), func() bool { return s.has(text) })
	}
}

// run runs a program whose file is slow, from what it shows first, through steps.
func (s *slow) run(model *tui.Model, first string, steps ...step) {
	s.t.Helper()
	s.Model = model
	s.program = tea.NewProgram(s, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithWindowSize(120, 36))
	free := make(chan struct{})
	close(free)
	s.hold(free)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = s.program.Run()
	}()
	defer func() {
		close(s.over)
		s.program.Quit()
		<-ended
		model.Close()
		asked := s.hold(nil)
		s.t.Logf("the file was asked %d times", asked)
		if asked == 0 {
			s.t.Error("the test sees nothing")
		}
		if worst := slices.Max(s.took); worst > tooLong {
			s.t.Errorf("an Update took %s", worst)
		}
	}()
	s.shows("the start", first)
	for _, next := range steps {
		s.take(next)
	}
}

// newSlow makes the file slow that is opened next.
func newSlow(t *testing.T) *slow {
	s := &slow{t: t, news: make(chan struct{}, 1), over: make(chan struct{})}
	slowFile.Store(s)
	t.Cleanup(func() { slowFile.Store(nil) })
	return s
}
