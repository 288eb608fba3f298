package main

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/live"
	"halfhour/tui/review"
)

// desk is the machine that the review runs on: its file, its clock, and what
// was asked for on the command line.
type desk struct {
	open    func(context.Context) (*store.Store, error)
	now     func() time.Time
	today   agenda.Date
	rep     string   // as typed
	manager string   // as typed
	wanted  []string // --deals
	demo    bool

	mu      sync.Mutex // what the screen asks for may still run when it has gone
	gone    bool
	ahead   func() (tui.Opening, error) // what the first Open waits for
	st      *store.Store
	room    *live.Room
	people  []agenda.Person // everybody, when the file was opened
	who     agenda.Person   // whose review it is
	deals   []string        // ids that --deals names
	minutes string          // where the minutes went
}

// errGone answers what was asked for when the screen had gone.
var errGone = errors.New("the review was closed")

// hold keeps the desk for one caller until it calls release.
func (d *desk) hold() (release func(), err error) {
	d.mu.Lock()
	if d.gone {
		d.mu.Unlock()
		return nil, errGone
	}
	return d.mu.Unlock, nil
}

// lookAhead does the work of the first Open while the screen starts.
func (d *desk) lookAhead(ctx context.Context) {
	look := sync.OnceValues(func() (tui.Opening, error) { return d.look(ctx) })
	d.ahead = look
	go func() {
		// A panic comes again in Open, where the screen is put in order first.
		defer func() { _ = recover() }()
		_, _ = look()
	}()
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
	}
	if d.people, err = d.st.People(ctx); err != nil {
		return o, err
	}
	if d.who, err = pickRep(ctx, d.st, d.people, d.rep); err != nil {
		return o, err
	}
	if len(d.wanted) > 0 {
		deals, err := d.st.Deals(ctx, store.Filter{Owner: d.who.ID})
		if err != nil {
			return o, err
		}
		if d.deals, err = pickDeals(deals, d.who, d.wanted); err != nil {
			return o, err
		}
	}
	me, known, err := d.st.Me(ctx)
	if err != nil {
		return o, err
	}
	if !known {
		o.Stranger = true
		o.Proposed, err = d.propose(ctx)
		return o, err
	}
	if _, err := pickManager(ctx, d.st, d.people, d.who, me, d.manager); err != nil {
		return o, err
	}
	r, found, err := d.st.UnfinishedReview(ctx, d.who.ID)
	if err != nil || !found || unopened(r) {
		return o, err
	}
	o.Unfinished, err = d.unfinished(ctx, r)
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

func (d *desk) unfinished(ctx context.Context, r agenda.Review) (*tui.Unfinished, error) {
	// Whether the time since then counts is asked once the review is open.
	seen := d.now().Round(0)
	if !r.Clock.Since.IsZero() && r.Clock.Seen.Before(seen) {
		seen = r.Clock.Seen
	}
	u := &tui.Unfinished{Rep: d.who.Name, Started: r.Clock.Started, Left: r.Plan(seen).MeetingLeft}
	switch slot := r.Slots[r.Current]; slot.Kind {
	case agenda.OverviewSlot:
		u.Where = "Overview"
	case agenda.WrapUpSlot:
		u.Where = "Wrap-up"
	default:
		deals, err := d.st.Deals(ctx, store.Filter{IDs: []string{slot.DealID}})
		if err != nil {
			return nil, err
		}
		u.Where = "a deal"
		if len(deals) > 0 {
			u.Where = deals[0].Name
		}
	}
	return u, nil
}

// unopened says whether a review was only looked at: not started, and nothing
// said in it. There is nothing to ask about then.
func unopened(r agenda.Review) bool { return r.Stage == agenda.Ready && r.Blank() }

// fits says whether a review that was only looked at is the one asked for.
func (d *desk) fits(r agenda.Review) bool {
	return unopened(r) && r.Today == d.today && len(d.wanted) == 0 && d.manager == ""
}

