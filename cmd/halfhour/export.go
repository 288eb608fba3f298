package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/store"
)

// exportOptions are the flags of both exports.
type exportOptions struct {
	reps  []string
	to    string // a file, "-" or "" for the output
	force bool
}

func (p *program) exportCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write actions or the minutes of a review as Markdown",
		Long:  `Write actions or the minutes of a review as Markdown, with GitHub's task lists.`,
		Example: `  halfhour export actions --rep "Ana Ruiz" -o actions.md
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
		Short: "Write the open actions as a Markdown task list",
		Long:  `Write the open actions as a Markdown task list, a section for each person.`,
		Example: `  halfhour export actions
  halfhour export actions --rep "Ana Ruiz" -o actions.md`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.exportActions(cmd.Context(), a) },
	}
	p.repFlag(actions, &a.reps, "only of the reviews of this `NAME`")
	review := &cobra.Command{
		Use:   "review [ID]",
		Short: "Write the minutes of a review",
		Long:  `Write the minutes of a review, the latest one unless an id is given.`,
		Example: `  halfhour export review
  halfhour export review --rep "Ana Ruiz" -o minutes.md`,
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
		c.Flags().StringVarP(&o.to, "output", "o", "", "write to this `FILE`, which must be new; - is the terminal or pipe")
		c.Flags().BoolVar(&o.force, "force", false, "replace the file of -o when there is one")
	}
	cmd.AddCommand(actions, review)
	return cmd
}

// writeOut writes to where -o says.
func (p *program) writeOut(o exportOptions, write func(io.Writer) error) error {
	if o.to == "" || o.to == "-" {
		return write(p.out)
	}
	to := writeNew
	if o.force {
		to = replace
	}
	err := to(o.to, write)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s exists already and was left as it is: name another file, or say --force to replace it", o.to)
	case err != nil:
		return fmt.Errorf("%s was not written: %w", o.to, err)
	}
	p.say("wrote %s", o.to)
	return nil
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
	people, err := st.People(ctx)
	if err != nil {
		return err
	}
	list := minutes.ActionsOf{Rep: rep, Today: today, People: people}
	for _, row := range rows {
		list.Items = append(list.Items, minutes.Item{Action: row.Action, Deal: row.Deal, Obstacle: row.ObstacleText})
	}
	return p.writeOut(o, func(w io.Writer) error { return minutes.WriteActions(w, list) })
}

func (p *program) exportReview(ctx context.Context, args []string, o exportOptions) error {
	st, err := p.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	rep, err := findRep(ctx, st, o.reps)
	if err != nil {
		return err
	}
	rows, err := st.Reviews(ctx)
	if err != nil {
		return err
	}
	id, err := pickReview(rows, rep, args)
	if err != nil {
		return err
	}
	r, err := st.Review(ctx, id)
	if err != nil {
		return err
	}
	b, err := briefingOf(ctx, st, r)
	if err != nil {
		return err
	}
	return p.writeOut(o, func(w io.Writer) error { return writeMinutes(w, r, b) })
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
		rows = slices.DeleteFunc(rows, func(r store.ReviewRow) bool { return r.Rep != rep.ID })
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
