package main

import (
	"context"
	"encoding/csv"
	"io"
	"slices"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/crm"
	"halfhour/tui/draw"
)

// writeFixes writes what was mended as a CSV to carry back to the CRM: a row a
// deal, with the CRM's id and, where all deals are of one CRM that is known, its
// own names of the columns. A cell that is empty means: as it is.
func writeFixes(w io.Writer, deals []store.Mended, people []agenda.Person) error {
	system := ""
	for i, d := range deals {
		if i == 0 {
			system = d.CRM
		} else if d.CRM != system {
			system = ""
		}
	}
	columns := fixColumns(deals, people)
	out := csv.NewWriter(w)
	row := make([]string, 0, len(columns))
	for _, c := range columns {
		name := crm.HeaderOf(system, c.field)
		if name == "" {
			name = c.name
		}
		row = append(row, safe.Spreadsheet(name))
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, d := range deals {
		row = row[:0]
		for _, c := range columns {
			row = append(row, safe.Spreadsheet(c.value(d)))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// fixColumn is one column of the file.
type fixColumn struct {
	field string // as the vocabulary of CRMs has it
	name  string // where the CRM's own is not known
	value func(store.Mended) string
}

// fixColumns are the columns that the fixes need, after those that say which
// deal it is.
func fixColumns(deals []store.Mended, people []agenda.Person) []fixColumn {
	list := []fixColumn{
		{crm.FieldID, "Deal ID", func(d store.Mended) string { return d.CRMID }},
		{crm.FieldName, "Deal Name", func(d store.Mended) string { return d.Name }},
	}
	if !anyFix(deals, agenda.FieldAccount) {
		list = append(list, fixColumn{crm.FieldAccount, "Account", func(d store.Mended) string { return d.Account }})
	}
	named := agenda.NamesByID(people)
	for _, f := range agenda.FixFields {
		if f == agenda.FieldName || !anyFix(deals, f) { // the name is there already
			continue
		}
		field := string(f)
		if f == agenda.FieldContact {
			field = "" // CRMs want an id there
		}
		list = append(list, fixColumn{field, draw.Capital(f.Label()), func(d store.Mended) string {
			x, ok := d.Fix(f)
			switch {
			case !ok:
				return ""
			case f == agenda.FieldAmount:
				return d.Amount.Decimal()
			case f == agenda.FieldOwner:
				return named[x.Value]
			}
			return x.Value
		}})
		if f == agenda.FieldAmount {
			list = append(list, fixColumn{crm.FieldCurrency, "Currency", func(d store.Mended) string {
				if _, ok := d.Fix(f); !ok || d.Amount.Currency == agenda.NoCurrency {
					return ""
				}
				return d.Amount.Currency
			}})
		}
	}
	return list
}

// fixJSON is one mended field.
type fixJSON struct {
	Deal    string `json:"deal"`
	DealID  string `json:"deal_id"`
	CRM     string `json:"crm"`
	CRMID   string `json:"crm_id"`
	Account string `json:"account"`
	Field   string `json:"field"`
	Value   string `json:"value"`
	CRMNow  string `json:"crm_says"`
	CRMThen string `json:"crm_said"`
	Author  string `json:"author"`
	At      string `json:"at"`
}

func fixesJSON(deals []store.Mended, people []agenda.Person) []fixJSON {
	list := []fixJSON{}
	name := func(id string) string {
		if i := slices.IndexFunc(people, func(p agenda.Person) bool { return p.ID == id }); i >= 0 {
			return people[i].Name
		}
		return ""
	}
	for _, d := range deals {
		for _, x := range fixesOf(d.Deal) {
			value := func(v string) string {
				if x.Field == agenda.FieldOwner {
					return name(v)
				}
				return v
			}
			list = append(list, fixJSON{
				Deal: d.Name, DealID: d.ID, CRM: d.CRM, CRMID: d.CRMID, Account: d.Account, Field: string(x.Field),
				Value: value(x.Value), CRMNow: value(x.CRM), CRMThen: value(x.Was), Author: name(x.Author), At: instant(x.At),
			})
		}
	}
	return list
}

// exportFixes writes the fixes of a rep, or of everybody.
func (p *program) exportFixes(ctx context.Context, st *store.Store, rep agenda.Person, today agenda.Date, to destination) error {
	deals, err := st.MendedDeals(ctx, rep.ID, today)
	if err != nil {
		return err
	}
	people, err := st.People(ctx)
	if err != nil {
		return err
	}
	if p.json {
		return printJSON(p, fixesJSON(deals, people))
	}
	if len(deals) == 0 {
		p.say("nothing was mended that the CRM does not say too: there is nothing to carry back")
	}
	return p.writeOut(to, func(w io.Writer) error { return writeFixes(w, deals, people) })
}
