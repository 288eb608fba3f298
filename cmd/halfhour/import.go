package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/crm"
)

func (p *program) importCommand() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE|FOLDER|ARCHIVE.zip|-...",
		Short: "Bring in the deals of a CRM export, again and again",
		Long: `Bring in what a CRM exports: deals, and beside them accounts, contacts and
their roles, activities, quotas, histories and teams; CSV in any encoding, XLSX
or JSON, files, a folder of them, a zip archive, or - for standard input.
Import the newest export whenever there is one: deals that are known are
updated, what changed is kept as history, and importing the same file twice
changes nothing. Exports may come in any order: an older one changes no newer
fact, it fills in the history.

What a file does not tell is asked once on a terminal and remembered for files
like it: columns and stages that nobody knows, days and months that can be
mixed up, what $ is worth. Elsewhere --map, --dates, --currency and --stage
say so, and are remembered too.

Rows that nobody can read are shown with line and reason and written to
NAME.rejected.csv in the current directory; mend that file and import it.`,
		Example: `  halfhour import deals.csv
  halfhour import exports.zip                      or a folder: what is no export is passed over
  halfhour import --dry-run deals.csv              see what would change
  halfhour import --currency EUR germany.csv       amounts without a currency are euros
  halfhour import --map 'Close Dt=close_date' --stage 'Handshake=Negotiation' deals.csv
  halfhour import --dates dmy --encoding windows-1252 deals.csv`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misuse("name the CRM export to import, as in: halfhour import deals.csv")
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault // files
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.runImport(cmd.Context(), args, o) },
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&o.mapped, "map", nil, "take a column for a field, as in `'Header=field'`; the field ignore leaves it out, extra keeps it with the deal")
	flags.StringArrayVar(&o.staged, "stage", nil, "say where a stage stands, as in `'Handshake=Negotiation'`, =won or =lost; 'Pipeline/Handshake=...' for one pipeline")
	flags.StringVar(&o.Encoding, "encoding", "", "the file's encoding, when it is not recognised: utf-8, windows-1252, gb18030, ...")
	flags.StringVar(&o.Dates, "dates", "", "the `ORDER` of dates written in digits, when it can be read in two ways: mdy, dmy or ymd")
	flags.StringVar(&o.Currency, "currency", "", "the currency `CODE` of amounts for which this file names none (not the home currency, except with the very first import)")
	flags.StringVar(&o.asOf, "as-of", "", "the `DATE` on which the export was made, when its name and rows do not tell or tell wrong")
	flags.BoolVar(&o.part, "part", false, "this is only a part of what such exports hold, a filtered view: deals that it does not hold are not gone")
	flags.BoolVar(&o.dry, "dry-run", false, "read, match and count everything, show it, and write nothing")
	flags.BoolVar(&o.plain, "plain", false, "print what came in, and leave out the screen on which its numbers can be opened")
	flags.BoolVar(&o.forget, "forget", false, "forget what was said about files like these, and ask again")
	_ = cmd.RegisterFlagCompletionFunc("dates", cobra.FixedCompletions([]string{"mdy", "dmy", "ymd"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// importOptions are the flags of import.
type importOptions struct {
	crm.Options
	mapped, staged []string
	stages         map[[2]string]agenda.Step
	asOf           string
	dry, forget    bool
	part           bool
	plain          bool // print only
}

func (o *importOptions) parse() error {
	for _, m := range o.mapped {
		i := strings.LastIndexByte(m, '=')
		if i <= 0 {
			return misuse("--map wants 'Header=field', not %q; fields are %s", m, strings.Join(crm.Fields, ", "))
		}
		if o.Map == nil {
			o.Map = map[string]string{}
		}
		o.Map[m[:i]] = m[i+1:]
	}
	for _, m := range o.staged {
		i := strings.LastIndexByte(m, '=')
		step := agenda.NoStep
		if i > 0 {
			step = stepNamed(m[i+1:])
		}
		if step == agenda.NoStep {
			return misuse("--stage wants 'Their stage=step', not %q; steps are %s, won and lost", m, strings.Join(stepNames(), ", "))
		}
		if o.stages == nil {
			o.stages = map[[2]string]agenda.Step{}
		}
		o.stages[[2]string{"", m[:i]}] = step
		for at, r := range m[:i] { // a pipeline before it, or a stage with a slash
			if r == '/' {
				o.stages[[2]string{strings.TrimSpace(m[:at]), strings.TrimSpace(m[at+1 : i])}] = step
			}
		}
	}
	return nil
}

func stepNames() []string {
	var list []string
	for _, s := range agenda.OpenSteps {
		list = append(list, s.String())
	}
	return list
}

func stepNamed(name string) agenda.Step {
	for _, s := range append(slices.Clone(agenda.OpenSteps), agenda.ClosedWon, agenda.ClosedLost) {
		if strings.EqualFold(s.String(), strings.TrimSpace(name)) {
			return s
		}
	}
	return agenda.NoStep
}

// job is one run of import.
type job struct {
	p       *program
	o       importOptions
	today   agenda.Date
	scratch *scratch
	bar     *progress
	asks    bool
	st      *store.Store // nil while there is no file yet
	exports []*export
	skipped []string
	first   bool // nothing was imported before
	done    int
	taken   []taken // exports of deals that came in
}

// importMemory is from where on the garbage of reading a million rows is cleared
// away at once instead of when it has doubled.
const importMemory = 48 << 20

// runImport recognises all files, and asks about them, before it takes any.
func (p *program) runImport(ctx context.Context, args []string, o importOptions) (err error) {
	if err := o.parse(); err != nil {
		return err
	}
	today, err := p.today()
	if err != nil {
		return err
	}
	scratch, err := p.newScratch()
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(importMemory)
	j := &job{p: p, o: o, today: today, scratch: scratch, bar: p.newProgress()}
	j.asks = p.hasScreen()
	defer func() { err = j.close(ctx, err) }()
	if err := j.openKnown(ctx); err != nil {
		return err
	}
	if err := j.recognise(ctx, args); err != nil {
		return err
	}
	if err := j.openAll(ctx); err != nil {
		return err
	}
	return j.take(ctx)
}

// close ends the job, whatever became of it, and says how far it came.
func (j *job) close(ctx context.Context, err error) error {
	j.bar.end()
	for _, e := range j.exports {
		err = errors.Join(err, e.close())
	}
	if j.st != nil {
		err = errors.Join(err, j.st.Close())
	}
	err = errors.Join(err, j.scratch.remove())
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && j.done == len(j.exports) && j.done > 0:
		return errors.New("stopped, with everything in")
	case ctx.Err() != nil && j.done > 0:
		return fmt.Errorf("stopped: %s of %d %s in, nothing was written of the others", thousands(j.done), len(j.exports), plural(len(j.exports), "file is", "files are"))
	case ctx.Err() != nil:
		return ctx.Err() // whatever the reading or the database says of being interrupted
	}
	return err
}

// openKnown opens the file if there is one: it remembers what was said about
// exports. For a dry run a copy of it is opened.
func (j *job) openKnown(ctx context.Context) (err error) {
	if !fileExists(j.p.path()) {
		return nil
	}
	if !j.o.dry {
		j.st, err = j.p.openToWrite(ctx)
		return err
	}
	original, err := store.OpenReadOnly(j.p.path())
	if errors.Is(err, store.ErrOlder) {
		original, err = store.Open(j.p.path())
	}
	if err != nil {
		return err
	}
	copied, err := j.scratch.create()
	if err != nil {
		return errors.Join(err, original.Close())
	}
	err = errors.Join(copied.Close(), original.CloneTo(copied.Name()), original.Close())
	if err != nil {
		return err
	}
	return j.openStore(ctx, copied.Name())
}

// openAll makes the file if there was none, in the private folder for a dry run,
// and settles the first currency.
func (j *job) openAll(ctx context.Context) error {
	dir, err := j.scratch.folder() // SQLite keeps there what does not fit into memory
	if err != nil {
		return err
	}
	if j.st == nil && j.o.dry {
		err = j.openStore(ctx, dir+"/dry-run.db")
	} else if j.st == nil {
		j.st, err = j.p.openToWrite(ctx)
	}
	if err != nil {
		return err
	}
	j.first, err = isFirst(ctx, j.st)
	return err
}

func (j *job) openStore(ctx context.Context, path string) (err error) {
	if j.st, err = store.Open(path); err != nil {
		return err
	}
	return j.p.remember(ctx, j.st)
}

// isFirst says whether nothing was imported yet, and no home currency set.
func isFirst(ctx context.Context, st *store.Store) (bool, error) {
	if home, err := st.HomeCurrency(ctx); err != nil || home != "" {
		return false, err
	}
	_, _, imported, err := st.LastImport(ctx)
	return !imported, err
}

// firstCurrency takes the currency of the very first import for the home
// currency, aloud. Later ones say it of their files only.
func (j *job) firstCurrency(ctx context.Context) error {
	code := strings.ToUpper(j.o.Currency)
	if !j.first || code == "" || code == agenda.NoCurrency {
		return nil
	}
	j.p.say("%s is your home currency now; halfhour --currency CODE people changes it", code)
	return j.st.SetHomeCurrency(ctx, code)
}

// take brings the exports in, one after the other.
func (j *job) take(ctx context.Context) error {
	p := j.p
	for _, line := range j.skipped {
		p.printf("Passed over %s\n", safe.Line(line))
	}
	if len(j.skipped) > 0 {
		p.printf("\n")
	}
	if _, err := j.st.CheckMetrics(ctx, j.today, p.now()); err != nil {
		return err
	}
	rep := ""
	for i, e := range j.exports {
		if i > 0 {
			p.printf("\n")
		}
		busy, err := j.takeOne(ctx, e)
		if err != nil {
			return err
		}
		if j.done++; busy != "" {
			rep = busy
		}
		if err := j.st.Say(ctx, e.crm, e.shape, e.learned); err != nil {
			return err
		}
	}
	if err := j.sayMet(ctx); err != nil {
		return err
	}
	if j.o.dry {
		p.printf("\nNothing was written: this was a dry run.\n")
	} else if err := j.finish(ctx, rep); err != nil {
		return err
	}
	if !j.asks || j.o.plain {
		return nil
	}
	return j.showNumbers(ctx)
}

// finish settles what a first import settles, and says what to do next.
func (j *job) finish(ctx context.Context, rep string) error {
	if err := j.firstCurrency(ctx); err != nil {
		return err
	}
	if rep != "" {
		j.p.printf("\nNext: halfhour review --rep %s\n", safe.Line(quoted(rep)))
	}
	if j.asks && slices.ContainsFunc(j.taken, func(t taken) bool { return t.report.Changed+t.report.Gone+t.report.Back > 0 }) {
		j.p.printf("What moved, at any time: halfhour changes --since import\n")
	}
	return j.p.introduceAccount(ctx, j.st)
}

// sayMet says which actions' metrics are met now. Ticking them is for people.
func (j *job) sayMet(ctx context.Context) error {
	met, err := j.st.CheckMetrics(ctx, j.today, j.p.now())
	if err != nil || len(met) == 0 {
		return err
	}
	all, err := j.st.Actions(ctx, store.ActionFilter{All: true})
	if err != nil {
		return err
	}
	n := shortest(actionIDs(all))
	j.p.printf("\n%s met; if %s done, tick %s:\n", plural(len(met), "1 action's metric is", thousands(len(met))+" actions' metrics are"),
		plural(len(met), "it is", "they are"), plural(len(met), "it", "them"))
	for _, a := range met[:min(len(met), mostListed)] {
		j.p.printf("  halfhour actions done %s   %s: %s\n", ending(a.ID, n), safe.Line(a.Text), safe.Line(a.MetBy))
	}
	if more := len(met) - mostListed; more > 0 {
		j.p.printf("  and %s more: halfhour actions\n", thousands(more))
	}
	return nil
}

// quoted is a word as a shell takes it.
func quoted(word string) string {
	if !strings.ContainsAny(word, "\"\\$`!") {
		return `"` + word + `"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
