package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/tui/route"
)

// reviewOptions are the flags of review.
type reviewOptions struct {
	reps    []string
	deals   []string
	manager string
	share   shareOptions
}

func (p *program) reviewCommand() *cobra.Command {
	var o reviewOptions
	cmd := &cobra.Command{
		Use:   "review --rep NAME",
		Short: "Hold a review of one rep: three deals, thirty minutes",
		Long: `Hold a review of one rep's pipeline: four minutes of overview, seven for each of
three deals, five to wrap up. The three that need it most are proposed with a
reason; swap any of them, or name them with --deals. A review that was left
goes on where it was, with everything typed.

A joint review of several reps is only for the deals that they own together:
whoever listens to a colleague's deals loses the half hour.

With --share the other one joins from another laptop with plain ssh: the screen
shows the command, a code that is used once, and the key of this computer.`,
		Example: `  halfhour review --rep "Ana Ruiz"
  halfhour review --rep ana --deals 4f07a1,"Kestrel pilot"
  halfhour review --rep ana --manager "Dana Lee"
  halfhour review --rep ana --rep bo
  halfhour review --rep ana --share=:2222`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runReview(cmd.Context(), o) },
	}
	p.repFlag(cmd, &o.reps, "whose review: the `NAME` of one rep, or the beginning of it; of several, for the deals they own together")
	cmd.Flags().StringArrayVar(&o.deals, "deals", nil, "talk about these `DEALS` instead of those proposed: up to three ids or names, with commas between")
	cmd.Flags().StringVar(&o.manager, "manager", "", "the `NAME` of the manager, when it is not who is at the keyboard")
	_ = cmd.RegisterFlagCompletionFunc("manager", p.complete(func(ctx context.Context, st *store.Store, _ []string) []string {
		return allNames(ctx, st)
	}))
	o.share.flags(cmd.Flags())
	return cmd
}

func (p *program) runReview(ctx context.Context, o reviewOptions) error {
	who := asked{manager: o.manager, deals: o.deals}
	for i, name := range o.reps {
		rep, err := theRep([]string{name})
		if err != nil {
			return err
		}
		if i == 0 {
			who.rep = rep
		} else {
			who.with = append(who.with, rep)
		}
	}
	if err := p.needTerminal("review"); err != nil {
		return cmp.Or(p.checkReps(ctx, who), err)
	}
	today, err := p.today()
	if err != nil {
		return err
	}
	at, err := o.share.prepare(p)
	if err != nil {
		return err
	}
	d := p.newDesk(today, route.Review, who)
	d.shared = at
	left, err := p.show(ctx, d)
	if err != nil || !left.held {
		return err
	}
	p.sayGoodbye(left)
	return nil
}

// checkReps refuses a rep who is not there, and reps who share no deal, before
// anything about the screen is said; what else is wrong with the file is not
// its business.
func (p *program) checkReps(ctx context.Context, who asked) error {
	st, err := p.openToRead(ctx)
	if err != nil {
		return err
	}
	people, err := st.People(ctx)
	if err == nil {
		_, err = pickReps(ctx, st, people, append([]string{who.rep}, who.with...))
	}
	return errors.Join(err, st.Close())
}

// needTerminal refuses a screen where nobody would see it.
func (p *program) needTerminal(command string) error {
	if term.IsTerminal(int(p.in.Fd())) && p.onTerminal() {
		return nil
	}
	return fmt.Errorf("halfhour %s needs a terminal; for scripts use halfhour deals --json", command)
}

// sayGoodbye says where the review is now.
func (p *program) sayGoodbye(left departure) {
	again := "halfhour review " + left.again
	if p.db != "" {
		again = "halfhour --db " + quoted(p.db) + " review " + left.again
	}
	switch {
	case left.review.Stage == agenda.Finished && left.minutes != "":
		p.printf("The minutes are in %s\n", safe.Line(left.minutes))
		if len(left.review.Parked) > 0 {
			p.printf("What was parked lies beside them as e-mail drafts, one for each person.\n")
		}
	case left.review.Stage == agenda.Finished:
		p.printf("The review is finished: halfhour export review shows the minutes\n")
	case left.review.Stage == agenda.Running || left.review.Stage == agenda.Ready:
		p.printf("The review waits where it is: %s\n", safe.Line(again))
	}
}
