package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// dealOptions are the flags of deals.
type dealOptions struct {
	reps []string
	all  bool
	sort string
}

func (p *program) dealsCommand() *cobra.Command {
	var o dealOptions
	cmd := &cobra.Command{
		Use:   "deals",
		Short: "Open deals, the one that needs the time most first",
		Long: `List open deals with what is wrong with them, the one that needs the time most
first. --all adds the closed ones and those that are no longer in the export.`,
		Example: `  halfhour deals --rep "Ana Ruiz"
  halfhour deals --sort close
  halfhour deals --all --json | jq '.[] | select(.status == "won") | .name'`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runDeals(cmd.Context(), o) },
	}
	p.repFlag(cmd, &o.reps, "only the deals of this `NAME`")
	cmd.Flags().BoolVar(&o.all, "all", false, "closed and gone ones too")
	cmd.Flags().StringVar(&o.sort, "sort", "need", "the `ORDER`: need or close")
	_ = cmd.RegisterFlagCompletionFunc("sort", cobra.FixedCompletions([]string{"need", "close"}, cobra.ShellCompDirectiveNoFileComp))
	p.jsonFlag(cmd)
	return cmd
}

// listedDeal is a deal with what is said about it.
type listedDeal struct {
	agenda.Deal
	owner  string
	shared []string // the names of who co-owns it, sorted
	reason string
	rank   int // from 0; closed and gone deals share the last
	found  []agenda.Finding
}

func (p *program) runDeals(ctx context.Context, o dealOptions) error {
	if o.sort != "need" && o.sort != "close" {
		return misuse("--sort is need or close, not %q", o.sort)
	}
	today, err := p.today()
	if err != nil {
		return err
	}
	st, err := p.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	rep, err := findRep(ctx, st, o.reps)
	if err != nil {
		return err
	}
	list, err := listDeals(ctx, st, store.Filter{Owner: rep.ID, All: o.all, Today: today}, today)
	if err != nil {
		return err
	}
	if o.sort == "close" {
		slices.SortStableFunc(list, byClose)
	}
	if p.json {
		return p.dealsJSON(list)
	}
	if len(list) == 0 {
		p.printf("No %sdeals%s. halfhour import FILE brings in a CRM export.\n", word(!o.all, "open "), word(rep.ID != "", " of "+string(safe.Line(rep.Name))))
		return nil
	}
	p.printDeals(list, today, rep)
	return nil
}

// listDeals returns the deals of a filter, the one that needs the time most
// first, closed and gone ones last.
func listDeals(ctx context.Context, st *store.Store, f store.Filter, today agenda.Date) ([]listedDeal, error) {
	deals, err := st.Deals(ctx, f)
	if err != nil {
		return nil, err
	}
	people, err := st.People(ctx)
	if err != nil {
		return nil, err
	}
	ground, err := groundOf(ctx, st, today)
	if err != nil {
		return nil, err
	}
	named := map[string]string{}
	for _, who := range people {
		named[who.ID] = who.Name
	}
	ranks := map[string]int{}
	ranked := inspect.Over(deals, ground).Rank()
	for i, c := range ranked {
		ranks[c.DealID] = i
	}
	list := make([]listedDeal, len(deals))
	for i, d := range deals {
		list[i] = listedDeal{Deal: d, owner: named[d.Owner], shared: namesOf(d.CoOwners, named), rank: len(ranked)}
		if at, ok := ranks[d.ID]; ok {
			list[i].rank, list[i].reason, list[i].found = at, ranked[at].Reason, ranked[at].Findings
		}
	}
	slices.SortStableFunc(list, func(a, b listedDeal) int {
		return cmp.Or(a.rank-b.rank, cmp.Compare(b.Close, a.Close))
	})
	return list, nil
}

// namesOf returns the names of people's ids, sorted.
func namesOf(ids []string, named map[string]string) []string {
	var list []string
	for _, id := range ids {
		list = append(list, named[id])
	}
	slices.Sort(list)
	return list
}

// sharedWith are those who have a deal beside the rep of a list; without one,
// beside its owner.
func (d listedDeal) sharedWith(rep agenda.Person) []string {
	if rep.ID == "" || rep.ID == d.Owner {
		return d.shared
	}
	others := append([]string{d.owner}, d.shared...)
	return slices.DeleteFunc(others, func(name string) bool { return name == rep.Name || name == "" })
}

// byClose puts open deals first, the next to close first, those without a date
// last; then closed ones, the latest first.
func byClose(a, b listedDeal) int {
	if open := a.Status == agenda.Open; open != (b.Status == agenda.Open) {
		if open {
			return -1
		}
		return 1
	}
	if a.Status != agenda.Open {
		return cmp.Compare(b.Close, a.Close)
	}
	if (a.Close == 0) != (b.Close == 0) {
		return cmp.Compare(b.Close, a.Close)
	}
	return cmp.Compare(a.Close, b.Close)
}

