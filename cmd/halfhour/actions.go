package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

func (p *program) actionsCommand() *cobra.Command {
	var reps []string
	var all bool
	cmd := &cobra.Command{
		Use:   "actions",
		Short: "What was agreed and is still open, by person, due date and priority",
		Long: `List the actions of all reviews that are still open: by person, then due
date, then priority. Overdue ones say so.`,
		Example: `  halfhour actions
  halfhour actions --rep "Ana Ruiz"       of her reviews: hers and her manager's
  halfhour actions done 4f07a1            tick one; its id stands in the list
  halfhour actions --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runActions(cmd.Context(), reps, all) },
	}
	p.repFlag(cmd, &reps, "only of the reviews of this `NAME`")
	cmd.Flags().BoolVar(&all, "all", false, "done and dropped ones too")
	p.jsonFlag(cmd)
	cmd.AddCommand(
		p.tickCommand("done", "Tick actions", agenda.Done, agenda.ToDo),
		p.tickCommand("reopen", "Take ticks back: the actions are open again", agenda.ToDo, agenda.Done, agenda.Dropped),
	)
	return cmd
}

// tickCommand sets actions to a state; it completes the ids of those that are
// in one of the states before.
func (p *program) tickCommand(verb, short string, state agenda.ActionState, from ...agenda.ActionState) *cobra.Command {
	return &cobra.Command{
		Use:     verb + " ID...",
		Short:   short,
		Long:    short + ". An id is as halfhour actions lists it, or more of it.",
		Example: "  halfhour actions " + verb + " 4f07a1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misuse("name an action by its id, as in: halfhour actions %s 4f07a1; halfhour actions --all lists them", verb)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.tick(cmd.Context(), args, state) },
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

// tick finds all actions before it changes any.
func (p *program) tick(ctx context.Context, ids []string, state agenda.ActionState) error {
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	var found []store.ActionRow
	for _, id := range ids {
		a, err := st.FindAction(ctx, id)
		if err != nil {
			return noSuchAction(id, err)
		}
		found = append(found, a)
	}
	for _, a := range found {
		if a.State == state {
			p.printf("%s was %s already: %s\n", ending(a.ID, 6), state, safe.Line(a.Text))
			continue
		}
		a, err := st.SetActionState(ctx, a.ID, state, p.now())
		if err != nil {
			return err
		}
		p.printf("%s is %s: %s\n", ending(a.ID, 6), state, safe.Line(a.Text))
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

func actionIDs(list []store.ActionRow) []string {
	ids := make([]string, len(list))
	for i, a := range list {
		ids[i] = a.ID
	}
	return ids
}

type actionJSON struct {
	ID        string `json:"id"`
	ShortID   string `json:"short_id"`
	Text      string `json:"text"`
	State     string `json:"state"`
	Owner     string `json:"owner"`
	Priority  int    `json:"priority"`
	Due       string `json:"due"`
	Overdue   bool   `json:"overdue"`
	Deal      string `json:"deal"`
	DealID    string `json:"deal_id"`
	Removes   string `json:"removes"`
	DoneWhen  string `json:"done_when"`
	Rep       string `json:"rep"`
	ReviewID  string `json:"review_id"`
	CreatedAt string `json:"created_at"`
	DoneAt    string `json:"done_at"`
}

func (p *program) runActions(ctx context.Context, reps []string, all bool) error {
	today, err := p.today()
	if err != nil {
		return err
	}
	st, err := p.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	rep, err := findRep(ctx, st, reps)
	if err != nil {
		return err
	}
	list, err := st.Actions(ctx, store.ActionFilter{Rep: rep.ID, All: all})
	if err != nil {
		return err
	}
	slices.SortStableFunc(list, byPersonAndDue)
	n := shortest(actionIDs(list))
	if p.json {
		objects := make([]actionJSON, len(list))
		for i, a := range list {
			objects[i] = actionObject(a, n, today)
		}
		return printJSON(p, objects)
	}
	if len(list) == 0 {
		p.printf("No %sactions%s. A review makes them: halfhour review --rep NAME\n", word(!all, "open "), word(rep.ID != "", " of "+string(safe.Line(rep.Name))+"'s reviews"))
		return nil
	}
	p.printActions(list, n, today, all)
	return nil
}

// word is text when it applies, else nothing.
func word(applies bool, text string) string {
	if applies {
		return text
	}
	return ""
}

// byPersonAndDue orders by owner, due date, priority; what is not set comes
// last.
func byPersonAndDue(a, b store.ActionRow) int {
	unset := func(is bool) int {
		if is {
			return 1
		}
		return 0
	}
	return cmp.Or(
		unset(a.Owner == "")-unset(b.Owner == ""),
		cmp.Compare(agenda.Fold(a.OwnerName), agenda.Fold(b.OwnerName)),
		cmp.Compare(a.Owner, b.Owner),
		unset(a.Due == 0)-unset(b.Due == 0),
		cmp.Compare(a.Due, b.Due),
		unset(a.Priority == 0)-unset(b.Priority == 0),
		cmp.Compare(a.Priority, b.Priority),
	)
}

func (p *program) printActions(list []store.ActionRow, n int, today agenda.Date, all bool) {
	columns := []column{{head: "id"}, {head: "due"}, {}, {head: "p"}, {head: "action", least: 20}, {head: "deal", least: 10}, {head: "done when", least: 16, spare: true}}
	var rows [][]safe.Text
	for i, a := range list {
		if i == 0 || a.Owner != list[i-1].Owner {
			rows = append(rows, []safe.Text{safe.Line(cmp.Or(a.OwnerName, "Nobody yet"))})
		}
		rows = append(rows, []safe.Text{
			safe.Text(ending(a.ID, n)), safe.Text(cmp.Or(a.Due.Short(today), "no date")), safe.Text(standing(a.Action, today, all)),
			priority(a.Priority), safe.Line(a.Text), safe.Line(cmp.Or(a.Deal, "whole review")), safe.Line(a.DoneWhen),
		})
	}
	p.table(columns, rows)
}

func priority(n int) safe.Text {
	if n == 0 {
		return "-"
	}
	return safe.Text(fmt.Sprint(n))
}

// standing says what is special about an action: that it is overdue, or no
// longer open.
func standing(a agenda.Action, today agenda.Date, all bool) string {
	switch {
	case overdue(a, today):
		return fmt.Sprintf("%d d overdue", today-a.Due)
	case all && a.State == agenda.Done && !a.DoneAt.IsZero():
		return "done " + agenda.DateOf(a.DoneAt.Local()).Short(today)
	case all && a.State != agenda.ToDo:
		return string(a.State)
	}
	return ""
}

func overdue(a agenda.Action, today agenda.Date) bool {
	return a.State == agenda.ToDo && a.Due != 0 && a.Due < today
}

func actionObject(a store.ActionRow, n int, today agenda.Date) actionJSON {
	return actionJSON{
		ID: a.ID, ShortID: ending(a.ID, n), Text: a.Text, State: string(a.State), Owner: a.OwnerName, Priority: a.Priority,
		Due: a.Due.String(), Overdue: overdue(a.Action, today), Deal: a.Deal, DealID: a.DealID, Removes: a.ObstacleText,
		DoneWhen: a.DoneWhen, Rep: a.RepName, ReviewID: a.ReviewID, CreatedAt: instant(a.At), DoneAt: instant(a.DoneAt),
	}
}

// instant is a point in time as JSON has it: RFC 3339 in UTC; "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
