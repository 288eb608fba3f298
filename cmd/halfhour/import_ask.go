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

// Columns implements crm.Asker.
func (a *asker) Columns(h *crm.Head) (map[string]string, error) {
	e := a.e
	e.shape, e.crm = store.ShapeOf(h.Headers()...), h.CRM()
	if a.memory != nil {
		if a.o.forget {
			if err := a.forget(); err != nil {
				return nil, err
			}
		}
		var err error
		if e.known, err = a.memory.Said(a.ctx, e.crm, e.shape); err != nil {
			return nil, err
		}
	}
	if h.Kind() != crm.Deals {
		return e.known.Columns, nil
	}
	if len(a.o.Map) > 0 {
		e.learned.Columns, e.learned.Asked = a.o.Map, true
	}
	lacks := slices.DeleteFunc(h.Lacks(), func(field string) bool { return slices.Contains(fieldsOf(e.known.Columns), field) })
	if (e.known.Asked || e.learned.Asked) && len(lacks) == 0 {
		return e.known.Columns, nil
	}
	columns, err := h.Columns()
	if err != nil {
		return nil, err
	}
	return a.settle(h, columns, lacks)
}

func (a *asker) forget() error {
	n, err := a.memory.Forget(a.ctx, a.e.crm, a.e.shape)
	if err == nil && n > 0 {
		a.bar.end()
		a.p.say("%s said about files like %s forgotten", counted(int(n), "thing"), a.e.source.name)
	}
	return err
}

func fieldsOf(columns map[string]string) []string {
	var list []string
	for _, field := range columns {
		list = append(list, field)
	}
	return list
}

// wanted are the fields without which a deal says little: where a column seems
// to hold one of them, somebody has to say so.
var wanted = []string{crm.FieldAccount, crm.FieldOwner, crm.FieldAmount, crm.FieldClose}

// settle has a person look at the columns when there is need.
func (a *asker) settle(h *crm.Head, columns []crm.Guess, lacks []string) (map[string]string, error) {
	var twins, likely []crm.Guess
	recognised := 0
	for _, c := range columns {
		switch {
		case c.Twin:
			twins = append(twins, c)
		case c.Sure && (slices.Contains(wanted, c.Proposed) || slices.Contains(lacks, c.Proposed)):
			likely = append(likely, c)
		}
		if c.Field != "" {
			recognised++
		}
	}
	a.e.twins = twins
	if len(lacks) > 0 && a.e.source.found && recognised+len(likely) < 3 {
		return nil, nil // any table of a folder: no export
	}
	if len(lacks)+len(twins)+len(likely) == 0 {
		return nil, nil
	}
	if a.asks {
		return a.askColumns(h, columns)
	}
	if len(lacks)+len(likely) == 0 {
		return nil, nil
	}
	return nil, unsettled(columns, lacks, likely)
}

// unsettledError is about a file of deals whose columns somebody has to name.
type unsettledError struct{ words, short string }

// Error says what is missing, and the flags to give.
func (u *unsettledError) Error() string { return u.words }

// Unwrap makes it a crm.ErrHeader.
func (u *unsettledError) Unwrap() error { return crm.ErrHeader }

// unsettled is the error for columns that nobody can be asked about: what is
// missing, what was found, and the flags to give.
func unsettled(columns []crm.Guess, lacks []string, likely []crm.Guess) error {
	var found, flags, missing []string
	for _, c := range columns {
		if c.Field == "" && strings.TrimSpace(c.Header) != "" {
			found = append(found, c.Name)
		}
		if c.Proposed != "" && (slices.Contains(lacks, c.Proposed) || slices.ContainsFunc(likely, func(l crm.Guess) bool { return l.Name == c.Name })) {
			flags = append(flags, fmt.Sprintf("--map '%s=%s'", c.Name, c.Proposed))
			missing = append(missing, c.Proposed)
		}
	}
	for _, field := range lacks {
		if !slices.Contains(missing, field) {
			missing = append(missing, field)
			flags = append(flags, fmt.Sprintf("--map 'Their Name=%s'", field))
		}
	}
	const most = 12
	if more := len(found) - most; more > 0 {
		found = append(found[:most], fmt.Sprintf("and %d more", more))
	}
	words := fmt.Sprintf("no column is known as the deal's %s; not recognised: %s; say %s", inWords(labels(missing)), strings.Join(found, ", "), strings.Join(flags, " "))
	if len(lacks) == 0 {
		words += ", or =ignore"
	} else {
		words = fmt.Sprintf("%v: %s", crm.ErrHeader, words)
	}
	return &unsettledError{words, fmt.Sprintf("no column is known as the deal's %s; import it by its name to say which is", inWords(labels(missing)))}
}

