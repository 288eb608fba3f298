package paint_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"halfhour/tui/paint"
)

// page is a model that shows what it is told.
type page struct{ view tea.View }

type show tea.View

func (p page) Init() tea.Cmd { return nil }
func (p page) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if v, ok := msg.(show); ok {
		p.view = tea.View(v)
	}
	return p, nil
}
func (p page) View() tea.View { return p.view }

// terminal is a virtual screen that may stop reading.
type terminal struct {
	mu     sync.Mutex
	screen *vt.Emulator
	raw    strings.Builder
}

func newTerminal(t *testing.T, w, h int) *terminal {
	x := &terminal{screen: vt.NewEmulator(w, h)}
	go func() { _, _ = io.Copy(io.Discard, x.screen) }()
	t.Cleanup(func() { _ = x.screen.InputPipe().(io.Closer).Close() })
	return x
}

func (x *terminal) Write(b []byte) (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.raw.Write(b)
	_, err := x.screen.Write(bytes.ReplaceAll(b, []byte("\n"), []byte("\r\n")))
	return len(b), err
}

func (x *terminal) until(t *testing.T, what string, ok func(shown string) bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		x.mu.Lock()
		shown := x.screen.String()
		x.mu.Unlock()
		if ok(shown) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("never saw %s; the screen is\n%s", what, shown)
		}
	}
}

func (x *terminal) wait(t *testing.T, want string) {
	t.Helper()
	x.until(t, fmt.Sprintf("%q", want), func(shown string) bool { return trimmed(shown) == want })
}

func trimmed(shown string) string {
	rows := strings.Split(shown, "\n")
	for i := range rows {
		rows[i] = strings.TrimRight(rows[i], " ")
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

func on(x io.Writer, w, h int) paint.Terminal {
	return paint.Terminal{Out: x, Env: []string{"TERM=xterm-256color"}, W: w, H: h, Profile: colorprofile.ANSI256}
}

func start(t *testing.T, x io.Writer, w, h int) (*tea.Program, *paint.Painter) {
	t.Helper()
	p := paint.New(page{}, on(x, w, h), func(stack []byte) { t.Errorf("it broke: %s", stack) })
	program := tea.NewProgram(p, append(p.Options(), tea.WithInput(nil), tea.WithoutSignalHandler())...)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = program.Run()
		p.Close()
	}()
	t.Cleanup(func() {
		program.Quit()
		<-ended
	})
	return program, p
}

func view(rows ...string) show {
	v := tea.NewView(strings.Join(rows, "\n"))
	v.AltScreen = true
	return show(v)
}

// The screen shows the last view whatever came before it: rows that changed and
// rows that did not, wide characters, styles, other sizes, fewer rows.
func TestTheLastViewIsShown(t *testing.T) {
	x := newTerminal(t, 30, 6)
	program, _ := start(t, x, 30, 6)
	for i, rows := range [][]string{
		{"one", "two", "three", "four", "five", "six"},
		{"one", "\x1b[1mtwo\x1b[m", "three", "four", "五", "six"},
		{"客户名称 a", "two", "three", "four", "five", "six"},
		{"two", "three", "four", "five", "six", "seven"}, // as if it had scrolled
		{"客户", "", "x"},
		{"", "", "", "", "", "last"},
		{strings.Repeat("客", 15), strings.Repeat("é", 30), "é"},
	} {
		program.Send(view(rows...))
		plain := strings.NewReplacer("\x1b[1m", "", "\x1b[m", "").Replace(strings.Join(rows, "\n"))
		x.wait(t, strings.TrimRight(plain, "\n"))
		if i == 3 {
			x.mu.Lock()
			x.screen.Resize(20, 4)
			x.mu.Unlock()
			program.Send(tea.WindowSizeMsg{Width: 20, Height: 4})
			program.Send(view("small", "客户名称"))
			x.wait(t, "small\n客户名称")
			x.mu.Lock()
			x.screen.Resize(30, 6)
			x.mu.Unlock()
			program.Send(tea.WindowSizeMsg{Width: 30, Height: 6})
		}
	}
}

// A view that is as the one before writes nothing.
func TestNothingNewIsNothingSent(t *testing.T) {
	x := newTerminal(t, 30, 6)
	program, _ := start(t, x, 30, 6)
	program.Send(view("one"))
	x.wait(t, "one")
	x.mu.Lock()
	sent := x.raw.Len()
	x.mu.Unlock()
	for range 20 {
		program.Send(view("one"))
		time.Sleep(10 * time.Millisecond)
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if more := x.raw.String()[sent:]; more != "" {
		t.Errorf("sent %q", more)
	}
}

// Of a row in which two things change that stand apart, what stands between them
// is not sent again.
func TestWhatStandsBetweenChangesIsNotSent(t *testing.T) {
	x := newTerminal(t, 80, 6)
	program, _ := start(t, x, 80, 6)
	row := func(tip, digits string) string {
		return tip + strings.Repeat("─", 60) + digits + " left"
	}
	program.Send(view(row("╸", "4:12"), "below"))
	x.wait(t, row("╸", "4:12")+"\nbelow")
	x.mu.Lock()
	sent := x.raw.Len()
	x.mu.Unlock()
	program.Send(view(row("━", "4:11"), "below"))
	x.wait(t, row("━", "4:11")+"\nbelow")
	x.mu.Lock()
	defer x.mu.Unlock()
	if more := x.raw.String()[sent:]; len(more) > 50 {
		t.Errorf("sent %d bytes: %q", len(more), more)
	}
}

// Whatever changes in a row, it is shown.
func TestAnyChangeOfARow(t *testing.T) {
	x := newTerminal(t, 100, 3)
	program, _ := start(t, x, 100, 3)
	random := rand.New(rand.NewPCG(1, 2))
	row := []string(nil)
	for i := range 300 {
		if i%50 == 0 {
			row = slices.Repeat([]string{"a"}, 45)
		}
		for range 1 + random.IntN(4) {
			row[random.IntN(len(row))] = []string{"a", "b", " ", "─", "━━", "\x1b[1mc\x1b[m", "\x1b[31;44md d\x1b[m", "客"}[random.IntN(7+i/150)]
		}
		program.Send(view("above", strings.Join(row, ""), "below"))
		plain := strings.TrimRight(ansi.Strip(strings.Join(row, "")), " ")
		x.wait(t, "above\n"+plain+"\nbelow")
	}
}
