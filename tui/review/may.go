package review

import (
	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/live"
)

// rights say what somebody has to be allowed for a key, by what the key shows.
// A key that is in none of these tables is the host's alone.
type rights map[string]live.Right

// meetingRights are for the keys that work on every pane.
var meetingRights = rights{
	"→": live.Clock, "←": live.Clock, "space": live.Clock, "+": live.Clock,
	"e": live.Write, "p": live.Write, "w": live.Lead, "S": live.Lead,
	"]": live.Look, "[": live.Look, ".": live.Look, "?": live.Look, "q": live.Look,
}

// rights of a pane's own keys.
func (*overview) rights() rights {
	return rights{"enter": live.Clock, "↑↓": live.Look, "tab": live.Look, "s": live.Lead}
}

func (*deal) rights() rights {
	return rights{"y/n/u": live.Write, "a": live.Act, "o": live.Write, "↑↓": live.Look, "enter": live.Act, "d": live.Act,
		"tab": live.Look, "c": live.Look, "s": live.Write, "%": live.Write}
}

func (*wrapUp) rights() rights {
	return rights{"f": live.Lead, "t": live.Lead, "enter": live.Act, "a": live.Act, "d": live.Act, "↑↓": live.Look}
}

// within turns off every key that is beyond what somebody may do here; it says
// why. Who may not move the meeting asks for it with the same keys.
func (s *Screen) within(may rights, table []key) []key {
	you := s.room.You
	for i := range table {
		k := &table[i]
		right, known := may[k.Show]
		if !known {
			right = live.Lead
		}
		why := you.May(right)
		switch {
		case why == "":
		case right == live.Clock && you.Part == agenda.Participant && (k.Show == "→" || k.Show == "←"):
			k.Help, k.About, k.Do = "ask for "+k.Help, "ask the host to go "+word(k.Show == "→", "on", "back"), askToMove(k.Show == "→")
		default:
			k.Off = func(*Screen) string { return why }
		}
	}
	return table
}

func word(is bool, yes, no string) string {
	if is {
		return yes
	}
	return no
}

// askToMove tells the host where somebody wants to go.
func askToMove(on bool) func(*Screen) tea.Cmd {
	return func(s *Screen) tea.Cmd {
		to := s.review().Current - 1
		if on {
			to = s.review().Current + 1
		}
		name := s.slotName(s.review().Slots[to])
		s.seat.Wish(word(on, "go on to ", "go back to ") + name)
		s.say(draw.Good, "The host sees that you ask for "+name+".")
		return nil
	}
}

// guest says whether this screen is somebody else's than the host's.
func (s *Screen) guest() bool { return s.room.You.Part != agenda.Host }

// observes says whether somebody sees one deal only.
func (s *Screen) observes() bool { return s.room.You.Part == agenda.Observer }
