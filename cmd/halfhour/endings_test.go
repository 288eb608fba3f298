package main

import (
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/creack/pty"
	"golang.org/x/term"

	"halfhour/agenda/fault"
	"halfhour/tui/aside"
)

// modes are the terminal's settings: what is echoed, whole lines or keys, ….
func (x *terminal) modes() term.State {
	x.t.Helper()
	modes, err := term.GetState(int(x.pty.Fd()))
	if err != nil {
		x.t.Fatal(err)
	}
	return *modes
}

// untouched returns the modes of a terminal that no program has changed yet. The
// one that a program was started in is looked at too late when it is quick.
func untouched(t *testing.T) term.State {
	t.Helper()
	ours, theirs, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = ours.Close(), theirs.Close() }()
	return (&terminal{t: t, pty: ours}).modes()
}

// asItWas fails unless the terminal is as it was: its modes, and all ended that the
// program switched on: the alternate screen, the mouse, marked pastes, the keys
// of kitty; and the cursor is there again.
func (x *terminal) asItWas(was term.State) {
	x.t.Helper()
	if now := x.modes(); now != was {
		x.t.Errorf("the terminal's modes are %+v and were %+v", now, was)
	}
	raw := x.written()
	for _, pair := range [][2]string{{"\x1b[?1049h", "\x1b[?1049l"}, {"\x1b[?1002h", "\x1b[?1002l"}, {"\x1b[?2004h", "\x1b[?2004l"},
		{"\x1b[?25l", "\x1b[?25h"}, {"\x1b[>1u", "\x1b[<1u"}} {
		on, off := strings.LastIndex(raw, pair[0]), strings.LastIndex(raw, pair[1])
		if on < 0 || off < on {
			x.t.Errorf("%q was sent at %d, %q at %d", pair[0], on, pair[1], off)
		}
	}
}

// Whatever ends the program, the terminal is as it was, half a sentence typed
// a moment ago is there the next time, and the screen says how to go on.
func TestEveryEnding(t *testing.T) {
	signal := func(list ...syscall.Signal) func(*terminal) {
		return func(x *terminal) {
			for _, s := range list {
				x.signal(s)
			}
		}
	}
	for name, end := range map[string]func(x *terminal){
		"q":             func(x *terminal) { x.typed(esc); x.gone("What stands in the way?"); x.typed("q") },
		"ctrl-c":        func(x *terminal) { x.typed(ctrlC) },
		"interrupt":     signal(syscall.SIGINT),
		"terminate":     signal(syscall.SIGTERM),
		"hang up":       signal(syscall.SIGHUP),
		"quit":          signal(syscall.SIGQUIT),
		"three signals": signal(syscall.SIGTERM, syscall.SIGTERM, syscall.SIGTERM),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := fileWithDeals(t)
			x := runTerminal(t, 100, 30, env, "review", "--rep", "Ana Ruiz")
			was := untouched(t)
			x.wait("not started")
			x.typed(enter, right, "o", "Nobody has asked legal", enter)
			x.wait("▪ Nobody has asked legal")
			x.typed("o", "Half a sentence about the leg")
			x.wait("about the leg")
			time.Sleep(50 * time.Millisecond) // typed a moment ago, not kept yet
			asked := time.Now()
			end(x)
			x.exit()
			t.Logf("ended after %s", time.Since(asked).Round(time.Millisecond))
			x.asItWas(was)
			if !strings.Contains(x.shown(), `halfhour review --rep "Ana Ruiz"`) {
				t.Errorf("nobody says how to go on:\n%s", x.shown())
			}
			x = runTerminal(t, 100, 30, env, "review", "--rep", "Ana Ruiz")
			x.wait("Go on?")
			x.typed(enter)
			x.wait("Half a sentence about the leg", "▪ Nobody has asked legal")
		})
	}
}

