package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"halfhour/agenda/minutes"
)

// exportParkedCommand writes the mails that parked topics become; ids completes
// those of reviews.
func (p *program) exportParkedCommand(ids cobra.CompletionFunc) *cobra.Command {
	var o exportOptions
	cmd := &cobra.Command{
		Use:   "parked [ID]",
		Short: "Write the parked topics of a review as e-mail drafts, one for each person",
		Long: `Write the parked topics of a review, the latest one unless an id is given, as
e-mail drafts (.eml): to whom a topic names with @, else from the rep to the
manager and the other way round.`,
		Example: `  halfhour export parked -o mails/
  halfhour export parked --rep "Ana Ruiz" --owner dana`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return misuse("one review at a time: halfhour export parked ID")
			}
			return nil
		},
		RunE:              func(cmd *cobra.Command, args []string) error { return p.exportParked(cmd.Context(), args, o) },
		ValidArgsFunction: ids,
	}
	p.repFlag(cmd, &o.reps, "the latest review of this `NAME`")
	o.flags(cmd)
	cmd.Flags().StringArrayVar(&o.owners, "owner", nil, "only the one to this `NAME`")
	return cmd
}

func (p *program) exportParked(ctx context.Context, args []string, o exportOptions) error {
	st, err := p.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	r, b, err := reviewToExport(ctx, st, o.reps, args)
	if err != nil {
		return err
	}
	wanted, err := named(ctx, st, o.owners)
	if err != nil {
		return err
	}
	var files []exported
	var names []string
	for _, mail := range minutes.ParkedMails(r, b, p.now().Round(0)) {
		if len(wanted) == 0 || wanted[mail.To.ID] {
			files = append(files, exported{parkedName(r, mail), mail.Write})
			names = append(names, mail.To.Name)
		}
	}
	if len(files) == 0 {
		return errors.New("nothing was parked in that review for anybody known, so there is no e-mail to write")
	}
	if err := o.fits(names); err != nil {
		return err
	}
	return p.writeFiles(o.destination, minutes.EML.Ext(), files)
}
