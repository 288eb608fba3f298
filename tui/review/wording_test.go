package review

import (
	"strings"
	"testing"
)

// Words that blame get a quiet offer while they are typed; they are saved as
// they are, and nothing is offered where that is switched off.
func TestWordsThatBlame(t *testing.T) {
	const offer, chinese = "Say what is to do now", "换成下一步"
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		m.press("enter", "right", "a")
		m.write("Ana should have called the CFO")
		for _, size := range sizes {
			if got := m.frame(size.w, size.h); !strings.Contains(got, offer) {
				t.Errorf("no offer at %dx%d:\n%s", size.w, size.h, got)
			}
		}
		m.press("enter")
		if a := m.saved().Actions; len(a) != 1 || a[0].Text != "Ana should have called the CFO" {
			t.Errorf("saved: %+v", a)
		}
		m.press("e")
		m.write("第一段\n\n你早该给他们打电话")
		if got := m.frame(80, 24); !strings.Contains(got, chinese) {
			t.Errorf("no offer for a note:\n%s", got)
		}
		m.press("esc", "y")
		m.write("you should have called")
		if got := m.frame(80, 24); strings.Contains(got, offer) {
			t.Errorf("evidence is nobody's blame:\n%s", got)
		}
	})
	off := briefing()
	off.KeepWords = true
	inMeeting(t, off, []string{"d1", "d3", "d2"}, func(m *meeting) {
		m.press("enter", "right", "a")
		m.write("Ana should have called the CFO")
		if got := m.frame(80, 24); strings.Contains(got, offer) {
			t.Errorf("an offer that is switched off:\n%s", got)
		}
	})
}
