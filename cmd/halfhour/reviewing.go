package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/live"
	"halfhour/tui/review"
	"halfhour/tui/route"

	tea "charm.land/bubbletea/v2"
)

// meeting is a review on the screen, with the room it is held in.
type meeting struct {
	*review.Screen
	room  *live.Room
	again func() error // looks at the deals again
	share *sharing
}

// Update takes a message. When the screen comes back into sight, data may have
// been mended meanwhile.
func (m meeting) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(route.Again); !ok || m.again == nil {
		return m.Screen.Update(msg)
	}
	return func() tea.Msg {
		_ = m.again() // what was there stays in sight
		return nil
	}
}

// Leave keeps what is half typed and closes the room.
func (m meeting) Leave() {
	m.Screen.Leave()
	m.share.end("The host has left the review.")
	m.room.Close()
}

// reviewScreen opens the review of a rep, or asks first whether to go on with
// an unfinished one.
func (d *desk) reviewScreen(ctx context.Context, to route.To) (tui.Screen, error) {
	if err := d.pick(ctx, to); err != nil {
		return nil, err
	}
	goOn := to.Resume == route.GoOn
	if to.Resume == route.Ask {
		u, prepared, err := d.unfinished(ctx)
		if err != nil {
			return nil, err
		}
		goOn = prepared
		if u != nil {
			return tui.NewResuming(to, *u), nil
		}
	}
	room, host, err := d.room(ctx, goOn)
	if err != nil {
		return nil, err
	}
	share, err := newSharing(ctx, d, room)
	if err != nil {
		return nil, err
	}
	host.Door = share
	if at := d.shared; at != nil {
		d.shared = nil
		if err := share.start(at); err != nil {
			return nil, err
		}
		host.Sharing = true
	}
	return meeting{review.New(ctx, room.Sit(), host), room, d.briefAgain(room), share}, nil
}

// pick finds out whose review a place is, and checks what else the command line
// said of it. A place that names a rep is not the command line's.
func (d *desk) pick(ctx context.Context, to route.To) (err error) {
	if d.picked && to == d.first {
		d.picked = false // what it finds later may be another
		return nil
	}
	if d.people, err = d.st.People(ctx); err != nil {
		return err
	}
	if to.Rep != "" {
		d.asked, d.deals = asked{}, nil
		return d.reps(ctx, strings.Split(to.Rep, ","))
	}
	reps, err := pickReps(ctx, d.st, d.people, append([]string{d.asked.rep}, d.asked.with...))
	if err != nil {
		return err
	}
	d.who, d.with = reps[0], reps[1:]
	if len(d.asked.deals) > 0 {
		deals, err := d.st.Deals(ctx, store.Filter{Owner: d.who.ID})
		if err != nil {
			return err
		}
		if d.deals, err = pickSharedDeals(deals, reps, d.asked.deals); err != nil {
			return err
		}
	}
	me, known, err := d.st.Me(ctx)
	if err == nil && known {
		_, err = d.manager(ctx, me)
	}
	return err
}

// reps takes the people of a review by their ids.
func (d *desk) reps(ctx context.Context, ids []string) (err error) {
	d.with = nil
	for i, id := range ids {
		who, err := d.st.Person(ctx, id)
		if err != nil {
			return err
		}
		if i == 0 {
			d.who = who
		} else {
			d.with = append(d.with, who)
		}
	}
	return nil
}

// repIDs are the ids of those whose review it is.
func (d *desk) repIDs() []string {
	ids := []string{d.who.ID}
	for _, who := range d.with {
		ids = append(ids, who.ID)
	}
	return ids
}

// manager finds who reviews the rep; none of several reps reviews the others.
func (d *desk) manager(ctx context.Context, me agenda.Person) (agenda.Person, error) {
	who, err := pickManager(ctx, d.st, d.people, d.who, me, d.asked.manager)
	if err != nil || !slices.ContainsFunc(d.with, func(p agenda.Person) bool { return p.ID == who.ID }) {
		return who, err
	}
	if d.asked.manager != "" {
		return who, misuse("%s cannot be rep and manager of one review: name somebody else with --manager", who.Name)
	}
	return agenda.Person{}, nil
}

// unfinished is the review of the rep that was left before it ended; nil when
// there is none, or one in which nothing happened. One that was prepared for
// the coming meeting is nothing to ask about either: it starts from that.
func (d *desk) unfinished(ctx context.Context) (u *tui.Unfinished, prepared bool, err error) {
	r, found, err := d.st.UnfinishedReview(ctx, d.repIDs()...)
	if err != nil || !found || unopened(r) || d.prepared(r) {
		return nil, found && d.prepared(r), err
	}
	if err := d.reps(ctx, r.Reps()); err != nil { // in the order they were named first
		return nil, false, err
	}
	// Whether the time since then counts is asked once the review is open.
	seen := d.now().Round(0)
	if !r.Clock.Since.IsZero() && r.Clock.Seen.Before(seen) {
		seen = r.Clock.Seen
	}
	u = &tui.Unfinished{Rep: agenda.Names(append([]agenda.Person{d.who}, d.with...)), Started: r.Clock.Started, Left: r.Plan(seen).MeetingLeft}
	switch slot := r.Slots[r.Current]; slot.Kind {
	case agenda.OverviewSlot:
		u.Where = "Overview"
	case agenda.WrapUpSlot:
		u.Where = "Wrap-up"
	default:
		deals, err := d.st.Deals(ctx, store.Filter{IDs: []string{slot.DealID}})
		if err != nil {
			return nil, false, err
		}
		u.Where = "a deal"
		if len(deals) > 0 {
			u.Where = deals[0].Name
		}
	}
	return u, false, nil
}

