package inspect

import (
	"fmt"
	"math"
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

// pipeline is what a deal's amount is seen against: the open deals of its
// owner, a sum for each currency.
type pipeline map[string][]*sum // by owner

// sum is what the open deals of one owner and currency add up to.
type sum struct {
	currency string
	total    float64
	count    int // of those with an amount
	largest  int64
}

func pipelineOf(deals []agenda.Deal) pipeline {
	p := pipeline{}
	for i := range deals {
		d := &deals[i]
		if d.Amount.Minor <= 0 || !ranks(d) {
			continue
		}
		s := p.of(d)
		if s == nil {
			s = &sum{currency: d.Amount.Currency}
			p[d.Owner] = append(p[d.Owner], s)
		}
		s.total += float64(d.Amount.Minor)
		s.count++
		s.largest = max(s.largest, d.Amount.Minor)
	}
	return p
}

// of returns the sum that a deal is part of, nil for none.
func (p pipeline) of(d *agenda.Deal) *sum {
	for _, s := range p[d.Owner] {
		if s.currency == d.Amount.Currency {
			return s
		}
	}
	return nil
}

// share returns a deal's part of its owner's open deals of its currency, 0 to 1.
func (p pipeline) share(d *agenda.Deal) float64 {
	share, _ := p.weigh(d)
	return share
}

// times returns how large a deal is against the average of these deals.
func (p pipeline) times(d *agenda.Deal) float64 {
	share, of := p.weigh(d)
	return share * float64(of)
}

// weigh returns a deal's share, and of how many deals.
func (p pipeline) weigh(d *agenda.Deal) (share float64, of int) {
	if d.Amount.Minor <= 0 {
		return 0, 0
	}
	s := p.of(d)
	if s == nil {
		return 0, 0
	}
	return min(float64(d.Amount.Minor)/s.total, 1), s.count
}

// reason says in one line why a deal is worth the time, or that it is not: what
// is wrong with it, and what makes it weigh.
func (in *Inspection) reason(d *agenda.Deal, findings []finding) string {
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
		why = someRisks(risks)
	case len(hygiene) > 0:
		why = "only its data to mend: " + strings.Join(hygiene[:min(len(hygiene), 3)], ", ")
	}
	var weighs []string
	if size := in.open.size(d); size != "" {
		weighs = append(weighs, size)
	}
	if d.Close >= in.Today && d.Close < in.ends {
		weighs = append(weighs, "closes this quarter")
	}
	if in.category(d.Forecast).committed {
		weighs = append(weighs, "forecast "+string(safe.Line(d.Forecast)))
	}
	if len(weighs) > 0 {
		why += "; " + strings.Join(weighs, ", ")
	}
	return why
}

// someRisks names the two worst of them and counts the others.
func someRisks(risks []string) string {
	switch n := len(risks); n {
	case 1:
		return risks[0]
	case 2:
		return risks[0] + " and " + risks[1]
	default:
		return fmt.Sprintf("%s, %s and %d more", risks[0], risks[1], n-2)
	}
}

// size says how large a deal is among the open ones, "" when that is not known.
func (p pipeline) size(d *agenda.Deal) string {
	s := p.of(d)
	if s == nil || d.Amount.Minor <= 0 {
		return ""
	}
	open := "the open pipeline"
	switch {
	case len(p[d.Owner]) > 1 && s.currency == agenda.NoCurrency:
		open += " without a currency"
	case len(p[d.Owner]) > 1:
		open = "the open " + s.currency + " pipeline"
	}
	if s.count == 1 {
		return "all of " + open
	}
	part := percent(p.share(d))
	text := fmt.Sprintf("%d %% of %s", part, open)
	if part < 1 {
		text = "less than 1 % of " + open
	}
	if d.Amount.Minor == s.largest {
		text = "the largest open deal, " + text
	}
	return text
}

func percent(part float64) int { return int(math.Round(100 * part)) }
