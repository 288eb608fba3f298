package live

import (
	"crypto/rsa"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"halfhour/agenda/fault"
	"halfhour/tui/aside"
)

// guard counts connections and failures by address, before anybody has proven
// anything.
type guard struct {
	limits Limits
	broke  func(*fault.Fault)

	mu       sync.Mutex
	open     map[string]int
	failures map[string][]time.Time
	held     map[*counted]bool // every connection that is open
	gone     chan struct{}     // not nil when nothing is admitted any more; closed when nothing is held
}

func newGuard(limits Limits, broke func(*fault.Fault)) *guard {
	return &guard{limits: limits, broke: broke, open: map[string]int{}, failures: map[string][]time.Time{}, held: map[*counted]bool{}}
}

func addressOf(addr net.Addr) string {
	host, _, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	return host
}

// admit takes a connection or returns nil.
func (g *guard) admit(_ ssh.Context, conn net.Conn) net.Conn {
	from := addressOf(conn.RemoteAddr())
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.gone != nil || g.open[from] >= g.limits.Connections || len(g.recent(from)) >= g.limits.Failures {
		return nil
	}
	c := &counted{Conn: conn, most: g.limits.Idle, idle: aside.After(g.limits.Idle, func() { _ = conn.Close() }, g.broke)}
	c.done = sync.OnceFunc(func() { g.release(c, from) })
	g.open[from]++
	g.held[c] = true
	return c
}

// release forgets a connection that is closed.
func (g *guard) release(c *counted, from string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open[from]--; g.open[from] <= 0 {
		delete(g.open, from)
	}
	delete(g.held, c)
	g.seeOff()
}

// empty admits nothing any more, and ends what is still open after a while. The
// ssh library's own Shutdown and Close wait, unguarded, for connections that are
// just being counted, and leave those whose handshake goes on: they would be in
// a review that is over.
func (g *guard) empty(patience time.Duration) {
	g.mu.Lock()
	gone := make(chan struct{})
	g.gone = gone
	g.seeOff()
	g.mu.Unlock()
	select {
	case <-gone:
		return
	case <-time.After(patience):
	}
	g.mu.Lock()
	left := slices.Collect(maps.Keys(g.held))
	g.mu.Unlock()
	for _, c := range left {
		_ = c.Close()
	}
	<-gone
}

// seeOff says that the last is gone; the caller holds mu.
func (g *guard) seeOff() {
	if g.gone != nil && len(g.held) == 0 {
		close(g.gone)
	}
}

// failed counts a handshake that led nowhere, or a wrong code.
func (g *guard) failed(addr net.Addr) {
	from := addressOf(addr)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failures[from] = append(g.recent(from), time.Now())
	if len(g.failures) > mostAddresses {
		for other := range g.failures {
			if len(g.recent(other)) == 0 {
				delete(g.failures, other)
			}
		}
	}
}

// mostAddresses is how many addresses are remembered before old ones go.
const mostAddresses = 1024

// recent are the failures of the last minute; the caller holds mu.
func (g *guard) recent(from string) []time.Time {
	list := g.failures[from]
	for len(list) > 0 && time.Since(list[0]) > time.Minute {
		list = list[1:]
	}
	return list
}

// counted is a connection that is counted while it is open, and closed when no
// byte passes for long. ssh's own IdleTimeout reads, while a connection goes on,
// what its HandshakeTimeout writes.
type counted struct {
	net.Conn
	most time.Duration
	idle *time.Timer
	done func()
}

func (c *counted) Read(b []byte) (int, error) {
	c.idle.Reset(c.most)
	return c.Conn.Read(b)
}

func (c *counted) Write(b []byte) (int, error) {
	c.idle.Reset(c.most)
	return c.Conn.Write(b)
}

func (c *counted) Close() error {
	c.idle.Stop()
	c.done()
	return c.Conn.Close()
}

func rsaBits(key gossh.PublicKey) int {
	if k, ok := key.(gossh.CryptoPublicKey); ok {
		if k, ok := k.CryptoPublicKey().(*rsa.PublicKey); ok {
			return k.N.BitLen()
		}
	}
	return 0
}
