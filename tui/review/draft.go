package review

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/live"
)

type draftMsg int

// draftAfter is how long nobody types before half-typed text is kept.
const draftAfter = 500 * time.Millisecond

func (s *Screen) typeIn(msg tea.Msg) tea.Cmd {
	if s.entry == nil {
		return nil
	}
	changed, cmd := s.entry.Type(msg)
	if !changed {
		return cmd
	}
	s.entry.Told = ""
	if s.entry.OnChange != nil {
		s.entry.OnChange(s.entry)
	}
	s.offerWording(s.entry)
	s.typed++
	mark := s.typed
	return tea.Batch(cmd, tea.Tick(draftAfter, func(time.Time) tea.Msg { return draftMsg(mark) }))
}

// keepDraft asks the room to keep what is being typed.
func (s *Screen) keepDraft() tea.Cmd {
	if s.entry == nil || s.entry.Busy {
		return nil
	}
	if s.pad != nil {
		return s.pad.keep(s.entry.Value(0), nil)
	}
	d := agenda.Draft{Author: s.me, Place: s.entry.Place, Text: s.entry.Draft()}
	if s.review().DraftAt(d.Author, d.Place) == d.Text {
		return nil
	}
	answer := s.seat.Ask(func(r *agenda.Review, _ time.Time) error { return r.SetDraft(d) })
	return func() tea.Msg { return answerMsg{err: <-answer} }
}

// reopenDraft opens again what was being typed when the program last ended.
func (s *Screen) reopenDraft() {
	if s.ask != nil || s.closed() != "" {
		return
	}
	here := s.dealHere()
	for _, d := range s.review().Drafts {
		if d.Author != s.me {
			continue
		}
		switch d.Place {
		case live.NotePlace(here):
			s.writeNote()
		case "action:" + here:
			s.addAction()
		case "obstacle:" + here:
			s.addObstacle()
		case "chance:" + here, "step:" + here:
			p, ok := s.pane().(*deal)
			if !ok {
				continue
			}
			if strings.HasPrefix(d.Place, "step:") {
				p.nextStep(s)
			} else {
				p.estimate(s)
			}
		case "park":
			s.park()
		default:
			continue
		}
		s.say(draw.Good, "What you were typing is still here.")
		return
	}
}
