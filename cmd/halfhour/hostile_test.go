package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"halfhour/agenda/safe"
)

// attacks are what a terminal must never be given as it is.
var attacks = []string{
	"\x1b]0;owned\x07", "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\", "\x1b]52;c;ZXZpbA==\x07", "\x1b[2J\x1b[H", "\x1b[6n",
	"\x1bP1;1|17/ab\x1b\\", "\x1bPtmux;\x1b\x1b]0;x\x07\x1b\\", "\x1b_Gf=100;AAAA\x1b\\", "\x1b^x\x1b\\", "\x1bXx\x1b\\", "\x1bc",
	"\u009b2J\u009d0;x\u009c", "\x1b]0;unterminated", "paid\rowed", "yes\b\b\bno", "bell\a", "\x0eqqq\x0f",
	"invoice\u202egpj.exe", "Ini\u200btech\u2060", "a\u2028b\ue000", "a\u200db\ufe0f", "\u2066a\u200f", "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306", "hi\U000e0001\U000e0069", "=cmd|'/c calc'!A1", "](javascript:x) <script>",
}

// hostileRep is a person whose name attacks.
const hostileRep = "Eva \x1b[6n\x1bP1$q\x1b\\\u009b\u202e\u200bX\U000e0041"

// hostileFile imports deals that attack with every field, and returns the
// environment that names the file, and what the import printed.
func hostileFile(t *testing.T) (env []string, printed string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "folder\x1b[2J\u202e")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	export := filepath.Join(dir, "out\x1b[2J\u202e.csv")
	f, err := os.Create(export)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	_ = w.Write([]string{"Deal ID", "Deal Name", "Company", "Owner", "Stage", "Amount", "Close Date", "Created Date", "Next Step", "Last Activity Type", "Color\x1b[2J"})
	for i, a := range attacks {
		owner := "Ana Ruiz"
		if i%3 == 0 {
			owner = "Ana " + a
		}
		_ = w.Write([]string{fmt.Sprintf("id%d%s", i, a), "Deal " + a, "Firma " + a, owner, "Stage " + a, "1000", "2026-11-14", "2026-07-06", "Send " + a, a, a})
	}
	for i := range 4 {
		_ = w.Write([]string{fmt.Sprint("eva", i), "Deal of Eva " + attacks[i], "Firma " + attacks[i], hostileRep, "Stage " + attacks[i], "", "", "2026-07-06", "", "", ""})
	}
	for _, a := range attacks {
		_ = w.Write([]string{"bad" + a, "Bad " + a, "Firma", "Ana Ruiz", "Stage " + a, "lots" + a, "2026-11-14", "2026-07-06", "", "", ""})
	}
	w.Flush()
	if err := f.Close(); err != nil || w.Error() != nil {
		t.Fatal(err, w.Error())
	}
	env = []string{"HALFHOUR_DB=" + filepath.Join(dir, "halfhour.db"), "HALFHOUR_TODAY=2026-11-23", "HALFHOUR_EXPORT=" + export}
	args := []string{"--me", "Dana " + attacks[0], "--role", "manager", "--currency", "USD", "import", export}
	for i := range attacks {
		args = append(args, "--stage", fmt.Sprintf("Stage %s=Proposal", attacks[i]))
	}
	cmd := exec.Command("halfhour", args...)
	cmd.Env, cmd.Dir = append(os.Environ(), env...), dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, safeDump(string(out)))
	}
	return env, string(out)
}

func safeDump(s string) string { return fmt.Sprintf("%q", s) }

// obeyed returns what a terminal would take as an order in plain output, or would
// not show.
func obeyed(text string) []string {
	var found []string
	if !utf8.ValidString(text) {
		found = append(found, "bytes that are no text")
	}
	for _, r := range text {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || string(safe.Line("a"+string(r))) != "a"+string(r) && r != '\u200d' && r != '\ufe0f') {
			found = append(found, fmt.Sprintf("%U", r))
		}
	}
	return found
}

// own are the orders that the program gives a terminal, by what they begin and
// end with.
var own = []string{
	"\x1b[m", "\x1b[?h", "\x1b[?l", "\x1b[?u", "\x1b[>u", "\x1b[<u", "\x1b[=u", "\x1b[?p", "\x1b[?W", "\x1b[?$p", "\x1b[c", "\x1b[>q", "\x1b[q", "\x1b[ q", // styles, modes, keyboard, cursor
	"\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[G", "\x1b[H", "\x1b[d", "\x1b[J", "\x1b[K", "\x1b[X", "\x1b[L", "\x1b[M", "\x1b[P", "\x1b[@", "\x1b[S", "\x1b[T", "\x1b[r", "\x1b[b", "\x1b[`", "\x1b[a", "\x1b[e", "\x1b[I", "\x1b[Z", "\x1b[E", "\x1b[F", "\x1b[g", "\x1bM", "\x1bH", "\x1b[>m", "\x1b[>4m", "\x1b[t",
}

