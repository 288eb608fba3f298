package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/store"
)

func (p *program) exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write actions or the minutes of a review for other programs and people",
		Long: `Write actions or the minutes of a review: as Markdown with GitHub's task lists,
CSV, JSON, todo.txt, iCalendar to-dos, e-mail drafts, or Markdown for Obsidian.`,
		Example: `  halfhour export actions --rep "Ana Ruiz" -o actions.md
  halfhour export actions --format ics -o actions.ics
  halfhour export review > minutes.md`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misuse("say what to export: halfhour export actions, or halfhour export review")
			}
			return noArguments(cmd, args)
		},
		RunE: func(*cobra.Command, []string) error { return nil }, // Args has refused
	}
	var a, r exportOptions
	actions := &cobra.Command{
		Use:   "actions",
		Short: "Write the open actions, as a Markdown task list or otherwise",
		Long: `Write the open actions: as a Markdown task list with a section for each person,
or in another format. E-mail drafts are one for each owner, into a folder.`,
		Example: `  halfhour export actions
  halfhour export actions --rep "Ana Ruiz" -o actions.md
  halfhour export actions --format todotxt -o todo.txt
  halfhour export actions --format eml -o mails/`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.exportActions(cmd.Context(), a) },
	}
	p.repFlag(actions, &a.reps, "only of the reviews of this `NAME`")
	review := &cobra.Command{
		Use:   "review [ID]",
		Short: "Write the minutes of a review, or its actions in another format",
		Long: `Write the minutes of a review, the latest one unless an id is given. In a format
other than md it is the review's actions. A folder keeps a file for each review.`,
		Example: `  halfhour export review
  halfhour export review --rep "Ana Ruiz" -o minutes.md
  halfhour export review -o reviews/
  halfhour export review --format eml -o mails/`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return misuse("one review at a time: halfhour export review ID")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.exportReview(cmd.Context(), args, r) },
		ValidArgsFunction: p.complete(func(ctx context.Context, st *store.Store, _ []string) []string {
			rows, err := st.Reviews(ctx)
			if err != nil {
				return nil
			}
			var ids []string
			for _, row := range rows {
				ids = append(ids, ending(row.ID, shortest(reviewIDs(rows))))
			}
			return ids
		}),
	}
	p.repFlag(review, &r.reps, "the latest review of this `NAME`")
	for c, o := range map[*cobra.Command]*exportOptions{actions: &a, review: &r} {
		o.flags(c)
		c.Flags().Lookup("output").Usage = "write to this new `FILE` or into this folder; - is the terminal or pipe"
		c.Flags().StringVar(&o.format, "format", string(minutes.Markdown), "md, csv, json, todotxt, ics, eml or obsidian")
		_ = c.RegisterFlagCompletionFunc("format", p.complete(func(context.Context, *store.Store, []string) []string { return formatNames() }))
		c.Flags().StringArrayVar(&o.owners, "owner", nil, "only what this `NAME` is to do")
		_ = c.RegisterFlagCompletionFunc("owner", p.complete(func(ctx context.Context, st *store.Store, _ []string) []string { return allNames(ctx, st) }))
	}
	cmd.AddCommand(actions, review, p.exportParkedCommand(review.ValidArgsFunction))
	return cmd
}

