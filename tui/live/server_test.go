package live_test

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/crypto/ssh"

	"halfhour/agenda"
	"halfhour/tui/live"
	"halfhour/tui/live/livetest"
)

// register keeps admissions in memory.
type register struct {
	mu   sync.Mutex
	list map[string]agenda.Admission
	keys map[string]string // whose key it is
}

func (r *register) Admissions(context.Context, string) ([]agenda.Admission, error) { return nil, nil }

func (r *register) KeyHolder(_ context.Context, key string) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.keys[key], nil
}

func (r *register) SaveAdmission(_ context.Context, a agenda.Admission) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list[a.ID] = a
	return nil
}

// shared is a room with a door and a server on this computer.
type shared struct {
	room     *live.Room
	host     *live.Seat
	door     *live.Door
	register *register
	ahead    atomic.Int64 // nanoseconds that the wall clock is ahead
	server   *live.Server
	addr     string
}

var people = func() []agenda.Person {
	list := []agenda.Person{{ID: "rep", Name: "Ana Ruiz", Role: agenda.Rep}, {ID: "boss", Name: "Dana Lee", Role: agenda.Manager}}
	for i := range 60 {
		list = append(list, agenda.Person{ID: fmt.Sprint("p", i), Name: fmt.Sprint("Guest ", i)})
	}
	return list
}()

func newShared(t testing.TB, limits live.Limits) *shared {
	t.Helper()
	r := agenda.NewReview("r", "rep", "boss", []string{"a", "b", "c"}, agenda.NewDate(2026, 11, 23))
	s := &shared{}
	s.room = live.NewRoom(livetest.NewKeeper(r), r, agenda.Briefing{Rep: people[0], Manager: people[1], People: people}, func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) }, error.Error, nil)
	s.host = s.room.Sit()
	n := 0
	s.register = &register{list: map[string]agenda.Admission{}, keys: map[string]string{}}
	door, err := live.NewDoor(t.Context(), s.room, s.register, func() string { n++; return fmt.Sprint("id", n) })
	if err != nil {
		t.Fatal(err)
	}
	s.door = door
	s.server = &live.Server{Door: door, HostKey: signer(t), Limits: limits, Program: func(_ context.Context, v live.Visit) live.Guest { return &watcher{visit: v} }}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	if err := s.server.Start(l); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.server.Stop("over")
		s.room.Close()
	})
	return s
}

// pass lets time go by on the room's clock.
func (s *shared) pass(d time.Duration) { s.ahead.Add(int64(d)) }

func signer(t testing.TB) ssh.Signer {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// watcher is the smallest guest: it says how many topics are parked.
type watcher struct {
	visit live.Visit
	typed string
	said  string // why a code does not open
	where string
	shown int
}

type seenMsg live.State

type enteredMsg struct {
	seat *live.Seat
	err  error
}

func (w *watcher) Init() tea.Cmd {
	if w.visit.Seat == nil {
		return nil
	}
	return w.next
}
func (w *watcher) next() tea.Msg { return seenMsg(<-w.visit.Seat.States()) }
func (w *watcher) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case seenMsg:
		w.shown, w.where = len(msg.Review.Parked), fmt.Sprint(msg.You.Part, " ", msg.You.Person.ID)
		if msg.You.Out != "" {
			return w, tea.Quit
		}
		return w, w.next
	case enteredMsg:
		if msg.err != nil {
			w.said = msg.err.Error()
			return w, nil
		}
		w.visit.Seat = msg.seat
		return w, w.next
	case tea.KeyPressMsg:
		if w.typed += msg.Text; msg.String() == "enter" {
			enter, code := w.visit.Enter, w.typed
			return w, func() tea.Msg {
				seat, err := enter(code)
				return enteredMsg{seat, err}
			}
		}
	}
	return w, nil
}

// View says it in another row each time, so that the terminal is sent the whole,
// and fills the rest of the screen with something new.
func (w *watcher) View() tea.View {
	rows := slices.Repeat([]string{strings.Repeat(fmt.Sprint(w.shown%10), 70)}, 20)
	rows[w.shown%20] = fmt.Sprintf("parked %d. %s %s", w.shown, cmp.Or(w.where, "at gate"), w.said)
	v := tea.NewView(strings.Join(rows, "\n"))
	v.AltScreen = true
	return v
}

func (w *watcher) Farewell(int) string { return "bye" }
func (w *watcher) Close() {
	if w.visit.Seat != nil {
		w.visit.Seat.Leave()
	}
}

func (s *shared) dial(auth ...ssh.AuthMethod) (*ssh.Client, error) {
	return ssh.Dial("tcp", s.addr, &ssh.ClientConfig{User: "x", Auth: auth, HostKeyCallback: ssh.InsecureIgnoreHostKey(), Timeout: 10 * time.Second})
}

