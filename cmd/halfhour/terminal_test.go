package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// terminal is the real program in a pseudo-terminal, and the virtual screen
// that shows what a person would see.
type terminal struct {
	t      *testing.T
	cmd    *exec.Cmd
	pty    *os.File
	mu     sync.Mutex
	screen *vt.Emulator
	raw    strings.Builder // everything the program wrote
	drawn  chan struct{}   // the screen changed
	ended  chan struct{}   // nothing more will be drawn
}

// patience guards against a hang; nothing is measured with it.
const patience = 20 * time.Second

// runTerminal starts the program in a terminal of w×h cells.
func runTerminal(t *testing.T, w, h int, env []string, args ...string) *terminal {
	t.Helper()
	return startTerminal(t, w, h, env, "halfhour", args...)
}

// startTerminal starts one of the programs of TestMain, with a state folder of
// its own unless env names one.
func startTerminal(t *testing.T, w, h int, env []string, program string, args ...string) *terminal {
	t.Helper()
	program, err := exec.LookPath(program)
	if err != nil {
		t.Fatal(err)
	}
	x := &terminal{t: t, cmd: exec.Command(program, args...), screen: vt.NewEmulator(w, h), drawn: make(chan struct{}, 1), ended: make(chan struct{})}
	x.cmd.Env = append(os.Environ(), append([]string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "XDG_STATE_HOME=" + t.TempDir()}, env...)...)
	x.cmd.Dir = t.TempDir()
	x.pty, err = pty.StartWithSize(x.cmd, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)})
	if err != nil {
		t.Fatal(err)
	}
	go x.read()
	go x.reply()
	t.Cleanup(x.kill)
	return x
}

func (x *terminal) read() {
	defer close(x.ended)
	buf := make([]byte, 32<<10)
	for {
		n, err := x.pty.Read(buf)
		if n > 0 {
			x.mu.Lock()
			x.raw.Write(buf[:n])
			_, _ = x.screen.Write(buf[:n])
			x.mu.Unlock()
			select {
			case x.drawn <- struct{}{}:
			default:
			}
		}
		if err != nil {
			return
		}
	}
}

// reply passes on what a terminal answers when it is asked for its colours and
// modes; an emulator whose answers nobody reads stands still.
func (x *terminal) reply() {
	buf := make([]byte, 4<<10)
	for {
		n, err := x.screen.Read(buf)
		if err != nil {
			return
		}
		_, _ = x.pty.Write(buf[:n])
	}
}

// shown is the screen's text.
func (x *terminal) shown() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.screen.String()
}

// written is everything the program sent to the terminal.
func (x *terminal) written() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.raw.String()
}

// wait waits until all the texts stand on the screen.
func (x *terminal) wait(texts ...string) {
	x.t.Helper()
	x.until(strings.Join(texts, " and "), func(shown string) bool {
		for _, text := range texts {
			if !strings.Contains(shown, text) {
				return false
			}
		}
		return true
	})
}

// gone waits until a text no longer stands on the screen.
func (x *terminal) gone(text string) {
	x.t.Helper()
	x.until("no "+text, func(shown string) bool { return !strings.Contains(shown, text) })
}

// has fails unless all the texts stand on the screen, however its width breaks
// them, at a blank or within a word.
func (x *terminal) has(texts ...string) {
	x.t.Helper()
	unbroken := strings.NewReplacer("\n", "", " ", "")
	shown := unbroken.Replace(x.shown())
	for _, text := range texts {
		if !strings.Contains(shown, unbroken.Replace(text)) {
			x.t.Errorf("%q does not stand on the screen:\n%s", text, x.shown())
		}
	}
}

func (x *terminal) until(what string, ok func(shown string) bool) {
	x.t.Helper()
	timeout := time.After(patience)
	for {
		if ok(x.shown()) {
			return
		}
		select {
		case <-x.drawn:
		case <-x.ended:
			if !ok(x.shown()) {
				x.t.Fatalf("it ended without %s; the screen was\n%s", what, x.shown())
			}
			return
		case <-timeout:
			x.t.Fatalf("never saw %s; the screen is\n%s", what, x.shown())
		}
	}
}

// keys as a terminal sends them.
const (
	enter, esc, tab        = "\r", "\x1b", "\t"
	right, left, up, down  = "\x1b[C", "\x1b[D", "\x1b[A", "\x1b[B"
	ctrlC, backspace, home = "\x03", "\x7f", "\x1b[H"
)

// typed sends text or keys.
func (x *terminal) typed(keys ...string) {
	x.t.Helper()
	for _, k := range keys {
		if _, err := x.pty.WriteString(k); err != nil {
			x.t.Fatalf("type %q: %v", k, err)
		}
	}
}

func (x *terminal) resize(w, h int) {
	x.t.Helper()
	x.mu.Lock()
	x.screen.Resize(w, h)
	x.mu.Unlock()
	if err := pty.Setsize(x.pty, &pty.Winsize{Cols: uint16(w), Rows: uint16(h)}); err != nil {
		x.t.Fatal(err)
	}
}

func (x *terminal) signal(s syscall.Signal) {
	if err := x.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		x.t.Fatal(err)
	}
}

// exit waits for the end and returns the exit code, -1 after a signal.
func (x *terminal) exit() int {
	x.t.Helper()
	select {
	case <-x.ended:
	case <-time.After(patience):
		x.t.Fatalf("it does not end; the screen is\n%s", x.shown())
	}
	_ = x.cmd.Wait()
	return x.cmd.ProcessState.ExitCode()
}

func (x *terminal) kill() {
	_ = x.cmd.Process.Kill()
	_ = x.cmd.Wait()
	_ = x.pty.Close()
	if answers, ok := x.screen.InputPipe().(io.Closer); ok {
		_ = answers.Close() // ends reply
	}
}

// said runs the program without a terminal and returns what it printed.
func said(t *testing.T, env []string, args ...string) string {
	t.Helper()
	cmd := exec.Command("halfhour", args...)
	cmd.Env, cmd.Dir = append(os.Environ(), env...), t.TempDir()
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("halfhour %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// fileWithDeals imports a small invented export into a new file and returns
// the environment that names it.
func fileWithDeals(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	export := filepath.Join(dir, "export.csv")
	rows := `Deal ID,Deal Name,Company,Owner,Stage,Amount,Close Date,Created Date,Last Activity Date,Next Step
T-1,Nordlicht renewal,Nordlicht Energie GmbH,Ana Ruiz,Negotiation,84000,2026-11-14,2026-07-06,2026-11-04,
T-2,青岚云平台扩容,青岚科技有限公司,Ana Ruiz,Discovery,51000,2027-01-22,2026-10-04,2026-11-20,Workshop with the plant team
T-3,Routing pilot,Transportes Ibáñez,Ana Ruiz,Proposal,120000,2026-11-30,2026-08-25,2026-11-11,
T-4,Kestrel pilot,Kestrel Avionics,Ana Ruiz,Qualification,,2026-12-23,2026-11-13,2026-11-22,Intro call
T-5,Halden upgrade,Halden Sjøfart,Bo Lindqvist,Proposal,22000,2026-12-01,2026-09-01,2026-11-19,Send offer
`
	if err := os.WriteFile(export, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"HALFHOUR_DB=" + filepath.Join(dir, "halfhour.db"), "HALFHOUR_TODAY=2026-11-23", "HALFHOUR_EXPORT=" + export, "XDG_STATE_HOME=" + filepath.Join(dir, "state")}
	said(t, env, "--me", "Dana Lee", "--role", "manager", "--currency", "USD", "import", export)
	return env
}
