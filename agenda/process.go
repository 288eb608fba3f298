package agenda

import (
	"slices"
	"strings"
)

// Process is how a team sells: its own stages in order, each with the questions
// that decide whether a deal may leave it. The zero Process is DefaultProcess.
type Process struct {
	Stages []ProcessStage
	Past   []Question // asked once, and not any more
}

// ProcessStage is one stage of a Process. Which deals are in it is said by its
// step and by the names that CRMs give it; several stages may share a step.
type ProcessStage struct {
	Name      string
	Step      Step     // the standard stage it is like; ClosedWon and ClosedLost end a deal
	Days      int      // calendar days that a deal may usually stay; 0 once closed
	CRM       []string // the CRM's names of it, beside those that its step has
	Questions []Question
}

// Status says whether deals in the stage can still be won.
func (s ProcessStage) Status() Status {
	switch s.Step {
	case ClosedWon:
		return Won
	case ClosedLost:
		return Lost
	}
	return Open
}

// Named says whether the stage is called so, by the team or by the CRM;
// capitals do not matter.
func (s ProcessStage) Named(crmStage string) bool {
	is := func(name string) bool { return strings.EqualFold(name, crmStage) }
	return crmStage != "" && (is(s.Name) || slices.ContainsFunc(s.CRM, is))
}

// DefaultProcess is the pipeline of the product's own design.
func DefaultProcess() Process {
	var p Process
	for _, step := range append(slices.Clone(OpenSteps), ClosedWon, ClosedLost) {
		p.Stages = append(p.Stages, ProcessStage{
			Name: step.String(), Step: step, Days: step.Days(), Questions: slices.Clone(exitQuestions[step]),
		})
	}
	return p
}

// All returns the stages in order.
func (p Process) All() []ProcessStage {
	if len(p.Stages) == 0 {
		return defaultProcess.Stages
	}
	return p.Stages
}

var defaultProcess = DefaultProcess()

// Place is where a deal stands in a process.
type Place struct {
	ProcessStage
	Next string // the stage after it: the next open one, else the one that wins
	// Lost says why the deal is in no stage of the process; "" when it is in
	// one. Then the place is the nearest before, so that work goes on.
	Lost string
	at   int
}

// Of returns the place of a deal: the stage that names the deal's, else the
// first one of its step.
func (p Process) Of(d Deal) Place {
	stages := p.All()
	at := slices.IndexFunc(stages, func(s ProcessStage) bool { return s.Named(d.Stage) && s.Status() == Open })
	if at < 0 && d.Step != NoStep {
		at = slices.IndexFunc(stages, func(s ProcessStage) bool { return s.Step == d.Step })
	}
	lost := ""
	if at < 0 {
		at, lost = p.nearest(d.Step), d.strayed()
	}
	place := Place{Lost: lost, at: at}
	if at < 0 {
		return place
	}
	place.ProcessStage = stages[at]
	if place.Status() == Open {
		place.Next = p.next(at)
	}
	return place
}

// strayed says that a deal is in no stage of the process.
func (d Deal) strayed() string {
	switch {
	case d.Stage == "":
		return "the deal has no stage"
	case d.Step == NoStep:
		return "nobody said which stage “" + d.Stage + "” is"
	}
	return "“" + d.Stage + "” is none of your stages any more"
}

// nearest returns the last open stage that is not later than a step, else the
// first open one; -1 when there is none.
func (p Process) nearest(step Step) int {
	first, best := -1, -1
	for i, s := range p.All() {
		if s.Status() != Open {
			continue
		}
		if first < 0 {
			first = i
		}
		if s.Step <= step {
			best = i
		}
	}
	if best < 0 {
		return first
	}
	return best
}

func (p Process) next(at int) string {
	won := ""
	for i, s := range p.All() {
		switch {
		case s.Status() == Open && i > at:
			return s.Name
		case s.Status() == Won && won == "":
			won = s.Name
		}
	}
	return won
}

// Before returns the open stages that a deal in a place has left behind it.
func (p Process) Before(place Place) []ProcessStage {
	var list []ProcessStage
	for i, s := range p.All() {
		if i < place.at && s.Status() == Open {
			list = append(list, s)
		}
	}
	return list
}

// Questions returns all that are asked, in order, and then those of the past.
func (p Process) Questions() []Question {
	var list []Question
	for _, s := range p.All() {
		list = append(list, s.Questions...)
	}
	return append(list, p.Past...)
}

// Wording returns the words of a question, also of the past; its id when nobody
// ever asked it.
func (p Process) Wording(question string) string {
	for _, q := range p.Questions() {
		if q.ID == question {
			return q.Text
		}
	}
	return question
}

// Claims returns what the process itself says about the stages of CRMs: the
// step of each name in it, as written there. The zero Process says nothing.
func (p Process) Claims() map[string]Step {
	claims := map[string]Step{}
	for _, s := range p.Stages {
		claims[s.Name] = s.Step
		for _, name := range s.CRM {
			claims[name] = s.Step
		}
	}
	return claims
}
