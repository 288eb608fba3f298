package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// actionFields are the flags that say one field of an action each.
type actionFields struct {
	text, owner, due, priority, doneWhen, deal string
}

// flags adds them; those that a new action's words say too are left out there.
func (f *actionFields) flags(p *program, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.owner, "owner", "", "the `NAME` of who does it")
	_ = cmd.RegisterFlagCompletionFunc("owner", p.complete(func(ctx context.Context, st *store.Store, _ []string) []string { return allNames(ctx, st) }))
	cmd.Flags().StringVar(&f.due, "due", "", "the due `DAY`: fri, +3d, \"4 dec\", 2026-12-04")
	cmd.Flags().StringVar(&f.priority, "priority", "", "`1` (first), 2 or 3")
	cmd.Flags().StringVar(&f.deal, "deal", "", "the `NAME` of the deal, or the beginning of a word of it")
	cmd.Flags().StringVar(&f.doneWhen, "done-when", "", "the `METRIC` that will show it: \"stage is Negotiation\", \"next step dated\", \"amount back\", or anything in words")
}

func (p *program) addCommand() *cobra.Command {
	var f actionFields
	cmd := &cobra.Command{
		Use:   "add WORDS...",
		Short: `Write an action down: "Book the CISO call @ana !1 fri #initech"`,
		Long: `Write an action down outside a review. In its words @name says who does it, !1 to
!3 how urgent it is, #deal which deal it is for, and a day at the end by when.
What is not said: you, priority 2, the next Friday, and for a deal the metric
that its next step has a date.`,
		Example: `  halfhour actions add "Book the CISO call @ana !1 fri #initech"
  halfhour actions add "Ask legal for the redline" --done-when "stage is Negotiation" --deal kestrel`,
		Args: func(_ *cobra.Command, args []string) error {
			if strings.TrimSpace(strings.Join(args, "")) == "" {
				return misuse(`say what happens, as in: halfhour actions add "Book the CISO call @ana !1 fri #initech"`)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.addAction(cmd.Context(), strings.Join(args, " "), f)
		},
	}
	f.flags(p, cmd)
	return cmd
}

func (p *program) editActionCommand() *cobra.Command {
	var f actionFields
	cmd := p.aboutActions("edit", "Change who, what or by when of an action", "Change fields of actions; those without a flag stay.",
		func(ctx context.Context, ids []string) error { return p.editActions(ctx, ids, f) }, agenda.ToDo)
	cmd.Example = `  halfhour actions edit 4f07a1 --due "4 dec" --owner dana
  halfhour actions edit 4f07a1 --done-when "stage is Negotiation"`
	cmd.Flags().StringVar(&f.text, "text", "", "what happens, in one `LINE`")
	f.flags(p, cmd)
	return cmd
}

func (p *program) addAction(ctx context.Context, line string, f actionFields) error {
	today, err := p.today()
	if err != nil {
		return err
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	known, err := knownIn(ctx, st, today)
	if err != nil {
		return err
	}
	q, err := agenda.ParseQuick(line, known)
	if err != nil {
		return err
	}
	if q.Text == "" {
		return misuse("%q names nothing to do: say what happens, too", line)
	}
	me, _, err := st.Me(ctx)
	if err != nil {
		return err
	}
	a := agenda.Action{Text: q.Text, Owner: q.Owner, Priority: q.Priority, Due: q.Due, DealID: q.Deal, Author: me.ID}
	if a, err = f.into(ctx, st, a, known); err != nil {
		return err
	}
	if a, err = withDefaults(ctx, st, a, me, known); err != nil {
		return err
	}
	for _, warning := range q.Warnings {
		p.say("%s", warning)
	}
	rows, err := st.EditActions(ctx, today, p.now().Round(0), store.ActionEdit{Next: a})
	if err != nil {
		return err
	}
	p.printf("%s %s\n", ending(rows[0].ID, 6), safe.Line(actionLine(rows[0], today)))
	return nil
}

// withDefaults fills in what nobody said of a new action.
func withDefaults(ctx context.Context, st *store.Store, a agenda.Action, me agenda.Person, known agenda.Known) (agenda.Action, error) {
	day, err := followUpDay(ctx, st)
	if err != nil {
		return a, err
	}
	a.Owner = cmp.Or(a.Owner, me.ID)
	a.Priority = cmp.Or(a.Priority, agenda.DefaultPriority)
	a.Due = cmp.Or(a.Due, a.CarriedTo(day, known.Today))
	if a.DoneWhen != "" || a.DealID == "" {
		return a, nil
	}
	process, err := st.Process(ctx)
	for _, d := range known.Deals {
		if d.ID == a.DealID {
			a.DoneWhen = agenda.LikelyMeasure(d, process, known.Today).String()
		}
	}
	return a, err
}

// actionLine says an action in one line.
func actionLine(a store.ActionRow, today agenda.Date) string {
	parts := []string{a.Text, cmp.Or(a.OwnerName, "nobody yet"), fmt.Sprintf("priority %d", a.Priority)}
	if a.Due != 0 {
		parts = append(parts, "due "+a.Due.Short(today))
	}
	if a.Deal != "" {
		parts = append(parts, a.Deal)
	}
	if a.DoneWhen != "" {
		parts = append(parts, "done when: "+a.DoneWhen)
	}
	return strings.Join(parts, " · ")
}

// knownIn is what a line of words can name.
func knownIn(ctx context.Context, st *store.Store, today agenda.Date) (agenda.Known, error) {
	known := agenda.Known{Today: today}
	var err error
	if known.People, err = st.People(ctx); err != nil {
		return known, err
	}
	known.Deals, err = st.Deals(ctx, store.Filter{Today: today})
	return known, err
}

// into puts what flags say into an action.
func (f actionFields) into(ctx context.Context, st *store.Store, a agenda.Action, known agenda.Known) (agenda.Action, error) {
	if text := strings.TrimSpace(f.text); text != "" {
		a.Text = text
	}
	if f.owner != "" {
		who, err := findAmong(ctx, st, known.People, f.owner)
		if err != nil {
			return a, err
		}
		a.Owner = who.ID
	}
	if f.priority != "" {
		if len(f.priority) != 1 || f.priority < "1" || f.priority > "3" {
			return a, misuse("--priority is 1 (first), 2 or 3, not %q", f.priority)
		}
		a.Priority = int(f.priority[0] - '0')
	}
	if f.due != "" {
		due, err := agenda.ParseDue(f.due, known.Today)
		if err != nil {
			return a, misuse("--due: %s", err)
		}
		a.Due = due
	}
	if f.deal != "" {
		found := agenda.ResolveDeal(known.Deals, f.deal)
		if len(found) != 1 {
			return a, noSuchDeal(f.deal, found)
		}
		a.DealID = found[0].ID
	}
	if words := strings.TrimSpace(f.doneWhen); words != "" {
		a.DoneWhen = words
	}
	return a, nil
}

// noOpenDeal says that a deal was named that is not there.
func noOpenDeal(typed string) error {
	return misuse("there is no open deal %q: halfhour deals lists them", typed)
}

func noSuchDeal(typed string, found []agenda.Deal) error {
	if len(found) == 0 {
		return noOpenDeal(typed)
	}
	m := &misused{words: fmt.Sprintf("%q can be one of these; say more of the name:", typed)}
	for _, d := range found[:min(len(found), mostListed)] {
		m.list = append(m.list, d.Name+", "+d.Account)
	}
	return m
}

func (p *program) editActions(ctx context.Context, ids []string, f actionFields) error {
	if f == (actionFields{}) {
		return misuse(`say what to change, as in: halfhour actions edit %s --due "4 dec"`, ids[0])
	}
	var known *agenda.Known
	return p.change(ctx, ids, func(a store.ActionRow, today agenda.Date, st *store.Store) (agenda.Action, string, error) {
		if known == nil {
			all, err := knownIn(ctx, st, today)
			if err != nil {
				return a.Action, "", err
			}
			known = &all
		}
		next, err := f.into(ctx, st, a.Action, *known)
		if next == a.Action {
			return next, "was so already", err
		}
		return next, "is changed", err
	})
}
