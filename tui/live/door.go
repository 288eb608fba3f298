package live

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"halfhour/agenda"
)

// Register keeps who may come into a review.
type Register interface {
	Admissions(ctx context.Context, reviewID string) ([]agenda.Admission, error)
	SaveAdmission(ctx context.Context, a agenda.Admission) error
	// KeyHolder returns whose key it is, "" for nobody's.
	KeyHolder(ctx context.Context, key string) (person string, err error)
}

// Sign is what the host's screen shows of the door.
type Sign struct {
	Address     string // what it listens on; "" while it does not
	Command     string // what a guest types
	Fingerprint string // of the host key
	KnownHost   string // the line for known_hosts
	Closed      bool   // nobody new comes in
	Codes       []Code // those that wait, the newest first
}

// Code is a code that waits for its use.
type Code struct {
	Code    string
	Person  agenda.Person
	Part    agenda.Part
	DealID  string
	Expires time.Time
	id      string
}

// Why somebody does not come in.
var (
	errDoorClosed = errors.New("the host has closed the door: ask them to open it")
	errRemoved    = errors.New("the host has ended your part in this review")
	errNoCode     = errors.New("no code waits for its use: ask the host for a new one")
	errVoid       = errors.New("that was a wrong code too often, and the code is void: ask the host for a new one")
	errNeedCode   = errors.New("a code is needed")
)

// Door decides who comes into a room. Identity is a key that the connection
// proved, or a code consumed here; what a client calls itself counts nothing.
type Door struct {
	room     *Room
	register Register
	newID    func() string

	mu   sync.Mutex
	list []agenda.Admission
}

// NewDoor returns the door of a room, with everybody who was let in before the
// program last ended.
func NewDoor(ctx context.Context, room *Room, register Register, newID func() string) (*Door, error) {
	d := &Door{room: room, register: register, newID: newID}
	var err error
	d.list, err = register.Admissions(ctx, room.State().Review.ID)
	return d, err
}

// Invitation says who may come in, and as what.
type Invitation struct {
	Person agenda.Person
	Part   agenda.Part
	DealID string // the only one that an observer sees
	Code   string // to be used, "" for a new one
}

// Invite makes a code for somebody, in place of one that still waits for them.
func (d *Door) Invite(ctx context.Context, in Invitation) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	who, part, dealID := in.Person, in.Part, in.DealID
	now := d.room.now()
	for i := range d.list {
		if a := &d.list[i]; a.Person == who.ID && (a.Waits(now) || a.Ended) {
			a.Ended = true
			if err := d.keep(ctx, i); err != nil {
				return err
			}
		}
	}
	code := cmp.Or(in.Code, NewCode())
	a := agenda.Admission{ID: d.newID(), ReviewID: d.room.State().Review.ID, Person: who.ID, Part: part, DealID: dealID, Expires: now.Add(agenda.CodeLife)}
	a.Hash = hashCode(a.ID, code)
	d.list = append(d.list, a)
	if err := d.keep(ctx, len(d.list)-1); err != nil {
		d.list = d.list[:len(d.list)-1]
		return err
	}
	d.sign(func(s *Sign) {
		s.Codes = append([]Code{{code, who, part, dealID, a.Expires, a.ID}}, s.Codes...)
	})
	return nil
}

// Announce shows the host where the door is; an empty address says that there
// is none any more.
func (d *Door) Announce(address, command, fingerprint, knownHost string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sign(func(s *Sign) {
		s.Address, s.Command, s.Fingerprint, s.KnownHost = address, command, fingerprint, knownHost
	})
}

func (d *Door) keep(ctx context.Context, i int) error {
	return d.register.SaveAdmission(ctx, d.list[i])
}

// sign changes what the host is shown; codes that no longer wait go.
func (d *Door) sign(change func(*Sign)) {
	now := d.room.now()
	waits := map[string]bool{}
	for _, a := range d.list {
		waits[a.ID] = a.Waits(now)
	}
	d.room.publish(func(s *State) {
		next := Sign{}
		if s.Sign != nil {
			next = *s.Sign
		}
		next.Codes = slices.Clone(next.Codes)
		change(&next)
		next.Codes = slices.DeleteFunc(next.Codes, func(c Code) bool { return !waits[c.id] })
		s.Sign, s.Shared = &next, next.Address != ""
	})
}

// Shut closes the door for new people, or opens it. Who was in may come back.
func (d *Door) Shut(closed bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sign(func(s *Sign) { s.Closed = closed })
	d.room.mu.Lock()
	defer d.room.mu.Unlock()
	what, word := agenda.DoorOpened, "The door is open again."
	if closed {
		what, word = agenda.DoorClosed, "The door is closed: nobody new comes in."
	}
	d.room.attend(Presence{Person: d.room.host().Person, Part: agenda.Host}, what)
	d.room.tell(word)
	d.room.publishLocked()
}

