package live

import (
	"context"
	"errors"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/fault"
	"halfhour/tui/aside"
)

// Change is one change to the review, at the instant it was asked for.
type Change func(r *agenda.Review, now time.Time) error

// ErrBroken answers a change that panicked: it was not made, and what was saved
// before is not touched.
var ErrBroken = errors.New("halfhour stumbled over that, and it was not done; everything before it is saved")

const (
	// retryAfter is how long a change waits before it is saved again after the
	// file refused it.
	retryAfter = time.Second
	// slowAfter is how long a save may take before the screens say that it waits.
	slowAfter = 500 * time.Millisecond
)

// waiting is said of a save that takes long: behind another program's write or
// on a slow disk, which look alike from here.
const waiting = "the file takes long to answer"

// work makes the changes one after the other, until the room is closed and all
// are made, or one cannot be saved.
func (r *Room) work() {
	for {
		next, ok := r.queue.first()
		if !ok {
			return
		}
		gaveUp, err := r.make(next)
		if gaveUp {
			r.queue.refuse(err)
			return
		}
		r.queue.done(err)
	}
}

// make applies, saves and publishes one change. A change that the file refuses
// is kept and tried again until it is taken or the room closes: then gaveUp is
// true. One that met another window's is applied again to what that one saved.
func (r *Room) make(a ask) (gaveUp bool, err error) {
	ctx := context.Background()
	for {
		was := r.State().Review
		next := was.Clone()
		if a.change == nil {
			if settled, err := r.watch(ctx, &next, a.at); settled {
				return false, err
			}
		} else if stack, err := a.apply(r, &was, &next); err != nil {
			r.publish(func(s *State) {
				if s.Trouble = ""; stack != nil {
					s.Broken = stack
				}
			})
			return false, err
		}
		saved, err := r.save(ctx, was, next)
		if errors.Is(err, agenda.ErrStale) {
			saved, err = r.keeper.Review(ctx, was.ID)
			if err == nil {
				r.publish(func(s *State) { s.Review = saved })
				continue
			}
		}
		if err == nil {
			r.took(func(s *State) { s.Review, s.SavedAt = saved, r.now() })
			return false, nil
		}
		r.refused(err)
		select {
		case <-r.done:
			return true, err
		case <-time.After(retryAfter):
		}
	}
}

// apply makes the change, unless who asked for it may not.
func (a ask) apply(r *Room, was, next *agenda.Review) (stack []byte, err error) {
	if stack, err = apply(a.change, next, a.at); err != nil || a.by == nil {
		return stack, err
	}
	return nil, r.presence(a.by).check(was, next)
}

// apply makes a change. One that panics is refused, with the stack.
func apply(change Change, next *agenda.Review, at time.Time) (stack []byte, err error) {
	if caught := fault.Catch(func() { err = change(next, at) }); caught != nil {
		return caught.Stack, ErrBroken
	}
	return nil, err
}

// save saves a change, and says so when it has to wait for long.
func (r *Room) save(ctx context.Context, was, next agenda.Review) (agenda.Review, error) {
	wait := func(saving bool) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.saving = saving
	}
	wait(true)
	defer wait(false)
	slow := aside.After(slowAfter, func() {
		r.publish(func(s *State) {
			if r.saving {
				s.Trouble = waiting
			}
		})
	}, r.broke)
	defer slow.Stop()
	return r.keeper.SaveReview(ctx, was, next)
}

// watch notes that somebody watches the clock, and picks up what another
// window saved. Only a new gap is a change worth saving: then settled is
// false.
func (r *Room) watch(ctx context.Context, next *agenda.Review, at time.Time) (settled bool, err error) {
	had := next.Clock.Gap
	next.Watch(at)
	if next.Clock.Gap != had {
		return false, nil
	}
	version, err := r.keeper.Seen(ctx, next.ID, at)
	if err != nil {
		r.refused(err)
		return true, err
	}
	if version == next.Version {
		r.took(func(s *State) { s.Review.Clock.Seen = next.Clock.Seen })
		return true, nil
	}
	elsewhere, err := r.keeper.Review(ctx, next.ID)
	if err == nil {
		r.took(func(s *State) { s.Review = elsewhere })
	}
	return true, err
}

// took publishes what the file took.
func (r *Room) took(change func(*State)) {
	r.publish(func(s *State) { change(s); s.Trouble, r.gone = "", false })
}

// refused says on every screen why the file did not take something.
func (r *Room) refused(err error) {
	r.publish(func(s *State) { s.Trouble, r.gone = r.explain(err), errors.Is(err, agenda.ErrGone) })
}
