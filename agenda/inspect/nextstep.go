package inspect

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

func noNextStep(s subject) sign {
	switch {
	case s.NextStep == "" && s.NextStepDate == 0:
		if !s.in.Norms.Known.NextStep {
			return s.unknown("the exports have no next steps")
		}
		return s.found(2, func() (string, string) { return "no next step", "no next step" })
	case s.NextStepDate != 0 && s.NextStepDate < s.in.Today:
		return s.found(2, func() (string, string) {
			late := days(int(s.in.Today - s.NextStepDate))
			return fmt.Sprintf("next step%s was due %s, %s ago", quoted(s.NextStep), s.NextStepDate.Short(s.in.Today), late), "its next step " + late + " late"
		})
	case s.NextStep == "" && s.in.Thresholds.NextStep.NeedsDate:
		return s.found(2, func() (string, string) {
			return fmt.Sprintf("only the date %s of a next step, and not what it is", s.NextStepDate.Short(s.in.Today)), "no real next step"
		})
	case s.NextStepDate == 0 && s.in.Thresholds.NextStep.NeedsDate:
		return s.found(2, func() (string, string) {
			return "next step" + quoted(s.NextStep) + " has no date", "its next step has no date"
		})
	case s.NextStep == "":
		return sign{}
	}
	v := s.in.next.judge(s.NextStep)
	if !v.empty {
		return sign{}
	}
	severity := 2
	if s.NextStepDate != 0 {
		severity = 1 // that much is agreed
	}
	return s.found(severity, func() (string, string) { return "next step is only" + quoted(s.NextStep) + v.why, "no real next step" })
}

// quoted returns a next step in quotes after a space, "" for none.
func quoted(step string) string {
	if step == "" {
		return ""
	}
	return fmt.Sprintf(" “%s”", safe.Cut(safe.Line(step), 40))
}

// fillers are next steps that say nothing, folded and without punctuation.
var fillers = map[string]bool{
	"": true, "follow up": true, "followup": true, "follow": true, "touch base": true, "check in": true, "circle back": true,
	"keep in touch": true, "tbd": true, "tba": true, "tbc": true, "na": true, "n a": true, "none": true, "nothing": true, "no": true,
	"wait": true, "waiting": true, "ping": true, "pending": true, "todo": true, "to do": true, "next step": true, "x": true,
	"nachfassen": true, "offen": true, "relance": true, "relancer": true, "a definir": true, "seguimiento": true, "跟进": true, "待定": true, "无": true,
}

// nextSteps tells next steps from words that say nothing. Most pipelines have
// few different ones, so each is looked at once.
type nextSteps struct {
	NextStep
	fillers map[string]bool
	words   []string
	acts    []string
	seen    map[string]verdict
}

// mostSeen is how many next steps are kept in mind.
const mostSeen = 1 << 16

func nextStepsOf(t NextStep) nextSteps {
	n := nextSteps{NextStep: t, fillers: map[string]bool{}, seen: map[string]verdict{}}
	for _, text := range t.Fillers {
		n.fillers[bare(text)] = true
	}
	for _, text := range t.FillerWords {
		n.words = append(n.words, agenda.Fold(text))
	}
	for _, text := range t.ActionWords {
		n.acts = append(n.acts, agenda.Fold(text))
	}
	return n
}

// verdict is whether a next step says nothing, and why where that needs words.
type verdict struct {
	empty bool
	why   string
}

func (n nextSteps) judge(step string) verdict {
	v, seen := n.seen[step]
	if !seen {
		v = n.look(step)
		if len(n.seen) < mostSeen {
			n.seen[step] = v
		}
	}
	return v
}

func (n nextSteps) look(step string) verdict {
	if text := bare(step); fillers[text] || n.fillers[text] {
		return verdict{empty: true}
	}
	if letters := utf8.RuneCountInString(strings.TrimSpace(step)); letters < n.LeastLetters {
		return verdict{true, fmt.Sprintf(", %d letters", letters)}
	}
	folded := agenda.Fold(step)
	has := func(word string) bool { return strings.Contains(folded, word) }
	switch {
	case slices.ContainsFunc(n.words, has):
		return verdict{empty: true}
	case len(n.acts) > 0 && !slices.ContainsFunc(n.acts, has):
		return verdict{true, ", which does not say what is done"}
	}
	return verdict{}
}

// bare returns a text folded and without punctuation.
func bare(step string) string {
	words := strings.FieldsFunc(agenda.Fold(step), func(r rune) bool { return strings.ContainsRune(" -–—/.,;:!?…_*", r) })
	return strings.Join(words, " ")
}
