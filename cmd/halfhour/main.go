// Command halfhour runs a sales pipeline review from a terminal: one rep, one
// manager, three deals, thirty minutes.
//
// This package is the wiring, one file a command. A command reads its flags,
// asks the store, and prints; what a review is and its rules are in agenda,
// the screen is in tui. Its own rules:
//
//   - what a person sees of an error is one line on stderr that says what to
//     do; the exit code is 0, 1 when something failed, 2 when the command was
//     misused;
//   - whatever came from outside is printed as a safe.Text;
//   - columns are cut to the window's width only on a terminal: a program that
//     reads a pipe gets everything.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"

	"halfhour/agenda"
	"halfhour/agenda/fault"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/disk"
)

func main() {
	collectLate()
	os.Exit(newProgram().run())
}

// newProgram returns the program of this process, and makes the process its
// user's alone: the files it makes, and what is on its screen.
func newProgram() *program {
	keepPrivate()
	for _, name := range []string{"TEA_TRACE", "TEA_DEBUG"} { // Bubble Tea would write the screen into files
		_ = os.Unsetenv(name)
	}
	return &program{in: os.Stdin, out: &output{file: os.Stdout}, err: os.Stderr, now: time.Now, fate: &fate{}}
}

// run runs the command that the process was started with and returns the exit
// code.
func (p *program) run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer stop()
	ctx, p.fate.stop = context.WithCancel(ctx)
	defer p.fate.stop()
	var err error
	p.fate.note(fault.Catch(func() { err = p.command().ExecuteContext(ctx) }))
	return p.exit(p.crashed(err))
}

// program is what the commands share: the streams, the clock and the flags
// that all of them take.
type program struct {
	in   *os.File
	out  *output
	err  io.Writer
	now  func() time.Time
	fate *fate
	// around wraps the model of every screen; nil for none.
	around func(tea.Model) tea.Model
	// console has the screen that is up, or was last.
	console *console

	db       string
	todayArg string
	name     string // --me
	role     string
	currency string
	json     bool
	plain    bool // of halfhour without a command
	version  bool // the same
}

// output is where results go. It remembers that one did not arrive.
type output struct {
	file   *os.File
	broken error
}

// Write writes to the file, unless that failed before.
func (o *output) Write(b []byte) (int, error) {
	if o.broken != nil {
		return 0, o.broken
	}
	n, err := o.file.Write(b)
	if err != nil && o.broken == nil {
		o.broken = fmt.Errorf("the output could not be written: %w", disk.Cause(err))
	}
	return n, err
}

func (p *program) command() *cobra.Command {
	root := &cobra.Command{
		Use:   "halfhour",
		Short: "The pipeline review: one rep, one manager, three deals, thirty minutes",
		Long: `halfhour runs a sales pipeline review from a terminal: one rep and their
manager, the three deals that need it most, thirty minutes, and everybody
leaves with dated action items.

Everything lives in one file on this computer; nothing goes over the network.
Without a command it opens the home screen: what is due today, and everything
else from there.`,
		Example: `  halfhour demo                          see a review of an invented rep
  halfhour import deals.csv              bring in a CRM export
  halfhour review --rep "Ana Ruiz"       hold the review
  halfhour actions                       what was agreed and is still open`,
		Args:              noArguments,
		RunE:              p.runStatus,
		SilenceErrors:     true,
		SilenceUsage:      true,
		PersistentPreRunE: p.check,
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.db, "db", "", "the `FILE` with everything in it (or HALFHOUR_DB; default "+store.DefaultPath()+")")
	flags.StringVar(&p.todayArg, "today", "", "count from this `DATE`, like 2026-11-27, instead of today (or HALFHOUR_TODAY)")
	flags.StringVar(&p.name, "me", "", "remember that this `NAME` is at the keyboard")
	flags.StringVar(&p.role, "role", "", "remember their `ROLE`: rep, manager or executive")
	flags.StringVar(&p.currency, "currency", "", "remember the home currency: an ISO 4217 `CODE` like EUR")
	root.Flags().BoolVar(&p.plain, "plain", false, "without a command: print what is due instead of opening the screen")
	root.Flags().BoolVar(&p.version, "version", false, "say which halfhour this is")
	root.SetOut(p.out)
	root.SetErr(p.err)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(p.demoCommand(), p.importCommand(), p.reviewCommand(), p.dealsCommand(),
		p.actionsCommand(), p.followUpCommand(), p.exportCommand(), p.peopleCommand(), p.changesCommand(), p.hygieneCommand(), p.prepCommand(), p.packetCommand(), p.stagesCommand(), p.settingsCommand(),
		p.doctorCommand())
	root.SuggestionsMinimumDistance = 2
	root.InitDefaultHelpCmd()
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	return root
}

