package inspect

import (
	"fmt"
	"slices"

	"halfhour/agenda"
)

// How much findings of each severity add to a deal's risk, and all hygiene
// findings together at most: a deal whose data is bad is not at risk for that.
// Our choice.
var pointsOf = [...]float64{0, 1, 3, 6}

const (
	hygienePoints     = 0.1
	mostHygienePoints = 0.3
	leastRisk         = 0.01 // so that deals without findings come by importance
)

// risk is the points of a deal's findings.
type risk struct{ found, hygiene float64 }

func (r *risk) add(hygiene bool, severity int) {
	if hygiene {
		r.hygiene = min(r.hygiene+hygienePoints, mostHygienePoints)
	} else {
		r.found += pointsOf[severity]
	}
}

func (r risk) sum() float64 { return leastRisk + r.found + r.hygiene }

func riskOf(findings []finding) (r risk) {
	for _, f := range findings {
		r.add(f.Hygiene, f.Severity)
	}
	return r
}

// importance is 1 for a deal of average size, between ½ for one without an
// amount and 2 for one of three times the average or more; and up to a half
// more for when it closes and how it is forecast. Our choice.
func (in *Inspection) importance(d *agenda.Deal) float64 {
	weight := 0.5 + min(in.open.times(d), 3)/2
	if d.Close != 0 && d.Close < in.ends {
		weight *= thisQuarter
	}
	return weight * in.category(d.Forecast).weight
}

const thisQuarter = 1.25

// severe is the highest severity.
const severe = 3

// Factor is one part of a score.
type Factor struct {
	What   string
	Points float64
}

// Why is a deal's score taken apart: the points of Risk add up to one number,
// those of Importance to another, and the score is one times the other.
type Why struct {
	Risk, Importance []Factor
	Score            float64
	Unknown          []string // what cannot be said yet, and for want of what
}

// Sum adds up the points of factors.
func Sum(factors []Factor) (points float64) {
	for _, f := range factors {
		points += f.Points
	}
	return points
}

// Why takes an open deal's score apart.
func (in *Inspection) Why(d agenda.Deal) Why {
	findings, unknown := in.look(&d, gaps, nil)
	w := Why{Unknown: unknown}
	hygiene := 0.0
	for _, f := range findings {
		points := pointsOf[f.Severity]
		if f.Hygiene {
			points = min(hygienePoints, mostHygienePoints-hygiene)
			hygiene += points
		}
		w.Risk = append(w.Risk, Factor{fmt.Sprintf("%s: %s", f.Code, f.Evidence), points})
	}
	w.Risk = append(w.Risk, Factor{"every open deal", leastRisk})

	size := "no amount to compare"
	if times := in.open.times(&d); times > 0 {
		size = fmt.Sprintf("%.1f times the average open deal", times)
	}
	w.Importance = []Factor{{"every open deal", 0.5}, {size, min(in.open.times(&d), 3) / 2}}
	times := func(what string, by float64) {
		if by != 1 {
			w.Importance = append(w.Importance, Factor{fmt.Sprintf("%s: × %g", what, by), Sum(w.Importance) * (by - 1)})
		}
	}
	if d.Close != 0 && d.Close < in.ends {
		times("closes by "+(in.ends-1).Short(in.Today), thisQuarter)
	}
	times("forecast “"+d.Forecast+"”", in.category(d.Forecast).weight)
	w.Score = Sum(w.Risk) * Sum(w.Importance)
	return w
}

// callBack says in the reason of a deal that was talked about why it comes back:
// what is still open, or is worse than it was then. It rests when nothing is.
func (in *Inspection) callBack(r *agenda.Reason, last Last, now []finding) (rests bool) {
	held := last.Held.Short(in.Today)
	if last.Open > 0 {
		*r = r.Behind("back from " + held + " with " + agenda.Counted(last.Open, "action") + " open")
		return false
	}
	then := map[string]int{}
	past := *in
	past.Today, past.Last = last.Held, nil
	for _, f := range past.Findings(last.Was) {
		then[f.Code] = max(then[f.Code], f.Severity)
	}
	for i, f := range now {
		if how := sinceThen(f, then); how != "" {
			// The first findings are the grounds, and this one is named first.
			ground := f.ground()
			ground.Kind, ground.Text = ground.Kind+" ("+how+")", ground.Text+" ("+how+")"
			r.Grounds = slices.Insert(slices.Delete(r.Grounds, i, i+1), 0, ground)
			*r = r.Behind("back from " + held)
			return false
		}
	}
	*r = r.Behind("rests since " + held + ", nothing open or worse")
	return true
}

// sinceThen says how a finding stands to those of the last time, by code: "" for
// one that brings no deal back.
func sinceThen(f finding, then map[string]int) string {
	was, found := then[f.Code]
	switch {
	case f.Hygiene:
		return ""
	case !found:
		return "new"
	case f.Severity > was:
		return "worse"
	case f.Severity == severe:
		return "still"
	}
	return ""
}
