package review

import (
	"fmt"
	"strings"
	"testing"
)

// A private note is kept as it is typed, outside the review: nobody who looks
// at the review, its drafts or its minutes finds it.
func TestCoachingNotesArePrivate(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1", "d3", "d2"}, func(m *meeting) {
		kept := map[string]string{"d1": "asks before telling"}
		m.screen.host.Coaching = &Coaching{
			Read:  func(deal string) (string, error) { return kept[deal], nil },
			Write: func(deal, text string) error { kept[deal] = text; return nil },
		}
		m.press("enter", "right", "C")
		if got := m.frame(80, 24); !strings.Contains(got, "for your eyes only") || !strings.Contains(got, "asks before telling") {
			t.Fatalf("the note is not open:\n%s", got)
		}
		m.write("; practise silence")
		m.run(m.screen.Update(draftMsg(m.screen.typed))) // 500 ms later
		if kept["d1"] != "asks before telling; practise silence" {
			t.Errorf("half typed: %q", kept["d1"])
		}
		m.write("!")
		m.press("esc")
		if kept["d1"] != "asks before telling; practise silence!" {
			t.Errorf("done: %q", kept["d1"])
		}
		if got := m.frame(120, 36) + fmt.Sprintf("%+v", m.saved()); strings.Contains(got, "silence") {
			t.Errorf("it is in sight of others:\n%s", got)
		}
		// Whoever else types has none, and a note of the review is one again.
		m.press("w", "C")
		if got := m.frame(80, 24); strings.Contains(got, "for your eyes only") || !strings.Contains(got, "coaching notes are the manager's") {
			t.Errorf("the rep has it too:\n%s", got)
		}
		m.press("e")
		m.write("for both")
		m.press("esc")
		if m.saved().NoteOf("d1", "ana") != "for both" || strings.Contains(kept["d1"], "both") {
			t.Errorf("%+v, %q", m.saved().Notes, kept["d1"])
		}
		m.press("w", "C")
		m.write(" More.")
		m.screen.Leave()
		if !strings.HasSuffix(kept["d1"], " More.") {
			t.Errorf("left while typing: %q", kept["d1"])
		}
	})
}

// A guest or a rep alone has no such notes.
func TestCoachingNotesAreTheManagers(t *testing.T) {
	inMeeting(t, briefing(), []string{"d1"}, func(m *meeting) {
		m.press("enter", "right", "C")
		if got := m.frame(80, 24); !strings.Contains(got, "coaching notes are the manager's") {
			t.Errorf("no word why:\n%s", got)
		}
	})
}

// What is kept later wins, whenever its command runs.
func TestCoachingNotesAreKeptInOrder(t *testing.T) {
	kept := ""
	p := &pad{dealID: "d", notes: &Coaching{Write: func(_, text string) error { kept = text; return nil }}}
	first, second := p.keep("half", nil), p.keep("whole", nil)
	second()
	first()
	if kept != "whole" {
		t.Errorf("kept %q", kept)
	}
}
