package main

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/live"
	"halfhour/tui/review"
	"halfhour/tui/route"
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
