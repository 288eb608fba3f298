package store

import (
	"cmp"
	"context"
	"database/sql"
	"strings"
	"time"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// Report is what became of an import's rows: Read = Deals + Rejected + Footer,
// and Deals = New + Changed + Unchanged + Splits.
type Report struct {
	Import int64     // its number in the file; 0 when nothing was written
	Before time.Time // when this very file was imported before, zero for never

	Read, Deals, Rejected, Footer int
	New, Changed, Unchanged       int
	Gone                          int // deals that this kind of export held before
	Back                          int // deals that were gone
	Older                         int // of Unchanged: rows older than what is known; they went into the history

	RejectedRows  []crm.Rejected // the first 100,000
	Splits        int            // rows that only name one more owner of the deal above them
	Duplicates    int
	DuplicateRows []Duplicate // the first 1,000
	Named                     // who the owners are

	ByOwner []Group // by name; "" is nobody's
	ByStage []Group // in pipeline order

	Changes Changes
	// Behind are the ids of the deals behind each number, the first 10,000.
	Behind map[Effect][]string

	touched, learned int
}

// writes says whether there is anything to write.
func (r *Report) writes() bool {
	return r.New+r.Changed+r.Gone+r.Back+r.touched > 0
}

// Duplicate is a row that is probably the same deal as an earlier one.
type Duplicate struct {
	Line, First int // in the file
	Name        string
}

const mostDuplicates = 1000

// Group is the rows of an import that belong together.
type Group struct {
	Name      string // an owner's or a stage's
	Step      agenda.Step
	Deals     int
	Open      int
	OpenTotal agenda.Totals
	Won, Lost int
}

// Changes counts what happened to deals that were known before.
type Changes struct {
	Won, Lost        int
	Pushed           int // close date moved later while open
	PushedMedianDays int
	PulledIn         int // close date moved earlier while open
	Up, Down         int // amounts, of one currency
	MovedOn          int // to a later stage
	MovedBack        int // to an earlier stage
	Otherwise        int // deals in which only something else changed
}

// summarise adds up what was merged. Nothing is locked any more.
func (st *staging) summarise(ctx context.Context, conn *sql.Conn) error {
	tx, err := deferred(ctx, conn)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	names, err := names(tx)
	if err != nil {
		return err
	}
	st.report.ByOwner, st.report.ByStage = st.tally.byOwner(&st.owners, names), st.tally.byStage()
	if st.report.Import == 0 {
		return nil
	}
	return st.countChanges(tx)
}

// byStep orders stages as the pipeline goes; those nobody could place come
// last.
func byStep(a, b agenda.Step, aName, bName string) int {
	last := func(s agenda.Step) int {
		if s == agenda.NoStep {
			return 1 << 10
		}
		return int(s)
	}
	return cmp.Or(cmp.Compare(last(a), last(b)), strings.Compare(aName, bName))
}
