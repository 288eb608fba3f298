package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/agenda/listing"
	"halfhour/store"
	"halfhour/tui/route"
)

// dealOptions are the flags of deals.
type dealOptions struct {
	reps     []string
	stages   []string
	findings []string
	filter   string
	saved    string
	columns  []string
	group    string
	sort     string
	all      bool
	why      string
	csv      bool
	plain    bool
	out      destination
	cmd      *cobra.Command // to see which of them were given
}

func (p *program) dealsCommand() *cobra.Command {
	var o dealOptions
	cmd := &cobra.Command{
		Use:   "deals",
		Short: "All deals, the one that needs the time most first: look through them, filter, sort, group",
		Long: `Look through the deals: on a terminal a screen with a table and everything that
is known of each deal, elsewhere a list. Open deals come with what is wrong with
them, the one that needs the time most first; --all adds the closed ones and
those that are no longer in the export.

The words of --filter are looked for letter by letter in name, account, owner
and stage, and as they stand in findings; all of them have to fit. stage:prop
looks in one column, "two words" as they stand, !word leaves out, is:won looks
at the status.

Columns: ` + strings.Join(listing.ColumnNames(), ", ") + `.`,
		Example: `  halfhour deals --rep "Ana Ruiz"
  halfhour deals --stage proposal --finding stale --sort -amount
  halfhour deals --filter 'northwind !data' --group stage --columns deal,amount,close,why
  halfhour deals --why "Northwind renewal"
  halfhour deals --all --json | jq '.[] | select(.status == "won") | .name'
  halfhour deals --csv -o deals.csv`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.cmd = cmd
			return p.runDeals(cmd.Context(), o)
		},
	}
	p.repFlag(cmd, &o.reps, "only the deals of this `NAME`")
	flags := cmd.Flags()
	flags.BoolVar(&o.all, "all", false, "closed and gone ones too")
	flags.StringArrayVar(&o.stages, "stage", nil, "only deals whose stage has this `TEXT`")
	flags.StringArrayVar(&o.findings, "finding", nil, "only deals with this `FINDING`, like stale")
	flags.StringVar(&o.filter, "filter", "", "only deals that fit these `WORDS`")
	flags.StringVar(&o.saved, "saved", "", "as the filter saved under this `NAME` on the screen")
	flags.StringVar(&o.sort, "sort", "need", "the `ORDER`: need, or a column, with - before it the other way round")
	flags.StringSliceVar(&o.columns, "columns", nil, "show these `COLUMNS`, with commas between")
	flags.StringVar(&o.group, "group", "", "group by `owner` or stage")
	flags.BoolVar(&o.csv, "csv", false, "as CSV")
	flags.BoolVar(&o.plain, "plain", false, "print the list instead of opening it")
	o.out.flags(cmd)
	flags.StringVar(&o.why, "why", "", "take apart how much time this `DEAL` needs: its name or id")
	_ = cmd.RegisterFlagCompletionFunc("why", p.completeDeals)
	p.jsonFlag(cmd)
	fixed := func(words ...string) func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)
	}
	_ = cmd.RegisterFlagCompletionFunc("sort", fixed(append([]string{"need"}, listing.ColumnNames()...)...))
	_ = cmd.RegisterFlagCompletionFunc("columns", fixed(listing.ColumnNames()...))
	_ = cmd.RegisterFlagCompletionFunc("group", fixed("owner", "stage"))
	_ = cmd.RegisterFlagCompletionFunc("saved", p.complete(func(ctx context.Context, st *store.Store, _ []string) []string {
		var names []string
		_, saved, _ := st.Views(ctx)
		for _, v := range saved {
			names = append(names, v.Name)
		}
		return names
	}))
	return cmd
}

