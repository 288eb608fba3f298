package main

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"halfhour/agenda"
)

// A manager and a rep hold a whole review in a real terminal and leave with
// minutes and actions.
func TestWholeReviewInATerminal(t *testing.T) {
	env := fileWithDeals(t)
	x := runTerminal(t, 120, 36, append(env, "TERM_PROGRAM=ghostty", "TMUX=", "STY="), "review", "--rep", "Ana Ruiz")
	x.wait("Ana Ruiz with Dana Lee", "30:00, not started", "The 3 deals for today")
	x.typed(enter)
	x.wait("ends ", "left")
	x.typed(right)
	x.wait("▶ ", "Ready for", "Obstacles and actions")
	x.typed("y")
	x.wait("how do we know?")
	x.typed("redline of 20 Nov", enter)
	x.wait("redline of 20 Nov · Dana")
	x.typed("o")
	x.wait("What stands in the way?")
	x.typed("Security review has not started", enter)
	x.wait("▪ Security review has not started")
	x.typed("a")
	x.wait("owner Ana Ruiz", "priority 2", "due Fri 27 Nov")
	x.typed("Book the CISO call @dana !1", tab, tab, tab, tab, "next step dated", enter)
	x.wait("1 Book the CISO call")
	x.typed("e")
	x.wait("Note by Dana")
	x.typed("客户 wants our SOC 2 report", esc)
	x.gone("Note by Dana")
	x.wait("客户 wants our SOC 2 report")
	x.typed("w", "e")
	x.wait("Note by Ana")
	x.typed("They are back on Thursday", esc)
	x.gone("Note by Ana")
	x.wait("They are back on Thursday")
	x.typed("p")
	x.wait("Park a topic")
	x.typed("Holiday plan", enter)
	x.gone("Park a topic")
	x.typed(right, right, right)
	x.wait("1 action, the most urgent first", "Holiday plan", "follows up by Fri 27 Nov")
	x.typed("f")
	x.wait("Nothing to do for ")
	x.typed("y")
	x.wait("Finished in", "Minutes: ")
	x.typed("q")
	if code := x.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(x.written(), "\x1b[?1049l") {
		t.Error("the terminal is left on the alternate screen")
	}
	if bar := regexp.MustCompile(`\x1b\]9;4;(\d)`).FindAllStringSubmatch(x.written(), -1); len(bar) < 2 || bar[0][1] != "1" || bar[len(bar)-1][1] != "0" {
		t.Errorf("the terminal's own bar was given %q", bar)
	}
	minutes, err := filepath.Glob(filepath.Join(filepath.Dir(dbOf(env)), "reviews", "*.md"))
	if err != nil || len(minutes) != 1 {
		t.Fatalf("minutes: %v, %v", minutes, err)
	}
	text, err := os.ReadFile(minutes[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Ana Ruiz", "Book the CISO call", "redline of 20 Nov", "Security review has not started", "客户 wants our SOC 2 report", "Holiday plan"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the minutes lack %q:\n%s", want, text)
		}
	}
	if out := said(t, env, "actions"); !strings.Contains(out, "Book the CISO call") || !strings.Contains(out, "Dana Lee") {
		t.Errorf("halfhour actions says\n%s", out)
	}
	if out := said(t, env, "export", "actions"); !strings.Contains(out, "- [ ] **P1** Book the CISO call") {
		t.Errorf("halfhour export actions says\n%s", out)
	}
}

func dbOf(env []string) string {
	for _, e := range env {
		if path, ok := strings.CutPrefix(e, "HALFHOUR_DB="); ok {
			return path
		}
	}
	return ""
}

