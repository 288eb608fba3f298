package review

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
	"halfhour/tui/route"
)

// inPrep runs a test in a prep of the rep, alone.
func inPrep(t *testing.T, b agenda.Briefing, deals []string, test func(m *meeting)) {
	t.Helper()
	inMeeting(t, b, deals, func(m *meeting) {
		prepare(m)
		test(m)
	})
}

// prepare makes of the screen one that prepares.
func prepare(m *meeting) {
	host := m.screen.host
	host.Me, host.Prep = m.room.State().Briefing.Rep.ID, true
	host.Mend = route.Go(route.To{Place: route.Hygiene})
	m.screen.Leave()
	m.screen = New(m.t.Context(), m.room.Sit(), host)
}

// preparing is what the rep does with the first deal.
func preparing(m *meeting) {
	m.press("right", "y")
	m.write("redline of 20 Nov")
	m.press("enter", "o")
	m.write("Security review has not started")
	m.press("tab")
	m.write("exec")
	m.press("enter", "%")
	m.write("60")
	m.press("enter", "s")
	m.write("Call the CFO")
	m.press("tab")
	m.write("fri")
	m.press("enter", "e")
	m.write("CISO is back on Thursday.\n\n客户要求周五前给出报价。")
	m.press("esc", "a")
	m.write("Book the CISO call !1")
	m.press("enter")
}

func TestPrepScreens(t *testing.T) {
	for _, scene := range []struct {
		name string
		play func(m *meeting)
	}{
		{"overview", func(*meeting) {}},
		{"deal", preparing},
		{"chance", func(m *meeting) { m.press("right", "%") }},
		{"note", func(m *meeting) { m.press("right", "e"); m.write("First.\n\nSecond.") }},
		{"wrap-up", func(m *meeting) { preparing(m); m.press("right", "right", "right") }},
		{"help", func(m *meeting) { m.press("right", "?") }},
	} {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/%dx%d", scene.name, size.w, size.h), func(t *testing.T) {
				inPrep(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
					scene.play(m)
					golden.RequireEqual(t, []byte(m.frame(size.w, size.h)))
					for w := LeastWidth; w < 200; w += 31 {
						checkFrame(t, m, w, 18+w/6)
					}
				})
			})
		}
	}
}

// However long a prep takes, no clock runs, and another screen's part of the
// agenda is its own.
func TestAPrepHasNoClock(t *testing.T) {
	inPrep(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		preparing(m)
		m.press("right", "right", "right", "space", "+", "f")
		m.pass(2 * time.Hour)
		r := m.saved()
		if r.Stage != agenda.Ready || !r.Clock.Started.IsZero() || r.Current != 0 {
			t.Errorf("%s, started %s, at part %d", r.Stage, r.Clock.Started, r.Current)
		}
		if m.press("right"); !strings.Contains(m.frame(80, 24), "last part") {
			t.Errorf("after the last part:\n%s", m.frame(80, 24))
		}
	})
}

// The review starts from what was prepared, and says by whom.
func TestAReviewStartsFromThePrep(t *testing.T) {
	inPrep(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		preparing(m)
		m.room.Close()
		m.open(m.saved(), briefing())
		got := m.frame(120, 36)
		if !strings.Contains(got, "Ana prepared 1 answer, 1 obstacle, 1 action, 1 note, 1 probability.") {
			t.Errorf("the review opens with:\n%s", got)
		}
		m.press("enter", "right")
		got = m.frame(120, 36)
		for _, want := range []string{"redline of 20 Nov · Ana", "needs the executive", "Ana gives it 60 % (CRM: 90 %)", "next step: Call the CFO, Fri 27 Nov", "(CRM: none)"} {
			if !strings.Contains(got, want) {
				t.Errorf("no %q in:\n%s", want, got)
			}
		}
	})
}

// Half-typed text comes up again in the deal it belongs to.
func TestAPrepGoesOnWhereItWas(t *testing.T) {
	inPrep(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		m.press("right", "right", "e")
		m.write("half a thought")
		m.run(m.screen.Update(draftMsg(m.screen.typed)))
		m.room.Close()
		m.open(m.saved(), briefing())
		prepare(m)
		if got := m.frame(80, 24); !strings.Contains(got, "half a thought") || m.screen.dealHere() != "d3" {
			t.Errorf("after a crash, at %s:\n%s", m.screen.dealHere(), got)
		}
	})
}

func TestTheEditorTakesANote(t *testing.T) {
	inPrep(t, briefing(), []string{"d1"}, func(m *meeting) {
		m.press("right", "e")
		m.write("one")
		m.run(m.screen.Update(tea.KeyPressMsg{Code: 'e', Mod: tea.ModCtrl}))
		if got := m.frame(80, 24); !strings.Contains(got, "An editor opens only where halfhour runs") {
			t.Errorf("without an editor:\n%s", got)
		}
		m.screen.host.Edit = func(text string, done func(string, error) tea.Msg) tea.Cmd {
			return func() tea.Msg { return done(text+"\n\ntwo\n", errors.New("the editor vi failed")) }
		}
		cmd := m.screen.openEditor()
		if cmd == nil {
			t.Fatal("nothing opens")
		}
		m.run(m.screen.Update(editedMsg{m.screen.entry, "one\n\ntwo\n", errors.New("the editor vi failed")}))
		if got := m.frame(80, 24); !strings.Contains(got, "The editor vi failed.") || !strings.Contains(got, "two") {
			t.Errorf("after the editor:\n%s", got)
		}
		m.press("esc")
		if note := m.saved().NoteOf("d1", "ana"); note != "one\n\ntwo" {
			t.Errorf("the note is %q", note)
		}
	})
}

// Of nothing, of one deal, and of ten thousand.
func TestPrepOf(t *testing.T) {
	for _, c := range []struct {
		name  string
		deals int
	}{{"none", 0}, {"one", 1}, {"many", 10_000}} {
		b := briefing()
		model, rank := b.Deals[1], b.Ranked[2]
		b.Deals, b.Ranked, b.Earlier, b.StillDue = nil, nil, nil, nil
		var agendaOf []string
		for i := range c.deals {
			model.ID = fmt.Sprint("n", i)
			rank.DealID = model.ID
			b.Deals, b.Ranked = append(b.Deals, model), append(b.Ranked, rank)
			if i < agenda.MostDeals {
				agendaOf = append(agendaOf, model.ID)
			}
		}
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s/%dx%d", c.name, size.w, size.h), func(t *testing.T) {
				inPrep(t, b, agendaOf, func(m *meeting) {
					golden.RequireEqual(t, []byte(m.frame(size.w, size.h)))
					m.press("right", "%", "right")
					checkFrame(t, m, size.w, size.h)
				})
			})
		}
	}
}
