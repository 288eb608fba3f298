// Package crm reads deals out of the files that CRMs export.
//
// A file goes through four steps, each a small type of its own: bytes in some
// encoding become rows of cells; the header's columns are recognised as
// fields, by a vocabulary of what each CRM calls them; cells become values
// (dates, money, stages); rows become Deals. A row that cannot be read is
// never dropped in silence: it is Rejected, with its line and the reason.
package crm

import "halfhour/agenda"

// Deal is one row of an export, understood. Fields that the export does not
// have, or that are empty in this row, are zero; Columns tells which is which.
type Deal struct {
	Line       int    // in the file, from 1
	ID         string // the CRM's own id, "" when the export has none
	Name       string
	Account    string
	Owner      string // as written: a name, an e-mail address or a CRM id
	CoOwners   []string
	Pipeline   string
	Stage      string
	Step       agenda.Step
	Status     agenda.Status
	Amount     agenda.Money
	Close      agenda.Date
	Created    agenda.Date
	StageSince agenda.Date

	LastActivity agenda.Date
	ActivityKind string
	NextStep     string
	NextStepDate agenda.Date
	Probability  int // percent; -1 when the row does not say
	Forecast     string
}

// Rejected is a row nobody could read.
type Rejected struct {
	Line   int
	Column string // "" when the row as a whole is wrong
	Reason string
	Cells  []string
}
