package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// faults are what strace makes fail in a running program.
type faults struct {
	t     *testing.T
	cmd   *exec.Cmd
	trace string
	ended chan struct{}
}

// fault lets a program's calls of some kinds fail with an error from now on:
// when says which, as in strace's when=.
func (x *terminal) fault(strace, calls, with, when string) *faults {
	x.t.Helper()
	f := &faults{t: x.t, trace: filepath.Join(x.t.TempDir(), "calls"), ended: make(chan struct{})}
	f.cmd = exec.Command(strace, "-f", "-y", "-o", f.trace, "-e", "trace=open,openat,"+calls, "-e", "inject="+calls+":error="+with+":when="+when, "-p", fmt.Sprint(x.cmd.Process.Pid))
	said, err := f.cmd.StderrPipe()
	if err == nil {
		err = f.cmd.Start()
	}
	if err != nil {
		x.t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	attached := false
	for !attached && lines.Scan() {
		attached = strings.Contains(lines.Text(), "attached")
	}
	if !attached {
		x.t.Skip("a running program cannot be traced here")
	}
	go func() {
		defer close(f.ended)
		for lines.Scan() {
		}
		_ = f.cmd.Wait()
	}()
	x.t.Cleanup(f.end)
	return f
}

// end lets everything work again.
func (f *faults) end() {
	_ = f.cmd.Process.Signal(syscall.SIGINT)
	<-f.ended
}

var (
	failedSync = regexp.MustCompile(`f(data)?sync\(.*-wal>\).* \(INJECTED\)`)
	goodSync   = regexp.MustCompile(`f(data)?sync\(.*-wal>\) += 0`)
	opened     = regexp.MustCompile(`open(at)?\(.*halfhour\.db(-wal)?".* = \d`) // SQLite may keep the main file's handle for the next connection
)

// reopened fails unless the file was opened anew between a failed sync and the
// next one that is believed.
func (f *faults) reopened() {
	f.t.Helper()
	text, err := os.ReadFile(f.trace)
	if err != nil {
		f.t.Fatal(err)
	}
	failed, distrusted := 0, false
	for line := range strings.Lines(string(text)) {
		switch {
		case failedSync.MatchString(line):
			failed, distrusted = failed+1, true
		case opened.MatchString(line):
			distrusted = false
		case goodSync.MatchString(line) && distrusted:
			f.t.Errorf("a sync is believed on a connection whose last one failed:\n%s", text)
			return
		}
	}
	if failed == 0 {
		f.t.Errorf("no sync failed:\n%s", text)
	}
}

// A disk that reports errors or is full: the header says NOT SAVED and why, the
// text stays in sight, and it is saved when the disk works again, without a
// restart; after a failed sync the connection is not believed any more.
// HALFHOUR_LONG=1 lets later calls fail too, and all of them with both errors.
func TestADiskThatFails(t *testing.T) {
	strace := tracer(t)
	for _, c := range []struct {
		calls, with, why string
		when             []string
	}{
		{"pwrite64", "EIO", "the disk reported an error", nil},
		{"pwrite64", "ENOSPC", "the disk is full", []string{"1+"}},
		{"fsync,fdatasync", "EIO", "the disk reported an error", []string{"1", "1+"}},
		{"fsync,fdatasync", "ENOSPC", "the disk reported an error", nil},
		{"ftruncate", "EIO", "", []string{"1+"}}, // not part of a save: only what closes the file does it
		{"ftruncate", "ENOSPC", "", nil},
	} {
		if os.Getenv("HALFHOUR_LONG") != "" {
			c.when = []string{"1", "2", "3", "5", "8", "1+", "2+", "3+", "5+", "8+"}
		}
		for _, when := range c.when {
			t.Run(strings.Join([]string{c.calls, c.with, when}, " "), func(t *testing.T) {
				t.Parallel()
				env := fileWithDeals(t)
				x := runTerminal(t, 140, 40, env, "review", "--rep", "Ana Ruiz")
				x.wait("not started")
				x.typed(enter, right)
				x.wait("Obstacles and actions")
				x.typed("o", "Legal has not answered", enter)
				x.wait("▪ Legal has not answered")
				f := x.fault(strace, c.calls, c.with, when)
				x.typed("o")
				x.wait("What stands in the way?")
				x.typed("安全评估 has not begun", enter)
				asked := time.Now()
				if when == "1+" && c.why != "" {
					x.wait("NOT SAVED", c.why, "安全评估 has not begun")
					t.Logf("NOT SAVED after %s", time.Since(asked).Round(time.Millisecond))
				}
				if strings.HasSuffix(when, "+") { // a later one may come after the save
					x.until("saved or not", func(shown string) bool {
						return strings.Contains(shown, "NOT SAVED") || strings.Contains(shown, "▪ 安全评估 has not begun")
					})
					f.end()
				}
				ended := time.Now()
				x.wait("▪ 安全评估 has not begun")
				x.gone("NOT SAVED")
				t.Logf("saved %s later", time.Since(ended).Round(time.Millisecond))
				if strings.HasPrefix(c.calls, "fsync") && when == "1" {
					f.reopened()
				}
				x.typed("q")
				x.exit()
				if strings.Contains(x.written(), "something broke") {
					t.Errorf("it broke:\n%s", x.shown())
				}
				f.end()
				minutes := said(t, env, "export", "review")
				for _, text := range []string{"Legal has not answered", "安全评估 has not begun"} {
					if strings.Count(minutes, text) != 1 {
						t.Errorf("%q stands %d times in\n%s", text, strings.Count(minutes, text), minutes)
					}
				}
				if checked := said(t, env, "doctor"); !strings.Contains(checked, "ok    integrity") {
					t.Errorf("the file is not whole:\n%s", checked)
				}
			})
		}
	}
}

// On a disk that is full the text waits in sight, and is saved once there is
// room, without a restart.
func TestAFullDiskInATerminal(t *testing.T) {
	place := t.TempDir()
	if err := syscall.Mount("tmpfs", place, "tmpfs", 0, "size=3m,mode=0700"); err != nil {
		t.Skipf("nothing can be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(place, syscall.MNT_DETACH) })
	holdingDeals(t, place)
	env := []string{"HALFHOUR_DB=" + filepath.Join(place, "halfhour.db"), "HALFHOUR_TODAY=2026-11-23"}
	x := runTerminal(t, 140, 40, env, "review", "--rep", "Ana Ruiz")
	x.wait("not started")
	x.typed(enter, right)
	x.wait("Obstacles and actions")
	ballast := filepath.Join(place, "ballast")
	f, err := os.Create(ballast)
	for page := make([]byte, 4096); err == nil; {
		_, err = f.Write(page)
	}
	_ = f.Close()
	if info, err := os.Stat(ballast); err != nil || os.Truncate(ballast, info.Size()-200<<10) != nil {
		t.Fatal("no room was made")
	}
	saved := 0
	for ; saved < 500; saved++ { // what the file has room for itself
		text := fmt.Sprintf("Obstacle %d. %s%[1]d.", saved, strings.Repeat("合同 ", 200))
		x.typed("o", "\x1b[200~"+text+"\x1b[201~", enter)
		x.until("saved or not", func(shown string) bool {
			return strings.Contains(shown, "NOT SAVED") || strings.Contains(shown, fmt.Sprintf("▪ Obstacle %d.", saved))
		})
		if strings.Contains(x.shown(), "NOT SAVED") {
			break
		}
	}
	x.wait("NOT SAVED", "the disk is full")
	x.has(fmt.Sprintf("合同 %d.", saved)) // the end of what was typed
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	room := time.Now()
	x.gone("NOT SAVED")
	t.Logf("%d saved before the disk was full; saved %s after there was room", saved, time.Since(room).Round(time.Millisecond))
	x.typed("q")
	x.exit()
	minutes := said(t, env, "export", "review")
	for n := range saved + 1 {
		if !strings.Contains(minutes, fmt.Sprintf("Obstacle %d. ", n)) {
			t.Errorf("lost: obstacle %d", n)
		}
	}
	if checked := said(t, env, "doctor"); !strings.Contains(checked, "ok    integrity") {
		t.Errorf("the file is not whole:\n%s", checked)
	}
}
