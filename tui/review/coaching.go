package review

import (
	"sync"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/entry"
)

// Coaching keeps private notes: they are in no review, so no other seat, no
// minutes and no export has them. Its functions are called from commands.
type Coaching struct {
	Read  func(dealID string) (string, error)
	Write func(dealID, text string) error
}

// pad is the private note that is being written. It is kept in the order in
// which it was typed, whenever the commands run.
type pad struct {
	dealID string
	notes  *Coaching
	typed  int // how often it was asked to keep something

	mu   sync.Mutex
	kept int
}

// keep returns a command that keeps the text, and what follows once it has.
func (p *pad) keep(text string, from *entry.Entry) tea.Cmd {
	p.typed++
	turn := p.typed
	return func() tea.Msg {
		p.mu.Lock()
		defer p.mu.Unlock()
		answer := answerMsg{from: from}
		if turn > p.kept {
			p.kept = turn
			answer.err = p.notes.Write(p.dealID, text)
		}
		if from != nil {
			answer.asked, answer.then = 1, func(s *Screen) tea.Cmd { s.closePad(from); return nil }
		}
		return answer
	}
}

func (s *Screen) closePad(e *entry.Entry) {
	if s.entry == e {
		s.entry, s.commit, s.pad = nil, nil, nil
	}
}

func (p *deal) noCoaching(s *Screen) string {
	if s.host.Coaching == nil || s.me != s.host.Me || s.me != s.briefing().Manager.ID {
		return "Private coaching notes are the manager's."
	}
	if _, ok := p.deal(s); !ok {
		return "This deal is not open any more."
	}
	return ""
}

// coach opens the manager's private note on the deal.
func (p *deal) coach(s *Screen) tea.Cmd {
	d, _ := p.deal(s)
	notes := s.host.Coaching
	s.asked++
	return func() tea.Msg {
		text, err := notes.Read(d.ID)
		return answerMsg{err: err, asked: 1, then: func(s *Screen) tea.Cmd {
			if s.entry != nil {
				return nil
			}
			e := entry.NewBlock("Coaching note on "+d.Name+", for your eyes only: it is in no minutes and no export", "coaching", text)
			s.pad = &pad{dealID: d.ID, notes: notes}
			s.entry, s.commit = e, func(s *Screen) tea.Cmd {
				e.Busy = true
				s.asked++
				return s.pad.keep(e.Value(0), e)
			}
			return nil
		}}
	}
}
