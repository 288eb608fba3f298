package safe_test

import (
	"strings"
	"testing"

	"halfhour/agenda/safe"
)

func TestSpreadsheet(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Acme": "Acme", "=1+1": "'=1+1", "-5": "'-5", "@x": "'@x", " =x": "' =x", "'=x": "''=x", "\tx": "'\tx", "＝x": "'＝x", "\ufeff=x": "'\ufeff=x", "\u3000＋x": "'\u3000＋x", "\n=x": "'\n=x", "it's": "it's", "\"=x": "'\"=x",
	} {
		if got := safe.Spreadsheet(in); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
}

func FuzzSpreadsheet(f *testing.F) {
	for _, s := range []string{"=1+1", "'=1", " '@x", "'", "\"=x", "＝x", "-", "it's", "\ufeff=1", "\xff=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		quoted := safe.Spreadsheet(cell)
		if got := safe.FromSpreadsheet(quoted); got != cell {
			t.Errorf("%q comes back as %q", cell, got)
		}
		if bare := strings.TrimLeft(quoted, " \""); bare != "" && strings.ContainsAny(bare[:1], "=+-@\t\r\x00") {
			t.Errorf("%q is a formula", quoted)
		}
	})
}
