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
	"halfhour/tui/changes"
	"halfhour/tui/route"
)

// changesOptions are the flags of changes.
type changesOptions struct {
	since, until string
	reps         []string
	waterfall    bool
	closing      string // --closing
	plain        bool   // print, also where there is a screen
}

const (
	sinceImport = "import"
	sinceReview = "last-review"
	sinceWeek   = "week"
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
the last import changed, which is what happens without --since; last-review for
what came in since the last review of --rep began; or week for this week, which
begins on the day that halfhour settings says. The whole day counts, of --until
too.

Changes count from the import that brought them. A deal is new with the import
that brought it first. Only those of a first import, that were created before,
count as there all along, as they were seen first.

--waterfall leads from the open deals that were to close in this quarter to
those that are, by what made the difference; --closing names another quarter,
by any day of it, or all deals. A rep's deals are those that are theirs at the
end.

On a terminal each number can be opened on the screen; --plain prints.`,
		Example: `  halfhour changes
  halfhour changes --rep "Ana Ruiz" --since last-review
  halfhour changes --since monday
  halfhour changes --since 2026-10-01 --until 2026-10-31 --json
  halfhour changes --since 2026-10-01 --waterfall`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runChanges(cmd.Context(), o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.since, "since", sinceImport, "from this `DATE` on, or import, last-review, week")
	flags.StringVar(&o.until, "until", "", "up to this `DATE`; without it, up to now")
	flags.BoolVar(&o.waterfall, "waterfall", false, "from what was to close to what is, step by step")
	flags.StringVar(&o.closing, "closing", "", "of --waterfall: deals that close in the quarter of this `DATE`, or all")
	flags.BoolVar(&o.plain, "plain", false, "print the table, on a terminal too")
	_ = cmd.RegisterFlagCompletionFunc("since", cobra.FixedCompletions([]string{sinceImport, sinceReview, sinceWeek}, cobra.ShellCompDirectiveNoFileComp))
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
	m, err := lookAt(ctx, st, o, rep, today)
	if err != nil {
		return err
	}
	set, err := st.Settings(ctx)
	if err != nil {
		return err
	}
	term, err := closing(o.closing, set.Calendar, m.over.last, today)
	if err != nil {
		return err
	}
	switch {
	case p.json:
		if m.note != "" {
			p.say("%s", m.note)
		}
		if o.waterfall {
			return p.waterfallJSON(m.moved.Waterfall(term))
		}
		return p.changesJSON(ctx, st, m.moved)
	case !o.plain && !o.waterfall && p.hasScreen() && len(told(m.moved)) > 0:
		a, err := m.account(ctx, st, today)
		if err != nil {
			return err
		}
		return p.showScreen(ctx, route.Changes, changes.New(ctx, []changes.Account{a}))
	}
	p.printf("%s\n", movement.Summary(m.moved.Tallies()))
	p.printf("%s.\n", safe.Line(m.words()))
	if m.note != "" {
		p.printf("%s\n", m.note)
	}
	if o.waterfall {
		p.printWaterfall(m.moved.Waterfall(term), today)
		return nil
	}
	return p.printChanges(ctx, st, m.moved, rep.ID == "", today)
}

// moving is what moved in a time.
type moving struct {
	over  span
	rep   agenda.Person // whose deals, zero for everybody's
	moved movement.Movement
	note  string // about what is known of that time, "" for nothing
}

// lookAt finds out what moved.
func lookAt(ctx context.Context, st *store.Store, o changesOptions, rep agenda.Person, today agenda.Date) (m moving, err error) {
	m.rep = rep
	if m.over, err = spanOf(ctx, st, o, rep, today); err != nil {
		return m, err
	}
	past, err := st.Since(ctx, rep.ID, m.over.From)
	if err != nil {
		return m, err
	}
	m.moved = movement.Between(past.Deals, m.over.Period, past.Step)
	begins, err := st.Begins(ctx)
	if err != nil {
		return m, err
	}
	if !begins.IsZero() && !m.over.From.After(begins) {
		m.note = "The file begins on " + agenda.DateOf(begins.Local()).Short(today) + "; nothing is known before."
	}
	return m, nil
}

// words say of when it is, and of whose deals.
func (m moving) words() string {
	return m.over.words + word(m.rep.ID != "", ", deals of "+m.rep.Name)
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

func (p *program) printChanges(ctx context.Context, st *store.Store, m movement.Movement, owners bool, today agenda.Date) error {
	named, err := namesByID(ctx, st)
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
	named, err := namesByID(ctx, st)
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
