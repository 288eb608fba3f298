package live

import (
	"cmp"
	"context"
	"errors"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/ssh"
	"github.com/charmbracelet/colorprofile"
	gossh "golang.org/x/crypto/ssh"

	"halfhour/agenda/fault"
	"halfhour/tui/aside"
	"halfhour/tui/paint"
)

// The largest window that is drawn for a guest: a client may claim any.
const mostWidth, mostHeight = 400, 150

// channel serves the one session that a connection has. Of what a client asks
// for there it passes on a terminal, its size, its shell, and a few variables.
func (s *Server) channel(server *ssh.Server, conn *gossh.ServerConn, channel gossh.NewChannel, ctx ssh.Context) {
	ctx.Lock()
	again := ctx.Value(sessionKey{}) != nil
	ctx.SetValue(sessionKey{}, true)
	ctx.Unlock()
	if again {
		_ = channel.Reject(gossh.Prohibited, "one review a connection")
		return
	}
	ssh.DefaultSessionHandler(server, conn, narrow{channel, s.breaking(conn)}, ctx)
}

// breaking returns what ends one guest's connection when something of theirs
// broke, and nobody else's.
func (s *Server) breaking(conn *gossh.ServerConn) func(*fault.Fault) {
	return func(f *fault.Fault) {
		s.log("%s: the guest's session broke: %s", conn.RemoteAddr(), f.Stack)
		_ = conn.Close()
	}
}

type sessionKey struct{}

// narrow is a channel that only asks for what a guest may have.
type narrow struct {
	gossh.NewChannel
	broke func(*fault.Fault)
}

// Accept takes the channel and sifts its requests.
func (n narrow) Accept() (gossh.Channel, <-chan *gossh.Request, error) {
	channel, requests, err := n.NewChannel.Accept()
	if err != nil {
		return nil, nil, err
	}
	sifted := make(chan *gossh.Request)
	aside.Go(func() {
		defer close(sifted)
		for r := range requests {
			if wanted(r) {
				sifted <- r
			} else if r.WantReply {
				_ = r.Reply(false, nil)
			}
		}
	}, n.broke)
	return channel, sifted, nil
}

// readable is how long a client has to show why it is refused.
const readable = 200 * time.Millisecond

// variables are those that a client may set: what its terminal can show.
var variables = []string{"COLORTERM", "LANG", "LC_ALL", "LC_CTYPE", "NO_COLOR"}

// locale is what a client says of its characters, "" for nothing.
func locale(env []string) string {
	said := map[string]string{}
	for _, e := range env {
		name, value, _ := strings.Cut(e, "=")
		said[name] = value
	}
	return cmp.Or(said["LC_ALL"], said["LC_CTYPE"], said["LANG"])
}

func wanted(r *gossh.Request) bool {
	switch r.Type {
	case "pty-req", "shell", "window-change", "exec", "subsystem": // the last two are refused in words
		return true
	case "env":
		var v struct{ Name, Value string }
		return gossh.Unmarshal(r.Payload, &v) == nil && slices.Contains(variables, v.Name) && len(v.Value) < 100
	}
	return false
}

// wantsShell refuses commands and subsystems, in words.
func wantsShell(session ssh.Session, request string) bool {
	if request == "shell" {
		return true
	}
	_, _ = io.WriteString(session.Stderr(), "halfhour: there is a review here and nothing else: no commands, no files. Leave the command away.\r\n")
	time.Sleep(readable) // a client that is refused first shows no words
	return false
}

// session is one guest, from the first byte to the last.
func (s *Server) session(session ssh.Session) {
	pty, windows, ok := session.Pty()
	if !ok {
		_, _ = io.WriteString(session.Stderr(), "halfhour: a review needs a terminal: leave -T and what comes through a pipe away, or add -t.\r\n")
		_ = session.Exit(1)
		return
	}
	if pty.Term == "" || pty.Term == "dumb" {
		_, _ = io.WriteString(session.Stderr(), "halfhour: this terminal says that it cannot place text (TERM=dumb): join from another one.\r\n")
		_ = session.Exit(1)
		return
	}
	ctx, cancel := context.WithCancel(session.Context())
	defer cancel()
	defer s.survive(session)
	conn, _ := session.Context().Value(ssh.ContextKeyConn).(*gossh.ServerConn)
	key := Key(session.PublicKey())
	visit, admitted := s.visit(ctx, session, key)
	defer func() {
		if seat := admitted.Load(); seat != nil {
			seat.Leave() // in case their program broke before it could
		}
	}()
	hangUp := func(why string) {
		s.log("%s: hung up: %s", session.RemoteAddr(), why)
		if seat := admitted.Load(); seat != nil {
			seat.lose(why)
		}
		_ = conn.Close()
	}
	broke := s.breaking(conn)
	aside.Go(func() { s.keepAlive(ctx, conn, hangUp) }, broke)
	program := s.Program(ctx, visit)
	out := &watched{Writer: session}
	aside.Go(func() { s.watch(ctx, out, admitted, hangUp) }, broke)
	w, h := sized(pty.Window)
	env := append(session.Environ(), "TERM="+pty.Term)
	painter := paint.New(program, paint.Terminal{Out: out, Env: env, W: w, H: h, Profile: colorprofile.Env(env), Changes: s.changes}, func(stack []byte) {
		s.log("%s: the guest's screen broke: %s", session.RemoteAddr(), stack)
		cancel()
	})
	screen := tea.NewProgram(painter, append(painter.Options(),
		tea.WithContext(ctx), tea.WithInput(&throttled{Reader: session, most: s.Limits.Input}),
		tea.WithoutSignalHandler(), tea.WithFilter(noSuspend))...)
	aside.Go(func() {
		defer cancel()
		for window := range windows { // until the client's requests end
			w, h := sized(window)
			screen.Send(tea.WindowSizeMsg{Width: w, Height: h})
		}
	}, broke)
	_, err := screen.Run()
	painter.Close()
	program.Close()
	s.farewell(session, program, w, err, broke)
	s.log("%s: gone", session.RemoteAddr())
}

