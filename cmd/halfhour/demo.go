package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/crm"
	"halfhour/tui/route"
)

func (p *program) demoCommand() *cobra.Command {
	var share shareOptions
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Walk through a review of an invented rep; nothing of it is kept",
		Long: `Open a review of an invented rep's pipeline: forty deals, some of them in real
trouble, and last week's review. It lives in a database of its own that is
thrown away at the end; your own data is not touched.`,
		Example: `  halfhour demo
  halfhour demo --share        and join it from another window: ssh -p 2222 localhost`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.runDemo(cmd.Context(), share) },
	}
	share.flags(cmd.Flags())
	return cmd
}

func (p *program) runDemo(ctx context.Context, share shareOptions) (err error) {
	if err := p.needTerminal("demo"); err != nil {
		return err
	}
	today, err := p.today()
	if err != nil {
		return err
	}
	at, err := share.prepare(p)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "halfhour-demo-")
	if err != nil {
		return fmt.Errorf("the demo needs a folder for its files: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	d := p.newDesk(today, route.Review, asked{rep: demoRep})
	d.demo, d.shared = true, at
	d.open = func(ctx context.Context) (*store.Store, error) {
		return openDemo(ctx, filepath.Join(folder, "demo.db"), today, p.now())
	}
	left, err := p.show(ctx, d)
	if err != nil || !left.held {
		return err
	}
	p.endDemo(left)
	return nil
}

// endDemo shows what a review leaves behind, before it is thrown away.
func (p *program) endDemo(left departure) {
	if left.minutes != "" {
		if text, err := os.ReadFile(left.minutes); err == nil {
			p.printf("The minutes of this demo, as a review writes them:\n\n%s\n", safe.Block(string(text)))
		}
	}
	p.printf("That was the demo; nothing of it is kept. With your own deals: halfhour import FILE\n")
}

// openDemo makes a file with an invented pipeline in it, through the doors
// that real data comes in by.
func openDemo(ctx context.Context, path string, today agenda.Date, now time.Time) (*store.Store, error) {
	st, err := store.Open(path)
	if err != nil {
		return nil, err
	}
	f := demoFill{st: st, today: today, now: now.Round(0)}
	for _, step := range []func(context.Context) error{f.addPeople, f.setQuota, f.importDeals, f.findDeals, f.addHistory, f.addReview} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(fmt.Errorf("fill the demo: %w", err), st.Close())
		}
	}
	return st, nil
}

// demoFill fills a new file.
type demoFill struct {
	st     *store.Store
	today  agenda.Date
	now    time.Time
	people map[string]string // name → id
	deals  map[string]string // name → id
}

func (f *demoFill) addPeople(ctx context.Context) error {
	f.people = map[string]string{}
	for _, who := range []agenda.Person{
		{Name: demoRep, Role: agenda.Rep}, {Name: demoOther, Role: agenda.Rep},
		{Name: demoManager, Role: agenda.Manager}, {Name: demoSponsor, Role: agenda.Executive},
	} {
		who, err := f.st.AddPerson(ctx, who)
		if err != nil {
			return err
		}
		f.people[who.Name] = who.ID
	}
	if err := f.st.SetHomeCurrency(ctx, "USD"); err != nil {
		return err
	}
	return f.st.SetMe(ctx, f.people[demoManager])
}

func (f *demoFill) setQuota(ctx context.Context) error {
	was, err := f.st.SettingsText(ctx)
	if err != nil {
		return err
	}
	return f.st.SetSettings(ctx, was, slices.Concat(was, []byte(demoQuota)))
}

// day is a date so many days from today, moved off the weekend and further
// from today.
func (f *demoFill) day(n int) agenda.Date {
	d := f.today + agenda.Date(n)
	away := agenda.Date(1)
	if n < 0 {
		away = -1
	}
	for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		d += away
	}
	return d
}

func usd(whole int64) agenda.Money {
	if whole == 0 {
		return agenda.Money{}
	}
	return agenda.Money{Minor: whole * 100, Currency: "USD"}
}

func (f *demoFill) importDeals(ctx context.Context) error {
	_, err := f.st.Import(ctx, store.ImportSource{Name: "demo", Today: f.today, Now: f.now}, f.rows())
	return err
}

func (f *demoFill) rows() iter.Seq2[crm.Deal, error] {
	return func(yield func(crm.Deal, error) bool) {
		line := 1
		for _, d := range demoOpen {
			line++
			if !yield(f.open(d, line), nil) {
				return
			}
		}
		for _, d := range demoHistory {
			line++
			if !yield(f.closed(d, line), nil) {
				return
			}
		}
	}
}

