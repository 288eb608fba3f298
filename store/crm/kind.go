package crm

import "fmt"

// Kind is what the rows of a file are.
type Kind string

// The kinds of files that halfhour takes in. People are teams and users.
const (
	Deals        Kind = "deals"
	Accounts     Kind = "accounts"
	Contacts     Kind = "contacts"
	ContactRoles Kind = "contact roles"
	Activities   Kind = "activities" // tasks, events, meetings, calls, mails and notes
	Quotas       Kind = "quotas"
	History      Kind = "deal history"
	People       Kind = "people"
)

// read says whether Open reads files of a kind.
func (k Kind) read() bool {
	switch k {
	case Deals, Accounts, Contacts, ContactRoles, Activities, Quotas, History, People:
		return true
	}
	return false
}

// saidKind is the key in a mapping under which stands what a person says the
// file is; no header folds to it.
const saidKind = "\x00kind"

// Kind says what the rows of the file are. Rows reads Deals; each other kind
// has a method of its name.
func (f *File) Kind() Kind { return f.header.kind }

// OtherKindError is an ErrOtherKind that names the kind: Open's for a file that
// it does not read, and that of a method for rows of another kind.
type OtherKindError struct{ Kind Kind }

// Error says what the file is and what is needed.
func (e *OtherKindError) Error() string {
	return fmt.Sprintf("%v: it looks like a file of %s; export the deals (opportunities) themselves", ErrOtherKind, e.Kind)
}

// Unwrap makes it an ErrOtherKind.
func (e *OtherKindError) Unwrap() error { return ErrOtherKind }