// A server does not start without what makes it safe.
func TestAServerThatWouldNotBeSafe(t *testing.T) {
	s := newShared(t, live.DefaultLimits())
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	whole := live.Server{Door: s.door, HostKey: signer(t), Program: s.server.Program, Limits: live.DefaultLimits()}
	if err := whole.Start(l); err == nil {
		t.Error("it listens to other computers unasked")
	}
	whole.Outside = true
	for name, lacks := range map[string]*live.Server{
		"door":     {HostKey: whole.HostKey, Program: whole.Program, Outside: true},
		"host key": {Door: s.door, Program: whole.Program, Outside: true},
		"program":  {Door: s.door, HostKey: whole.HostKey, Outside: true},
	} {
		if err := lacks.Start(l); err == nil {
			t.Errorf("it starts without a %s", name)
		}
	}
}

// A server that is stopped before it came to listen ends, and so does its
// address.
func TestStoppedAtOnce(t *testing.T) {
	for range 200 {
		s := newShared(t, live.DefaultLimits())
		s.server.Stop("over")
		if conn, err := net.Dial("tcp", s.addr); err == nil {
			_ = conn.Close()
			t.Fatal("it still listens")
		}
	}
}

// Who shakes hands as a server stops is let go of with the rest, and does not end
// up in a review that is over.
func TestStoppedDuringAHandshake(t *testing.T) {
	s := newShared(t, live.DefaultLimits())
	half, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = half.Close() }()
	if n, err := half.Read(make([]byte, 256)); n == 0 { // the server's version: it waits for ours
		t.Fatal(err)
	}
	s.server.Stop("over")
	_ = half.SetReadDeadline(time.Now().Add(time.Second))
	if _, err := io.Copy(io.Discard, half); err != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error("the connection stays")
	}
}

