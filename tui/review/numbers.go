package review

import (
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/tui/draw"
)

// figure is one of the rep's numbers.
type figure struct {
	label, value string
	rest         draw.Line
	bad          bool
}

func quiet(format string, args ...any) draw.Line { return draw.Textf(draw.Quiet, format, args...) }

// figures are the rep's numbers, those first that the meeting needs first.
func (o *overview) figures(s *Screen) []figure {
	p := s.briefing().Pipeline
	list := []figure{
		{label: "open", value: agenda.Counted(p.OpenCount, "deal"), rest: worth(p, p.Open)},
		weighted(p),
		{label: "closing by " + (p.QuarterEnd - 1).Time().Format("2 Jan"), value: agenda.Counted(p.ClosesCount, "deal"), rest: worth(p, p.Closes)},
		{label: "won this quarter", value: agenda.Counted(p.WonCount, "deal"), rest: worth(p, p.Won)},
	}
	if len(s.briefing().With) == 0 { // a quota is one rep's
		list = append(list, coverage(p), needed(p))
	}
	if p.NoAmount > 0 {
		list = append(list, figure{label: noAmount, value: agenda.Counted(p.NoAmount, "deal")})
	}
	return append(list, lastTime(s.briefing())...)
}

// weighted is what the open deals are worth by their chances.
func weighted(p agenda.Pipeline) figure {
	f := figure{label: "weighted", value: p.Rates.Show(p.Weighted)}
	if len(p.Open) == 0 && p.OpenCount > 0 {
		f.value, f.rest = "not known", quiet(" (no open deal has an amount)")
	}
	return f
}

func worth(p agenda.Pipeline, t agenda.Totals) draw.Line {
	if len(t) == 0 {
		return nil
	}
	return draw.Text(draw.Plain, ", "+p.Rates.Show(t))
}

// coverage is how often the open deals cover what is left of the quota.
func coverage(p agenda.Pipeline) figure {
	left, times, known := p.Coverage()
	f := figure{label: "coverage"}
	switch {
	case !p.Quota.Known():
		f.value, f.rest = "not known", quiet(" (no quota for this quarter)")
	case !known:
		f.value, f.rest = "quota reached", quiet(", %s", p.Quota)
	case len(p.Open) == 0 && p.OpenCount > 0:
		f.value, f.rest = "not known", quiet(" (no open deal has an amount)")
	default:
		need, _, knows := p.Needed()
		f.value, f.bad = fmt.Sprintf("%.1f×", times), knows && times < need
		f.rest = quiet(" of %s left to win", left)
		switch {
		case p.Converted():
			f.rest = f.rest.Add(draw.Quiet, ", at your rates")
		case len(p.Open) > 1:
			f.rest = f.rest.Add(draw.Warn, ", "+left.Currency+" deals only")
		}
	}
	return f
}

// needed is the coverage that this rep needs: a flat 3× would be wrong for
// nearly everybody.
func needed(p agenda.Pipeline) figure {
	f := figure{label: "needed"}
	times, rate, known := p.Needed()
	deals := p.AllWon + p.AllLost
	switch {
	case !known && deals >= leastClosed:
		f.value, f.rest = "not known", quiet(" (none of %s was won)", agenda.Counted(deals, "closed deal"))
	case !known:
		f.value, f.rest = "not known yet", quiet(" (%s so far, of at least %d)", agenda.Counted(deals, "closed deal"), leastClosed)
	default:
		f.value, f.rest = fmt.Sprintf("%.1f×", times), quiet(" at %.0f %% won of %s closed", rate*100, agenda.Count(deals))
	}
	return f
}

const noAmount = "without amount"

// leastClosed is how many closed deals make a win rate; see
// agenda.Pipeline.WinRate.
const leastClosed = 10

// lastTime is what became of the last review's actions, and what is still open
// of all earlier ones.
func lastTime(b agenda.Briefing) []figure {
	var list []figure
	if t := b.LastTime; t.Held != 0 {
		list = append(list, figure{label: "last review", value: t.Held.Short(b.Today), rest: quiet(": %s", t.Words(b.Today))})
	}
	if p := b.Pipeline; p.OpenActions > 0 {
		f := figure{label: "open actions", value: agenda.Count(p.OpenActions)}
		if p.OverdueItems > 0 {
			f.rest = draw.Text(draw.Bad, ", "+agenda.Count(p.OverdueItems)+" overdue")
		}
		list = append(list, f)
	}
	return list
}

// inFew leaves out what a small window has in another place, and puts what
// belongs together into one where w cells are enough.
func inFew(list []figure, w int) []figure {
	var few []figure
	for _, f := range list {
		switch f.label {
		case noAmount:
			continue // stands among the findings
		case "needed":
			last := &few[len(few)-1]
			both := last.rest.Add(draw.Quiet, ", needed ").Add(draw.Strong, f.value).Join(f.rest)
			if len(last.label)+1+len(last.value)+both.Width() <= w-2 {
				last.rest = both
				continue
			}
		}
		few = append(few, f)
	}
	return few
}

func (f figure) ink() draw.Ink {
	if f.bad {
		return draw.Bad
	}
	return draw.Strong
}

// table shows the figures a line each, on more where w cells are not enough;
// flow shows as many beside each other as fit.
func table(figures []figure, w int) []draw.Line {
	wide := 0
	for _, f := range figures {
		wide = max(wide, draw.Text(draw.Plain, f.label).Width())
	}
	var lines []draw.Line
	for _, f := range figures {
		rows := draw.Flow(words(draw.Text(f.ink(), f.value).Join(f.rest)), 1, max(w-wide-2, 1))
		lines = append(lines, draw.Hang(draw.Text(draw.Quiet, f.label), wide+2, rows)...)
	}
	return lines
}

// words takes a line apart at its blanks.
func words(l draw.Line) []draw.Line {
	list := []draw.Line{nil}
	for _, span := range l {
		for i, word := range strings.Split(string(span.Text), " ") {
			if i > 0 {
				list = append(list, nil)
			}
			last := len(list) - 1
			list[last] = list[last].Add(span.Ink, word)
		}
	}
	return slices.DeleteFunc(list, func(w draw.Line) bool { return w.Width() == 0 })
}

func flow(figures []figure, w int) []draw.Line {
	var parts []draw.Line
	for _, f := range figures {
		parts = append(parts, draw.Text(draw.Quiet, f.label+" ").Add(f.ink(), f.value).Join(f.rest))
	}
	return indent(draw.Flow(parts, 3, w-1))
}
