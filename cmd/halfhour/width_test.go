package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"halfhour/agenda/safe"
)

// Texts that terminals agree about, and texts that they give different widths.
var (
	agreed = []string{
		"Northwind renewal", "Zoë Ångström-Müller", "Zażółć Gęślą Jaźń", "e\u0301te\u0301", "Đặng Thị Hồng", "Ελληνικά", "Договор",
		"客户名称（上海）", "株式会社テスト", "ｶﾅ half", "한국전력", "全角\u3000空白", "🙂", "🇩🇪", "→ ✔ ▲ ▪", "€ £ ¥",
	}
	disputed = []string{
		"❤\ufe0f", "1\ufe0f\u20e3", "👍🏽", "👩\u200d💻", "🏳\ufe0f\u200d🌈", "⚠\ufe0f risk", "สัญญาปีที่สอง", "हिन्दी", "so\u00adft", "In\u200bitech", "שָׁלוֹם", "Z\u0300\u0301\u0302\u0303\u0304",
	}
)

// inTmux runs a program in tmux, which has its own idea of how wide a text is,
// and returns what asks it.
func inTmux(t *testing.T, env []string, program ...string) (ask func(args ...string) string) {
	t.Helper()
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		t.Skip("tmux is not installed: apt-get install tmux")
	}
	socket := filepath.Join(t.TempDir(), "tmux")
	ask = func(args ...string) string {
		cmd := exec.Command(tmux, append([]string{"-u", "-S", socket, "-f", os.DevNull}, args...)...)
		cmd.Env = append(os.Environ(), "LANG=C.UTF-8", "LC_ALL=C.UTF-8")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("tmux %q: %v: %s", args, err, out)
		}
		return strings.TrimRight(string(out), "\n")
	}
	start := []string{"new-session", "-d", "-x", "120", "-y", "40"}
	for _, e := range env {
		start = append(start, "-e", e)
	}
	ask(append(start, program...)...)
	t.Cleanup(func() { _ = exec.Command(tmux, "-S", socket, "kill-server").Run() })
	return ask
}

// settles asks until the answer is one that will do.
func settles(t *testing.T, ask func() string, ok func(string) bool) string {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		if got := ask(); ok(got) || time.Now().After(end) {
			return got
		}
	}
}

// What terminals agree about is as wide as halfhour reckons.
func TestWidthsInATerminal(t *testing.T) {
	var script strings.Builder
	for _, text := range agreed {
		fmt.Fprintf(&script, "read -r line; printf '\\033[H\\033[2J%s'; ", safe.Line(text))
	}
	ask := inTmux(t, nil, "sh", "-c", script.String()+"read -r line")
	for _, text := range agreed {
		want := fmt.Sprint(safe.Width(safe.Line(text)))
		ask("send-keys", "Enter")
		got := settles(t, func() string { return ask("display-message", "-p", "#{cursor_x}") }, func(got string) bool { return got == want })
		if got != want {
			t.Errorf("%q takes %s cells, and halfhour reckons with %s", text, got, want)
		}
	}
}

// Whatever a name is made of, in the list of deals no line wraps, and what stands
// beside the name is whole.
func TestOddNamesInATerminal(t *testing.T) {
	dir := t.TempDir()
	file, err := os.Create(filepath.Join(dir, "deals.csv"))
	if err != nil {
		t.Fatal(err)
	}
	names := append(agreed[:len(agreed):len(agreed)], disputed...)
	w := csv.NewWriter(file)
	_ = w.Write([]string{"Deal ID", "Deal Name", "Company", "Owner", "Stage", "Amount", "Close Date"})
	for i, name := range names {
		_ = w.Write([]string{fmt.Sprint("W-", i), name, fmt.Sprintf("Firma %02d", i), "Ana Ruiz", "Proposal", fmt.Sprint(41001 + 1000*i), "2026-12-14"})
	}
	w.Flush()
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	env := []string{"HALFHOUR_DB=" + filepath.Join(dir, "halfhour.db"), "HALFHOUR_TODAY=2026-11-23", "LANG=C.UTF-8"}
	said(t, env, "--me", "Dana Lee", "--role", "manager", "--currency", "USD", "import", file.Name())
	program, err := exec.LookPath("halfhour")
	if err != nil {
		t.Fatal(err)
	}
	ask := inTmux(t, append(env, "PATH="+os.Getenv("PATH")), program, "deals")
	shown := settles(t, func() string { return ask("capture-pane", "-p") }, func(got string) bool { return strings.Count(got, "Mon 14 Dec") > len(names) })
	lines := strings.Split(shown, "\n")
	for i, name := range names {
		whole := false
		for _, l := range lines {
			whole = whole || strings.Contains(l, " Proposal ") && strings.Contains(l, fmt.Sprintf(" $%d,001  Mon 14 Dec%20s│", 41+i, ""))
		}
		if !whole {
			t.Errorf("%q damages what stands beside it:\n%s", name, shown)
			break
		}
	}
	if len(lines) != 40 || !strings.Contains(lines[0], "halfhour") || !strings.Contains(lines[39], "keys") {
		t.Errorf("a line wraps:\n%s", shown)
	}
}
