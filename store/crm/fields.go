package crm

import "slices"

// The names of the fields that a column can hold, as Column.Field,
// File.Covers and Options.Map use them.
const (
	FieldID           = "id"
	FieldName         = "name"
	FieldAccount      = "account"
	FieldOwner        = "owner"
	FieldCoOwner      = "co_owner"
	FieldPipeline     = "pipeline"
	FieldStage        = "stage"
	FieldStatus       = "status"
	FieldIsClosed     = "is_closed"
	FieldIsWon        = "is_won"
	FieldIsLost       = "is_lost"
	FieldIsDeleted    = "is_deleted"
	FieldIsActive     = "is_active" // "no" for a deal put away, which is lost
	FieldAmount       = "amount"
	FieldAmountActual = "amount_actual" // what a closed deal brought
	FieldCurrency     = "currency"
	FieldClose        = "close_date"
	FieldCloseActual  = "close_date_actual" // when a closed deal closed
	FieldCreated      = "created_date"
	FieldStageSince   = "stage_since"
	FieldLastActivity = "last_activity"
	FieldActivityKind = "activity_kind"
	FieldNextStep     = "next_step"
	FieldNextStepDate = "next_step_date"
	FieldProbability  = "probability"
	FieldForecast     = "forecast"
	FieldProduct      = "product"
	FieldRecordType   = "record_type"   // what a row is, where not all are deals
	FieldModified     = "modified"      // when the CRM's record was changed last
	FieldContactCount = "contact_count" // how many people at the buyer's the CRM counts
	FieldCloseMoves   = "close_moves"   // how often the close date changed, as the CRM counts it
	FieldExtra        = "extra"         // kept as it is; any number of columns
	// FieldIgnore in Options.Map leaves a column out that would be recognised.
	FieldIgnore = "ignore"
)

// Fields lists the names that Options.Map accepts, without FieldIgnore.
var Fields = []string{
	FieldID, FieldName, FieldAccount, FieldOwner, FieldCoOwner, FieldPipeline,
	FieldStage, FieldStatus, FieldIsClosed, FieldIsWon, FieldIsLost, FieldIsDeleted, FieldIsActive,
	FieldAmount, FieldAmountActual, FieldCurrency, FieldClose, FieldCloseActual,
	FieldCreated, FieldStageSince, FieldLastActivity, FieldActivityKind,
	FieldNextStep, FieldNextStepDate, FieldProbability, FieldForecast, FieldProduct, FieldRecordType,
	FieldModified, FieldEntered, FieldContact, FieldContactCount, FieldCloseMoves, FieldExtra,
}

// dateFields are the fields whose cells are dates.
var dateFields = []string{
	FieldClose, FieldCloseActual, FieldCreated, FieldStageSince, FieldLastActivity, FieldNextStepDate, FieldModified,
}

func knownField(name string) bool { return name == FieldIgnore || slices.Contains(Fields, name) }
