package tui

import (
	tea "charm.land/bubbletea/v2"

	"halfhour/tui/draw"
)

// Screen is one of the program's screens. The program hands the keys, pastes
// and the mouse to the one in sight; whatever else its commands bring back
// reaches every open screen, so a screen takes the messages of its own types
// and lets the others pass.
type Screen interface {
	Init() tea.Cmd
	Update(tea.Msg) tea.Cmd
	// View draws exactly h lines of w cells, and says where the cursor stands
	// when something is being typed.
	View(w, h int) (lines []draw.Line, x, y int, typing bool)
	// Leave keeps what is half typed and lets go of what the screen holds. The
	// screen gets no message after it; Leave may wait for the file.
	Leave()
}

// titled is a Screen that says what the window is called.
type titled interface{ Title() string }
