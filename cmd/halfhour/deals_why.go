package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/agenda/safe"
	"halfhour/store"
)

// explainDeal takes apart how much time a deal needs. It is weighed as in its
// owner's review.
func (p *program) explainDeal(ctx context.Context, st *store.Store, rep agenda.Person, typed string, today agenda.Date) error {
	all, err := st.Deals(ctx, store.Filter{Owner: rep.ID, Today: today})
	if err != nil {
		return err
	}
	found := matchDeals(all, typed)
	switch {
	case len(all) == 0:
		return noOpenDeals(rep.Name)
	case len(found) == 0:
		return misuseDeals(all, "there is no open deal %q; --why takes an id or the name of one of these:", typed)
	case len(found) > 1:
		return misuseDeals(found, "%q can be one of these; give its id:", typed)
	}
	d := found[0]
	if rep.ID == "" && d.Owner != "" {
		if rep, err = st.Person(ctx, d.Owner); err != nil {
			return err
		}
		if all, err = st.Deals(ctx, store.Filter{Owner: rep.ID, Today: today}); err != nil {
			return err
		}
	}
	ground, err := groundOf(ctx, st, today, rep)
	if err != nil {
		return err
	}
	in := inspect.Over(all, ground)
	ranked := in.Rank()
	at := slices.IndexFunc(ranked, func(c agenda.Candidate) bool { return c.DealID == d.ID })
	if p.json {
		return printJSON(p, []whyJSON{whyObject(d, at+1, ranked[at], in.Why(d))})
	}
	p.printWhy(d, rep, at+1, ranked, in.Why(d))
	return nil
}

func (p *program) printWhy(d agenda.Deal, rep agenda.Person, place int, ranked []agenda.Candidate, w inspect.Why) {
	of := ""
	if rep.Name != "" {
		of = " of " + rep.Name
	}
	p.printf("%s\n%s\n", safe.Line(strings.TrimSuffix(d.Name+", "+d.Account, ", ")), safe.Line(ranked[place-1].Reason.String()))
	p.printf("%s\n\n", safe.Line(fmt.Sprintf("number %d of %s%s by risk × importance", place, agenda.Counted(len(ranked), "open deal"), of)))
	importance, risk := inspect.Sum(w.Importance), inspect.Sum(w.Risk)
	rows := [][]safe.Text{}
	add := func(what string, risk, contributes string) {
		rows = append(rows, []safe.Text{safe.Text(risk), safe.Text(contributes), safe.Line(what)})
	}
	for _, f := range w.Risk {
		add(f.What, points(f.Points), points(f.Points*importance))
	}
	add("all of it", points(risk), points(w.Score))
	p.table([]column{{head: "risk", right: true}, {head: "contributes", right: true}, {head: "for", least: 20}}, rows)
	p.printf("\n")
	rows = nil
	for _, f := range w.Importance {
		rows = append(rows, []safe.Text{safe.Text(points(f.Points)), safe.Line(f.What)})
	}
	rows = append(rows, []safe.Text{safe.Text(points(importance)), "all of it"})
	p.table([]column{{head: "importance", right: true}, {head: "for", least: 20}}, rows)
	// Fewer decimals would not multiply to the score.
	p.printf("\nscore: %s × %.4f = %s\n", points(risk), importance, points(w.Score))
	for _, line := range w.Unknown {
		p.printf("%s\n", safe.Line(line))
	}
}

func points(n float64) string { return fmt.Sprintf("%.2f", n) }

type whyJSON struct {
	ID         string       `json:"id"`
	Name       string       `json:"name"`
	Place      int          `json:"place"`
	Reason     string       `json:"reason"`
	Rests      bool         `json:"rests"`
	Score      float64      `json:"score"`
	Risk       []factorJSON `json:"risk"`
	Importance []factorJSON `json:"importance"`
	Unknown    []string     `json:"not_known_yet"`
}

type factorJSON struct {
	What        string  `json:"what"`
	Points      float64 `json:"points"`
	Contributes float64 `json:"contributes"`
}

func whyObject(d agenda.Deal, place int, c agenda.Candidate, w inspect.Why) whyJSON {
	o := whyJSON{ID: d.ID, Name: d.Name, Place: place, Reason: c.Reason.String(), Rests: c.Rests, Score: w.Score, Unknown: append([]string{}, w.Unknown...)}
	risk, importance := inspect.Sum(w.Risk), inspect.Sum(w.Importance)
	for _, f := range w.Risk {
		o.Risk = append(o.Risk, factorJSON{f.What, f.Points, f.Points * importance})
	}
	for _, f := range w.Importance {
		o.Importance = append(o.Importance, factorJSON{f.What, f.Points, f.Points * risk})
	}
	return o
}

// completeDeals completes the names of open deals.
func (p *program) completeDeals(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	return p.complete(func(ctx context.Context, st *store.Store, _ []string) []string { return dealNames(ctx, st) })(cmd, args, typed)
}
