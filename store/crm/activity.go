package crm

import (
	"iter"
	"slices"
	"strings"

	"halfhour/agenda"
)

// ActivityState says whether an activity took place.
type ActivityState string

// The states of an activity. Of most meetings, mails and notes the CRM does
// not say: they take place on their date.
const (
	Unsaid    ActivityState = ""
	Done      ActivityState = "done"
	Planned   ActivityState = "planned"
	Cancelled ActivityState = "cancelled"
)

// Activity is one row of a file of activities.
type Activity struct {
	Line    int
	ID      string    // the CRM's, "" when the file has none
	Deals   []DealRef // none where only a contact is named
	Contact string    // whom it was with: the CRM's id, else an e-mail address, else a name
	Owner   string
	Kind    string // mail, call, meeting, task or note; else the CRM's word for it
	Subject string // one line
	State   ActivityState
	Date    agenda.Date // when it took place or is to; 0 when the CRM does not say
}

// Activities yields the activities of the file, as Rows does deals. Those of
// Salesforce that are about another object than a deal are passed over.
func (f *File) Activities() iter.Seq2[Activity, error] {
	usual := f.usualKind()
	return readRows(f, Activities, func(r *rowReader, rec record) (a Activity, skip bool, bad *Rejected) {
		if skip, bad = r.begin(rec); skip || bad != nil {
			return a, skip, bad
		}
		c := rec.cells
		a = Activity{
			Line: rec.line, ID: r.reference(c, FieldID), Deals: r.deals(c), Contact: r.whom(c),
			Owner: r.shared(c, r.column(c, FieldOwner)), Subject: oneLine(r.text(c, FieldSubject)),
		}
		a.Kind = r.activityKindOf(c, usual)
		a.State = r.stateOf(c, a.Kind)
		a.Date = r.dayOf(c, a.State)
		a.Deals = slices.DeleteFunc(a.Deals, func(d DealRef) bool { return otherSalesforceObject(d.ID) })
		if len(a.Deals) == 0 && a.Contact == "" && r.rejected == nil {
			r.counts.Other++
			return a, true, nil
		}
		return a, false, r.rejected
	})
}

// whom returns with whom an activity was.
func (r *rowReader) whom(c []string) string {
	for _, field := range []string{FieldContact, FieldEmail, FieldContactName} {
		if s := r.reference(c, field); s != "" {
			return s
		}
	}
	return ""
}

// otherSalesforceObject says whether an id is one of Salesforce's and not of an
// opportunity: the first three characters of those are 006 in every org.
func otherSalesforceObject(id string) bool {
	return SalesforceID(id) != "" && !strings.HasPrefix(id, "006")
}

// usualKind is the kind of the activities of a file that does not say: what its
// header or its name shows.
func (f *File) usualKind() string {
	v := vocab()
	for _, h := range f.header.cells {
		for _, what := range v.doings[foldHeader(h)] {
			if kind, ok := strings.CutPrefix(what, "in:"); ok {
				return kind
			}
		}
	}
	name, _, _ := strings.Cut(f.name, ".")
	for word := range strings.FieldsFuncSeq(name, func(r rune) bool { return strings.ContainsRune(" _-", r) }) {
		if kind := v.kindWord(word); kind != "" {
			return kind
		}
	}
	return ""
}

var activityKinds = []string{"mail", "call", "meeting", "task", "note"}

// kindWord returns the kind that a word names.
func (v *vocabulary) kindWord(word string) string {
	for _, what := range v.doings[fold(word)] {
		if slices.Contains(activityKinds, what) {
			return what
		}
	}
	return ""
}

func (r *rowReader) activityKindOf(c []string, usual string) string {
	word := r.shared(c, r.column(c, FieldActivityKind))
	if kind := r.v.kindWord(word); kind != "" {
		return kind
	}
	if usual == "" {
		return strings.ToLower(cut(oneLine(word), 40))
	}
	return usual
}

// stateOf says whether an activity took place. That a meeting is still open or
// scheduled says nothing: hardly anybody closes them.
func (r *rowReader) stateOf(c []string, kind string) ActivityState {
	state := Unsaid
	switch r.flag(c, FieldIsDone) {
	case yes:
		state = Done
	case no:
		state = Planned
	}
	for _, i := range slices.Concat(r.columns[FieldIsDone], r.columns[FieldStatus]) {
		for _, what := range r.v.doings[fold(cell(c, i))] {
			switch said := ActivityState(what); {
			case said == Cancelled:
				return said
			case state == Unsaid && (said == Done || said == Planned):
				state = said
			}
		}
	}
	if state == Planned && kind == "meeting" {
		return Unsaid
	}
	return state
}

// dayOf is the day of an activity: for one that is done when that was, for one
// that is planned when it is due.
func (r *rowReader) dayOf(c []string, state ActivityState) agenda.Date {
	order := []string{FieldDate, FieldDoneAt, FieldDue, FieldCreated}
	switch state {
	case Done:
		order = []string{FieldDoneAt, FieldDate, FieldDue, FieldCreated}
	case Planned:
		order = []string{FieldDue, FieldDate}
	}
	for _, field := range order {
		for _, i := range r.columns[field] {
			if day := r.date(c, i, true); day != 0 {
				return day
			}
		}
	}
	return 0
}

// oneLine returns the first line of a text; some CRMs put whole mails, in HTML,
// into the cell of a subject.
func oneLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "<") {
		return ""
	}
	return cut(s, 500)
}