// However often the program is killed while somebody types, what the screen
// called saved is there, whole, and the file is sound. Some of the kills come
// with the mark of the last change, the others on the way to the next one. 30
// kills here; HALFHOUR_LONG=1 makes it 300.
func TestNothingSavedIsLostByAKill(t *testing.T) {
	kills := 30
	if testing.Short() {
		kills = 5
	}
	if os.Getenv("HALFHOUR_LONG") != "" {
		kills = 300
	}
	env := fileWithDeals(t)
	var saved []string
	x := runTerminal(t, 100, 60, env, "review", "--rep", "Ana Ruiz")
	x.wait("not started")
	x.typed(enter, right)
	x.wait("Obstacles and actions")
	for kill := range kills {
		left := rand.IntN(3)
		for n := 0; ; n++ {
			key, prompt, mark := "o", "What stands in the way?", "▪ "
			if n%2 == 1 {
				key, prompt, mark = "a", "priority ", "2 "
			}
			text := fmt.Sprintf("Step %d.%d.", kill, n)
			x.typed(key)
			x.wait(prompt)
			x.typed(text, enter)
			if n > left && kill%3 > 0 {
				time.Sleep(time.Duration(rand.IntN(170)) * time.Millisecond)
				break
			}
			x.wait(mark + text)
			saved = append(saved, text)
			if n > left {
				break
			}
		}
		x.signal(syscall.SIGKILL)
		x.exit()
		soundAfterKill(t, dbOf(env))
		x = runTerminal(t, 100, 60, env, "review", "--rep", "Ana Ruiz")
		x.wait("Go on?")
		x.typed(enter)
		x.until("the deal", func(shown string) bool { return strings.Contains(shown, "Obstacles and actions") })
		for _, prompt := range []string{"What stands in the way?", "priority "} {
			if strings.Contains(x.shown(), prompt) {
				x.typed(esc) // half-typed text came back
				x.gone(prompt)
			}
		}
	}
	x.typed("q")
	x.exit()
	minutes := said(t, env, "export", "review")
	for _, text := range saved {
		if !strings.Contains(minutes, text) {
			t.Errorf("lost: %s", text)
		}
	}
	t.Logf("%d kills, %d changes called saved, none may be lost", kills, len(saved))
}

