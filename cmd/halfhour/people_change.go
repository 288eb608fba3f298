package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

var roleNames = []string{string(agenda.Rep), string(agenda.Manager), string(agenda.Executive)}

func (p *program) addPersonCommand() *cobra.Command {
	var role, email, manager string // of the new person, not of who is at the keyboard
	cmd := &cobra.Command{
		Use:   "add NAME --role ROLE",
		Short: "Add somebody who can own actions",
		Long:  `Add a manager or an executive, who can own actions. Reps come with their deals.`,
		Example: `  halfhour people add "Odile Fabre" --role executive
  halfhour people add "Dana Lee" --role manager --email dana@example.com --manager odile`,
		Args:              arguments(1, "name one person, as in: halfhour people add \"Odile Fabre\" --role executive"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.addPerson(cmd.Context(), agenda.Person{Name: args[0], Email: email}, role, manager)
		},
	}
	cmd.Flags().StringVar(&role, "role", "", "their `ROLE`: rep, manager or executive")
	cmd.Flags().StringVar(&email, "email", "", "their e-mail `ADDRESS`")
	cmd.Flags().StringVar(&manager, "manager", "", "the `NAME` of who manages them")
	_ = cmd.RegisterFlagCompletionFunc("role", cobra.FixedCompletions(roleNames, cobra.ShellCompDirectiveNoFileComp))
	_ = cmd.RegisterFlagCompletionFunc("manager", p.completeNames(1))
	return cmd
}

// completeNames completes the names of everybody, for so many arguments.
func (p *program) completeNames(most int) cobra.CompletionFunc {
	return p.complete(func(ctx context.Context, st *store.Store, args []string) []string {
		if len(args) >= most {
			return nil
		}
		return allNames(ctx, st)
	})
}

func (p *program) setRoleCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "role NAME ROLE",
		Short:   "Change what somebody is: rep, manager or executive",
		Long:    `Change what somebody is. Their deals and actions stay theirs.`,
		Example: `  halfhour people role "Dana Lee" manager`,
		Args:    arguments(2, "name a person and a role, as in: halfhour people role \"Dana Lee\" manager"),
		ValidArgsFunction: p.complete(func(ctx context.Context, st *store.Store, args []string) []string {
			switch len(args) {
			case 0:
				return allNames(ctx, st)
			case 1:
				return roleNames
			}
			return nil
		}),
		RunE: func(cmd *cobra.Command, args []string) error { return p.setRole(cmd.Context(), args[0], args[1]) },
	}
}

func (p *program) setManagerCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "manager NAME MANAGER",
		Short: "Say who manages somebody; nobody for nobody",
		Long: `Say who manages somebody. A rep's reviews are with that manager unless another
is named. A rep who manages somebody is a manager from then on.`,
		Example: `  halfhour people manager "Ana Ruiz" "Dana Lee"
  halfhour people manager "Ana Ruiz" nobody`,
		Args:              arguments(2, "name a person and their manager, as in: halfhour people manager \"Ana Ruiz\" \"Dana Lee\""),
		ValidArgsFunction: p.completeNames(2),
		RunE:              func(cmd *cobra.Command, args []string) error { return p.setManager(cmd.Context(), args[0], args[1]) },
	}
}

func (p *program) setEmailCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "email NAME ADDRESS",
		Short: "Say somebody's e-mail address",
		Long: `Say somebody's e-mail address. Exports that know them by it find them, too; an
address they had before still does.`,
		Example:           `  halfhour people email "Ana Ruiz" ana.ruiz@example.com`,
		Args:              arguments(2, "name a person and an address, as in: halfhour people email \"Ana Ruiz\" ana.ruiz@example.com"),
		ValidArgsFunction: p.completeNames(1),
		RunE:              func(cmd *cobra.Command, args []string) error { return p.setEmail(cmd.Context(), args[0], args[1]) },
	}
}

func (p *program) renameCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "rename NAME NEW",
		Short:             "Change somebody's name; the old one still finds them",
		Long:              `Change somebody's name. Exports that use the old one still find them.`,
		Example:           `  halfhour people rename 0054600000D5R2M "Ana Ruiz"`,
		Args:              arguments(2, "say the name and the new one, as in: halfhour people rename \"A. Ruiz\" \"Ana Ruiz\""),
		ValidArgsFunction: p.completeNames(1),
		RunE:              func(cmd *cobra.Command, args []string) error { return p.rename(cmd.Context(), args[0], args[1]) },
	}
}

// changePerson finds somebody and changes them; change returns what to say.
func (p *program) changePerson(ctx context.Context, name string, change func(st *store.Store, who agenda.Person) (said string, err error)) error {
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	who, err := findPerson(ctx, st, name)
	if err == nil {
		var said string
		if said, err = change(st, who); err == nil {
			p.printf("%s\n", safe.Line(said))
		}
	}
	return errors.Join(err, st.Close())
}

