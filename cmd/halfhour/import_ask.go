package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/store/crm"
	"halfhour/tui/mapping"
)

// errLeft says that somebody left a question without an answer.
var errLeft = errors.New("left without an answer")

// asker answers what a file does not tell: from what was said about such files
// before, else by asking a person, where there is a terminal.
type asker struct {
	p       *program
	ctx     context.Context
	o       *importOptions
	memory  *store.Store // nil: nothing is remembered yet
	home    string       // currency, "" for none
	process agenda.Process
	asks    bool // there is somebody to ask
	e       *export
	bar     *progress
}

// Dates implements crm.Asker.
func (a *asker) Dates(d crm.DatesDoubt) (string, error) {
	if a.e.known.Dates != "" || !a.asks {
		return a.e.known.Dates, nil
	}
	q := &mapping.Choice{Title: "Day first or month first?", About: []string{fmt.Sprintf("The dates in %q can be read in two ways.", d.Column)}}
	for _, o := range [][2]string{{"dmy", "day first"}, {"mdy", "month first"}} {
		option := mapping.Option{Value: o[0], Label: o[1]}
		for _, sample := range d.Samples[:min(2, len(d.Samples))] {
			if day, ok := d.Read(sample, o[0]); ok {
				option.Shown = append(option.Shown, fmt.Sprintf("%s is %s", sample, day.Time().Format("2 January 2006")))
			}
		}
		q.Options = append(q.Options, option)
	}
	if err := a.show(q); err != nil {
		return "", err
	}
	a.e.learned.Dates = q.Chosen()
	return q.Chosen(), nil
}

// Currency implements crm.Asker. Without a terminal the home currency is taken,
// aloud, where it is one of those that the symbol may mean.
func (a *asker) Currency(c crm.CurrencyDoubt) (string, error) {
	for _, symbol := range []string{c.Symbol, ""} {
		if code := a.e.known.Currencies[symbol]; slices.Contains(c.Codes, code) {
			return code, nil
		}
	}
	home := slices.Contains(c.Codes, a.home)
	if !a.asks {
		if home {
			a.e.symbol, a.e.taken = c.Symbol, a.home
			return a.home, nil
		}
		return "", nil
	}
	codes := slices.Clone(c.Codes)
	if home {
		codes = slices.Insert(slices.DeleteFunc(codes, func(code string) bool { return code == a.home }), 0, a.home)
	}
	q := &mapping.Choice{Title: fmt.Sprintf("Which currency is %s?", c.Symbol),
		About: []string{fmt.Sprintf("The amounts in %q are written with %s, which several currencies use: %s.", c.Column, c.Symbol, strings.Join(c.Samples, ", "))}}
	for _, code := range codes {
		text := code
		if code == a.home {
			text += ", your home currency"
		}
		q.Options = append(q.Options, mapping.Option{Value: code, Label: text})
	}
	if err := a.show(q); err != nil {
		return "", err
	}
	a.e.learned.Currencies = map[string]string{c.Symbol: q.Chosen()}
	return q.Chosen(), nil
}

// stages settles the stages that nobody could place: as it was said before, on
// the command line, or on the screen.
func (a *asker) stages() error {
	e := a.e
	said := map[[2]string]agenda.Step{}
	for stage, step := range e.known.Stages {
		said[stage] = step
	}
	for stage, step := range a.claimed() {
		said[stage] = step
	}
	for stage, step := range a.o.stages {
		said[stage] = step
	}
	e.learned.Stages = a.o.stages
	var open []crm.UnknownStage
	for _, u := range e.file.UnknownStages() {
		if !isSaid(said, u) {
			open = append(open, u)
		}
	}
	if len(open) > 0 && a.asks {
		q := &mapping.Stages{}
		for _, u := range open {
			q.Stages = append(q.Stages, mapping.Stage{Pipeline: u.Pipeline, Name: u.Stage, Deals: u.Deals, Step: u.Proposed})
		}
		if err := a.show(q); err != nil {
			return err
		}
		e.learned.Stages = map[[2]string]agenda.Step{}
		for stage, step := range a.o.stages {
			e.learned.Stages[stage] = step
		}
		for _, stage := range q.Stages {
			said[[2]string{stage.Pipeline, stage.Name}] = stage.Step
			e.learned.Stages[[2]string{stage.Pipeline, stage.Name}] = stage.Step
		}
		open = nil
	}
	e.unplaced = open
	if len(said) > 0 {
		e.file.SetStages(said)
	}
	return nil
}

// claimed is what the team's own stages say about those of the CRM.
func (a *asker) claimed() map[[2]string]agenda.Step {
	said, folded := map[[2]string]agenda.Step{}, map[string]agenda.Step{}
	for name, step := range a.process.Claims() {
		said[[2]string{"", name}] = step
		folded[agenda.Fold(name)] = step
	}
	for _, u := range a.e.file.UnknownStages() {
		if step, ok := folded[agenda.Fold(u.Stage)]; ok {
			said[[2]string{u.Pipeline, u.Stage}] = step
		}
	}
	return said
}

// isSaid says whether somebody said where a stage stands. What was said with a
// pipeline's name before a stage's, as in "Renewals/Handshake", counts too.
func isSaid(said map[[2]string]agenda.Step, u crm.UnknownStage) bool {
	for _, key := range [][2]string{{u.Pipeline, u.Stage}, {"", u.Stage}} {
		if _, ok := said[key]; ok {
			return true
		}
	}
	return false
}

// show asks one question on the screen.
func (a *asker) show(q mapping.Question) error {
	a.bar.end()
	model := mapping.New(a.e.source.name, q)
	if err := a.p.runScreen(a.ctx, model); err != nil {
		return err
	}
	if !model.Taken() {
		return errLeft
	}
	return nil
}
