package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/store"
)

// work is what a process has done: processor time, and how often its threads
// were woken.
type work struct {
	cpu     time.Duration
	wakeups int
}

// workOf reads what the system counts of a process, threads that ended included
// but for their wake-ups.
func workOf(b *testing.B, pid int) work {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		b.Fatal(err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	var w work
	for _, i := range []int{11, 12} { // user and system, in hundredths of a second
		n, err := strconv.Atoi(fields[i])
		if err != nil {
			b.Fatal(err)
		}
		w.cpu += time.Duration(n) * 10 * time.Millisecond
	}
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	for _, path := range threads {
		w.wakeups += statusOf(path, "voluntary_ctxt_switches:")
	}
	return w
}

// statusOf reads a number from a status file, 0 when it is not there.
func statusOf(path, name string) int {
	text, _ := os.ReadFile(path)
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			n, _ := strconv.Atoi(strings.Fields(rest)[0])
			return n
		}
	}
	return 0
}

// BenchmarkIdle lets a running review and a program with a countdown and nothing
// else stand side by side, twenty seconds a round.
func BenchmarkIdle(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("it reads /proc")
	}
	built, err := programs()
	if err != nil {
		b.Fatal(err)
	}
	env, err := bigFile()
	if err != nil {
		b.Fatal(err)
	}
	const watched = 20 * time.Second
	ours := openWindow(b, env, built.halfhour, "review", "--rep", "Rep Cc")
	defer ours.close()
	ours.until(b, "not started")
	_, _ = ours.pty.WriteString(" ")
	ours.until(b, "3:5") // of four minutes: the clock runs
	reference := openWindow(b, nil, built.minimal, "count")
	defer reference.close()
	reference.until(b, "not started")
	ours.calm()
	reference.calm()
	var cpu, wakeups, written [2][]float64 // ours, the reference
	for b.Loop() {
		windows := [2]*window{ours, reference}
		var before [2]work
		var done [2]chan int
		end := time.Now().Add(watched)
		for i, w := range windows {
			before[i], done[i] = workOf(b, w.cmd.Process.Pid), make(chan int)
			go func() { done[i] <- w.count(end) }()
		}
		for i, w := range windows {
			n := <-done[i]
			after := workOf(b, w.cmd.Process.Pid)
			written[i] = append(written[i], float64(n)/watched.Seconds())
			cpu[i] = append(cpu[i], 100*(after.cpu-before[i].cpu).Seconds()/watched.Seconds())
			wakeups[i] = append(wakeups[i], float64(after.wakeups-before[i].wakeups)/watched.Seconds())
		}
	}
	show(b, figure{3, "processor of a running review", "minimal, counting down", at(cpu[0], 50), at(cpu[1], 50), "%", 1.1})
	show(b, figure{3, "wake-ups a second", "minimal, counting down", at(wakeups[0], 50), at(wakeups[1], 50), "", 1.1})
	show(b, figure{4, "bytes a second, only the countdown moves", "minimal, counting down", at(written[0], 50), at(written[1], 50), "B", 3})
}

// count counts what is written until an instant.
func (w *window) count(end time.Time) (n int) {
	timeout := time.After(time.Until(end))
	for {
		select {
		case part := <-w.bytes:
			n += len(part)
		case <-timeout:
			return n
		}
	}
}

// BenchmarkMemory measures what a review holds at its first frame, with 100,000
// deals in the file.
func BenchmarkMemory(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("it reads /proc")
	}
	built, err := programs()
	if err != nil {
		b.Fatal(err)
	}
	env, err := bigFile()
	if err != nil {
		b.Fatal(err)
	}
	resident := func(args ...string) float64 {
		w := openWindow(b, env, args...)
		defer w.close()
		w.until(b, "not started")
		w.calm()
		return float64(statusOf(fmt.Sprintf("/proc/%d/status", w.cmd.Process.Pid), "VmRSS:")) / 1024
	}
	var ours, reference []float64
	for b.Loop() {
		ours = append(ours, resident(built.halfhour, "review", "--rep", "Rep Dd"))
		reference = append(reference, resident(built.linked, strings.TrimPrefix(env[0], "HALFHOUR_DB=")))
	}
	show(b, figure{5, "memory at the first frame, 100,000 deals in the file", "minimal with SQLite", at(ours, 50), at(reference, 50), "MiB", 2})
}

// BenchmarkBinary compares what people get.
func BenchmarkBinary(b *testing.B) {
	built, err := programs()
	if err != nil {
		b.Fatal(err)
	}
	var sizes []float64
	for _, path := range []string{built.halfhour, built.whole} {
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		sizes = append(sizes, float64(info.Size())/(1<<20))
	}
	for b.Loop() {
	}
	show(b, figure{15, "binary, stripped", "minimal, tea, lipgloss, bubbles, wish, SQLite", sizes[0], sizes[1], "MiB", 1.5})
}

