// Package crm reads deals out of the files that CRMs export.
//
// A file goes through four steps, each a small type of its own: bytes in some
// encoding become rows of cells; the header's columns are recognised as
// fields, by a vocabulary of what each CRM calls them; cells become values
// (dates, money, stages); rows become Deals. A row that cannot be read is
// never dropped in silence: it is Rejected, with its line and the reason.
//
// What a cell means is decided from its whole column, never from the cell
// alone: whether 03/04/2025 is in March or April, whether 1.234 is a thousand,
// whether a probability of 1 is one percent. So a file is read twice: once to
// decide, once for the deals. Memory does not grow with the number of rows.
//
// The vocabulary (headers, stages, statuses, currencies, report footers) is
// data: the CSV files in the folder vocabulary, embedded, which a person can
// read and extend.
package crm

import (
	"fmt"
	"time"

	"halfhour/agenda"
)

// Deal is one row of an export, understood. Fields that the export does not
// have, or that are empty in this row, are zero; File.Covers tells which is
// which.
type Deal struct {
	Line       int    // in the file, from 1; the object's number in a JSON document
	ID         string // the CRM's own id, "" when the export has none
	Name       string
	Account    string
	Owner      string   // as written: a name, an e-mail address or a CRM id
	OwnerAlso  []string // the same person in other columns: id and e-mail address, "" where blank; nil for no column
	CoOwners   []string
	Pipeline   string
	Stage      string
	Step       agenda.Step
	Status     agenda.Status
	Amount     agenda.Money
	Close      agenda.Date // expected while open, actual once closed
	Created    agenda.Date
	StageSince agenda.Date

	LastActivity agenda.Date
	ActivityKind string
	NextStep     string
	NextStepDate agenda.Date
	Probability  int // percent; -1 when the row does not say
	Forecast     string

	Entered  []Entered // the stages it came into, the oldest first, where the export has a column for each
	Contacts []string  // who is known at the buyer's: ids, e-mail addresses or names

	// What the CRM itself counts; nil where the row does not say.
	ContactCount, CloseMoves *int

	Modified time.Time // when the CRM's record was changed last; zero when the row does not say
	Extra    string    // the columns kept as extra fields, a JSON object in their order; "" for none
}

// Rejected is a row nobody could read. Rows yields it as an error and goes on.
type Rejected struct {
	Line   int    // where the row starts in the file, from 1
	Column string // the header of the cell at fault; "" when the row as a whole is wrong
	Reason string
	Cells  []string // as they were
}

// Error says where and why: `line 12, Amount: "abc" is not an amount`.
func (r *Rejected) Error() string {
	if r.Column == "" {
		return fmt.Sprintf("line %d: %s", r.Line, r.Reason)
	}
	return fmt.Sprintf("line %d, %s: %s", r.Line, r.Column, r.Reason)
}
