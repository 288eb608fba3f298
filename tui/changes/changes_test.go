package changes

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"halfhour/tui/keys/keystest"
	"halfhour/tui/page"
)

// pushed are deals whose names and amounts are as awkward as real ones.
func pushed(n int) []Item {
	names := []string{"Nordlicht renewal", "青岚云平台扩容", "Fønix\x1b[2J rollout", "A deal with a name that somebody in marketing once wanted to be much longer than any window", "Żółw"}
	list := make([]Item, n)
	for i := range list {
		list[i] = Item{
			Name: names[i%len(names)], Account: "Größe & Söhne", Owner: "Ana Ruiz", Amount: fmt.Sprintf("$%d,000", 84+i), What: "Mon 30 Nov → Mon 14 Dec, 14 days later",
			Detail: []Detail{{"close date", "Mon 30 Nov → Mon 14 Dec, 14 days later"}, {"next step", "none → " + strings.Repeat("send the redline ", 20)}},
		}
	}
	return list
}

func behind(items []Item, part bool, err error) func(context.Context) ([]Item, bool, error) {
	return func(context.Context) ([]Item, bool, error) { return items, part, err }
}

func accounts() []Account {
	return []Account{
		{Title: "deals.csv", When: "of Mon 23 Nov", Numbers: []Number{
			{Count: "11", Words: "pushed (median 21 days)", Items: behind(pushed(11), false, nil)},
			{Count: "12,340", Words: "unchanged", Items: behind(pushed(3), true, nil)},
			{Count: "2", Words: "rows not understood", Heads: [3]string{"row", "column", "why"},
				Items: behind([]Item{{Name: "line 9", Account: "Close Date", What: `"someday" is not a date`, Detail: []Detail{{"Deal Name", "Broken"}}}}, false, nil)},
			{Count: "1", Words: "no longer in the export", Items: behind(nil, false, errors.New("the file is busy"))},
		}},
		{Title: "renewals.csv", Numbers: []Number{{Count: "1", Words: "new", Items: behind(pushed(1), false, nil)}}},
	}
}

// shown is a screen with what it asked for.
func shown(t *testing.T) *Screen {
	s := New(t.Context(), accounts())
	settle(s, s.Init())
	return s
}

func settle(s *Screen, cmd tea.Cmd) {
	for cmd != nil {
		cmd = s.Update(cmd())
	}
}

func press(s *Screen, names ...string) {
	keys := map[string]tea.KeyPressMsg{
		"right": {Code: tea.KeyRight}, "left": {Code: tea.KeyLeft}, "up": {Code: tea.KeyUp}, "down": {Code: tea.KeyDown}, "enter": {Code: tea.KeyEnter},
		"tab": {Code: tea.KeyTab}, "end": {Code: tea.KeyEnd}, "pgdown": {Code: tea.KeyPgDown}, "?": {Code: '?', Text: "?"}, "x": {Code: 'x', Text: "x"},
	}
	for _, name := range names {
		settle(s, s.Update(keys[name]))
	}
}

var scenes = map[string][]string{
	"first": nil, "second-deal": {"down"}, "part": {"right"}, "rows": {"right", "right"}, "refused": {"left"},
	"all-of-it": {"enter", "down", "down"}, "next-file": {"tab"}, "help": {"?"},
}

func frame(s *Screen, w, h int) string {
	lines, _, _, _ := s.View(w, h)
	text := make([]string, len(lines))
	for i, l := range lines {
		text[i] = l.String()
	}
	return strings.Join(text, "\n") + "\n"
}

func TestFrames(t *testing.T) {
	for name, keys := range scenes {
		for _, size := range [][2]int{{80, 24}, {120, 36}} {
			t.Run(fmt.Sprintf("%s-%dx%d", name, size[0], size[1]), func(t *testing.T) {
				s := shown(t)
				press(s, keys...)
				golden.RequireEqual(t, frame(s, size[0], size[1]))
			})
		}
	}
}

// A frame is exactly w×h at every size.
func TestEverySize(t *testing.T) {
	for name, keys := range scenes {
		for w := 60; w <= 200; w += 7 {
			for h := 18; h <= 60; h += 5 {
				s := shown(t)
				press(s, keys...)
				lines, _, _, _ := s.View(w, h)
				if len(lines) != h {
					t.Fatalf("%s at %d×%d: %d lines", name, w, h, len(lines))
				}
				for i, l := range lines {
					if l.Width() != w {
						t.Fatalf("%s at %d×%d: line %d is %d cells wide: %q", name, w, h, i, l.Width(), l)
					}
				}
			}
		}
	}
}

func TestKeys(t *testing.T) { keystest.Check(t, "changes", bindings()) }

// What was asked for a number that somebody has left already is passed over.
func TestLateAnswer(t *testing.T) {
	s := New(t.Context(), accounts())
	late := s.Init()
	press(s, "right")
	s.Update(late())
	if len(s.items) != 3 {
		t.Errorf("%d items: those of the number before", len(s.items))
	}
	press(s, "tab", "right", "left", "tab", "left")
	if got := s.at().Numbers[s.number].Words; got != "no longer in the export" {
		t.Errorf("left of the first is %q", got)
	}
	if !strings.Contains(frame(s, 80, 24), "The file is busy.") {
		t.Error("an error is not said")
	}
}

// Before the items have been read no key says that there are none.
func TestKeysBeforeTheItemsAreRead(t *testing.T) {
	s := New(t.Context(), accounts())
	read := s.Init()
	press(s, "down")
	if got := frame(s, 80, 24); !strings.Contains(got, page.Reading) {
		t.Errorf("it says\n%s", got)
	}
	settle(s, read)
	if got := frame(s, 80, 24); strings.Contains(got, page.Reading) {
		t.Errorf("they have been read:\n%s", got)
	}
}
