package review

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
)

// overview is the first pane: where the rep's pipeline stands, and which deals
// the meeting is about.
type overview struct {
	at     int  // which of the deals on the agenda
	part   part // the one that is shown in full; dealsPart for all
	narrow bool
}

func (p *overview) cursors() any   { return *p }
func (p *overview) restore(to any) { *p = to.(overview) }

// part is one part of the overview.
type part int

const (
	dealsPart part = iota // where it begins
	stagesPart
	movedPart
	foundPart
	numbersPart
	parts
)

func (o *overview) title(s *Screen, p part) string {
	switch p {
	case stagesPart:
		return "Open deals by stage"
	case movedPart:
		if held := s.briefing().LastTime.Held; held != 0 {
			return "Open deals since " + held.Short(s.briefing().Today)
		}
		return "Since the last review"
	case foundPart:
		return "Found in the open deals"
	case numbersPart:
		if b := s.briefing(); len(b.With) > 0 {
			return "What " + b.RepNames() + " own together"
		}
		return "Pipeline of " + s.briefing().Rep.Name
	}
	return o.dealsTitle(s)
}

func (o *overview) held() []key {
	return []key{
		{On: []string{"enter"}, Show: "enter", Help: "start", About: "start the clock", Do: (*Screen).startOrPause, Off: func(s *Screen) string {
			if s.review().Stage != agenda.Ready {
				return "The clock is running. → goes to the first deal."
			}
			return ""
		}},
	}
}

func (o *overview) keys() []key {
	return []key{
		upDown("mark another of the deals", func(s *Screen, step int) {
			o.at = min(max(o.at+step, 0), max(len(s.review().Deals())-1, 0))
		}),
		{On: []string{"tab", "shift+tab"}, Show: "tab", Help: "more", About: "one part in full: stages, what moved, findings, numbers; then all of them again", Do: o.turn, Last: true},
		{On: []string{"s"}, Show: "s", Help: "swap deal", About: "put another deal on the agenda instead of the marked one", Do: o.swapDeal, Off: o.cannotSwap},
	}
}

func (o *overview) turn(s *Screen) tea.Cmd {
	step := part(1)
	if s.pressed.String() == "shift+tab" {
		step = parts - 1
	}
	o.part = (o.part + step) % parts
	return nil
}

func (o *overview) cannotSwap(s *Screen) string {
	r := s.review()
	deals := r.Deals()
	if why := s.closed(); why != "" {
		return why
	}
	if len(deals) == 0 {
		return "There is no deal on the agenda: there are no open deals of " + s.briefing().RepNames() + "."
	}
	if r.Slots[o.at+1].Visited {
		return "This deal was talked about already; ↓ marks one that is still to come."
	}
	if len(s.briefing().Ranked) <= len(deals) {
		return "There is no other open deal."
	}
	return ""
}

func (o *overview) swapDeal(s *Screen) tea.Cmd {
	s.swap = &swap{slot: o.at + 1}
	return nil
}

func (o *overview) view(s *Screen, w, h int) []draw.Line {
	o.at = min(o.at, max(len(s.review().Deals())-1, 0))
	o.narrow = w < wideFrom || h < highFrom-5
	switch {
	case o.part != dealsPart:
		return draw.Box(o.title(s, o.part)+" (tab: the next)", o.tableOf(s, o.part, w-4), w, h, true)
	case o.narrow:
		return o.viewNarrow(s, w, h)
	}
	left := w * 9 / 20
	right := w - left - 1
	numbers := o.tableOf(s, numbersPart, left-4)
	stages := o.tableOf(s, stagesPart, left-4)
	col := draw.Box(o.title(s, numbersPart), numbers, left, len(numbers)+2, false)
	col = append(col, draw.Box(o.title(s, stagesPart), stages, left, min(len(stages)+2, max(h-len(col)-leastRest, 3)), false)...)
	col = append(col, draw.Box(o.title(s, foundPart), o.tableOf(s, foundPart, left-4), left, h-len(col), false)...)

	deals := o.deals(s, right-4, 3)
	row := draw.Box(o.title(s, dealsPart), deals, right, len(deals)+2, true)
	moved := o.tableOf(s, movedPart, right-4)
	row = append(row, draw.Box(o.title(s, movedPart), moved, right, min(len(moved)+2, max(h-len(row)-leastRest, 3)), false)...)
	row = append(row, o.nextInLine(s, right, h-len(row))...)
	return draw.Beside(draw.Height(col, left, h), draw.Height(row, right, h))
}

// leastRest is how many lines the last box of a column keeps.
const leastRest = 6

// viewNarrow shows the numbers in a few lines, the deals, and as much of the
// stages and of what moved as there is room for; tab shows each in full.
func (o *overview) viewNarrow(s *Screen, w, h int) []draw.Line {
	lines := append(flow(inFew(o.figures(s), w), w), o.inShort(s, w)...)
	lines = lines[:min(len(lines), max(h*2/5, 3))]
	deals := o.deals(s, w-4, 2)
	lines = append(lines, draw.Box(o.title(s, dealsPart), deals, w, min(len(deals)+2, h-len(lines)), true)...)
	rest := h - len(lines)
	if rest < 3 {
		return lines
	}
	half := (w - 3) / 2
	beside := movedPart
	if s.briefing().LastTime.Held == 0 {
		beside = foundPart
	}
	return append(lines, draw.Beside(
		o.glance(s, stagesPart, half, rest), o.glance(s, beside, w-half-1, rest))...)
}

