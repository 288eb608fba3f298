package crm

import (
	"iter"
	"strings"
)

// Person is one row of a file of people: a team list, or the users of a CRM.
type Person struct {
	Line int
	Name string // "" when the file has only ids or addresses
	ID   string // the CRM's, "" when the file has none
	// Email is the address, "" when the file has none.
	Email string
	Role  string // as the file has it
	// Who manages them, as far as the file says.
	Manager, ManagerID, ManagerEmail string
}

// People yields the people of the file, as Rows does deals.
func (f *File) People() iter.Seq2[Person, error] {
	return readRows(f, People, func(r *rowReader, rec record) (p Person, skip bool, bad *Rejected) {
		if skip, bad = r.begin(rec); skip || bad != nil {
			return p, skip, bad
		}
		c := rec.cells
		p = Person{
			Line: rec.line, Name: r.text(c, FieldName), ID: r.reference(c, FieldID), Email: r.text(c, FieldEmail), Role: r.text(c, FieldRole),
			Manager: r.text(c, FieldManager), ManagerID: r.reference(c, FieldManagerID), ManagerEmail: r.text(c, FieldManagerEmail),
		}
		if p.Name == "" {
			p.Name = strings.TrimSpace(r.text(c, FieldFirstName) + " " + r.text(c, FieldLastName))
		}
		if p.Name == "" && p.ID == "" && p.Email == "" {
			r.rejected = &Rejected{Reason: "it names nobody"}
		}
		return p, false, r.rejected
	})
}
