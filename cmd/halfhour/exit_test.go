package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Failed is 1, misused is 2, and an error is one line.
func TestExitCodes(t *testing.T) {
	env := fileWithDeals(t)
	for line, want := range map[string]int{
		"":                                   0,
		"deals":                              0,
		"--help":                             0,
		"deals --json --rep bo":              0,
		"import nowhere.csv":                 1,
		"--db nowhere.db deals":              1,
		"export review":                      1,
		"review --rep ana":                   1, // no terminal
		"demo":                               1,
		"import":                             2,
		"deals --rep nobody":                 2,
		"deals --rep ana --rep bo":           2,
		"deals --colour":                     2,
		"actions done 00000000":              2,
		"people role ana boss":               2,
		"review --rep ana --rep bo":          2,
		"--today 23.11.2026 deals":           2,
		"--currency EURO people":             2,
		"import --encoding klingon test.csv": 1,
		"dance":                              2,
	} {
		cmd := exec.Command("halfhour", strings.Fields(line)...)
		cmd.Env, cmd.Dir = append(os.Environ(), env...), t.TempDir()
		var errors strings.Builder
		cmd.Stderr = &errors
		_ = cmd.Run()
		if got := cmd.ProcessState.ExitCode(); got != want {
			t.Errorf("halfhour %s: exit code %d, not %d: %s", line, got, want, errors.String())
		}
		if n := strings.Count(errors.String(), "\n"); want != 0 && n != 1 {
			t.Errorf("halfhour %s: %d lines of error: %s", line, n, errors.String())
		}
	}
}

// Where nobody can be meant, a review lists who there is, on the screen that
// the person had before.
func TestReviewRefusesInTheTerminal(t *testing.T) {
	env := fileWithDeals(t)
	for _, c := range []struct {
		args []string
		want []string
		code int
	}{
		{[]string{"review"}, []string{"whose review? Name one with --rep", "  Ana Ruiz, 4 open deals", "  Bo Lindqvist, 1 open deal"}, 2},
		{[]string{"review", "--rep", "zoë"}, []string{`nobody with open deals is called "zoë"`, "  Ana Ruiz, 4 open deals"}, 2},
		{[]string{"review", "--rep", "i"}, []string{`"i" can be one of these; say more of the name:`, "  Ana Ruiz", "  Bo Lindqvist"}, 2},
		{[]string{"review", "--rep", "ana", "--deals", "Halden"}, []string{`"Halden" is no open deal of Ana Ruiz`, "  Nordlicht renewal, $84,000"}, 2},
		{[]string{"review", "--rep", "ana", "--deals", "Nordlicht,Kestrel,Routing,青岚"}, []string{"a review has time for 3 deals, and --deals names 4"}, 2},
		{[]string{"review", "--rep", "ana", "--manager", "ana"}, []string{"Ana Ruiz cannot be rep and manager of one review"}, 2},
		{[]string{"--db", "new.db", "review", "--rep", "ana"}, []string{"there are no open deals yet: halfhour import FILE brings them in"}, 1},
	} {
		x := runTerminal(t, 140, 30, env, c.args...)
		code := x.exit()
		if code != c.code {
			t.Errorf("%q: exit code %d, not %d", c.args, code, c.code)
		}
		for _, want := range c.want {
			if !strings.Contains(x.shown(), want) {
				t.Errorf("%q: no %q on the screen:\n%s", c.args, want, x.shown())
			}
		}
		if strings.Contains(x.written(), "\x1b[?1049h") && !strings.Contains(x.written(), "\x1b[?1049l") {
			t.Errorf("%q: left on the alternate screen", c.args)
		}
	}
}
