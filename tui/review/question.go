package review

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/live"
)

// question is something the meeting has to decide before it goes on. While it
// stands only its keys work.
type question struct {
	about string // which question, so that it is asked once
	title string
	text  string
	keys  []key
}

func (q *question) view(w int) []draw.Line {
	lines := draw.Wrapped(draw.Strong, q.text, w-4)
	var keys draw.Line
	for _, k := range q.keys {
		keys = keys.Add(draw.KeyCap, k.Show).Add(draw.Plain, " "+k.About+"   ")
	}
	return draw.Box(q.title, append(lines, keys), w, len(lines)+3, true)
}

// askWhatIsDue puts up the question that the review's clock asks, if any. A
// question never interrupts typing: it waits until the text is done.
func (s *Screen) askWhatIsDue() {
	r := s.review()
	plan := r.Plan(s.room.Now)
	switch gap := r.Clock.Gap; {
	case s.ask != nil && s.ask.about == "clash":
	case !s.host.Prep && s.room.You.May(live.Clock) != "": // whoever has the clock decides
		if s.ask != nil && (s.ask.about == "gap" || s.ask.about == "over") {
			s.ask = nil
		}
	case gap.Pending():
		if s.ask == nil || s.ask.about != "gap" {
			s.ask = gapQuestion(gap)
		}
	case plan.Over:
		if s.ask == nil || s.ask.about != "over" {
			s.ask = overQuestion(r)
		}
	case s.ask != nil && (s.ask.about == "gap" || s.ask.about == "over"):
		s.ask = nil // answered, here or in another window
	}
}

func gapQuestion(g agenda.Gap) *question {
	settle := func(takeOut bool) func(*Screen) tea.Cmd {
		return func(s *Screen) tea.Cmd {
			return s.change(func(r *agenda.Review, _ time.Time) error { return r.SettleGap(takeOut) }, nil)
		}
	}
	return &question{
		about: "gap", title: "The review stood still",
		text: fmt.Sprintf("Nobody watched the clock for %s, from %s. Take that time out of the meeting?",
			agenda.Minutes(g.Length), clockTime(g.From)),
		keys: []key{
			{On: []string{"y", "enter"}, Show: "y", Help: "take it out", About: "take it out", Do: settle(true)},
			{On: []string{"n"}, Show: "n", Help: "it counts", About: "it counts", Do: settle(false)},
			leaveKey(),
		},
	}
}

func overQuestion(r agenda.Review) *question {
	answer := func(yes bool) func(*Screen) tea.Cmd {
		return func(s *Screen) tea.Cmd {
			me := s.me
			return s.change(func(r *agenda.Review, now time.Time) error {
				if err := r.GoOn(yes, me, now); err != nil || yes {
					return err
				}
				return r.GoTo(r.WrapUp(), now)
			}, nil)
		}
	}
	return &question{
		about: "over", title: "The time is over",
		text: fmt.Sprintf("The %s are used. Go on past the end? The minutes will say so.", agenda.Minutes(r.Length())),
		keys: []key{
			{On: []string{"y"}, Show: "y", Help: "go on", About: "go on", Do: answer(true)},
			{On: []string{"n", "enter"}, Show: "n", Help: "wrap up", About: "to the wrap-up, and finish", Do: answer(false)},
			leaveKey(),
		},
	}
}

func leaveKey() key {
	return key{On: []string{"q"}, Show: "q", Help: "leave", About: "leave", Do: leave}
}
