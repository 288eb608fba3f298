package review

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
	"halfhour/tui/draw"
)

// sizes are the two that every pane is drawn for.
var sizes = []struct{ w, h int }{{80, 24}, {120, 36}}

// scenes are the moments of a meeting whose screens are kept as golden files.
var scenes = []struct {
	name string
	play func(m *meeting)
}{
	{"overview-ready", func(m *meeting) {}},
	{"overview-running", func(m *meeting) { m.press("enter"); m.pass(3*time.Minute + 12*time.Second) }},
	{"swap", func(m *meeting) { m.press("s") }},
	{"deal", toDeal},
	{"deal-action", func(m *meeting) {
		toDeal(m)
		m.press("a")
		m.write("Ask their CFO for a date @dana !1 by fri")
	}},
	{"deal-note", func(m *meeting) {
		toDeal(m)
		m.press("e")
		m.write("\n\nCISO ist erst am Donnerstag zurück.\n客户要求周五前给出报价。")
	}},
	{"deal-over", func(m *meeting) { toDeal(m); m.pass(6 * time.Minute) }},
	{"deal-paused", func(m *meeting) { toDeal(m); m.press("space"); m.pass(time.Minute) }},
	{"only-wrap-up-left", func(m *meeting) { toDeal(m); m.pass(18 * time.Minute) }},
	{"past-the-end", func(m *meeting) { toDeal(m); m.pass(26 * time.Minute) }},
	{"gap", func(m *meeting) { toDeal(m); m.sleep(7 * time.Minute) }},
	{"help", func(m *meeting) { toDeal(m); m.press("?") }},
	{"wrap-up", toWrapUp},
	{"finished", func(m *meeting) { toWrapUp(m); m.press("f", "y") }},
	{"not-saved", func(m *meeting) {
		toDeal(m)
		m.keeper.Refuse(errDiskFull)
		m.press("o")
		m.write("Legal has not seen the draft")
		m.screen.Update(keyPress("enter"))
		m.pass(2 * time.Second)
	}},
}

// toDeal is two minutes into the first deal, after some talk.
func toDeal(m *meeting) {
	m.press("enter")
	m.pass(3 * time.Minute)
	m.press("right")
	m.press("y")
	m.write("redline of 20 Nov")
	m.press("enter", "n", "enter", "o")
	m.write("Security review has not started")
	m.press("enter", "a")
	m.write("Book the CISO call @ana !1")
	m.press("enter", "e")
	m.write("I know their CFO, can open that door.\nShe owes us a call.")
	m.press("esc", "w", "e")
	m.write("CISO is back on Thursday, wants our SOC 2 report")
	m.press("esc", "tab", "tab", "tab")
	m.pass(2 * time.Minute)
}

func toWrapUp(m *meeting) {
	toDeal(m)
	m.press("p")
	m.write("Holiday plan of the whole team")
	m.press("enter", "right", "a")
	m.write("Walk the routing pilot with the depot managers in Zaragoza, all four of them, and bring their numbers")
	m.press("enter", "right", "right", "a")
	m.write("拜访客户并确认需求 @odile")
	m.press("enter")
	m.pass(time.Minute)
}

func TestScreens(t *testing.T) {
	for _, scene := range scenes {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/%dx%d", scene.name, size.w, size.h), func(t *testing.T) {
				inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
					scene.play(m)
					golden.RequireEqual(t, []byte(m.frame(size.w, size.h)))
				})
			})
		}
	}
}

func TestColours(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		toDeal(m)
		golden.RequireEqual(t, []byte(m.coloured(120, 36)))
	})
}

// A frame is exactly as many lines and cells as the window has, at every size,
// and shows no control character, whatever names and notes hold.
func TestFrameFitsEverySize(t *testing.T) {
	hostile := briefing()
	hostile.Deals[0].Name = "Rollout \x1b[2J\x1b]0;owned\a of \u202etxet\u202c 家\u200d族 👩‍🔬 e\u0301\u0301\u0301\u0301\u0301\u0301\r\n" + strings.Repeat("很长", 80)
	hostile.Rep.Name = strings.Repeat("Wolfeschlegelsteinhausenbergerdorff ", 5)
	hostile.People[0] = hostile.Rep
	for _, scene := range scenes {
		t.Run(scene.name, func(t *testing.T) {
			inMeeting(t, hostile, []string{"d1", "d3", "d2"}, func(m *meeting) {
				scene.play(m)
				step := 17
				if testing.Short() {
					step = 51
				}
				for w := LeastWidth; w < 200; w += step {
					for h := LeastHeight; h < 60; h += 7 {
						checkFrame(t, m, w, h)
					}
				}
			})
		})
	}
}

func checkFrame(t *testing.T, m *meeting, w, h int) {
	t.Helper()
	lines, x, y, typing := m.screen.View(w, h)
	if len(lines) != h {
		t.Fatalf("%d×%d: %d lines", w, h, len(lines))
	}
	for i, l := range lines {
		if l.Width() != w {
			t.Fatalf("%d×%d: line %d is %d wide: %q", w, h, i, l.Width(), l.String())
		}
		if strings.ContainsFunc(l.String(), func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' }) {
			t.Fatalf("%d×%d: line %d holds a control character: %q", w, h, i, l.String())
		}
	}
	if typing && (x < 0 || x >= w || y < 0 || y >= h) {
		t.Fatalf("%d×%d: the cursor stands at %d,%d", w, h, x, y)
	}
}

// Without any deal, or with deals that went away, every pane still says
// something.
func TestEmptyPipeline(t *testing.T) {
	b := briefing()
	b.Deals, b.Ranked, b.Pipeline, b.Earlier = nil, nil, agenda.Pipeline{QuarterEnd: monday + 30}, nil
	inMeeting(t, b, nil, func(m *meeting) {
		golden.RequireEqual(t, []byte(m.frame(80, 24)))
		m.press("enter", "right", "s", "d", "enter", "f")
		checkFrame(t, m, 80, 24)
	})
	inMeeting(t, b, []string{"gone1", "gone2"}, func(m *meeting) {
		m.press("enter", "right", "y", "a", "o", "enter", "d", "tab")
		checkFrame(t, m, 80, 24)
		if got := m.frame(80, 24); !strings.Contains(got, "Not open any more") {
			t.Errorf("a deal that is gone is not explained:\n%s", got)
		}
	})
}

// A deal that others own too says so wherever it is spoken of.
func TestSharedDeals(t *testing.T) {
	b := briefing()
	for i := range b.Deals {
		b.Deals[i].Owner, b.Deals[i].CoOwners = b.Manager.ID, []string{b.Rep.ID}
	}
	inMeeting(t, b, []string{b.Deals[0].ID}, func(m *meeting) {
		want := "shared with " + b.Manager.Name
		for _, step := range []struct {
			name string
			keys []string
		}{{"overview", nil}, {"swap", []string{"s"}}, {"deal", []string{"esc", "enter", "right"}}} {
			m.press(step.keys...)
			if frame := m.frame(120, 36); !strings.Contains(frame, want) {
				t.Errorf("%s:\n%s", step.name, frame)
			}
		}
	})
}

func TestThemesDiffer(t *testing.T) {
	lines := []draw.Line{draw.Text(draw.Good, "won")}
	if draw.NewTheme(true).Render(lines) == draw.NewTheme(false).Render(lines) {
		t.Error("dark and light backgrounds look the same")
	}
}

// The README shows this screen.
func TestScreenOfTheReadme(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		toDeal(m)
		golden.RequireEqual(t, []byte(m.frame(100, 28)))
	})
}
