package review

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"halfhour/agenda"
	"halfhour/agenda/packet"
)

// twice is what a packet left: Ana and Dana each answered, and each changed the
// same topic.
func twice(m *meeting) {
	m.press("right", "y")
	m.write("redline of 20 Nov")
	m.press("enter")
	theirs := packet.Said{Author: "dana", At: at("09:00:00"), Value: agenda.No, Evidence: "they never opened it"}
	err := m.keeper.Elsewhere(func(r *agenda.Review) error {
		r.Rivals = []agenda.Rival{{ID: "v1", Kind: string(packet.Answer), DealID: "d1", Key: "open-terms", Author: "dana", At: theirs.At,
			Mine: "yes, redline of 20 Nov", Words: theirs.Words(packet.Answer), Body: theirs.Body()}}
		return nil
	})
	if err != nil {
		m.t.Fatal(err)
	}
	m.room.Close()
	m.open(m.saved(), briefing())
	prepare(m)
}

func TestBothVersionsAreShownUntilSomebodyPicks(t *testing.T) {
	inPrep(t, briefing(), []string{"d1", "d3"}, func(m *meeting) {
		twice(m)
		if got := m.frame(80, 24); !strings.Contains(got, "1 thing written on both sides: x shows both versions.") {
			t.Errorf("on the overview:\n%s", got)
		}
		m.press("right")
		for _, size := range sizes {
			t.Run(fmt.Sprintf("shown-%d", size.w), func(t *testing.T) { golden.RequireEqual(t, []byte(m.frame(size.w, size.h))) })
		}
		m.press("x")
		t.Run("asked", func(t *testing.T) { golden.RequireEqual(t, []byte(m.frame(80, 24))) })
		m.press("esc")
		if got := m.frame(80, 24); !strings.Contains(got, "two versions (answer)") {
			t.Errorf("put off:\n%s", got)
		}
		m.press("x", "2")
		a, _ := m.saved().AnswerTo("d1", "open-terms")
		if a.Value != agenda.No || a.Evidence != "they never opened it" || len(m.saved().Rivals) != 0 {
			t.Errorf("picked: %+v, %+v", a, m.saved().Rivals)
		}
		m.press("x")
		if got := m.frame(80, 24); !strings.Contains(got, "Nothing here stands in two versions.") {
			t.Errorf("afterwards:\n%s", got)
		}
	})
}

func TestKeepingTheFirst(t *testing.T) {
	inPrep(t, briefing(), []string{"d1"}, func(m *meeting) {
		twice(m)
		m.press("right", "x", "1")
		if a, _ := m.saved().AnswerTo("d1", "open-terms"); a.Value != agenda.Yes || len(m.saved().Rivals) != 0 {
			t.Errorf("kept: %+v, %+v", a, m.saved().Rivals)
		}
	})
}
