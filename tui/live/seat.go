package live

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"halfhour/agenda"
)

// Seat is one screen's place in a room.
type Seat struct {
	room   *Room
	latest chan State
	you    Presence // the room's mu guards it
	id     string   // of the admission they came by, "" for the host
	lost   string   // why their connection was given up, "" while it was not
}

// Sit adds the host's seat; the state of the moment waits in it.
func (r *Room) Sit() *Seat {
	return r.sit(Presence{Part: agenda.Host, Clock: true}, "")
}

func (r *Room) sit(you Presence, admission string) *Seat {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.came++
	you.Seat = r.came
	you.Slot = Follows
	s := &Seat{room: r, latest: make(chan State, 1), you: you, id: admission}
	r.seats[s] = true
	r.publishLocked()
	return s
}

// present lists everybody who is here; the caller holds mu.
func (r *Room) present() []Presence {
	list := make([]Presence, 0, len(r.seats))
	for s := range r.seats {
		if s.you.Out == "" {
			list = append(list, s.you)
		}
	}
	slices.SortFunc(list, func(a, b Presence) int { return cmp.Compare(a.Seat, b.Seat) })
	return list
}

func (r *Room) presence(s *Seat) Presence {
	r.mu.Lock()
	defer r.mu.Unlock()
	return s.you
}

// States gives the newest state that has not been read yet. Those in between
// are skipped.
func (s *Seat) States() <-chan State { return s.latest }

// State returns what was last published, read or not.
func (s *Seat) State() State {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	return s.you.sees(s.room.state)
}

// Ask asks the room for a change, see Room.Ask; one that is not this seat's to
// make is refused.
func (s *Seat) Ask(change Change) <-chan error { return s.room.queue.add(change, s) }

// Here tells the others where somebody is and what they do there: the part of
// the agenda they look at or Follows, words like "typing a note", and the place of the
// draft. Only the host's seat says who sits in it.
func (s *Seat) Here(who agenda.Person, slot int, doing, place string) {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	next := s.you
	next.Slot, next.Doing, next.Place = slot, doing, place
	if next.Part == agenda.Host {
		next.Person = who
	}
	if next != s.you {
		s.you = next
		s.room.publishLocked()
	}
}

// Wish tells the host what somebody asks for, "" to take it back.
func (s *Seat) Wish(text string) {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	if s.you.Asks != text {
		s.you.Asks = text
		if text != "" {
			s.room.tell(s.you.Person.First() + " asks to " + text + ".")
		}
		s.room.publishLocked()
	}
}

// Leave gives the seat up.
func (s *Seat) Leave() {
	r := s.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.seats[s] {
		return
	}
	delete(r.seats, s)
	if s.you.Clock && s.you.Part != agenda.Host {
		r.giveClock(nil)
	}
	if s.you.Part != agenda.Host && s.you.Out == "" {
		r.attend(s.you, agenda.Left)
		word := " left."
		if s.lost != "" {
			word = " left: " + s.lost + "."
		}
		r.tell(s.you.Person.First() + word)
	}
	r.publishLocked()
}

// offer replaces what waits in the seat; the caller holds the room's mu, so
// nobody else offers at the same time.
func (s *Seat) offer(state State) {
	select {
	case <-s.latest:
	default:
	}
	s.latest <- state
}

// Mute takes somebody's keyboard away or gives it back; only the host may.
func (s *Seat) Mute(seat int, muted bool) error {
	return s.lead(seat, func(r *Room, them *Seat) {
		what, word := agenda.Muted, " is muted."
		if !muted {
			what, word = agenda.Unmuted, " can write again."
		}
		if them.you.Muted != muted {
			them.you.Muted, r.muted[them.you.Person.ID] = muted, muted
			r.attend(them.you, what)
			r.tell(them.you.Person.First() + word)
		}
	})
}

// HandClock gives the clock to somebody, or back to the host with the host's
// own seat; only the host may.
func (s *Seat) HandClock(seat int) error {
	return s.lead(seat, func(r *Room, them *Seat) {
		if them.you.Part == agenda.Observer {
			return
		}
		if them.you.Part == agenda.Host {
			r.giveClock(nil)
		} else {
			r.giveClock(them)
		}
	})
}

// giveClock moves the clock, nil for to the host; the caller holds mu.
func (r *Room) giveClock(to *Seat) {
	for other := range r.seats {
		gets := other == to || to == nil && other.you.Part == agenda.Host
		if other.you.Clock && !gets && other.you.Part != agenda.Host {
			r.attend(other.you, agenda.GaveClock)
		}
		if gets && !other.you.Clock {
			if to != nil {
				r.attend(other.you, agenda.TookClock)
			}
			r.tell(cmp.Or(other.you.Person.First(), "The host") + " has the clock.")
		}
		other.you.Clock = gets
	}
}

// out ends somebody's stay with a reason; the caller holds mu.
func (r *Room) out(them *Seat, what agenda.Attends, why string) {
	if them.you.Out != "" {
		return
	}
	if them.you.Clock {
		them.you.Clock = false
		r.giveClock(nil)
	}
	them.you.Out, them.you.Muted = why, true // nothing more comes from them
	r.attend(them.you, what)
}

// errLeft answers what is asked of a seat that was given up.
var errLeft = errors.New("they have left already")

// lead runs something on somebody's seat, if this seat is the host's.
func (s *Seat) lead(seat int, do func(r *Room, them *Seat)) error {
	r := s.room
	r.mu.Lock()
	defer r.mu.Unlock()
	if why := s.you.May(Lead); why != "" {
		return errors.New(why)
	}
	for them := range r.seats {
		if them.you.Seat == seat && them.you.Out == "" {
			do(r, them)
			r.publishLocked()
			return nil
		}
	}
	return errLeft
}

// attend has a coming or going written down; the caller holds mu.
func (r *Room) attend(who Presence, what agenda.Attends) {
	a := agenda.Attendance{Person: who.Person.ID, Part: who.Part, What: what}
	r.queue.add(func(r *agenda.Review, now time.Time) error { return r.Attend(a, now) }, nil)
}

// News is a line about people that is shown once.
type News struct {
	Text string
	Seq  uint64
}

// tell shows everybody a line; the caller holds mu and publishes.
func (r *Room) tell(text string) { r.state.News = News{text, r.state.News.Seq + 1} }
