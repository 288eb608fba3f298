package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// aboutActions is a command that changes actions named by their ids; it
// completes the ids of those in one of some states.
func (p *program) aboutActions(verb, short, long string, run func(ctx context.Context, ids []string) error, from ...agenda.ActionState) *cobra.Command {
	return &cobra.Command{
		Use:     verb + " ID...",
		Short:   short,
		Long:    long + " An id is as halfhour actions lists it, or more of it.\nhalfhour actions undo takes it back.",
		Example: "  halfhour actions " + verb + " 4f07a1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misuse("name an action by its id, as in: halfhour actions %s 4f07a1; halfhour actions --all lists them", verb)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return run(cmd.Context(), args) },
		ValidArgsFunction: p.complete(func(ctx context.Context, st *store.Store, _ []string) []string {
			list, err := st.Actions(ctx, store.ActionFilter{All: true})
			if err != nil {
				return nil
			}
			n := shortest(actionIDs(list))
			var ids []string
			for _, a := range list {
				if slices.Contains(from, a.State) {
					ids = append(ids, ending(a.ID, n))
				}
			}
			return ids
		}),
	}
}

func (p *program) doneCommand() *cobra.Command {
	return p.aboutActions("done", "Tick actions", "Tick actions.", func(ctx context.Context, ids []string) error {
		return p.setState(ctx, ids, agenda.Done, "")
	}, agenda.ToDo)
}

func (p *program) reopenCommand() *cobra.Command {
	return p.aboutActions("reopen", "Take ticks back: the actions are open again", "Take ticks back: the actions are open again.",
		func(ctx context.Context, ids []string) error { return p.setState(ctx, ids, agenda.ToDo, "") }, agenda.Done, agenda.Dropped)
}

func (p *program) dropCommand() *cobra.Command {
	var reason string
	cmd := p.aboutActions("drop", "Drop actions that nobody will do, and say why",
		"Drop actions that nobody will do. They stay in the file with the reason.", func(ctx context.Context, ids []string) error {
			if strings.TrimSpace(reason) == "" {
				return misuse(`say why, as in: halfhour actions drop %s --reason "their legal team did it"`, ids[0])
			}
			return p.setState(ctx, ids, agenda.Dropped, strings.TrimSpace(reason))
		}, agenda.ToDo, agenda.Done)
	cmd.Example += ` --reason "their legal team did it"`
	cmd.Flags().StringVar(&reason, "reason", "", "why, in one `LINE`")
	return cmd
}

func (p *program) carryCommand() *cobra.Command {
	var to string
	cmd := p.aboutActions("carry", "Carry open actions over to a later day",
		"Carry open actions over to a later day: the next follow-up day after today and\nafter their due date, or the one of --to. How often is counted.",
		func(ctx context.Context, ids []string) error { return p.carry(ctx, ids, to) }, agenda.ToDo)
	cmd.Example += "\n  halfhour actions carry 4f07a1 --to \"4 dec\""
	cmd.Flags().StringVar(&to, "to", "", "to this `DAY`: fri, +3d, \"4 dec\", 2026-12-04")
	return cmd
}

func (p *program) undoCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "undo",
		Short: "Take the last change of actions back",
		Long: `Take the last change of actions that was made outside a review back, as a whole;
again takes back the one before. What was written down anew is dropped.`,
		Example: "  halfhour actions undo",
		Args:    noArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return p.undo(cmd.Context()) },
	}
}

// setState finds all actions before it changes any, and changes all or none.
func (p *program) setState(ctx context.Context, ids []string, state agenda.ActionState, reason string) error {
	return p.change(ctx, ids, func(a store.ActionRow, _ agenda.Date, _ *store.Store) (agenda.Action, string, error) {
		if a.State == state {
			return a.Action, "was " + string(state) + " already", nil
		}
		next := a.In(state, p.now().Round(0))
		next.Reason = reason
		return next, "is " + string(state), nil
	})
}

func (p *program) carry(ctx context.Context, ids []string, to string) error {
	return p.change(ctx, ids, func(a store.ActionRow, today agenda.Date, st *store.Store) (agenda.Action, string, error) {
		day, err := followUpDay(ctx, st)
		if err != nil {
			return a.Action, "", err
		}
		due := a.CarriedTo(day, today)
		if to != "" {
			if due, err = agenda.ParseDue(to, today); err != nil {
				return a.Action, "", misuse("--to: %s", err)
			}
		}
		next, err := a.CarryOver(due)
		if err != nil {
			return next, "", misuse("%s: %s", ending(a.ID, 6), err)
		}
		return next, "is due " + next.Due.Short(today) + ", " + next.CarriedWords(), nil
	})
}

// change finds the actions of some ids, works out what each becomes, and saves
// all of it as one step. An action that stays as it is is only spoken of.
func (p *program) change(ctx context.Context, ids []string, next func(store.ActionRow, agenda.Date, *store.Store) (agenda.Action, string, error)) error {
	today, err := p.today()
	if err != nil {
		return err
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	var edits []store.ActionEdit
	var lines []string
	seen := map[string]bool{}
	for _, id := range ids {
		a, err := st.FindAction(ctx, id)
		if err != nil {
			return noSuchAction(id, err)
		}
		if seen[a.ID] {
			continue
		}
		seen[a.ID] = true
		changed, what, err := next(a, today, st)
		if err != nil {
			return err
		}
		if changed != a.Action {
			edits = append(edits, store.ActionEdit{Was: a.Action, Next: changed})
		}
		lines = append(lines, ending(a.ID, 6)+" "+what+": "+changed.Text)
	}
	if len(edits) > 0 {
		if _, err := st.EditActions(ctx, today, p.now().Round(0), edits...); err != nil {
			return err
		}
	}
	for _, line := range lines {
		p.printf("%s\n", safe.Line(line))
	}
	return nil
}

func noSuchAction(id string, err error) error {
	switch {
	case errors.Is(err, store.ErrNotFound):
		return misuse("there is no action %q: halfhour actions lists them with their ids", id)
	case errors.Is(err, store.ErrAmbiguous):
		return misuse("%s: say more of the id", err)
	}
	return err
}

func (p *program) undo(ctx context.Context) error {
	today, err := p.today()
	if err != nil {
		return err
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	rows, err := st.UndoActions(ctx, p.now().Round(0))
	if err != nil {
		return err
	}
	for _, a := range rows {
		what := string(a.State)
		if a.Due != 0 {
			what += ", due " + a.Due.Short(today)
		}
		p.printf("%s is as before, %s: %s\n", ending(a.ID, 6), what, safe.Line(a.Text))
	}
	return nil
}