// A terminal that is closed takes the program with it, and what was typed is
// kept.
func TestTheTerminalIsClosed(t *testing.T) {
	env := fileWithDeals(t)
	x := runTerminal(t, 100, 30, env, "review", "--rep", "Ana Ruiz")
	x.wait("not started")
	x.typed(enter, right, "o", "Nobody has asked legal", enter)
	x.wait("▪ Nobody has asked legal")
	x.typed("o", "Half a sentence about the leg")
	x.wait("about the leg")
	_ = x.pty.Close()
	ended := make(chan struct{})
	go func() { _ = x.cmd.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(5 * time.Second):
		t.Fatal("it goes on without a terminal")
	}
	y := runTerminal(t, 100, 30, env, "review", "--rep", "Ana Ruiz")
	y.wait("Go on?")
	y.typed(enter)
	y.wait("Half a sentence about the leg", "▪ Nobody has asked legal")
}

// A terminal that no longer reads does not keep the program from ending.
func TestTheTerminalStandsStill(t *testing.T) {
	env := fileWithDeals(t)
	program, err := exec.LookPath("halfhour")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "review", "--rep", "Ana Ruiz")
	cmd.Env = append(append(os.Environ(), "TERM=xterm-256color"), env...)
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 200, Rows: 60})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if _, err := f.Read(make([]byte, 1)); err != nil { // it draws; nobody reads on
		t.Fatal(err)
	}
	for range 40 {
		_, _ = f.WriteString(right + left)
		time.Sleep(20 * time.Millisecond) // a frame each
	}
	_ = cmd.Process.Signal(syscall.SIGTERM)
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(patience):
		_ = cmd.Process.Kill()
		t.Fatal("it goes on")
	}
}