// soundAfterKill looks into a file beside what a killed program left, and
// changes neither: no page is broken, no reference leads nowhere, and what is
// there has all its parts.
func soundAfterKill(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro&_query_only=1")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var whole string
	var broken, half int
	for query, into := range map[string]any{
		"PRAGMA integrity_check": &whole, "SELECT count(*) FROM pragma_foreign_key_check": &broken,
		`SELECT (SELECT count(*) FROM action WHERE text NOT GLOB 'Step *.' OR owner_id IS NULL OR due = 0 OR priority <> 2) +
			(SELECT count(*) FROM obstacle WHERE text NOT GLOB 'Step *.') +
			(SELECT count(*) FROM draft d WHERE EXISTS (SELECT 1 FROM action a WHERE instr(d.text, a.text)) OR
				EXISTS (SELECT 1 FROM obstacle o WHERE instr(d.text, o.text)))`: &half,
	} {
		if err := db.QueryRow(query).Scan(into); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
	if whole != "ok" || broken+half > 0 {
		t.Errorf("after a kill: %s, %d broken references, %d things by half", whole, broken, half)
	}
}

var leftOnScreen = regexp.MustCompile(`(\d+):(\d\d) left`)

// after a kill the countdown goes on as if the program had run.
func TestTheCountdownSurvivesAKill(t *testing.T) {
	env := fileWithDeals(t)
	x := runTerminal(t, 100, 30, env, "review", "--rep", "Ana Ruiz")
	x.wait("not started")
	x.typed(enter)
	x.wait("4:00 left")
	started := time.Now()
	x.wait("3:58 left")
	x.signal(syscall.SIGKILL)
	x.exit()
	x = runTerminal(t, 100, 30, env, "review", "--rep", "Ana Ruiz")
	x.wait("Go on?", "at Overview")
	x.typed(enter)
	x.gone("Go on?")
	x.until("a countdown", leftOnScreen.MatchString)
	x.leaves(4*time.Minute - time.Since(started))
}

// leaves checks the countdown on the screen.
func (x *terminal) leaves(want time.Duration) {
	x.t.Helper()
	m := leftOnScreen.FindStringSubmatch(x.shown())
	var minutes, seconds int
	fmt.Sscan(m[1], &minutes)
	fmt.Sscan(m[2], &seconds)
	shown := time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second
	if off := shown - want; off < -2*time.Second || off > 2*time.Second {
		x.t.Errorf("%s left is %s off", m[0], off)
	}
}

// A program that stood still, as it does while a laptop sleeps, shows what is
// left now, and asks after a long time whether that was part of the meeting.
func TestTheCountdownAfterStandingStill(t *testing.T) {
	t.Parallel()
	still := 10 * time.Second
	if os.Getenv("HALFHOUR_LONG") != "" {
		still = 35 * time.Second
	}
	x := runTerminal(t, 100, 30, fileWithDeals(t), "review", "--rep", "Ana Ruiz")
	x.wait("not started")
	x.typed(enter)
	x.wait("4:00 left")
	started := time.Now()
	x.signal(syscall.SIGSTOP)
	time.Sleep(still)
	x.signal(syscall.SIGCONT)
	x.until("what is left, to a second", func(shown string) bool {
		m := leftOnScreen.FindStringSubmatch(shown)
		if m == nil {
			return false
		}
		var minutes, seconds int
		_, _ = fmt.Sscan(m[1], &minutes)
		_, _ = fmt.Sscan(m[2], &seconds)
		left := time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second
		return (left - (4*time.Minute - time.Since(started))).Abs() <= time.Second
	})
	if still > agenda.LeastGap {
		x.wait("The review stood still")
	}
}

// The window shrinks and grows while somebody types; nothing typed is lost.
func TestResizeWhileTyping(t *testing.T) {
	env := fileWithDeals(t)
	x := runTerminal(t, 120, 36, env, "review", "--rep", "Ana Ruiz")
	x.wait("not started")
	x.typed(enter, right, "a", "Send the SOC 2")
	x.wait("Send the SOC 2")
	x.resize(30, 8)
	x.wait("Please make it larger")
	x.typed(" report")
	x.resize(80, 24)
	x.wait("Send the SOC 2 report", "enter save")
}

// Two windows show the same review.
func TestTwoWindowsOneReview(t *testing.T) {
	env := fileWithDeals(t)
	one := runTerminal(t, 100, 40, env, "review", "--rep", "Ana Ruiz")
	one.wait("not started")
	one.typed(enter, right)
	one.wait("Obstacles and actions")
	two := runTerminal(t, 100, 40, env, "review", "--rep", "Ana Ruiz")
	two.wait("Go on?")
	two.typed(enter)
	two.wait("Obstacles and actions")
	one.typed("o", "Legal has not seen the draft", enter)
	two.wait("▪ Legal has not seen the draft")
	two.typed("o", "安全评估还没有开始", enter)
	one.wait("▪ 安全评估还没有开始", "▪ Legal has not seen the draft")
}

func TestDemo(t *testing.T) {
	x := runTerminal(t, 120, 36, nil, "demo")
	x.wait("Overview", "not started", "halfhour import FILE.csv")
	x.typed(right, "a")
	x.wait("owner ")
	x.typed("Book the CISO call", enter)
	x.wait("2 Book the CISO call")
	x.typed("q")
	if code := x.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

// A review that is opened from another screen is the same as one that its own
// command opens: notes go to the editor, and the end says how to go on.
func TestAReviewFromAnotherScreen(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh")
	}
	for command, way := range map[string][]string{
		"deals":   {"r"},
		"actions": {"o", "r"},
	} {
		t.Run(command, func(t *testing.T) {
			env := append(fileWithDeals(t), "VISUAL=", `EDITOR=sh -c 'echo "and more" >> "$1"' --`)
			said(t, env, "actions", "add", "Book the CISO call @ana #Nordlicht")
			x := runTerminal(t, 120, 36, env, command)
			x.wait("Nordlicht renewal")
			for _, key := range way {
				x.typed(key)
				if key == "o" {
					x.wait("Open deals", "Why it needs the time")
				}
			}
			x.wait("Overview")
			x.typed("e")
			x.wait("Note by", "ctrl+e")
			x.typed("first words", "\x05")
			x.wait("first words", "and more")
			x.typed(ctrlC)
			if code := x.exit(); code != 0 {
				t.Errorf("exit code %d", code)
			}
			x.wait("The review waits where it is: halfhour review --rep")
		})
	}
}
