package main

import (
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"halfhour/agenda/fault"
	"halfhour/tui/aside"
)

// overheard collects what the program's libraries write to stderr while a
// screen is up: on the terminal it would stand in the middle of the screen.
type overheard struct {
	was   *os.File
	write *os.File
	ended chan struct{}

	mu   sync.Mutex
	text []byte
}

// mostOverheard is how much of it is kept, from the beginning.
const mostOverheard = 256 << 10

// overhear begins to collect; without a pipe stderr stays as it is.
func overhear(broke func(*fault.Fault)) *overheard {
	read, write, err := os.Pipe()
	if err != nil {
		return nil
	}
	o := &overheard{was: os.Stderr, write: write, ended: make(chan struct{})}
	os.Stderr = write
	log.SetOutput(write) // libraries that serve guests log there
	aside.Go(func() { o.collect(read) }, broke)
	return o
}

func (o *overheard) collect(from *os.File) {
	defer close(o.ended)
	buf := make([]byte, 32<<10)
	for {
		n, err := from.Read(buf)
		o.mu.Lock()
		o.text = append(o.text, buf[:min(n, mostOverheard-len(o.text))]...)
		o.mu.Unlock()
		if err != nil {
			_ = from.Close()
			return
		}
	}
}

// panicked waits until the stack of a panic has been written: Bubble Tea ends
// the program before it writes it.
func (o *overheard) panicked() {
	if o == nil {
		return
	}
	for range 100 {
		o.mu.Lock()
		stack := stackIn(string(o.text))
		o.mu.Unlock()
		time.Sleep(10 * time.Millisecond)
		if stack != "" {
			return
		}
	}
}

// stop gives stderr back and returns what was collected.
func (o *overheard) stop() string {
	if o == nil {
		return ""
	}
	os.Stderr = o.was
	log.SetOutput(o.was)
	_ = o.write.Close()
	<-o.ended
	return string(o.text)
}

// crash is the program breaking while a screen was up.
type crash struct {
	file  string // what was written about it, "" for nothing
	words string // what is saved, and how to go on
	why   error
}

func (c *crash) Error() string {
	text := "something broke in halfhour"
	for _, more := range []string{c.words, word(c.file != "", "what broke is in "+c.file)} {
		if more != "" {
			text += "; " + more
		}
	}
	return text
}

func (c *crash) Unwrap() error { return c.why }

// stackIn returns the stack in what Bubble Tea says of a panic. The words
// before it may be a deal's, and are left out, unless they are the stack of a
// fault that was passed on.
func stackIn(said string) string {
	const before, first = "Restoring terminal...", "Caught panic:"
	i := strings.LastIndex(said, before)
	if i < 0 {
		return ""
	}
	words, stack := said[:i], said[i+len(before):]
	if !strings.HasSuffix(stack, "\n") || !strings.Contains(stack, "goroutine ") {
		return ""
	}
	_, words, _ = strings.Cut(words[max(strings.LastIndex(words, first), 0):], first)
	if words = strings.TrimSpace(words); strings.HasPrefix(words, "goroutine ") {
		stack = words + "\n\n" + strings.TrimSpace(stack)
	}
	return strings.ReplaceAll(strings.TrimSpace(stack), "\r\n", "\n")
}

// writeCrash writes down where the program broke, for whoever mends it, and
// returns the file's name: the version and the stack, nothing that anybody typed
// or imported. It stands beside the database, or where temporary files go.
func (p *program) writeCrash(stack string) string {
	name := "halfhour-crash-" + p.now().Format("20060102-150405") + ".txt"
	for _, folder := range []string{filepath.Dir(p.path()), os.TempDir()} {
		written, err := writeNumbered(folder, name, func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "halfhour broke on %s.\nhalfhour %s\n%s\n", p.now().Format(time.RFC1123Z), built(), stack)
			return err
		})
		if err == nil {
			return filepath.Join(folder, written)
		}
	}
	return ""
}

// built says which version of the program this is.
func built() string {
	info, known := debug.ReadBuildInfo()
	if !known {
		return ""
	}
	return info.Main.Version + ", " + info.GoVersion // the version names the revision
}
