package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/settings"
	"halfhour/agenda/tomlfile"
	"halfhour/store"
)

func (p *program) settingsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "settings",
		Short: "Thresholds, quotas, week, holidays, rates",
		Long: `Print the settings of this file, each explained: when something is a finding,
quotas of reps, probabilities of stages, your week, holidays and quarters,
exchange rates, the day of follow-ups. settings edit changes them.`,
		Example: `  halfhour settings
  halfhour settings edit
  halfhour settings export -o settings.toml
  halfhour settings import settings.toml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.exportSettings(cmd.Context(), destination{}) },
	}
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(p.editSettingsCommand(), p.exportSettingsCommand(), p.importSettingsCommand())
	return cmd
}

func (p *program) exportSettingsCommand() *cobra.Command {
	var to destination
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the settings as TOML, to share them with a team",
		Long:  `Write the settings as TOML. A colleague takes them with halfhour settings import FILE.`,
		Example: `  halfhour settings export
  halfhour settings export -o settings.toml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.exportSettings(cmd.Context(), to) },
	}
	to.flags(cmd)
	return cmd
}

// exportSettings writes the settings as they were typed. Without a file these
// are the defaults.
func (p *program) exportSettings(ctx context.Context, to destination) error {
	text := settings.Defaults()
	st, err := p.openToRead(ctx)
	switch _, none := errors.AsType[*errNoFile](err); {
	case none:
	case err != nil:
		return err
	default:
		defer func() { _ = st.Close() }()
		if text, err = st.SettingsText(ctx); err != nil {
			return err
		}
	}
	return p.writeOut(to, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

func (p *program) editSettingsCommand() *cobra.Command {
	var anew bool
	cmd := &cobra.Command{
		Use:   "edit",
		Short: "Change the settings in your editor",
		Long: `Open the settings in the editor that VISUAL or EDITOR names. What you write is
checked before it is taken: a mistake is named with its line and column, nothing
is changed then, and your text comes up again. What you delete keeps its
default.`,
		Example: `  halfhour settings edit
  EDITOR="code --wait" halfhour settings edit`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.editSettings(cmd.Context(), anew) },
	}
	cmd.Flags().BoolVar(&anew, "anew", false, "begin with the settings in force, not with text that was not taken last time")
	return cmd
}

func (p *program) editSettings(ctx context.Context, anew bool) error {
	was, err := p.withSettings(ctx, nil)
	if err != nil {
		return err
	}
	return p.edit(ctx, editing{
		name: "settings.toml", again: "halfhour settings edit", text: was, anew: anew,
		take: func(text []byte) error { return p.setSettings(ctx, was, text) },
	})
}

func (p *program) importSettingsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "Take settings that somebody exported",
		Long: `Take the settings of a TOML file instead of your own; - reads from a pipe. It is
checked before it is taken; what it does not name gets its default.`,
		Example:           `  halfhour settings import settings.toml`,
		Args:              arguments(1, "name one file, as in: halfhour settings import settings.toml"),
		ValidArgsFunction: cobra.FixedCompletions([]string{"toml"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE:              func(cmd *cobra.Command, args []string) error { return p.importSettings(cmd.Context(), args[0]) },
	}
}

func (p *program) importSettings(ctx context.Context, name string) error {
	text, err := p.readTOML(ctx, name)
	if err != nil {
		return err
	}
	was, err := p.withSettings(ctx, nil)
	if err != nil {
		return err
	}
	if err := p.setSettings(ctx, was, text); err != nil {
		return fmt.Errorf("%s: %w; nothing was changed", name, err)
	}
	return nil
}

// withSettings opens the file to write and returns the text of its settings.
func (p *program) withSettings(ctx context.Context, do func(st *store.Store) error) (text []byte, err error) {
	st, err := p.openToWrite(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if do != nil {
		return nil, do(st)
	}
	return st.SettingsText(ctx)
}

func (p *program) setSettings(ctx context.Context, was, text []byte) error {
	_, err := p.withSettings(ctx, func(st *store.Store) error { return st.SetSettings(ctx, was, text) })
	if mistake, ok := errors.AsType[*tomlfile.Mistake](err); ok {
		return mistake
	}
	if errors.Is(err, agenda.ErrChanged) {
		return errors.New("the settings were changed in another window in the meantime")
	}
	if err == nil {
		p.say("these settings are in force")
	}
	return err
}
