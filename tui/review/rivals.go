package review

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/agenda/packet"
	"halfhour/tui/draw"
)

// rivalsHere are the versions of what stands on this pane that two people wrote
// on two computers: those of the deal, or outside the deals all of them.
func (s *Screen) rivalsHere() []agenda.Rival {
	here := s.dealHere()
	var list []agenda.Rival
	for _, r := range s.review().Rivals {
		if here == "" || r.DealID == here {
			list = append(list, r)
		}
	}
	return list
}

// rivalLines show both versions of what was written twice about a deal.
func (s *Screen) rivalLines(dealID string, w int) []draw.Line {
	const most = 2
	var lines []draw.Line
	var all int
	for _, r := range s.review().Rivals {
		if r.DealID != dealID {
			continue
		}
		if all++; all > most {
			continue
		}
		head := draw.Textf(draw.Warn, " two versions (%s): ", r.Kind)
		tail := draw.Text(draw.Quiet, " · "+s.author(r.Author).First()+"  ").Add(draw.KeyCap, "x").Add(draw.Quiet, " picks ")
		or := draw.Text(draw.Quiet, "  or  ")
		mine, theirs := draw.Text(draw.Strong, r.Mine), draw.Text(draw.Strong, r.Words)
		room := max(w-head.Width()-tail.Width()-or.Width(), 2)
		mine = mine.Fit(min(mine.Width(), max(room/2, room-theirs.Width())))
		theirs = theirs.Fit(min(theirs.Width(), room-mine.Width()))
		lines = append(lines, head.Join(mine, or, theirs, tail).Fit(w))
	}
	if all > most {
		lines = append(lines, draw.Textf(draw.Quiet, " and %d more; x picks", all-most))
	}
	return lines
}

// rivalName says of what there are two versions.
func (s *Screen) rivalName(r agenda.Rival) string {
	if packet.Kind(r.Kind) == packet.Answer {
		if d, ok := s.briefing().Deal(r.DealID); ok {
			for _, q := range s.questions(d) {
				if q.ID == r.Key {
					return "the answer to “" + q.Text + "”"
				}
			}
		}
		return "an answer"
	}
	return "the " + r.Kind
}

func (s *Screen) noRivals() string {
	if why := s.closed(); why != "" {
		return why
	}
	if len(s.rivalsHere()) == 0 {
		return "Nothing here stands in two versions."
	}
	return ""
}

// pickVersion asks which of two versions it shall be.
func (s *Screen) pickVersion() tea.Cmd {
	r := s.rivalsHere()[0]
	pick := func(theirs bool) func(*Screen) tea.Cmd {
		return func(s *Screen) tea.Cmd {
			s.ask = nil
			return s.change(func(next *agenda.Review, _ time.Time) error {
				if err := next.Decided(r.ID); err != nil || !theirs {
					return err
				}
				return packet.Pick(next, r)
			}, nil)
		}
	}
	name := s.rivalName(r)
	s.ask = &question{
		about: "versions", title: "Two versions",
		text: fmt.Sprintf("%s was written on both sides.\n1  %s\n2  %s (%s, %s)", draw.Capital(name), r.Mine, r.Words,
			s.author(r.Author).First(), r.At.Local().Format("Mon 2 Jan at 15:04")),
		keys: []key{
			{On: []string{"1", "enter"}, Show: "1", Help: "keep the first", About: "keep the first", Do: pick(false)},
			{On: []string{"2"}, Show: "2", Help: "take the second", About: "take the second", Do: pick(true)},
			{On: []string{"esc"}, Show: "esc", Help: "later", About: "later: both stay", Do: func(s *Screen) tea.Cmd { s.ask = nil; return nil }},
		},
	}
	return nil
}
