package live

import (
	"errors"
	"slices"
	"sync"
	"time"
)

// ErrClosed answers a change that came after the room was closed.
var ErrClosed = errors.New("the review was closed before this was saved")

// ask is a change that somebody asked for.
type ask struct {
	change Change // nil: the clock's own, see watch
	by     *Seat  // who asked, nil for the room itself
	at     time.Time
	answer chan error
}

// queue is what was asked for and is not saved yet, in the order in which it was
// asked for. It has a lock of its own, which may be taken under the room's.
type queue struct {
	now func() time.Time

	mu     sync.Mutex
	asked  []ask // the first is being made
	closed bool  // takes nothing more
	wake   chan struct{}
}

func newQueue(now func() time.Time) *queue {
	return &queue{now: now, wake: make(chan struct{}, 1)}
}

// add queues a change and returns where its answer comes.
func (q *queue) add(change Change, by *Seat) <-chan error {
	answer := make(chan error, 1)
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		answer <- ErrClosed
		return answer
	}
	q.asked = append(q.asked, ask{change, by, q.now(), answer})
	q.poke()
	return answer
}

// close takes nothing more; what was asked for before stays.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.poke()
}

// poke wakes who waits for the first; the caller holds mu.
func (q *queue) poke() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// first waits for the oldest change, which stays until it is done; false when
// the queue is closed and all are done.
func (q *queue) first() (ask, bool) {
	for {
		q.mu.Lock()
		if len(q.asked) > 0 {
			a := q.asked[0]
			q.mu.Unlock()
			return a, true
		}
		closed := q.closed
		q.mu.Unlock()
		if closed {
			return ask{}, false
		}
		<-q.wake
	}
}

// done answers the first and takes it out.
func (q *queue) done(err error) {
	q.mu.Lock()
	a := q.asked[0]
	q.asked = q.asked[1:]
	q.mu.Unlock()
	a.answer <- err
}

// refuse answers everything that waits with an error. It stays, for Unsaved.
func (q *queue) refuse(err error) {
	for _, a := range q.rest() {
		a.answer <- err
	}
}

// rest returns what is not done.
func (q *queue) rest() []ask {
	q.mu.Lock()
	defer q.mu.Unlock()
	return slices.Clone(q.asked)
}