// Introduce stores who is at the keyboard.
func (d *desk) Introduce(ctx context.Context, me tui.Introduction) error {
	release, err := d.hold()
	if err != nil {
		return err
	}
	defer release()
	if _, err := introduce(ctx, d.st, me.Name, me.Role); err != nil {
		return err
	}
	if me.Currency == agenda.NoCurrency {
		return nil // nothing was said; what is known stays
	}
	return setHome(ctx, d.st, me.Currency)
}

// Room goes on with the unfinished review, or begins a new one and sets that
// one aside.
func (d *desk) Room(ctx context.Context, resume bool) (*live.Room, review.Host, error) {
	host := review.Host{NewID: store.NewID, Minutes: d.writeMinutes}
	release, err := d.hold()
	if err != nil {
		return nil, host, err
	}
	defer release()
	me, _, err := d.st.Me(ctx)
	if err != nil {
		return nil, host, err
	}
	host.Me = me.ID
	old, found, err := d.st.UnfinishedReview(ctx, d.who.ID)
	if err != nil {
		return nil, host, err
	}
	var r agenda.Review
	var b agenda.Briefing
	if found && (resume || d.fits(old)) {
		r, b, err = d.resume(ctx, old, me)
		if len(d.deals) > 0 {
			host.Notice = "This review has its deals already, so --deals was left aside; s swaps a deal that is still to come."
		}
	} else {
		if found {
			err = setAside(ctx, d.st, old, d.now().Round(0))
		}
		if err == nil {
			r, b, err = d.begin(ctx, me)
		}
	}
	if err != nil {
		return nil, host, err
	}
	d.room = live.NewRoom(d.st, r, b, d.now, store.Trouble)
	return d.room, host, nil
}

// resume goes on with a review. One that is running keeps the date it began
// with; one that was only prepared is held today.
func (d *desk) resume(ctx context.Context, r agenda.Review, me agenda.Person) (agenda.Review, agenda.Briefing, error) {
	if r.Stage == agenda.Ready && r.Today != d.today {
		r.Today, r.FollowUp = d.today, d.today.FollowUpBy()
	}
	manager := agenda.Person{}
	if r.Manager != "" {
		var err error
		if manager, err = d.st.Person(ctx, r.Manager); err != nil {
			return r, agenda.Briefing{}, err
		}
	}
	b, err := d.brief(ctx, r.ID, manager, me, r.Today)
	return r, b, err
}

// begin writes a new review down.
func (d *desk) begin(ctx context.Context, me agenda.Person) (agenda.Review, agenda.Briefing, error) {
	manager, err := pickManager(ctx, d.st, d.people, d.who, me, d.manager)
	if err != nil {
		return agenda.Review{}, agenda.Briefing{}, err
	}
	id := store.NewID()
	b, err := d.brief(ctx, id, manager, me, d.today)
	if err != nil {
		return agenda.Review{}, b, err
	}
	deals := d.deals
	if len(deals) == 0 {
		deals = inspect.Propose(b.Ranked, b.Deals)
	}
	r, err := d.st.CreateReview(ctx, agenda.NewReview(id, d.who.ID, manager.ID, deals, d.today))
	return r, b, err
}

// setAside closes a review that nobody takes up again. Another window may be
// saving it at the same time.
func setAside(ctx context.Context, st *store.Store, r agenda.Review, now time.Time) error {
	for {
		was := r.Clone()
		if err := r.SetAside(now); err != nil {
			return err
		}
		_, err := st.SaveReview(ctx, was, r)
		if !errors.Is(err, agenda.ErrStale) {
			return err
		}
		if r, err = st.Review(ctx, r.ID); err != nil {
			return err
		}
		if r.Stage == agenda.Finished || r.Stage == agenda.SetAside {
			return nil
		}
	}
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
	if d.room != nil {
		d.room.Close()
	}
	if d.st != nil {
		err = d.st.Close()
	}
	return d.minutes, err
}