// A file that something else holds does not keep the program from ending, and
// however often it is told to end, it does so in order.
func TestEndingWhileTheFileIsHeld(t *testing.T) {
	env := fileWithDeals(t)
	x := runTerminal(t, 100, 30, env, "review", "--rep", "Ana Ruiz")
	was := untouched(t)
	x.wait("not started")
	x.typed(enter, right)
	x.wait("Obstacles and actions")
	db, err := sql.Open("sqlite", dbOf(env)+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	x.typed("o", "Nobody has asked legal", enter)
	x.wait("NOT SAVED")
	if strings.Contains(x.shown(), "▪ Nobody has asked legal") {
		t.Errorf("it stands there as if it were saved:\n%s", x.shown())
	}
	asked := time.Now()
	for range 3 { // it waits for the file meanwhile, and neither is quicker for that nor gives up
		x.signal(syscall.SIGTERM)
		time.Sleep(100 * time.Millisecond)
	}
	if code := x.exit(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	t.Logf("ended after %s", time.Since(asked).Round(time.Millisecond))
	x.asItWas(was)
	x.rescued(env, "Nobody has asked legal")
}

// A copy that is put in the place of the file takes a running review with it:
// the screen says so, and everything is kept in a file of its own.
func TestACopyUnderARunningReview(t *testing.T) {
	env := fileWithDeals(t)
	before := filepath.Join(t.TempDir(), "before.db")
	said(t, env, "doctor", "backup", before)
	x := runTerminal(t, 120, 36, env, "review", "--rep", "Ana Ruiz")
	x.wait("not started")
	x.typed(enter, right, "o", "Nobody has asked legal", enter)
	x.wait("▪ Nobody has asked legal")
	said(t, env, "doctor", "restore", before, "--yes")
	x.typed("e", "They call on Thursday", esc)
	x.wait("NOT SAVED", "the review is no longer in the file", "They call on Thursday")
	x.signal(syscall.SIGTERM)
	if code := x.exit(); code != 1 {
		t.Errorf("exit code %d", code)
	}
	x.rescued(env, "Nobody has asked legal", "They call on Thursday")
}

// What was saved into a file that is deleted or replaced under the program is
// lost with it: the screen says so, a file that is put back is written again,
// and at the end everything is in a file of its own.
func TestTheFileGoes(t *testing.T) {
	for name, take := range map[string]func(file, elsewhere string) error{
		"deleted": func(file, _ string) error { return os.Remove(file) },
		"replaced": func(file, elsewhere string) error {
			if err := os.WriteFile(elsewhere, nil, 0o600); err != nil {
				return err
			}
			return os.Rename(elsewhere, file)
		},
	} {
		t.Run(name, func(t *testing.T) {
			env := fileWithDeals(t)
			file, elsewhere := dbOf(env), filepath.Join(filepath.Dir(dbOf(env)), "elsewhere")
			x := runTerminal(t, 120, 36, env, "review", "--rep", "Ana Ruiz")
			x.wait("not started")
			x.typed(enter, right, "o", "Nobody has asked legal", enter)
			x.wait("▪ Nobody has asked legal")
			if err := os.Rename(file, elsewhere); err != nil {
				t.Fatal(err)
			}
			x.wait("NOT SAVED", "the file was moved, deleted or replaced")
			x.typed("e", "They call on Thursday", esc)
			if err := os.Rename(elsewhere, file); err != nil {
				t.Fatal(err)
			}
			x.wait("They call on Thursday", "saved ")
			x.gone("NOT SAVED")
			if err := take(file, elsewhere); err != nil {
				t.Fatal(err)
			}
			x.typed("q")
			if code := x.exit(); code != 1 {
				t.Errorf("exit code %d", code)
			}
			x.rescued(env, "Nobody has asked legal", "They call on Thursday")
		})
	}
}

// rescued fails unless the program said that texts are in a file of their own,
// and they are.
func (x *terminal) rescued(env []string, texts ...string) {
	x.t.Helper()
	x.has("not everything was saved", "unsaved-2026-11-23-ana-ruiz.md")
	kept, err := os.ReadFile(filepath.Join(filepath.Dir(dbOf(env)), "unsaved-2026-11-23-ana-ruiz.md"))
	for _, text := range texts {
		if err != nil || !strings.Contains(string(kept), text) {
			x.t.Errorf("%q could not be saved and is lost: %v\n%s", text, err, kept)
		}
	}
}

// panicky breaks where its test wants it to.
type panicky struct {
	tea.Model
	in    string
	msg   bool
	broke func(*fault.Fault)
}

const secret = "Kestrel pilot"

var savedTo = regexp.MustCompile(`everything is saved to \d\d:\d\d:\d\d`)

func (m *panicky) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	boom := func() tea.Msg { panic("about " + secret) }
	if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == "!" {
		switch m.in {
		case "update":
			panic("about " + secret)
		case "view":
			m.msg = true
		case "command":
			return m, boom
		case "batch":
			return m, tea.Batch(boom, tea.Batch(boom))
		case "fatal":
			debug.SetMaxStack(1 << 20)
			_ = deeper(0)
		case "goroutine":
			aside.Go(func() { boom() }, m.broke)
			return m, nil
		case "group":
			return m, func() tea.Msg {
				var g aside.Group
				g.Go(func() { boom() })
				g.Wait()
				return nil
			}
		}
	}
	_, cmd := m.Model.Update(msg)
	return m, cmd
}

// deeper ends with a stack that is full, which Go lets nobody catch.
func deeper(n int) int {
	if n < 0 {
		return 0
	}
	return deeper(n+1) + 1
}

func (m *panicky) View() tea.View {
	if m.msg {
		panic("about " + secret)
	}
	return m.Model.View()
}

// mainPanicky is the program with a fault in the place that HALFHOUR_PANIC names.
func mainPanicky() {
	p := newProgram()
	p.around = func(m tea.Model) tea.Model {
		return &panicky{Model: m, in: os.Getenv("HALFHOUR_PANIC"), broke: p.broke}
	}
	if os.Getenv("HALFHOUR_PANIC") == "main" {
		p.now = func() time.Time {
			p.now = time.Now
			panic("about " + secret)
		}
	}
	os.Exit(p.run())
}

// A command without a screen that breaks says so in one line, and writes down
// where.
func TestABrokenCommand(t *testing.T) {
	env := fileWithDeals(t)
	cmd := exec.Command("halfhour-panicky", "deals")
	cmd.Env, cmd.Dir = append(os.Environ(), append(env, "HALFHOUR_PANIC=main", "HALFHOUR_TODAY=")...), t.TempDir()
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 1 || strings.Count(string(out), "\n") != 1 || !strings.Contains(string(out), "something broke in halfhour; what broke is in") || strings.Contains(string(out), secret) {
		t.Errorf("exit code %d, and it says\n%s", code, out)
	}
	files, err := filepath.Glob(filepath.Join(filepath.Dir(dbOf(env)), "halfhour-crash-*.txt"))
	if err != nil || len(files) != 1 {
		t.Fatalf("crash files: %v, %v", files, err)
	}
	if text, err := os.ReadFile(files[0]); err != nil || !strings.Contains(string(text), "mainPanicky") || strings.Contains(string(text), secret) {
		t.Errorf("the crash file says\n%s", text)
	}
}

// When the program breaks, the terminal is as it was, everything typed is
// saved, and a file says where it broke, without a word of the deals.
func TestABrokenProgramLeavesInOrder(t *testing.T) {
	for _, in := range []string{"update", "view", "command", "batch", "goroutine", "group"} {
		t.Run(in, func(t *testing.T) {
			t.Parallel()
			env := append(fileWithDeals(t), "HALFHOUR_PANIC="+in, "TEA_DEBUG=1", "TEA_TRACE=trace.log")
			x := startTerminal(t, 100, 30, env, "halfhour-panicky", "review", "--rep", "Ana Ruiz")
			was := untouched(t)
			x.wait("not started")
			x.typed(enter, right, "o", "Nobody has asked legal", enter)
			x.wait("▪ Nobody has asked legal")
			x.typed("!")
			if code := x.exit(); code != 1 {
				t.Errorf("exit code %d", code)
			}
			x.asItWas(was)
			x.has("something broke in halfhour", `halfhour review --rep "Ana Ruiz" goes on`, "what broke is in")
			if words := strings.Join(strings.Fields(x.shown()), " "); !savedTo.MatchString(words) {
				t.Errorf("it does not say until when all is saved: %s", words)
			}
			if strings.Contains(x.shown(), "panicky.Update") || strings.Contains(x.shown(), "about "+secret) {
				t.Errorf("the panic stands on the terminal:\n%s", x.shown())
			}
			files, err := filepath.Glob(filepath.Join(filepath.Dir(dbOf(env)), "halfhour-crash-*.txt"))
			if err != nil || len(files) != 1 {
				t.Fatalf("crash files: %v, %v", files, err)
			}
			text, err := os.ReadFile(files[0])
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(text), "panicky).Update") && !strings.Contains(string(text), "panicky).View") || strings.Contains(string(text), secret) {
				t.Errorf("the crash file says\n%s", text)
			}
			if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the crash file's mode is %v, %v", info.Mode(), err)
			}
			if left, _ := filepath.Glob(filepath.Join(x.cmd.Dir, "*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			if out := said(t, env, "export", "review"); !strings.Contains(out, "Nobody has asked legal") {
				t.Errorf("what was saved is lost:\n%s", out)
			}
		})
	}
}

