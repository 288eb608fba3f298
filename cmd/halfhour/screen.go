package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/agenda/fault"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/aside"
	"halfhour/tui/route"
)

// departure is how somebody left a review.
type departure struct {
	held    bool   // there was a review on the screen
	again   string // the flags that open it again
	review  agenda.Review
	minutes string // where they are, "" when none were written
}

// lastWait is how long the screen may take to restore the terminal after a
// signal asked it to end.
const lastWait = 2 * time.Second

// newDesk is a desk for screens that begin with a place.
func (p *program) newDesk(today agenda.Date, first route.Place, a asked) *desk {
	return &desk{open: p.openForScreen, now: p.now, edit: p.editNote, today: today, first: route.To{Place: first}, asked: a}
}

// visit shows screens other than a review. Where one was opened from there, the
// end says where it is now.
func (p *program) visit(ctx context.Context, d *desk) error {
	left, err := p.show(ctx, d)
	if err == nil && left.held && !unopened(left.review) {
		p.sayGoodbye(left)
	}
	return err
}

// show runs the program on the screen until somebody leaves it or a signal
// ends it; then everything is saved, the terminal is as it was, and the file
// is closed.
func (p *program) show(ctx context.Context, d *desk) (departure, error) {
	defer heedFatal()()
	d.broke = p.broke
	d.lookAhead(context.WithoutCancel(ctx))
	model := tui.New(context.WithoutCancel(ctx), d, d.first)
	err := p.runScreen(ctx, model)
	var minutes string
	var closed error
	p.fate.note(fault.Catch(model.Close))
	p.fate.note(fault.Catch(func() { minutes, closed = d.close() }))
	err = p.crashed(err)
	left := departure{minutes: minutes}
	for _, room := range d.rooms {
		state := room.State()
		if crash, ok := errors.AsType[*crash](err); ok {
			crash.words = fmt.Sprintf("everything is saved to %s, and halfhour review %s goes on",
				state.SavedAt.Local().Format("15:04:05"), repFlags(state.Briefing.Reps()))
		}
		left.held, left.again, left.review = true, repFlags(state.Briefing.Reps()), state.Review
		if state.Trouble != "" {
			err = errors.Join(err, unsaved(state, left.again, p.rescue(room)))
		}
		if state.Broken != nil {
			err = errors.Join(err, &crash{file: p.writeCrash(string(state.Broken)), words: "the one change it was about was not made"})
		}
	}
	return left, errors.Join(err, p.plainly(model.Err()), closed)
}

// plainly adds to why no screen opens a file that can only be shown what shows
// it.
func (p *program) plainly(err error) error {
	file, ok := errors.AsType[*store.FileError](err)
	if !ok || !errors.Is(file, store.ErrReadOnly) && !errors.Is(file, store.ErrNotYours) || !fileExists(p.path()) {
		return err
	}
	return &store.FileError{Path: file.Path, Why: file.Why,
		Words: file.Words + "; as it is, halfhour deals --plain, actions --plain, hygiene --plain and changes show what is in it"}
}

// runScreen runs a model on the screen until it ends or ctx does.
func (p *program) runScreen(ctx context.Context, model tea.Model) error {
	if p.around != nil {
		model = p.around(model)
	}
	heard := overhear(p.broke)
	console, err := newConsole(model, p.in, p.out.file, p.broke)
	if err != nil {
		heard.stop()
		return err
	}
	p.console = console
	ended := make(chan struct{})
	aside.Go(func() {
		select {
		case <-ended:
			return
		case <-ctx.Done():
		}
		aside.Go(console.screen.Quit, p.broke)
		select {
		case <-ended:
		case <-time.After(lastWait):
			console.kill()
		}
	}, p.broke)
	err = console.run()
	close(ended)
	if console.stuck { // whoever says something there waits for ever
		p.out.broken, p.err = errStuck, io.Discard
	}
	if console.broken != nil {
		heard.stop()
		return &crash{file: p.writeCrash(string(console.broken)), why: err}
	}
	if errors.Is(err, tea.ErrProgramPanic) {
		heard.panicked()
		return &crash{file: p.writeCrash(stackIn(heard.stop())), why: err}
	}
	heard.stop()
	return err
}

// errStuck is a terminal that takes no more text.
var errStuck = errors.New("the terminal no longer reads")

var _ tui.Desk = (*desk)(nil)
