package live

import (
	"fmt"
	"io"
	"sync/atomic"
	"time"
)

// watched knows for how long its last write has been waiting.
type watched struct {
	io.Writer
	since atomic.Int64 // nanoseconds since 1970; 0 while nothing waits
}

func (w *watched) Write(b []byte) (int, error) {
	w.since.Store(time.Now().UnixNano())
	defer w.since.Store(0)
	return w.Writer.Write(b)
}

func (w *watched) stuck() time.Duration {
	since := w.since.Load()
	if since == 0 {
		return 0
	}
	return time.Since(time.Unix(0, since))
}

// errTooMuch ends a session whose keyboard is none.
var errTooMuch = fmt.Errorf("too much was typed at once")

// throttled reads no more than so many bytes in ten seconds.
type throttled struct {
	io.Reader
	most  int
	since time.Time
	read  int
}

func (t *throttled) Read(b []byte) (int, error) {
	n, err := t.Reader.Read(b)
	if now := time.Now(); now.Sub(t.since) > 10*time.Second {
		t.since, t.read = now, 0
	}
	if t.read += n; t.read > t.most {
		return 0, errTooMuch
	}
	return n, err
}