// glance shows as much of a part as there are lines, under its title.
func (o *overview) glance(s *Screen, p part, w, h int) []draw.Line {
	rows := o.tableOf(s, p, w-1)
	title := draw.Text(draw.Head, o.title(s, p))
	if more := len(rows) - (h - 1); more > 0 {
		title = title.Add(draw.Quiet, ", tab: "+agenda.Count(more)+" more")
	}
	return draw.Height(indent(append([]draw.Line{title}, rows...)), w, h)
}

func indent(parts []draw.Line) []draw.Line {
	out := make([]draw.Line, len(parts))
	for i, p := range parts {
		out[i] = draw.Text(draw.Plain, " ").Join(p)
	}
	return out
}

func (o *overview) dealsTitle(s *Screen) string {
	switch n := len(s.review().Deals()); n {
	case 0:
		return "No deals to talk about"
	case 1:
		return "The deal for today, and why"
	default:
		return fmt.Sprintf("The %d deals for today, and why", n)
	}
}

// early says whether a deal is on the agenda because it is early: others need
// the time more, and it is the only early one.
func (s *Screen) early(d agenda.Deal) bool {
	var on []string
	for _, id := range s.review().Deals() {
		if other, _ := s.briefing().Deal(id); other.Step.Early() {
			on = append(on, id)
		}
	}
	if !slices.Equal(on, []string{d.ID}) {
		return false
	}
	ahead := 0
	for _, c := range s.briefing().Ranked {
		if c.DealID == d.ID {
			break
		}
		if !c.Rests {
			ahead++
		}
	}
	return ahead >= agenda.MostDeals
}

// reason says why a deal is worth the time, and whose else it is.
func (s *Screen) reason(d agenda.Deal) agenda.Reason {
	why := s.briefing().Candidate(d.ID).Reason
	if s.early(d) {
		why = why.Behind("an early one, which can still be changed most")
	}
	if shared := s.briefing().SharedWith(d); shared != "" {
		return why.Behind(shared)
	}
	return why
}

// reasoned writes a reason in at most so many lines, in which it is whole.
func reasoned(ink draw.Ink, why agenda.Reason, w, lines int) []draw.Line {
	return draw.Wrapped(ink, why.Fit(func(line string) bool { return len(draw.Wrapped(ink, line, w)) <= lines }), w)
}

// deals are those on the agenda, each with its reason in at most reasonLines.
func (o *overview) deals(s *Screen, w, reasonLines int) []draw.Line {
	var lines []draw.Line
	ids := s.review().Deals()
	for i, id := range ids {
		d, ok := s.briefing().Deal(id)
		if !ok {
			lines = append(lines, draw.Text(draw.Warn, "This deal is not open any more. s swaps it for another."))
			continue
		}
		mark := draw.Textf(draw.KeyCap, "%d ", i+1)
		stage := draw.Text(draw.Quiet, "  "+d.Stage)
		right := stage.Fit(min(stage.Width(), w/3)).Add(draw.Strong, "  "+d.Amount.String())
		head := draw.Spread(mark.Add(draw.Strong, d.Name).Add(draw.Quiet, "  "+d.Account), right, w)
		if i == o.at && len(ids) > 1 {
			head = head.Inked(draw.Mark)
		}
		lines = append(lines, head)
		for _, l := range reasoned(draw.Plain, s.reason(d), w-2, reasonLines) {
			lines = append(lines, draw.Text(draw.Plain, "  ").Join(l))
		}
	}
	if len(ids) == 0 {
		lines = append(lines, draw.Wrapped(draw.Plain, "No open deals of "+s.briefing().RepNames()+". Import a fresh export, or go on to the wrap-up.", w)...)
	}
	return lines
}

// nextInLine is a box with the deals that come after those on the agenda, each
// whole or not at all.
func (o *overview) nextInLine(s *Screen, w, h int) []draw.Line {
	others := s.others()
	title := "Next in line"
	shown := min(max(h-2, 0)/runnerLines, len(others))
	if shown < len(others) {
		title += fmt.Sprintf(", %s of %s", agenda.Count(shown), agenda.Count(len(others)))
	}
	var lines []draw.Line
	for _, c := range others[:shown] {
		d, _ := s.briefing().Deal(c.DealID)
		lines = append(lines, draw.Spread(draw.Text(draw.Plain, d.Name), draw.Text(draw.Plain, d.Amount.String()), w-4),
			draw.Text(draw.Plain, "  ").Join(reasoned(draw.Quiet, s.reason(d), w-6, 1)[0]))
	}
	return draw.Box(title, lines, w, h, false)
}

// runnerLines is how many lines each deal that is next in line has.
const runnerLines = 2

// others are the candidates that are not on the agenda.
func (s *Screen) others() []agenda.Candidate {
	on := s.review().Deals()
	return slices.DeleteFunc(slices.Clone(s.briefing().Ranked), func(c agenda.Candidate) bool { return slices.Contains(on, c.DealID) })
}
