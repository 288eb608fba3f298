package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/tui"
	homepage "halfhour/tui/home"
	"halfhour/tui/route"
)

// homeDesk is the desk for the home screen.
type homeDesk struct{ *desk }

func (d *desk) homeScreen(ctx context.Context, _ route.To) (tui.Screen, error) {
	return homepage.New(ctx, homeDesk{d}), nil
}

// openHome opens the home screen.
func (p *program) openHome(ctx context.Context, today agenda.Date) error {
	d := p.newDesk(today, route.Home, asked{})
	d.shell = func(args ...string) tea.ExecCommand { return lent{p, func() error { return p.errand(ctx, args) }} }
	return p.visit(ctx, d)
}

// Today says what is due.
func (d homeDesk) Today(ctx context.Context) (homepage.Today, error) {
	t := homepage.Today{Day: d.today.Time().Format("Mon 2 Jan 2006")}
	st, release, err := d.file()
	if err != nil {
		return t, err
	}
	defer release()
	me, known, err := st.Me(ctx)
	if err != nil {
		return t, err
	}
	if known {
		t.Who = me.Name + ", " + string(me.Role)
	}
	reps, err := repsWithDeals(ctx, st)
	if err != nil {
		return t, err
	}
	t.Empty = len(reps) == 0
	for _, part := range []func(context.Context, *store.Store, agenda.Person, []repWithDeals) (homepage.Section, error){
		d.reviewsDue, d.followUpsDue, d.actionsDue, d.pipeline,
	} {
		section, err := part(ctx, st, me, reps)
		if err != nil {
			return t, err
		}
		if len(section.Lines) > 0 {
			t.Sections = append(t.Sections, section)
		}
	}
	return t, nil
}

// mostReps is how many reps stand on the home screen.
const mostReps = 6

// reviewsDue are the reviews that wait, then the reps who were not reviewed for
// longest, a manager's own before others'. Somebody who is a rep has their own
// to prepare.
func (d homeDesk) reviewsDue(ctx context.Context, st *store.Store, me agenda.Person, reps []repWithDeals) (homepage.Section, error) {
	s := homepage.Section{Title: "Reviews"}
	reviews, err := st.Reviews(ctx)
	if err != nil {
		return s, err
	}
	held, waits := map[string]agenda.Date{}, map[string]bool{}
	for _, r := range reviews {
		for _, id := range append([]string{r.Rep}, r.With...) {
			if r.Stage == agenda.Finished {
				held[id] = max(held[id], r.Today)
			}
		}
		line, ok, err := d.waiting(ctx, st, r)
		if err != nil {
			return s, err
		}
		if ok && !waits[r.Rep] {
			waits[r.Rep] = true
			s.Lines = append(s.Lines, line)
		}
	}
	if me.Role == agenda.Rep {
		reps = slices.DeleteFunc(slices.Clone(reps), func(r repWithDeals) bool { return r.ID != me.ID })
	}
	reps = slices.DeleteFunc(slices.Clone(reps), func(r repWithDeals) bool { return waits[r.ID] })
	slices.SortStableFunc(reps, func(a, b repWithDeals) int {
		return cmp.Or(boolFirst(a.mine, b.mine), cmp.Compare(held[a.ID], held[b.ID]))
	})
	for i, r := range reps {
		if i == mostReps {
			s.Lines = append(s.Lines, homepage.Line{Text: agenda.Counted(len(reps)-i, "more rep"), More: "enter shows their deals, r on one holds its rep's review", To: route.To{Place: route.Deals}})
			break
		}
		s.Lines = append(s.Lines, d.nextReview(r, me, held[r.ID]))
	}
	return s, nil
}

// waiting is the line of a review that is not finished; ok is false for one
// that is, or in which nothing happened yet.
func (d homeDesk) waiting(ctx context.Context, st *store.Store, r store.ReviewRow) (line homepage.Line, ok bool, err error) {
	line = homepage.Line{Text: r.RepName, To: route.To{Place: route.Review, Rep: r.Rep, Resume: route.GoOn}}
	for _, id := range r.With {
		line.To.Rep += "," + id
	}
	switch r.Stage {
	case agenda.Running:
		line.Late, line.More = true, "not finished; it began "+r.Started.Local().Format("Mon 2 Jan at 15:04")
		return line, true, nil
	case agenda.Ready:
		prepared, err := st.Review(ctx, r.ID)
		if err != nil || unopened(prepared) {
			return line, false, err
		}
		line.More = "is prepared, since " + r.Today.Short(d.today)
		return line, true, nil
	}
	return line, false, nil
}

// nextReview is the line of a rep whose next review has not begun.
func (d homeDesk) nextReview(r repWithDeals, me agenda.Person, held agenda.Date) homepage.Line {
	last := "never reviewed"
	if held != 0 {
		last = "last review " + held.Short(d.today)
	}
	line := homepage.Line{Text: r.Name, More: agenda.Counted(r.open, "open deal") + ", " + last, To: route.To{Place: route.Review, Rep: r.ID}}
	if me.ID == r.ID && me.Role == agenda.Rep {
		line.Text, line.To.Place = "Prepare your next review", route.Prep
	}
	return line
}

