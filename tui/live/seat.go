package live

// Seat is one screen's place in a room.
type Seat struct {
	room   *Room
	latest chan State
}

// Sit adds a seat; the state of the moment waits in it.
func (r *Room) Sit() *Seat {
	s := &Seat{room: r, latest: make(chan State, 1)}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seats[s] = true
	s.latest <- r.state
	return s
}

// States gives the newest state that has not been read yet. Those in between
// are skipped.
func (s *Seat) States() <-chan State { return s.latest }

// State returns what was last published, read or not.
func (s *Seat) State() State { return s.room.State() }

// Ask asks the room for a change; see Room.Ask.
func (s *Seat) Ask(change Change) <-chan error { return s.room.Ask(change) }

// Leave gives the seat up.
func (s *Seat) Leave() {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	delete(s.room.seats, s)
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
