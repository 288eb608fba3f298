package main

import (
	"context"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/tui/hygiene"
	"halfhour/tui/route"
)

// hygieneOptions are the flags of hygiene.
type hygieneOptions struct {
	reps   []string
	mended bool
	csv    bool
	plain  bool
	out    destination
}

func (p *program) hygieneCommand() *cobra.Command {
	var o hygieneOptions
	cmd := &cobra.Command{
		Use:   "hygiene",
		Short: "Bad data to mend before the meeting, so that nobody talks about it there",
		Long: `List the open deals whose data is missing or cannot be right, to be mended in
place. What is mended stands beside what the CRM says: halfhour shows both, no
import overwrites it, and it goes quiet once an export says the same. --csv
writes it as a small file to carry back to the CRM, in the CRM's own columns.`,
		Example: `  halfhour hygiene --rep "Ana Ruiz"
  halfhour hygiene fix "Kestrel pilot" amount=84k close="15 dec"
  halfhour hygiene --csv -o fixes.csv`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runHygiene(cmd.Context(), o) },
	}
	p.repFlag(cmd, &o.reps, "only the deals of this `NAME`")
	cmd.Flags().BoolVar(&o.mended, "mended", false, "what was mended and the CRM does not say yet, instead of what there is to mend")
	cmd.Flags().BoolVar(&o.csv, "csv", false, "what was mended, as a CSV for the CRM")
	cmd.Flags().BoolVar(&o.plain, "plain", false, "print the list instead of opening it")
	o.out.flags(cmd)
	p.jsonFlag(cmd)
	cmd.AddCommand(p.fixCommand())
	return cmd
}

func (p *program) runHygiene(ctx context.Context, o hygieneOptions) error {
	if err := p.csvTo(o.out, &o.csv); err != nil {
		return err
	}
	today, err := p.today()
	if err != nil {
		return err
	}
	if !o.csv && !o.mended && !o.plain && !p.json && p.needTerminal("hygiene") == nil {
		name, err := theRep(o.reps)
		if err != nil {
			return err
		}
		return p.visit(ctx, p.newDesk(today, route.Hygiene, asked{rep: name}))
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
	switch {
	case o.csv || o.mended && p.json:
		return p.exportFixes(ctx, st, rep, today, o.out)
	case o.mended:
		return p.printMended(ctx, st, rep, today)
	}
	items, open, err := toMend(ctx, st, store.Filter{Owner: rep.ID, Today: today}, today)
	if err != nil {
		return err
	}
	if p.json {
		return p.hygieneJSON(ctx, st, items)
	}
	return p.printHygiene(ctx, st, items, open, rep)
}

// toMend lists the hygiene findings of deals, the worst of the deal that needs
// the time most first, and says how many deals it looked at.
func toMend(ctx context.Context, st *store.Store, f store.Filter, today agenda.Date) (items []hygiene.Item, of int, err error) {
	people, err := st.People(ctx)
	if err != nil {
		return nil, 0, err
	}
	list, err := listDeals(ctx, st, f, people, today)
	if err != nil {
		return nil, 0, err
	}
	for _, d := range list {
		for _, found := range d.found {
			if found.Hygiene {
				items = append(items, hygiene.Item{Deal: d.Deal, Finding: found})
			}
		}
	}
	return items, len(list), nil
}
