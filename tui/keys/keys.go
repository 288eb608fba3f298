// Package keys declares what keys do. One Key holds the binding, its help, what
// it does and why it is off now; the dispatch, the line of keys, the ? screen
// and the README's table all come from it.
package keys

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/draw"
)

// Key is one key of a screen S.
type Key[S any] struct {
	On    []string // as Bubble Tea names them
	Show  string   // as people read them
	Help  string   // one or two words, for the line of keys
	About string   // a whole phrase, for the ? screen and the README
	Do    func(S) tea.Cmd
	Off   func(S) string // why it does nothing now; "" or nil when it works
	Last  bool           // gives way first when the line of keys is narrow
	Rare  bool           // stands on the ? page only
}

func (k Key[S]) why(screen S) string {
	if k.Off == nil {
		return ""
	}
	return k.Off(screen)
}

// Press finds what a key press does. found is false for a key that means
// nothing here; off says why the key does nothing now.
func Press[S any](screen S, table []Key[S], press tea.KeyPressMsg) (cmd tea.Cmd, off string, found bool) {
	name := press.String()
	for _, k := range table {
		if slices.Contains(k.On, name) {
			if off = k.why(screen); off != "" {
				return nil, off, true
			}
			return k.Do(screen), "", true
		}
	}
	return nil, "", false
}

// Unknown says that a key means nothing here, and where to find those that do.
func Unknown[S any](screen S, table []Key[S], press tea.KeyPressMsg) string {
	var works []string
	for _, k := range table {
		if k.Show == "?" {
			return NotHere(press)
		}
		if k.why(screen) == "" {
			works = append(works, k.Show+" "+k.Help)
		}
	}
	return NotHere(press, works...)
}

// NotHere says that a key means nothing here, and what the few keys that there
// are do; without them, how to list all.
func NotHere(press tea.KeyPressMsg, works ...string) string {
	if len(works) == 0 {
		works = []string{"? lists all"}
	}
	return "“" + press.String() + "” does nothing here. Keys: " + strings.Join(works, ", ") + "."
}

// Line draws the keys that work now, as many as fit into w cells. The key that
// lists them all, "?", always stands at the right.
func Line[S any](screen S, table []Key[S], w int) draw.Line {
	var all draw.Line
	var rest []Key[S]
	for _, k := range table {
		switch {
		case k.Show == "?":
			all = draw.Text(draw.KeyCap, "?").Add(draw.Quiet, " "+k.Help+" ")
		case k.why(screen) == "" && !k.Rare:
			rest = append(rest, k)
		}
	}
	room := w - all.Width() - 1
	line, fits := row(rest, room)
	for !fits {
		i := slices.IndexFunc(rest, func(k Key[S]) bool { return k.Last })
		if i < 0 {
			break
		}
		rest = slices.Delete(rest, i, i+1)
		line, fits = row(rest, room)
	}
	return draw.Spread(line, all, w)
}

func row[S any](table []Key[S], room int) (line draw.Line, fits bool) {
	for i, k := range table {
		gap := "  "
		if i == 0 {
			gap = " "
		}
		part := draw.Text(draw.Plain, gap).Add(draw.KeyCap, k.Show).Add(draw.Quiet, " "+k.Help)
		if line.Width()+part.Width() > room {
			return line, false
		}
		line = line.Join(part)
	}
	return line, true
}

// Page lists every key with what it does, and why it is off now, in lines of at
// most w cells.
func Page[S any](screen S, table []Key[S], w int) []draw.Line {
	wide := 0
	for _, k := range table {
		wide = max(wide, draw.Text(draw.Plain, k.Show).Width())
	}
	var lines []draw.Line
	for _, k := range table {
		ink, text := draw.Plain, k.About
		if why := k.why(screen); why != "" {
			ink, text = draw.Quiet, text+" (off: "+strings.TrimSuffix(why, ".")+")"
		}
		for i, row := range draw.Wrapped(ink, text, w-wide-2) {
			show := ""
			if i == 0 {
				show = k.Show
			}
			lines = append(lines, draw.Text(draw.KeyCap, show).Fit(wide+2).Join(row))
		}
	}
	return lines
}

// Help is what one key does, for a table of keys.
type Help struct{ Keys, Does string }

// Table is the keys of one place, as the README shows them.
type Table struct {
	Title string
	Keys  []Help
}

// TableOf returns the keys of a place.
func TableOf[S any](title string, table []Key[S]) Table {
	t := Table{Title: title}
	for _, k := range table {
		t.Keys = append(t.Keys, Help{k.Show, k.About})
	}
	return t
}

// Wheel is how far the wheel was turned: down is 1, up -1.
func Wheel(m tea.Mouse) int {
	switch m.Button {
	case tea.MouseWheelUp:
		return -1
	case tea.MouseWheelDown:
		return 1
	}
	return 0
}
