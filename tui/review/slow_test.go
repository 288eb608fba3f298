package review

import (
	"testing"
	"time"
)

// While the file takes five seconds for a save, keys are answered and the
// countdown goes on: nothing that draws waits for it.
func TestNothingWaitsForTheFile(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		m.press("enter", "right", "o")
		m.write("Legal has not seen the draft")
		m.keeper.Slow(5 * time.Second)
		began := time.Now() // no time passes in here but where something waits for it
		saving := m.screen.Update(keyPress("enter"))
		for _, name := range []string{"esc", "]", "[", "?", "?", "e"} {
			m.screen.Update(keyPress(name))
			m.frame(120, 36)
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("keys and frames waited %s", took)
		}
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
