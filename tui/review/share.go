package review

import (
	"cmp"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/live"
)

// Door is how others come into the review over ssh. Its methods may take a
// while; none is called while the screen waits.
type Door interface {
	// Open begins to listen: on this computer only, or on its network too.
	Open(outside bool) error
	// Close ends that; whoever was in has to go.
	Close()
	Invite(who agenda.Person, part agenda.Part, dealID string) error
	Shut(closed bool)
	Remove(seat int) error
	// Mail writes a draft of the invitation and says where it is.
	Mail() (path string, err error)
}

// share is the page of the door: how to join, who is here, what they may do.
type share struct {
	at int // which of the guests
}

func (s *Screen) noDoor() string {
	if s.host.Door == nil {
		return "Nobody can join this review."
	}
	return ""
}

func (s *Screen) openShare() tea.Cmd {
	s.share = &share{}
	return nil
}

func shareKeys() []key {
	return []key{
		{On: []string{"s"}, Show: "s", Help: "on this computer", About: "share on this computer only, for a tunnel or two windows", Do: func(s *Screen) tea.Cmd { return s.open(false) }, Off: (*Screen).sharedAlready},
		{On: []string{"n"}, Show: "n", Help: "on the network", About: "share with other computers of your network", Do: func(s *Screen) tea.Cmd { return s.open(true) }, Off: (*Screen).sharedAlready},
		{On: []string{"i"}, Show: "i", Help: "new code", About: "a new code for the rep, in place of the one before", Do: (*Screen).inviteRep, Off: (*Screen).notShared},
		{On: []string{"o"}, Show: "o", Help: "observer", About: "a code for somebody who sees one deal only", Do: (*Screen).inviteObserver, Off: (*Screen).noDealHere},
		{On: []string{"e"}, Show: "e", Help: "e-mail", About: "write the invitation as a draft of an e-mail", Do: (*Screen).mailInvitation, Off: (*Screen).notShared},
		{On: []string{"down", "j", "up", "k"}, Show: "↑↓", Help: "choose", About: "mark another guest", Do: (*Screen).markGuest, Last: true},
		{On: []string{"c"}, Show: "c", Help: "clock", About: "hand the clock to the marked guest; take it back", Do: (*Screen).handClock, Off: (*Screen).nobodyMarked},
		{On: []string{"m"}, Show: "m", Help: "mute", About: "take the marked guest's keyboard away; give it back", Do: (*Screen).mute, Off: (*Screen).nobodyMarked},
		{On: []string{"r"}, Show: "r", Help: "remove", About: "end the marked guest's part in this review", Do: (*Screen).removeGuest, Off: (*Screen).nobodyMarked},
		{On: []string{"d"}, Show: "d", Help: "door", About: "close the door: nobody new comes in; open it again", Do: (*Screen).shutDoor, Off: (*Screen).notShared},
		{On: []string{"x"}, Show: "x", Help: "stop sharing", About: "stop sharing: whoever is here has to go", Do: (*Screen).stopSharing, Off: (*Screen).notShared, Last: true},
		{On: []string{"esc", "q", "S"}, Show: "esc", Help: "back", About: "back to the review", Do: func(s *Screen) tea.Cmd { s.share = nil; return nil }},
	}
}

func (s *Screen) sign() live.Sign {
	if s.room.Sign == nil {
		return live.Sign{}
	}
	return *s.room.Sign
}

func (s *Screen) notShared() string {
	if s.sign().Address == "" {
		return "The review is not shared: s or n shares it."
	}
	return ""
}

func (s *Screen) sharedAlready() string {
	if s.sign().Address != "" {
		return "The review is shared on " + s.sign().Address + ": x stops that."
	}
	return ""
}

func (s *Screen) noDealHere() string {
	if s.dealHere() == "" {
		return "An observer is invited to a deal: go to one, or look at one with ] first."
	}
	return s.notShared()
}

