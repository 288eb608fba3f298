package review

import (
	"halfhour/agenda"
	"halfhour/tui/actionform"
	"halfhour/tui/entry"
)

// aboutAction is what an action of this review can name.
func (s *Screen) aboutAction() actionform.About {
	b := s.briefing()
	return actionform.About{
		Known:   agenda.Known{People: b.People, Deals: b.Deals, Today: b.Today},
		Process: b.Process, Obstacles: s.review().ObstaclesOf,
	}
}

// actionEntry is the line of an action with its fields.
func (s *Screen) actionEntry(title, place string, a agenda.Action) *entry.Entry {
	return actionform.New(title, place, a, s.aboutAction())
}

// readAction puts the entry's fields into an action; what cannot be read is
// said in the entry, which then stays open at that field.
func (s *Screen) readAction(e *entry.Entry, a agenda.Action) (agenda.Action, bool) {
	return actionform.Read(e, a, s.aboutAction())
}

func (s *Screen) dueChoices() []string { return actionform.DueChoices(s.briefing().Today) }
