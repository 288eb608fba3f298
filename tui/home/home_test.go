package home

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"halfhour/tui/draw"
	"halfhour/tui/keys/keystest"
	"halfhour/tui/page"
	"halfhour/tui/route"
)

type fakeDesk struct {
	today   Today
	hygiene Line
	err     error
	asked   []string
}

func (f *fakeDesk) Today(context.Context) (Today, error)  { return f.today, f.err }
func (f *fakeDesk) Hygiene(context.Context) (Line, error) { return f.hygiene, nil }
func (f *fakeDesk) Import(path string) tea.ExecCommand    { return errand{f, "import " + path} }
func (f *fakeDesk) Demo() tea.ExecCommand                 { return errand{f, "demo"} }

// errand notes that it was asked for.
type errand struct {
	desk *fakeDesk
	what string
}

func (e errand) Run() error          { e.desk.asked = append(e.desk.asked, e.what); return nil }
func (errand) SetStdin(io.Reader)    {}
func (errand) SetStdout(io.Writer)   {}
func (errand) SetStderr(io.Writer)   {}
func line(text, more string) Line    { return Line{Text: text, More: more} }
func (l Line) to(p route.Place) Line { l.To.Place = p; return l }
func (l Line) late() Line            { l.Late = true; return l }
func busy() Today {
	return Today{Who: "Dana Lee, manager", Day: "Mon 23 Nov 2026", Sections: []Section{
		{"Reviews", []Line{line("Ana Ruiz", "not finished; it began Mon 23 Nov at 10:00").to(route.Review).late(), line("王伟", "13 open deals, last review Mon 16 Nov").to(route.Review)}},
		{"Follow-ups", []Line{line("Ana Ruiz", "was due Fri 20 Nov, 3 d ago; 1 promise of the manager's own open").late()}},
		{"Actions", []Line{line("Dana Lee", "2 overdue, the oldest since Wed 18 Nov").to(route.Actions).late(), line("All actions", "7 open actions").to(route.Actions)}},
		{"Pipeline", []Line{line("All deals", "18 open deals of 2 reps").to(route.Deals), line("What changed", "since the import before").to(route.Changes)}},
	}}
}

func opened(t *testing.T, d *fakeDesk) *Screen {
	t.Helper()
	s := New(t.Context(), d)
	drive(s, s.Init())
	return s
}

func drive(s *Screen, cmd tea.Cmd) (to tea.Msg) {
	for cmd != nil {
		msg := cmd()
		switch msg.(type) {
		case todayMsg, hygieneMsg, fileMsg, ranMsg:
			cmd = s.Update(msg)
		default:
			return msg
		}
	}
	return nil
}

func press(s *Screen, names ...string) (to tea.Msg) {
	for _, name := range names {
		msg := tea.KeyPressMsg{Text: name, Code: []rune(name)[0]}
		switch name {
		case "enter":
			msg = tea.KeyPressMsg{Code: tea.KeyEnter}
		case "esc":
			msg = tea.KeyPressMsg{Code: tea.KeyEscape}
		case "down":
			msg = tea.KeyPressMsg{Code: tea.KeyDown}
		}
		to = drive(s, s.Update(msg))
	}
	return to
}

func frame(s *Screen, w, h int) string {
	lines, _, _, _ := s.View(w, h)
	var rows []string
	for _, l := range lines {
		rows = append(rows, strings.TrimRight(l.String(), " "))
	}
	return strings.Join(rows, "\n") + "\n"
}

func scenes(t *testing.T) map[string]*Screen {
	file := opened(t, &fakeDesk{today: busy()})
	press(file, "i")
	file.Update(tea.PasteMsg{Content: "'/tmp/no such.csv'"})
	press(file, "enter")
	many := busy()
	for i := range 60 {
		many.Sections[0].Lines = append(many.Sections[0].Lines, line(fmt.Sprintf("Rep %02d %s", i, strings.Repeat("长", i)), strings.Repeat("many deals ", i)))
	}
	scrolled := opened(t, &fakeDesk{today: many, hygiene: line("Clean", "nothing to mend")})
	for range 30 {
		press(scrolled, "down")
	}
	help := opened(t, &fakeDesk{today: busy()})
	press(help, "?")
	return map[string]*Screen{
		"busy":    opened(t, &fakeDesk{today: busy(), hygiene: line("12 things to mend", "in 9 deals")}),
		"empty":   opened(t, &fakeDesk{today: Today{Who: "Dana Lee, manager", Day: "Mon 23 Nov 2026", Empty: true}}),
		"trouble": opened(t, &fakeDesk{err: errors.New("the disk is full")}),
		"file":    file, "many": scrolled, "help": help,
	}
}

