package crm

import (
	"regexp"
	"strings"
	"sync"

	"halfhour/agenda"
)

// stepOf returns the step of a stage's name: as it is, else without what people
// put around it. Its end, won or lost, is also known by the words it starts
// with: "Lost - price", "Closed Won, signed"; and by words that say no more.
func (v *vocabulary) stepOf(stage string) agenda.Step {
	for _, name := range bareNames(stage) {
		if s, ok := v.steps[fold(name)]; ok {
			return s
		}
	}
	for _, name := range bareNames(stage) {
		if s := v.endOf(name); s != agenda.NoStep {
			return s
		}
	}
	for _, name := range bareNames(stage) { // Onderhandeling/Beoordeling
		if first, _, ok := strings.Cut(name, "/"); ok && len(stage) <= maxHeader {
			if s, ok := v.steps[fold(first)]; ok {
				return s
			}
		}
	}
	return agenda.NoStep
}

var (
	// numbered is what stands before a name: "2. ", "Stage 3: ", "S4 - ", "C1:".
	numbered = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?i:stage|step|phase|etapa|étape|fase|stufe|阶段|階段|s|p|c|l)?\s*#?\d{1,3}[a-z]?\s*[-:.)|–—_]*\s*`)
	})
	// weighed is what stands behind it: " 75%", " (75 %)", " - 20%".
	weighed = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`\s*[-–(（\[]?\s*\d{1,3}(?:[.,]\d+)?\s*[%％]\s*[)）\]]?$`)
	})
)

// bareNames returns a stage's name as it is, and with less and less around it:
// its number, its probability, its pipeline ("Closed Won (Sales Pipeline)").
func bareNames(stage string) []string {
	names := []string{stage}
	add := func(name string) {
		if name = strings.TrimSpace(name); name != "" && name != names[len(names)-1] {
			names = append(names, name)
		}
	}
	if len(stage) > maxHeader {
		return names
	}
	add(weighed().ReplaceAllString(stage, ""))
	add(numbered().ReplaceAllString(names[len(names)-1], ""))
	if i := strings.LastIndexAny(stage, "(（"); i > 0 {
		add(stage[:i])
		add(numbered().ReplaceAllString(names[len(names)-1], ""))
	}
	return names
}

// endOf returns ClosedWon or ClosedLost for a name that starts as one does and
// goes on behind a mark, NoStep for any other.
func (v *vocabulary) endOf(name string) agenda.Step {
	key := fold(name)
	switch {
	case strings.HasPrefix(key, "closedwon"):
		return agenda.ClosedWon
	case strings.HasPrefix(key, "closedlost"), strings.HasPrefix(key, "lostto"):
		return agenda.ClosedLost
	}
	if i := strings.IndexAny(name, "-–—:/|,;("); i > 0 {
		if s := v.steps[fold(name[:i])]; s == agenda.ClosedWon || s == agenda.ClosedLost {
			return s
		}
	}
	return v.composed.endOf(name)
}

// endOf knows an end by its words: Fechada/Ganha, "Conclue et gagnée".
func (c *composition) endOf(name string) agenda.Step {
	end := agenda.NoStep
	if len(name) > maxEnd {
		return end
	}
	words, _ := c.wordsOf(name)
	for _, w := range words {
		switch w {
		case "won", "lost":
			step := agenda.ClosedWon
			if w == "lost" {
				step = agenda.ClosedLost
			}
			if end != agenda.NoStep && end != step {
				return agenda.NoStep
			}
			end = step
		case "deal", "close", "closed", "sales", "account":
		default:
			return agenda.NoStep
		}
	}
	return end
}
