package review

import (
	"slices"
	"strings"

	"halfhour/agenda/coach"
	"halfhour/tui/entry"
)

// mostMeant is how many people's names are looked for in what is typed: those
// of the review come first.
const mostMeant = 20

// worded are the places in which something is said that others read.
var worded = []string{"note:", "action:", "edit:", "obstacle:", "park"}

// offerWording says quietly how words that blame somebody could be about the
// deal. They are saved as they are when nobody changes them.
func (s *Screen) offerWording(e *entry.Entry) {
	isWorded := slices.ContainsFunc(worded, func(place string) bool { return strings.HasPrefix(e.Place, place) })
	if s.briefing().KeepWords || !isWorded || e.Told != "" {
		return
	}
	var meant []string
	for _, p := range s.briefing().People {
		if meant = append(meant, p.Name); len(meant) == mostMeant {
			break
		}
	}
	e.Told = coach.Reword(e.Value(0), meant...)
}
