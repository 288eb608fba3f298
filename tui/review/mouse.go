package review

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/live"
)

// agendaRow is the row of the screen that shows the parts of the meeting.
const agendaRow = 1

// mouse does what keys do too: the wheel moves the cursor, a click on a part
// of the agenda goes there.
func (s *Screen) mouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		switch at.Button {
		case tea.MouseWheelUp:
			return s.Update(tea.KeyPressMsg{Code: tea.KeyUp})
		case tea.MouseWheelDown:
			return s.Update(tea.KeyPressMsg{Code: tea.KeyDown})
		}
	case tea.MouseClickMsg:
		slot := slices.IndexFunc(s.slots, func(end int) bool { return at.X < end })
		free := s.entry == nil && s.swap == nil && s.share == nil && s.ask == nil && !s.help && s.closed() == ""
		if at.Button == tea.MouseLeft && at.Y == agendaRow && slot >= 0 && free {
			if !s.host.Prep && s.room.You.May(live.Clock) != "" {
				if s.oneDealOnly() == "" {
					s.lookAt(slot)
				}
				return nil
			}
			return s.goTo(slot - s.meetingAt())
		}
	}
	return nil
}
