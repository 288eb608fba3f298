package review

import (
	"testing"
	"time"
)

// While the file takes five seconds for a save, the countdown goes on. That keys
// are answered meanwhile, here and on every other screen, is tried with the whole
// program and without a clock that can be put forward, so in cmd/halfhour.
func TestTheCountdownDoesNotWaitForTheFile(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		m.press("enter", "right", "o")
		m.write("Legal has not seen the draft")
		m.keeper.Slow(5 * time.Second)
		saving := m.screen.Update(keyPress("enter"))
		before := m.frame(120, 36)
		m.pass(2 * time.Second)
		if m.frame(120, 36) == before {
			t.Error("the countdown stands still")
		}
		m.pass(10 * time.Second)
		m.answer(saving)
		if len(m.saved().Obstacles) != 1 {
			t.Error("it was not saved in the end")
		}
	})
}
