package crm

import (
	"iter"
	"strings"
)

// Account is one row of a file of accounts (companies, organisations).
type Account struct {
	Line   int
	ID     string // the CRM's, "" when the file has none
	Name   string
	Domain string // of its web site, which some exports of deals name it by
}

// Accounts yields the accounts of the file, as Rows does deals.
func (f *File) Accounts() iter.Seq2[Account, error] {
	return readRows(f, Accounts, func(r *rowReader, rec record) (a Account, skip bool, bad *Rejected) {
		if skip, bad = r.begin(rec); skip || bad != nil {
			return a, skip, bad
		}
		c := rec.cells
		a = Account{Line: rec.line, ID: r.reference(c, FieldID), Name: r.text(c, FieldName), Domain: strings.ToLower(r.text(c, FieldDomain))}
		if a.Name == "" {
			r.rejected = &Rejected{Reason: "it has no name"}
		}
		return a, false, r.rejected
	})
}

// column returns the first column of a field that this row fills; -1 for none.
func (r *rowReader) column(c []string, field string) int {
	for _, i := range r.columns[field] {
		if cell(c, i) != "" {
			return i
		}
	}
	return -1
}

// text returns what a row says of a field.
func (r *rowReader) text(c []string, field string) string { return r.own(c, r.column(c, field)) }

// reference returns the CRM's id in a row; Salesforce writes none as
// 000000000000000AAA.
func (r *rowReader) reference(c []string, field string) string {
	id := r.text(c, field)
	if noValue(id) || strings.Trim(id, "0") == "" || strings.Trim(id, "0") == "AAA" {
		return ""
	}
	return id
}