// What Go lets nobody catch leaves a file that only its user reads; and a program
// that ended well leaves none, nor what one left that was killed days ago.
func TestAFatalErrorIsWrittenDown(t *testing.T) {
	env := append(fileWithDeals(t), "HALFHOUR_PANIC=fatal")
	folder := filepath.Join(filepath.Dir(dbOf(env)), "state", "halfhour", "crashes")
	written := func() []string {
		list, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	killed, then := filepath.Join(folder, fatalPrefix+"20260101-120000-1.txt"), time.Now().Add(-2*forgotten)
	if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(killed, nil, 0o600), os.Chtimes(killed, then, then)); err != nil {
		t.Fatal(err)
	}
	x := startTerminal(t, 100, 30, env, "halfhour-panicky", "review", "--rep", "Ana Ruiz")
	x.wait("not started")
	x.typed("q")
	x.exit()
	if left := written(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	x = startTerminal(t, 100, 30, env, "halfhour-panicky", "review", "--rep", "Ana Ruiz")
	x.wait("not started")
	x.typed("!")
	if code := x.exit(); code == 0 {
		t.Error("it ends well")
	}
	files := written()
	if len(files) != 1 {
		t.Fatalf("written: %v", files)
	}
	text, err := os.ReadFile(files[0])
	if err != nil || !strings.Contains(string(text), "halfhour.deeper(") {
		t.Errorf("it says %.3000q, %v", text, err)
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
}
