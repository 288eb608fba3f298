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
	return startOn(t, on(x, w, h))
}

func startOn(t *testing.T, x paint.Terminal) (*tea.Program, *paint.Painter) {
	t.Helper()
	p := paint.New(page{}, x, func(stack []byte) { t.Errorf("it broke: %s", stack) })
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

// forAll runs a test with a terminal alone, and with one that works out its rows
// with others.
func forAll(t *testing.T, w, h int, test func(*testing.T, *terminal, *tea.Program)) {
	for name, changes := range map[string]*paint.Changes{"alone": nil, "with others": paint.NewChanges()} {
		t.Run(name, func(t *testing.T) {
			x := newTerminal(t, w, h)
			on := on(x, w, h)
			on.Changes = changes
			program, _ := startOn(t, on)
			test(t, x, program)
		})
	}
}

func view(rows ...string) show {
	v := tea.NewView(strings.Join(rows, "\n"))
	v.AltScreen = true
	return show(v)
}

// The screen shows the last view whatever came before it: rows that changed and
// rows that did not, wide characters, styles, other sizes, fewer rows.
func TestTheLastViewIsShown(t *testing.T) {
	forAll(t, 30, 6, func(t *testing.T, x *terminal, program *tea.Program) {
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
	})
}

// A view that is as the one before writes nothing.
func TestNothingNewIsNothingSent(t *testing.T) {
	forAll(t, 30, 6, func(t *testing.T, x *terminal, program *tea.Program) {
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
	})
}

// Of a row in which two things change that stand apart, what stands between them
// is not sent again.
func TestWhatStandsBetweenChangesIsNotSent(t *testing.T) {
	forAll(t, 80, 6, func(t *testing.T, x *terminal, program *tea.Program) {
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
	})
}

// Whatever changes in a row, it is shown.
func TestAnyChangeOfARow(t *testing.T) {
	forAll(t, 100, 3, func(t *testing.T, x *terminal, program *tea.Program) {
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
	})
}

// Terminals that work out their rows together each show their own last view,
// whichever ones they were shown before.
func TestRowsOfMany(t *testing.T) {
	const w, h = 40, 5
	together := paint.NewChanges()
	type seen struct {
		*terminal
		program *tea.Program
	}
	var all []seen
	for range 4 {
		x := newTerminal(t, w, h)
		on := on(x, w, h)
		on.Changes = together
		program, _ := startOn(t, on)
		all = append(all, seen{x, program})
	}
	random := rand.New(rand.NewPCG(3, 4))
	rows := []string{"", "Halden Werke", "\x1b[1mHalden\x1b[m Werke  4:59 left", "客户名称 a", strings.Repeat("━", w), strings.Repeat("─", w-1) + "x", "é", "\x1b[7m" + strings.Repeat(" ", w) + "\x1b[m"}
	for range 200 {
		frame := make([]string, h)
		for y := range frame {
			frame[y] = rows[random.IntN(len(rows))]
		}
		for i, one := range all {
			if random.IntN(3) == 0 {
				continue // this one looks elsewhere
			}
			own := slices.Clone(frame)
			if random.IntN(5) == 0 {
				own[1] = fmt.Sprint("only for ", i)
			}
			one.program.Send(view(own...))
			want := strings.Split(trimmed(ansi.Strip(strings.Join(own, "\n"))), "\n")
			one.wait(t, strings.Join(want, "\n"))
		}
	}
}

// A row that was found to become empty where nothing stands below it becomes
// empty alone where something does.
func TestARowIsClearedAlone(t *testing.T) {
	together := paint.NewChanges()
	for _, below := range []string{"", "below"} {
		x := newTerminal(t, 30, 4)
		on := on(x, 30, 4)
		on.Changes = together
		program, _ := startOn(t, on)
		for _, top := range []string{"top", ""} {
			program.Send(view(top, below))
			x.wait(t, strings.TrimRight(top+"\n"+below, "\n"))
		}
	}
}