// followUpsDue are the follow-ups that are owed: to a rep their own.
func (d homeDesk) followUpsDue(ctx context.Context, st *store.Store, me agenda.Person, _ []repWithDeals) (homepage.Section, error) {
	s := homepage.Section{Title: "Follow-ups"}
	owed, err := st.FollowUpsOwed(ctx)
	for _, o := range owed {
		if me.Role == agenda.Rep && o.Rep != me.ID {
			continue
		}
		line := homepage.Line{Text: o.RepName, More: "due " + o.Due.Short(d.today), Late: o.Due < d.today, Run: "halfhour followup"}
		if o.Due < d.today {
			line.More = fmt.Sprintf("was due %s, %d d ago", o.Due.Short(d.today), d.today-o.Due)
		}
		if o.Mine > 0 {
			line.More += fmt.Sprintf("; %s of the manager's own open", agenda.Counted(o.Mine, "promise"))
		}
		if d.has(route.FollowUp) {
			line.To = route.To{Place: route.FollowUp, Rep: o.Rep, Review: o.ReviewID}
		}
		s.Lines = append(s.Lines, line)
	}
	return s, err
}

// actionsDue are the overdue actions of each, and how many are open in all.
func (d homeDesk) actionsDue(ctx context.Context, st *store.Store, me agenda.Person, _ []repWithDeals) (homepage.Section, error) {
	s := homepage.Section{Title: "Actions"}
	actions, err := st.Actions(ctx, store.ActionFilter{})
	if err != nil || len(actions) == 0 {
		return s, err
	}
	type late struct {
		name   string
		count  int
		oldest agenda.Date
	}
	var order []string
	by := map[string]*late{}
	for _, a := range actions {
		if !a.Overdue(d.today) {
			continue
		}
		l := by[a.Owner]
		if l == nil {
			l = &late{name: cmp.Or(a.OwnerName, "Nobody"), oldest: a.Due}
			by[a.Owner], order = l, append(order, a.Owner)
		}
		l.count++
		l.oldest = min(l.oldest, a.Due)
	}
	slices.SortStableFunc(order, func(a, b string) int { // the own ones first
		return cmp.Or(boolFirst(a == me.ID, b == me.ID), cmp.Compare(by[a].oldest, by[b].oldest))
	})
	line := func(l homepage.Line, rep string) {
		l.Run = "halfhour actions"
		if d.has(route.Actions) {
			l.To = route.To{Place: route.Actions, Filter: rep}
		}
		s.Lines = append(s.Lines, l)
	}
	for _, id := range order[:min(len(order), mostReps)] {
		l := by[id]
		line(homepage.Line{Text: l.name, More: fmt.Sprintf("%d overdue, the oldest since %s", l.count, l.oldest.Short(d.today)), Late: true}, l.name)
	}
	line(homepage.Line{Text: "All actions", More: agenda.Counted(len(actions), "open action")}, "")
	return s, nil
}

// pipeline are the deals and how old what is known of them is.
func (d homeDesk) pipeline(ctx context.Context, st *store.Store, _ agenda.Person, reps []repWithDeals) (homepage.Section, error) {
	s := homepage.Section{Title: "Pipeline"}
	if len(reps) == 0 {
		return s, nil
	}
	open := 0
	for _, r := range reps {
		open += r.open
	}
	s.Lines = append(s.Lines, homepage.Line{Text: "All deals", More: agenda.Counted(open, "open deal") + " of " + agenda.Counted(len(reps), "rep"), To: route.To{Place: route.Deals}})
	name, at, found, err := st.LastImport(ctx)
	if err != nil || !found {
		return s, err
	}
	line := homepage.Line{Text: "What changed", More: "since the import before; the last was " + ago(int(d.today-agenda.DateOf(at.Local()))) + ": " + name, To: route.To{Place: route.Changes}}
	s.Lines = append(s.Lines, line)
	const stale = 7 // days: a review looks at the deals of this week
	if days := int(d.today - agenda.DateOf(at.Local())); days >= stale {
		s.Lines = append(s.Lines, homepage.Line{Text: "Bring in a newer export", More: fmt.Sprintf("the last is %d days old", days), Late: true, To: route.To{Place: route.Import}})
	}
	return s, nil
}

func ago(days int) string {
	switch {
	case days <= 0:
		return "today"
	case days == 1:
		return "yesterday"
	}
	return fmt.Sprintf("%d days ago", days)
}

// Hygiene says what data there is to mend.
func (d homeDesk) Hygiene(ctx context.Context) (homepage.Line, error) {
	st, release, err := d.file()
	if err != nil {
		return homepage.Line{}, err
	}
	defer release()
	items, open, err := toMend(ctx, st, store.Filter{Today: d.today}, d.today)
	if err != nil {
		return homepage.Line{}, err
	}
	deals := map[string]bool{}
	for _, it := range items {
		deals[it.Deal.ID] = true
	}
	line := homepage.Line{Text: "Clean", More: "nothing to mend before the next review", To: route.To{Place: route.Hygiene}}
	if open == 0 {
		line.Text, line.More = "No open deals", "nothing to mend"
	}
	if len(items) > 0 {
		line.Text, line.More = agenda.Counted(len(items), "thing")+" to mend", "in "+agenda.Counted(len(deals), "deal")
	}
	return line, nil
}

// Import takes a file in, on the ordinary screen.
func (d homeDesk) Import(path string) tea.ExecCommand { return d.shell("import", path) }

// Demo shows an invented review.
func (d homeDesk) Demo() tea.ExecCommand { return d.shell("demo") }

// errand runs a command of halfhour on the ordinary screen, on the same file and
// the same day, and waits until somebody has read what it said.
func (p *program) errand(ctx context.Context, args []string) error {
	own := &program{in: p.in, out: p.out, err: p.err, now: p.now, around: p.around, fate: p.fate}
	root := own.command()
	line := []string{"--db", p.path()}
	if p.todayArg != "" {
		line = append(line, "--today", p.todayArg)
	}
	root.SetArgs(append(line, args...))
	err := root.ExecuteContext(ctx)
	if own.exit(err) != 0 && errors.Is(err, context.Canceled) {
		return nil
	}
	p.printf("\nenter goes back to halfhour ")
	_, _ = p.typed(ctx, 1<<10)
	return nil
}
