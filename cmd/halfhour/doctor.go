package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/disk"
	"halfhour/tui/review"
)

func (p *program) doctorCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look whether your file is safe, make copies, bring one back, take everything along",
		Long: `Look at the file with everything in it, its copies, its disk and this terminal:
a line for each. Nothing is changed. The exit code is 1 when something is bad.`,
		Example: `  halfhour doctor
  halfhour doctor backup                       a checked copy now; one a day is made anyway
  halfhour doctor restore backups/halfhour-2026-11-20.db
  halfhour doctor export -o everything.jsonl   all data, to leave or to move`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runDoctor(cmd.Context()) },
	}
	p.jsonFlag(cmd)
	cmd.AddCommand(p.backupCommand(), p.restoreCommand(), p.leaveCommand(), p.comeBackCommand())
	return cmd
}

// errIll makes the exit code 1; what is wrong was printed.
var errIll = errors.New("something is wrong with the file: see the lines marked bad")

func (p *program) runDoctor(ctx context.Context) error {
	checks := append(store.Examine(ctx, p.path(), p.now()), p.terminalCheck())
	ill := false
	type item struct {
		Check string `json:"check"`
		State string `json:"state"`
		Words string `json:"words"`
	}
	var items []item
	for _, c := range checks {
		ill = ill || c.State == store.Broken
		items = append(items, item{c.Name, string(c.State), c.Words})
	}
	if p.json {
		if err := printJSON(p, items); err != nil {
			return err
		}
	} else {
		for _, i := range items {
			p.printf("%-4s  %-10s  %s\n", i.State, i.Check, safe.Line(i.Words))
		}
	}
	if ill {
		return errIll
	}
	return nil
}

// terminalCheck says what the terminal can show.
func (p *program) terminalCheck() store.Check {
	check := store.Check{Name: "terminal", State: store.Fine}
	if !p.onTerminal() {
		check.Words = "the output goes elsewhere; a review needs a terminal"
		return check
	}
	w, h, err := term.GetSize(int(p.out.file.Fd()))
	locale := strings.ToUpper(os.Getenv("LC_ALL") + os.Getenv("LC_CTYPE") + os.Getenv("LANG"))
	check.Words = fmt.Sprintf("%s, %d×%d, %s", os.Getenv("TERM"), w, h, colours[colorprofile.Detect(p.out.file, os.Environ())])
	switch {
	case err == nil && (w < review.LeastWidth || h < review.LeastHeight):
		check.State = store.Warning
		check.Words += fmt.Sprintf("; a review needs %d×%d: make the window larger", review.LeastWidth, review.LeastHeight)
	case locale != "" && !strings.Contains(locale, "UTF-8") && !strings.Contains(locale, "UTF8"):
		check.State = store.Warning
		check.Words += "; its locale is not UTF-8, so that letters may come out wrong: set LANG to one that ends in UTF-8"
	}
	return check
}

var colours = map[colorprofile.Profile]string{
	colorprofile.NoTTY: "no colours", colorprofile.ASCII: "no colours", colorprofile.ANSI: "16 colours", colorprofile.ANSI256: "256 colours", colorprofile.TrueColor: "all colours",
}

func (p *program) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup [FILE]",
		Short: "Make a checked copy now",
		Long: `Make a copy of everything and check it: in the folder backups beside the file,
or as a new FILE. One is made every day anyway, and before every update of the
file; of the daily ones the last seven are kept.`,
		Example: `  halfhour doctor backup
  halfhour doctor backup /media/stick/halfhour.db`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return misuse("one file at a time: halfhour doctor backup FILE")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			st, err := p.openToRead(cmd.Context())
			if err != nil {
				return err
			}
			made, err := st.BackUp(cmd.Context(), strings.Join(args, ""))
			if err = errors.Join(err, st.Close()); err != nil {
				return fmt.Errorf("no copy was made: %w", disk.Cause(err))
			}
			p.printf("a checked copy is in %s\n", safe.Line(made))
			return nil
		},
	}
}

