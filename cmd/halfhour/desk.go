package main

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/fault"
	"halfhour/agenda/listing"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/aside"
	"halfhour/tui/live"
	"halfhour/tui/route"

	tea "charm.land/bubbletea/v2"
)

// desk is the machine that the screens run on: its file, its clock, and what
// was asked for on the command line.
type desk struct {
	open   func(context.Context) (*store.Store, error)
	now    func() time.Time
	today  agenda.Date
	first  route.To // the screen that the program begins with
	asked  asked
	shared *shared // a door that waits for the first review
	demo   bool
	broke  func(*fault.Fault)                                          // is told when something of the desk broke
	shell  func(args ...string) tea.ExecCommand                        // runs a command on the ordinary screen; nil where no screen asks for one
	edit   func(text string, done func(string, error) tea.Msg) tea.Cmd // opens the person's editor; nil: there is none

	mu       sync.RWMutex // what the screen asks for may still run when it has gone
	gone     bool
	ahead    func() (tui.Opening, error) // what the first Open waits for
	st       *store.Store
	rooms    []*live.Room    // those of this run, the last is the latest
	picked   bool            // look picked whose review first is, and nobody was added since
	people   []agenda.Person // everybody, when the file was looked at
	who      agenda.Person   // whose review it is
	with     []agenda.Person // in a joint one the other reps
	deals    []string        // ids that asked.deals names
	minutes  string          // where the minutes went
	stopCopy func()          // ends the daily copy; nil when none is made
}

// asked is what the command line said of a review, as it was typed.
type asked struct {
	rep     string
	with    []string // the other reps of a joint review
	manager string
	deals   []string
	view    func(last listing.View, saved []listing.Saved) (listing.View, error) // of the deals; nil: as they were looked at last
}

// errGone answers what was asked for when the screen had gone.
var errGone = errors.New("halfhour was closed")

// hold keeps the desk for one caller until it calls release.
func (d *desk) hold() (release func(), err error) {
	d.mu.Lock()
	if d.gone {
		d.mu.Unlock()
		return nil, errGone
	}
	return d.mu.Unlock, nil
}

// file returns the store for what a screen reads and writes; it stays open
// until release is called.
func (d *desk) file() (st *store.Store, release func(), err error) {
	d.mu.RLock()
	if d.gone {
		d.mu.RUnlock()
		return nil, nil, errGone
	}
	return d.st, d.mu.RUnlock, nil
}

// lookAhead does the work of the first Open while the screen starts.
func (d *desk) lookAhead(ctx context.Context) {
	var o tui.Opening
	var err error
	wait := aside.Start(func() { o, err = d.look(ctx) })
	d.ahead = func() (tui.Opening, error) {
		wait() // a panic comes again here, where the screen is put in order first
		return o, err
	}
}

// Open opens the file and looks for the review that was asked for.
func (d *desk) Open(ctx context.Context) (tui.Opening, error) {
	release, err := d.hold()
	if err != nil {
		return tui.Opening{}, err
	}
	defer release()
	if look := d.ahead; look != nil {
		d.ahead = nil
		return look()
	}
	return d.look(ctx)
}

func (d *desk) look(ctx context.Context) (o tui.Opening, err error) {
	if d.st == nil {
		st, err := d.open(ctx)
		if err != nil {
			return o, err
		}
		d.st = st
		if !d.demo {
			copying, stop := context.WithCancel(context.Background())
			d.stopCopy = stop
			st.CopyDaily(copying, func(error) {}) // doctor says when there has been none for long
		}
	}
	if d.first.Place == route.Review {
		if err := d.pick(ctx, d.first); err != nil {
			return o, err
		}
		d.picked = true
	}
	_, known, err := d.st.Me(ctx)
	if err == nil && !known {
		o.Stranger = true
		o.Proposed, err = d.propose(ctx)
	}
	return o, err
}

// propose guesses who is at the keyboard: the account, in the role it is known
// with.
func (d *desk) propose(ctx context.Context) (tui.Introduction, error) {
	me := tui.Introduction{Name: accountName(), Role: agenda.Manager, Currency: agenda.NoCurrency}
	known, err := d.st.PersonByName(ctx, me.Name)
	switch {
	case err == nil:
		me.Name, me.Role = known.Name, known.Role
	case !errors.Is(err, store.ErrNotFound):
		return me, err
	}
	home, err := d.st.HomeCurrency(ctx)
	me.Currency = cmp.Or(home, me.Currency)
	return me, err
}

// Introduce stores who is at the keyboard.
func (d *desk) Introduce(ctx context.Context, me tui.Introduction) error {
	release, err := d.hold()
	if err != nil {
		return err
	}
	defer release()
	d.picked = false
	if _, err := introduce(ctx, d.st, me.Name, me.Role); err != nil {
		return err
	}
	if me.Currency == agenda.NoCurrency {
		return nil // nothing was said; what is known stays
	}
	return setHome(ctx, d.st, me.Currency)
}

// close saves what was asked for and closes the file; it waits for what still
// runs. It returns where the minutes are, "" when none were written.
func (d *desk) close() (minutes string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.gone = true
	if d.ahead != nil {
		_, _ = d.ahead()
	}
	for _, room := range d.rooms {
		room.Close()
	}
	if d.stopCopy != nil {
		d.stopCopy()
	}
	if d.st != nil {
		err = d.st.Close()
	}
	return d.minutes, err
}
