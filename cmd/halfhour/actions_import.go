package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/disk"
)

func (p *program) importActionsCommand() *cobra.Command {
	var dry bool
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Read ticked boxes back from Markdown",
		Long: `Read a Markdown task list back that halfhour export actions or export review
wrote, as Markdown or for Obsidian: ticked boxes, changed due dates, and items
that were added, which may say @name, !1 and #deal. Everything else is left
alone, and said. Reading the same file again changes nothing; halfhour actions
undo takes it all back. - is the standard input.`,
		Example: "  halfhour actions import actions.md\n  halfhour actions import --dry-run actions.md",
		Args:    arguments(1, "name the Markdown file, as in: halfhour actions import actions.md"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.importActions(cmd.Context(), args[0], dry)
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "say what would be taken, and take nothing")
	return cmd
}

// readTasks reads the task lists of a file.
func (p *program) readTasks(ctx context.Context, path string) ([]minutes.Task, error) {
	in, err := p.openInput(ctx, path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	tasks, err := minutes.ReadTasks(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, disk.Cause(err))
	}
	if len(tasks) == 0 {
		return nil, fmt.Errorf("%s holds no task list: items begin with - [ ] or - [x]", path)
	}
	return tasks, nil
}

func (p *program) importActions(ctx context.Context, path string, dry bool) error {
	today, err := p.today()
	if err != nil {
		return err
	}
	tasks, err := p.readTasks(ctx, path)
	if err != nil {
		return err
	}
	open := p.openToWrite
	if dry {
		open = p.openToRead
	}
	st, err := open(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = st.Close() }()
	back := readBack{p: p, st: st, today: today, edited: map[string]bool{}, said: map[string]bool{}}
	if err := back.look(ctx); err != nil {
		return err
	}
	for _, t := range tasks {
		if err := back.take(ctx, t); err != nil {
			return err
		}
	}
	if len(back.edits) > 0 && !dry {
		if _, err := st.EditActions(ctx, today, p.now().Round(0), back.edits...); err != nil {
			return err
		}
	}
	back.report(dry)
	return nil
}

// readBack compares a task list with what is known.
type readBack struct {
	p     *program
	st    *store.Store
	today agenda.Date
	me    agenda.Person
	known agenda.Known
	byID  map[string]store.ActionRow
	said  map[string]bool // the words of every action that is not dropped, folded

	edited             map[string]bool
	edits              []store.ActionEdit
	ticked, moved, new int
	same               int
	taken, left        []string // lines for people
}

func (b *readBack) look(ctx context.Context) (err error) {
	rows, err := b.st.Actions(ctx, store.ActionFilter{All: true})
	if err != nil {
		return err
	}
	b.byID = make(map[string]store.ActionRow, len(rows))
	for _, a := range rows {
		b.byID[a.ID] = a
		b.said[agenda.Fold(a.Text)] = b.said[agenda.Fold(a.Text)] || a.State != agenda.Dropped
	}
	if b.me, _, err = b.st.Me(ctx); err != nil {
		return err
	}
	b.known, err = knownIn(ctx, b.st, b.today)
	return err
}

func (b *readBack) take(ctx context.Context, t minutes.Task) error {
	if t.ID == "" {
		return b.add(ctx, t)
	}
	a, known := b.byID[t.ID]
	switch {
	case !known:
		b.leave(t, "no action here has this id; it may be another file's")
	case b.edited[a.ID]:
		b.leave(t, "this action stands in the file twice: "+a.Text)
	default:
		b.edited[a.ID] = true
		b.compare(t, a)
	}
	return nil
}

