package mapping

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

var sizes = []struct{ w, h int }{{80, 24}, {120, 36}}

// asked are the questions of the tests, made anew for each.
var asked = map[string]func() Question{
	"columns": func() Question { return columns() },
	"columns-lacking": func() Question {
		c := columns()
		c.Columns[2].Field = Ignore
		return c
	},
	"columns-many": func() Question {
		c := columns()
		for i := range 60 {
			c.Columns = append(c.Columns, Column{Name: fmt.Sprintf("Custom %d", i), Samples: []string{"a", "客户名称 很长 很长 很长"}, Known: i%3 == 0, Field: Extra})
		}
		return c
	},
	"stages": func() Question { return stages() },
	"dates": func() Question {
		return &Choice{Title: "Day first or month first?", About: []string{`The dates in "Close Date" can be read in two ways.`},
			Options: []Option{
				{"dmy", "day first", []string{"03/04/2026 is 3 April 2026", "11/12/2026 is 11 December 2026"}},
				{"mdy", "month first", []string{"03/04/2026 is 4 March 2026", "11/12/2026 is 12 November 2026"}},
			}}
	},
	"currency": func() Question { return currencies() },
}

func columns() *Columns {
	return &Columns{
		About: "CSV, UTF-8, exported from Zoho.",
		Columns: []Column{
			{"Record Id", []string{"zcrm_1", "zcrm_2"}, "id", true},
			{"Opp title", []string{"Nordlicht renewal", "青岚云平台扩容", "Fønix\x1b[2J"}, "name", false},
			{"Phase", []string{"Handshake", "Signed"}, "stage", false},
			{"Amount", []string{"84000", "7000"}, "amount", true},
			{"Clsoe Dt", []string{"2026-11-27", "2026-12-01"}, "close_date", false},
			{"Amount (2)", []string{"1", "2"}, Ignore, false},
			{"Sales rep", []string{"Ana Ruiz", "Bo Lindqvist"}, "owner", true},
			{"A very long header of a custom field that somebody in marketing once wanted", []string{"North", "South"}, "", false},
		},
		Fields: []Field{{"name", "deal name", false}, {"stage", "stage", false}, {"owner", "owner", false}, {"amount", "amount", false},
			{"close_date", "close date", false}, {"id", "CRM id", false}, {"next_step", "next step", false}, {"co_owner", "co-owner", true}},
		Lacks: func(has func(string) bool) string {
			for _, f := range []string{"name", "stage"} {
				if !has(f) {
					return "No column holds the deal's " + f + " yet."
				}
			}
			return ""
		},
	}
}

func stages() *Stages {
	return &Stages{Stages: []Stage{
		{"New business", "Handshake", 12, agenda.Commit}, {"Renewals", "Waiting for PO", 1, agenda.Commit},
		{"New business", "Prezentacja u klienta", 1480, agenda.Evaluation}, {"Renewals", "Unterschrieben 已签约", 3, agenda.ClosedWon},
		{"New business", "Purple", 7, agenda.NoStep}, {"", "Lone", 1, agenda.Discovery},
	}}
}

func currencies() *Choice {
	return &Choice{Title: "Which currency is $?", About: []string{`The amounts in "Amount" are written with $, which several currencies use.`},
		Options: []Option{{"USD", "USD, US dollar: your home currency", []string{"$84,000 is 84,000 USD"}}, {"CAD", "CAD, Canadian dollar", nil}, {"AUD", "AUD, Australian dollar", nil}},
		Other: func(text string) (Option, bool) {
			code := strings.ToUpper(text)
			return Option{Value: code, Label: code}, agenda.ValidCurrency(code)
		}}
}

func open(name string, w, h int) *Model {
	m := New("deals-q4.csv", asked[name]())
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return m
}

func plain(m *Model) string { return ansi.Strip(m.View().Content) }

// press types keys by their names, and text letter by letter.
func press(m *Model, names ...string) (quit bool) {
	special := map[string]rune{"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "backspace": tea.KeyBackspace, "end": tea.KeyEnd, "home": tea.KeyHome}
	for _, name := range names {
		var cmd tea.Cmd
		if code, ok := special[name]; ok {
			_, cmd = m.Update(tea.KeyPressMsg{Code: code})
		} else {
			for _, r := range name {
				_, cmd = m.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
		}
		if cmd != nil {
			_, quit = cmd().(tea.QuitMsg)
		}
	}
	return quit
}

func TestScreens(t *testing.T) {
	for name := range asked {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s-%d", name, size.w), func(t *testing.T) {
				golden.RequireEqual(t, []byte(plain(open(name, size.w, size.h))))
			})
		}
	}
	t.Run("keys", func(t *testing.T) {
		m := open("columns", 80, 24)
		press(m, "?")
		golden.RequireEqual(t, []byte(plain(m)))
	})
	t.Run("changed", func(t *testing.T) {
		m := open("columns", 80, 24)
		press(m, "x", "down", "i", "down", "down", "amo")
		golden.RequireEqual(t, []byte(plain(m)))
	})
}

