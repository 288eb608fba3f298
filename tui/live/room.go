// Package live is one review and everybody who looks at it.
//
// A Room owns the running review. Every change goes through it: copy, apply,
// save in one transaction, publish the new value, in that order and one at a
// time. A Seat is one screen's place in the room: it sees the latest published
// State and asks for changes. A review that one person runs alone is a Room
// with one Seat.
package live

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/fault"
	"halfhour/tui/aside"
)

// Keeper saves a review. An error that wraps agenda.ErrStale means that
// another window saved it in the meantime.
type Keeper interface {
	SaveReview(ctx context.Context, was, next agenda.Review) (agenda.Review, error)
	Review(ctx context.Context, id string) (agenda.Review, error)
	// Seen notes that the review was watched at an instant and returns the
	// version that the file holds.
	Seen(ctx context.Context, id string, at time.Time) (int64, error)
}

// State is what everybody in the room sees.
type State struct {
	Review   agenda.Review
	Briefing agenda.Briefing
	Now      time.Time  // the room's clock, the same for every screen
	SavedAt  time.Time  // when the file last took a change
	Trouble  string     // why a change is not saved yet; "" when all is
	Broken   []byte     // the stack where a change broke the program last; nil when none did
	You      Presence   // who looks at this state
	Present  []Presence // everybody who is here, in the order they came
	Shared   bool       // people can come in, or somebody has
	Sign     *Sign      // what the host is shown of the door; nil for everybody else
	News     News       // what happened last with people
	Warned   News       // what the host should know of the door
	Seq      uint64     // counts what was published: a higher one is newer
	Once     *Once      // what participants' screens made of it
}

// Change is one change to the review, at the instant it was asked for.
type Change func(r *agenda.Review, now time.Time) error

// Room owns a review while it is open.
type Room struct {
	keeper  Keeper
	now     func() time.Time
	explain func(error) string
	done    chan struct{}
	broke   func(*fault.Fault)
	ended   []<-chan struct{} // of what works beside the rest
	closing sync.Once

	mu     sync.Mutex
	state  State
	seats  map[*Seat]bool
	came   int             // seats that there ever were
	muted  map[string]bool // by person: who comes back stays muted
	queue  []ask           // the first is being made
	saving bool
	gone   bool // the file lost what was saved
	wake   chan struct{}
	closed bool
}

type ask struct {
	change Change // nil: the clock's own, see watch
	by     *Seat  // who asked, nil for the room itself
	at     time.Time
	answer chan error
}

const (
	// retryAfter is how long a change waits before it is saved again after the
	// file refused it.
	retryAfter = time.Second
	// slowAfter is how long a save may take before the screens say that it waits.
	slowAfter = 500 * time.Millisecond
	// lastWait is how long a closed room goes on trying to save.
	lastWait = 1500 * time.Millisecond
)

// waiting is said of a save that takes long: behind another program's write or
// on a slow disk, which look alike from here.
const waiting = "the file takes long to answer"

