package safe_test

import (
	"slices"
	"strings"
	"testing"

	"halfhour/agenda/safe"
)

func TestWidth(t *testing.T) {
	for in, want := range map[string]int{
		"":                0,
		"Initech":         7,
		"Zoë":             3,
		"e\u0301te\u0301": 3,
		"客户名称":            8,
		"テスト":             6,
		"한국":              4,
		"🙂":               2,
		"👍🏽":              2,
		"👩\u200d💻":        2,
		"❤\ufe0f":         2,
		"🇩🇪":              2,
		"\x1b[2J":         4,
		"…":               1,
		"a\nlonger\nb":    6,
	} {
		if got := safe.Width(safe.Block(in)); got != want {
			t.Errorf("Width(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in    string
		cells int
		want  string
	}{
		{"Northwind renewal", 17, "Northwind renewal"},
		{"Northwind renewal", 16, "Northwind renew…"},
		{"Northwind", 1, "…"},
		{"Northwind", 0, ""},
		{"Northwind", -3, ""},
		{"", 0, ""},
		{"客户名称", 8, "客户名称"},
		{"客户名称", 7, "客户名…"},
		{"客户名称", 6, "客户…"},
		{"客户名称", 2, "…"},
		{"ae\u0301o", 2, "a…"},
		{"👩\u200d💻👩\u200d💻", 3, "👩\u200d💻…"},
		{"🇩🇪🇯🇵", 3, "🇩🇪…"},
		{"first\nsecond", 20, "first…"},
		{"first\nsecond", 5, "firs…"},
	} {
		if got := string(safe.Cut(safe.Block(c.in), c.cells)); got != c.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", c.in, c.cells, got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		in    string
		cells int
		want  []string
	}{
		{"", 10, []string{""}},
		{"Book the CISO call", 10, []string{"Book the", "CISO call"}},
		{"Book the CISO call", 18, []string{"Book the CISO call"}},
		{"a  b", 2, []string{"a", "b"}},
		{"a  b", 4, []string{"a  b"}},
		{"  indented", 20, []string{"  indented"}},
		{"one\n\ntwo ", 10, []string{"one", "", "two"}},
		{"Donaudampfschifffahrt", 8, []string{"Donaudam", "pfschiff", "fahrt"}},
		{"see Donaudampfschifffahrt now", 8, []string{"see", "Donaudam", "pfschiff", "fahrt", "now"}},
		{"客户名称很长", 5, []string{"客户", "名称", "很长"}},
		{"客户。名称", 4, []string{"客", "户。", "名称"}},
		{"客户", 1, []string{"客", "户"}},
		{"well-known", 6, []string{"well-", "known"}},
	} {
		var got []string
		for _, line := range safe.Wrap(safe.Block(c.in), c.cells) {
			got = append(got, string(line))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.in, c.cells, got, c.want)
		}
	}
}

func TestWrapOfHugeText(t *testing.T) {
	word := strings.Repeat("x", 64<<10)
	if lines := safe.Wrap(safe.Text(word), 10); len(lines) != 6554 {
		t.Errorf("%d lines", len(lines))
	}
}

// checkCells holds Cut and Wrap of a text to what they promise, at some widths.
func checkCells(t *testing.T, text safe.Text) {
	t.Helper()
	for _, cells := range []int{1, 2, 3, 7, 20} {
		if cut := safe.Cut(text, cells); safe.Width(cut) > cells {
			t.Errorf("Cut(%q, %d) = %q is %d wide", text, cells, cut, safe.Width(cut))
		}
		rest := string(text)
		for _, line := range safe.Wrap(text, cells) {
			if w := safe.Width(line); w > max(cells, 2) {
				t.Errorf("Wrap(%q, %d): %q is %d wide", text, cells, line, w)
			}
			before, after, found := strings.Cut(rest, string(line))
			if !found || strings.Trim(before, " \n") != "" {
				t.Fatalf("Wrap(%q, %d): before %q, %q is lost", text, cells, line, before)
			}
			rest = after
		}
		if strings.Trim(rest, " \n") != "" {
			t.Errorf("Wrap(%q, %d) loses %q at the end", text, cells, rest)
		}
	}
}

func TestCutAndWrapOfHostileText(t *testing.T) {
	for _, c := range hostile {
		checkCells(t, safe.Block(c.in))
	}
	for _, s := range harmless {
		checkCells(t, safe.Block(s+" "+s+"\n"+s))
	}
}
