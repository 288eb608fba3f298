package live

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"charm.land/wish/v2"
	gossh "golang.org/x/crypto/ssh"

	"halfhour/agenda/fault"
	"halfhour/tui/aside"
	"halfhour/tui/paint"
)

// Guest is the program of one guest.
type Guest interface {
	tea.Model
	// Close keeps what is half typed; call it when the program has ended.
	Close()
	// Farewell is what stands in the guest's terminal afterwards, plain text of
	// at most w cells a line.
	Farewell(w int) string
}

// Visit is what a guest's program may ask of the door.
type Visit struct {
	Seat   *Seat // nil while a code is needed
	Enter  func(code string) (*Seat, error)
	Key    string // the fingerprint of the key that they proved, "" for none
	Locale string // what their client says of its characters, like zh_CN.GBK, "" for nothing
}

// Server lets guests in over SSH: a terminal with the review in it, nothing
// else. There is no shell, no command, no file transfer and no forwarding
// behind it, whatever a client asks for.
type Server struct {
	Door *Door
	// HostKey proves who this is.
	HostKey gossh.Signer
	// Program makes the program of a guest; ctx ends with their connection.
	Program func(ctx context.Context, v Visit) Guest
	// Log takes a line about who came, as it is; nil for nobody.
	Log func(line string)
	// Outside allows an address that other machines reach.
	Outside bool
	Limits  Limits

	listener net.Listener
	guard    *guard
	changes  *paint.Changes
	ended    <-chan struct{}
}

// Limits are how much one address may ask for, and how long things may take.
type Limits struct {
	Connections int           // at the same time, of one address
	Failures    int           // a minute, of one address
	Handshake   time.Duration // from the connection to a proven key
	Code        time.Duration // to type a code
	Idle        time.Duration // without a byte in either direction
	Alive       time.Duration // between questions whether the client is there
	Silence     time.Duration // without an answer: gone
	Stuck       time.Duration // that one frame may take to be taken
	Input       int           // bytes that may be typed or pasted in ten seconds
}

// DefaultLimits are those of a review between people.
func DefaultLimits() Limits {
	return Limits{Connections: 10, Failures: 5, Handshake: 10 * time.Second, Code: 2 * time.Minute, Idle: 15 * time.Minute,
		Alive: 3 * time.Second, Silence: 9 * time.Second, Stuck: 8 * time.Second, Input: 256 << 10}
}

// errNotLoopback refuses to be reached by other machines unasked.
var errNotLoopback = errors.New("this address is reached from other computers: name it with --share=ADDRESS if that is meant")

// Start serves guests that come to a listener, until Stop.
func (s *Server) Start(l net.Listener) error {
	if s.Door == nil || s.HostKey == nil || s.Program == nil {
		return errors.New("a server needs a door, a host key and a program")
	}
	if addr, ok := l.Addr().(*net.TCPAddr); !s.Outside && (!ok || !addr.IP.IsLoopback()) {
		return errNotLoopback
	}
	s.guard = newGuard(s.Limits, func(f *fault.Fault) { s.log("a guest's connection broke: %s", f.Stack) })
	server, err := wish.NewServer(
		func(server *ssh.Server) error { server.AddHostKey(s.HostKey); return nil },
		wish.WithVersion("halfhour"),
		wish.WithPublicKeyAuth(func(_ ssh.Context, key ssh.PublicKey) bool { return FitKey(key) == nil }),
		wish.WithKeyboardInteractiveAuth(func(ssh.Context, gossh.KeyboardInteractiveChallenge) bool { return true }),
		ssh.WrapConn(s.guard.admit),
	)
	if err != nil {
		return fmt.Errorf("start sharing: %w", err)
	}
	server.HandshakeTimeout = s.Limits.Handshake
	server.Handler = s.session
	server.SessionRequestCallback = wantsShell
	server.ChannelHandlers = map[string]ssh.ChannelHandler{"session": s.channel}
	server.RequestHandlers = map[string]ssh.RequestHandler{}
	server.SubsystemHandlers = map[string]ssh.SubsystemHandler{}
	server.ConnectionFailedCallback = func(conn net.Conn, err error) {
		s.guard.failed(conn.RemoteAddr())
		s.log("%s: no connection: %v", conn.RemoteAddr(), err)
	}
	s.listener, s.changes = l, paint.NewChanges()
	ended := make(chan struct{})
	s.ended = ended
	aside.Go(func() { defer close(ended); _ = server.Serve(l) }, func(f *fault.Fault) {
		s.log("nobody can come in any more: %s", f.Stack)
		s.Door.warn("Sharing broke, and nobody new can come in: end it and share again.")
	})
	return nil
}

// lastWords is how long guests have to be told that it is over.
const lastWords = time.Second

// Stop tells everybody that it is over and ends their connections.
func (s *Server) Stop(why string) {
	r := s.Door.room
	r.mu.Lock()
	for seat := range r.seats {
		if seat.id != "" {
			r.out(seat, "left", why)
		}
	}
	r.publishLocked()
	r.mu.Unlock()
	_ = s.listener.Close()
	<-s.ended
	s.guard.empty(lastWords)
}

func (s *Server) log(format string, args ...any) {
	if s.Log != nil {
		s.Log(fmt.Sprintf(format, args...))
	}
}

// FitKey says whether a key can prove anything here: no certificate, whose
// authority nobody knows, and no RSA key that is weak or costs much.
func FitKey(key gossh.PublicKey) error {
	switch key.Type() {
	case gossh.KeyAlgoED25519, gossh.KeyAlgoSKED25519, gossh.KeyAlgoECDSA256, gossh.KeyAlgoECDSA384, gossh.KeyAlgoECDSA521, gossh.KeyAlgoSKECDSA256:
		return nil
	case gossh.KeyAlgoRSA:
		if bits := rsaBits(key); bits < 2048 || bits > 8192 {
			return fmt.Errorf("an RSA key has 2048 to 8192 bits, not %d", bits)
		}
		return nil
	}
	return fmt.Errorf("keys of type %s are not taken: ssh-keygen -t ed25519 makes one that is", key.Type())
}

// Key is a public key as admissions and listed keys have it.
func Key(key gossh.PublicKey) string {
	if key == nil {
		return ""
	}
	line := gossh.MarshalAuthorizedKey(key)
	return string(line[:len(line)-1])
}
