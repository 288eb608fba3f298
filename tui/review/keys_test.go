package review

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/keys/keystest"
)

// places are all tables of keys that can be live at the same time.
func places() map[string][]key {
	return map[string][]key{
		"overview": slices.Concat((&overview{}).held(), (&overview{}).keys(), meetingKeys()),
		"deal":     append((&deal{}).keys(), meetingKeys()...),
		"wrap-up":  slices.Concat((&wrapUp{}).held(), (&wrapUp{}).keys(), meetingKeys()),
		"prep":     append((&overview{}).keys(), prepKeys()...), "prep deal": append((&deal{}).keys(), prepKeys()...),
		"prep end": append((&wrapUp{}).keys(), prepKeys()...),
		"finished": finishedKeys(), "swap": swapKeys(), "line": lineKeys(), "block": blockKeys(), "help": helpKeys(),
		"gap":  gapQuestion(agenda.Gap{}).keys,
		"over": overQuestion(agenda.Review{}).keys,
	}
}

func TestKeys(t *testing.T) {
	for place, table := range places() {
		keystest.Check(t, place, table)
	}
}

func TestAKeyThatIsOffSaysWhy(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		for press, want := range map[string]string{
			"+": "space starts it", "left": "first part", "Z": "does nothing here",
		} {
			m.press(press)
			if got := m.frame(120, 36); !strings.Contains(got, want) {
				t.Errorf("%q says nothing of %q:\n%s", press, want, got)
			}
		}
	})
}

// Whoever leaves a deal without anything to do is asked once, and a key that
// means nothing names those that do, where no list of them can be had.
func TestFinishAsksAboutDealsWithoutAction(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3"}, func(m *meeting) {
		m.press("enter", "right", "a")
		m.write("Book the CISO call")
		m.press("enter", "right", "right", "f")
		asked := m.frame(120, 36)
		for i, id := range []string{"d1", "d3"} {
			d, _ := m.screen.briefing().Deal(id)
			if named := strings.Contains(asked, "Nothing to do for "+d.Name+"."); named != (i == 1) {
				t.Errorf("%s is named: %t\n%s", d.Name, named, asked)
			}
		}
		m.press("?")
		if got := m.frame(120, 36); !strings.Contains(got, "“?” does nothing here. Keys: y finish, n not yet") {
			t.Errorf("it does not say what keys there are:\n%s", got)
		}
		m.press("n")
		if m.saved().Stage == agenda.Finished {
			t.Error("it is finished")
		}
		m.press("f", "y")
		if m.saved().Stage != agenda.Finished {
			t.Error("it is not finished")
		}
	})
}

// From an idea to a complete action: a, the words, enter.
func TestAnActionIsCompleteAfterTwoKeys(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1"}, func(m *meeting) {
		m.press("enter", "right", "a")
		m.write("Book the CISO call")
		m.press("enter")
		r := m.saved()
		if len(r.Actions) != 1 || len(r.Actions[0].Gaps()) > 0 {
			t.Errorf("the actions are %+v", r.Actions)
		}
	})
}

func TestAWholeReview(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		toWrapUp(m)
		m.press("f", "y")
		r := m.saved()
		if r.Stage != agenda.Finished {
			t.Fatalf("the review is %s", r.Stage)
		}
		if len(r.Actions) != 3 || len(r.Parked) != 1 || len(r.Notes) != 2 || len(r.Answers) != 2 || len(r.Obstacles) != 1 {
			t.Errorf("said and kept: %d actions, %d parked, %d notes, %d answers, %d obstacles",
				len(r.Actions), len(r.Parked), len(r.Notes), len(r.Answers), len(r.Obstacles))
		}
		a := r.Actions[0]
		want := agenda.Action{ID: a.ID, ReviewID: "r1", DealID: "d1", Obstacle: r.Obstacles[0].ID, Text: "Book the CISO call", Owner: "ana",
			Priority: 1, Due: monday + 4, DoneWhen: "next step dated", State: agenda.ToDo, Author: "dana", At: a.At}
		if a != want {
			t.Errorf("the action is\n%+v, not\n%+v", a, want)
		}
		if got := r.Actions[2].Owner; got != "odile" {
			t.Errorf("the executive's action belongs to %q", got)
		}
		if got := r.Answers[0].Evidence; got != "redline of 20 Nov" {
			t.Errorf("the evidence is %q", got)
		}
		if len(r.Drafts) != 0 {
			t.Errorf("drafts are left: %+v", r.Drafts)
		}
		if !strings.Contains(m.frame(80, 24), "reviews/2026-11-23-ana-ruiz.md") {
			t.Error("the screen does not say where the minutes are")
		}
	})
}

func TestHalfTypedTextIsKept(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		m.press("enter", "right", "a")
		cmd := m.screen.Update(paste("Send the SOC 2 rep"))
		m.run(cmd)
		m.run(m.screen.Update(draftMsg(m.screen.typed))) // 500 ms later
		if got := m.saved().DraftAt("dana", "action:d1"); got == "" {
			t.Fatal("the file has no draft")
		}
		m.room.Close()
		m.open(m.saved(), briefing()) // as after a crash
		if got := m.frame(120, 36); !strings.Contains(got, "Send the SOC 2 rep") {
			t.Errorf("the text is not on the screen again:\n%s", got)
		}
		m.press("enter")
		if r := m.saved(); len(r.Actions) != 1 || r.Actions[0].Text != "Send the SOC 2 rep" || len(r.Drafts) != 0 {
			t.Errorf("then saved: %+v, drafts %+v", r.Actions, r.Drafts)
		}
	})
}

