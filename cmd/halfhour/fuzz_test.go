package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/route"
)

// measured is the program, looked at after every message: each frame has as
// many lines as the window, and none is wider.
type measured struct {
	tea.Model
	w, h  int
	wrong string
	shown chan struct{} // closed when there is something to see
	sees  bool
	keys  int // those that were typed with a screen in sight
}

func (m *measured) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		m.w, m.h = size.Width, size.Height
	}
	if _, ok := msg.(tea.KeyPressMsg); ok && m.sees {
		m.keys++
	}
	_, cmd := m.Model.Update(msg)
	content := m.Model.View().Content
	m.sees = content != ""
	select {
	case <-m.shown:
	default:
		if m.sees {
			close(m.shown)
		}
	}
	if content == "" || m.wrong != "" {
		return m, cmd
	}
	lines := strings.Split(content, "\n")
	if len(lines) > m.h {
		m.wrong = fmt.Sprintf("%d lines in a window of %d×%d", len(lines), m.w, m.h)
	}
	for _, l := range lines {
		if ansi.StringWidthWc(l) > m.w && ansi.StringWidth(l) > m.w {
			m.wrong = fmt.Sprintf("a line of %d cells in a window of %d×%d: %q", ansi.StringWidth(l), m.w, m.h, l)
		}
	}
	return m, cmd
}

// fuzzKeys are what a byte types; ctrl+c would only end the program.
var fuzzKeys = func() []tea.Msg {
	var list []tea.Msg
	for _, r := range "abcdefghijklmnopqrstuvwxyz0123456789?+-/@#.,:;!%'\"<>=[]()AZ客é" {
		list = append(list, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	for _, code := range []rune{
		tea.KeyEnter, tea.KeyEscape, tea.KeyTab, tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight, tea.KeyHome, tea.KeyEnd,
		tea.KeyPgUp, tea.KeyPgDown, tea.KeyBackspace, tea.KeyDelete, tea.KeyF1, tea.KeySpace, tea.KeyEnter, tea.KeyEscape, tea.KeyRight, tea.KeyDown,
	} {
		list = append(list, tea.KeyPressMsg{Code: code})
	}
	for _, code := range "aefkuwnpy" {
		list = append(list, tea.KeyPressMsg{Code: code, Mod: tea.ModCtrl})
	}
	return append(list, tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}, tea.KeyPressMsg{Code: tea.KeySpace, Text: " "},
		tea.PasteMsg{Content: "two\nlines \x1b[2J\u202e客户名称 👩\u200d💻"}, tea.PasteMsg{Content: strings.Repeat("long ", 400)},
		tea.BackgroundColorMsg{}, tea.FocusMsg{}, tea.BlurMsg{}, route.Again{})
}()

// messages are what the bytes stand for: a key each, and for some of them the
// next two as a size or a place.
func messages(data []byte) []tea.Msg {
	var list []tea.Msg
	for len(data) > 0 {
		b := data[0]
		data = data[1:]
		if b < 200 || len(data) < 2 {
			list = append(list, fuzzKeys[int(b)%len(fuzzKeys)])
			continue
		}
		x, y := int(data[0]), int(data[1])
		data = data[2:]
		switch b % 4 {
		case 0:
			list = append(list, tea.WindowSizeMsg{Width: x * 2, Height: y})
		case 1:
			list = append(list, tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		case 2:
			list = append(list, tea.MouseWheelMsg{X: x, Y: y, Button: tea.MouseWheelDown})
		default:
			list = append(list, tea.WindowSizeMsg{Width: 60 + x%60, Height: 18 + y%30})
		}
	}
	return list
}

// demoFile and bareFile are there once for all runs; each takes a copy. In the
// bare one there is somebody and nothing else.
var (
	demoFile = madeOnce(func(ctx context.Context, path string) (*store.Store, error) {
		return openDemo(ctx, path, testToday, testToday.Time().Add(15*time.Hour))
	})
	bareFile = madeOnce(func(ctx context.Context, path string) (*store.Store, error) {
		st, err := store.Open(path)
		if err != nil {
			return nil, err
		}
		me, err := st.AddPerson(ctx, agenda.Person{Name: demoRep, Role: agenda.Rep})
		if err == nil {
			err = st.SetMe(ctx, me.ID)
		}
		return st, err
	})
)

func madeOnce(open func(ctx context.Context, path string) (*store.Store, error)) func() ([]byte, error) {
	return sync.OnceValues(func() ([]byte, error) {
		folder, err := os.MkdirTemp("", "halfhour-fuzz-")
		if err != nil {
			return nil, err
		}
		defer func() { _ = os.RemoveAll(folder) }()
		path := filepath.Join(folder, "demo.db")
		st, err := open(context.Background(), path)
		if err != nil {
			return nil, err
		}
		if err := st.Close(); err != nil {
			return nil, err
		}
		return os.ReadFile(path)
	})
}

// places are the screens that the program can begin with.
var places = []route.Place{route.Review, route.Hygiene, route.Changes, route.Home, route.Deals, route.Actions, route.Prep, route.FollowUp}

// FuzzModel throws keys, sizes, clicks and pastes at every screen of the whole
// program over a real file, full or empty: nothing breaks, no frame is larger than its window,
// and the program ends when it is asked to.
func FuzzModel(f *testing.F) {
	f.Add([]byte{0, 200, 40, 24, 72, 75, 0, 1, 2, 72})
	f.Add([]byte("\x00\xcb\x14\x0aohello\x48?\x49snote\x48"))
	f.Add([]byte("\x01\xcb\x14\x0a\x48123\x48\x48\x49\xc8\x05\x05"))
	f.Add([]byte("\x03\xc9\x02\x05\x48\x4c\x4c\x48\xca\x02\x05q"))
	f.Add([]byte("\x04\xcb\x3c\x1e/\x05\x04ab\x48\x4c\x4c\xc8\x00\x00\xc8\xff\xff"))
	f.Add([]byte("\x05\xcb\x10\x10n\x00\x01\x02\x48\x4a\x4a\x48 x\x48"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) >= 2 && len(data) <= 150 { // more takes longer than a fuzzed function may
			play(t, data)
		}
	})
}

// The same with bytes at random, for those who cannot wait until SQLite is built
// for fuzzing: 60 times, or for ten minutes with HALFHOUR_LONG=1.
func TestTheScreensTakeAnything(t *testing.T) {
	end, keys := time.Now().Add(10*time.Minute), 0
	for n := 0; n < 60 || os.Getenv("HALFHOUR_LONG") != "" && time.Now().Before(end); n++ {
		data := make([]byte, 2+rand.IntN(200))
		for i := range data {
			data[i] = byte(rand.IntN(256))
		}
		if !t.Run("", func(t *testing.T) { keys += play(t, data) }) {
			t.Fatalf("with %q", data)
		}
	}
	t.Logf("%d keys were typed on screens", keys)
	if keys < 500 {
		t.Error("hardly a key came to a screen: the test sees nothing")
	}
}

// direct runs aside of no screen.
type direct struct{ lent }

func (d direct) Run() error { return d.does() }

// demoDesk is the desk of a program that begins at a place, on a copy of a file.
func demoDesk(t *testing.T, made func() ([]byte, error), first route.To) *desk {
	t.Helper()
	demo, err := made()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir()) // where a key that writes a file leaves it
	path := filepath.Join(t.TempDir(), "demo.db")
	if err := os.WriteFile(path, demo, 0o600); err != nil {
		t.Fatal(err)
	}
	nothing, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = nothing.Close() })
	p := &program{in: nothing, out: &output{file: nothing}, err: nothing, now: time.Now, db: path}
	d := &desk{now: time.Now, today: testToday, first: first, asked: asked{rep: demoRep}, demo: true}
	d.shell = func(args ...string) tea.ExecCommand {
		return direct{lent{p, func() error { return p.errand(context.Background(), args) }}}
	}
	d.open = func(context.Context) (*store.Store, error) { return store.Open(path) }
	return d
}

