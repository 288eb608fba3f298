package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	crand "crypto/rand"
	"fmt"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/tui/live"
)

// crowd is a program that is shared, with its guests.
type crowd struct {
	*window
	address string
	guests  []*onlooker
}

// onlooker is a guest's terminal over ssh: it notes when something is drawn.
type onlooker struct {
	client *ssh.Client

	mu    sync.Mutex
	seen  []byte        // until it is in
	first time.Time     // when the first byte came since listen
	last  time.Time     // when the last byte came
	drawn chan struct{} // closed at first
}

// Write takes what the terminal is sent.
func (o *onlooker) Write(b []byte) (int, error) {
	now := time.Now()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.seen != nil {
		o.seen = append(o.seen, b...)
	}
	if o.last = now; o.first.IsZero() {
		o.first = now
		close(o.drawn)
	}
	return len(b), nil
}

// listen waits for the next byte from now on.
func (o *onlooker) listen() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.first, o.drawn = time.Time{}, make(chan struct{})
}

// has says whether a text was drawn; what came before is forgotten then.
func (o *onlooker) has(text string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !bytes.Contains(o.seen, []byte(text)) {
		return false
	}
	o.seen = nil
	return true
}

// mostAtOnce is how many guests come from one address: a door lets ten in.
const mostAtOnce = 8

// join lets guests in, one for each key, until each of their screens shows a
// text.
func (c *crowd) join(b *testing.B, keys []ssh.Signer, text string) {
	b.Helper()
	for i, key := range keys {
		n := len(c.guests)
		from := &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(2+n/mostAtOnce))}
		conn, err := (&net.Dialer{LocalAddr: from, Timeout: patience}).Dial("tcp", c.address)
		if err != nil {
			b.Fatal(err)
		}
		shaken, channels, requests, err := ssh.NewClientConn(conn, c.address, &ssh.ClientConfig{User: "guest",
			Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
		if err != nil {
			b.Fatal(err)
		}
		o := &onlooker{client: ssh.NewClient(shaken, channels, requests), seen: []byte{}, drawn: make(chan struct{})}
		session, err := o.client.NewSession()
		if err != nil {
			b.Fatal(err)
		}
		session.Stdout = o
		if _, err := session.StdinPipe(); err != nil {
			b.Fatal(err)
		}
		if err := session.RequestPty("xterm-256color", 24, 80, nil); err != nil {
			b.Fatal(err)
		}
		if err := session.Shell(); err != nil {
			b.Fatal(err)
		}
		for deadline := time.Now().Add(patience); !o.has(text); time.Sleep(5 * time.Millisecond) {
			if time.Now().After(deadline) {
				b.Fatalf("guest %d never saw %q: %q", i, text, o.seen)
			}
		}
		c.guests = append(c.guests, o)
	}
}

