package main

import (
	"context"
	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/tui/hygiene"
	"slices"
)

type hygieneJSON struct {
	ID       string `json:"id"`
	CRMID    string `json:"crm_id"`
	Name     string `json:"name"`
	Account  string `json:"account"`
	Owner    string `json:"owner"`
	Field    string `json:"field"`
	Evidence string `json:"evidence"`
	Fix      string `json:"fix"`
	Severity int    `json:"severity"`
}

func (p *program) hygieneJSON(ctx context.Context, st *store.Store, items []hygiene.Item) error {
	named, err := namesByID(ctx, st)
	if err != nil {
		return err
	}
	list := []hygieneJSON{}
	for _, it := range items {
		list = append(list, hygieneJSON{
			ID: it.Deal.ID, CRMID: it.Deal.CRMID, Name: it.Deal.Name, Account: it.Deal.Account, Owner: named[it.Deal.Owner],
			Field: string(it.Finding.Mends), Evidence: it.Finding.Evidence, Fix: it.Finding.Fix, Severity: it.Finding.Severity,
		})
	}
	return printJSON(p, list)
}

func (p *program) printHygiene(ctx context.Context, st *store.Store, items []hygiene.Item, open int, rep agenda.Person) error {
	deals, err := st.MendedDeals(ctx, rep.ID, 0)
	if err != nil {
		return err
	}
	fixes := 0
	for _, d := range deals {
		fixes += len(fixesOf(d.Deal))
	}
	if open == 0 {
		p.printf("There are no open deals%s. halfhour import FILE brings in a CRM export.\n", word(rep.ID != "", " of "+string(safe.Line(rep.Name))))
	} else if len(items) == 0 {
		p.printf("Clean: there is nothing to mend%s.\n", word(rep.ID != "", " in the deals of "+string(safe.Line(rep.Name))))
	} else {
		named, err := namesByID(ctx, st)
		if err != nil {
			return err
		}
		var ids []string
		for _, it := range items {
			ids = append(ids, it.Deal.ID)
		}
		slices.Sort(ids)
		n := shortest(slices.Compact(ids))
		var rows [][]safe.Text
		for _, it := range items {
			rows = append(rows, []safe.Text{safe.Line(ending(it.Deal.ID, n)), safe.Line(it.Deal.Name), safe.Line(it.Deal.Account),
				safe.Line(named[it.Deal.Owner]), safe.Line(it.Finding.Evidence), safe.Line(it.Finding.Fix)})
		}
		p.table([]column{{head: "id"}, {head: "deal", least: 12}, {head: "account", least: 8, spare: true},
			{head: "owner", least: 8, spare: true}, {head: "what is wrong", least: 16}, {head: "to mend it", least: 12, spare: true}}, rows)
		p.printf("\n%s to mend. On a terminal halfhour hygiene opens the list; halfhour hygiene fix DEAL amount=84k mends one.\n", agenda.Counted(len(items), "thing"))
	}
	if fixes > 0 {
		p.printf("%s to carry back to the CRM: halfhour hygiene --csv -o fixes.csv\n", agenda.Counted(fixes, "mended value"))
	}
	return nil
}

func (p *program) printMended(ctx context.Context, st *store.Store, rep agenda.Person, today agenda.Date) error {
	deals, err := st.MendedDeals(ctx, rep.ID, today)
	if err != nil {
		return err
	}
	if len(deals) == 0 {
		p.printf("Nothing was mended that the CRM does not say too.\n")
		return nil
	}
	named, err := namesByID(ctx, st)
	if err != nil {
		return err
	}
	var rows [][]safe.Text
	for _, d := range deals {
		for _, x := range fixesOf(d.Deal) {
			rows = append(rows, []safe.Text{safe.Line(d.Name), safe.Line(x.Field.Label()), safe.Line(showFix(x, x.Value, today, named)),
				safe.Line(showFix(x, x.CRM, today, named)), safe.Line(named[x.Author]), safe.Line(agenda.DateOf(x.At.Local()).Short(today))})
			for _, r := range d.Rivals(x.Field) {
				rows = append(rows, []safe.Text{safe.Line(d.Name), safe.Line("or " + r.Field.Label()), safe.Line(showFix(r, r.Value, today, named)),
					"", safe.Line(named[r.Author]), safe.Line(agenda.DateOf(r.At.Local()).Short(today))})
			}
		}
	}
	p.table([]column{{head: "deal", least: 12}, {head: "field"}, {head: "mended", least: 12}, {head: "CRM", least: 8}, {head: "by", least: 6, spare: true}, {head: "on", spare: true}}, rows)
	return nil
}

func showFix(x agenda.Fix, value string, today agenda.Date, named map[string]string) string {
	return agenda.ShowValue(x.Field, value, today, func(id string) string { return named[id] })
}
