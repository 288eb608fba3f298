package live_test

import (
	"bytes"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"halfhour/agenda"
	"halfhour/tui/live"
)

// patience guards against a hang; nothing is measured with it.
const patience = 20 * time.Second

// until waits for something that has to become true.
func until(t testing.TB, what string, within time.Duration, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(within); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within %s: %s", within, what)
		}
	}
}

// wire is a guest's network: it can pass no more than so many bytes a second, or
// none at all while the connection stays, as when a laptop sleeps.
type wire struct {
	net.Conn
	slow   atomic.Int64 // bytes a second, 0 for as many as come
	asleep atomic.Bool
}

func (w *wire) Read(b []byte) (int, error) {
	if w.asleep.Load() {
		select {}
	}
	if n := w.slow.Load(); n > 0 {
		time.Sleep(100 * time.Millisecond)
		b = b[:min(len(b), int(n/10))]
	}
	return w.Conn.Read(b)
}

func (w *wire) Write(b []byte) (int, error) {
	if w.asleep.Load() {
		select {}
	}
	return w.Conn.Write(b)
}

// visitor is somebody's ssh client with a terminal in the review.
type visitor struct {
	*ssh.Client
	wire    *wire
	session *ssh.Session
	keys    io.Writer

	mu    sync.Mutex
	drawn []byte // the last of what the terminal was sent
}

// kept is how much of what was drawn a visitor keeps.
const kept = 8 << 10

// Write takes what the terminal is sent.
func (v *visitor) Write(b []byte) (int, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.drawn = append(v.drawn, b...)
	if len(v.drawn) > 2*kept {
		v.drawn = append(v.drawn[:0], v.drawn[len(v.drawn)-kept:]...)
	}
	return len(b), nil
}

// sees says whether a text was drawn lately; a watcher draws its whole.
func (v *visitor) sees(text string) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return bytes.Contains(v.drawn, []byte(text))
}

// list lets somebody in by their key.
func (s *shared) list(t testing.TB, who agenda.Person) ssh.Signer {
	t.Helper()
	key := signer(t)
	s.register.mu.Lock()
	s.register.keys[live.Key(key.PublicKey())] = who.ID
	s.register.mu.Unlock()
	if who.ID != "rep" && who.ID != "boss" {
		if err := s.door.Invite(t.Context(), live.Invitation{Person: who, Part: agenda.Participant}); err != nil {
			t.Fatal(err)
		}
	}
	return key
}

// visit comes from an address with a key and waits for the review.
func (s *shared) visit(t testing.TB, from byte, key ssh.Signer) *visitor {
	t.Helper()
	conn, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, from)}, Timeout: patience}).Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{wire: &wire{Conn: conn}}
	shaken, channels, requests, err := ssh.NewClientConn(v.wire, s.addr, &ssh.ClientConfig{User: "x", Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	if err != nil {
		t.Fatal(err)
	}
	v.Client = ssh.NewClient(shaken, channels, requests)
	t.Cleanup(func() { _ = conn.Close() })
	v.open(t)
	until(t, "the review is drawn", patience, func() bool { return v.sees("parked ") })
	return v
}

// open opens the terminal of a client.
func (v *visitor) open(t testing.TB) {
	t.Helper()
	var err error
	if v.session == nil {
		v.session, err = v.NewSession()
	}
	if err != nil {
		t.Fatal(err)
	}
	v.session.Stdout = v
	if v.keys, err = v.session.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := v.session.RequestPty("xterm-256color", 24, 80, nil); err != nil {
		t.Fatal(err)
	}
	if err := v.session.Shell(); err != nil {
		t.Fatal(err)
	}
}

// here are the people in the room, but for the host.
func (s *shared) here() (names []string) {
	for _, p := range s.host.State().Present {
		if p.Part != agenda.Host {
			names = append(names, p.Person.ID)
		}
	}
	return names
}
