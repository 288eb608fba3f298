// Command minimal is the least that a Bubble Tea program can be: benchmarks
// hold halfhour's screen against it.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"
)

func main() { _, _ = tea.NewProgram(model{}).Run() }

type model struct{ at, seconds, w, h int }

type second struct{}

// Init starts a countdown, where the program is asked for one.
func (m model) Init() tea.Cmd {
	if len(os.Args) < 2 {
		return nil
	}
	return tea.Every(time.Second, func(time.Time) tea.Msg { return second{} })
}

// Update counts keys and seconds; q ends it.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.KeyPressMsg:
		if msg.String() == "q" {
			return m, tea.Quit
		}
		m.at++
	case second:
		m.seconds++
		return m, m.Init()
	}
	return m, nil
}

// View is one line; a countdown stands in it in a colour.
func (m model) View() tea.View {
	v := tea.NewView("")
	v.AltScreen = true
	if m.w > 0 {
		line := "minimal, not started " + strconv.Itoa(m.at)
		if left := 3600 - m.seconds; len(os.Args) > 1 {
			line += fmt.Sprintf(" \x1b[38;2;95;211;141m%d:%02d left\x1b[m", left/60, left%60)
		}
		v.SetContent(line)
	}
	return v
}
