package main

import (
	"cmp"
	"context"
	"errors"
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
		Long: `List the people halfhour knows. Owners of imported deals are reps; add the
managers and executives who can be asked for help, so that they can own actions.`,
		Example: `  halfhour people
  halfhour people add "Odile Fabre" --role executive
  halfhour people role "Dana Lee" manager
  halfhour --me "Dana Lee" --role manager people`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runPeople(cmd.Context()) },
	}
	p.jsonFlag(cmd)
	var role string // of the new person, not of who is at the keyboard
	add := &cobra.Command{
		Use:     "add NAME --role ROLE",
		Short:   "Add somebody who can own actions",
		Long:    `Add a manager or an executive, who can own actions. Reps come with their deals.`,
		Example: `  halfhour people add "Odile Fabre" --role executive`,
		Args:    arguments(1, "name one person, as in: halfhour people add \"Odile Fabre\" --role executive"),
		RunE:    func(cmd *cobra.Command, args []string) error { return p.addPerson(cmd.Context(), args[0], role) },
	}
	add.Flags().StringVar(&role, "role", "", "their `ROLE`: rep, manager or executive")
	set := &cobra.Command{
		Use:     "role NAME ROLE",
		Short:   "Change what somebody is: rep, manager or executive",
		Long:    `Change what somebody is. Their deals and actions stay theirs.`,
		Example: `  halfhour people role "Dana Lee" manager`,
		Args:    arguments(2, "name a person and a role, as in: halfhour people role \"Dana Lee\" manager"),
		RunE:    func(cmd *cobra.Command, args []string) error { return p.setRole(cmd.Context(), args[0], args[1]) },
		ValidArgsFunction: p.complete(func(ctx context.Context, st *store.Store, args []string) []string {
			if len(args) == 1 {
				return []string{string(agenda.Rep), string(agenda.Manager), string(agenda.Executive)}
			}
			return allNames(ctx, st)
		}),
	}
	_ = add.RegisterFlagCompletionFunc("role", cobra.FixedCompletions([]string{"rep", "manager", "executive"}, cobra.ShellCompDirectiveNoFileComp))
	cmd.AddCommand(add, set)
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
	OpenDeals int         `json:"open_deals"`
	Me        bool        `json:"me"`
}

func (p *program) runPeople(ctx context.Context) error {
	st, err := p.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	people, err := st.People(ctx)
	if err != nil {
		return err
	}
	deals, err := st.OpenDeals(ctx)
	if err != nil {
		return err
	}
	me, _, err := st.Me(ctx)
	if err != nil {
		return err
	}
	if p.json {
		list := make([]personJSON, len(people))
		for i, who := range people {
			list[i] = personJSON{who.ID, who.Name, who.Role, deals[who.ID], who.ID == me.ID}
		}
		return printJSON(p, list)
	}
	var rows [][]safe.Text
	for _, who := range people {
		mark := safe.Text("")
		if who.ID == me.ID {
			mark = "at the keyboard"
		}
		rows = append(rows, []safe.Text{safe.Line(who.Name), safe.Text(who.Role), count(deals[who.ID]), mark})
	}
	if len(rows) == 0 {
		p.printf("Nobody yet: halfhour import FILE brings in reps with their deals, halfhour people add NAME --role executive adds others.\n")
		return nil
	}
	p.table([]column{{head: "name", least: 12}, {head: "role"}, {head: "open deals", right: true}, {}}, rows)
	return nil
}

