package main

import (
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/store/crm"
	"halfhour/tui/mapping"
)

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
		a.p.say("%s said about files like %s forgotten", agenda.Counted(int(n), "thing"), a.e.source.name)
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
	words := fmt.Sprintf("no column is known as the deal's %s; ", inWords(labels(missing)))
	if len(found) > 0 {
		words += "not recognised: " + strings.Join(found, ", ") + "; "
	}
	words += "say " + strings.Join(flags, " ")
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

// labelIn is what people call a field in files of a kind: an account's name is
// no deal's.
func labelIn(kind crm.Kind, field string) string {
	if field == crm.FieldName && (kind == crm.Accounts || kind == crm.Contacts || kind == crm.People) {
		return "name"
	}
	return label(field)
}