// Remove ends somebody's part in the review: neither code nor key lets them in
// again, until they are invited anew.
func (d *Door) Remove(ctx context.Context, seat int) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	r := d.room
	r.mu.Lock()
	var them *Seat
	for s := range r.seats {
		if s.you.Seat == seat && s.you.Part != agenda.Host {
			them = s
		}
	}
	if them == nil {
		r.mu.Unlock()
		return errLeft
	}
	r.out(them, agenda.Removed, "The host has ended your part in this review.")
	r.tell(them.you.Person.First() + " was removed.")
	r.publishLocked()
	person := them.you.Person.ID
	r.mu.Unlock()
	known := false
	for i := range d.list {
		if a := &d.list[i]; a.Person == person {
			a.Ended, known = true, true
			if err := d.keep(ctx, i); err != nil {
				return err
			}
		}
	}
	if known {
		return nil
	}
	d.list = append(d.list, agenda.Admission{ID: d.newID(), ReviewID: r.State().Review.ID, Person: person, Part: agenda.Participant, Expires: r.now(), Ended: true})
	return d.keep(ctx, len(d.list)-1)
}

// byKey lets in whoever a key belongs to: somebody who was in, or whose key is
// listed and who is invited or the rep or manager of the review.
func (d *Door) byKey(ctx context.Context, key string) (*Seat, error) {
	if key == "" {
		return nil, errNeedCode
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, a := range slices.Backward(d.list) {
		if a.Key == key && !a.Used.IsZero() && !a.Ended {
			return d.seat(a), nil
		}
	}
	person, err := d.register.KeyHolder(ctx, key)
	if err != nil || person == "" {
		return nil, errors.Join(err, errNeedCode)
	}
	now := d.room.now()
	for i, a := range slices.Backward(d.list) {
		switch {
		case a.Person != person:
		case a.Ended && a.Used.IsZero() && a.Hash != "": // a code that was replaced
		case a.Ended:
			return nil, errRemoved
		case a.Waits(now) || !a.Used.IsZero():
			if d.closed() && a.Used.IsZero() {
				return nil, errDoorClosed
			}
			d.list[i].Used, d.list[i].Key = now, key
			if err := d.keep(ctx, i); err != nil {
				return nil, err
			}
			d.sign(func(*Sign) {})
			return d.seat(d.list[i]), nil
		}
	}
	r := d.room.State().Review
	if person != r.Manager && !slices.Contains(r.Reps(), person) {
		return nil, errNeedCode
	}
	if d.closed() {
		return nil, errDoorClosed
	}
	a := agenda.Admission{ID: d.newID(), ReviewID: r.ID, Person: person, Part: agenda.Participant, Expires: now, Used: now, Key: key}
	d.list = append(d.list, a)
	return d.seat(a), d.keep(ctx, len(d.list)-1)
}

// Enter lets somebody in by the key that they proved ("" for none) and what they
// typed as a code ("" before they typed any).
func (d *Door) Enter(ctx context.Context, key, code string) (*Seat, error) {
	if code == "" {
		return d.byKey(ctx, key)
	}
	return d.byCode(ctx, key, code)
}

// byCode lets in who knows a code that waits, and remembers their key. A wrong
// one counts against every code that waits.
func (d *Door) byCode(ctx context.Context, key, typed string) (*Seat, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed() {
		return nil, errDoorClosed
	}
	now := d.room.now()
	waiting, left := 0, 0
	for i := range d.list {
		a := &d.list[i]
		if !a.Waits(now) {
			continue
		}
		if subtle.ConstantTimeCompare([]byte(hashCode(a.ID, typed)), []byte(a.Hash)) == 1 {
			a.Used, a.Key = now, key
			if err := d.keep(ctx, i); err != nil {
				a.Used, a.Key = time.Time{}, ""
				return nil, err
			}
			d.sign(func(*Sign) {})
			return d.seat(*a), nil
		}
		waiting++
	}
	if waiting == 0 {
		return nil, errNoCode
	}
	for i := range d.list {
		if a := &d.list[i]; a.Waits(now) {
			a.Wrong++
			left = max(left, agenda.MostWrongCodes-a.Wrong)
			if err := d.keep(ctx, i); err != nil {
				return nil, err
			}
		}
	}
	d.sign(func(*Sign) {})
	if left == 0 {
		d.warn("A wrong code was typed five times, and the code is void: S makes a new one.")
		return nil, errVoid
	}
	d.warn(fmt.Sprintf("Somebody typed a wrong code; %d more make it void.", left))
	return nil, fmt.Errorf("that is not the code; %d more tries", left)
}

// warn tells the host alone.
func (d *Door) warn(text string) {
	d.room.publish(func(s *State) { s.Warned = News{text, s.Warned.Seq + 1} })
}

func (d *Door) closed() bool {
	sign := d.room.State().Sign
	return sign != nil && sign.Closed
}

// seat sits somebody down. Whoever they were before under the same name goes:
// a person has one seat.
func (d *Door) seat(a agenda.Admission) *Seat {
	r := d.room
	you := Presence{Person: r.State().Briefing.PersonByID(a.Person), Part: a.Part, DealID: a.DealID}
	you.Person.ID = a.Person
	r.mu.Lock()
	you.Muted = r.muted[a.Person]
	for s := range r.seats {
		if s.you.Part != agenda.Host && s.you.Person.ID == a.Person {
			r.out(s, agenda.Left, "You came in again from another terminal.")
		}
	}
	r.attend(you, agenda.Joined)
	r.tell(you.Person.First() + " is here.")
	r.mu.Unlock()
	return r.sit(you, a.ID)
}

// host is who has the host's seat; the caller holds mu.
func (r *Room) host() Presence {
	for s := range r.seats {
		if s.you.Part == agenda.Host {
			return s.you
		}
	}
	return Presence{Part: agenda.Host}
}
