package review

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
)

// overview is the first pane: where the rep's pipeline stands, and which deals
// the meeting is about.
type overview struct {
	at int // which of the deals on the agenda
}

func (o *overview) keys() []key {
	return []key{
		{On: []string{"enter"}, Show: "enter", Help: "start", About: "start the clock", Do: (*Screen).startOrPause, Off: func(s *Screen) string {
			if s.review().Stage != agenda.Ready {
				return "The clock is running. → goes to the first deal."
			}
			return ""
		}},
		upDown("mark another of the deals", func(s *Screen, step int) {
			o.at = min(max(o.at+step, 0), max(len(s.review().Deals())-1, 0))
		}),
		{On: []string{"s"}, Show: "s", Help: "swap deal", About: "put another deal on the agenda instead of the marked one", Do: o.swapDeal, Off: o.cannotSwap},
	}
}

func (o *overview) cannotSwap(s *Screen) string {
	r := s.review()
	deals := r.Deals()
	if why := s.closed(); why != "" {
		return why
	}
	if len(deals) == 0 {
		return "There is no deal on the agenda: " + s.briefing().Rep.Name + " has no open deals."
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
	if w < wideFrom || h < highFrom-5 {
		return o.viewNarrow(s, w, h)
	}
	left := w * 9 / 20
	right := w - left - 1
	pipeline := append(table(o.figures(s)), moved(s, left-4)...)
	pipeline = append(pipeline, nil)
	pipeline = append(pipeline, o.bars(s, left-4)...)
	pipeline = append(pipeline, nil)
	pipeline = append(pipeline, o.wrong(s)...)
	deals := o.deals(s, right-4, 3)
	dealBox := draw.Box(o.dealsTitle(s), deals, right, len(deals)+2, true)
	runners := o.runnersUp(s, right-4)
	rest := h - len(dealBox)
	col := append(dealBox, draw.Box("Next in line", runners, right, rest, false)...)
	return draw.Beside(draw.Box("Pipeline of "+s.briefing().Rep.Name, pipeline, left, h, false), col)
}

func (o *overview) viewNarrow(s *Screen, w, h int) []draw.Line {
	lines := append(flow(o.figures(s), w), indent(moved(s, w-2))...)
	deals := o.deals(s, w-4, 2)
	lines = append(lines, draw.Box(o.dealsTitle(s), deals, w, len(deals)+2, true)...)
	if rest := h - len(lines); rest >= 4 {
		lines = append(lines, draw.Box("Open deals by stage", o.bars(s, w-4), w, rest, false)...)
	}
	return lines
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

// figure is one of the rep's numbers.
type figure struct {
	label, value string
	rest         draw.Line
}

func (o *overview) figures(s *Screen) []figure {
	b := s.briefing()
	p := b.Pipeline
	quiet := func(text string) draw.Line { return draw.Text(draw.Quiet, text) }
	list := []figure{
		{"open", counted(p.OpenCount, "deal"), worth(p.Open)},
		{"weighted", p.Weighted.String(), nil},
		{"closing by " + (p.QuarterEnd - 1).Time().Format("2 Jan"), counted(p.ClosesCount, "deal"), worth(p.Closes)},
		{"won this quarter", counted(p.WonCount, "deal"), worth(p.Won)},
	}
	if rate, deals, known := p.WinRate(); known {
		list = append(list, figure{"win rate", fmt.Sprintf("%.0f %%", rate*100), quiet(fmt.Sprintf(" of %d closed", deals))})
	} else if deals > 0 {
		list = append(list, figure{"win rate", "not known yet", quiet(fmt.Sprintf(" (%d closed, 10 needed)", deals))})
	}
	if p.NoAmount > 0 {
		list = append(list, figure{"without amount", counted(p.NoAmount, "deal"), nil})
	}
	if p.OpenActions > 0 {
		f := figure{"open actions", fmt.Sprint(p.OpenActions), nil}
		if p.OverdueItems > 0 {
			f.rest = draw.Textf(draw.Bad, ", %d overdue", p.OverdueItems)
		}
		list = append(list, f)
	}
	if t := b.LastTime; t.Held != 0 {
		list = append(list, figure{"last review", t.Held.Short(b.Today), quiet(fmt.Sprintf(", %d of %d actions done", t.Done, t.Actions))})
	}
	return list
}

func worth(t agenda.Totals) draw.Line {
	if len(t) == 0 {
		return nil
	}
	return draw.Text(draw.Plain, ", "+t.String())
}

// moved says what became of the deals since the last review.
func moved(s *Screen, w int) []draw.Line {
	if s.briefing().LastTime.Moved == "" {
		return nil
	}
	return draw.Wrapped(draw.Plain, "since then: "+s.briefing().LastTime.Moved, w)
}

// table shows the figures a line each, flow as many beside each other as fit.
func table(figures []figure) []draw.Line {
	wide := 0
	for _, f := range figures {
		wide = max(wide, draw.Text(draw.Plain, f.label).Width())
	}
	var lines []draw.Line
	for _, f := range figures {
		lines = append(lines, draw.Text(draw.Quiet, f.label).Fit(wide+2).Add(draw.Strong, f.value).Join(f.rest))
	}
	return lines
}

func flow(figures []figure, w int) []draw.Line {
	var parts []draw.Line
	for _, f := range figures {
		parts = append(parts, draw.Text(draw.Quiet, f.label+" ").Add(draw.Strong, f.value).Join(f.rest))
	}
	return indent(draw.Flow(parts, 3, w-1))
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// bars are the open deals by stage, a bar each as long as its count.
func (o *overview) bars(s *Screen, w int) []draw.Line {
	stages := s.briefing().Pipeline.Stages
	most, nameWidth := 1, 0
	totals := make([]string, len(stages))
	totalWidth := 0
	for i, b := range stages {
		most = max(most, b.Count)
		name := draw.Text(draw.Plain, stageName(b))
		nameWidth = max(nameWidth, name.Width())
		totals[i] = fmt.Sprintf(" %d  %s", b.Count, b.Total)
		if len(b.Total) == 0 {
			totals[i] = fmt.Sprintf(" %d  no amount", b.Count)
		}
		totalWidth = max(totalWidth, draw.Text(draw.Plain, totals[i]).Width())
	}
	nameWidth = min(nameWidth, w/3)
	room := max(w-nameWidth-1-min(totalWidth, w/2), 1)
	var lines []draw.Line
	for i, b := range stages {
		length := max(room*b.Count/most, 1)
		line := draw.Text(draw.Plain, stageName(b)).Fit(nameWidth).Add(draw.Plain, " ")
		lines = append(lines, line.Add(draw.Focus, repeat("━", length)).Add(draw.Quiet, totals[i]))
	}
	if len(lines) == 0 {
		lines = []draw.Line{draw.Text(draw.Quiet, "No open deals.")}
	}
	return lines
}

// wrong counts what was found in the open deals, the most frequent first.
func (o *overview) wrong(s *Screen) []draw.Line {
	count := map[string]int{}
	for _, c := range s.briefing().Ranked {
		for _, f := range c.Findings {
			count[f.Code]++
		}
	}
	codes := slices.SortedFunc(maps.Keys(count), func(a, b string) int {
		return cmp.Or(count[b]-count[a], strings.Compare(a, b))
	})
	var figures []figure
	for _, code := range codes {
		figures = append(figures, figure{strings.ReplaceAll(code, "-", " "), counted(count[code], "deal"), nil})
	}
	return table(figures)
}

func stageName(b agenda.StageBar) string {
	if b.Stage == "" {
		return "no stage"
	}
	return b.Stage
}

// reason says why a deal is worth the time, and whose else it is.
func (s *Screen) reason(d agenda.Deal) string {
	why := s.briefing().Candidate(d.ID).Reason
	if shared := s.briefing().SharedWith(d); shared != "" {
		return shared + "; " + why
	}
	return why
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
		head := mark.Add(draw.Strong, d.Name).Add(draw.Quiet, "  "+d.Account+"  "+d.Stage)
		head = draw.Spread(head.Fit(max(w-14, 10)), draw.Text(draw.Strong, " "+d.Amount.String()), w)
		if i == o.at && len(ids) > 1 {
			head = head.Inked(draw.Mark)
		}
		lines = append(lines, head)
		reason := draw.Wrapped(draw.Plain, s.reason(d), w-2)
		for _, l := range reason[:min(len(reason), reasonLines)] {
			lines = append(lines, draw.Text(draw.Plain, "  ").Join(l))
		}
	}
	if len(ids) == 0 {
		lines = append(lines, draw.Wrapped(draw.Plain, s.briefing().Rep.Name+" has no open deals. Import a fresh export, or go on to the wrap-up.", w)...)
	}
	return lines
}

func (o *overview) runnersUp(s *Screen, w int) []draw.Line {
	on := map[string]bool{}
	for _, id := range s.review().Deals() {
		on[id] = true
	}
	var lines []draw.Line
	for _, c := range s.briefing().Ranked {
		d, ok := s.briefing().Deal(c.DealID)
		if !ok || on[c.DealID] {
			continue
		}
		amount := draw.Text(draw.Plain, " "+d.Amount.String())
		lines = append(lines, draw.Spread(draw.Text(draw.Plain, d.Name).Fit(max(w-amount.Width(), 1)), amount, w),
			draw.Text(draw.Quiet, "  "+s.reason(d)))
	}
	return lines
}
