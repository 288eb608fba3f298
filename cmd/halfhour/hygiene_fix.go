package main

import (
	"context"
	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func (p *program) fixCommand() *cobra.Command {
	var confirm bool
	cmd := &cobra.Command{
		Use:   "fix DEAL FIELD=VALUE ...",
		Short: "Mend the data of one deal",
		Long: `Mend the data of one deal: amount, close (date), next (step) and by (its date),
stage, owner, account, contact, name. The deal is named by its id or its name. With
--confirm the fields are named without a value: what stands there is right.`,
		Example: `  halfhour hygiene fix "Kestrel pilot" amount=84k close="15 dec"
  halfhour hygiene fix 4f07a1 next="Call the CFO" by=fri
  halfhour hygiene fix 4f07a1 --confirm close`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return misuse("name a deal and what to mend: halfhour hygiene fix DEAL amount=84k")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.runFix(cmd.Context(), args, confirm) },
		ValidArgsFunction: p.complete(func(ctx context.Context, st *store.Store, args []string) []string {
			if len(args) > 0 {
				return nil
			}
			return dealNames(ctx, st)
		}),
	}
	cmd.Flags().BoolVar(&confirm, "confirm", false, "what stands in the named fields is right as it is")
	return cmd
}

func (p *program) runFix(ctx context.Context, args []string, confirm bool) error {
	today, err := p.today()
	if err != nil {
		return err
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	if err := p.introduceAccount(ctx, st); err != nil {
		return err
	}
	deals, err := st.Deals(ctx, store.Filter{Today: today})
	if err != nil {
		return err
	}
	d, err := oneDeal(deals, args[0])
	if err != nil {
		return err
	}
	m, err := newMender(ctx, st, today)
	if err != nil {
		return err
	}
	if confirm {
		return p.confirmFields(ctx, m, d, args[1:])
	}
	typed, err := readAssignments(args[1:])
	if err != nil {
		return err
	}
	if err := m.mend(ctx, d, typed, p.now()); err != nil {
		return err
	}
	list, err := st.Deals(ctx, store.Filter{IDs: []string{d.ID}, Today: today})
	if err != nil || len(list) == 0 {
		return err
	}
	named, err := namesByID(ctx, st)
	for _, f := range agenda.FixFields {
		if _, said := typed[f]; !said {
			continue
		}
		if x, open := list[0].Fix(f); open {
			p.printf("%s: %s %s (CRM: %s)\n", safe.Line(d.Name), f.Label(), safe.Line(showFix(x, x.Value, today, named)), safe.Line(showFix(x, x.CRM, today, named)))
		} else {
			p.printf("%s: %s is what the CRM says too\n", safe.Line(d.Name), f.Label())
		}
	}
	return err
}

func (p *program) confirmFields(ctx context.Context, m mender, d agenda.Deal, names []string) error {
	for _, name := range names {
		f := fixNames[name]
		if f == "" || d.Value(f) == "" {
			return misuse("%q of %s holds nothing that could be confirmed", name, d.Name)
		}
		if err := m.confirm(ctx, d, f, p.now()); err != nil {
			return err
		}
		p.printf("%s: %s is right as it is\n", safe.Line(d.Name), f.Label())
	}
	return nil
}

// fixNames are the fields as the command line names them.
var fixNames = map[string]agenda.Field{
	"amount": agenda.FieldAmount, "close": agenda.FieldClose, "next": agenda.FieldNextStep, "by": agenda.FieldNextStepDate,
	"stage": agenda.FieldStage, "owner": agenda.FieldOwner, "account": agenda.FieldAccount, "contact": agenda.FieldContact, "name": agenda.FieldName,
}

// readAssignments reads "amount=84k" and the like.
func readAssignments(args []string) (map[agenda.Field]string, error) {
	typed := map[agenda.Field]string{}
	for _, arg := range args {
		name, value, ok := strings.Cut(arg, "=")
		f := fixNames[strings.ToLower(strings.TrimSpace(name))]
		if !ok || f == "" {
			return nil, misuse("%q says nothing to mend: say amount=84k, close=\"15 dec\", next=\"Call the CFO\", by=fri, stage=, owner=, account= or contact=", arg)
		}
		if _, twice := typed[f]; twice {
			return nil, misuse("%s is said twice", name)
		}
		typed[f] = value
	}
	return typed, nil
}

// oneDeal finds the open deal that is meant.
func oneDeal(deals []agenda.Deal, typed string) (agenda.Deal, error) {
	found := matchDeals(deals, typed)
	switch {
	case len(found) == 0:
		return agenda.Deal{}, noOpenDeal(typed)
	case len(found) > 1:
		return agenda.Deal{}, misuseDeals(found, "%q can be one of these; give its id:", typed)
	}
	return found[0], nil
}

// fixesOf are the fixes of a deal that the CRM does not say yet, those that
// count, in the order of the fields.
func fixesOf(d agenda.Deal) []agenda.Fix {
	var list []agenda.Fix
	for _, f := range agenda.FixFields {
		if x, ok := d.Fix(f); ok {
			list = append(list, x)
		}
	}
	return list
}

// anyFix says whether any deal has a fix of a field.
func anyFix(deals []store.Mended, f agenda.Field) bool {
	return slices.ContainsFunc(deals, func(d store.Mended) bool { _, ok := d.Fix(f); return ok })
}
