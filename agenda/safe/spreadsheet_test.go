package safe_test

import (
	"strings"
	"testing"
	"unicode"

	"halfhour/agenda/safe"
)

// starts are what a spreadsheet begins a formula with, or drops before one.
var starts = []string{"=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠"}

// A cell is no formula, with whatever a spreadsheet passes over before it, and
// comes back as it was; what is none stays as it is.
func TestSpreadsheet(t *testing.T) {
	for _, before := range []string{"", " ", "  ", "'", "''", `"`, `"" `, "\v", "\f", "\u00a0", "\u2003", "\u3000", "\ufeff", "\u200b", "\u202e", " '\" \u00a0"} {
		for _, start := range starts {
			for _, after := range []string{"", "1+1", "=1"} {
				cell := before + start + after
				if got := safe.Spreadsheet(cell); got != "'"+cell {
					t.Errorf("%q becomes %q", cell, got)
				}
				if got := safe.FromSpreadsheet("'" + cell); got != cell {
					t.Errorf("%q comes back as %q", cell, got)
				}
			}
		}
	}
	for _, cell := range []string{"", "Acme", "it's", "'tis", "1-2", "a=b", " ", "'", `"quoted"`, "5 @ 3", "x\n=1", "％", "客户"} {
		if got := safe.Spreadsheet(cell); got != cell {
			t.Errorf("%q becomes %q", cell, got)
		}
		if got := safe.FromSpreadsheet(cell); got != cell {
			t.Errorf("%q comes back as %q", cell, got)
		}
	}
}

func FuzzSpreadsheet(f *testing.F) {
	for _, s := range append([]string{"=1+1", "'=1", " '@x", "'", "\"=x", "＝x", "-", "it's", "\ufeff=1", "\xff=1"}, starts...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		quoted := safe.Spreadsheet(cell)
		if got := safe.FromSpreadsheet(quoted); got != cell {
			t.Errorf("%q comes back as %q", cell, got)
		}
		bare := strings.TrimLeftFunc(quoted, func(r rune) bool {
			return r == ' ' || r == '"' || r == '\v' || r == '\f' || unicode.In(r, unicode.Zs, unicode.Cf)
		})
		for _, start := range starts {
			if strings.HasPrefix(bare, start) {
				t.Errorf("%q is a formula", quoted)
			}
		}
	})
}