// BenchmarkCommand measures commands from start to end, with 1,000 deals in the
// file, beside sqlite3 and a query.
func BenchmarkCommand(b *testing.B) {
	sqlite, err := exec.LookPath("sqlite3")
	if err != nil {
		b.Skip("sqlite3 is not there")
	}
	built, err := programs()
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	file := filepath.Join(dir, "halfhour.db")
	st, err := openDemo(context.Background(), file, testToday, testToday.Time().Add(15*time.Hour))
	if err != nil {
		b.Fatal(err)
	}
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
	csv := filepath.Join(dir, "deals.csv")
	if err := writeExport(csv, 1000, 0); err != nil {
		b.Fatal(err)
	}
	run := func(args ...string) float64 {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Env = append(os.Environ(), "HALFHOUR_TODAY="+testToday.String(), "HALFHOUR_DB="+file)
		start := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%q: %v: %s", args, err, out)
		}
		return float64(time.Since(start).Microseconds()) / 1000
	}
	run(built.halfhour, "import", csv)
	for _, c := range []struct{ command, query string }{
		{"actions", `SELECT a.text, a.due, p.name FROM action a JOIN person p ON p.id = a.owner_id WHERE a.state = 'open' ORDER BY a.priority, a.due`},
		{"deals", `SELECT d.name, d.account, p.name, d.stage, d.amount, d.close_date FROM deal d JOIN person p ON p.id = d.owner_id WHERE d.status = 'open' ORDER BY d.close_date`},
		{"export actions", `SELECT a.text, a.due, a.done_when, p.name FROM action a JOIN person p ON p.id = a.owner_id ORDER BY a.priority, a.due`},
	} {
		b.Run(c.command, func(b *testing.B) {
			var ours, theirs []float64
			for b.Loop() {
				ours = append(ours, run(append([]string{built.halfhour}, strings.Fields(c.command)...)...))
				theirs = append(theirs, run(sqlite, file, c.query))
			}
			show(b, figure{16, "halfhour " + c.command + ", 1,000 deals", "sqlite3 FILE 'select …'", at(ours, 50), at(theirs, 50), "ms", 4})
		})
		b.Run(c.command+" beside a writer", func(b *testing.B) {
			defer writing(b, file)()
			var ours []float64
			for b.Loop() {
				ours = append(ours, run(append([]string{built.halfhour}, strings.Fields(c.command)...)...))
			}
			show(b, figure{16, "halfhour " + c.command + " while another program writes", "", at(ours, 99), 0, "ms", 200})
		})
	}
}

// writing holds the file as another program does in the middle of a change,
// until end is called.
func writing(tb testing.TB, file string) (end func()) {
	tb.Helper()
	db, err := sql.Open("sqlite", "file:"+file+"?_txlock=immediate")
	if err != nil {
		tb.Fatal(err)
	}
	tx, err := db.Begin()
	if err == nil {
		_, err = tx.Exec("UPDATE deal SET next_step = 'written halfway'")
	}
	if err != nil {
		tb.Fatal(err)
	}
	return func() { _, _ = tx.Rollback(), db.Close() }
}

// BenchmarkSave saves one changed note beside what any program needs to bring
// as much onto the disk: append 4 KiB and fsync.
func BenchmarkSave(b *testing.B) {
	ctx, now := context.Background(), testToday.Time().Add(15*time.Hour)
	st, err := openDemo(ctx, filepath.Join(b.TempDir(), "halfhour.db"), testToday, now)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	rep, err := st.PersonByName(ctx, demoRep)
	if err != nil {
		b.Fatal(err)
	}
	r, err := st.CreateReview(ctx, agenda.NewReview(store.NewID(), rep.ID, "", nil, testToday))
	if err != nil {
		b.Fatal(err)
	}
	reference, err := os.Create(filepath.Join(b.TempDir(), "reference"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = reference.Close() }()
	page := bytes.Repeat([]byte("x"), 4096)
	var ours, theirs []float64
	for i := 0; b.Loop(); i++ {
		for k := range 40 { // five rounds are enough for a p99
			start := time.Now()
			if _, err := reference.Write(page); err != nil {
				b.Fatal(err)
			}
			if err := reference.Sync(); err != nil {
				b.Fatal(err)
			}
			theirs = append(theirs, float64(time.Since(start).Microseconds()))

			next := r.Clone()
			if err := next.SetNote(agenda.Note{Author: r.Rep, Text: fmt.Sprintf("CISO is back on Thursday %d.%d", i, k)}, r.NoteOf("", r.Rep), now); err != nil {
				b.Fatal(err)
			}
			start = time.Now()
			if r, err = st.SaveReview(ctx, r, next); err != nil {
				b.Fatal(err)
			}
			ours = append(ours, float64(time.Since(start).Microseconds()))
		}
	}
	show(b, figure{9, "one change saved, p50", "append + fsync of 4 KiB", at(ours, 50), at(theirs, 50), "µs", 2})
	show(b, figure{9, "one change saved, p99", "append + fsync of 4 KiB", at(ours, 99), at(theirs, 99), "µs", 4})
}
