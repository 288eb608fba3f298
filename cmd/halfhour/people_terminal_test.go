package main

import (
	"strings"
	"testing"
)

// Merging shows what moves, and does nothing without a yes.
func TestMergeAsks(t *testing.T) {
	for _, c := range []struct {
		name, keys string
		code       int
		says       string
		merged     bool
	}{
		{"no", "n" + enter, 0, "Nothing was changed.", false},
		{"nothing", enter, 0, "Nothing was changed.", false},
		{"the end of the input", "\x04", 0, "Nothing was changed.", false},
		{"Ctrl-C", ctrlC, 1, "halfhour: stopped; ", false},
		{"yes", "y" + enter, 0, "Bo Lindqvist is Ana Ruiz now: 1 deal, 1 spelling moved.", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := fileWithDeals(t)
			x := runTerminal(t, 100, 24, env, "people", "merge", "bo", "ana")
			x.wait("Bo Lindqvist becomes Ana Ruiz, with 1 deal, 1 spelling.", "This cannot be undone. Merge? [y/N]")
			x.typed(c.keys)
			x.wait(c.says)
			if code := x.exit(); code != c.code {
				t.Errorf("exit code %d", code)
			}
			if people := said(t, env, "people"); strings.Contains(people, "Bo Lindqvist  rep") == c.merged {
				t.Error(people)
			}
		})
	}
}
