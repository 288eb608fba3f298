package review

import (
	"slices"
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
	words := strings.Fields(strings.ToLower(w.filter))
	if len(words) == 0 {
		return s.others()
	}
	fit := map[string]bool{}
	for i := range s.briefing().Deals {
		d := &s.briefing().Deals[i]
		text := strings.ToLower(d.Name + " " + d.Account + " " + d.Stage)
		fit[d.ID] = !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
	}
	return slices.DeleteFunc(s.others(), func(c agenda.Candidate) bool { return !fit[c.DealID] })
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
	lines := []draw.Line{draw.Text(draw.Quiet, "Type to narrow the list: ").Add(draw.Strong, w.filter), nil}
	if len(list) == 0 {
		lines = append(lines, draw.Text(draw.Quiet, "No other open deal of "+s.briefing().RepNames()+" fits."))
	}
	from, shown := 0, max(h-4, 1)
	if len(list) > shown {
		from = min(max(w.at-shown/2, 0), len(list)-shown)
		list = list[from : from+shown]
	}
	was, _ := s.briefing().Deal(s.review().Slots[w.slot].DealID)
	return draw.Box("Instead of "+was.Name+", the ones that need the time most first", append(lines, w.rows(s, list, w.at-from, width-4)...), width, h, true)
}

// rows are candidates with their reasons, the one at a place marked.
func (w *swap) rows(s *Screen, list []agenda.Candidate, at, width int) []draw.Line {
	deals := make([]agenda.Deal, len(list))
	amounts := 0
	for i, c := range list {
		deals[i], _ = s.briefing().Deal(c.DealID)
		amounts = max(amounts, draw.Text(draw.Plain, deals[i].Amount.String()).Width())
	}
	rows := make([]draw.Line, len(list))
	for i, d := range deals {
		row := draw.Spread(draw.Text(draw.Strong, d.Name).Fit(width/3), draw.Text(draw.Plain, d.Amount.String()), width/3+2+amounts).Add(draw.Quiet, "  ")
		rows[i] = row.Join(reasoned(draw.Quiet, s.reason(d), width-row.Width(), 1)[0]).Fit(width)
		if i == at {
			rows[i] = rows[i].Inked(draw.Mark)
		}
	}
	return rows
}