// play runs the program on a demo with the messages that the bytes stand for,
// most of them once the first screen is there, and returns how many of the keys
// came to a screen.
func play(t *testing.T, data []byte) (keys int) {
	t.Helper()
	made := demoFile
	if data[0] >= 200 {
		made = bareFile
	}
	d := demoDesk(t, made, route.To{Place: places[int(data[0])%len(places)]})
	model := tui.New(context.Background(), d, d.first)
	m := &measured{Model: model, shown: make(chan struct{})}
	program := tea.NewProgram(m, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithWindowSize(80, 24))
	ended := make(chan error, 1)
	go func() {
		_, err := program.Run()
		ended <- err
	}()
	var err error
	over := false
	if data[1]%8 > 0 { // else it is typed while the file opens
		select {
		case <-m.shown:
		case err = <-ended: // nobody has a review, say
			over = true
		case <-time.After(20 * time.Second):
			t.Fatal("nothing is shown")
		}
	}
	for i, msg := range messages(data[1:]) {
		program.Send(msg)
		if i%8 == 7 {
			time.Sleep(3 * time.Millisecond) // what was asked for comes in between
		}
	}
	time.Sleep(time.Duration(data[1]%8) * time.Millisecond) // what was asked for comes late, or not at all
	program.Quit()
	for !over {
		select {
		case err = <-ended:
			over = true
		case <-time.After(20 * time.Second):
			t.Fatal("it does not end")
		}
	}
	model.Close()
	_, closed := d.close()
	switch {
	case errors.Is(err, tea.ErrProgramPanic):
		t.Fatal("it broke")
	case m.wrong != "":
		t.Fatal(m.wrong)
	case closed != nil:
		t.Fatal(closed)
	}
	return m.keys
}