func (p *program) addPerson(ctx context.Context, name, roleName string) error {
	if roleName == "" {
		return misuse("say what they are: --role manager, --role executive or --role rep")
	}
	role, err := agenda.ParseRole(roleName)
	if err != nil {
		return misuse("%s", err)
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	who, err := st.AddPerson(ctx, agenda.Person{Name: name, Role: role})
	if err != nil {
		switch {
		case errors.Is(err, store.ErrTaken):
			err = misuse("somebody is called %q already: halfhour people lists everybody, halfhour people role NAME ROLE changes a role", name)
		case errors.Is(err, agenda.ErrEmpty):
			err = misuse("a person has a name")
		}
		return errors.Join(err, st.Close())
	}
	p.printf("Added %s, %s.\n", safe.Line(who.Name), who.Role)
	return st.Close()
}

func (p *program) setRole(ctx context.Context, name, roleName string) error {
	role, err := agenda.ParseRole(roleName)
	if err != nil {
		return misuse("%s", err)
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	people, err := st.People(ctx)
	if err == nil {
		var who agenda.Person
		if who, err = onePerson(people, name); err == nil {
			if err = st.SetRole(ctx, who.ID, role); err == nil {
				p.printf("%s is %s now.\n", safe.Line(who.Name), article(role))
			}
		}
	}
	return errors.Join(err, st.Close())
}

func article(role agenda.Role) string {
	if role == agenda.Executive {
		return "an executive"
	}
	return "a " + string(role)
}

// onePerson finds who is meant among people.
func onePerson(people []agenda.Person, typed string) (agenda.Person, error) {
	found := agenda.ResolvePerson(people, typed)
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		if len(people) == 0 {
			return agenda.Person{}, misuse("nobody is called %q: there is nobody here yet; halfhour import FILE brings in reps", typed)
		}
		return agenda.Person{}, misuse("nobody is called %q; there are %s", typed, names(people, mostNames))
	}
	return agenda.Person{}, misuse("%q can be %s: say more of the name", typed, names(found, mostNames))
}

// mostNames is how many people an error lists.
const mostNames = 12

// repWithDeals is a rep who can be reviewed.
type repWithDeals struct {
	agenda.Person
	open int
}

// repsWithDeals lists everybody with open deals, most deals first.
func repsWithDeals(ctx context.Context, st *store.Store) ([]repWithDeals, error) {
	people, err := st.People(ctx)
	if err != nil {
		return nil, err
	}
	return withDeals(ctx, st, people)
}

// withDeals are those of people who have open deals, most deals first.
func withDeals(ctx context.Context, st *store.Store, people []agenda.Person) ([]repWithDeals, error) {
	deals, err := st.OpenDeals(ctx)
	if err != nil {
		return nil, err
	}
	var reps []repWithDeals
	for _, who := range people {
		if n := deals[who.ID]; n > 0 {
			reps = append(reps, repWithDeals{who, n})
		}
	}
	slices.SortStableFunc(reps, func(a, b repWithDeals) int { return cmp.Compare(b.open, a.open) })
	return reps, nil
}

// theRep is the one rep of --rep, "" for none.
func theRep(given []string) (string, error) {
	switch len(given) {
	case 0:
		return "", nil
	case 1:
		if strings.TrimSpace(given[0]) == "" {
			return "", misuse("--rep wants a name")
		}
		return given[0], nil
	}
	return "", misuse("one --rep at a time, please")
}

// repFlag adds --rep, whose names are completed.
func (p *program) repFlag(cmd *cobra.Command, into *[]string, usage string) {
	cmd.Flags().StringArrayVar(into, "rep", nil, usage)
	_ = cmd.RegisterFlagCompletionFunc("rep", p.complete(func(ctx context.Context, st *store.Store, _ []string) []string {
		reps, err := repsWithDeals(ctx, st)
		if err != nil {
			return nil
		}
		var list []string
		for _, r := range reps {
			list = append(list, r.Name)
		}
		return list
	}))
}

// findRep resolves --rep among everybody; "" is nobody in particular.
func findRep(ctx context.Context, st *store.Store, given []string) (agenda.Person, error) {
	name, err := theRep(given)
	if err != nil || name == "" {
		return agenda.Person{}, err
	}
	people, err := st.People(ctx)
	if err != nil {
		return agenda.Person{}, err
	}
	return onePerson(people, name)
}
