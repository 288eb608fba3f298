package paint

import (
	"bytes"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// canvas knows what is on a terminal, and what to send for another frame.
type canvas struct {
	sent   bytes.Buffer
	screen *uv.TerminalRenderer
	cells  uv.ScreenBuffer
	rows   []string // the content of each row, as it was drawn
	was    frame
	open   bool // the alternate screen is
}

func newCanvas(env []string) *canvas {
	c := &canvas{}
	c.screen = uv.NewTerminalRenderer(&c.sent, env)
	c.screen.SetTabStops(-1)
	c.screen.SetMapNewline(true)
	c.screen.SetFullscreen(true)
	c.screen.SetRelativeCursor(false)
	return c
}

// enter are what a terminal is told when the program comes, leave when it goes:
// the alternate screen, keys that can be told apart, pastes that are marked, no
// cursor. It is asked for its background, and whether it takes a frame as one
// and counts clusters.
const (
	enter = ansi.SetModeAltScreenSaveCursor + ansi.SetModifyOtherKeys2 + "\x1b[>1u" + ansi.RequestKittyKeyboard +
		ansi.SetModeBracketedPaste + ansi.ResetModeTextCursorEnable +
		ansi.RequestBackgroundColor + ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore
	leave = ansi.ResetModifyOtherKeys + "\x1b[<1u" + ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable + ansi.ResetModeBracketedPaste
	mouse = ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr
	still = ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr
)

// draw returns what brings a frame onto the terminal; nothing when it is there
// already.
func (c *canvas) draw(f frame) []byte {
	if !f.view.AltScreen || f.w == 0 || f.h == 0 {
		return nil
	}
	c.sent.Reset()
	if !c.open {
		c.open = true
		_, _ = c.screen.WriteString(enter)
		c.screen.Erase()
	}
	c.shape(f)
	c.modes(f)
	c.paint(f)
	c.screen.Render(c.cells.RenderBuffer)
	if cursor := f.view.Cursor; cursor != nil {
		c.screen.MoveTo(cursor.X, cursor.Y)
	}
	_ = c.screen.Flush()
	had := c.was.view.Cursor != nil
	c.was = f
	return c.wrap(had, f.view.Cursor != nil)
}

// shape follows the size of the window and what the terminal can do.
func (c *canvas) shape(f frame) {
	if c.rows != nil && f.w == c.was.w && f.h == c.was.h && f.profile == c.was.profile && f.clusters == c.was.clusters {
		return
	}
	c.cells = uv.NewScreenBuffer(f.w, f.h)
	if f.clusters {
		c.cells.Method = ansi.GraphemeWidth
		_, _ = c.screen.WriteString(ansi.SetModeUnicodeCore)
	}
	c.rows = make([]string, f.h)
	c.screen.SetColorProfile(f.profile)
	c.screen.Resize(f.w, f.h)
	c.screen.Erase()
}

// modes turns the mouse on and off, and sets the title.
func (c *canvas) modes(f frame) {
	if on, was := f.view.MouseMode != tea.MouseModeNone, c.was.view.MouseMode != tea.MouseModeNone; on && !was {
		_, _ = c.screen.WriteString(mouse)
	} else if was && !on {
		_, _ = c.screen.WriteString(still)
	}
	if f.view.WindowTitle != c.was.view.WindowTitle {
		_, _ = c.screen.WriteString(ansi.SetWindowTitle(f.view.WindowTitle))
	}
}

// paint puts the rows that changed into cells. Each row closes its own styles.
func (c *canvas) paint(f frame) {
	rest := f.view.Content
	for y := range c.rows {
		var row string
		row, rest, _ = strings.Cut(rest, "\n")
		if row == c.rows[y] {
			continue
		}
		c.rows[y] = row
		uv.NewStyledString(row).Draw(c.cells, uv.Rect(0, y, f.w, 1))
	}
}

// wrap hides the cursor while cells change, so that it is not seen to run about,
// or has the terminal take them as one.
func (c *canvas) wrap(had, has bool) []byte {
	body := c.sent.Bytes()
	var head, tail string
	switch {
	case len(body) == 0:
	case c.was.together:
		head, tail = ansi.SetModeSynchronizedOutput, ansi.ResetModeSynchronizedOutput
	case had && has:
		head, tail = ansi.ResetModeTextCursorEnable, ansi.SetModeTextCursorEnable
	}
	if had && !has {
		head += ansi.ResetModeTextCursorEnable
	} else if has && !had {
		tail = ansi.SetModeTextCursorEnable + tail
	}
	if head == "" && tail == "" {
		return body
	}
	return append(append([]byte(head), body...), tail...)
}

// close returns what gives the terminal back.
func (c *canvas) close() []byte {
	if !c.open {
		return nil
	}
	c.open = false
	c.sent.Reset()
	if c.was.view.MouseMode != tea.MouseModeNone {
		c.sent.WriteString(still)
	}
	if c.was.view.WindowTitle != "" {
		c.sent.WriteString(ansi.SetWindowTitle(""))
	}
	if c.was.clusters {
		c.sent.WriteString(ansi.ResetModeUnicodeCore)
	}
	c.sent.WriteString(leave)
	return c.sent.Bytes()
}
