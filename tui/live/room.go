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

// Room owns a review while it is open.
type Room struct {
	keeper  Keeper
	now     func() time.Time
	explain func(error) string
	done    chan struct{}
	broke   func(*fault.Fault)
	queue   *queue
	ended   []<-chan struct{} // of what works beside the rest
	closing sync.Once

	mu     sync.Mutex
	state  State
	seats  map[*Seat]bool
	came   int             // seats that there ever were
	muted  map[string]bool // by person: who comes back stays muted
	saving bool
	gone   bool // the file lost what was saved
}

// NewRoom opens a room. now is the wall clock; explain puts an error of the
// keeper into words. broke is told when the room itself broke: it saves nothing
// any more, so the program has to end.
func NewRoom(keeper Keeper, review agenda.Review, briefing agenda.Briefing, now func() time.Time, explain func(error) string, broke func(*fault.Fault)) *Room {
	wall := func() time.Time { return now().Round(0) }
	r := &Room{
		keeper: keeper, now: wall, explain: explain, broke: broke, queue: newQueue(wall),
		state: State{Review: review, Briefing: briefing, Now: wall(), SavedAt: wall()},
		seats: map[*Seat]bool{}, muted: map[string]bool{}, done: make(chan struct{}),
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
	r.queue.close()
	r.publish(func(s *State) { s.Trouble = "what saves the changes broke" })
	r.queue.refuse(ErrClosed)
	r.broke(f)
}

// Ask queues a change and returns at once; the answer comes when it is saved
// or refused. Changes are made in the order they were asked for.
func (r *Room) Ask(change Change) <-chan error { return r.queue.add(change, nil) }

// lastWait is how long a closed room goes on trying to save.
const lastWait = 1500 * time.Millisecond

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
		r.queue.add(nil, nil) // the file may be gone since
		r.queue.close()
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
	for _, a := range r.queue.rest() {
		if a.change == nil {
			continue
		}
		if _, err := apply(a.change, &next, a.at); err == nil {
			lost = true
		}
	}
	return next, lost
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
