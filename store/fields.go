package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"halfhour/agenda"
)

// kind says how a field's number and text in deal_change are written for
// people.
type kind int

const (
	asText kind = iota
	asDate
	asMoney
	asPercent
	asStage // the text is the stage, the number its step
	asPerson
	asPeople // ids with spaces between
	asFlag
)

// field is one field of a deal that an export can change.
type field struct {
	name   agenda.Field
	kind   kind
	number string // its column of numbers, "" for none
	text   string // its column of texts, "" for none
	// with: an export that has this other field tells this one too.
	with agenda.Field
	// keep: an empty cell means that the export does not know, not that there
	// is nothing.
	keep string
}

// fields are compared on every import; each that differs is one row of the
// history.
var fields = []field{
	{name: agenda.FieldName, text: "name"},
	{name: agenda.FieldAccount, text: "account"},
	{name: agenda.FieldOwner, kind: asPerson, text: "owner_id"},
	{name: agenda.FieldCoOwners, kind: asPeople, text: "co_owners"},
	{name: agenda.FieldPipeline, text: "pipeline"},
	{name: agenda.FieldStage, kind: asStage, number: "step", text: "stage"},
	{name: agenda.FieldStatus, text: "status", with: agenda.FieldStage},
	{name: agenda.FieldAmount, kind: asMoney, number: "amount", text: "currency"},
	{name: agenda.FieldClose, kind: asDate, number: "close_date"},
	{name: agenda.FieldCreated, kind: asDate, number: "created", keep: "0"},
	{name: agenda.FieldStageSince, kind: asDate, number: "stage_since", keep: "0"},
	{name: agenda.FieldLastActivity, kind: asDate, number: "last_activity"},
	{name: agenda.FieldActivityKind, text: "activity_kind", with: agenda.FieldLastActivity},
	{name: agenda.FieldNextStep, text: "next_step"},
	{name: agenda.FieldNextStepDate, kind: asDate, number: "next_step_date"},
	{name: agenda.FieldProbability, kind: asPercent, number: "probability"},
	{name: agenda.FieldForecast, text: "forecast"},
}

// of returns a field's value in table r, the staged rows, or d, the deals. Who
// owns a deal beside its owner stands in tables of its own.
func (f field) of(table, column string) string {
	if f.kind != asPeople {
		return table + "." + column
	}
	from := "import_owner o WHERE o.row = r.row"
	if table == "d" {
		from = "deal_owner o WHERE o.deal_id = d.id"
	}
	return "COALESCE((SELECT string_agg(o.person_id, ' ' ORDER BY o.person_id) FROM " + from + "), '')"
}

var fieldGone = field{name: agenda.FieldGone, kind: asFlag, number: "gone"}

// kinds says how each field's values are written.
var kinds = func() map[agenda.Field]kind {
	m := map[agenda.Field]kind{fieldGone.name: fieldGone.kind}
	for _, f := range fields {
		m[f.name] = f.kind
	}
	return m
}()

// written returns a stored value as agenda.Change has it. person names the
// person of an id.
func written(k kind, number int64, text string, person func(string) string) string {
	switch k {
	case asDate:
		return agenda.Date(number).String()
	case asMoney:
		m := agenda.Money{Minor: number, Currency: text}
		if !m.Known() {
			return ""
		}
		return m.Decimal() + " " + m.Currency
	case asPercent:
		if number < 0 {
			return ""
		}
		return strconv.FormatInt(number, 10)
	case asPerson:
		return person(text)
	case asPeople:
		var list []string
		for _, id := range strings.Fields(text) {
			list = append(list, person(id))
		}
		slices.Sort(list)
		return strings.Join(list, "; ")
	case asFlag:
		if number != 0 {
			return string(agenda.FieldGone)
		}
		return ""
	}
	return text
}

// stored is the opposite of written. step and person find a stage's step and a
// name's person.
func stored(k kind, value string, step func(string) agenda.Step, person func(string) (string, error)) (number int64, text string, err error) {
	switch {
	case k == asPercent && value == "":
		return -1, "", nil
	case value == "":
		return 0, "", nil
	}
	switch k {
	case asDate:
		d, err := agenda.ParseDate(value)
		return int64(d), "", err
	case asMoney:
		m, ok := agenda.ParseMoney(value)
		if !ok {
			err = fmt.Errorf("%q is not an amount like 84000.00 USD", value)
		}
		return m.Minor, m.Currency, err
	case asPercent:
		number, err = strconv.ParseInt(value, 10, 64)
		return number, "", err
	case asStage:
		return int64(step(value)), value, nil
	case asPerson:
		text, err = person(value)
		return 0, text, err
	case asPeople:
		var ids []string
		for name := range strings.SplitSeq(value, ";") {
			id, err := person(strings.TrimSpace(name))
			if err != nil {
				return 0, "", err
			}
			ids = append(ids, id)
		}
		slices.Sort(ids)
		return 0, strings.Join(slices.Compact(ids), " "), nil
	case asFlag:
		return 1, "", nil
	}
	return 0, value, nil
}
