package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"path/filepath"
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
		Use:   "import FILE...",
		Short: "Bring in the deals of a CRM export, again and again",
		Long: `Bring in the deals of one or more CRM exports (CSV). Import the newest export
whenever there is one: deals that are known are updated, what changed is kept
as history, and importing the same file twice changes nothing.

Rows that nobody can read are shown with line and reason and written to
NAME.rejected.csv in the current directory; mend that file and import it.`,
		Example: `  halfhour import deals.csv
  halfhour import --currency EUR germany.csv       amounts without a currency are euros
  halfhour import --map 'Deal value=amount' deals.csv
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
	flags.StringArrayVar(&o.mapped, "map", nil, "take a column for a field, as in `'Header=field'`; the field ignore leaves it out")
	flags.StringVar(&o.Encoding, "encoding", "", "the file's encoding, when it is not recognised: utf-8, windows-1252, gb18030, ...")
	flags.StringVar(&o.Dates, "dates", "", "the `ORDER` of dates written in digits, when it can be read in two ways: mdy, dmy or ymd")
	flags.StringVar(&o.Currency, "currency", "", "the currency `CODE` of amounts for which the file names none; the first import's is the home currency")
	_ = cmd.RegisterFlagCompletionFunc("dates", cobra.FixedCompletions([]string{"mdy", "dmy", "ymd"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

// importOptions are the flags of import.
type importOptions struct {
	crm.Options
	mapped []string
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
	return nil
}

// runImport recognises all files before it takes any of them.
func (p *program) runImport(ctx context.Context, paths []string, o importOptions) error {
	if err := o.parse(); err != nil {
		return err
	}
	today, err := p.today()
	if err != nil {
		return err
	}
	var exports []*export
	defer func() {
		for _, e := range exports {
			_ = e.file.Close()
		}
	}()
	if o.Home, err = p.homeSoFar(ctx); err != nil {
		return err
	}
	for _, path := range paths {
		e, err := openExport(path, o.Options)
		if err != nil {
			return err
		}
		exports = append(exports, e)
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	if err := p.firstCurrency(ctx, st, strings.ToUpper(o.Currency)); err != nil {
		return errors.Join(err, st.Close())
	}
	rep := ""
	for i, e := range exports {
		if i > 0 {
			p.printf("\n")
		}
		if e.file.Kind() == crm.People {
			if err := p.importTeam(ctx, st, e); err != nil {
				return errors.Join(err, st.Close())
			}
			continue
		}
		r, err := p.importOne(ctx, st, e, today)
		if err != nil {
			return errors.Join(err, st.Close())
		}
		rep = busiest(r, rep)
	}
	if rep != "" {
		p.printf("\nNext: halfhour review --rep %s\n", safe.Line(quoted(rep)))
	}
	return errors.Join(p.introduceAccount(ctx, st), st.Close())
}

// homeSoFar is the home currency, which a symbol such as $ means that may mean
// it; "" for none yet.
func (p *program) homeSoFar(ctx context.Context) (string, error) {
	st, err := p.openToRead(ctx)
	if errors.As(err, new(*errNoFile)) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	home, err := st.HomeCurrency(ctx)
	return home, errors.Join(err, st.Close())
}

// firstCurrency takes the currency of the very first import for the home
// currency, aloud. Later ones say it of their files only.
func (p *program) firstCurrency(ctx context.Context, st *store.Store, code string) error {
	if code == "" || code == agenda.NoCurrency {
		return nil
	}
	if home, err := st.HomeCurrency(ctx); err != nil || home != "" {
		return err
	}
	deals, err := st.Deals(ctx, store.Filter{All: true})
	if err != nil || len(deals) > 0 {
		return err
	}
	p.say("%s is your home currency now; halfhour --currency CODE people changes it", code)
	return st.SetHomeCurrency(ctx, code)
}

// export is a CRM's export that was recognised.
type export struct {
	path string
	file *crm.File
	hash string
	// plain counts the amounts without a currency.
	plain int
}

func openExport(path string, o crm.Options) (*export, error) {
	f, err := crm.Open(path, o)
	if err != nil {
		if errors.Is(err, crm.ErrOptions) {
			return nil, misuse("%s", err)
		}
		return nil, advised(err)
	}
	e := &export{path: path, file: f}
	if e.hash, err = hashOf(path); err != nil {
		return nil, errors.Join(fmt.Errorf("import %s: %w", path, err), f.Close())
	}
	return e, nil
}

// advised adds what to do to a file that cannot be imported.
func advised(err error) error {
	for _, a := range []struct {
		why  error
		todo string
	}{
		{crm.ErrMissing, "see the spelling and the folder"},
		{crm.ErrFolder, "name a file in it"},
		{crm.ErrEmpty, "export the deals again"},
		{crm.ErrNoDeals, "export the deals again, and see the CRM's filter"},
		{crm.ErrNotText, "export the deals from the CRM as CSV"},
	} {
		if errors.Is(err, a.why) {
			return fmt.Errorf("%w: %s", err, a.todo)
		}
	}
	return err
}

// hashOf tells files apart: the same bytes were imported before.
func hashOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func (e *export) headers() []string {
	var list []string
	for _, c := range e.file.Columns() {
		list = append(list, c.Header)
	}
	return list
}

// rows passes the deals on and counts what the report does not.
func (e *export) rows() iter.Seq2[crm.Deal, error] {
	return func(yield func(crm.Deal, error) bool) {
		for d, err := range e.file.Rows() {
			if err == nil && d.Amount.Currency == agenda.NoCurrency {
				e.plain++
			}
			if !yield(d, err) {
				return
			}
		}
	}
}

func (p *program) importOne(ctx context.Context, st *store.Store, e *export, today agenda.Date) (store.Report, error) {
	report, err := st.Import(ctx, store.ImportSource{
		Name: filepath.Base(e.path), Hash: e.hash, CRM: e.file.CRM(), Shape: store.ShapeOf(e.headers()...),
		Today: today, Now: p.now(), Covers: e.file.Covers,
		Footer: func() int { return e.file.Counts().Footer },
	}, e.rows())
	if err != nil && ctx.Err() != nil {
		return report, ctx.Err() // whatever the database says of being interrupted
	}
	if err != nil {
		return report, err
	}
	p.printReport(e, report, today)
	if len(report.RejectedRows) > 0 {
		if err := p.keepRejected(e, report); err != nil {
			return report, err
		}
	}
	return report, p.sayCurrency(ctx, st, e)
}

// sayCurrency says what became of amounts that name no currency, or one of
// several.
func (p *program) sayCurrency(ctx context.Context, st *store.Store, e *export) error {
	taken := e.file.Counts().Taken
	if e.plain == 0 && len(taken) == 0 {
		return nil
	}
	home, err := st.HomeCurrency(ctx)
	if err != nil {
		return err
	}
	for _, symbol := range slices.Sorted(maps.Keys(taken)) {
		p.printf("\n%s with %s taken as %s, the home currency; --currency CODE says another.\n",
			counted(taken[symbol], "amount"), safe.Line(symbol), home)
	}
	if e.plain == 0 {
		return nil
	}
	switch {
	case home != "":
		p.printf("\n%s without a currency taken as %s, the home currency.\n", counted(e.plain, "amount"), home)
	default:
		p.printf("\nThe file names no currency and there is no home currency: %s stay plain numbers.\n"+
			"halfhour --currency EUR people sets one, and they take it.\n", counted(e.plain, "amount"))
	}
	return nil
}

// busiest is the owner with the most open deals in a report, or the one
// before when nobody has any.
func busiest(r store.Report, before string) string {
	for _, g := range byOpen(r.ByOwner) {
		if g.Open > 0 && g.Name != "" {
			return g.Name
		}
	}
	return before
}

// quoted is a word as a shell takes it.
func quoted(word string) string {
	if !strings.ContainsAny(word, "\"\\$`!") {
		return `"` + word + `"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