// quiet waits until nobody's screen changes.
func (c *crowd) quiet() {
	c.calm()
	for _, o := range c.guests {
		for {
			o.mu.Lock()
			still := time.Since(o.last)
			o.mu.Unlock()
			if still > 80*time.Millisecond {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}

// press types a key at the host's and returns after how many milliseconds each
// guest's screen began to change.
func (c *crowd) press(b *testing.B, key string) (took []float64) {
	b.Helper()
	c.quiet()
	time.Sleep(time.Duration(rand.IntN(17)) * time.Millisecond) // anywhere in a frame
	for _, o := range c.guests {
		o.listen()
	}
	begin := time.Now()
	_, _ = c.pty.WriteString(key)
	timeout := time.After(patience)
	for i, o := range c.guests {
		select {
		case <-o.drawn:
		case <-timeout:
			b.Fatalf("guest %d sees nothing of %q", i, key)
		}
		o.mu.Lock()
		took = append(took, float64(o.first.Sub(begin).Microseconds())/1000)
		o.mu.Unlock()
	}
	return took
}

func (c *crowd) close() {
	for _, o := range c.guests {
		_ = o.client.Close()
	}
	c.window.close()
}

func newKeys(b *testing.B, n int) (keys []ssh.Signer) {
	b.Helper()
	for range n {
		_, private, err := ed25519.GenerateKey(crand.Reader)
		if err != nil {
			b.Fatal(err)
		}
		key, err := ssh.NewSignerFromKey(private)
		if err != nil {
			b.Fatal(err)
		}
		keys = append(keys, key)
	}
	return keys
}

func freeAddress(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// sharedReview opens the review of a rep, with the clock paused, to which
// everybody with one of the keys has been let in before.
func sharedReview(b *testing.B, built benched, rep string, keys []ssh.Signer) *crowd {
	b.Helper()
	env, err := bigFile()
	if err != nil {
		b.Fatal(err)
	}
	w := openWindow(b, env, built.halfhour, "review", "--rep", rep)
	w.until(b, "not started")
	w.close()
	ctx := context.Background()
	st, err := store.Open(strings.TrimPrefix(env[0], "HALFHOUR_DB="))
	if err != nil {
		b.Fatal(err)
	}
	who, err := st.PersonByName(ctx, rep)
	if err != nil {
		b.Fatal(err)
	}
	r, found, err := st.UnfinishedReview(ctx, who.ID)
	if err != nil || !found {
		b.Fatal(found, err)
	}
	for i, key := range keys {
		p, err := st.AddPerson(ctx, agenda.Person{Name: fmt.Sprintf("%s, guest %d", rep, i), Role: agenda.Executive})
		if err == nil {
			err = st.SaveAdmission(ctx, agenda.Admission{ID: store.NewID(), ReviewID: r.ID, Person: p.ID, Part: agenda.Participant,
				Used: time.Now(), Expires: time.Now(), Key: live.Key(key.PublicKey())})
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	address := freeAddress(b)
	c := &crowd{window: openWindow(b, append(env, "XDG_DATA_HOME="+b.TempDir()), built.halfhour, "review", "--rep", rep, "--share="+address), address: address}
	c.until(b, "Nobody is here yet")
	_, _ = c.pty.WriteString("S")
	c.calm()
	_, _ = c.pty.WriteString(" ")
	c.until(b, "ends ")
	_, _ = c.pty.WriteString(" ")
	c.until(b, "paused")
	c.calm()
	return c
}

func servedProgram(b *testing.B, built benched) *crowd {
	b.Helper()
	address := freeAddress(b)
	c := &crowd{window: openWindow(b, nil, built.served, address), address: address}
	c.until(b, "not started")
	c.calm()
	return c
}

// BenchmarkGuestSees measures a key at the host's → the first byte of the
// changed screen at a guest's over ssh: the meeting moves on, which is saved and
// changes all of the screen. Beside it stands a bare Bubble Tea program for each
// guest, served by wish, that shows another number. In turn, with one guest and
// with fifty.
func BenchmarkGuestSees(b *testing.B) {
	built, err := programs()
	if err != nil {
		b.Fatal(err)
	}
	for _, guests := range []int{1, 50} {
		b.Run(fmt.Sprint(guests), func(b *testing.B) {
			keys := newKeys(b, guests)
			ours, reference := sharedReview(b, built, map[int]string{1: "Rep Ee", 50: "Rep Ff"}[guests], keys), servedProgram(b, built)
			defer ours.close()
			defer reference.close()
			ours.join(b, keys, "Overview")
			reference.join(b, keys, "not started")
			var o, r []float64
			for b.Loop() {
				for i := range 20 {
					o = append(o, ours.press(b, []string{right, left}[i%2])...)
					r = append(r, reference.press(b, "x")...)
				}
			}
			who := agenda.Counted(guests, "guest")
			show(b, figure{13, "change on the host to a guest's screen, p50, " + who, "bare programs by wish", at(o, 50), at(r, 50), "ms", 1.2})
			show(b, figure{13, "change on the host to a guest's screen, p99, " + who, "bare programs by wish", at(o, 99), at(r, 99), "ms", 1.2})
		})
	}
}

// BenchmarkGuest measures what a guest of fifty costs while the countdown runs,
// in memory and processor, beside a bare program for each that counts seconds.
func BenchmarkGuest(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("it reads /proc")
	}
	built, err := programs()
	if err != nil {
		b.Fatal(err)
	}
	const guests, watched = 50, 10 * time.Second
	keys := newKeys(b, guests)
	crowds := []*crowd{sharedReview(b, built, "Rep Gg", keys), servedProgram(b, built)}
	defer crowds[0].close()
	defer crowds[1].close()
	_, _ = crowds[0].pty.WriteString(" ") // the clock runs
	_, _ = crowds[1].pty.WriteString("s")
	// watch is the processor of both, in percent, while nothing happens but time.
	watch := func() (cpu []float64) {
		var before []work
		for _, c := range crowds {
			before = append(before, workOf(b, c.cmd.Process.Pid))
		}
		time.Sleep(watched)
		for i, c := range crowds {
			cpu = append(cpu, 100*(workOf(b, c.cmd.Process.Pid).cpu-before[i].cpu).Seconds()/watched.Seconds())
			c.calm()
		}
		return cpu
	}
	resident := func(c *crowd) float64 {
		return float64(statusOf(fmt.Sprintf("/proc/%d/status", c.cmd.Process.Pid), "VmRSS:")) / 1024
	}
	alone := watch()
	empty := []float64{resident(crowds[0]), resident(crowds[1])}
	crowds[0].join(b, keys, "Overview")
	crowds[1].join(b, keys, "not started")
	var cpu, memory [2][]float64
	for b.Loop() {
		for i, percent := range watch() {
			cpu[i] = append(cpu[i], max(percent-alone[i], 0)/guests)
			memory[i] = append(memory[i], (resident(crowds[i])-empty[i])/guests)
		}
	}
	show(b, figure{14, "memory a guest, of fifty", "bare programs by wish", at(memory[0], 50), at(memory[1], 50), "MiB", 1.5})
	show(b, figure{14, "processor a guest, the countdown runs", "bare programs by wish", at(cpu[0], 50), at(cpu[1], 50), "%", 1.5})
}