// printDeals prints deals, of a rep or of everybody. A list of one person's has
// no column of owners.
func (p *program) printDeals(list []listedDeal, today agenda.Date, rep agenda.Person) {
	owners := rep.ID == "" && slices.ContainsFunc(list, func(d listedDeal) bool { return d.owner != list[0].owner })
	columns := []column{{head: "id"}, {head: "deal", least: 14}, {head: "account", least: 10, spare: true}}
	if owners {
		columns = append(columns, column{head: "owner", least: 8, spare: true})
	}
	columns = append(columns, column{head: "stage", least: 8}, column{head: "amount", right: true}, column{head: "closes"}, column{head: "why", least: 24})
	n := shortest(dealIDs(list))
	var rows [][]safe.Text
	for _, d := range list {
		row := []safe.Text{safe.Text(ending(d.ID, n)), safe.Line(d.Name), safe.Line(d.Account)}
		if owners {
			row = append(row, safe.Line(cmp.Or(d.owner, "nobody")))
		}
		amount := "-"
		if d.Amount.Known() {
			amount = d.Amount.String()
		}
		rows = append(rows, append(row, safe.Line(d.Stage), safe.Line(amount), safe.Text(cmp.Or(d.Close.Short(today), "no date")), safe.Line(d.why(rep))))
	}
	p.table(columns, rows)
}

// why says what is to be said about a deal.
func (d listedDeal) why(rep agenda.Person) string {
	text := d.reason
	switch {
	case d.Status != agenda.Open:
		text = string(d.Status)
	case d.Gone:
		text = "no longer in the export"
	}
	others := d.sharedWith(rep)
	if len(others) == 0 {
		return text
	}
	shared := "shared with " + strings.Join(others, " and ")
	if text == "" {
		return shared
	}
	return shared + "; " + text
}

func dealIDs(list []listedDeal) []string {
	ids := make([]string, len(list))
	for i, d := range list {
		ids[i] = d.ID
	}
	return ids
}

type dealJSON struct {
	ID           string        `json:"id"`
	ShortID      string        `json:"short_id"`
	CRMID        string        `json:"crm_id"`
	Name         string        `json:"name"`
	Account      string        `json:"account"`
	Owner        string        `json:"owner"`
	CoOwners     []string      `json:"co_owners"`
	Pipeline     string        `json:"pipeline"`
	Stage        string        `json:"stage"`
	Step         string        `json:"step"`
	Status       string        `json:"status"`
	Amount       string        `json:"amount"`
	Currency     string        `json:"currency"`
	Close        string        `json:"close_date"`
	Created      string        `json:"created"`
	StageSince   string        `json:"stage_since"`
	LastActivity string        `json:"last_activity"`
	ActivityKind string        `json:"activity_kind"`
	NextStep     string        `json:"next_step"`
	NextStepDate string        `json:"next_step_date"`
	Probability  *int          `json:"probability"`
	Forecast     string        `json:"forecast"`
	Extra        extraJSON     `json:"extra"`
	Gone         bool          `json:"gone"`
	Pushes       int           `json:"pushes"`
	PushedDays   int           `json:"pushed_days"`
	FirstAmount  string        `json:"first_amount"`
	MovedBack    bool          `json:"moved_back"`
	Reason       string        `json:"reason"`
	Findings     []findingJSON `json:"findings"`
}

// extraJSON is a JSON object as it is kept, "" for an empty one.
type extraJSON string

// MarshalJSON implements json.Marshaler.
func (e extraJSON) MarshalJSON() ([]byte, error) { return []byte(cmp.Or(string(e), "{}")), nil }

type findingJSON struct {
	Code     string `json:"code"`
	Severity int    `json:"severity"`
	Evidence string `json:"evidence"`
	Fix      string `json:"fix"`
	Hygiene  bool   `json:"hygiene"`
}

func (p *program) dealsJSON(list []listedDeal) error {
	n := shortest(dealIDs(list))
	objects := make([]dealJSON, len(list))
	for i, d := range list {
		objects[i] = dealObject(d, n)
	}
	return printJSON(p, objects)
}

func dealObject(d listedDeal, n int) dealJSON {
	o := dealJSON{
		ID: d.ID, ShortID: ending(d.ID, n), CRMID: d.CRMID, Name: d.Name, Account: d.Account, Owner: d.owner,
		CoOwners: append([]string{}, d.shared...),
		Pipeline: d.Pipeline, Stage: d.Stage, Step: d.Step.String(), Status: string(d.Status),
		Amount: d.Amount.Decimal(), Currency: d.Amount.Currency, Close: d.Close.String(), Created: d.Created.String(),
		StageSince: d.StageSince.String(), LastActivity: d.LastActivity.String(), ActivityKind: d.ActivityKind,
		NextStep: d.NextStep, NextStepDate: d.NextStepDate.String(), Forecast: d.Forecast, Extra: extraJSON(d.Extra), Gone: d.Gone,
		Pushes: d.Track.Pushes, PushedDays: d.Track.PushedDays, FirstAmount: d.Track.FirstAmount.Decimal(),
		MovedBack: d.Track.MovedBack, Reason: d.reason, Findings: []findingJSON{},
	}
	if d.Probability >= 0 {
		o.Probability = &d.Probability
	}
	for _, f := range d.found {
		o.Findings = append(o.Findings, findingJSON{f.Code, f.Severity, f.Evidence, f.Fix, f.Hygiene})
	}
	return o
}
