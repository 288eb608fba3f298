package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/store/crm"
	"halfhour/tui/changes"
	"halfhour/tui/route"
)

// The numbers of an import, on the screen: what the line says that sums it up,
// and the deals behind each.

// number is one part of the line that sums an import up.
type number struct {
	n      int
	words  string
	effect store.Effect // "" for rows that were not understood
}

// numbersOf are the numbers of a report, those that are zero left out.
func numbersOf(r store.Report) []number {
	c := r.Changes
	days := fmt.Sprintf(" (median %d %s)", c.PushedMedianDays, plural(c.PushedMedianDays, "day", "days"))
	list := []number{
		{r.New, "new", store.EffectNew}, {c.Won, "won", store.EffectWon}, {c.Lost, "lost", store.EffectLost},
		{c.Pushed, "pushed" + days, store.EffectPushed}, {c.PulledIn, "pulled in", store.EffectPulledIn},
		{c.Up, plural(c.Up, "amount up", "amounts up"), store.EffectUp}, {c.Down, plural(c.Down, "amount down", "amounts down"), store.EffectDown},
		{c.MovedOn, "moved on", store.EffectMovedOn}, {c.MovedBack, "moved back", store.EffectMovedBack},
		{c.Otherwise, "changed otherwise", store.EffectOtherwise}, {r.Unchanged, "unchanged", store.EffectUnchanged},
		{r.Gone, "no longer in the export", store.EffectGone}, {r.Back, "back in the export", store.EffectBack},
		{r.Rejected, plural(r.Rejected, "row not understood", "rows not understood"), ""},
	}
	return slices.DeleteFunc(list, func(n number) bool { return n.n == 0 })
}

// summary is what became of the deals, in one line without zeros.
func summary(r store.Report) string {
	var parts []string
	for _, n := range numbersOf(r) {
		parts = append(parts, agenda.Count(n.n)+" "+n.words)
	}
	return cmp.Or(strings.Join(parts, " · "), "no deals")
}

// taken is an export that came in, and what became of it.
type taken struct {
	export *export
	report store.Report
}

// showNumbers lets a person open the numbers of what came in.
func (j *job) showNumbers(ctx context.Context) error {
	var accounts []changes.Account
	for _, t := range j.taken {
		if r := t.report; r.New+r.Changed+r.Gone+r.Back+r.Rejected > 0 {
			accounts = append(accounts, j.account(t))
		}
	}
	if len(accounts) == 0 {
		return nil
	}
	return j.p.showScreen(ctx, route.Import, changes.New(ctx, accounts))
}

func (j *job) account(t taken) changes.Account {
	a := changes.Account{Title: t.export.source.name}
	if t.export.date.from != "" {
		a.When = "of " + t.export.date.day().Short(j.today)
	}
	if j.o.dry {
		a.When = "dry run: nothing is written"
	}
	for _, n := range numbersOf(t.report) {
		shown := changes.Number{Count: agenda.Count(n.n), Words: n.words}
		if n.effect == "" {
			shown.Heads = [3]string{"row", "column", "why"}
			shown.Items = func(context.Context) ([]changes.Item, bool, error) {
				return rejectedItems(t), n.n > len(t.report.RejectedRows), nil
			}
		} else {
			ids := t.report.Behind[n.effect]
			shown.Items = func(ctx context.Context) ([]changes.Item, bool, error) {
				items, err := j.dealItems(ctx, t.report.Import, n.effect, ids)
				return items, n.n > len(ids), err
			}
		}
		a.Numbers = append(a.Numbers, shown)
	}
	return a
}

// rejectedItems are the rows that nobody could read, with their cells.
func rejectedItems(t taken) []changes.Item {
	var list []changes.Item
	headers := t.export.headers()
	for _, r := range t.report.RejectedRows {
		it := changes.Item{Name: fmt.Sprintf("line %d", r.Line), Account: r.Column, What: r.Reason}
		it.Detail = append(it.Detail, changes.Detail{Label: "why", Words: reason(r)})
		for i, cell := range r.Cells {
			label := "beyond"
			if i < len(headers) {
				label = headers[i]
			}
			it.Detail = append(it.Detail, changes.Detail{Label: label, Words: cell})
		}
		list = append(list, it)
	}
	return list
}

