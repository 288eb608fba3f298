package crm

import (
	"iter"
	"strings"
)

// DealRef is how a row of another file names its deal.
type DealRef struct {
	ID      string // the CRM's, "" when the file has only names
	Name    string
	Account string // of the deal, where the file has it
}

// Known says whether it names a deal at all.
func (d DealRef) Known() bool { return d.ID != "" || d.Name != "" }

// Contact is one row of a file of contacts: somebody at a buyer's.
type Contact struct {
	Line    int
	ID      string // the CRM's, "" when the file has none
	Name    string // the e-mail address where there is none
	Account string // its name or, where the file has no more, its id
	Email   string
	Title   string
	Role    string    // as the CRM has it, of people that it gives one role in all deals
	Decides bool      // the role is one of those who decide
	Deals   []DealRef // where the file names them
}

// Contacts yields the contacts of the file, as Rows does deals.
func (f *File) Contacts() iter.Seq2[Contact, error] {
	return readRows(f, Contacts, func(r *rowReader, rec record) (p Contact, skip bool, bad *Rejected) {
		if skip, bad = r.begin(rec); skip || bad != nil {
			return p, skip, bad
		}
		c := rec.cells
		p = Contact{
			Line: rec.line, ID: r.reference(c, FieldID), Name: r.nameOf(c, FieldName), Account: r.reference(c, FieldAccount),
			Email: r.text(c, FieldEmail), Title: r.text(c, FieldTitle), Role: r.text(c, FieldRole), Deals: r.deals(c),
		}
		p.Decides = r.v.decides(p.Role)
		if p.Name == "" {
			r.rejected = &Rejected{Reason: "it names nobody"}
		}
		return p, false, r.rejected
	})
}

// nameOf puts a person's name together; it is the e-mail address for want of a
// better one.
func (r *rowReader) nameOf(c []string, field string) string {
	if name := r.text(c, field); name != "" {
		return name
	}
	first, last := r.text(c, FieldFirstName), r.text(c, FieldLastName)
	if name := strings.TrimSpace(first + " " + last); name != "" {
		return name
	}
	return r.text(c, FieldEmail)
}

// deals returns the deals that a row names; their ids or names may stand in one
// cell, with semicolons between.
func (r *rowReader) deals(c []string) []DealRef {
	id, name, account := r.reference(c, FieldDeal), r.text(c, FieldDealName), r.text(c, FieldAccount)
	if !strings.Contains(id, ";") && (id != "" || !strings.Contains(name, ";")) {
		if d := (DealRef{id, name, account}); d.Known() {
			return []DealRef{d}
		}
		return nil
	}
	var list []DealRef
	names := splitNames(name)
	for i, id := range splitNames(id) {
		d := DealRef{ID: id}
		if i < len(names) {
			d.Name = names[i]
		}
		list = append(list, d)
	}
	if list == nil {
		for _, name := range names {
			list = append(list, DealRef{Name: name})
		}
	}
	return list
}

// ContactRole is one row of a file that says who at the buyer's has to do with
// a deal.
type ContactRole struct {
	Line    int
	Deal    DealRef
	Contact string // the CRM's id, "" when the file has none
	Name    string
	Email   string
	Title   string
	Role    string
	Decides bool
}

// ContactRoles yields the contact roles of the file, as Rows does deals.
func (f *File) ContactRoles() iter.Seq2[ContactRole, error] {
	return readRows(f, ContactRoles, func(r *rowReader, rec record) (p ContactRole, skip bool, bad *Rejected) {
		if skip, bad = r.begin(rec); skip || bad != nil {
			return p, skip, bad
		}
		c := rec.cells
		p = ContactRole{
			Line: rec.line, Deal: r.deal1(c), Contact: r.reference(c, FieldContact), Name: r.nameOf(c, FieldContactName),
			Email: r.text(c, FieldEmail), Title: r.text(c, FieldTitle), Role: r.text(c, FieldRole),
		}
		p.Decides = r.v.decides(p.Role) || r.flag(c, FieldIsDecider) == yes
		switch {
		case !p.Deal.Known():
			r.rejected = &Rejected{Reason: "it names no deal"}
		case p.Contact == "" && p.Name == "":
			r.rejected = &Rejected{Reason: "it names no contact"}
		}
		return p, false, r.rejected
	})
}

func (r *rowReader) deal1(c []string) DealRef {
	return DealRef{r.reference(c, FieldDeal), r.text(c, FieldDealName), r.text(c, FieldAccount)}
}

func (r *rowReader) flag(c []string, field string) flag {
	return parseFlag(cell(c, r.column(c, field)))
}

// decides says whether a role, or one of several in a cell, is one of those who
// decide.
func (v *vocabulary) decides(role string) bool {
	if v.deciders[fold(role)] {
		return true
	}
	for part := range strings.FieldsFuncSeq(role, func(r rune) bool { return strings.ContainsRune(";,/、；，", r) }) {
		if v.deciders[fold(part)] {
			return true
		}
	}
	return false
}