func (p *program) runDeals(ctx context.Context, o dealOptions) error {
	if err := p.csvTo(o.out, &o.csv); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	today, err := p.today()
	if err != nil {
		return err
	}
	if !o.csv && !o.plain && !p.json && p.needTerminal("deals") == nil {
		return p.openDeals(ctx, o, today)
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
	if o.why != "" {
		return p.explainDeal(ctx, st, rep, o.why, today)
	}
	_, saved, err := st.Views(ctx)
	if err != nil {
		return err
	}
	view, err := o.view(listing.View{}, saved)
	if err != nil {
		return err
	}
	return p.writeDeals(ctx, st, view, rep, today, o)
}

// openDeals opens the screen, as the flags say.
func (p *program) openDeals(ctx context.Context, o dealOptions, today agenda.Date) error {
	name, err := theRep(o.reps)
	if err != nil {
		return err
	}
	return p.visit(ctx, p.newDesk(today, route.Deals, asked{rep: name, view: o.view}))
}

// check refuses what cannot be asked for.
func (o *dealOptions) check() error {
	if o.sort == "need" {
		o.sort = ""
	}
	if name := strings.TrimPrefix(o.sort, "-"); name != "" {
		if _, ok := listing.ColumnNamed(name); !ok {
			return misuse("--sort is need or a column, not %q: %s", name, strings.Join(listing.ColumnNames(), ", "))
		}
	}
	for _, name := range o.columns {
		if _, ok := listing.ColumnNamed(name); !ok {
			return misuse("there is no column %q: --columns takes %s", name, strings.Join(listing.ColumnNames(), ", "))
		}
	}
	if o.group == "rep" {
		o.group = "owner"
	}
	if !slices.Contains(listing.Groups, o.group) {
		return misuse("--group is owner or stage, not %q", o.group)
	}
	return nil
}

// view is what the flags ask for; what they leave open is as in v, or as it was
// saved.
func (o dealOptions) view(v listing.View, saved []listing.Saved) (listing.View, error) {
	if o.saved != "" {
		i := slices.IndexFunc(saved, func(s listing.Saved) bool { return agenda.Fold(s.Name) == agenda.Fold(o.saved) })
		if i < 0 {
			return v, noSuchFilter(o.saved, saved)
		}
		v = saved[i].View
	}
	words := []string{v.Filter, o.filter}
	for _, stage := range o.stages {
		words = append(words, "stage:"+listing.Quoted(stage))
	}
	for _, finding := range o.findings {
		words = append(words, "finding:"+listing.Quoted(finding))
	}
	v.Filter = strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
	given := o.cmd.Flags().Changed
	if given("sort") {
		v.Sort = o.sort
	}
	if given("columns") {
		v.Columns = o.columns
	}
	if given("group") {
		v.Group = o.group
	}
	if given("all") {
		v.All = o.all
	}
	return v, nil
}

func noSuchFilter(name string, saved []listing.Saved) error {
	wrong := &misused{words: "there is no saved filter " + quoted(name) + ": w on the screen of deals saves one"}
	for _, v := range saved {
		wrong.list = append(wrong.list, v.Name)
	}
	return wrong
}

// listedDeal is a deal with what is said about it.
type listedDeal struct {
	agenda.Deal
	owner  string
	shared []string // the names of who co-owns it, sorted
	reason string
	need   agenda.Need
	found  []agenda.Finding
}

// listDeals returns the deals of a filter, the one that needs the time most
// first, closed and gone ones last. people is everybody.
func listDeals(ctx context.Context, st *store.Store, f store.Filter, people []agenda.Person, today agenda.Date) ([]listedDeal, error) {
	deals, err := st.Deals(ctx, f)
	if err != nil {
		return nil, err
	}
	ground, err := groundOf(ctx, st, today, agenda.Person{ID: f.Owner})
	if err != nil {
		return nil, err
	}
	named := agenda.NamesByID(people)
	candidates := inspect.Over(deals, ground).Rank()
	ranked := make(map[string]*agenda.Candidate, len(candidates))
	for i := range candidates {
		ranked[candidates[i].DealID] = &candidates[i]
	}
	none := new(agenda.Candidate)
	of := func(d *agenda.Deal) *agenda.Candidate { return cmp.Or(ranked[d.ID], none) }
	order := make([]int, len(deals)) // a deal is large to sort
	needs := make([]agenda.Need, len(deals))
	for i := range deals {
		order[i], needs[i] = i, agenda.NeedOf(&deals[i], *of(&deals[i]))
	}
	slices.SortFunc(order, func(i, j int) int {
		return needs[i].Compare(needs[j], func() int {
			return cmp.Or(cmp.Compare(deals[i].Name, deals[j].Name), cmp.Compare(deals[i].ID, deals[j].ID))
		})
	})
	list := make([]listedDeal, len(deals))
	for place, i := range order {
		d, c := &deals[i], of(&deals[i])
		list[place] = listedDeal{Deal: *d, owner: named[d.Owner], shared: namesOf(d.CoOwners, named), need: needs[i], reason: c.Reason.String(), found: c.Findings}
	}
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
