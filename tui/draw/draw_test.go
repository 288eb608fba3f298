package draw

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var someLine = rapid.Custom(func(t *rapid.T) Line {
	var l Line
	for range rapid.IntRange(0, 5).Draw(t, "spans") {
		l = l.Add(Ink(rapid.IntRange(0, int(inks)-1).Draw(t, "ink")), rapid.String().Draw(t, "text"))
	}
	return l
})

func TestFitIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, w := someLine.Draw(t, "line"), rapid.IntRange(0, 60).Draw(t, "width")
		fitted := l.Fit(w)
		if fitted.Width() != w {
			t.Fatalf("%q in %d cells takes %d: %q", l.String(), w, fitted.Width(), fitted.String())
		}
		if l.Width() <= w && !strings.HasPrefix(fitted.String(), l.String()) {
			t.Fatalf("%q fits into %d cells and is changed: %q", l.String(), w, fitted.String())
		}
	})
}

func TestBoxIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(someLine, 0, 8).Draw(t, "lines")
		w, h := rapid.IntRange(1, 60).Draw(t, "w"), rapid.IntRange(0, 12).Draw(t, "h")
		box := Box(rapid.String().Draw(t, "title"), lines, w, h, true)
		if len(box) != h {
			t.Fatalf("%d lines instead of %d", len(box), h)
		}
		for _, l := range box {
			if l.Width() != w {
				t.Fatalf("a line of %d cells instead of %d: %q", l.Width(), w, l.String())
			}
		}
	})
}

func TestBoxSaysWhatItHides(t *testing.T) {
	lines := make([]Line, 9)
	box := Box("Keys", lines, 20, 5, false)
	if last := box[4].String(); !strings.Contains(last, "6 more") {
		t.Errorf("six hidden lines, and the edge says %q", last)
	}
}

func TestWindowShowsTheCursor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, h := rapid.IntRange(1, 40).Draw(t, "n"), rapid.IntRange(1, 20).Draw(t, "h")
		focus := rapid.IntRange(0, n-1).Draw(t, "focus")
		lines := make([]Line, n)
		for i := range lines {
			lines[i] = Textf(Plain, "%d", i)
		}
		seen := Window(lines, focus, h)
		found := false
		for _, l := range seen {
			found = found || l.String() == lines[focus].String()
		}
		if !found || len(seen) > max(h, 1) {
			t.Fatalf("%d of %d lines, the cursor at %d in sight: %v", len(seen), n, focus, found)
		}
	})
}

func TestRenderClosesEveryStyle(t *testing.T) {
	for _, dark := range []bool{true, false} {
		out := NewTheme(dark).Render([]Line{Text(Alarm, "over").Add(Plain, " x"), Text(Mark, "y")})
		if strings.Count(out, "\x1b[") != 4 || !strings.HasSuffix(out, "\x1b[m") {
			t.Errorf("dark %v: %q", dark, out)
		}
	}
}
