package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

func (p *program) mergeCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "merge NAME INTO",
		Short: "Make one person of two spellings",
		Long: `Make one person of two: what the first one has, the second one gets, and the
next export finds them by both spellings. It shows what will move and asks;
without a terminal say --yes and both names in full. It cannot be undone.`,
		Example: `  halfhour people merge ana.ruiz@example.com "Ana Ruiz"
  halfhour people merge --yes "Ruiz A." "Ana Ruiz"`,
		Args:              arguments(2, "name two people, as in: halfhour people merge ana.ruiz@example.com \"Ana Ruiz\""),
		ValidArgsFunction: p.completeNames(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.mergePeople(cmd.Context(), args[0], args[1], yes)
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "do it without asking")
	return cmd
}

func (p *program) mergePeople(ctx context.Context, name, into string, yes bool) error {
	asks := term.IsTerminal(int(p.in.Fd())) && p.onTerminal()
	if !yes && !asks {
		return misuse("there is nobody to ask here: halfhour people merge --yes %s %s does it", quoted(name), quoted(into))
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	err = func() error {
		find := findPerson
		if yes { // nobody looks at whom half a name means
			find = inFull
		}
		away, err := find(ctx, st, name)
		if err != nil {
			return err
		}
		keep, err := find(ctx, st, into)
		if err != nil {
			return err
		}
		if keep.ID == away.ID {
			return misuse("%q and %q are both %s already", name, into, keep.Name)
		}
		moved, err := st.WhatMoves(ctx, away.ID)
		if err != nil {
			return err
		}
		if !yes {
			p.printf("%s\n", safe.Line(fmt.Sprintf("%s becomes %s, with %s.", away.Name, keep.Name, whatMoves(moved))))
			sure, err := p.confirm(ctx, "This cannot be undone. Merge?")
			if err != nil {
				return err
			}
			if !sure {
				p.printf("Nothing was changed.\n")
				return nil
			}
		}
		if _, _, err = st.MergePeople(ctx, keep.ID, away.ID); err != nil {
			return err
		}
		p.printf("%s\n", safe.Line(fmt.Sprintf("%s is %s now: %s moved.", away.Name, keep.Name, whatMoves(moved))))
		return nil
	}()
	return errors.Join(err, st.Close())
}

// inFull finds somebody by a whole spelling only.
func inFull(ctx context.Context, st *store.Store, typed string) (agenda.Person, error) {
	who, err := st.PersonByName(ctx, typed)
	if errors.Is(err, store.ErrNotFound) {
		err = misuse("nobody is called %q in full: halfhour people lists everybody; without --yes a part of the name will do", typed)
	}
	return who, err
}

// whatMoves lists what somebody has.
func whatMoves(m store.Moved) string {
	var list []string
	for _, n := range []struct {
		count int
		noun  string
	}{
		{m.Deals, "deal"}, {m.Shared, "shared deal"}, {m.Reviews, "review"}, {m.Actions, "action"}, {m.Words, "note"},
		{m.Team, "team member"}, {len(m.Spellings), "spelling"},
	} {
		if n.count > 0 {
			list = append(list, agenda.Counted(n.count, n.noun))
		}
	}
	return strings.Join(list, ", ")
}

// confirm asks a question on the terminal; only y and yes are yes. The error is
// ctx's, when that ends first.
func (p *program) confirm(ctx context.Context, question string) (bool, error) {
	p.printf("%s [y/N] ", question)
	line, err := p.typed(ctx, 100)
	if line == "" {
		p.printf("\n")
	}
	line = strings.ToLower(strings.TrimSpace(line))
	return line == "y" || line == "yes", err
}