func (p *program) restoreCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Bring a copy back; the present file is kept aside",
		Long: `Put a copy in the place of the file. It says what is in the copy first, and keeps
the present file in the folder backups.`,
		Example: `  halfhour doctor restore ~/.local/share/halfhour/backups/halfhour-2026-11-20.db`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return nil
			}
			words := "name the copy to bring back, as in: halfhour doctor restore FILE"
			if len(p.copyLines()) == 0 {
				words += "; there is none in the folder backups"
			}
			return &misused{words, p.copyLines()}
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var names []string
			for _, c := range store.Copies(p.path()) {
				names = append(names, c.Path)
			}
			return names, cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.restore(cmd.Context(), args[0], yes) },
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return cmd
}

// copyLines are the copies there are, for somebody who chooses one.
func (p *program) copyLines() []string {
	var lines []string
	for _, c := range store.Copies(p.path()) {
		lines = append(lines, fmt.Sprintf("%s  (%s, %s)", c.Path, c.At.Format("Mon 2 Jan 15:04"), c.Kind))
	}
	return lines
}

func (p *program) restore(ctx context.Context, from string, yes bool) error {
	c, err := store.ContentsOf(ctx, from)
	if err != nil {
		return err
	}
	p.printf("%s\n", safe.Line(from+" holds "+contentsWords(c)))
	if !yes {
		if !term.IsTerminal(int(p.in.Fd())) {
			return misuse("nobody can be asked here: say --yes to bring it back")
		}
		sure, err := p.confirm(ctx, "Put it in the place of "+string(safe.Line(p.path()))+"?")
		if err != nil {
			return err
		}
		if !sure {
			p.printf("Nothing was changed.\n")
			return nil
		}
	}
	aside, err := store.Restore(ctx, p.path(), from)
	if err != nil {
		return err
	}
	p.printf("it is in the place of %s now\n", safe.Line(p.path()))
	if aside != "" {
		p.printf("what was there is in %s\n", safe.Line(aside))
	}
	return nil
}

// contentsWords says what a file holds.
func contentsWords(c store.Contents) string {
	words := []string{
		fmt.Sprintf("%s (%d open)", agenda.Counted(c.Deals, "deal"), c.OpenDeals), word(c.People == 1, "1 person") + word(c.People != 1, agenda.Count(c.People)+" people"), agenda.Counted(c.Reviews, "review"), agenda.Counted(c.OpenActions, "open action"),
	}
	const day = "Mon 2 Jan 2006 15:04"
	if !c.LastImport.IsZero() {
		words = append(words, "last import "+c.LastImport.Local().Format(day))
	}
	if !c.LastReview.IsZero() {
		words = append(words, "last review "+c.LastReview.Local().Format(day))
	}
	return strings.Join(words, ", ")
}

func (p *program) leaveCommand() *cobra.Command {
	var to destination
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write all data as JSON lines",
		Long: `Write everything in the file as JSON lines: a head, a line for each row of each
table, and a foot that counts them. halfhour doctor import reads it back. What
is private is in it too: it is for you alone.`,
		Example: `  halfhour doctor export -o everything.jsonl`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			st, err := p.openToRead(cmd.Context())
			if err != nil {
				return err
			}
			err = p.writeOut(to, func(w io.Writer) error {
				_, err := st.WriteAll(cmd.Context(), w)
				return err
			})
			return errors.Join(err, st.Close())
		},
	}
	to.flags(cmd)
	return cmd
}

func (p *program) comeBackCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE",
		Short: "Make a new file from what doctor export wrote",
		Long: `Make a new file from what halfhour doctor export wrote, also an older halfhour:
all of it or nothing. - reads standard input. A file that holds something
already is left as it is.`,
		Example: `  halfhour --db new.db doctor import everything.jsonl`,
		Args:    arguments(1, "name the file that halfhour doctor export wrote"),
		RunE: func(cmd *cobra.Command, args []string) error {
			in, err := p.openInput(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			defer func() { _ = in.Close() }()
			rows, err := store.ReadAll(cmd.Context(), p.path(), in)
			if err != nil {
				return fmt.Errorf("%s was not taken: %w", args[0], err)
			}
			p.printf("%s are in %s now\n", agenda.Counted(rows, "row"), safe.Line(p.path()))
			return nil
		},
	}
}
