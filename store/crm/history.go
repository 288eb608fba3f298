package crm

import (
	"iter"
	"slices"
	"time"

	"halfhour/agenda"
)

// HistoryRow is one row of a file of what deals were before.
type HistoryRow struct {
	Line int
	Deal DealRef
	At   time.Time
	Day  agenda.Date // of At as the file writes it, whatever its zone
	Told []Told
}

// Told is what a deal's field was from a moment on. Values are as agenda.Change
// has them; "" for none. Amounts whose currency the file does not name are in
// agenda.NoCurrency: it is the deal's.
type Told struct {
	Field    string // FieldStage, FieldClose or FieldAmount
	New      string
	Old      string // what it was before, where the file says that
	HasOld   bool
	Step     agenda.Step // of the stage New
	OldStep  agenda.Step
	Pipeline string // of the stages, where the file says that
}

// History yields the rows of a history file, as Rows does deals: of Salesforce
// both the history of opportunities, a row for what all fields were, and of
// fields, a row for one that changed; the latter of HubSpot and others too.
// Rows about fields whose history is not counted are passed over.
func (f *File) History() iter.Seq2[HistoryRow, error] {
	return readRows(f, History, func(r *rowReader, rec record) (h HistoryRow, skip bool, bad *Rejected) {
		if skip, bad = r.begin(rec); skip || bad != nil {
			return h, skip, bad
		}
		c := rec.cells
		h.Line = rec.line
		h.Deal = r.deal1(c)
		if len(r.columns[FieldDeal]) == 0 && h.Deal.Name == "" {
			h.Deal.ID = r.reference(c, FieldID) // of a table of deals with their versions
		}
		r.moment(&h, c)
		if r.tellsChanges() {
			r.changed(&h, c)
		} else {
			r.version(&h, c)
		}
		switch {
		case r.rejected != nil:
		case !h.Deal.Known():
			r.rejected = &Rejected{Reason: "it names no deal"}
		case h.At.IsZero():
			r.rejected = &Rejected{Reason: "it does not say when"}
		case h.Told == nil:
			r.counts.Other++
			return h, true, nil
		}
		return h, false, r.rejected
	})
}

// tellsChanges says whether a row of a history is about one field, rather than
// about what all fields were.
func (l *layout) tellsChanges() bool {
	return len(l.columns[FieldChanged]) > 0 && len(l.columns[FieldNew]) > 0
}

// current are the fields that a history has beside its own: what the deal is
// now, and nothing that is read.
var current = []string{FieldStage, FieldAmount, FieldClose, FieldCreated, FieldOwner, FieldProbability, FieldForecast}

func (r *rowReader) moment(h *HistoryRow, c []string) {
	i := r.column(c, FieldAt)
	if i < 0 {
		return
	}
	s := cell(c, i)
	var ok bool
	if h.At, ok = r.dates[i].instant(s); !ok {
		r.reject(i, "%q is not a date", s)
	}
	h.Day, _ = r.dates[i].parse(s)
}

// changed reads a row about one field.
func (r *rowReader) changed(h *HistoryRow, c []string) {
	t := Told{HasOld: len(r.columns[FieldOld]) > 0}
	what := r.column(c, FieldChanged)
	if what < 0 {
		return
	}
	t.Field = r.v.understand(cell(c, what)).field
	if !slices.Contains([]string{FieldStage, FieldClose, FieldAmount}, t.Field) {
		return
	}
	t.New, t.Step = r.value(c, t.Field, r.column(c, FieldNew))
	t.Old, t.OldStep = r.value(c, t.Field, r.column(c, FieldOld))
	h.Told = append(h.Told, t)
}

// version reads a row about what a deal was.
func (r *rowReader) version(h *HistoryRow, c []string) {
	stages := FieldStage
	if len(r.columns[stages]) == 0 {
		stages = FieldNew // a file of stages alone
	}
	stage := Told{Field: FieldStage, HasOld: len(r.columns[FieldFromStage]) > 0}
	stage.New, stage.Step = r.value(c, FieldStage, r.column(c, stages))
	stage.Old, stage.OldStep = r.value(c, FieldStage, r.column(c, FieldFromStage))
	if stage.New != "" {
		h.Told = append(h.Told, stage)
	}
	for _, field := range []string{FieldClose, FieldAmount} {
		if len(r.columns[field]) > 0 {
			t := Told{Field: field}
			t.New, _ = r.value(c, field, r.column(c, field))
			h.Told = append(h.Told, t)
		}
	}
}

// value reads a value of a field's past.
func (r *rowReader) value(c []string, field string, column int) (string, agenda.Step) {
	switch field {
	case FieldClose:
		return r.date(c, column, true).String(), agenda.NoStep
	case FieldAmount:
		m := r.pastAmount(c, column)
		if !m.Known() {
			return "", agenda.NoStep
		}
		return m.Decimal() + " " + m.Currency, agenda.NoStep
	}
	stage := r.shared(c, column)
	step, ok := r.steps[stage]
	if !ok {
		step = r.v.stepOf(stage)
		remember(r.steps, stage, step)
	}
	return stage, step
}

// pastAmount is worth without an answer where a symbol has several: the deal
// knows.
func (r *rowReader) pastAmount(c []string, column int) agenda.Money {
	s := cell(c, column)
	if noValue(s) {
		return agenda.Money{}
	}
	a, ok := r.worths[column].parse(s)
	if !ok {
		r.reject(column, "%q is not an amount", s)
		return agenda.Money{}
	}
	code, _ := r.currencyOf(c)
	if len(a.codes) == 1 {
		code = a.codes[0]
	}
	m, err := a.value.minor(code)
	if err != nil {
		r.reject(column, "%q: %v", s, err)
	}
	return m
}