// What somebody may change is checked by what the change did.
func TestRightsAreChecked(t *testing.T) {
	s := newShared(t, live.DefaultLimits())
	ana := s.sit(t, people[0], agenda.Participant, "")
	eve := s.sit(t, people[3], agenda.Observer, "a")
	note := func(author string) live.Change {
		return func(r *agenda.Review, now time.Time) error {
			return r.SetNote(agenda.Note{DealID: "a", Author: author, Text: author}, "", now)
		}
	}
	action := func(owner string) live.Change {
		return func(r *agenda.Review, now time.Time) error {
			return r.AddAction(agenda.Action{ID: owner, DealID: "a", Owner: owner, Text: "call"}, now)
		}
	}
	for _, c := range []struct {
		name   string
		seat   *live.Seat
		change live.Change
		may    bool
	}{
		{"a participant starts the clock", ana, start, false},
		{"a participant writes a note", ana, note("rep"), true},
		{"a participant writes in another's name", ana, note("boss"), false},
		{"a participant swaps a deal", ana, func(r *agenda.Review, _ time.Time) error { return r.Swap(1, "z") }, false},
		{"a participant parks", ana, park("x"), true},
		{"an observer parks", eve, park("y"), false},
		{"an observer writes a note", eve, note(people[3].ID), false},
		{"an observer takes an action", eve, action(people[3].ID), true},
		{"an observer gives an action away", eve, action("rep"), false},
		{"the host starts the clock", s.host, start, true},
		{"a participant finishes", ana, func(r *agenda.Review, now time.Time) error { return r.Finish(now) }, false},
	} {
		if err := <-c.seat.Ask(c.change); (err == nil) != c.may {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := s.host.Mute(ana.State().You.Seat, true); err != nil {
		t.Fatal(err)
	}
	if err := <-ana.Ask(park("z")); err == nil {
		t.Error("somebody muted parks")
	}
	if err := ana.Mute(1, true); err == nil {
		t.Error("a guest mutes the host")
	}
	if got := s.room.State().Review; len(got.Notes) != 1 || len(got.Parked) != 1 || got.Stage != agenda.Running {
		t.Errorf("%d notes, %d parked, %s", len(got.Notes), len(got.Parked), got.Stage)
	}
	if got := eve.State(); got.Sign != nil || len(got.Review.Parked) != 0 || len(got.Review.Notes) != 1 {
		t.Errorf("the observer is shown %+v", got.Review)
	}
}

// sit brings somebody in by a code, through the door that sessions use.
func (s *shared) sit(t testing.TB, who agenda.Person, part agenda.Part, deal string) *live.Seat {
	t.Helper()
	code := live.NewCode()
	if err := s.door.Invite(t.Context(), live.Invitation{Person: who, Part: part, DealID: deal, Code: code}); err != nil {
		t.Fatal(err)
	}
	seat, err := s.door.Enter(t.Context(), "key of "+who.ID, code)
	if err != nil {
		t.Fatal(err)
	}
	return seat
}

// Eight people who write at the same time lose nothing, and nobody's words are
// another's. HALFHOUR_LONG makes it a minute.
func TestEightPeopleWrite(t *testing.T) {
	s := newShared(t, live.DefaultLimits())
	length := time.Second
	if long {
		length = time.Minute
	}
	end := time.Now().Add(length)
	var all sync.WaitGroup
	var mu sync.Mutex
	wrote := 0
	for i := range 8 {
		who := people[2+i]
		seat := s.sit(t, who, agenda.Participant, "")
		all.Go(func() {
			for n := 0; time.Now().Before(end); n++ {
				seat.Here(who, n%5, "typing", "park")
				p := agenda.Parked{ID: fmt.Sprint(who.ID, n), Text: who.ID, Author: who.ID}
				if err := <-seat.Ask(func(r *agenda.Review, now time.Time) error { return r.Park(p, now) }); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				wrote++
				mu.Unlock()
				select {
				case <-seat.States():
				case <-time.After(time.Millisecond):
				}
			}
			seat.Leave()
		})
	}
	all.Wait()
	got := s.room.State().Review.Parked
	if len(got) != wrote || slices.ContainsFunc(got, func(p agenda.Parked) bool { return p.Text != p.Author }) {
		t.Errorf("%d of %d are there", len(got), wrote)
	}
}

// A flood of handshakes, half-open connections and garbage: the host's review
// goes on, and everything is let go of. HALFHOUR_LONG makes it ten thousand.
func TestFlood(t *testing.T) {
	limits := live.DefaultLimits()
	limits.Connections, limits.Failures, limits.Handshake = 2000, 1<<30, 2*time.Second
	shakes, half, garbage := 100, 50, 50
	if long {
		shakes, half, garbage = 10000, 500, 1000
	}
	s := newShared(t, limits)
	guest := s.visit(t, 2, s.list(t, people[0]))
	before, memory := runtime.NumGoroutine(), spent().memory
	var open []net.Conn
	for range half {
		c, err := net.Dial("tcp", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, c)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range shakes / 8 {
				if c, err := s.dial(ssh.PublicKeys(signer(t))); err == nil {
					_ = c.Close()
				}
			}
		})
	}
	all.Go(func() {
		junk := make([]byte, 4096)
		for range garbage {
			if c, err := net.Dial("tcp", s.addr); err == nil {
				_, _ = rand.Read(junk)
				_, _ = c.Write(junk)
				_ = c.Close()
			}
		}
	})
	worst, lag := time.Duration(0), time.Duration(0)
	for n := 1; n <= 20; n++ {
		began := time.Now()
		if err := <-s.host.Ask(park(fmt.Sprint("during ", n))); err != nil {
			t.Fatal(err)
		}
		worst = max(worst, time.Since(began))
		until(t, "a guest sees what the host does", patience, func() bool { return guest.sees(fmt.Sprintf("parked %d.", n)) })
		lag = max(lag, time.Since(began))
	}
	all.Wait()
	for _, c := range open { // the server lets go of them by itself
		_ = c.SetReadDeadline(time.Now().Add(10 * time.Second))
		for buf := make([]byte, 256); ; {
			if _, err := c.Read(buf); err != nil {
				if nerr, ok := err.(net.Error); ok && nerr.Timeout() {
					t.Error("a half-open connection stays")
				}
				break
			}
		}
		_ = c.Close()
	}
	t.Logf("the host's slowest change: %s, a guest's: %s", worst, lag)
	deadline := time.Now().Add(30 * time.Second)
	for runtime.NumGoroutine() > before+10 && time.Now().Before(deadline) {
		time.Sleep(50 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before+10 {
		t.Errorf("%d goroutines, %d before", n, before)
	}
	if after := spent().memory; after > memory*11/10+4<<20 {
		t.Errorf("%d KiB in use, %d before", after>>10, memory>>10)
	}
}

// No address has more than its share of connections and failures.
func TestOneAddressHasItsShare(t *testing.T) {
	limits := live.DefaultLimits()
	limits.Connections, limits.Failures = 3, 2
	s := newShared(t, limits)
	var kept []*ssh.Client
	for i := range 5 {
		c, err := s.dial(ssh.PublicKeys(signer(t)))
		if (err == nil) != (i < 3) {
			t.Errorf("connection %d: %v", i+1, err)
		}
		if err == nil {
			kept = append(kept, c)
		}
	}
	for _, c := range kept {
		_ = c.Close()
	}
	time.Sleep(100 * time.Millisecond)
	for range 2 {
		_, _ = s.dial(ssh.Password("guess"))
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		c, err := s.dial(ssh.PublicKeys(signer(t)))
		if err != nil {
			return
		}
		_ = c.Close()
		if time.Now().After(deadline) {
			t.Fatal("after two failures others come in within the minute")
		}
	}
}

// A second session on one connection, and forwarding, are refused.
func TestOneSessionAConnection(t *testing.T) {
	s := newShared(t, live.DefaultLimits())
	c, err := s.dial(ssh.PublicKeys(signer(t)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := c.NewSession(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.NewSession(); err == nil {
		t.Error("a second session is opened")
	}
	if _, err := c.Dial("tcp", "127.0.0.1:22"); err == nil {
		t.Error("a forwarding is opened")
	}
	if _, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		t.Error("a port is forwarded back")
	}
}
