package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/process"
	"halfhour/store"
)

func (p *program) editStagesCommand() *cobra.Command {
	var anew bool
	cmd := &cobra.Command{
		Use:   "edit",
		Short: "Change your stages and questions in your editor",
		Long: `Open your stages in the editor that VISUAL or EDITOR names. What you write is
checked before it is taken: a mistake is named with its line and column, nothing
is changed then, and your text comes up again. Answers stay with their
questions, whatever words those have now.`,
		Example: `  halfhour stages edit
  EDITOR="code --wait" halfhour stages edit`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.editStages(cmd.Context(), anew) },
	}
	cmd.Flags().BoolVar(&anew, "anew", false, "begin with the stages in force, not with text that was not taken last time")
	return cmd
}

func (p *program) editStages(ctx context.Context, anew bool) error {
	was, err := p.withStages(ctx, nil)
	if err != nil {
		return err
	}
	return p.edit(ctx, editing{
		name: "stages.toml", again: "halfhour stages edit", text: process.Write(was), anew: anew,
		take: func(text []byte) error {
			next, err := process.Parse(text, was)
			if err != nil {
				return err
			}
			return p.setStages(ctx, was, next)
		},
	})
}

// withStages opens the file to write and returns its stages.
func (p *program) withStages(ctx context.Context, do func(st *store.Store, now agenda.Process) error) (now agenda.Process, err error) {
	st, err := p.openToWrite(ctx)
	if err != nil {
		return now, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if now, err = st.Process(ctx); err != nil || do == nil {
		return now, err
	}
	return now, do(st, now)
}

// setStages stores checked stages and says what became of them.
func (p *program) setStages(ctx context.Context, was, next agenda.Process) error {
	_, err := p.withStages(ctx, func(st *store.Store, _ agenda.Process) error {
		if err := st.SetProcess(ctx, was, next); err != nil {
			if errors.Is(err, agenda.ErrChanged) {
				return errors.New("the stages were changed in another window in the meantime")
			}
			return err
		}
		return p.sayStages(ctx, st, next)
	})
	return err
}

// sayStages counts what is in force now, and the deals that are in none of it.
func (p *program) sayStages(ctx context.Context, st *store.Store, now agenda.Process) error {
	open, questions := 0, 0
	for _, s := range now.All() {
		if s.Status() == agenda.Open {
			open++
		}
		questions += len(s.Questions)
	}
	p.say("%s and %s are in force", agenda.Counted(open, "open stage"), agenda.Counted(questions, "exit question"))
	seen, err := st.CRMStages(ctx)
	if err != nil {
		return err
	}
	for _, c := range seen {
		if place := now.Of(agenda.Deal{Stage: c.Name, Step: c.Step, Status: agenda.Open}); place.Lost != "" {
			p.say("%s: %s, so they are asked what %s asks; the crm list of a stage can name it",
				agenda.Counted(c.Deals, "open deal"), place.Lost, place.Name)
		}
	}
	return nil
}

func (p *program) exportStagesCommand() *cobra.Command {
	var to destination
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write your stages as TOML, to share them with a team",
		Long:  `Write your stages and questions as TOML. A colleague takes them with halfhour stages import FILE.`,
		Example: `  halfhour stages export
  halfhour stages export -o stages.toml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			now, _, err := p.readStages(cmd.Context())
			if err != nil {
				return err
			}
			return p.writeOut(to, func(w io.Writer) error {
				_, err := w.Write(process.Write(now))
				return err
			})
		},
	}
	to.flags(cmd)
	return cmd
}

func (p *program) importStagesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "Take stages that somebody exported",
		Long: `Take the stages and questions of a TOML file instead of your own; - reads from a
pipe. It is checked before it is taken. Answers stay with their questions, by
the questions' ids.`,
		Example:           `  halfhour stages import stages.toml`,
		Args:              arguments(1, "name one file, as in: halfhour stages import stages.toml"),
		ValidArgsFunction: cobra.FixedCompletions([]string{"toml"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE:              func(cmd *cobra.Command, args []string) error { return p.importStages(cmd.Context(), args[0]) },
	}
}

func (p *program) importStages(ctx context.Context, name string) error {
	text, err := p.readTOML(ctx, name)
	if err != nil {
		return err
	}
	was, err := p.withStages(ctx, nil)
	if err != nil {
		return err
	}
	next, err := process.Parse(text, was)
	if err != nil {
		return fmt.Errorf("%s: %w; nothing was changed", name, err)
	}
	return p.setStages(ctx, was, next)
}