// guests are the others who are here.
func (s *Screen) guests() []live.Presence {
	var list []live.Presence
	for _, p := range s.room.Present {
		if p.Part != agenda.Host {
			list = append(list, p)
		}
	}
	return list
}

func (s *Screen) marked() (live.Presence, bool) {
	list := s.guests()
	if len(list) == 0 {
		return live.Presence{}, false
	}
	return list[min(s.share.at, len(list)-1)], true
}

func (s *Screen) nobodyMarked() string {
	if _, ok := s.marked(); !ok {
		return "Nobody is here yet."
	}
	return ""
}

func (s *Screen) markGuest() tea.Cmd {
	step := 1
	if name := s.pressed.String(); name == "up" || name == "k" {
		step = -1
	}
	s.share.at = min(max(s.share.at+step, 0), max(len(s.guests())-1, 0))
	return nil
}

// doorMsg is what came of something at the door.
type doorMsg struct {
	said string
	err  error
}

// atDoor does something that may take a while.
func atDoor(said string, do func() error) tea.Cmd {
	return func() tea.Msg { return doorMsg{said, do()} }
}

func (s *Screen) open(outside bool) tea.Cmd {
	door := s.host.Door
	s.say(draw.Quiet, "opening the door…")
	return atDoor("Shared. Give the guest the command and the code.", func() error { return door.Open(outside) })
}

func (s *Screen) stopSharing() tea.Cmd {
	door := s.host.Door
	return atDoor("Not shared any more.", func() error { door.Close(); return nil })
}

func (s *Screen) inviteRep() tea.Cmd {
	door, rep := s.host.Door, s.briefing().Rep
	return atDoor("A new code for "+rep.First()+".", func() error { return door.Invite(rep, agenda.Participant, "") })
}

// inviteObserver asks who it is for: somebody with a name, so that actions can
// be theirs.
func (s *Screen) inviteObserver() tea.Cmd {
	dealID, door := s.dealHere(), s.host.Door
	d, _ := s.briefing().Deal(dealID)
	var others []agenda.Person
	var names []string
	for _, p := range s.briefing().People {
		if p.ID != s.briefing().Rep.ID && p.ID != s.me {
			others, names = append(others, p), append(names, p.Name)
		}
	}
	if len(others) == 0 {
		s.say(draw.Warn, "Nobody else is known yet: halfhour people add NAME --role executive.")
		return nil
	}
	e := entry.New("Who looks on at "+d.Name+"?", "observer", entry.Field{Default: others[0].Name, Hint: "a name", Choices: names})
	return s.begin(e, func(s *Screen) tea.Cmd {
		found := agenda.ResolvePerson(others, e.Value(0))
		if len(found) != 1 {
			e.Error = "Say one of the names; ↑ and ↓ offer who there is."
			return nil
		}
		s.entry, s.commit = nil, nil
		return atDoor("A code for "+found[0].First()+", who will see "+d.Name+" only.", func() error {
			return door.Invite(found[0], agenda.Observer, dealID)
		})
	})
}

func (s *Screen) mailInvitation() tea.Cmd {
	door := s.host.Door
	return func() tea.Msg {
		path, err := door.Mail()
		return doorMsg{"The invitation is in " + path, err}
	}
}

func (s *Screen) handClock() tea.Cmd {
	p, _ := s.marked()
	switch to := p.Seat; {
	case p.Part == agenda.Observer:
		s.say(draw.Warn, "An observer cannot have the clock.")
	default:
		if p.Clock {
			to = s.room.You.Seat
		}
		s.did(s.seat.HandClock(to))
	}
	return nil
}

func (s *Screen) mute() tea.Cmd {
	p, _ := s.marked()
	s.did(s.seat.Mute(p.Seat, !p.Muted))
	return nil
}

func (s *Screen) removeGuest() tea.Cmd {
	p, _ := s.marked()
	door := s.host.Door
	return atDoor(p.Person.First()+" was removed.", func() error { return door.Remove(p.Seat) })
}

