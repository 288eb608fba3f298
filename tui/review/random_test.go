package review

import (
	"math/rand/v2"
	"testing"
	"time"
)

// Whatever keys come in whatever order, at whatever size, with deals that are
// there and deals that are gone, nothing panics and every frame fits.
func TestRandomKeys(t *testing.T) {
	keys := []string{
		"enter", "esc", "tab", "shift+tab", "right", "left", "up", "down", "space", "backspace",
		"y", "n", "u", "a", "o", "e", "p", "s", "d", "f", "t", "c", "w", "+", "?", "x", "1", "客",
	}
	meetings := 60
	if testing.Short() {
		meetings = 4
	}
	for seed := range uint64(meetings) {
		random := rand.New(rand.NewPCG(seed, 7))
		deals := [][]string{{"d1", "d3", "d2"}, {"d2"}, nil, {"d4", "gone"}}[seed%4]
		inMeeting(t, briefing(), deals, func(m *meeting) {
			for range 120 {
				key := keys[random.IntN(len(keys))]
				m.press(key)
				switch random.IntN(12) {
				case 0:
					m.pass(time.Duration(random.IntN(240)) * time.Second)
				case 1:
					m.sleep(time.Duration(random.IntN(600)) * time.Second)
				case 2:
					m.write("Über 客户 \x1b[31m " + key)
				}
				checkFrame(t, m, LeastWidth+random.IntN(120), LeastHeight+random.IntN(40))
				if t.Failed() {
					t.Fatalf("seed %d, after %q:\n%s", seed, key, m.frame(80, 24))
				}
			}
		})
	}
}