func (f *demoFill) open(d demoDeal, line int) crm.Deal {
	c := crm.Deal{
		Line: line, Name: d.name, Account: d.account, Owner: d.owner, Stage: d.step.String(), Step: d.step, Status: agenda.Open,
		Amount: usd(d.amount), Close: f.day(d.closes), Created: f.day(d.created), StageSince: f.day(d.since),
		LastActivity: f.day(d.touched), ActivityKind: d.touch, NextStep: d.next, Probability: d.chance, Forecast: d.forecast,
	}
	if d.nextIn != 0 {
		c.NextStepDate = f.day(d.nextIn)
	}
	return c
}

func (f *demoFill) closed(d demoClosed, line int) crm.Deal {
	c := crm.Deal{
		Line: line, Name: d.name, Account: d.account, Owner: d.owner, Amount: usd(d.amount),
		Stage: agenda.ClosedLost.String(), Step: agenda.ClosedLost, Status: agenda.Lost,
		Close: f.today - agenda.Date(d.ago), Created: f.created(d), Forecast: "Omitted",
	}
	if d.won {
		c.Stage, c.Step, c.Status, c.Probability, c.Forecast = agenda.ClosedWon.String(), agenda.ClosedWon, agenda.Won, 100, "Closed"
	}
	c.StageSince, c.LastActivity = c.Close, c.Close
	return c
}

func (f *demoFill) created(d demoClosed) agenda.Date {
	created := f.today - agenda.Date(d.ago)
	for _, days := range d.days {
		created -= agenda.Date(days)
	}
	return created
}

// findDeals learns the ids that the import gave.
func (f *demoFill) findDeals(ctx context.Context) error {
	deals, err := f.st.Deals(ctx, store.Filter{All: true})
	if err != nil {
		return err
	}
	f.deals = map[string]string{}
	for _, d := range deals {
		f.deals[d.Name] = d.ID
	}
	return nil
}

// noon is the middle of a day, when changes of the past were made.
func noon(d agenda.Date) time.Time { return d.Time().Add(12 * time.Hour) }

func (f *demoFill) addHistory(ctx context.Context) error {
	var changes []agenda.Change
	for _, d := range demoOpen {
		changes = append(changes, f.changesOf(d)...)
	}
	for _, d := range demoHistory {
		changes = append(changes, f.stagesOf(d)...)
	}
	return f.st.AddHistory(ctx, changes)
}

// changesOf is what happened to an open deal: its way through the stages, its
// pushes, its new amount.
func (f *demoFill) changesOf(d demoDeal) []agenda.Change {
	var list []agenda.Change
	add := func(field agenda.Field, was, is string, on int) {
		list = append(list, agenda.Change{DealID: f.deals[d.name], Field: field, Old: was, New: is, At: noon(f.day(on))})
	}
	steps := agenda.OpenSteps[:int(d.step)]
	if d.back != agenda.NoStep {
		steps = append(append([]agenda.Step{}, agenda.OpenSteps[:int(d.back)]...), d.step)
	}
	for i := 1; i < len(steps); i++ {
		// Evenly from the first day to the one its stage began.
		on := d.created + (d.since-d.created)*i/(len(steps)-1)
		add(agenda.FieldStage, steps[i-1].String(), steps[i].String(), on)
	}
	closes := f.day(d.closes)
	for i := len(d.pushes) - 1; i >= 0; i-- {
		was := closes - agenda.Date(d.pushes[i])
		on := d.created * (len(d.pushes) - i) / (len(d.pushes) + 2)
		add(agenda.FieldClose, was.String(), closes.String(), min(on, -1))
		closes = was
	}
	if d.first != 0 {
		add(agenda.FieldAmount, usd(d.first).Decimal()+" USD", usd(d.amount).Decimal()+" USD", max(d.since+3, -14))
	}
	return list
}

// stagesOf is a closed deal's way through the stages.
func (f *demoFill) stagesOf(d demoClosed) []agenda.Change {
	var list []agenda.Change
	at := f.created(d)
	for i, days := range d.days {
		at += agenda.Date(days)
		next := agenda.ClosedLost
		switch {
		case i < len(d.days)-1:
			next = agenda.OpenSteps[i+1]
		case d.won:
			next = agenda.ClosedWon
		}
		list = append(list, agenda.Change{
			DealID: f.deals[d.name], Field: agenda.FieldStage, Old: agenda.OpenSteps[i].String(), New: next.String(), At: noon(at),
		})
	}
	return list
}
