package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/tui/route"
)

func (p *program) actionsCommand() *cobra.Command {
	var reps []string
	var all, plain bool
	cmd := &cobra.Command{
		Use:   "actions",
		Short: "What was agreed and is still open, by person, due date and priority",
		Long: `What was agreed and is still open: by person, then due date, then priority.
Overdue and old ones say so, and so do those whose metric is met. On a terminal
it opens a list in which they are ticked, changed, carried over and dropped;
--plain prints it.`,
		Example: `  halfhour actions
  halfhour actions --rep "Ana Ruiz"       of her reviews: hers and her manager's
  halfhour actions add "Book the CISO call @ana !1 fri #initech"
  halfhour actions done 4f07a1            tick one; its id stands in the list
  halfhour actions --json`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runActions(cmd.Context(), reps, all, plain) },
	}
	p.repFlag(cmd, &reps, "only of the reviews of this `NAME`")
	cmd.Flags().BoolVar(&all, "all", false, "done and dropped ones too")
	cmd.Flags().BoolVar(&plain, "plain", false, "print the list instead of opening it")
	p.jsonFlag(cmd)
	cmd.AddCommand(p.addCommand(), p.doneCommand(), p.reopenCommand(), p.dropCommand(), p.editActionCommand(), p.carryCommand(), p.undoCommand(), p.importActionsCommand())
	return cmd
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
	AgeDays   int    `json:"age_days"`
	Carried   int    `json:"carried"`
	Reason    string `json:"reason"`
	MetOn     string `json:"met_on"`
	MetBy     string `json:"met_by"`
}

func (p *program) runActions(ctx context.Context, reps []string, all, plain bool) error {
	today, err := p.today()
	if err != nil {
		return err
	}
	if !all && !plain && !p.json && p.needTerminal("actions") == nil {
		name, err := theRep(reps)
		if err != nil {
			return err
		}
		return p.visit(ctx, p.newDesk(today, route.Actions, asked{rep: name}))
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
			safe.Text(ending(a.ID, n)), safe.Text(cmp.Or(a.Due.Short(today), "no date")), safe.Line(standing(a, today, all)),
			priority(a.Priority), safe.Line(a.Text), safe.Line(cmp.Or(a.Deal, "no deal")), safe.Line(a.DoneWhen),
		})
		if a.Met != 0 && a.State == agenda.ToDo {
			rows = append(rows, []safe.Text{safe.Line(fmt.Sprintf("%*s%s; is it done? halfhour actions done %s", n+2, "", a.MetWords(today), ending(a.ID, n)))})
		}
	}
	p.table(columns, rows)
}

func priority(n int) safe.Text {
	if n == 0 {
		return "-"
	}
	return safe.Text(fmt.Sprint(n))
}

// standing says what is special about an action: that it is overdue or old, or
// no longer open.
func standing(a store.ActionRow, today agenda.Date, all bool) string {
	switch {
	case a.State == agenda.ToDo:
		words, _ := a.Standing(a.OwnerRole, today)
		return words
	case all && a.State == agenda.Done && !a.DoneAt.IsZero():
		return "done " + agenda.DateOf(a.DoneAt.Local()).Short(today)
	case all && a.Reason != "":
		return string(a.State) + ": " + a.Reason
	case all:
		return string(a.State)
	}
	return ""
}

func actionObject(a store.ActionRow, n int, today agenda.Date) actionJSON {
	return actionJSON{
		ID: a.ID, ShortID: ending(a.ID, n), Text: a.Text, State: string(a.State), Owner: a.OwnerName, Priority: a.Priority,
		Due: a.Due.String(), Overdue: a.Overdue(today), Deal: a.Deal, DealID: a.DealID, Removes: a.ObstacleText,
		DoneWhen: a.DoneWhen, Rep: a.RepName, ReviewID: a.ReviewID, CreatedAt: instant(a.At), DoneAt: instant(a.DoneAt),
		AgeDays: a.Age(today), Carried: a.Carried, Reason: a.Reason, MetOn: a.Met.String(), MetBy: a.MetBy,
	}
}

// instant is a point in time as JSON has it: RFC 3339 in UTC; "" for none.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
