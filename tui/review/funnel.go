package review

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/tui/draw"
)

// tableOf returns the lines of a part in w cells, all of them.
func (o *overview) tableOf(s *Screen, p part, w int) []draw.Line {
	switch p {
	case stagesPart:
		return o.bars(s, w)
	case movedPart:
		return o.moved(s, w)
	case foundPart:
		return o.found(s, w)
	case numbersPart:
		return table(o.figures(s), w)
	}
	return o.deals(s, w, 3)
}

// bars are the open deals by stage, a bar each as long as its count.
func (o *overview) bars(s *Screen, w int) []draw.Line {
	stages := s.briefing().Pipeline.Stages
	most, nameWidth, countWidth, totalWidth := 1, 0, 0, 0
	for _, b := range stages {
		most = max(most, b.Count)
		nameWidth = max(nameWidth, draw.Text(draw.Plain, stageName(b)).Width())
		countWidth = max(countWidth, len(agenda.Count(b.Count)))
		totalWidth = max(totalWidth, draw.Text(draw.Plain, stageTotal(b)).Width())
	}
	nameWidth, totalWidth = min(nameWidth, w*2/5), min(totalWidth, w/2)
	room := max(w-nameWidth-countWidth-totalWidth-4, 1)
	var lines []draw.Line
	for _, b := range stages {
		bar := repeat("━", max(room*b.Count/most, 1))
		line := draw.Text(draw.Plain, stageName(b)).Fit(nameWidth).Add(draw.Plain, " ")
		line = line.Join(draw.Text(draw.Focus, bar).Fit(room)).Add(draw.Strong, fmt.Sprintf(" %*s", countWidth, agenda.Count(b.Count)))
		lines = append(lines, line.Add(draw.Quiet, "  "+stageTotal(b)))
	}
	if len(lines) == 0 {
		lines = []draw.Line{draw.Text(draw.Quiet, "No open deals.")}
	}
	return lines
}

func stageName(b agenda.StageBar) string {
	if b.Stage == "" {
		return "no stage"
	}
	return b.Stage
}

func stageTotal(b agenda.StageBar) string {
	if len(b.Total) == 0 {
		return "no amount"
	}
	return b.Total.String()
}

// moved is what became of the open deals since the last review: a line of what
// happened, and a waterfall for each currency.
func (o *overview) moved(s *Screen, w int) []draw.Line {
	t := s.briefing().LastTime
	if t.Held == 0 {
		return draw.Wrapped(draw.Quiet, "This is the first review: the next one shows here what moved.", w)
	}
	var lines []draw.Line
	for _, f := range t.Falls {
		if len(t.Falls) > 1 {
			lines = append(lines, draw.Text(draw.Head, currencyName(f.Currency)))
		}
		lines = append(lines, waterfall(f, w)...)
	}
	if n := s.briefing().Pipeline.NoAmount; n > 0 && len(t.Falls) > 0 {
		lines = append(lines, draw.Wrapped(draw.Quiet, "without "+agenda.Counted(n, "deal")+" of unknown amount", w)...)
	}
	if !o.narrow || o.part == movedPart || len(lines) == 0 {
		lines = append(draw.Wrapped(draw.Plain, t.Moved, w), lines...)
	}
	return lines
}

func currencyName(code string) string {
	if code == agenda.NoCurrency {
		return "without a currency"
	}
	return "in " + code
}

// leastBar is how many cells a waterfall's bars need at least to say anything.
const leastBar = 8

