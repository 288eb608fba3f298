package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/crm"
)

func (p *program) importPeopleCommand() *cobra.Command {
	var o importOptions
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Bring in a team list or the users of a CRM",
		Long: `Bring in who manages whom, and names and e-mail addresses for the ids that
exports of deals have: a team list (rep, manager) or the users of a CRM. It may
come before or after the deals, and again; columns it does not know it leaves
out, unless --map says what they are.`,
		Example: `  halfhour people import sales_teams.csv
  halfhour people import User.csv Manager.csv
  halfhour people import --map 'Boss=manager' team.xlsx`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return misuse("name the file to import, as in: halfhour people import sales_teams.csv")
			}
			return nil
		},
		ValidArgsFunction: cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault), // files
		RunE:              func(cmd *cobra.Command, args []string) error { return p.importPeople(cmd.Context(), args, o) },
	}
	cmd.Flags().StringArrayVar(&o.mapped, "map", nil, "take a column for a field, as in `'Header=field'`: name, id, email, role, manager, manager_id, manager_email, ignore")
	cmd.Flags().StringVar(&o.Encoding, "encoding", "", "the file's encoding, when it is not recognised: utf-8, windows-1252, gb18030, ...")
	return cmd
}

// importPeople recognises all files before it takes any of them.
func (p *program) importPeople(ctx context.Context, paths []string, o importOptions) error {
	if err := o.parse(); err != nil {
		return err
	}
	o.Kind = crm.People
	var files []*export
	defer func() {
		for _, e := range files {
			_ = e.file.Close()
		}
	}()
	for _, path := range paths {
		e, err := openExport(path, o.Options)
		if err != nil {
			return err
		}
		files = append(files, e)
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	for i, e := range files {
		if i > 0 {
			p.printf("\n")
		}
		if err := p.importTeam(ctx, st, e); err != nil {
			return errors.Join(err, st.Close())
		}
	}
	return st.Close()
}

// importTeam brings one file of people in and says what it told.
func (p *program) importTeam(ctx context.Context, st *store.Store, e *export) error {
	r, err := st.ImportPeople(ctx, store.ImportSource{
		Name: e.source.name, Footer: func() int { return e.file.Counts().Footer },
	}, e.file.People())
	if err != nil {
		return err
	}
	p.printf("%s: %s\n", safe.Line(e.source.name), safe.Line(e.file.Format()))
	p.printf("%s rows read = %s imported + %s rejected + %s footer or blank\n",
		agenda.Count(r.Read), agenda.Count(r.Imported), agenda.Count(r.Rejected), agenda.Count(r.Footer))
	p.printTeam(r)
	if len(r.Rows) == 0 {
		return nil
	}
	return p.keepRejected(e, store.Report{Rejected: r.Rejected, RejectedRows: r.Rows})
}

// mostNamed is how many people a line of a report names.
const mostNamed = 8

func (p *program) printTeam(r store.PeopleReport) {
	if !r.Changed() {
		p.printf("Nothing changed.\n")
	}
	for _, role := range []agenda.Role{agenda.Rep, agenda.Manager, agenda.Executive} {
		others := slices.DeleteFunc(slices.Clone(r.People), func(who agenda.Person) bool { return who.Role != role })
		if n := len(others); n > 0 {
			p.printf("%s: %s\n", agenda.Counted(n, "new "+string(role)), names(others, mostNamed))
		}
	}
	if n := len(r.Managers); n > 0 {
		p.printf("%s before, now managing people: %s\n", agenda.Counted(n, "rep"), names(r.Managers, mostNamed))
	}
	if r.Managed > 0 {
		p.printf("%s a manager, or another one, now\n", plural(r.Managed, "1 person has", agenda.Count(r.Managed)+" people have"))
	}
	if n := len(r.Loops); n > 0 {
		p.printf("%s would manage themselves, and were left as they were: %s\n", plural(n, "1 person", agenda.Count(n)+" people"), names(r.Loops, mostNamed))
	}
	p.printNamed(r.Named)
}

// mostLikely is how many pairs are shown who may be one person.
const mostLikely = 10

// printNamed says who got a name, and who may be somebody else. It joins
// nobody: it says how.
func (p *program) printNamed(n store.Named) {
	var found []string
	for _, f := range n.Found[:min(len(n.Found), mostNamed)] {
		found = append(found, f.Was+" is "+f.Person.Name)
	}
	if more := len(n.Found) - len(found); more > 0 {
		found = append(found, fmt.Sprintf("and %d more", more))
	}
	if len(found) > 0 {
		p.printf("%s\n", safe.Line("Now known by name: "+strings.Join(found, ", ")))
	}
	ids := 0
	for _, who := range n.People {
		if store.IsMachineName(who.Name) && !store.IsEmail(who.Name) {
			ids++
		}
	}
	if ids > 0 {
		p.printf("%s known by an id alone: halfhour people import FILE, with the users of the CRM, names them\n", plural(ids, "1 person is", agenda.Count(ids)+" people are"))
	}
	for _, l := range n.Likely[:min(len(n.Likely), mostLikely)] {
		p.printf("%s\n", safe.Line(fmt.Sprintf("%s may be %s: halfhour people merge %s %s", l.One.Name, l.Other.Name, quoted(l.One.Name), quoted(l.Other.Name))))
	}
	if more := len(n.Likely) - mostLikely; more > 0 {
		p.printf("and %d more who may be somebody else: halfhour people\n", more)
	}
}
