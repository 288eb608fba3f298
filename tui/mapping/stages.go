package mapping

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/keys"
)

// Stage is a stage that nobody could place.
type Stage struct {
	Pipeline, Name string
	Deals          int         // open ones in it
	Step           agenda.Step // the proposal, then the answer; NoStep leaves it where it is
}

// Stages asks where stages stand in the standard pipeline.
type Stages struct {
	Stages []Stage // in the file's order

	order []int
	at    int
	ready bool
}

// steps are what a stage can be, in the order in which they are offered.
var steps = append(append([]agenda.Step{}, agenda.OpenSteps...), agenda.ClosedWon, agenda.ClosedLost, agenda.NoStep)

// prepare puts the stages of a pipeline together.
func (s *Stages) prepare() {
	if s.ready {
		return
	}
	s.ready = true
	seen := map[string]bool{}
	for _, first := range s.Stages {
		if seen[first.Pipeline] {
			continue
		}
		seen[first.Pipeline] = true
		for i, other := range s.Stages {
			if other.Pipeline == first.Pipeline {
				s.order = append(s.order, i)
			}
		}
	}
}

func (s *Stages) head() string { return "Where do these stages stand?" }

func (s *Stages) box() string { return "Stages that halfhour does not know" }

func (s *Stages) about() []draw.Line {
	return []draw.Line{
		draw.Text(draw.Plain, "The exit questions and what is usual for a stage hang on its step. Check what is proposed; it is remembered."),
		nil,
		draw.Text(draw.Quiet, "Steps: "+strings.Join(stepNames(agenda.OpenSteps), " → ")+" → Won or Lost"),
	}
}

func stepNames(list []agenda.Step) []string {
	var names []string
	for _, s := range list {
		names = append(names, s.String())
	}
	return names
}

func (s *Stages) wrong() string { return "" }

func (s *Stages) list(w int) (rows []row, at int) {
	s.prepare()
	name := 12
	for _, stage := range s.Stages {
		name = max(name, draw.Text(draw.Plain, stage.Name).Width())
	}
	name = min(name, w-36)
	several := slices.ContainsFunc(s.Stages, func(stage Stage) bool { return stage.Pipeline != s.Stages[0].Pipeline })
	for i, index := range s.order {
		stage := s.Stages[index]
		if (stage.Pipeline != "" || several) && (i == 0 || s.Stages[s.order[i-1]].Pipeline != stage.Pipeline) {
			rows = append(rows, row{draw.Text(draw.Head, cmp.Or(stage.Pipeline, "without a pipeline")).Fit(w), -1})
		}
		ink := draw.Plain
		if i == s.at {
			at, ink = len(rows), draw.Strong
		}
		line := draw.Text(ink, stage.Name).Fit(name).Add(draw.Plain, "  ").Join(shownStep(stage.Step, i == s.at).Fit(19))
		rows = append(rows, row{marked(line.Add(draw.Quiet, agenda.Counted(stage.Deals, "deal")), w, i == s.at), i})
	}
	return rows, at
}

func shownStep(step agenda.Step, at bool) draw.Line {
	name, ink := step.String(), draw.Plain
	switch {
	case step == agenda.NoStep:
		name, ink = "open, no step", draw.Quiet
	case step == agenda.ClosedWon:
		ink = draw.Good
	case step == agenda.ClosedLost:
		ink = draw.Bad
	}
	if at {
		return draw.Text(draw.Focus, "‹ ").Add(ink, name).Add(draw.Focus, " ›")
	}
	return draw.Text(draw.Plain, "  ").Add(ink, name)
}

func (s *Stages) move(by int) { s.goTo(s.at + by) }

func (s *Stages) goTo(item int) {
	s.prepare()
	s.at = min(max(item, 0), len(s.order)-1)
}

func (s *Stages) turn(by int) {
	s.prepare()
	stage := &s.Stages[s.order[s.at]]
	for i, step := range steps {
		if step == stage.Step {
			stage.Step = steps[(i+by+len(steps))%len(steps)]
			return
		}
	}
}

func (s *Stages) write(text string) (told string, ok bool) {
	s.prepare()
	for _, step := range steps {
		name := step.String()
		if step == agenda.NoStep {
			name = "open, no step"
		}
		if strings.HasPrefix(strings.ToLower(name), text) {
			s.Stages[s.order[s.at]].Step = step
			return fmt.Sprintf("%s… %s", text, name), true
		}
	}
	return fmt.Sprintf("No step is called %s….", text), false
}

func (s *Stages) keys() []keys.Key[*Model] {
	return []keys.Key[*Model]{
		{On: []string{"right"}, Show: "←→", Help: "step", About: "put the stage at another step; typing its name does too", Do: do(func(q Question) { q.turn(1) })},
		{On: []string{"left"}, Do: do(func(q Question) { q.turn(-1) })},
	}
}
