package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// runStatus is halfhour without a command: what is due, and what to do next; on
// a terminal the home screen.
func (p *program) runStatus(cmd *cobra.Command, _ []string) error {
	if p.version {
		p.printf("halfhour version %s\n", built())
		return nil
	}
	ctx := cmd.Context()
	today, err := p.today()
	if err != nil {
		return err
	}
	if !p.plain && p.needTerminal("") == nil {
		return p.openHome(ctx, today)
	}
	st, err := p.openToRead(ctx)
	if _, nothing := errors.AsType[*errNoFile](err); nothing {
		p.printStart()
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	me, known, err := st.Me(ctx)
	if err != nil {
		return err
	}
	if known {
		p.printf("You are %s, %s.\n", safe.Line(me.Name), me.Role)
	}
	reps, err := repsWithDeals(ctx, st)
	if err != nil {
		return err
	}
	if len(reps) == 0 {
		p.printStart()
		return p.printDue(ctx, st, today)
	}
	open := 0
	for _, r := range reps {
		open += r.open
	}
	p.printf("%s of %s.\n", agenda.Counted(open, "open deal"), agenda.Counted(len(reps), "rep"))
	if err := p.printDue(ctx, st, today); err != nil {
		return err
	}
	p.printf("\n")
	command, what := nextCommand(me, reps)
	next := [][2]string{
		{command, what},
		{"halfhour deals", "what is wrong with which deal"},
		{"halfhour import FILE", "bring in a newer export"},
	}
	p.printCommands(next)
	return nil
}

// printStart says how to begin.
func (p *program) printStart() {
	p.printf("halfhour runs a pipeline review: one rep, one manager, three deals, thirty minutes.\n" +
		"There are no deals here yet. Two ways to start:\n\n")
	p.printCommands([][2]string{
		{"halfhour demo", "walk through a review of an invented rep; nothing of it is kept"},
		{"halfhour import FILE", "bring in your CRM's export of deals (CSV), then: halfhour review"},
	})
}

func (p *program) printCommands(list [][2]string) {
	wide := 0
	for _, c := range list {
		wide = max(wide, safe.Width(safe.Line(c[0])))
	}
	for _, c := range list {
		command := safe.Line(c[0])
		p.printf("  %s%*s   %s\n", command, wide-safe.Width(command), "", c[1])
	}
}

// printDue says which reviews wait and which actions are open.
func (p *program) printDue(ctx context.Context, st *store.Store, today agenda.Date) error {
	reviews, err := st.Reviews(ctx)
	if err != nil {
		return err
	}
	for _, r := range reviews {
		what := ""
		switch r.Stage {
		case agenda.Running:
			what = "is not finished; it began " + r.Started.Local().Format("Mon 2 Jan at 15:04")
		case agenda.Ready:
			prepared, err := st.Review(ctx, r.ID)
			if err != nil {
				return err
			}
			if unopened(prepared) {
				continue
			}
			what = "is prepared"
		default:
			continue
		}
		p.printf("The review of %s %s: halfhour review --rep %s\n", safe.Line(r.RepName), what, safe.Line(quoted(r.RepName)))
	}
	owed, err := st.FollowUpsOwed(ctx)
	if err != nil {
		return err
	}
	for _, o := range owed {
		p.printf("A follow-up with %s is %s %s: halfhour followup --rep %s\n", safe.Line(o.RepName),
			word(o.Due < today, "overdue since")+word(o.Due >= today, "due by"), o.Due.Short(today), safe.Line(quoted(o.RepName)))
	}
	actions, err := st.Actions(ctx, store.ActionFilter{})
	if err != nil || len(actions) == 0 {
		return err
	}
	late := 0
	for _, a := range actions {
		if a.Overdue(today) {
			late++
		}
	}
	p.printf("%s%s: halfhour actions\n", agenda.Counted(len(actions), "open action"), word(late > 0, fmt.Sprintf(", %d overdue", late)))
	return nil
}