func (p *program) exportActions(ctx context.Context, o exportOptions) error {
	today, err := p.today()
	if err != nil {
		return err
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
	rows, err := st.Actions(ctx, store.ActionFilter{Rep: rep.ID})
	if err != nil {
		return err
	}
	list, err := itemsOf(ctx, st, o, rows, today)
	if err != nil {
		return err
	}
	list.Rep = rep
	return p.exportItems(ctx, st, o, "actions-"+fileWords(today.String()+" "+rep.Name), list)
}

// exportItems writes a list of actions in the format that was asked for.
func (p *program) exportItems(ctx context.Context, st *store.Store, o exportOptions, name string, list minutes.ActionsOf) error {
	files, err := p.actionFiles(ctx, st, o, name, list)
	if err != nil {
		return err
	}
	return p.writeFiles(o.destination, minutes.Format(strings.ToLower(o.format)).Ext(), files)
}

// itemsOf are the actions that --owner leaves, with everybody's names, as of a
// day.
func itemsOf(ctx context.Context, st *store.Store, o exportOptions, rows []store.ActionRow, today agenda.Date) (list minutes.ActionsOf, err error) {
	if rows, err = ownedBy(ctx, st, rows, o.owners); err != nil {
		return list, err
	}
	set, err := st.Settings(ctx)
	if err != nil {
		return list, err
	}
	list.Today, list.Week = today, set.Calendar.WeekOf(today)
	list.People, err = st.People(ctx)
	for _, row := range rows {
		list.Items = append(list.Items, minutes.Item{Action: row.Action, Deal: row.Deal, Obstacle: row.ObstacleText})
	}
	return list, err
}

func formatNames() []string {
	var names []string
	for _, f := range minutes.Formats {
		names = append(names, string(f))
	}
	return names
}

func (p *program) exportReview(ctx context.Context, args []string, o exportOptions) error {
	st, err := p.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	r, b, err := reviewToExport(ctx, st, o.reps, args)
	if err != nil {
		return err
	}
	name := fileWords(r.Today.String()+" "+b.RepNames()) + "-" + ending(r.ID, 4)
	if strings.EqualFold(o.format, string(minutes.Markdown)) && len(o.owners) == 0 {
		return p.writeFiles(o.destination, minutes.Markdown.Ext(), []exported{{name, func(w io.Writer) error { return writeMinutes(w, r, b) }}})
	}
	actions, err := st.Actions(ctx, store.ActionFilter{Rep: r.Rep, All: true})
	if err != nil {
		return err
	}
	actions = slices.DeleteFunc(actions, func(a store.ActionRow) bool { return a.ReviewID != r.ID })
	list, err := itemsOf(ctx, st, o, actions, r.Today)
	if err != nil {
		return err
	}
	list.Rep = b.Rep
	return p.exportItems(ctx, st, o, name, list)
}

// reviewToExport finds the review that is meant, see pickReview, with what its
// record needs.
func reviewToExport(ctx context.Context, st *store.Store, reps, args []string) (r agenda.Review, b agenda.Briefing, err error) {
	rep, err := findRep(ctx, st, reps)
	if err != nil {
		return r, b, err
	}
	rows, err := st.Reviews(ctx)
	if err != nil {
		return r, b, err
	}
	id, err := pickReview(rows, rep, args)
	if err != nil {
		return r, b, err
	}
	if r, err = st.Review(ctx, id); err != nil {
		return r, b, err
	}
	b, err = briefingOf(ctx, st, r)
	return r, b, err
}

// writeMinutes writes the minutes with the times of this place.
func writeMinutes(w io.Writer, r agenda.Review, b agenda.Briefing) error {
	return minutes.WriteReview(w, r, b, func(id string) string {
		d, _ := b.Deal(id)
		return d.Name
	}, time.Local)
}

// pickReview finds the review that is meant: by its id or the end of it, else
// the latest one that was begun, of a rep if one is named.
func pickReview(rows []store.ReviewRow, rep agenda.Person, args []string) (string, error) {
	if rep.ID != "" {
		rows = slices.DeleteFunc(rows, func(r store.ReviewRow) bool { return r.Rep != rep.ID && !slices.Contains(r.With, rep.ID) })
	}
	if len(args) == 0 {
		for _, r := range rows {
			if !r.Started.IsZero() && r.Stage != agenda.SetAside {
				return r.ID, nil
			}
		}
		return "", fmt.Errorf("no review%s has been held yet: halfhour review --rep NAME holds one", word(rep.ID != "", " of "+rep.Name))
	}
	found := slices.DeleteFunc(slices.Clone(rows), func(r store.ReviewRow) bool {
		return len(args[0]) < 4 || ending(r.ID, len(args[0])) != args[0]
	})
	if len(found) == 1 {
		return found[0].ID, nil
	}
	if len(found) > 1 {
		rows = found
	}
	m := &misused{words: fmt.Sprintf("there is no review %q", args[0])}
	switch {
	case len(found) > 1:
		m.words = fmt.Sprintf("%q can be one of these reviews; say more of the id:", args[0])
	case len(rows) > 0:
		m.words += "; there are:"
	default:
		m.words += ": none has been held yet"
	}
	n := shortest(reviewIDs(rows))
	for _, r := range rows[:min(len(rows), mostListed)] {
		m.list = append(m.list, fmt.Sprintf("%s  %s, %s, %s", ending(r.ID, n), r.RepName, r.Today, r.Stage))
	}
	return "", m
}

func reviewIDs(rows []store.ReviewRow) []string {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	return ids
}
