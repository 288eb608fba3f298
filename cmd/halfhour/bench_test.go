package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// benchFolder is where benchmarks keep what they share.
var benchFolder = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "halfhour-bench-")
	if err != nil {
		panic(err)
	}
	return dir
})

// benched are the real program and the references: the least that a Bubble Tea
// program can be, for how fast a first frame and a key can be; the least that
// opens a file too, for memory; the same with ssh in it, for size; and the least
// that serves guests.
type benched struct{ halfhour, minimal, linked, whole, served string }

// programs are built as the README says: what a test links starts more slowly,
// and so does what links the C library to ask it for names.
var programs = sync.OnceValues(func() (list benched, err error) {
	dir := benchFolder()
	in := func(name string) string { return filepath.Join(dir, name) }
	list = benched{in("halfhour"), in("minimal"), in("linked"), in("whole"), in("served")}
	for _, p := range []struct{ file, folder, tags string }{
		{list.halfhour, ".", ""}, {list.minimal, "./testdata/minimal", ""},
		{list.linked, "./testdata/linked", ""}, {list.whole, "./testdata/linked", "wish"}, {list.served, "./testdata/served", ""},
	} {
		build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-tags="+p.tags, "-o", p.file, p.folder)
		build.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := build.CombinedOutput(); err != nil {
			return list, fmt.Errorf("build %s: %w: %s", p.folder, err, out)
		}
	}
	return list, nil
})

// window is a program in a pseudo-terminal whose raw output is watched.
type window struct {
	cmd   *exec.Cmd
	pty   *os.File
	bytes chan []byte
}

func openWindow(b *testing.B, env []string, args ...string) *window {
	b.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8"), env...)
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 120, Rows: 36})
	if err != nil {
		b.Fatal(err)
	}
	w := &window{cmd, f, make(chan []byte, 1024)}
	go func() {
		defer close(w.bytes)
		for {
			buf := make([]byte, 32<<10)
			n, err := f.Read(buf)
			if n > 0 {
				w.bytes <- buf[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return w
}

// until reads until a text was written.
func (w *window) until(b *testing.B, text string) {
	b.Helper()
	var seen []byte
	timeout := time.After(patience)
	for !bytes.Contains(seen, []byte(text)) {
		select {
		case part, open := <-w.bytes:
			if !open {
				b.Fatalf("it ended before %q; the last it wrote was %q", text, seen[max(len(seen)-500, 0):])
			}
			seen = append(seen, part...)
		case <-timeout:
			b.Fatalf("%q was not written; the last was %q", text, seen[max(len(seen)-500, 0):])
		}
	}
}

// calm reads until nothing was written for a while.
func (w *window) calm() {
	for {
		select {
		case <-w.bytes:
		case <-time.After(100 * time.Millisecond):
			return
		}
	}
}

func (w *window) close() {
	_ = w.cmd.Process.Kill()
	_ = w.cmd.Wait()
	_ = w.pty.Close()
	for range w.bytes {
	}
}

// bigFile is a file with 100,000 deals, imported once for all benchmarks.
var bigFile = sync.OnceValues(func() ([]string, error) {
	built, err := programs()
	if err != nil {
		return nil, err
	}
	dir := benchFolder()
	export := filepath.Join(dir, "deals.csv")
	f, err := os.Create(export)
	if err != nil {
		return nil, err
	}
	w := csv.NewWriter(f)
	_ = w.Write([]string{"Deal ID", "Deal Name", "Company", "Owner", "Stage", "Amount", "Close Date", "Created Date"})
	stages := []string{"Qualification", "Discovery", "Proposal", "Negotiation", "Closed Won", "Closed Lost"}
	random := rand.New(rand.NewPCG(1, 2))
	day := func(from, days int) string {
		return time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC).AddDate(0, 0, from+random.IntN(days)).Format(time.DateOnly)
	}
	for i := range 100_000 {
		_ = w.Write([]string{
			fmt.Sprint("B-", i), fmt.Sprint("Deal number ", i), fmt.Sprint("Company ", i%9000), fmt.Sprintf("Rep %c%c", 'A'+i%26, 'a'+i/26%40),
			stages[random.IntN(len(stages))], fmt.Sprint(1000 + random.IntN(200000)), day(-40, 160), day(-400, 350),
		})
	}
	w.Flush()
	if err := f.Close(); err != nil {
		return nil, err
	}
	env := []string{"HALFHOUR_DB=" + filepath.Join(dir, "halfhour.db"), "HALFHOUR_TODAY=2026-11-23"}
	cmd := exec.Command(built.halfhour, "--me", "Dana Lee", "--role", "manager", "--currency", "USD", "import", export)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	return env, nil
})

// BenchmarkFirstFrame measures process start → full first frame, its data
// included, with 100,000 deals in the file, beside the minimal program, in
// turn. The ratio is that of the medians.
func BenchmarkFirstFrame(b *testing.B) {
	built, err := programs()
	if err != nil {
		b.Fatal(err)
	}
	env, err := bigFile()
	if err != nil {
		b.Fatal(err)
	}
	start := func(text string, args ...string) float64 {
		begin := time.Now()
		w := openWindow(b, env, args...)
		defer w.close()
		w.until(b, text)
		return float64(time.Since(begin).Microseconds()) / 1000
	}
	var ours, reference []float64
	for b.Loop() {
		for range 5 {
			ours = append(ours, start("not started", built.halfhour, "review", "--rep", "Rep Aa"))
			reference = append(reference, start("not started", built.minimal))
		}
	}
	show(b, figure{1, "first frame, 100,000 deals in the file", "minimal Bubble Tea", at(ours, 50), at(reference, 50), "ms", 1.1})
}

// frame is how long the reference's is.
const frame = time.Second / 60

// BenchmarkKey measures a key → the first byte of the changed screen at
// 120×36, beside the minimal program, key by key in turn.
func BenchmarkKey(b *testing.B) {
	built, err := programs()
	if err != nil {
		b.Fatal(err)
	}
	env, err := bigFile()
	if err != nil {
		b.Fatal(err)
	}
	ours := openWindow(b, env, built.halfhour, "review", "--rep", "Rep Bb")
	defer ours.close()
	ours.until(b, "not started")
	reference := openWindow(b, nil, built.minimal)
	defer reference.close()
	reference.until(b, "not started")
	ours.calm()
	reference.calm()
	press := func(w *window, key string) float64 {
		// Anywhere in a frame, and not always at the same place of it.
		time.Sleep(time.Duration(rand.IntN(1000)) * frame / 1000)
		begin := time.Now()
		_, _ = w.pty.WriteString(key)
		<-w.bytes
		took := time.Since(begin)
		w.calm()
		return float64(took.Microseconds()) / 1000
	}
	var o, r []float64
	keys := []string{down, up}
	for b.Loop() {
		for i := range 20 { // five rounds are enough for a p99
			o = append(o, press(ours, keys[i%2]))
			r = append(r, press(reference, keys[i%2]))
		}
	}
	show(b, figure{2, "key to screen, p50", "minimal Bubble Tea", at(o, 50), at(r, 50), "ms", 1.1})
	show(b, figure{2, "key to screen, p99", "minimal Bubble Tea", at(o, 99), at(r, 99), "ms", 1.1})
}
