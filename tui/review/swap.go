package review

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
)

// swap is the list of deals to choose another one from.
type swap struct {
	slot   int
	filter string
	at     int
}

func swapKeys() []key {
	return []key{
		{On: []string{"enter"}, Show: "enter", Help: "take this deal", About: "put this deal on the agenda", Do: (*Screen).takeSwap},
		{On: []string{"down", "up"}, Show: "↑↓", Help: "choose", About: "mark another deal", Do: func(s *Screen) tea.Cmd {
			step := 1
			if s.pressed.String() == "up" {
				step = -1
			}
			s.swap.at = min(max(s.swap.at+step, 0), max(len(s.swap.list(s))-1, 0))
			return nil
		}},
		{On: []string{"esc"}, Show: "esc", Help: "leave it as it is", About: "close the list and change nothing", Do: func(s *Screen) tea.Cmd { s.swap = nil; return nil }},
	}
}

// list returns the candidates that are not on the agenda and hold the filter's
// words in name, account or stage.
func (w *swap) list(s *Screen) []agenda.Candidate {
	on := map[string]bool{}
	for _, id := range s.review().Deals() {
		on[id] = true
	}
	words := strings.Fields(strings.ToLower(w.filter))
	var list []agenda.Candidate
	for _, c := range s.briefing().Ranked {
		d, ok := s.briefing().Deal(c.DealID)
		if !ok || on[c.DealID] {
			continue
		}
		text := strings.ToLower(d.Name + " " + d.Account + " " + d.Stage)
		fits := true
		for _, word := range words {
			fits = fits && strings.Contains(text, word)
		}
		if fits {
			list = append(list, c)
		}
	}
	return list
}

// narrow types into the filter.
func (w *swap) narrow(s *Screen, msg tea.KeyPressMsg) {
	switch {
	case msg.String() == "backspace" && w.filter != "":
		runes := []rune(w.filter)
		w.filter = string(runes[:len(runes)-1])
	case msg.Text != "":
		w.filter += msg.Text
	default:
		return
	}
	w.at = 0
}

func (s *Screen) takeSwap() tea.Cmd {
	list := s.swap.list(s)
	if len(list) == 0 {
		s.say(draw.Quiet, "No other deal fits. Backspace widens the list, esc closes it.")
		return nil
	}
	slot, id := s.swap.slot, list[min(s.swap.at, len(list)-1)].DealID
	s.swap = nil
	return s.change(func(r *agenda.Review, _ time.Time) error { return r.Swap(slot, id) }, nil)
}

func (w *swap) view(s *Screen, width, h int) []draw.Line {
	list := w.list(s)
	inner := width - 4
	head := draw.Text(draw.Quiet, "Type to narrow the list: ").Add(draw.Strong, w.filter)
	var rows []draw.Line
	for i, c := range list {
		d, _ := s.briefing().Deal(c.DealID)
		name := draw.Text(draw.Strong, d.Name).Fit(inner * 2 / 5)
		row := name.Add(draw.Quiet, "  ").Join(draw.Text(draw.Plain, d.Amount.String()).Fit(12)).Add(draw.Quiet, "  "+s.reason(d)).Fit(inner)
		if i == w.at {
			row = row.Inked(draw.Mark)
		}
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		rows = []draw.Line{draw.Text(draw.Quiet, "No other open deal of "+s.briefing().RepNames()+" fits.")}
	}
	was, _ := s.briefing().Deal(s.review().Slots[w.slot].DealID)
	lines := append([]draw.Line{head, nil}, draw.Window(rows, w.at, h-4)...)
	return draw.Box("Instead of "+was.Name+", the ones that need the time most first", lines, width, h, true)
}
