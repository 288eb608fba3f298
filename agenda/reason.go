package agenda

import (
	"fmt"
	"strings"
)

// Reason says in one line why a deal is worth the time. It is in parts, each of
// which is whole: where there is little room fewer of them are named.
type Reason struct {
	Lead    []string // what to know first: whose else it is, that it was talked about last time
	Grounds []Ground // what is wrong, the worst first
	Weighs  []string // what makes it weigh, the first of them most
}

// Ground is one thing that is wrong with a deal.
type Ground struct {
	Kind string // in two or three words: "slow stage"
	Text string // with its numbers: "45 days in Proposal where won deals took 14"
}

// namedGrounds is how many grounds a line names at most; the others are counted.
const namedGrounds = 2

// String returns the whole line: it names two grounds and counts the others.
func (r Reason) String() string { return r.line(namedGrounds, len(r.Weighs), Ground.text) }

// Fit returns the longest line that fits. It names fewer grounds first, then
// fewer of the things that make the deal weigh, then grounds by their kind, and
// at last it goes without its lead: no part is ever cut. If nothing fits it
// returns the shortest.
func (r Reason) Fit(fits func(line string) bool) string {
	line := ""
	for _, text := range []func(Ground) string{Ground.text, Ground.kind} {
		for weighs := len(r.Weighs); weighs >= 0; weighs-- {
			for grounds := min(len(r.Grounds), namedGrounds); grounds > 0; grounds-- {
				if line = r.line(grounds, weighs, text); fits(line) {
					return line
				}
			}
		}
	}
	if len(r.Lead) == 0 {
		return line
	}
	r.Lead = nil
	return r.Fit(fits)
}

// Behind returns the reason with something to know before all else.
func (r Reason) Behind(lead string) Reason {
	r.Lead = append([]string{lead}, r.Lead...)
	return r
}

func (g Ground) text() string { return g.Text }

func (g Ground) kind() string { return g.Kind }

func (r Reason) line(grounds, weighs int, text func(Ground) string) string {
	var named []string
	for _, g := range r.Grounds[:min(grounds, len(r.Grounds))] {
		named = append(named, text(g))
	}
	if more := len(r.Grounds) - len(named); more > 0 {
		named = append(named, fmt.Sprintf("%d more", more))
	}
	line := listed(named)
	if weighs > 0 {
		line += "; " + strings.Join(r.Weighs[:weighs], ", ")
	}
	if len(r.Lead) > 0 {
		line = strings.Join(r.Lead, "; ") + ": " + line
	}
	return line
}

// listed writes a list as one says it: "a, b and c".
func listed(list []string) string {
	last := len(list) - 1
	if last < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:last], ", ") + " and " + list[last]
}