func labels(fields []string) []string {
	var list []string
	for _, field := range fields {
		list = append(list, strings.TrimPrefix(label(field), "deal "))
	}
	return list
}

// inWords is a list in words: name, stage and amount.
func inWords(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// columnFields are the fields in the order in which they are offered, as people
// call them.
var columnFields = []mapping.Field{
	{Name: crm.FieldName, Label: "deal name"}, {Name: crm.FieldAccount, Label: "account"}, {Name: crm.FieldOwner, Label: "owner"},
	{Name: crm.FieldStage, Label: "stage"}, {Name: crm.FieldStatus, Label: "status"}, {Name: crm.FieldPipeline, Label: "pipeline"},
	{Name: crm.FieldAmount, Label: "amount"}, {Name: crm.FieldCurrency, Label: "currency"}, {Name: crm.FieldClose, Label: "close date"},
	{Name: crm.FieldCreated, Label: "created date"}, {Name: crm.FieldStageSince, Label: "stage since"},
	{Name: crm.FieldLastActivity, Label: "last activity"}, {Name: crm.FieldActivityKind, Label: "activity kind"},
	{Name: crm.FieldNextStep, Label: "next step"}, {Name: crm.FieldNextStepDate, Label: "next step date"},
	{Name: crm.FieldProbability, Label: "probability"}, {Name: crm.FieldForecast, Label: "forecast category"},
	{Name: crm.FieldID, Label: "CRM id"}, {Name: crm.FieldCoOwner, Label: "co-owner", Several: true},
	{Name: crm.FieldIsClosed, Label: "closed?"}, {Name: crm.FieldIsWon, Label: "won?"}, {Name: crm.FieldIsLost, Label: "lost?"}, {Name: crm.FieldIsDeleted, Label: "deleted?"},
	{Name: crm.FieldAmountActual, Label: "final amount"}, {Name: crm.FieldCloseActual, Label: "actual close date", Several: true},
	{Name: crm.FieldProduct, Label: "product"}, {Name: crm.FieldRecordType, Label: "record type"}, {Name: crm.FieldModified, Label: "modified"},
}

func label(field string) string {
	for _, f := range columnFields {
		if f.Name == field {
			return f.Label
		}
	}
	return strings.ReplaceAll(field, "_", " ")
}

func (a *asker) askColumns(h *crm.Head, columns []crm.Guess) (map[string]string, error) {
	q := &mapping.Columns{Fields: columnFields, Lacks: lacking}
	if h.CRM() != "" {
		q.About = "Exported from " + h.CRM() + "."
	}
	for _, c := range columns {
		if strings.TrimSpace(c.Header) == "" && len(c.Samples) == 0 {
			continue
		}
		field := c.Field
		if said := a.e.known.Columns[c.Name]; said != "" {
			field = said
		}
		q.Columns = append(q.Columns, mapping.Column{Name: c.Name, Samples: c.Samples, Known: field != "" && !c.Twin, Field: orIgnore(field, c.Proposed)})
	}
	if err := a.show(q); err != nil {
		return nil, err
	}
	a.e.learned.Columns, a.e.learned.Asked = q.Chosen(), true
	return a.e.learned.Columns, nil
}

func orIgnore(fields ...string) string {
	for _, f := range fields {
		if f != "" {
			return f
		}
	}
	return mapping.Ignore
}

// lacking says what a file of deals needs; crm decides in the end.
func lacking(has func(string) bool) string {
	var lacks []string
	if !has(crm.FieldName) && !has(crm.FieldID) && !has(crm.FieldAccount) && !has(crm.FieldProduct) {
		lacks = append(lacks, "deal name")
	}
	status := (has(crm.FieldStatus) || has(crm.FieldIsWon) || has(crm.FieldIsClosed)) && (has(crm.FieldAmount) || has(crm.FieldClose) || has(crm.FieldCloseActual))
	if !has(crm.FieldStage) && !status {
		lacks = append(lacks, "stage")
	}
	if len(lacks) == 0 {
		return ""
	}
	return "Still needed: a column for the " + strings.Join(lacks, " and one for the ") + "."
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
