// Command linked is the least that a program on the same ground as halfhour can
// be: benchmarks hold halfhour's size and memory against it.
package main

import (
	"database/sql"
	"fmt"
	"os"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	_ "modernc.org/sqlite"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	db, err := sql.Open("sqlite", os.Args[1])
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	m := model{input: textinput.New()}
	if err := db.QueryRow("SELECT count(*) FROM deal").Scan(&m.deals); err != nil {
		return err
	}
	if serve != nil && len(os.Args) > 2 {
		return serve(m)
	}
	_, err = tea.NewProgram(m).Run()
	return err
}

// serve is nil in a program that does not link ssh; see wish.go.
var serve func(model) error

type model struct {
	input textinput.Model
	deals int
}

// Init starts nothing.
func (m model) Init() tea.Cmd { return nil }

// Update hands everything to the line that is typed.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	m.input, cmd = m.input.Update(msg)
	return m, cmd
}

// View is two lines.
func (m model) View() tea.View {
	v := tea.NewView(lipgloss.NewStyle().Bold(true).Render(fmt.Sprint("linked, not started ", m.deals)) + "\n" + m.input.View())
	v.AltScreen = true
	return v
}