func TestScenes(t *testing.T) {
	for name, s := range scenes(t) {
		for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size.w, size.h), func(t *testing.T) {
				golden.RequireEqual(t, []byte(frame(s, size.w, size.h)))
			})
		}
	}
}

func TestFrameFitsEverySize(t *testing.T) {
	for name, s := range scenes(t) {
		for w := page.LeastWidth; w < 190; w += 9 {
			for h := page.LeastHeight; h < 60; h += 5 {
				lines, x, y, typing := s.View(w, h)
				if len(lines) != h {
					t.Fatalf("%s, %d×%d: %d lines", name, w, h, len(lines))
				}
				for i, l := range lines {
					if l.Width() != w {
						t.Fatalf("%s, %d×%d: line %d is %d wide: %q", name, w, h, i, l.Width(), l.String())
					}
				}
				if typing && (x < 0 || x >= w || y < 0 || y >= h) {
					t.Fatalf("%s, %d×%d: the cursor stands at %d,%d", name, w, h, x, y)
				}
			}
		}
	}
}

func TestColours(t *testing.T) {
	s := opened(t, &fakeDesk{today: busy()})
	lines, _, _, _ := s.View(80, 24)
	golden.RequireEqual(t, []byte(draw.NewTheme(false).Render(lines)))
}

func TestKeys(t *testing.T) {
	for place, table := range map[string][]key{"home": homeKeys(), "file": fileKeys()} {
		keystest.Check(t, place, table)
	}
}

// Every line opens what it speaks of.
func TestEveryLineOpens(t *testing.T) {
	s := opened(t, &fakeDesk{today: busy(), hygiene: line("12 things to mend", "").to(route.Hygiene)})
	for i, want := range []route.Place{route.Review, route.Review, "", route.Actions, route.Actions, route.Deals, route.Changes, route.Hygiene} {
		if i > 0 {
			press(s, "down")
		}
		to, _ := press(s, "enter").(route.To)
		if to.Place != want {
			t.Errorf("line %d leads to %q, not %q", i+1, to.Place, want)
		}
	}
	s.View(80, 24)
	for y, item := range s.rows {
		if item == 3 {
			if to, _ := drive(s, s.Update(tea.MouseClickMsg{X: 5, Y: y + 1, Button: tea.MouseLeft})).(route.To); to.Place != route.Actions {
				t.Errorf("a click leads to %+v", to)
			}
		}
	}
	if to := press(s, "q"); to != (route.Back{}) {
		t.Errorf("q leads to %v", to)
	}
}

func TestAnEmptyFileOffersTwoWays(t *testing.T) {
	s := opened(t, &fakeDesk{today: Today{Empty: true}})
	press(s, "d")
	if got := frame(s, 80, 24); !strings.Contains(got, "There are no deals yet: i brings in an export") {
		t.Error(got)
	}
	if msg := press(s, "enter"); msg == nil {
		t.Error("the first way does not run")
	}
	press(s, "down", "enter")
	if s.file == nil {
		t.Error("the second way does not ask for a file")
	}
}

func TestImport(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my deals.csv")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := opened(t, &fakeDesk{today: busy()})
	press(s, "i", "enter")
	if s.file.Error == "" {
		t.Error("no name is taken for one")
	}
	s.Update(tea.PasteMsg{Content: strings.ReplaceAll(path, " ", `\ `)})
	if msg := press(s, "enter"); msg == nil || s.file != nil {
		t.Errorf("the file is not imported: %q", s.file.Error)
	}
}

func TestDropped(t *testing.T) {
	home, _ := os.UserHomeDir()
	for text, want := range map[string]string{
		"deals.csv": "deals.csv", " '/a b/c.csv' ": "/a b/c.csv", `"/a b"`: "/a b", `/a\ b`: "/a b", "file:///a%20b.csv": "/a b.csv",
		"~/x.csv": filepath.Join(home, "x.csv"), "": "", "'": "'",
	} {
		if got := dropped(text); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

// Before the file has been read no key says that nothing is in it.
func TestKeysBeforeTheDayIsRead(t *testing.T) {
	s := New(t.Context(), &fakeDesk{today: busy()})
	press(s, "enter")
	if got := frame(s, 80, 24); !strings.Contains(got, page.Reading) {
		t.Errorf("it says\n%s", got)
	}
	drive(s, s.Init())
	if got := frame(s, 80, 24); strings.Contains(got, page.Reading) {
		t.Errorf("it has been read:\n%s", got)
	}
}
