package main

import (
	"cmp"
	"context"
	"slices"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/movement"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// changesOptions are the flags of changes.
type changesOptions struct {
	since, until string
	reps         []string
	waterfall    bool
	closing      string // --closing
}

const (
	sinceImport = "import"
	sinceReview = "last-review"
)

func (p *program) changesCommand() *cobra.Command {
	var o changesOptions
	cmd := &cobra.Command{
		Use:   "changes",
		Short: "What moved between two dates: new, won, lost, pushed, up, down",
		Long: `Say what moved between two dates, each deal once: won or lost before pushed or
pulled in, that before new, and that before its amount and its stage. What was
made undone in between has not moved.

--since is a date, a day of the week (the last one), -7d or -2w; import for what
the last import changed, which is what happens without --since; or last-review
for what came in since the last review of --rep began. The whole day counts, of
--until too.

Changes count from the import that brought them. A deal that came in later than
it was created is new when no earlier import could have brought it, and counts
as there all along, as it was seen first, when one could.

--waterfall leads from the open deals that were to close in this quarter to
those that are, by what made the difference; --closing names another quarter,
by any day of it, or all deals. A rep's deals are those that are theirs at the
end.`,
		Example: `  halfhour changes
  halfhour changes --rep "Ana Ruiz" --since last-review
  halfhour changes --since monday
  halfhour changes --since 2026-10-01 --until 2026-10-31 --json
  halfhour changes --since 2026-10-01 --waterfall`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runChanges(cmd.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.since, "since", sinceImport, "from this `DATE` on, or import, or last-review")
	flags.StringVar(&o.until, "until", "", "up to this `DATE`; without it, up to now")
	flags.BoolVar(&o.waterfall, "waterfall", false, "from what was to close to what is, step by step")
	flags.StringVar(&o.closing, "closing", "", "of --waterfall: deals that close in the quarter of this `DATE`, or all")
	_ = cmd.RegisterFlagCompletionFunc("since", cobra.FixedCompletions([]string{sinceImport, sinceReview}, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("closing", cobra.FixedCompletions([]string{"all"}, cobra.ShellCompDirectiveNoFileComp))
	p.repFlag(cmd, &o.reps, "only the deals of this `NAME`")
	p.jsonFlag(cmd)
	return cmd
}

func (p *program) runChanges(ctx context.Context, o changesOptions) error {
	today, err := p.today()
	if err != nil {
		return err
	}
	if o.closing != "" && !o.waterfall {
		return misuse("--closing says which deals --waterfall is of: add --waterfall")
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
	over, err := spanOf(ctx, st, o, rep, today)
	if err != nil {
		return err
	}
	term, err := closing(o.closing, over.last, today)
	if err != nil {
		return err
	}
	past, err := st.Since(ctx, rep.ID, over.From)
	if err != nil {
		return err
	}
	moved := movement.Between(past.Deals, over.Period, past.Step)
	note := ""
	if !past.Begins.IsZero() && !over.From.After(past.Begins) {
		note = "The file begins on " + agenda.DateOf(past.Begins.Local()).Short(today) + "; nothing is known before."
	}
	if p.json {
		if note != "" {
			p.say("%s", note)
		}
		if o.waterfall {
			return p.waterfallJSON(moved.Waterfall(term))
		}
		return p.changesJSON(ctx, st, moved)
	}
	p.printf("%s\n", movement.Summary(moved.Tallies()))
	p.printf("%s%s.\n", over.words, word(rep.ID != "", ", deals of "+string(safe.Line(rep.Name))))
	if note != "" {
		p.printf("%s\n", note)
	}
	if o.waterfall {
		p.printWaterfall(moved.Waterfall(term), today)
		return nil
	}
	return p.printChanges(ctx, st, moved, rep.ID == "", today)
}

// mostTelling puts what people read first first, and longer pushes before
// shorter ones.
func mostTelling(a, b movement.Line) int {
	return cmp.Or(cmp.Compare(slices.Index(movement.Kinds, a.Kind), slices.Index(movement.Kinds, b.Kind)),
		cmp.Compare(max(b.Days(), -b.Days()), max(a.Days(), -a.Days())))
}

// told returns the lines worth telling: of deals that something happened to.
func told(m movement.Movement) []movement.Line {
	list := slices.DeleteFunc(slices.Clone(m), func(l movement.Line) bool {
		return l.Kind == movement.Unchanged || l.Kind == movement.Settled
	})
	slices.SortStableFunc(list, mostTelling)
	return list
}

// ownersOf names everybody by ID.
func ownersOf(ctx context.Context, st *store.Store) (map[string]string, error) {
	people, err := st.People(ctx)
	named := map[string]string{}
	for _, who := range people {
		named[who.ID] = who.Name
	}
	return named, err
}

func (p *program) printChanges(ctx context.Context, st *store.Store, m movement.Movement, owners bool, today agenda.Date) error {
	named, err := ownersOf(ctx, st)
	if err != nil {
		return err
	}
	list := told(m)
	if len(list) == 0 {
		return nil
	}
	columns := []column{{head: "change"}, {head: "deal", least: 14}, {head: "account", least: 10, spare: true}}
	if owners {
		columns = append(columns, column{head: "owner", least: 8, spare: true})
	}
	columns = append(columns, column{head: "amount", right: true}, column{head: "what was and is", least: 24})
	var rows [][]safe.Text
	for _, l := range list {
		row := []safe.Text{safe.Text(l.Kind), safe.Line(l.Deal.Name), safe.Line(l.Deal.Account)}
		if owners {
			row = append(row, safe.Line(cmp.Or(named[l.Is.Owner], "nobody")))
		}
		amount := "-"
		if l.Amount().Known() {
			amount = l.Amount().String()
		}
		rows = append(rows, append(row, safe.Line(amount), safe.Line(l.Words(today))))
	}
	p.printf("\n")
	p.table(columns, rows)
	return nil
}

type changeJSON struct {
	ID          string          `json:"id"`
	ShortID     string          `json:"short_id"`
	CRMID       string          `json:"crm_id"`
	Name        string          `json:"name"`
	Account     string          `json:"account"`
	Owner       string          `json:"owner"`
	Change      movement.Kind   `json:"change"`
	Also        []movement.Kind `json:"also"`
	There       bool            `json:"was_there"`
	Days        int             `json:"days_later"`
	StageWas    string          `json:"stage_was"`
	Stage       string          `json:"stage"`
	StatusWas   string          `json:"status_was"`
	Status      string          `json:"status"`
	AmountWas   string          `json:"amount_was"`
	CurrencyWas string          `json:"currency_was"`
	Amount      string          `json:"amount"`
	Currency    string          `json:"currency"`
	CloseWas    string          `json:"close_date_was"`
	Close       string          `json:"close_date"`
	Gone        bool            `json:"gone"`
}

func (p *program) changesJSON(ctx context.Context, st *store.Store, m movement.Movement) error {
	named, err := ownersOf(ctx, st)
	if err != nil {
		return err
	}
	list := told(m)
	ids := make([]string, len(list))
	for i, l := range list {
		ids[i] = l.Deal.ID
	}
	n := shortest(ids)
	objects := make([]changeJSON, len(list))
	for i, l := range list {
		was, is := l.Was, l.Is
		objects[i] = changeJSON{
			ID: l.Deal.ID, ShortID: ending(l.Deal.ID, n), CRMID: l.Deal.CRMID, Name: l.Deal.Name, Account: l.Deal.Account,
			Owner: named[is.Owner], Change: l.Kind, Also: append([]movement.Kind{}, l.Also...), There: l.There, Days: l.Days(),
			StageWas: was.Stage, Stage: is.Stage, StatusWas: string(was.Status), Status: string(is.Status),
			AmountWas: was.Amount.Decimal(), CurrencyWas: was.Amount.Currency, Amount: is.Amount.Decimal(), Currency: is.Amount.Currency,
			CloseWas: was.Close.String(), Close: is.Close.String(), Gone: is.Gone,
		}
	}
	return printJSON(p, objects)
}
