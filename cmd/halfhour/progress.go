package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/term"

	"halfhour/agenda"
	"halfhour/agenda/fault"
	"halfhour/agenda/safe"
	"halfhour/tui/aside"
)

// progress shows how far a long work is, on one line of a terminal: nothing for
// the first second, then a bar with the rate and the time left. It is written
// to as the bytes of the work go by.
type progress struct {
	out   *os.File // nil: nobody is there to see it
	now   func() time.Time
	mu    sync.Mutex
	name  string
	doing string
	total int64 // bytes, all passes together; 0 when not known
	done  int64
	rows  int
	began time.Time
	then  time.Time // when the second part of it began, which is measured in shares
	shown bool
	stop  chan struct{}
	broke func(*fault.Fault)
}

// patienceOfPeople is how long something may take before it shows how far it
// is.
const patienceOfPeople = time.Second

func (p *program) newProgress() *progress {
	b := &progress{now: time.Now, broke: p.broke}
	if f, ok := p.err.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		b.out = f
	}
	return b
}

// begin starts showing a work of so many bytes, that are gone through several
// times.
func (b *progress) begin(name, doing string, size int64, passes int) {
	b.end()
	if b.out == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.name, b.doing, b.total, b.done, b.rows, b.began, b.then = name, doing, size*int64(passes), 0, 0, b.now(), time.Time{}
	stop := make(chan struct{})
	b.stop = stop
	aside.Go(func() {
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				b.draw(stop)
			}
		}
	}, b.broke)
}

// share says how much of something else is done, from 0 to 1.
func (b *progress) share(doing string, share float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.doing != doing {
		b.doing, b.rows, b.then = doing, 0, b.now()
	}
	b.total, b.done = 1000, int64(1000*share)
}

// row counts a row.
func (b *progress) row() {
	if b.out == nil {
		return
	}
	b.mu.Lock()
	b.rows++
	b.mu.Unlock()
}

// Write implements io.Writer: it counts.
func (b *progress) Write(p []byte) (int, error) {
	b.mu.Lock()
	b.done += int64(len(p))
	b.mu.Unlock()
	return len(p), nil
}

// end takes the line away.
func (b *progress) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stop != nil {
		close(b.stop)
		b.stop = nil
	}
	if b.shown {
		_, _ = io.WriteString(b.out, "\r\x1b[K")
		b.shown = false
	}
}

func (b *progress) draw(stop chan struct{}) {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken := b.now().Sub(b.began)
	if b.stop != stop || taken < patienceOfPeople {
		return
	}
	width, _, err := term.GetSize(int(b.out.Fd()))
	if err != nil {
		width = 80
	}
	b.shown = true
	_, _ = io.WriteString(b.out, "\r"+string(b.line(taken, width))+"\x1b[K")
}

// line is the bar in at most width cells, less the last one: a terminal may
// break the line there.
func (b *progress) line(taken time.Duration, width int) safe.Text {
	name := safe.Cut(safe.Line(b.name), max(width/4, 12))
	text := fmt.Sprintf("%s  %s", name, b.doing)
	seconds := max(taken.Seconds(), 0.001)
	if !b.then.IsZero() {
		seconds = max(b.now().Sub(b.then).Seconds(), 0.001)
	}
	switch {
	case !b.then.IsZero():
	case b.rows > 0:
		text += fmt.Sprintf("  %s rows, %s/s", agenda.Count(b.rows), agenda.Count(int(float64(b.rows)/seconds)))
	case b.done > 0:
		text += fmt.Sprintf("  %.1f MB, %.1f MB/s", float64(b.done)/1e6, float64(b.done)/1e6/seconds)
	}
	if b.total <= 0 || b.done == 0 {
		return safe.Cut(safe.Line(text+"  "+agenda.Minutes(taken.Truncate(time.Second))), width-1)
	}
	share := min(float64(b.done)/float64(b.total), 0.999)
	left := time.Duration(seconds * (1 - share) / share * float64(time.Second)).Round(time.Second)
	text += fmt.Sprintf("  %2d%%  %s left", int(share*100), agenda.Minutes(left))
	const least = 10
	if room := min(width-1-safe.Width(safe.Line(text))-2, 40); room >= least {
		full := int(share * float64(room))
		text = strings.Repeat("━", full) + strings.Repeat("─", room-full) + "  " + text
	}
	return safe.Cut(safe.Line(text), width-1)
}

// watched is a file whose reading is shown and can be stopped.
type watched struct {
	ctx context.Context
	f   *os.File
	bar *progress
}

// Read implements io.Reader.
func (w *watched) Read(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.f.Read(b)
	_, _ = w.bar.Write(b[:n])
	return n, err
}

// Seek implements io.Seeker.
func (w *watched) Seek(offset int64, whence int) (int64, error) { return w.f.Seek(offset, whence) }
