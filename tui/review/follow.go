package review

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/live"
)

// at is the part of the agenda in sight: in a prep wherever somebody went, in a
// meeting where that is, unless somebody looks around. An observer sees their
// deal wherever the meeting is.
func (s *Screen) at() int {
	r := s.review()
	switch {
	case s.host.Prep:
		return min(max(s.slot, 0), r.WrapUp())
	case s.observes():
		deal := s.room.You.DealID
		if i := slices.IndexFunc(r.Slots, func(slot agenda.Slot) bool { return slot.DealID == deal }); i >= 0 {
			return i
		}
		return min(1, r.WrapUp())
	case s.look == live.Follows || s.look >= len(r.Slots):
		return r.Current
	}
	return s.look
}

// meetingAt is the part that → and ← start from: what somebody only looks at
// does not move the meeting.
func (s *Screen) meetingAt() int {
	if s.host.Prep {
		return s.at()
	}
	return s.review().Current
}

// lookKeys look at other parts while the meeting stays where it is.
func lookKeys() []key {
	around := func(step int) func(*Screen) tea.Cmd {
		return func(s *Screen) tea.Cmd {
			s.lookAt(min(max(s.at()+step, 0), s.review().WrapUp()))
			return nil
		}
	}
	return []key{
		{On: []string{"]"}, Show: "]", Help: "look on", About: "look at the next part; the meeting stays where it is", Do: around(1), Off: (*Screen).oneDealOnly, Rare: true},
		{On: []string{"["}, Show: "[", Help: "look back", About: "look at the part before; the meeting stays where it is", Do: around(-1), Off: (*Screen).oneDealOnly, Rare: true},
		{On: []string{"."}, Show: ".", Help: "return", About: "return to where the meeting is", Do: func(s *Screen) tea.Cmd { s.look = live.Follows; return nil }, Off: (*Screen).alreadyThere, Rare: true},
	}
}

// lookAt looks at a part; the meeting's own is followed from then on.
func (s *Screen) lookAt(slot int) {
	if s.look = slot; slot == s.review().Current {
		s.look = live.Follows
	}
}

func (s *Screen) oneDealOnly() string {
	if s.observes() {
		return "You are here for one deal."
	}
	return s.closed()
}

func (s *Screen) alreadyThere() string {
	if s.at() == s.review().Current || s.observes() {
		return "You are where the meeting is."
	}
	return ""
}

// elsewhere says that somebody looks around, "" while they follow.
func (s *Screen) elsewhere() string {
	r := s.review()
	if s.host.Prep || s.at() == r.Current || r.Stage == agenda.Finished {
		return ""
	}
	if s.observes() {
		return "The meeting is at another part; you see your deal."
	}
	return "You look around: the meeting is at " + s.slotName(r.Slots[r.Current]) + ". “.” returns there."
}

// guestLine tells a guest how this works.
func (s *Screen) guestLine() string {
	switch {
	case s.review().Stage == agenda.Finished:
		return "The review is over; all is saved."
	case s.observes():
		return "You look on at this deal. a writes an action of your own; all is saved at once."
	case s.review().Stage == agenda.Ready:
		return "The host starts the clock. ] and [ look around; all you write is saved."
	}
	return "You follow the meeting; ] and [ look around, . returns. All is saved."
}

// report tells the others where this screen is and what is typed on it.
func (s *Screen) report() {
	place := ""
	if s.entry != nil {
		place = s.entry.Place
	}
	s.seat.Here(s.author(s.me), s.look, s.doing(), place)
	if s.room.You.Asks != "" && s.wishedAt != s.review().Current {
		s.seat.Wish("")
	}
	s.wishedAt = s.review().Current
}

// doing says what somebody does, for the others.
func (s *Screen) doing() string {
	switch {
	case s.entry != nil:
		kind, _, _ := strings.Cut(s.entry.Place, ":")
		if what := map[string]string{"note": "a note", "action": "an action", "obstacle": "an obstacle", "evidence": "evidence", "park": "a topic"}[kind]; what != "" {
			return "typing " + what
		}
		return "typing"
	case s.swap != nil:
		return "choosing a deal"
	case s.share != nil:
		return "at the door"
	}
	return ""
}

// peopleLine shows who is here and where they are; nil when nobody can be but
// the host.
func (s *Screen) peopleLine(w int) draw.Line {
	if !s.room.Shared && len(s.room.Present) < 2 {
		return nil
	}
	line := draw.Text(draw.Plain, " ")
	for i, p := range s.room.Present {
		if line.Width() > w {
			break // there is no room for more
		}
		if i > 0 {
			line = line.Add(draw.Plain, "   ")
		}
		ink := draw.Good
		if p.Muted {
			ink = draw.Quiet
		}
		line = line.Add(ink, "● ").Add(draw.Strong, p.Person.First())
		if s.guest() && p.Seat == s.room.You.Seat {
			line = line.Add(draw.Plain, " (you)")
		}
		line = line.Add(draw.Quiet, " "+s.where(p))
	}
	right := draw.Line{}
	if sign := s.room.Sign; sign != nil {
		right = draw.Text(draw.Quiet, " door open ")
		switch waiting := len(sign.Codes); {
		case sign.Closed:
			right = draw.Text(draw.Warn, " door closed ")
		case waiting > 0 && len(s.room.Present) < 2:
			right = draw.Text(draw.Good, " code "+sign.Codes[0].Code).Add(draw.Quiet, "  S shows how to join ")
		}
	}
	return draw.Spread(line, right, w)
}

// where says what somebody is and does, in a few words.
func (s *Screen) where(p live.Presence) string {
	words := []string{string(p.Part)}
	if p.Muted {
		words = append(words, "muted")
	}
	if p.Clock && p.Part != agenda.Host {
		words = append(words, "has the clock")
	}
	r := s.review()
	switch {
	case p.Doing != "":
		words = append(words, "is "+p.Doing)
	case p.Asks != "":
		words = append(words, "asks to "+p.Asks)
	case p.Slot != live.Follows && p.Slot != r.Current && p.Slot < len(r.Slots) && p.Part != agenda.Observer && r.Stage != agenda.Finished:
		words = append(words, "looks at "+s.slotName(r.Slots[p.Slot]))
	}
	return strings.Join(words, ", ")
}
