package crm

import (
	"fmt"
	"slices"
)

// Kind is what the rows of a file are.
type Kind string

// The kinds of files that halfhour takes in. People (teams and users) are
// recognised, and `halfhour people` reads them.
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

// KindOf says of what kind a file with this header is; "" for none known. The
// kinds beyond the constants, such as "stages", are those that nobody reads.
func KindOf(header ...string) Kind {
	h := recognise(header, nil)
	if h.kind == Deals && h.missing() != "" {
		return ""
	}
	return h.kind
}

// Kind says what the rows of the file are. Rows reads Deals; each other kind
// has a method of its name.
func (f *File) Kind() Kind { return f.header.kind }

// OtherKindError is the ErrOtherKind of a file that was recognised as one that
// Open does not read.
type OtherKindError struct{ Kind Kind }

// Error says what the file is and what is needed.
func (e *OtherKindError) Error() string {
	return fmt.Sprintf("%v: it looks like a file of %s; export the deals (opportunities) themselves", ErrOtherKind, e.Kind)
}

// Unwrap makes it an ErrOtherKind.
func (e *OtherKindError) Unwrap() error { return ErrOtherKind }

// kindOf says of what kind a header is that is read as one of deals: what the
// vocabulary's first fitting line says.
func (h *header) kindOf(mapped map[string]string) Kind {
	missing := h.missing() != ""
	if !missing && len(mapped) > 0 {
		return Deals
	}
	keys := make(map[string]bool, len(h.cells))
	for _, c := range h.cells {
		keys[foldHeader(c)] = true
	}
	for _, k := range vocab().kinds {
		if (k.always || missing) && !slices.ContainsFunc(k.headers, func(key string) bool { return !keys[key] }) {
			return Kind(k.name)
		}
	}
	return Deals
}