func TestTextStaysUntilTheFileHasIt(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		m.press("enter", "right", "o")
		m.write("Legal has not seen the draft")
		m.keeper.Refuse(errDiskFull)
		cmd := m.screen.Update(keyPress("enter"))
		m.pass(2 * time.Second)
		if got := m.frame(120, 36); !strings.Contains(got, "Not saved yet, the disk is full") || !strings.Contains(got, "Legal has not seen the draft") {
			t.Errorf("trouble is not shown with the text:\n%s", got)
		}
		m.keeper.Refuse(nil)
		m.answer(cmd)
		if len(m.saved().Obstacles) != 1 {
			t.Error("it was not saved when the trouble ended")
		}
		if got := m.frame(120, 36); strings.Contains(got, "NOT SAVED") || !strings.Contains(got, "▪ Legal has not seen the draft") {
			t.Errorf("the trouble is still shown:\n%s", got)
		}
	})
}

func TestPastTheEndOnlyAfterAYes(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		m.press("enter")
		m.pass(31 * time.Minute)
		m.press("right")
		if m.saved().Current != 0 {
			t.Error("the meeting moved on while the question stood")
		}
		m.press("y")
		if o := m.saved().Clock.Overtime; !o.GoOn || o.Author != "dana" {
			t.Errorf("the answer is %+v", o)
		}
		m.press("right")
		if m.saved().Current != 1 {
			t.Error("the meeting does not go on after a yes")
		}
		m.pass(10 * time.Minute)
		if strings.Contains(m.frame(120, 36), "The time is over") {
			t.Error("the question is asked twice")
		}
	})
}

func TestAGapIsTakenOut(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		m.press("enter")
		m.pass(time.Minute)
		m.sleep(7 * time.Minute)
		m.press("y")
		if left := m.screen.review().Plan(m.clock()).MeetingLeft; left < 28*time.Minute+58*time.Second || left > 29*time.Minute {
			t.Errorf("%s are left, not 28:59", agenda.Minutes(left))
		}
	})
}

// Keys typed faster than the file saves mean the screen that comes then.
func TestTypingAhead(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		var cmds []tea.Cmd
		for _, name := range []string{"enter", "right", "o"} {
			cmds = append(cmds, m.screen.Update(keyPress(name)))
		}
		cmds = append(cmds, m.screen.Update(paste("Legal is slow")))
		for _, name := range []string{"enter", "a"} {
			cmds = append(cmds, m.screen.Update(keyPress(name)))
		}
		cmds = append(cmds, m.screen.Update(paste("Call their counsel")), m.screen.Update(keyPress("enter")))
		for _, cmd := range cmds {
			m.run(cmd)
		}
		r := m.saved()
		if len(r.Obstacles) != 1 || r.Obstacles[0].Text != "Legal is slow" || len(r.Actions) != 1 || r.Actions[0].Text != "Call their counsel" {
			t.Errorf("typed ahead, and kept: %+v, %+v", r.Obstacles, r.Actions)
		}
	})
}

func TestMouse(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		m.frame(120, 36)
		m.run(m.screen.Update(tea.MouseClickMsg{X: m.screen.slots[1] + 3, Y: agendaRow, Button: tea.MouseLeft}))
		if m.saved().Current != 2 {
			t.Errorf("a click on the third part goes to part %d", m.saved().Current+1)
		}
		m.press("o")
		m.write("Legal is slow")
		m.run(m.screen.Update(tea.MouseClickMsg{X: 3, Y: agendaRow, Button: tea.MouseLeft}))
		if m.saved().Current != 2 || m.screen.entry == nil {
			t.Error("a click takes the screen from somebody who types")
		}
		m.press("enter", "o")
		m.write("And purchasing too")
		m.press("enter")
		m.run(m.screen.Update(tea.MouseWheelMsg{Button: tea.MouseWheelUp}))
		if p := m.screen.pane().(*deal); p.item != 0 {
			t.Errorf("the wheel leaves the cursor at %d", p.item)
		}
	})
}

func TestTheTerminalsOwnBar(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		if m.screen.Progress() != nil {
			t.Error("it moves before the meeting does")
		}
		m.press("enter")
		for _, step := range []struct {
			pass  time.Duration
			press string
			state tea.ProgressBarState
			value int
		}{
			{15 * time.Minute, "", tea.ProgressBarDefault, 50},
			{0, "space", tea.ProgressBarWarning, 50},
			{10 * time.Minute, "space", tea.ProgressBarDefault, 50},
			{16 * time.Minute, "", tea.ProgressBarError, 100},
		} {
			m.pass(step.pass)
			if step.press != "" {
				m.press(step.press)
				m.pass(0)
			}
			if bar := m.screen.Progress(); bar == nil || bar.State != step.state || bar.Value != step.value {
				t.Errorf("after %s and %q: %+v", step.pass, step.press, bar)
			}
		}
	})
}
