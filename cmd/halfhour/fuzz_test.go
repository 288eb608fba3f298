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
}

func (m *measured) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		m.w, m.h = size.Width, size.Height
	}
	_, cmd := m.Model.Update(msg)
	content := m.Model.View().Content
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

// demoFile is one demo for all runs; each takes a copy.
var demoFile = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "halfhour-fuzz-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path := filepath.Join(folder, "demo.db")
	st, err := openDemo(context.Background(), path, testToday, testToday.Time().Add(15*time.Hour))
	if err != nil {
		return nil, err
	}
	if err := st.Close(); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// places are the screens that the program can begin with.
var places = []route.Place{route.Review, route.Hygiene, route.Changes, route.Home, route.Deals, route.Actions, route.Prep, route.FollowUp}

// FuzzModel throws keys, sizes, clicks and pastes at every screen of the whole
// program over a real file: nothing breaks, no frame is larger than its window,
// and the program ends when it is asked to.
func FuzzModel(f *testing.F) {
	f.Add([]byte{0, 200, 40, 24, 72, 75, 0, 1, 2, 72})
	f.Add([]byte("\x00\xcb\x14\x0aohello\x48?\x49snote\x48"))
	f.Add([]byte("\x01\xcb\x14\x0a\x48123\x48\x48\x49\xc8\x05\x05"))
	f.Add([]byte("\x03\xc9\x02\x05\x48\x4c\x4c\x48\xca\x02\x05q"))
	f.Add([]byte("\x04\xcb\x3c\x1e/\x05\x04ab\x48\x4c\x4c\xc8\x00\x00\xc8\xff\xff"))
	f.Add([]byte("\x05\xcb\x10\x10n\x00\x01\x02\x48\x4a\x4a\x48 x\x48"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) >= 2 && len(data) <= 400 {
			play(t, data)
		}
	})
}

// The same with bytes at random, for those who cannot wait until SQLite is built
// for fuzzing: 60 times, or for ten minutes with HALFHOUR_LONG=1.
func TestTheScreensTakeAnything(t *testing.T) {
	end := time.Now().Add(10 * time.Minute)
	for n := 0; n < 60 || os.Getenv("HALFHOUR_LONG") != "" && time.Now().Before(end); n++ {
		data := make([]byte, 2+rand.IntN(200))
		for i := range data {
			data[i] = byte(rand.IntN(256))
		}
		if !t.Run("", func(t *testing.T) { play(t, data) }) {
			t.Fatalf("with %q", data)
		}
	}
}

// direct runs aside of no screen.
type direct struct{ lent }

func (d direct) Run() error { return d.does() }

// play runs the program on a demo with the messages that the bytes stand for.
func play(t *testing.T, data []byte) {
	t.Helper()
	demo, err := demoFile()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "demo.db")
	if err := os.WriteFile(path, demo, 0o600); err != nil {
		t.Fatal(err)
	}
	nothing, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = nothing.Close() }()
	p := &program{in: nothing, out: &output{file: nothing}, err: nothing, now: time.Now, db: path}
	d := &desk{now: time.Now, today: testToday, first: route.To{Place: places[int(data[0])%len(places)]}, asked: asked{rep: demoRep}, demo: true}
	d.shell = func(args ...string) tea.ExecCommand {
		return direct{lent{p, func() error { return p.errand(context.Background(), args) }}}
	}
	d.open = func(context.Context) (*store.Store, error) { return store.Open(path) }
	model := tui.New(context.Background(), d, d.first)
	m := &measured{Model: model}
	program := tea.NewProgram(m, tea.WithInput(nil), tea.WithOutput(io.Discard), tea.WithoutSignalHandler(), tea.WithWindowSize(80, 24))
	ended := make(chan error, 1)
	go func() {
		_, err := program.Run()
		ended <- err
	}()
	for _, msg := range messages(data[1:]) {
		program.Send(msg)
	}
	time.Sleep(time.Duration(data[1]%8) * time.Millisecond) // what was asked for comes late, or not at all
	program.Quit()
	select {
	case err = <-ended:
	case <-time.After(20 * time.Second):
		t.Fatal("it does not end")
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
}