func (s *Screen) shutDoor() tea.Cmd {
	door, closed := s.host.Door, !s.sign().Closed
	return atDoor("", func() error { door.Shut(closed); return nil })
}

// did says what went wrong; what went well the room's news say.
func (s *Screen) did(err error) {
	if err != nil {
		s.say(draw.Warn, sentence(err))
	}
}

func (p *share) view(s *Screen, w, h int) []draw.Line {
	sign := s.sign()
	inner := w - 4
	var lines []draw.Line
	if sign.Address == "" {
		lines = draw.Wrapped(draw.Plain, "This review is not shared. s shares it on this computer only, for a tunnel or a second window; n with other computers of your network. "+
			"Guests join with plain ssh: what they type stays in this review, and they reach nothing else.", inner)
		return draw.Box("Share this review", lines, w, h, true)
	}
	row := func(label string, ink draw.Ink, text string) {
		lines = append(lines, draw.Hang(draw.Text(draw.Quiet, label), 10, draw.Wrapped(ink, text, inner-10))...)
	}
	row("command", draw.Strong, sign.Command)
	for _, c := range sign.Codes {
		row("code", draw.Good, c.Code+"   for "+c.Person.Name+", "+string(c.Part)+", until "+clockTime(c.Expires))
	}
	if len(sign.Codes) == 0 {
		row("code", draw.Warn, "none waits; i makes one for "+s.briefing().Rep.First())
	}
	row("host key", draw.Plain, sign.Fingerprint)
	row("listens", draw.Plain, sign.Address+word(sign.Closed, ", door closed", ""))
	lines = append(lines, nil)
	guests := s.guests()
	for i, g := range guests {
		line := draw.Text(draw.Good, "● ").Add(draw.Strong, g.Person.Name).Add(draw.Quiet, "  "+s.where(g))
		if i == min(p.at, len(guests)-1) {
			line = line.Fit(inner).Inked(draw.Mark)
		}
		lines = append(lines, line)
	}
	if len(guests) == 0 {
		lines = append(lines, draw.Text(draw.Quiet, "Nobody is here yet."))
	}
	lines = append(lines, nil)
	lines = append(lines, draw.Wrapped(draw.Quiet, "known_hosts: "+sign.KnownHost, inner)...)
	return draw.Box("Shared: how to join, and who is here", lines, w, h, true)
}

// Farewell is what a guest takes along: the list of actions as plain text, at
// most w cells a line.
func (s *Screen) Farewell(w int) string {
	if w < 20 {
		w = 80
	}
	b, r := s.briefing(), s.review()
	var lines []draw.Line
	if out := s.room.You.Out; out != "" {
		lines = append(lines, draw.Wrapped(draw.Plain, out, w)...)
	} else if r.Stage != agenda.Finished {
		lines = append(lines, draw.Wrapped(draw.Plain, "The review goes on without you; "+cmp.Or(s.host.Return, "the same ssh command brings you back."), w)...)
	}
	agreed := r.Agreed("")
	if len(agreed) > 0 {
		lines = append(lines, nil)
		lines = append(lines, draw.Wrapped(draw.Plain, "Actions of "+b.RepNames()+"'s review, "+b.Today.Time().Format("2 Jan 2006")+":", w)...)
	}
	for _, a := range agreed {
		text := a.Text
		if a.Owner != "" {
			text += " · " + b.PersonByID(a.Owner).Name
		}
		if a.Due != 0 {
			text += " · due " + a.Due.Short(b.Today)
		}
		if d, ok := b.Deal(a.DealID); ok {
			text += " · " + d.Name
		}
		if a.DoneWhen != "" {
			text += " · done when: " + a.DoneWhen
		}
		mark := "  - "
		if a.Priority > 0 {
			mark = fmt.Sprintf("%3d ", a.Priority)
		}
		lines = append(lines, draw.Hang(draw.Text(draw.Plain, mark), 4, draw.Wrapped(draw.Plain, text, w-4))...)
	}
	var text strings.Builder
	for _, l := range lines {
		text.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	return text.String()
}