// unopened says whether a review was only looked at: not started, and nothing
// said in it. There is nothing to ask about then.
func unopened(r agenda.Review) bool { return r.Stage == agenda.Ready && r.Blank() }

// fits says whether a review that was only looked at is the one asked for.
func (d *desk) fits(r agenda.Review) bool {
	return unopened(r) && r.Today == d.today && len(d.asked.deals) == 0 && d.asked.manager == ""
}

// room goes on with the unfinished review, or begins a new one and sets that
// one aside.
func (d *desk) room(ctx context.Context, resume bool) (*live.Room, review.Host, error) {
	host := review.Host{NewID: store.NewID, Minutes: d.writeMinutes, Edit: d.edit}
	me, _, err := d.st.Me(ctx)
	if err != nil {
		return nil, host, err
	}
	host.Me = me.ID
	old, found, err := d.st.UnfinishedReview(ctx, d.repIDs()...)
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
	if b.Manager.ID == me.ID {
		host.Coaching = d.coaching(ctx, me)
	}
	room := live.NewRoom(d.st, r, b, d.now, store.Trouble, d.broke)
	d.rooms = append(d.rooms, room)
	return room, host, nil
}

// coaching keeps somebody's private notes in the file.
func (d *desk) coaching(ctx context.Context, me agenda.Person) *review.Coaching {
	return &review.Coaching{
		Read: func(dealID string) (string, error) {
			st, release, err := d.file()
			if err != nil {
				return "", err
			}
			defer release()
			return st.CoachingNote(ctx, dealID, me.ID)
		},
		Write: func(dealID, text string) error {
			st, release, err := d.file()
			if err != nil {
				return err
			}
			defer release()
			return st.SetCoachingNote(ctx, dealID, me.ID, text)
		},
	}
}

// resume goes on with a review. One that is running keeps the date it began
// with; one that was only prepared is held today.
func (d *desk) resume(ctx context.Context, r agenda.Review, me agenda.Person) (agenda.Review, agenda.Briefing, error) {
	if r.Stage == agenda.Ready && r.Today != d.today {
		set, err := d.st.Settings(ctx)
		if err != nil {
			return r, agenda.Briefing{}, err
		}
		r.Today, r.FollowUp = d.today, set.Calendar.FollowUpBy(d.today)
	}
	manager := agenda.Person{}
	if r.Stage == agenda.Ready && (r.Manager == "" || d.asked.manager != "" || me.Role == agenda.Manager && me.ID != r.Rep) {
		var err error
		if manager, err = d.manager(ctx, me); err != nil {
			return r, agenda.Briefing{}, err
		}
		r.Manager = manager.ID
	} else if r.Manager != "" {
		var err error
		if manager, err = d.st.Person(ctx, r.Manager); err != nil {
			return r, agenda.Briefing{}, err
		}
	}
	if err := d.reps(ctx, r.Reps()); err != nil {
		return r, agenda.Briefing{}, err
	}
	b, err := d.brief(ctx, r.ID, manager, me, r.Today)
	return r, b, err
}

// begin writes a new review down.
func (d *desk) begin(ctx context.Context, me agenda.Person) (agenda.Review, agenda.Briefing, error) {
	manager, err := d.manager(ctx, me)
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
	set, err := d.st.Settings(ctx)
	if err != nil {
		return agenda.Review{}, b, err
	}
	r := agenda.NewReview(id, d.who.ID, manager.ID, deals, d.today)
	r.FollowUp = set.Calendar.FollowUpBy(d.today)
	if len(d.with) > 0 {
		if err := r.Join(d.repIDs()[1:], b.Deals); err != nil {
			return r, b, err
		}
	}
	r, err = d.st.CreateReview(ctx, r)
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

// briefAgain looks at the deals of a room's review again.
func (d *desk) briefAgain(room *live.Room) func() error {
	return func() error {
		release, err := d.hold()
		if err != nil {
			return err
		}
		defer release()
		ctx := context.Background()
		state := room.State()
		me, _, err := d.st.Me(ctx)
		if err != nil {
			return err
		}
		b, err := d.brief(ctx, state.Review.ID, state.Briefing.Manager, me, state.Review.Today)
		if err == nil {
			room.Brief(b)
		}
		return err
	}
}
