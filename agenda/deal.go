package agenda

import "time"

// Status says whether a deal can still be won.
type Status string

// The three statuses of a deal.
const (
	Open Status = "open"
	Won  Status = "won"
	Lost Status = "lost"
)

// Deal is one opportunity as the CRM last told it, with what people have mended
// since; see Fixes.
type Deal struct {
	ID       string
	CRMID    string // the CRM's own id, "" when the export has none
	Name     string
	Account  string
	Owner    string   // a Person's ID, "" when nobody owns it
	CoOwners []string // Persons' IDs in their order: who owns it beside the owner
	Pipeline string
	Stage    string // as the CRM names it
	Step     Step   // the standard stage that Stage corresponds to
	Status   Status
	Amount   Money

	Close        Date // expected while open, actual once closed
	Created      Date
	StageSince   Date // when it entered Stage; 0 when not known
	LastActivity Date
	ActivityKind string // "mail", "call", "meeting", …; "" when not known
	NextStep     string
	NextStepDate Date

	Probability int // percent; -1 when not known
	Forecast    string
	Extra       string // columns of the export kept as they are: a JSON object; "" for none
	Contacts    int    // how many people at the buyer's are known; see inspect.Known
	HasDecider  bool   // one of them decides
	Gone        bool   // the last export that covered it no longer holds it
	Twin        string // the ID of another open deal with its name, account and amount: probably the same; "" for none

	Track Track
	// Fixes are what people say is right where the CRM says something else, or
	// has said so; of those of one field the deal has the first's value.
	Fixes []Fix
}

// Change is one field of a deal that an import or a history file changed.
// Values are as the store writes them: dates YYYY-MM-DD, amounts as
// Money.Decimal and currency ("84000.00 USD").
type Change struct {
	DealID   string
	Field    Field
	Old, New string
	At       time.Time
}

// Field names a deal's field in its history.
type Field string

// The fields whose history is counted.
const (
	FieldClose  Field = "close_date"
	FieldStage  Field = "stage"
	FieldAmount Field = "amount"
)

// Track is what a deal's history adds up to. A push is a close date that moved
// later while the deal was open.
type Track struct {
	Pushes      int
	PushedDays  int // all pushes together
	LongestPush int // days
	FirstAmount Money
	MovedBack   bool // it went to an earlier stage at least once
	Told        int  // changes of the close date that the CRM itself counts, where its export says so
}

// DaysInStage returns the days since the deal entered its stage, and whether
// that is known.
func (d Deal) DaysInStage(today Date) (int, bool) {
	if d.StageSince == 0 || today < d.StageSince {
		return 0, false
	}
	return int(today - d.StageSince), true
}

// Age returns the days since the deal was created (until it closed), and
// whether that is known.
func (d Deal) Age(today Date) (int, bool) {
	end := today
	if d.Status != Open && d.Close != 0 {
		end = d.Close
	}
	if d.Created == 0 || end < d.Created {
		return 0, false
	}
	return int(end - d.Created), true
}