// compare takes what was changed of an action that was exported.
func (b *readBack) compare(t minutes.Task, a store.ActionRow) {
	due, changed, sameWords, err := t.Due(minutes.Item{Action: a.Action}, a.OwnerName, b.today)
	next := a.Action
	if changed && a.State == agenda.ToDo {
		next.Due = due
		b.moved++
		b.took(t, "due "+due.Short(b.today)+": "+a.Text)
	}
	switch {
	case t.Done && a.State == agenda.ToDo:
		next = next.In(agenda.Done, b.p.now().Round(0))
		b.ticked++
		b.took(t, "done: "+a.Text)
	case t.Done && a.State == agenda.Dropped:
		b.leave(t, "it is dropped here: "+a.Text)
	case !t.Done && a.State == agenda.Done:
		b.leave(t, "it is done here, and halfhour actions reopen opens it again: "+a.Text)
	}
	switch {
	case err != nil:
		b.leave(t, err.Error())
	case !sameWords:
		b.leave(t, "its words were changed, which halfhour actions edit does: "+a.Text)
	}
	if next != a.Action {
		b.edits = append(b.edits, store.ActionEdit{Was: a.Action, Next: next})
	} else if sameWords && err == nil {
		b.same++
	}
}

func (b *readBack) took(t minutes.Task, what string) {
	b.taken = append(b.taken, fmt.Sprintf("line %d: %s", t.Line, what))
}

func (b *readBack) leave(t minutes.Task, why string) {
	b.left = append(b.left, fmt.Sprintf("line %d: %s", t.Line, why))
}

// add takes an item that somebody added. Its owner is whom it names, else whose
// section it stands in, else whoever is at the keyboard.
func (b *readBack) add(ctx context.Context, t minutes.Task) error {
	x, err := t.Added(b.known)
	if errors.Is(err, agenda.ErrEmpty) {
		b.leave(t, "it has no words")
		return nil
	}
	if err != nil {
		return err
	}
	if b.said[agenda.Fold(x.Quick.Text)] {
		b.leave(t, "there is such an action already: "+x.Quick.Text)
		return nil
	}
	b.said[agenda.Fold(x.Quick.Text)] = true
	a := agenda.Action{Text: x.Quick.Text, Owner: x.Quick.Owner, Priority: x.Quick.Priority, Due: x.Quick.Due, DealID: x.Deal, DoneWhen: x.DoneWhen, Author: b.me.ID}
	if a.Owner == "" {
		a.Owner = b.sectionOf(t)
	}
	if found := agenda.ResolveDeal(b.known.Deals, t.Under); a.DealID == "" && len(found) == 1 {
		a.DealID = found[0].ID // minutes have a section for each deal
	}
	if a, err = withDefaults(ctx, b.st, a, b.me, b.known); err != nil {
		return err
	}
	what := "added: "
	if t.Done {
		a = a.In(agenda.Done, b.p.now().Round(0))
		what = "added, done: "
	}
	b.new++
	b.edits = append(b.edits, store.ActionEdit{Next: a})
	b.took(t, what+a.Text)
	for _, warning := range x.Quick.Warnings {
		b.p.say("line %d: %s", t.Line, warning)
	}
	return nil
}

// sectionOf is the person whose section a task stands in, "" for nobody's.
func (b *readBack) sectionOf(t minutes.Task) string {
	name := t.Under
	if i := strings.LastIndex(name, " ("); i > 0 && strings.HasSuffix(name, ")") {
		name = name[:i]
	}
	if found := agenda.ResolvePerson(b.known.People, name); len(found) == 1 && agenda.Fold(found[0].Name) == agenda.Fold(name) {
		return found[0].ID
	}
	return ""
}

func (b *readBack) report(dry bool) {
	for _, line := range b.taken {
		b.p.printf("%s\n", safe.Line(line))
	}
	for _, line := range b.left {
		b.p.printf("left alone, %s\n", safe.Line(line))
	}
	var parts []string
	for _, part := range []struct {
		n    int
		what string
	}{{b.ticked, "ticked"}, {b.moved, plural(b.moved, "due date changed", "due dates changed")}, {b.new, "added"}, {b.same, "as they were"}, {len(b.left), "left alone"}} {
		if part.n > 0 {
			parts = append(parts, agenda.Count(part.n)+" "+part.what)
		}
	}
	b.p.printf("%s%s\n", cmp.Or(strings.Join(parts, ", "), "nothing to take"), word(dry, "; nothing was written: this was a dry run"))
}
