package draw

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// Ink names what a piece of text is, so that a theme can say how it looks.
type Ink uint8

// The inks. Meaning never hangs on colour alone: the words say it too.
const (
	Plain     Ink = iota
	Quiet         // less important: labels, hints
	Strong        // names, what the eye should find first
	Head          // a box's title
	Edge          // a box's frame
	Focus         // the frame of the box that takes the keys
	FocusHead     // and its title
	Mark          // the cursor's line in a list
	KeyCap        // a key in the line of keys
	Good
	Warn
	Bad
	Alarm // over time, not saved: cannot be missed
	inks
)

// Theme turns lines into what a terminal gets. Make one for each program: two
// people's terminals differ.
type Theme struct {
	open, shut [inks]string
}

// NewTheme returns the theme for a dark or a light background.
func NewTheme(dark bool) *Theme {
	pick := lipgloss.LightDark(dark)
	c := func(light, onDark string) lipgloss.Style {
		return lipgloss.NewStyle().Foreground(pick(lipgloss.Color(light), lipgloss.Color(onDark)))
	}
	styles := [inks]lipgloss.Style{
		Plain:     lipgloss.NewStyle(),
		Quiet:     c("#5c6370", "#8b93a1"),
		Strong:    lipgloss.NewStyle().Bold(true),
		Head:      c("#374151", "#b6bdc9").Bold(true),
		Edge:      c("#b9bfc9", "#4a515e"),
		Focus:     c("#0b63c5", "#5fa8ff"),
		FocusHead: c("#0b63c5", "#5fa8ff").Bold(true),
		Mark:      lipgloss.NewStyle().Reverse(true),
		KeyCap:    c("#0b63c5", "#5fa8ff").Bold(true),
		Good:      c("#146c2e", "#5fd38d"),
		Warn:      c("#8a5a00", "#f2c14e"),
		Bad:       c("#b3261e", "#ff7b72").Bold(true),
		Alarm:     lipgloss.NewStyle().Bold(true).Reverse(true).Foreground(pick(lipgloss.Color("#b3261e"), lipgloss.Color("#ff7b72"))),
	}
	t := &Theme{}
	for i, s := range styles {
		t.open[i], t.shut[i], _ = strings.Cut(s.Render("x"), "x")
	}
	return t
}

// Render returns lines as one string with line feeds between them.
func (t *Theme) Render(lines []Line) string {
	var b strings.Builder
	b.Grow(len(lines) * 200)
	for i, l := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, s := range l {
			b.WriteString(t.open[s.Ink])
			b.WriteString(string(s.Text))
			b.WriteString(t.shut[s.Ink])
		}
	}
	return b.String()
}