// A frame is exactly w×h at every size, and nothing in it can be obeyed.
func TestFrames(t *testing.T) {
	for name := range asked {
		for w := 1; w < 200; w += 7 {
			for h := 1; h < 60; h += 5 {
				m := open(name, w, h)
				press(m, "down", "right", "end")
				lines := m.frame()
				if len(lines) != h {
					t.Fatalf("%s at %d×%d: %d lines", name, w, h, len(lines))
				}
				for _, l := range lines {
					if l.Width() != w {
						t.Fatalf("%s at %d×%d: %q is %d wide", name, w, h, l, l.Width())
					}
					if text := l.String(); string(safe.Line(text)) != text {
						t.Errorf("%s: %q", name, text)
					}
				}
			}
		}
	}
}

func TestNoKeyMeansTwoThings(t *testing.T) {
	for name := range asked {
		seen := map[string]bool{}
		for _, k := range open(name, 80, 24).table() {
			for _, on := range k.On {
				if seen[on] {
					t.Errorf("%s: %s twice", name, on)
				}
				seen[on] = true
			}
			if k.Show != "" && (k.Help == "" || k.About == "") {
				t.Errorf("%s: %s has no help", name, k.Show)
			}
		}
	}
}

func TestColumnsAreSettled(t *testing.T) {
	c := columns()
	m := New("x.csv", c)
	m.Update(tea.WindowSizeMsg{Width: 100, Height: 30})
	// Opp title stays; Phase becomes an extra field, which leaves no stage.
	press(m, "down", "x")
	if !strings.Contains(plain(m), "No column holds the deal's stage yet.") {
		t.Errorf("nothing is said:\n%s", plain(m))
	}
	if press(m, "enter") || m.Taken() {
		t.Fatal("it is taken without a stage")
	}
	// Typing i and x belongs to a word that was begun.
	press(m, "sta")
	if press(m, "down", "next"); c.Columns[4].Field != "next_step" {
		t.Errorf("typed %q", c.Columns[4].Field)
	}
	press(m, "backspace", "backspace", "backspace", "backspace", "close")
	press(m, "down", "amo") // the second Amount: the first gives it up
	if !press(m, "enter") || !m.Taken() {
		t.Fatal("it is not taken")
	}
	want := map[string]string{"Opp title": "name", "Phase": "stage", "Clsoe Dt": "close_date", "Amount (2)": "amount", "Amount": Ignore,
		"A very long header of a custom field that somebody in marketing once wanted": Ignore}
	if got := c.Chosen(); !maps.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestTurningGoesRound(t *testing.T) {
	c := columns()
	m := New("x.csv", c)
	first := c.offered()
	for range first {
		press(m, "right")
	}
	if got := c.Columns[1].Field; got != "name" {
		t.Errorf("after a round: %q", got)
	}
	press(m, "left", "left")
	if got := c.Columns[1].Field; got != Extra {
		t.Errorf("two to the left of the first field: %q", got)
	}
}

func TestStagesAreSettled(t *testing.T) {
	s := stages()
	m := New("x.csv", s)
	press(m, "right", "down", "down", "won", "down", "left", "enter")
	var got []string
	for _, stage := range s.Stages {
		got = append(got, stage.Name+": "+stage.Step.String())
	}
	want := []string{"Handshake: Won", "Waiting for PO: Negotiation", "Prezentacja u klienta: Evaluation", "Unterschrieben 已签约: Won", "Purple: Won", "Lone: Discovery"}
	if !slices.Equal(got, want) || !m.Taken() {
		t.Errorf("got %q", got)
	}
}

func TestAChoice(t *testing.T) {
	for typed, want := range map[string]string{"": "USD", "down": "CAD", "chf": "CHF", "aud": "AUD", "end": "AUD", "zz": "USD"} {
		c := currencies()
		m := New("x.csv", c)
		press(m, typed, "enter")
		if got := c.Chosen(); got != want || !m.Taken() {
			t.Errorf("%q: %s", typed, got)
		}
	}
	m := New("x.csv", currencies())
	if !press(m, "esc") || m.Taken() {
		t.Error("esc does not leave")
	}
}

func TestMouse(t *testing.T) {
	m := open("columns", 80, 24)
	c := m.question.(*Columns)
	m.View()
	m.Update(tea.MouseClickMsg{X: 4, Y: m.top + 3, Button: tea.MouseLeft})
	if c.at != 2 {
		t.Errorf("a click marks %d", c.at)
	}
	m.Update(tea.MouseClickMsg{X: 4, Y: m.top, Button: tea.MouseLeft}) // a heading
	m.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp})
	if c.at != 1 {
		t.Errorf("the wheel marks %d", c.at)
	}
}

// Stepping past a field that another column holds takes nothing from it;
// stopping there does.
func TestAFieldIsGivenBack(t *testing.T) {
	c := columns()
	c.goTo(4) // Amount (2), ignored
	for c.now().Name != "Amount (2)" {
		c.move(-1)
	}
	c.turn(1)
	if c.now().Field != "name" || c.Columns[1].Field != Ignore {
		t.Errorf("%q is %q, and %q %q", c.now().Name, c.now().Field, c.Columns[1].Name, c.Columns[1].Field)
	}
	c.turn(1)
	if c.now().Field != "stage" || c.Columns[1].Field != "name" || c.Columns[2].Field != Ignore {
		t.Errorf("one further: %+v", c.Columns[:6])
	}
	c.turn(-2)
	if c.now().Field != Ignore || c.Columns[1].Field != "name" || c.Columns[2].Field != "stage" {
		t.Errorf("and back: %+v", c.Columns[:6])
	}
}
