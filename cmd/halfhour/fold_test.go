package main

import "testing"

func TestLinesAreFoldedBetweenWords(t *testing.T) {
	for _, c := range []struct {
		text   string
		window int
		want   string
	}{
		{"6,711 amounts stay plain numbers.", 0, "6,711 amounts stay plain numbers."},
		{"6,711 amounts stay plain numbers.\n", 33, "6,711 amounts stay plain numbers.\n"},
		{"6,711 amounts stay plain numbers.\n", 28, "6,711 amounts stay plain\nnumbers.\n"},
		{"\n  ? Is the signatory named and reached?\nyes", 24, "\n  ? Is the signatory\n  named and reached?\nyes"},
		{"客户要求三年期折扣", 8, "客户要求\n三年期折\n扣"},
		{"mailto:?subject=After%20our%20review see it", 20, "mailto:?subject=After%20our%20review see it"},
	} {
		if got := folded(c.text, c.window); got != c.want {
			t.Errorf("%q in %d cells is %q, want %q", c.text, c.window, got, c.want)
		}
	}
}