// NewRoom opens a room. now is the wall clock; explain puts an error of the
// keeper into words. broke is told when the room itself broke: it saves nothing
// any more, so the program has to end.
func NewRoom(keeper Keeper, review agenda.Review, briefing agenda.Briefing, now func() time.Time, explain func(error) string, broke func(*fault.Fault)) *Room {
	wall := func() time.Time { return now().Round(0) }
	r := &Room{
		keeper: keeper, now: wall, explain: explain, broke: broke,
		state: State{Review: review, Briefing: briefing, Now: wall(), SavedAt: wall()},
		seats: map[*Seat]bool{}, muted: map[string]bool{}, wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	r.begin(r.work, r.stumble)
	r.begin(r.tick, broke)
	return r
}

// begin runs a part of the room beside the rest.
func (r *Room) begin(part func(), broken func(*fault.Fault)) {
	ended := make(chan struct{})
	r.ended = append(r.ended, ended)
	aside.Go(func() { defer close(ended); part() }, broken)
}

// stumble answers everything that waits for a worker that broke, and leaves it
// to Unsaved.
func (r *Room) stumble(f *fault.Fault) {
	r.mu.Lock()
	r.closed, r.state.Trouble = true, "what saves the changes broke"
	r.publishLocked()
	r.mu.Unlock()
	r.leave(ErrClosed)
	r.broke(f)
}

// ErrClosed answers a change that came after the room was closed.
var ErrClosed = errors.New("the review was closed before this was saved")

// ErrBroken answers a change that panicked: it was not made, and what was saved
// before is not touched.
var ErrBroken = errors.New("halfhour stumbled over that, and it was not done; everything before it is saved")

// Ask queues a change and returns at once; the answer comes when it is saved
// or refused. Changes are made in the order they were asked for.
func (r *Room) Ask(change Change) <-chan error { return r.ask(change, nil) }

func (r *Room) ask(change Change, by *Seat) <-chan error {
	answer := make(chan error, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		answer <- ErrClosed
		return answer
	}
	r.queue = append(r.queue, ask{change, by, r.now(), answer})
	r.poke()
	return answer
}

// Close saves what was asked for, and ends the room. A change that the file
// still refuses is answered with that error, and is in Unsaved. A file that
// does not answer is not waited for.
func (r *Room) Close() {
	r.closing.Do(func() {
		r.mu.Lock()
		for s := range r.seats {
			if s.you.Part != agenda.Host {
				s.you.Out = cmp.Or(s.you.Out, "The host has left the review.")
			}
		}
		r.publishLocked()
		if !r.closed {
			r.queue = append(r.queue, ask{at: r.now(), answer: make(chan error, 1)}) // the file may be gone since
		}
		r.closed = true
		r.poke()
		r.mu.Unlock()
		close(r.done)
		enough := time.After(lastWait)
		for _, ended := range r.ended {
			select {
			case <-ended:
			case <-enough:
				return
			}
		}
	})
}

// Unsaved returns the review as it would be with everything that was asked for
// and that the file did not take; false when it took it all, and still has it.
// Ask it of a closed room.
func (r *Room) Unsaved() (agenda.Review, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	next, lost := r.state.Review.Clone(), r.gone
	for _, a := range r.queue {
		if a.change == nil {
			continue
		}
		if _, err := apply(a.change, &next, a.at); err == nil {
			lost = true
		}
	}
	return next, lost
}

// poke wakes the worker; the caller holds mu.
func (r *Room) poke() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

func (r *Room) work() {
	for {
		next, ok := r.next()
		if !ok {
			return
		}
		gaveUp, err := r.make(next)
		if gaveUp {
			r.leave(err)
			return
		}
		r.mu.Lock()
		r.queue = r.queue[1:]
		r.mu.Unlock()
		next.answer <- err
	}
}

// next waits for the oldest change; false when the room is closed and all are
// made.
func (r *Room) next() (ask, bool) {
	for {
		r.mu.Lock()
		if len(r.queue) > 0 {
			a := r.queue[0]
			r.mu.Unlock()
			return a, true
		}
		closed := r.closed
		r.mu.Unlock()
		if closed {
			return ask{}, false
		}
		<-r.wake
	}
}

// leave answers everything that waits with the error that the file gave last.
// It stays in the queue, for Unsaved.
func (r *Room) leave(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, a := range r.queue {
		a.answer <- err
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

// tick shows every screen the time once a second and keeps the clock watched.
// It never waits for the file, so the countdown goes on while a save does.
func (r *Room) tick() {
	every := time.NewTicker(time.Second)
	defer every.Stop()
	var watching <-chan error
	for {
		select {
		case <-r.done:
			return
		case <-every.C:
		}
		r.publish(func(*State) {})
		select {
		case <-watching:
			watching = nil
		default:
		}
		if stage := r.State().Review.Stage; watching == nil && (stage == agenda.Ready || stage == agenda.Running) {
			watching = r.Ask(nil)
		}
	}
}

// Brief publishes what the deals look like by now.
func (r *Room) Brief(b agenda.Briefing) {
	r.publish(func(s *State) { s.Briefing = b })
}

// State returns what was last published.
func (r *Room) State() State {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

// publish changes the state and offers it to every seat. A seat that has not
// read the last one loses it for the newer one: nobody ever waits for a screen.
func (r *Room) publish(change func(*State)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.state)
	r.publishLocked()
}

// publishLocked is publish for a caller that holds mu.
func (r *Room) publishLocked() {
	r.state.Now = r.now()
	r.state.Seq++
	r.state.Once = &Once{}
	r.state.Present = r.present()
	for s := range r.seats {
		s.offer(s.you.sees(r.state))
	}
}
