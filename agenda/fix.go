package agenda

import (
	"strings"
	"time"
)

// FieldContact is the people at the buyer's, as far as a Fix names them: names
// or "Name <e-mail>" with "; " between them.
const FieldContact Field = "contact"

// FixFields are the fields that a person can mend, in the order of a form.
var FixFields = []Field{FieldAmount, FieldClose, FieldNextStep, FieldNextStepDate, FieldStage, FieldOwner, FieldAccount, FieldContact, FieldName}

// Fix is what a person says is right in a field of a deal. It stands beside
// what the CRM says and is never overwritten by an import. Where both are the
// same it is settled: then it only says that somebody has looked.
//
// Values are written as a Change has them, but for owners: those are Persons'
// IDs.
type Fix struct {
	ID     string
	DealID string
	Field  Field
	Value  string
	Was    string // what the CRM said when it was mended
	CRM    string // what the CRM says now
	Author string // a Person's ID
	At     time.Time
	// Settled: the CRM said the same, then or in a later export.
	Settled bool
}

// Fix returns what a person says is right in a field where the CRM says
// something else. The deal has that value.
func (d Deal) Fix(f Field) (Fix, bool) {
	for _, x := range d.Fixes {
		if x.Field == f && !x.Settled {
			return x, true
		}
	}
	return Fix{}, false
}

// Rivals returns what others say is right in a field that the deal does not
// have: two laptops each mended it. Mending it once more decides.
func (d Deal) Rivals(f Field) []Fix {
	var list []Fix
	for _, x := range d.Fixes {
		if x.Field == f && !x.Settled {
			list = append(list, x)
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list[1:]
}

// Confirmed says whether a person has said of the very value that a field has
// that it is right.
func (d Deal) Confirmed(f Field) bool {
	for _, x := range d.Fixes {
		if x.Field == f {
			return x.Value != "" && (!x.Settled || x.Value == x.CRM)
		}
	}
	return false
}

// CRMSays tells in brackets what the CRM and other people say of a field that
// somebody has mended, " (CRM: none)"; "" where there is nothing to tell.
// person names the person of an id.
func (d Deal) CRMSays(f Field, today Date, person func(id string) string) string {
	fix, ok := d.Fix(f)
	if !ok {
		return ""
	}
	said := "CRM: " + ShowValue(f, fix.CRM, today, person)
	if f == FieldNextStepDate && fix.CRM == "" { // it stands behind the step, which the CRM may well have
		said = "CRM: no date"
	}
	for _, r := range d.Rivals(f) {
		said += "; or " + ShowValue(f, r.Value, today, person)
		if who := person(r.Author); who != "" {
			said += ", says " + who
		}
	}
	return " (" + said + ")"
}

// ShowValue returns a Fix's value as people read it, "none" for none. person
// names the person of an id; it may be nil.
func ShowValue(f Field, value string, today Date, person func(id string) string) string {
	if strings.TrimSpace(value) == "" {
		return "none"
	}
	switch f {
	case FieldAmount:
		if m, ok := ParseMoney(value); ok {
			return m.String()
		}
	case FieldClose, FieldNextStepDate:
		if d, err := ParseDate(value); err == nil {
			return d.Short(today)
		}
	case FieldOwner:
		if person != nil {
			return person(value)
		}
	}
	return value
}

// Value returns what a deal has in a field that can be mended, as a Fix has it;
// "" for none. Whom it knows at the buyer's is not in the deal.
func (d Deal) Value(f Field) string {
	switch f {
	case FieldAmount:
		if d.Amount.Known() {
			return d.Amount.Decimal() + " " + d.Amount.Currency
		}
	case FieldClose:
		return d.Close.String()
	case FieldNextStep:
		return d.NextStep
	case FieldNextStepDate:
		return d.NextStepDate.String()
	case FieldStage:
		return d.Stage
	case FieldOwner:
		return d.Owner
	case FieldAccount:
		return d.Account
	case FieldName:
		return d.Name
	}
	return ""
}

// fieldLabels name the fields for people.
var fieldLabels = map[Field]string{
	FieldClose: "close date", FieldNextStep: "next step", FieldNextStepDate: "next step date", FieldContact: "contacts",
	FieldCreated: "created", FieldStageSince: "in stage since", FieldLastActivity: "last activity",
}

// Label is what people call a field.
func (f Field) Label() string {
	if label := fieldLabels[f]; label != "" {
		return label
	}
	return strings.ReplaceAll(string(f), "_", " ")
}