// survive keeps what breaks in one guest's session from ending the program, with
// everybody else's.
func (s *Server) survive(session ssh.Session) {
	if r := recover(); r != nil {
		s.log("%s: the guest's session broke: %s", session.RemoteAddr(), debug.Stack()) // r may be words of a deal
		_ = session.Exit(1)
	}
}

// visit finds out who comes. admitted gets the seat that they are in.
func (s *Server) visit(ctx context.Context, session ssh.Session, key string) (Visit, *atomic.Pointer[Seat]) {
	admitted := &atomic.Pointer[Seat]{}
	v := Visit{Locale: locale(session.Environ())}
	if k := session.PublicKey(); k != nil {
		v.Key = gossh.FingerprintSHA256(k)
	}
	welcome := func(seat *Seat, err error) (*Seat, error) {
		if err == nil {
			admitted.Store(seat)
			here := seat.room.presence(seat) // the log has no names: whose the id is stands in the file
			s.log("%s: %s came in as %s %s", session.RemoteAddr(), here.Person.ID, here.Part, v.Key)
		}
		return seat, err
	}
	v.Enter = func(code string) (*Seat, error) {
		seat, err := welcome(s.Door.Enter(context.WithoutCancel(ctx), key, code))
		if err != nil {
			s.guard.failed(session.RemoteAddr())
			s.log("%s: not let in: %v", session.RemoteAddr(), err)
		}
		return seat, err
	}
	seat, err := welcome(s.Door.Enter(ctx, key, ""))
	switch {
	case err == nil:
		v.Seat = seat
	case !errors.Is(err, errNeedCode):
		v.Enter = func(string) (*Seat, error) { return nil, err }
	}
	return v, admitted
}

// farewell leaves words in the guest's own terminal. One who hung up or was cut
// off gets none.
func (s *Server) farewell(session ssh.Session, program Guest, w int, err error, broke func(*fault.Fault)) {
	text := program.Farewell(w)
	if errors.Is(err, tea.ErrProgramPanic) {
		text = "Something broke in halfhour, on this screen only. The same command brings you back.\n"
		s.log("%s: the guest's program broke: %v", session.RemoteAddr(), err)
	}
	enough, cancel := context.WithTimeout(session.Context(), lastWords)
	defer cancel()
	_, _ = aside.Await(enough, func() error { _, err := io.WriteString(session, text); return err }, broke)
}

// keepAlive asks every few seconds whether the client is still there, and hangs
// up on one that is silent for too long: its network is gone, or it sleeps.
func (s *Server) keepAlive(ctx context.Context, conn *gossh.ServerConn, hangUp func(why string)) {
	var mu sync.Mutex
	heard, asking := time.Now(), false
	tick := time.NewTicker(min(s.Limits.Alive, time.Second))
	defer tick.Stop()
	asked := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		mu.Lock()
		silent, busy := time.Since(heard), asking
		mu.Unlock()
		if silent > s.Limits.Silence {
			hangUp("the terminal no longer answers")
			return
		}
		if busy || time.Since(asked) < s.Limits.Alive {
			continue
		}
		asked, asking = time.Now(), true
		aside.Go(func() {
			_, _, err := conn.SendRequest("keepalive@openssh.com", true, nil)
			mu.Lock()
			defer mu.Unlock()
			if asking = false; err == nil {
				heard = time.Now()
			}
		}, s.breaking(conn))
	}
}

// watch hangs up on a guest who does not take what is drawn for them, who types
// no code, or whose program does not end when it should.
func (s *Server) watch(ctx context.Context, out *watched, admitted *atomic.Pointer[Seat], hangUp func(why string)) {
	began, told := time.Now(), time.Time{}
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		seat := admitted.Load()
		switch stuck := out.stuck(); {
		case stuck > s.Limits.Stuck:
			hangUp("the terminal stopped reading")
			return
		case seat == nil && time.Since(began) > s.Limits.Code:
			hangUp("no code was typed")
			return
		case seat != nil && seat.room.presence(seat).Out != "":
			if told.IsZero() {
				told = time.Now()
			} else if time.Since(told) > lastWords {
				hangUp("they had to go")
				return
			}
		}
	}
}

// lose notes why somebody's connection is given up, for when they leave.
func (s *Seat) lose(why string) {
	s.room.mu.Lock()
	defer s.room.mu.Unlock()
	s.lost = why
}

// noSuspend keeps ctrl-z from stopping the host.
func noSuspend(_ tea.Model, msg tea.Msg) tea.Msg {
	if _, suspend := msg.(tea.SuspendMsg); suspend {
		return nil
	}
	return msg
}

func sized(w ssh.Window) (width, height int) {
	return min(max(w.Width, 0), mostWidth), min(max(w.Height, 0), mostHeight)
}
