package main

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

func (p *program) peopleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "people",
		Short: "Who is who: reps, managers, executives",
		Long: `List the people halfhour knows: what they are, who manages them, what else the
CRM calls them, and how many open deals they have. Owners of imported deals are
reps; a team file or the users of the CRM bring managers, names and addresses.`,
		Example: `  halfhour people
  halfhour people import sales_teams.csv
  halfhour people add "Odile Fabre" --role executive
  halfhour people manager "Ana Ruiz" "Dana Lee"
  halfhour people merge ana.ruiz@example.com "Ana Ruiz"
  halfhour --me "Dana Lee" --role manager people`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runPeople(cmd.Context()) },
	}
	p.jsonFlag(cmd)
	cmd.SuggestionsMinimumDistance = 2
	cmd.AddCommand(p.addPersonCommand(), p.setRoleCommand(), p.setManagerCommand(), p.setEmailCommand(),
		p.renameCommand(), p.mergeCommand(), p.importPeopleCommand(), p.keyCommand())
	return cmd
}

func (p *program) jsonFlag(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&p.json, "json", false, "one JSON array, an object an item, for programs")
}

// arguments wants exactly n of them.
func arguments(n int, words string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != n {
			return misuse("%s", words)
		}
		return nil
	}
}

type personJSON struct {
	ID        string      `json:"id"`
	Name      string      `json:"name"`
	Role      agenda.Role `json:"role"`
	Manager   string      `json:"manager"`
	Email     string      `json:"email"`
	Spellings []string    `json:"spellings"`
	OpenDeals int         `json:"open_deals"`
	Me        bool        `json:"me"`
}

func (p *program) runPeople(ctx context.Context) error {
	st, err := p.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	list, err := listPeople(ctx, st)
	if err != nil {
		return err
	}
	if p.json {
		return printJSON(p, list)
	}
	if len(list) == 0 {
		p.printf("Nobody yet: halfhour import FILE brings in reps with their deals, halfhour people add NAME --role executive adds others.\n")
		return nil
	}
	p.printPeople(list)
	return nil
}

func listPeople(ctx context.Context, st *store.Store) ([]personJSON, error) {
	people, err := st.People(ctx)
	if err != nil {
		return nil, err
	}
	spellings, err := st.Spellings(ctx)
	if err != nil {
		return nil, err
	}
	deals, err := st.OpenDeals(ctx)
	if err != nil {
		return nil, err
	}
	me, _, err := st.Me(ctx)
	if err != nil {
		return nil, err
	}
	named := agenda.NamesByID(people)
	list := make([]personJSON, len(people))
	for i, who := range people {
		also := slices.DeleteFunc(spellings[who.ID], func(s string) bool { return strings.EqualFold(s, who.Email) })
		list[i] = personJSON{who.ID, who.Name, who.Role, named[who.Manager], who.Email, append([]string{}, also...), deals[who.ID], who.ID == me.ID}
	}
	return list, nil
}

// mostSpellings is how many of a person's spellings stand in a table.
const mostSpellings = 3

// printPeople leaves columns out that would be empty.
func (p *program) printPeople(list []personJSON) {
	has := func(test func(personJSON) bool) bool { return slices.ContainsFunc(list, test) }
	managers := has(func(who personJSON) bool { return who.Manager != "" })
	emails := has(func(who personJSON) bool { return who.Email != "" })
	also := has(func(who personJSON) bool { return len(who.Spellings) > 0 })
	columns := []column{{head: "name", least: 12}, {head: "role"}}
	if managers {
		columns = append(columns, column{head: "manager", least: 10})
	}
	if emails {
		columns = append(columns, column{head: "e-mail", least: 12, spare: true})
	}
	if also {
		columns = append(columns, column{head: "also called", least: 12, spare: true})
	}
	columns = append(columns, column{head: "open deals", right: true}, column{})
	var rows [][]safe.Text
	for _, who := range list {
		row := []safe.Text{safe.Line(who.Name), safe.Text(who.Role)}
		if managers {
			row = append(row, safe.Line(who.Manager))
		}
		if emails {
			row = append(row, safe.Line(who.Email))
		}
		if also {
			row = append(row, someOf(who.Spellings, mostSpellings))
		}
		mark := safe.Text("")
		if who.Me {
			mark = "at the keyboard"
		}
		rows = append(rows, append(row, count(who.OpenDeals), mark))
	}
	p.table(columns, rows)
}

// someOf lists texts, some of them when there are many.
func someOf(texts []string, most int) safe.Text {
	line := strings.Join(texts[:min(len(texts), most)], ", ")
	if more := len(texts) - most; more > 0 {
		line += " and " + agenda.Count(more) + " more"
	}
	return safe.Line(line)
}
