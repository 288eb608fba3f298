package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
)

func (p *program) versionsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "versions",
		Short: "What was written on both sides, and nobody has picked yet",
		Long: `List what stands in two versions because both sides wrote it. In a review or a
prep x picks one; writing the thing anew picks too; halfhour packet pick does it
from here.`,
		Example: `  halfhour packet versions
  halfhour packet pick 4f07a1 theirs`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runVersions(cmd.Context()) },
	}
	p.jsonFlag(cmd)
	return cmd
}

func (p *program) pickCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "pick ID mine|theirs",
		Short: "Pick one of two versions",
		Long: `Pick one of two versions: the one that is shown (mine), or the other (theirs).
halfhour packet versions lists the ids.`,
		Example: `  halfhour packet pick 4f07a1 theirs`,
		Args:    arguments(2, "say which: halfhour packet pick ID mine, or theirs; halfhour packet versions lists the ids"),
		RunE:    func(cmd *cobra.Command, args []string) error { return p.runPick(cmd.Context(), args[0], args[1]) },
	}
}

// twice is something that stands in two versions.
type twice struct {
	review agenda.Review
	agenda.Rival
	deal, author string
}

func versionsOf(ctx context.Context, st *store.Store) (list []twice, short int, err error) {
	reviews, err := st.Undecided(ctx)
	if err != nil {
		return nil, 0, err
	}
	named, err := namesByID(ctx, st)
	if err != nil {
		return nil, 0, err
	}
	var ids []string
	for _, r := range reviews {
		deals, err := st.Deals(ctx, store.Filter{IDs: r.Deals()})
		if err != nil {
			return nil, 0, err
		}
		names := map[string]string{}
		for _, d := range deals {
			names[d.ID] = d.Name
		}
		for _, v := range r.Rivals {
			list = append(list, twice{r, v, names[v.DealID], named[v.Author]})
			ids = append(ids, v.ID)
		}
	}
	return list, shortest(ids), nil
}

type versionJSON struct {
	ID       string `json:"id"`
	ReviewID string `json:"review_id"`
	Kind     string `json:"kind"`
	Deal     string `json:"deal"`
	Mine     string `json:"mine"`
	Theirs   string `json:"theirs"`
	Author   string `json:"author"`
	At       string `json:"at"`
}

func (p *program) runVersions(ctx context.Context) error {
	st, err := p.openToRead(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	list, n, err := versionsOf(ctx, st)
	if err != nil {
		return err
	}
	if p.json {
		items := []versionJSON{}
		for _, v := range list {
			items = append(items, versionJSON{v.ID, v.review.ID, v.Kind, v.deal, v.Mine, v.Words, v.author, instant(v.At)})
		}
		return printJSON(p, items)
	}
	if len(list) == 0 {
		p.printf("Nothing stands in two versions.\n")
		return nil
	}
	var rows [][]safe.Text
	for _, v := range list {
		rows = append(rows, []safe.Text{safe.Line(ending(v.ID, n)), safe.Line(v.Kind), safe.Line(v.deal), safe.Line(v.Mine), safe.Line(v.Words), safe.Line(v.author)})
	}
	p.table([]column{{head: "id"}, {head: "what"}, {head: "deal", least: 10}, {head: "mine", least: 14}, {head: "theirs", least: 14}, {head: "by", least: 6, spare: true}}, rows)
	p.printf("\nhalfhour packet pick ID mine keeps what is shown, theirs takes the other.\n")
	return nil
}

func (p *program) runPick(ctx context.Context, id, which string) error {
	if which != "mine" && which != "theirs" {
		return misuse("pick mine or theirs, not %q", which)
	}
	st, err := p.openToWrite(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	list, _, err := versionsOf(ctx, st)
	if err != nil {
		return err
	}
	var found []twice
	for _, v := range list {
		if len(id) >= 4 && ending(v.ID, len(id)) == id {
			found = append(found, v)
		}
	}
	if len(found) != 1 {
		return misuse("%q is not one of the versions: halfhour packet versions lists their ids", id)
	}
	v := found[0]
	if err := st.Decide(ctx, v.review.ID, v.ID, which == "theirs"); err != nil {
		return err
	}
	words := v.Mine
	if which == "theirs" {
		words = v.Words
	}
	p.printf("%s: %s\n", safe.Line(fmt.Sprintf("%s%s", v.Kind, word(v.deal != "", " on "+v.deal))), safe.Line(words))
	return nil
}