// waterfall draws the steps that something happened in: what there is and what
// comes full, what goes light.
func waterfall(f agenda.Fall, w int) []draw.Line {
	f.Steps = slices.DeleteFunc(slices.Clone(f.Steps), func(s agenda.FallStep) bool { return !s.Total && s.Deals == 0 })
	names := make([]draw.Line, len(f.Steps))
	amounts := make([]draw.Line, len(f.Steps))
	nameWidth, amountWidth := 0, 0
	for i, step := range f.Steps {
		name, amount, ink := step.Name, f.Money(step).String(), draw.Strong
		switch {
		case step.Total && i == 0:
			name = "then"
		case step.Total:
			name = "now"
		case step.Amount > 0:
			amount, ink = "+"+amount, draw.Good
		case step.Amount < 0:
			ink = draw.Bad
		}
		names[i] = draw.Text(draw.Plain, agenda.Count(step.Deals)).Add(draw.Quiet, " "+name)
		amounts[i] = draw.Text(ink, amount)
		nameWidth, amountWidth = max(nameWidth, names[i].Width()), max(amountWidth, amounts[i].Width())
	}
	room := w - nameWidth - amountWidth - 4
	bars := f.Bars(room)
	var lines []draw.Line
	for i, step := range f.Steps {
		line := names[i].Fit(nameWidth).Add(draw.Plain, repeat(" ", 2+amountWidth-amounts[i].Width())).Join(amounts[i])
		if room >= leastBar {
			fill, ink := "━", draw.Focus
			if step.Amount < 0 && !step.Total {
				fill, ink = "┄", draw.Bad
			}
			line = line.Add(draw.Plain, "  "+repeat(" ", bars[i][0])).Add(ink, repeat(fill, bars[i][1]-bars[i][0]))
		}
		lines = append(lines, line)
	}
	return lines
}

// kindFound is how many open deals have a kind of finding.
type kindFound struct {
	code          string
	deals, severe int
}

func (k kindFound) name() string {
	if k.code == "data" {
		return "data to mend"
	}
	return strings.ReplaceAll(k.code, "-", " ")
}

// kinds counts what was found in the open deals, the most frequent first; a
// deal counts once for each kind.
func kinds(b agenda.Briefing) []kindFound {
	count := map[string]kindFound{}
	for _, c := range b.Ranked {
		worst := map[string]int{}
		for _, f := range c.Findings {
			worst[f.Code] = max(worst[f.Code], f.Severity)
		}
		for code, severity := range worst {
			k := count[code]
			k.code = code
			if k.deals++; severity >= 3 {
				k.severe++
			}
			count[code] = k
		}
	}
	return slices.SortedFunc(maps.Values(count), func(a, b kindFound) int {
		return cmp.Or(b.deals-a.deals, strings.Compare(a.code, b.code))
	})
}

// found lists the kinds of findings.
func (o *overview) found(s *Screen, w int) []draw.Line {
	var figures []figure
	for _, k := range kinds(s.briefing()) {
		f := figure{label: k.name(), value: agenda.Counted(k.deals, "deal")}
		if k.severe > 0 {
			f.rest = draw.Text(draw.Bad, ", "+agenda.Count(k.severe)+" severe")
		}
		figures = append(figures, f)
	}
	if len(figures) == 0 {
		return []draw.Line{quiet("Nothing stands out.")}
	}
	return table(figures, w)
}

// inShort says in a line each what moved and what was found.
func (o *overview) inShort(s *Screen, w int) []draw.Line {
	var lines []draw.Line
	say := func(label string, items []string) {
		head := draw.Text(draw.Quiet, " "+label+" ")
		lines = append(lines, head.Add(draw.Plain, joined(items, w-1-head.Width())).Fit(w-1))
	}
	if moved := s.briefing().LastTime.Moved; moved != "" {
		say("since then", strings.Split(moved, between))
	}
	var list []string
	for _, k := range kinds(s.briefing()) {
		list = append(list, agenda.Count(k.deals)+" "+k.name())
	}
	if len(list) > 0 {
		say("found", list)
	}
	return lines
}

const between = " · "

// joined puts as many items beside each other as w cells hold, none of them
// cut, and says how many more there are.
func joined(items []string, w int) string {
	for shown := len(items); shown > 1; shown-- {
		text := strings.Join(items[:shown], between)
		if more := len(items) - shown; more > 0 {
			text += fmt.Sprintf("%s%d more", between, more)
		}
		if draw.Text(draw.Plain, text).Width() <= w {
			return text
		}
	}
	return strings.Join(items, between)
}
