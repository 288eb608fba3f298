package main

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/tui"
	"halfhour/tui/review"
	"halfhour/tui/route"
)

func (p *program) prepCommand() *cobra.Command {
	var reps []string
	cmd := &cobra.Command{
		Use:   "prep",
		Short: "Prepare a review alone, without a clock",
		Long: `Prepare a review alone and offline: mend the data, accept or swap the three
deals, answer the exit questions with evidence, write notes, say what stands in
the way and whose help it needs, draft actions, and give each deal your own
probability. The next review of the rep starts from it. On another computer?
halfhour packet export writes it into one file.`,
		Example: `  halfhour prep
  halfhour prep --rep "Ana Ruiz"
  halfhour packet export --rep ana -o ana.halfhour`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runPrep(cmd.Context(), reps) },
	}
	p.repFlag(cmd, &reps, "whose review to prepare: the `NAME` of one rep; without it your own")
	return cmd
}

func (p *program) runPrep(ctx context.Context, reps []string) error {
	rep, err := theRep(reps)
	if err != nil {
		return err
	}
	if err := p.needTerminal("prep"); err != nil {
		if rep != "" {
			err = cmp.Or(p.checkReps(ctx, asked{rep: rep}), err)
		}
		return err
	}
	today, err := p.today()
	if err != nil {
		return err
	}
	left, err := p.show(ctx, p.newDesk(today, route.Prep, asked{rep: rep}))
	if err != nil || !left.held {
		return err
	}
	p.printf("The prep is saved: halfhour prep goes on with it, halfhour packet export carries it to another computer\n")
	return nil
}

// prepScreen opens the next review of a rep to be prepared.
func (d *desk) prepScreen(ctx context.Context, to route.To) (tui.Screen, error) {
	if to.Rep == "" && d.asked.rep == "" {
		me, known, err := d.st.Me(ctx)
		if err != nil {
			return nil, err
		}
		if known && me.Role == agenda.Rep {
			to.Rep = me.ID
		}
	}
	if err := d.pick(ctx, to); err != nil {
		return nil, err
	}
	r, found, err := d.st.UnfinishedReview(ctx, d.who.ID)
	if err != nil {
		return nil, err
	}
	if found && r.Stage == agenda.Running {
		return nil, fmt.Errorf("the review of %s is being held: halfhour review --rep %s goes on with it", d.who.Name, quoted(d.who.Name))
	}
	room, host, err := d.room(ctx, found)
	if err != nil {
		return nil, err
	}
	host.Prep, host.Mend = true, route.Go(route.To{Place: route.Hygiene, Rep: d.who.ID})
	return meeting{review.New(ctx, room.Sit(), host), room, d.briefAgain(room), nil}, nil
}

// prepared says whether a review was prepared for the coming meeting: it starts
// from that without a question.
func (d *desk) prepared(r agenda.Review) bool {
	const longAgo = 7 // days
	return r.Stage == agenda.Ready && !r.Blank() && d.today-r.Today <= longAgo
}
