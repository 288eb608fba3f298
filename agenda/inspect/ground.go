package inspect

import (
	"strings"

	"halfhour/agenda"
)

// Ground is what deals are held against. The zero Ground has the defaults for
// everything but Today.
type Ground struct {
	Today agenda.Date
	// Rep is whose deals they all are, as owner or co-owner: each is weighed
	// against all of them. Without one, each is weighed against its owner's.
	Rep        string
	Norms      Norms
	Thresholds Thresholds
	Calendar   agenda.Calendar
	Process    agenda.Process
	Rates      agenda.Rates

	// Answers has, by deal, the last answer given to each of its exit questions.
	Answers    map[string][]agenda.EarlierAnswer
	AnswerLife int // days that an answer holds; 0 for agenda.AnswerLife
	// Last has, by deal, what became of it in the last review.
	Last map[string]Last
}

// Last is a deal's part in the last finished review.
type Last struct {
	Held agenda.Date
	Was  agenda.Deal // as it was then
	Open int         // actions agreed on for it that are not done
}

// Inspection is deals held against a ground: what they add up to, so that each
// of them can be weighed. It is not safe for use by several goroutines.
type Inspection struct {
	Ground
	deals      []agenda.Deal
	open       pipeline
	places     map[inStage]*place
	off        map[string]bool
	next       nextSteps
	categories map[string]category // of forecasts
	ends       agenda.Date         // of the quarter: the first day after it
}

// Over begins an inspection of deals, which it does not change or keep beyond
// its own life. What is known of any of them is taken for known of all, beside
// what g.Norms.Known says.
func Over(deals []agenda.Deal, g Ground) *Inspection {
	g.Thresholds = g.Thresholds.orDefault()
	g.Norms.Known = g.Norms.Known.knownOf(deals)
	in := &Inspection{Ground: g, deals: deals, places: map[inStage]*place{}, off: map[string]bool{}, categories: map[string]category{}}
	in.open = pipelineOf(deals, g.Rep)
	_, in.ends = g.Calendar.Quarter(g.Today)
	in.next = nextStepsOf(g.Thresholds.NextStep)
	for _, code := range g.Thresholds.Off {
		in.off[code] = true
	}
	return in
}

// inStage is where deals of equal norms are.
type inStage struct {
	name string
	step agenda.Step
}

// place is what holds for all deals in one stage.
type place struct {
	agenda.Place
	norm      StageNorm
	staleDays int
	fixedDays int
	ahead     int // open stages still to come
	aheadDays int // fixed days of these
}

func (in *Inspection) place(d *agenda.Deal) *place {
	key := inStage{d.Stage, d.Step}
	p := in.places[key]
	if p == nil {
		p = in.findPlace(d)
		in.places[key] = p
	}
	return p
}

func (in *Inspection) findPlace(d *agenda.Deal) *place {
	t := in.Thresholds
	p := &place{Place: in.Process.Of(*d), norm: in.Norms.Stages[d.Stage]}
	p.staleDays, p.fixedDays = t.Stale.Days, p.Days
	if p.fixedDays == 0 {
		p.fixedDays = d.Step.Days()
	}
	passed := len(in.Process.Before(p.Place))
	var open []agenda.ProcessStage
	for _, s := range in.Process.All() {
		if s.Status() == agenda.Open {
			open = append(open, s)
		}
	}
	if p.Lost == "" && p.Status() == agenda.Open {
		for _, s := range open[min(passed+1, len(open)):] {
			p.ahead++
			p.aheadDays += s.Days
		}
		if len(open) > 2 && passed >= len(open)-2 {
			p.staleDays = t.Stale.LateDays
		}
	}
	if days, ok := of(t.Stale.DaysIn, d, p.Name); ok {
		p.staleDays = days
	}
	if days, ok := of(t.SlowStage.DaysIn, d, p.Name); ok {
		p.fixedDays = days
	}
	return p
}

// of returns what is said of a deal's stage: by the CRM's name of it, else by
// the team's, else by that of its step.
func of(said map[string]int, d *agenda.Deal, own string) (days int, ok bool) {
	for _, name := range []string{d.Stage, own, d.Step.String()} {
		for key, days := range said {
			if name != "" && strings.EqualFold(key, name) {
				return days, true
			}
		}
	}
	return 0, false
}