// check reads what all commands share before any of them begins.
func (p *program) check(*cobra.Command, []string) error {
	if _, err := p.today(); err != nil {
		return err
	}
	if p.role != "" {
		if _, err := agenda.ParseRole(p.role); err != nil {
			return misuse("%s", err)
		}
	}
	p.currency = strings.ToUpper(p.currency)
	if p.currency != "" && !agenda.ValidCurrency(p.currency) {
		return misuse("%s", agenda.NoSuchCurrency(p.currency))
	}
	return nil
}

// path is the file that everything is in.
func (p *program) path() string {
	switch {
	case p.db != "":
		return p.db
	case os.Getenv("HALFHOUR_DB") != "":
		return os.Getenv("HALFHOUR_DB")
	}
	return store.DefaultPath()
}

// today is the calendar date that findings and defaults refer to.
func (p *program) today() (agenda.Date, error) {
	text, from := p.todayArg, "--today"
	if text == "" {
		text, from = os.Getenv("HALFHOUR_TODAY"), "HALFHOUR_TODAY"
	}
	if text == "" {
		return agenda.DateOf(p.now()), nil
	}
	d, err := agenda.ParseDate(text)
	if err != nil {
		return 0, misuse("%s: %s", from, err)
	}
	return d, nil
}

// onTerminal says whether a person sees the output.
func (p *program) onTerminal() bool { return term.IsTerminal(int(p.out.file.Fd())) }

// printf writes to the output; what came from outside must be safe already.
func (p *program) printf(format string, args ...any) {
	_, _ = io.WriteString(p.out, folded(fmt.Sprintf(format, args...), windowOf(p.out.file)))
}

// say tells the person something that is not the command's result.
func (p *program) say(format string, args ...any) {
	line := string(safe.Line("halfhour: " + fmt.Sprintf(format, args...)))
	_, _ = fmt.Fprintln(p.err, folded(line, windowOf(p.err)))
}

// misused is an error in how a command was called.
type misused struct {
	words string
	list  []string // what there is to choose from
}

func (m *misused) Error() string { return m.words }

func misuse(format string, args ...any) error { return &misused{words: fmt.Sprintf(format, args...)} }

// exit prints an error in one line and returns the exit code.
func (p *program) exit(err error) int {
	if err == nil {
		err = p.out.broken
	}
	if err == nil {
		return 0
	}
	wrong, isMisuse := errors.AsType[*misused](err)
	switch {
	case isMisuse:
		p.say("%s", wrong)
		for _, item := range wrong.list {
			_, _ = fmt.Fprintln(p.err, safe.Line("  "+item))
		}
		return 2
	case errors.Is(err, context.Canceled):
		p.say("stopped; nothing of this was written")
	default:
		p.say("%s", store.Trouble(err))
	}
	return 1
}

// flagError says which flag is wrong, and where to read about it.
func flagError(cmd *cobra.Command, err error) error {
	if errors.Is(err, pflag.ErrHelp) {
		return err
	}
	return misuse("%s: see %s --help", err, cmd.CommandPath())
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.HasSubCommands() {
		if close := cmd.SuggestionsFor(args[0]); len(close) > 0 {
			nearest := slices.MaxFunc(close, func(a, b string) int { return cmp.Compare(alike(a, args[0]), alike(b, args[0])) })
			return misuse("there is no command %q: did you mean %s %s?", args[0], cmd.CommandPath(), nearest)
		}
		return misuse("there is no command %q: see %s --help", args[0], cmd.CommandPath())
	}
	return misuse("%s takes no argument, and got %q: see %s --help", cmd.CommandPath(), args[0], cmd.CommandPath())
}

// alike is how many bytes two words have in common at the beginning.
func alike(a, b string) (n int) {
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