func reason(r crm.Rejected) string {
	if r.Column == "" {
		return r.Reason
	}
	return r.Column + ": " + r.Reason
}

// dealItems are the deals behind an effect: open ones first, the largest first.
func (j *job) dealItems(ctx context.Context, importID int64, effect store.Effect, ids []string) ([]changes.Item, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	deals, err := j.st.Deals(ctx, store.Filter{IDs: ids, Today: j.today})
	if err != nil {
		return nil, err
	}
	changed, err := j.st.ChangesOf(ctx, importID, ids)
	if err != nil {
		return nil, err
	}
	owners, err := namesByID(ctx, j.st)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(deals, func(a, b agenda.Deal) int {
		return cmp.Or(closed(a)-closed(b), cmp.Compare(b.Amount.Minor, a.Amount.Minor))
	})
	list := make([]changes.Item, len(deals))
	for i, d := range deals {
		list[i] = j.dealItem(d, owners[d.Owner], effect, changed[d.ID])
	}
	return list, nil
}

func closed(d agenda.Deal) int {
	if d.Status == agenda.Open {
		return 0
	}
	return 1
}

// tellingFields are those whose change an effect is.
var tellingFields = map[store.Effect]agenda.Field{
	store.EffectPushed: agenda.FieldClose, store.EffectPulledIn: agenda.FieldClose, store.EffectUp: agenda.FieldAmount,
	store.EffectDown: agenda.FieldAmount, store.EffectMovedOn: agenda.FieldStage, store.EffectMovedBack: agenda.FieldStage,
	store.EffectWon: agenda.FieldStage, store.EffectLost: agenda.FieldStage,
}

func (j *job) dealItem(d agenda.Deal, owner string, effect store.Effect, changed []agenda.Change) changes.Item {
	it := changes.Item{Name: d.Name, Account: d.Account, Owner: owner}
	if d.Amount.Known() {
		it.Amount = d.Amount.String()
	}
	var words []string
	for _, c := range changed {
		text := c.Words(j.today)
		it.Detail = append(it.Detail, changes.Detail{Label: c.Field.Label(), Words: text})
		switch telling := tellingFields[effect]; {
		case c.Field == telling:
			words = append([]string{text}, words...)
		case telling == "":
			words = append(words, c.Field.Label()+" "+text)
		}
	}
	if len(words) == 0 {
		words = []string{standsAs(d, j.today)}
	}
	it.What = strings.Join(words, "; ")
	if len(it.Detail) == 0 {
		it.Detail = facts(d, j.today)
	}
	return it
}

// facts are what is known of a deal, a line each.
func facts(d agenda.Deal, today agenda.Date) []changes.Detail {
	date := func(on agenda.Date) string {
		if on == 0 {
			return ""
		}
		return on.Short(today)
	}
	var list []changes.Detail
	for _, fact := range [][2]string{
		{"stage", d.Stage}, {"status", string(d.Status)}, {"close date", date(d.Close)}, {"created", date(d.Created)},
		{"next step", d.NextStep}, {"last activity", date(d.LastActivity)}, {"CRM id", d.CRMID},
	} {
		if fact[1] != "" {
			list = append(list, changes.Detail{Label: fact[0], Words: fact[1]})
		}
	}
	return list
}

// standsAs is where a deal is, in a few words.
func standsAs(d agenda.Deal, today agenda.Date) string {
	text := cmp.Or(d.Stage, string(d.Status))
	if d.Close != 0 {
		text += fmt.Sprintf(", %s %s", map[bool]string{true: "closes", false: "closed"}[d.Status == agenda.Open], d.Close.Short(today))
	}
	return text
}
