package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// complete makes a shell completion out of what the file holds. It only reads,
// and is silent when there is nothing to read.
func (p *program) complete(list func(context.Context, *store.Store, []string) []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		const off = cobra.ShellCompDirectiveNoFileComp
		p.name, p.role, p.currency = "", "", "" // a half-typed line stores nothing
		st, err := p.openToRead(cmd.Context())
		if err != nil {
			return nil, off
		}
		defer func() { _ = st.Close() }()
		var fits []string
		for _, item := range list(cmd.Context(), st, args) {
			// What cannot stand on a command line as it is, is not offered.
			if string(safe.Line(item)) == item && strings.HasPrefix(agenda.Fold(item), agenda.Fold(typed)) {
				fits = append(fits, item)
			}
		}
		return fits, off
	}
}

func allNames(ctx context.Context, st *store.Store) []string {
	people, err := st.People(ctx)
	if err != nil {
		return nil
	}
	var list []string
	for _, who := range people {
		list = append(list, who.Name)
	}
	return list
}

func dealNames(ctx context.Context, st *store.Store) []string {
	deals, err := st.Deals(ctx, store.Filter{})
	if err != nil {
		return nil
	}
	var list []string
	for _, d := range deals {
		list = append(list, d.Name)
	}
	return list
}
