package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
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
		ValidArgsFunction: cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault), // files
		RunE:              func(cmd *cobra.Command, args []string) error { return p.runImport(cmd.Context(), args, o) },
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
