package safe

import (
	"testing"

	"github.com/clipperhouse/displaywidth"
)

// What is taken for simple is what the long way makes of it, in width too, alone
// and beside any other.
func TestSimpleRunes(t *testing.T) {
	long := func(s string) Text {
		var c cleaner
		for s != "" {
			s = s[c.take(s):]
		}
		return Text(c.out.String())
	}
	var all []rune
	for r := rune(0); r <= 0x10ffff; r++ {
		if simple(r) > 0 {
			all = append(all, r)
		}
	}
	for i, r := range all {
		for _, s := range []string{string(r), string([]rune{r, all[i*31%len(all)]})} {
			if got, want := width(s), displaywidth.String(s); got != want {
				t.Fatalf("%q takes %d cells, not %d", s, want, got)
			}
			if long(s) != Text(s) {
				t.Fatalf("%q becomes %q", s, long(s))
			}
		}
	}
	if len(all) < 20000 {
		t.Errorf("only %d are simple", len(all))
	}
}
