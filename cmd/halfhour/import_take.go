package main

import (
	"context"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/crm"
)

// take brings the exports in, one after the other.
func (j *job) take(ctx context.Context) error {
	p := j.p
	for _, line := range j.skipped {
		p.printf("Passed over %s\n", safe.Line(line))
	}
	if len(j.skipped) > 0 {
		p.printf("\n")
	}
	if _, err := j.st.CheckMetrics(ctx, j.today, p.now()); err != nil {
		return err
	}
	for i, e := range j.exports {
		if i > 0 {
			p.printf("\n")
		}
		if err := j.takeOne(ctx, e); err != nil {
			return err
		}
		j.done++
		if err := j.st.Say(ctx, e.crm, e.shape, e.learned); err != nil {
			return err
		}
	}
	if err := j.sayMet(ctx); err != nil {
		return err
	}
	if j.o.dry {
		p.printf("\nNothing was written: this was a dry run.\n")
	} else if err := j.finish(ctx); err != nil {
		return err
	}
	if !j.asks || j.o.plain {
		return nil
	}
	return j.showNumbers(ctx)
}

// takeOne brings one export in and says what came of it.
func (j *job) takeOne(ctx context.Context, e *export) error {
	j.bar.begin(e.source.name, "reading", e.textSize(), 1)
	defer j.bar.end()
	p, src := j.p, j.from(e)
	switch e.file.Kind() {
	case crm.Deals:
		r, err := j.st.Import(ctx, src, e.rows(j.bar))
		if err != nil {
			return err
		}
		j.bar.end()
		if err := j.settlePart(ctx, e, &r); err != nil {
			return err
		}
		j.taken = append(j.taken, taken{e, r})
		p.printReport(j, e, r)
		if err := j.keepRejected(e, r.Rejected, r.RejectedRows); err != nil {
			return err
		}
		return p.sayCurrency(ctx, j.st, e)
	case crm.People:
		r, err := j.st.ImportPeople(ctx, src, e.file.People())
		if err != nil {
			return err
		}
		j.bar.end()
		p.printHead(e)
		p.printEquation(e, r.Read, r.Imported, r.Rejected, r.Footer)
		p.printTeam(r)
		return j.keepRejected(e, r.Rejected, r.Rows)
	}
	r, err := j.st.ImportObjects(ctx, src, e.file)
	if err != nil {
		return err
	}
	j.bar.end()
	p.printObjects(e, r)
	return j.keepRejected(e, r.Rejected, r.RejectedRows)
}

// from is where the store is told that the rows come from.
func (j *job) from(e *export) store.ImportSource {
	return store.ImportSource{
		Name: filepath.Base(e.source.name), Hash: e.hash, CRM: e.file.CRM(), Shape: e.shape,
		Today: e.date.day(), Now: j.p.now(), AsOf: e.date.at, Sure: e.date.sure, FileTime: e.source.time, Covers: e.file.Covers,
		Footer: func() int { return e.file.Counts().Footer },
		Merging: func(share float64) {
			if share == 0 {
				debug.FreeOSMemory() // what reading took goes back before the merge takes its own
			}
			j.bar.share("putting it in", share)
		},
	}
}

// finish settles what a first import settles, and says what to do next.
func (j *job) finish(ctx context.Context) error {
	if err := j.firstCurrency(ctx); err != nil {
		return err
	}
	if len(j.taken) > 0 {
		if err := j.sayNext(ctx); err != nil {
			return err
		}
	}
	if j.asks && slices.ContainsFunc(j.taken, func(t taken) bool { return t.report.Changed+t.report.Gone+t.report.Back > 0 }) {
		j.p.printf("What moved, at any time: halfhour changes --since import\n")
	}
	return j.p.introduceAccount(ctx, j.st)
}

// sayNext says what to do with the deals that are there now.
func (j *job) sayNext(ctx context.Context) error {
	me, _, err := j.st.Me(ctx)
	if err != nil {
		return err
	}
	reps, err := repsWithDeals(ctx, j.st)
	if err != nil || len(reps) == 0 {
		return err
	}
	command, _ := nextCommand(me, reps)
	j.p.printf("\nNext: %s\n", safe.Line(command))
	return nil
}

// firstCurrency takes the currency of the very first import for the home
// currency, aloud. Later ones say it of their files only.
func (j *job) firstCurrency(ctx context.Context) error {
	code := strings.ToUpper(j.o.Currency)
	if !j.first || code == "" || code == agenda.NoCurrency {
		return nil
	}
	j.p.say("%s is your home currency now; halfhour --currency CODE people changes it", code)
	return j.st.SetHomeCurrency(ctx, code)
}

// sayMet says which actions' metrics are met now. Ticking them is for people.
func (j *job) sayMet(ctx context.Context) error {
	met, err := j.st.CheckMetrics(ctx, j.today, j.p.now())
	if err != nil || len(met) == 0 {
		return err
	}
	all, err := j.st.Actions(ctx, store.ActionFilter{All: true})
	if err != nil {
		return err
	}
	n := shortest(actionIDs(all))
	j.p.printf("\n%s met; if %s done, tick %s:\n", plural(len(met), "1 action's metric is", agenda.Count(len(met))+" actions' metrics are"),
		plural(len(met), "it is", "they are"), plural(len(met), "it", "them"))
	for _, a := range met[:min(len(met), mostListed)] {
		j.p.printf("  halfhour actions done %s   %s: %s\n", ending(a.ID, n), safe.Line(a.Text), safe.Line(a.MetBy))
	}
	if more := len(met) - mostListed; more > 0 {
		j.p.printf("  and %s more: halfhour actions\n", agenda.Count(more))
	}
	return nil
}
