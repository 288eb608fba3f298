package review

import (
	"fmt"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/live"
	"halfhour/tui/live/livetest"
)

// BenchmarkView draws the parts of a review, at the size of a guest's terminal
// and of a large one.
func BenchmarkView(b *testing.B) {
	about := briefing()
	r := agenda.NewReview("r1", about.Rep.ID, about.Manager.ID, []string{"d1", "d2", "d3"}, about.Today)
	theme := draw.NewTheme(true)
	for _, size := range [][2]int{{80, 24}, {160, 50}} {
		for slot, name := range map[int]string{0: "overview", 1: "deal", r.WrapUp(): "wrap-up"} {
			b.Run(fmt.Sprintf("%s %d×%d", name, size[0], size[1]), func(b *testing.B) {
				r := r.Clone()
				r.Current = slot
				room := live.NewRoom(livetest.NewKeeper(r), r, about, func() time.Time { return at("10:00:00") }, error.Error, nil)
				defer room.Close()
				s := New(b.Context(), room.Sit(), Host{Me: about.Manager.ID})
				b.ReportAllocs()
				for b.Loop() {
					lines, _, _, _ := s.View(size[0], size[1])
					_ = theme.Render(lines)
				}
			})
		}
	}
}