// foreign returns the orders in what a program sent to a terminal that are not
// its own.
func foreign(sent string) []string {
	var found []string
	var state byte
	p := ansi.NewParser()
	for len(sent) > 0 {
		seq, width, n, next := ansi.DecodeSequence(sent, state, p)
		sent, state = sent[n:], next
		switch {
		case width > 0:
			if string(safe.Line(seq)) != seq { // what joins a letter unseen
				found = append(found, seq)
			}
		case seq == "\r", seq == "\n", seq == "\b", seq == "\t", seq == "":
			continue
		case strings.HasPrefix(seq, "\x1b]"):
			if !slices.ContainsFunc([]string{"2;", "9;4", "10;?", "11;?", "12;?", "112", "22;"}, func(o string) bool { return strings.HasPrefix(seq[2:], o) }) {
				found = append(found, seq)
			}
			if title, ok := strings.CutPrefix(seq, "\x1b]2;"); ok && obeyed(strings.TrimRight(title, "\x1b\\\a")) != nil {
				found = append(found, seq)
			}
		case strings.HasPrefix(seq, "\x1b["):
			kind := "\x1b[" + strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' || r == ';' || r == ':' {
					return -1
				}
				return r
			}, seq[2:])
			if !slices.Contains(own, kind) {
				found = append(found, seq)
			}
		default:
			if !slices.Contains(own, seq) && utf8.RuneCountInString(seq) != 0 && obeyed(seq) != nil {
				found = append(found, seq)
			}
		}
	}
	return found
}

// Whatever stands in a file or is pasted, the screen gives the terminal no
// orders but the program's own.
func TestTheScreenGivesNoForeignOrders(t *testing.T) {
	for _, rep := range []string{"Ana Ruiz", hostileRep} {
		size := map[bool][2]int{true: {80, 24}, false: {120, 36}}[rep == hostileRep]
		env, _ := hostileFile(t)
		x := runTerminal(t, size[0], size[1], env, "review", "--rep", rep)
		x.wait("Overview")
		x.typed(enter, right)
		x.wait("Ask:")
		for i, a := range attacks {
			marker := fmt.Sprintf("mark%d.", i)
			x.typed("o", "\x1b[200~"+marker+strings.ReplaceAll(a, "\x1b", "")+"\x1b[201~")
			x.wait(marker)
			x.typed(enter)
			x.gone("What stands in the way?")
		}
		x.typed(right, right, right)
		x.wait("Wrap-up")
		x.typed("q")
		x.exit()
		noForeign(t, "review "+rep, x, "\x1b]2;halfhour: ")
	}
	if foreign("ok \x1b[31mred\x1b[0m e\u0301 👩\u200d💻") != nil || len(foreign("\x1b]52;c;x\x07\x1bPx\x1b\\\x1b[6n\x1bc")) != 4 || len(foreign("a\U000e0041 b\u202e c\u200b\x1b]2;x\u202e\x07 \u009b")) != 5 {
		t.Errorf("the test does not tell foreign orders apart: %q", foreign("a\U000e0041 b\u202e c\u200b\x1b]2;x\u202e\x07 \u009b"))
	}
}

// noForeign looks at what was sent to a terminal, which has something in it.
func noForeign(t *testing.T, what string, x *terminal, has string) {
	t.Helper()
	sent := x.written()
	if bad := foreign(sent); bad != nil || !strings.Contains(sent, has) {
		t.Errorf("%s sends %q", what, bad[:min(len(bad), 20)])
	}
}

// Nor does any other screen, with what was said in a review on it.
func TestNoScreenGivesForeignOrders(t *testing.T) {
	env, _ := hostileFile(t)
	holdHostile(t, env)
	for args, shows := range map[string]string{
		"": "Dana ␛]0;owned␇", "deals": "␛", "actions": "Do ␛", "hygiene": "␛", "changes|--since|2026-01-01": "␛", "prep|--rep|" + hostileRep: "␛", "deals|--group|stage": "␛",
	} {
		x := runTerminal(t, 140, 40, env, strings.Split(args, "|")[:len(strings.Split(args, "|"))*min(len(args), 1)]...)
		x.wait(shows)
		for _, key := range []string{down, enter, tab, down, "\x1b[200~" + strings.ReplaceAll(hostileWord, "\x1b", "") + "\x1b[201~", tab, "?", "/", "x\u202e", ctrlC} {
			x.typed(key)
		}
		x.exit()
		noForeign(t, "halfhour "+args, x, "\x1b]2;halfhour: ")
	}
}
