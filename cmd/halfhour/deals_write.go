package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/listing"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// writeDeals writes what a view shows of the deals of a rep, or of everybody.
func (p *program) writeDeals(ctx context.Context, st *store.Store, view listing.View, rep agenda.Person, today agenda.Date, o dealOptions) error {
	all := view.All || strings.Contains(view.Filter, "is:")
	people, err := st.People(ctx)
	if err != nil {
		return err
	}
	deals, err := listDeals(ctx, st, store.Filter{Owner: rep.ID, All: all, Today: today}, people, today)
	if err != nil {
		return err
	}
	list := newListing(deals, people, today)
	found := list.Select(view, nil, listing.InTurn, func() bool { return false })
	rows := func() []listedDeal {
		rows := make([]listedDeal, 0, found.Count)
		for _, line := range found.Lines {
			if line.Deal >= 0 {
				rows = append(rows, deals[line.Deal])
			}
		}
		return rows
	}
	switch {
	case p.json:
		return p.dealsJSON(rows())
	case o.csv:
		return p.writeOut(o.out, func(w io.Writer) error { return dealsCSV(w, rows(), view, today) })
	case found.Count == 0 && view.Filter != "":
		p.printf("No deal fits %s.\n", safe.Line(view.Filter))
	case found.Count == 0:
		p.printf("No %sdeals%s. halfhour import FILE brings in a CRM export.\n", word(!view.All, "open "), word(rep.ID != "", " of "+string(safe.Line(rep.Name))))
	default:
		p.printDeals(deals, list, found, view, rep)
	}
	return nil
}

// printDeals prints deals, of a rep or of everybody. A list of one person's has
// no column of owners, but if one asks for it.
func (p *program) printDeals(deals []listedDeal, list *listing.List, found *listing.Selection, view listing.View, rep agenda.Person) {
	shown := view.Shown()
	if len(view.Columns) == 0 && (rep.ID != "" || oneOwner(list, found)) {
		shown = slices.DeleteFunc(shown, func(c listing.Column) bool { return c.Name == "owner" })
	}
	columns := []column{{head: "id"}}
	for _, c := range shown {
		columns = append(columns, column{head: c.Head, right: c.Right, least: c.Least, spare: c.Name == "account" || c.Name == "owner"})
	}
	ids := make([]string, 0, found.Count)
	for _, line := range found.Lines {
		if line.Deal >= 0 {
			ids = append(ids, deals[line.Deal].ID)
		}
	}
	n := shortest(ids)
	var rows [][]safe.Text
	for _, line := range found.Lines {
		if line.Deal < 0 {
			g := found.Groups[line.Group]
			rows = append(rows, []safe.Text{safe.Line(fmt.Sprintf("%s: %s, %s", g.Name, agenda.Counted(g.Count, "deal"), g.Worth()))})
			continue
		}
		d := list.Deal(int(line.Deal))
		d.Why = deals[line.Deal].why(rep)
		row := []safe.Text{safe.Text(ending(deals[line.Deal].ID, n))}
		for _, c := range shown {
			row = append(row, safe.Line(cmp.Or(c.Text(d, list.Today), missing[c.Name])))
		}
		rows = append(rows, row)
	}
	p.table(columns, rows)
}

// missing is what stands in columns that have nothing.
var missing = map[string]string{"amount": "-", "close": "no date"}

func oneOwner(list *listing.List, found *listing.Selection) bool {
	first := ""
	for i, line := range found.Lines {
		if line.Deal < 0 {
			continue
		}
		owner := list.Owner(int(line.Deal))
		if i > 0 && first != "" && owner != first {
			return false
		}
		first = owner
	}
	return true
}

// dealsCSV writes deals with a header that halfhour import knows, the columns
// of a view or all of them.
func dealsCSV(w io.Writer, list []listedDeal, view listing.View, today agenda.Date) error {
	names := view.Columns
	if len(names) == 0 {
		names = listing.ColumnNames()
	}
	head := []string{"id"}
	for _, name := range names {
		head = append(head, csvHeads[name]...)
	}
	out := csv.NewWriter(w)
	err := out.Write(head)
	for _, d := range list {
		row := []string{cmp.Or(d.CRMID, d.ID)}
		for _, name := range names {
			row = append(row, d.cells(name, today)...)
		}
		for i := range row {
			row[i] = safe.Spreadsheet(row[i])
		}
		if err == nil {
			err = out.Write(row)
		}
	}
	out.Flush()
	if err == nil {
		err = out.Error()
	}
	return err
}

// csvHeads are the heads of columns in a CSV; an amount takes two.
var csvHeads = map[string][]string{
	"deal": {"deal_name"}, "account": {"account"}, "owner": {"owner"}, "stage": {"stage"}, "amount": {"amount", "currency"},
	"close": {"close_date"}, "findings": {"findings"}, "why": {"why"}, "days": {"days_in_stage"}, "age": {"age_days"},
	"touch": {"last_activity"}, "step": {"next_step"}, "stepdate": {"next_step_date"}, "pushes": {"pushes", "pushed_days"},
	"chance": {"probability"}, "forecast": {"forecast"}, "created": {"created"}, "status": {"status"},
}

// cells are a column's values for a program: dates as 2026-11-27, amounts
// without a symbol.
func (d listedDeal) cells(column string, today agenda.Date) []string {
	days := func(n int, known bool) []string { return []string{word(known, fmt.Sprint(n))} }
	switch column {
	case "deal":
		return []string{d.Name}
	case "account":
		return []string{d.Account}
	case "owner":
		return []string{strings.Join(append(slices.DeleteFunc([]string{d.owner}, func(s string) bool { return s == "" }), d.shared...), "; ")}
	case "stage":
		return []string{d.Stage}
	case "amount":
		return []string{d.Amount.Decimal(), d.Amount.Currency}
	case "close":
		return []string{d.Close.String()}
	case "findings":
		var codes []string
		for _, f := range d.found {
			codes = append(codes, f.Code)
		}
		return []string{strings.Join(slices.Compact(codes), "; ")}
	case "why":
		return []string{d.why(agenda.Person{})}
	case "days":
		return days(d.DaysInStage(today))
	case "age":
		return days(d.Age(today))
	case "touch":
		return []string{d.LastActivity.String()}
	case "step":
		return []string{d.NextStep}
	case "stepdate":
		return []string{d.NextStepDate.String()}
	case "pushes":
		return []string{fmt.Sprint(d.Track.Pushes), fmt.Sprint(d.Track.PushedDays)}
	case "chance":
		return days(d.Probability, d.Probability >= 0)
	case "forecast":
		return []string{d.Forecast}
	case "created":
		return []string{d.Created.String()}
	}
	return []string{word(d.Gone, "gone") + word(!d.Gone, string(d.Status))}
}
