package crm

import "slices"

// The names of the fields that only files of other kinds than deals have. Id,
// name, account, owner, stage, amount, currency, close_date, created_date,
// status, activity_kind and is_deleted mean in them what they mean of deals.
const (
	FieldDeal        = "deal"      // the CRM's id of the deal that a row is about
	FieldDealName    = "deal_name" // where that is all the file has
	FieldContact     = "contact"   // the CRM's id; of a deal whoever is known at the buyer's
	FieldContactName = "contact_name"
	FieldFirstName   = "first_name"
	FieldLastName    = "last_name"
	FieldEmail       = "email"
	FieldTitle       = "title"
	FieldRole        = "role"
	FieldIsDecider   = "is_decider"
	FieldDomain      = "domain" // of an account

	FieldManager      = "manager" // of a person
	FieldManagerID    = "manager_id"
	FieldManagerEmail = "manager_email"

	FieldSubject = "subject"
	FieldDate    = "date" // when an activity took place, or is to
	FieldDue     = "due"
	FieldDoneAt  = "done_at"
	FieldIsDone  = "is_done"

	FieldOwnerName  = "owner_name"  // whose quota, beside an id
	FieldStart      = "start"       // the first day of a quota's period
	FieldEnd        = "end"         // its last day
	FieldPeriod     = "period"      // its name: "Q3 2026", "Quarter 3", "2026-07"
	FieldYear       = "year"        // where the name has none
	FieldMetric     = "metric"      // what is counted; only money makes a quota
	FieldGoal       = "goal"        // a quota's name
	FieldParentGoal = "parent_goal" // that of the one it is a part of

	FieldAt        = "at"    // when a deal changed
	FieldChanged   = "field" // which of its fields did
	FieldOld       = "old"
	FieldNew       = "new"
	FieldFromStage = "from_stage"
)

// otherDates and otherAmounts are those whose cells are dates and amounts; the
// values of a history can be either.
var (
	otherDates   = []string{FieldEntered, FieldDate, FieldDue, FieldDoneAt, FieldStart, FieldEnd, FieldAt, FieldOld, FieldNew}
	otherAmounts = []string{FieldOld, FieldNew}
)

func isDate(field string) bool {
	return slices.Contains(dateFields, field) || slices.Contains(otherDates, field)
}

func isAmount(field string) bool {
	return field == FieldAmount || field == FieldAmountActual || slices.Contains(otherAmounts, field)
}
