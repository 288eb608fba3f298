// Command minimal is the least that a Bubble Tea program can be: benchmarks
// hold halfhour's screen against it.
package main

import (
	"strconv"

	tea "charm.land/bubbletea/v2"
)

func main() { _, _ = tea.NewProgram(model{}).Run() }

type model struct{ at, w, h int }

// Init starts nothing.
func (m model) Init() tea.Cmd { return nil }

// Update counts keys; q ends it.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.KeyPressMsg:
		if msg.String() == "q" {
			return m, tea.Quit
		}
		m.at++
	}
	return m, nil
}

// View is one line.
func (m model) View() tea.View {
	v := tea.NewView("")
	v.AltScreen = true
	if m.w > 0 {
		v.SetContent("minimal, not started " + strconv.Itoa(m.at))
	}
	return v
}