func (p *program) addPerson(ctx context.Context, who agenda.Person, roleName, manager string) error {
	if roleName == "" {
		return misuse("say what they are: --role manager, --role executive or --role rep")
	}
	var err error
	if who.Role, err = agenda.ParseRole(roleName); err != nil {
		return misuse("%s", err)
	}
	if who.Email != "" {
		if err := checkEmail(who.Email); err != nil {
			return err
		}
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	err = func() error {
		var boss agenda.Person
		if manager != "" {
			if boss, err = findPerson(ctx, st, manager); err != nil {
				return err
			}
			who.Manager = boss.ID
		}
		if who, err = st.AddPerson(ctx, who); err != nil {
			return personTaken(ctx, st, err, who.Name, who.Email)
		}
		p.printf("Added %s, %s.\n", safe.Line(who.Name), who.Role)
		return p.promote(ctx, st, boss)
	}()
	return errors.Join(err, st.Close())
}

// personTaken says who is called one of these texts already.
func personTaken(ctx context.Context, st *store.Store, err error, texts ...string) error {
	switch {
	case errors.Is(err, agenda.ErrEmpty):
		return misuse("a person has a name")
	case !errors.Is(err, store.ErrTaken):
		return err
	}
	for _, text := range texts {
		if who, err := st.PersonByName(ctx, text); err == nil {
			if agenda.Fold(who.Name) == agenda.Fold(text) {
				return misuse("somebody is called %q already: halfhour people lists everybody, halfhour people role NAME ROLE changes a role", text)
			}
			return misuse("%q is %s: halfhour people lists everybody, halfhour people merge makes one person of two", text, who.Name)
		}
	}
	return err
}

// promote makes a manager of a rep who manages somebody.
func (p *program) promote(ctx context.Context, st *store.Store, boss agenda.Person) error {
	if boss.Role != agenda.Rep {
		return nil
	}
	if err := st.SetRole(ctx, boss.ID, agenda.Manager); err != nil {
		return err
	}
	p.printf("%s is a manager now.\n", safe.Line(boss.Name))
	return nil
}

func (p *program) setRole(ctx context.Context, name, roleName string) error {
	role, err := agenda.ParseRole(roleName)
	if err != nil {
		return misuse("%s", err)
	}
	return p.changePerson(ctx, name, func(st *store.Store, who agenda.Person) (string, error) {
		return fmt.Sprintf("%s is %s now.", who.Name, article(role)), st.SetRole(ctx, who.ID, role)
	})
}

func article(role agenda.Role) string {
	if role == agenda.Executive {
		return "an executive"
	}
	return "a " + string(role)
}

func (p *program) setManager(ctx context.Context, name, manager string) error {
	return p.changePerson(ctx, name, func(st *store.Store, who agenda.Person) (string, error) {
		boss, err := findPerson(ctx, st, manager)
		if agenda.Fold(manager) == "nobody" && err != nil {
			return fmt.Sprintf("Nobody manages %s now.", who.Name), st.SetManager(ctx, who.ID, "")
		}
		if err != nil {
			return "", err
		}
		if err := st.SetManager(ctx, who.ID, boss.ID); errors.Is(err, store.ErrLoop) {
			if who.ID == boss.ID {
				return "", misuse("nobody manages themselves: name somebody else as the manager of %s", who.Name)
			}
			return "", misuse("%s manages %s, or their manager: halfhour people manager %s nobody ends that", who.Name, boss.Name, quoted(boss.Name))
		} else if err != nil {
			return "", err
		}
		return fmt.Sprintf("%s manages %s now.", boss.Name, who.Name), p.promote(ctx, st, boss)
	})
}

func checkEmail(text string) error {
	if !store.IsEmail(text) {
		return misuse("%q is not an e-mail address", text)
	}
	return nil
}

func (p *program) setEmail(ctx context.Context, name, email string) error {
	if err := checkEmail(email); err != nil {
		return err
	}
	return p.changePerson(ctx, name, func(st *store.Store, who agenda.Person) (string, error) {
		return fmt.Sprintf("%s is %s.", email, who.Name), personTaken(ctx, st, st.SetEmail(ctx, who.ID, email), email)
	})
}

func (p *program) rename(ctx context.Context, name, to string) error {
	return p.changePerson(ctx, name, func(st *store.Store, who agenda.Person) (string, error) {
		err := personTaken(ctx, st, st.Rename(ctx, who.ID, to), to)
		return fmt.Sprintf("%s is %s now; the old name still finds them.", who.Name, to), err
	})
}
