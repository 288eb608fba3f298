package inspect

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

// pipeline is what a deal's amount is seen against: the open deals of the rep
// whose deals all of them are, or else of its owner, a sum for each currency.
type pipeline struct {
	rep string            // "" for none
	of  map[string][]*sum // by the rep or owner
}

// sum is what the open deals of one person and currency add up to.
type sum struct {
	currency string
	total    float64
	count    int // of those with an amount
	largest  int64
}

func pipelineOf(deals []agenda.Deal, rep string) pipeline {
	p := pipeline{rep, map[string][]*sum{}}
	for i := range deals {
		d := &deals[i]
		if d.Amount.Minor <= 0 || !ranks(d) {
			continue
		}
		s := p.sum(d)
		if s == nil {
			s = &sum{currency: d.Amount.Currency}
			p.of[p.whose(d)] = append(p.of[p.whose(d)], s)
		}
		s.total += float64(d.Amount.Minor)
		s.count++
		s.largest = max(s.largest, d.Amount.Minor)
	}
	return p
}

// whose says in whose pipeline a deal is.
func (p pipeline) whose(d *agenda.Deal) string { return cmp.Or(p.rep, d.Owner) }

// sum returns the sum that a deal is part of, nil for none.
func (p pipeline) sum(d *agenda.Deal) *sum {
	for _, s := range p.of[p.whose(d)] {
		if s.currency == d.Amount.Currency {
			return s
		}
	}
	return nil
}

// share returns a deal's part of the open deals of its currency, 0 to 1.
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
	s := p.sum(d)
	if s == nil {
		return 0, 0
	}
	return min(float64(d.Amount.Minor)/s.total, 1), s.count
}

// reason says why a deal is worth the time, or that it is not: what is wrong
// with it, and what makes it weigh.
func (in *Inspection) reason(d *agenda.Deal, findings []finding) (r agenda.Reason) {
	var hygiene []string
	for i, f := range findings {
		switch {
		case f.Hygiene:
			hygiene = append(hygiene, f.short)
		case r.Grounds == nil:
			r.Grounds = make([]agenda.Ground, 0, len(findings)-i)
			fallthrough
		default:
			r.Grounds = append(r.Grounds, f.ground())
		}
	}
	switch {
	case len(r.Grounds) > 0:
	case len(hygiene) > 0:
		r.Grounds = []agenda.Ground{{Kind: "only its data to mend", Text: "only its data to mend: " + strings.Join(hygiene[:min(len(hygiene), 3)], ", ")}}
	default:
		r.Grounds = []agenda.Ground{{Kind: "nothing wrong", Text: "nothing wrong"}}
	}
	if size := in.open.size(d); size != "" {
		r.Weighs = append(r.Weighs, size)
	}
	if d.Close >= in.Today && d.Close < in.ends {
		r.Weighs = append(r.Weighs, "closes this quarter")
	}
	if in.category(d.Forecast).committed {
		r.Weighs = append(r.Weighs, "forecast "+string(safe.Line(d.Forecast)))
	}
	return r
}

func (f finding) ground() agenda.Ground {
	return agenda.Ground{Kind: strings.ReplaceAll(f.Code, "-", " "), Text: f.short}
}

// size says how large a deal is among the open ones, "" when that is not known.
func (p pipeline) size(d *agenda.Deal) string {
	s := p.sum(d)
	if s == nil || d.Amount.Minor <= 0 {
		return ""
	}
	open := "the open pipeline"
	switch {
	case len(p.of[p.whose(d)]) > 1 && s.currency == agenda.NoCurrency:
		open += " without a currency"
	case len(p.of[p.whose(d)]) > 1:
		open = "the open " + s.currency + " pipeline"
	}
	if s.count == 1 {
		return "all of " + open
	}
	part := percent(p.share(d))
	text := fmt.Sprintf("%d %% of %s", part, open)
	switch times := p.times(d); {
	case part < 1 && times >= 1.5:
		text = fmt.Sprintf("%.1f times the average open deal", times) // a share of thousands says little
	case part < 1:
		text = "less than 1 % of " + open
	}
	if d.Amount.Minor == s.largest {
		text = "the largest open deal, " + text
	}
	return text
}

func percent(part float64) int { return int(math.Round(100 * part)) }
