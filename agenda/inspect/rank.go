package inspect

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"halfhour/agenda"
)

// How much findings of each severity add to a deal's risk, and all hygiene
// findings together at most: a deal whose data is bad is not at risk for that.
// Our choice.
var riskOf = [...]float64{0, 1, 3, 6}

const (
	hygieneRisk     = 0.1
	mostHygieneRisk = 0.3
	leastRisk       = 0.01 // so that deals without findings come by importance
)

// Rank returns open deals as candidates for a review, the one that needs the
// time most first, by risk × importance. Closed deals, and those that the last
// export no longer holds, are left out.
//
// Risk adds up the findings, one of severity 3 counting as much as six of 1.
// Importance is the amount against the other deals', more for a deal that
// closes this quarter or is forecast to. Deals are compared within their
// currency. What is known of any deal is taken for known of all, beside what
// norms.Known says.
func Rank(deals []agenda.Deal, norms Norms, today agenda.Date) []agenda.Candidate {
	deals = slices.DeleteFunc(slices.Clone(deals), func(d agenda.Deal) bool {
		return d.Status == agenda.Won || d.Status == agenda.Lost || d.Gone
	})
	known := knownOf(deals)
	norms.Known.NextStep = norms.Known.NextStep || known.NextStep
	norms.Known.Activity = norms.Known.Activity || known.Activity
	norms.Known.Contacts = norms.Known.Contacts || known.Contacts
	norms.Known.Deciders = norms.Known.Deciders || known.Deciders

	p := pipelineOf(deals)
	// Equal scores come by amount, then name, then id.
	slices.SortFunc(deals, func(a, b agenda.Deal) int {
		return cmp.Or(cmp.Compare(p.share(b), p.share(a)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	ranked := make([]agenda.Candidate, 0, len(deals))
	for _, d := range deals {
		findings := look(d, norms, today)
		c := agenda.Candidate{DealID: d.ID, Score: risk(findings) * p.importance(d, today), Reason: p.reason(d, findings)}
		for _, f := range findings {
			c.Findings = append(c.Findings, f.Finding)
		}
		ranked = append(ranked, c)
	}
	slices.SortStableFunc(ranked, func(a, b agenda.Candidate) int { return cmp.Compare(b.Score, a.Score) })
	return ranked
}

// Propose returns the ids of up to three deals for a review: the first three,
// but when an early-stage deal has a risk and none of the three is early, the
// first such deal instead of the third.
func Propose(ranked []agenda.Candidate, deals []agenda.Deal) []string {
	early := map[string]bool{}
	for _, d := range deals {
		early[d.ID] = d.Step.Early()
	}
	var ids []string
	hasEarly := false
	for _, c := range ranked[:min(len(ranked), agenda.MostDeals)] {
		ids = append(ids, c.DealID)
		hasEarly = hasEarly || early[c.DealID]
	}
	if hasEarly {
		return ids
	}
	for _, c := range ranked[len(ids):] {
		atRisk := slices.ContainsFunc(c.Findings, func(f agenda.Finding) bool { return !f.Hygiene })
		if early[c.DealID] && atRisk {
			ids[len(ids)-1] = c.DealID
			break
		}
	}
	return ids
}

func risk(findings []finding) float64 {
	sum, hygiene := leastRisk, 0.0
	for _, f := range findings {
		if f.Hygiene {
			hygiene = min(hygiene+hygieneRisk, mostHygieneRisk)
		} else {
			sum += riskOf[f.Severity]
		}
	}
	return sum + hygiene
}

// pipeline is what a deal's amount is seen against: for each currency, the sum
// of the open deals and how many have an amount.
type pipeline struct {
	total   map[string]float64
	count   map[string]int
	largest map[string]int64
}

func pipelineOf(deals []agenda.Deal) pipeline {
	p := pipeline{map[string]float64{}, map[string]int{}, map[string]int64{}}
	for _, d := range deals {
		if d.Amount.Minor > 0 {
			code := d.Amount.Currency
			p.total[code] += float64(d.Amount.Minor)
			p.count[code]++
			p.largest[code] = max(p.largest[code], d.Amount.Minor)
		}
	}
	return p
}

// share returns a deal's part of the open deals of its currency, 0 to 1.
func (p pipeline) share(d agenda.Deal) float64 {
	if d.Amount.Minor <= 0 {
		return 0
	}
	return float64(d.Amount.Minor) / p.total[d.Amount.Currency]
}

// importance is 1 for a deal of average size, between ½ for one without an
// amount and 2 for one of three times the average or more; and up to a half
// more for when it closes and how it is forecast. Our choice.
func (p pipeline) importance(d agenda.Deal, today agenda.Date) float64 {
	weight := 0.5 + min(p.share(d)*float64(p.count[d.Amount.Currency]), 3)/2
	if _, next := today.Quarter(); d.Close != 0 && d.Close < next {
		weight *= 1.25
	}
	switch forecast := strings.ToLower(d.Forecast); {
	case strings.Contains(forecast, "commit"):
		weight *= 1.25
	case strings.Contains(forecast, "best"):
		weight *= 1.1
	case strings.Contains(forecast, "omit"):
		weight *= 0.5
	}
	return weight
}

// reason says in one line why a deal is worth the time, or that it is not.
func (p pipeline) reason(d agenda.Deal, findings []finding) string {
	var risks, hygiene []string
	for _, f := range findings {
		if f.Hygiene {
			hygiene = append(hygiene, f.short)
		} else {
			risks = append(risks, f.short)
		}
	}
	why := "nothing wrong"
	switch {
	case len(risks) > 0:
		why = strings.Join(risks[:min(len(risks), 2)], " and ")
	case len(hygiene) > 0:
		why = "only its data to mend: " + strings.Join(hygiene[:min(len(hygiene), 3)], ", ")
	}
	if size := p.size(d); size != "" {
		why += "; " + size
	}
	return why
}

// size says how large a deal is among the open ones, "" when that is not known.
func (p pipeline) size(d agenda.Deal) string {
	code := d.Amount.Currency
	if d.Amount.Minor <= 0 {
		return ""
	}
	open := "the open pipeline"
	switch {
	case len(p.total) > 1 && code == agenda.NoCurrency:
		open += " without a currency"
	case len(p.total) > 1:
		open = "the open " + code + " pipeline"
	}
	if p.count[code] == 1 {
		return "all of " + open
	}
	part := percent(p.share(d))
	text := fmt.Sprintf("%d %% of %s", part, open)
	if part < 1 {
		text = "less than 1 % of " + open
	}
	if d.Amount.Minor == p.largest[code] {
		text = "the largest open deal, " + text
	}
	return text
}

func percent(part float64) int { return int(math.Round(100 * part)) }
