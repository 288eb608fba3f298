package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkDeals opens the screen of deals with 100,000 of them in the file and
// with 1,000, in turn: process start → the first deals in the table, and what
// the process holds once all are there.
func BenchmarkDeals(b *testing.B) {
	built, err := programs()
	if err != nil {
		b.Fatal(err)
	}
	big, err := bigFile()
	if err != nil {
		b.Fatal(err)
	}
	small, err := smallFile(built.halfhour)
	if err != nil {
		b.Fatal(err)
	}
	open := func(env []string) (*window, float64) {
		begin := time.Now()
		w := openWindow(b, env, built.halfhour, "deals")
		w.until(b, "Deal number")
		return w, float64(time.Since(begin).Microseconds()) / 1000
	}
	var ours, reference, memory []float64
	for b.Loop() {
		w, took := open(big)
		ours = append(ours, took)
		w.until(b, "100,000")
		w.calm()
		memory = append(memory, float64(statusOf(fmt.Sprintf("/proc/%d/status", w.cmd.Process.Pid), "VmRSS:"))/1024)
		w.close()
		w, took = open(small)
		reference = append(reference, took)
		w.close()
	}
	show(b, figure{12, "the screen of 100,000 deals", "of 1,000", at(ours, 50), at(reference, 50), "ms", 1.5})
	show(b, figure{5, "memory, all 100,000 in the screen of deals", "", at(memory, 50), 0, "MiB", 60})
}

// smallFile is a file with the first 1,000 deals of the big one.
func smallFile(halfhour string) ([]string, error) {
	dir := benchFolder()
	env := []string{"HALFHOUR_DB=" + filepath.Join(dir, "small.db"), "HALFHOUR_TODAY=2026-11-23"}
	export := filepath.Join(dir, "small.csv")
	if out, err := exec.Command("sh", "-c", fmt.Sprintf("head -1001 %q > %q", filepath.Join(dir, "deals.csv"), export)).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	cmd := exec.Command(halfhour, "--me", "Dana Lee", "--role", "manager", "--currency", "USD", "import", export)
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	return env, nil
}
