package paint

import (
	"bytes"
	"iter"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// canvas knows what is on a terminal, and what to send for another frame.
type canvas struct {
	sent   bytes.Buffer
	screen *uv.TerminalRenderer
	cells  uv.ScreenBuffer
	row    uv.ScreenBuffer // one row of the frame that is being drawn
	rows   []string        // the content of each row, as it was drawn
	told   [len(asks)]string
	was    frame
	probe  string // what the terminal is asked when the program comes
	open   bool   // the alternate screen is
	anew   bool   // the whole screen is about to be sent

	changes *Changes // works out the rows with others, nil for alone: then cells and row are not needed
	term    string
	raw     bool
}

func newCanvas(t Terminal) *canvas {
	c := &canvas{probe: probe(t.Env), changes: t.Changes, term: uv.Environ(t.Env).Getenv("TERM"), raw: t.Raw}
	c.screen = uv.NewTerminalRenderer(&c.sent, t.Env)
	c.screen.SetTabStops(-1)
	c.screen.SetMapNewline(!t.Raw)
	c.screen.SetFullscreen(true)
	c.screen.SetRelativeCursor(false)
	return c
}

// clean empties the screen.
const clean = ansi.CursorHomePosition + ansi.EraseEntireScreen

// draw returns what brings a frame onto the terminal; nothing when it is there
// already.
func (c *canvas) draw(f frame) []byte {
	if !f.view.AltScreen || f.w == 0 || f.h == 0 {
		return nil
	}
	c.sent.Reset()
	had := c.open && c.was.view.Cursor != nil
	if !c.open {
		c.open, c.anew = true, true
		_, _ = c.screen.WriteString(ansi.SetModeAltScreenSaveCursor + ansi.ResetModeTextCursorEnable + c.probe)
	}
	_, _ = c.screen.WriteString(c.tell(f))
	c.shape(f)
	c.paint(f)
	if cursor := f.view.Cursor; cursor != nil {
		c.screen.MoveTo(cursor.X, cursor.Y)
	}
	_ = c.screen.Flush()
	c.was = f
	return c.wrap(had, f.view.Cursor != nil)
}

// shape follows the size of the window and what the terminal can do.
func (c *canvas) shape(f frame) {
	if c.rows != nil && f.w == c.was.w && f.h == c.was.h && f.profile == c.was.profile && f.clusters == c.was.clusters {
		return
	}
	c.anew = true
	c.rows = make([]string, f.h)
	if c.changes != nil {
		return
	}
	c.cells, c.row = uv.NewScreenBuffer(f.w, f.h), uv.NewScreenBuffer(f.w, 1)
	if f.clusters {
		c.cells.Method, c.row.Method = ansi.GraphemeWidth, ansi.GraphemeWidth
	}
	c.screen.SetColorProfile(f.profile)
	c.screen.Resize(f.w, f.h)
}

// paint sends the rows that changed. Each row closes its own styles.
func (c *canvas) paint(f frame) {
	if c.changes != nil {
		c.copied(f)
		return
	}
	if c.anew {
		c.screen.Erase()
	}
	for y, row := range c.split(f) {
		c.set(y, row)
	}
	c.screen.Render(c.cells.RenderBuffer)
	c.anew = false
}

// split returns the rows of a frame, with their numbers.
func (c *canvas) split(f frame) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		rest := f.view.Content
		for y := range c.rows {
			var row string
			row, rest, _ = strings.Cut(rest, "\n")
			if !yield(y, row) {
				return
			}
		}
	}
}

// set changes a row, unless it is so already.
func (c *canvas) set(y int, row string) {
	if row != c.rows[y] {
		c.rows[y] = row
		uv.NewStyledString(row).Draw(c.row, c.row.Bounds())
		c.put(y)
	}
}

// apart is how many cells that stay have to stand between two changes for these
// to be sent one by one. To move over them and to set the colour again costs more
// than fewer cells do.
const apart = 16

// put changes a row of cells. The renderer sends everything from the first to the
// last cell that changed, a whole bar because of its tip and the digits behind
// it, so that it is told of changes that stand apart one after the other.
func (c *canvas) put(y int) {
	was, is := c.cells.Line(y), c.row.Line(0)
	whole := c.anew || !c.even(was) || !c.even(is)
	last := -1 // the last change that is in cells
	for x := range is {
		if was[x].Equal(&is[x]) {
			continue
		}
		if last >= 0 && x-last > apart && !whole {
			c.screen.Render(c.cells.RenderBuffer)
		}
		was[x], last = is[x], x
		c.cells.Touch(x, y)
	}
}

// even says whether everybody agrees that each cell of a line is one cell wide.
// A line in which they do not is sent whole anyway.
func (c *canvas) even(line uv.Line) bool {
	for _, cell := range line {
		if cell.Width != 1 || len(cell.Content) > 1 && c.cells.Method.StringWidth(cell.Content) != ansi.StringWidth(cell.Content) {
			return false
		}
	}
	return true
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

// close returns what gives the terminal back. What is drawn after it begins
// anew.
func (c *canvas) close() []byte {
	if !c.open {
		return nil
	}
	c.open = false
	c.sent.Reset()
	c.sent.WriteString(c.tell(frame{}) + ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable)
	return c.sent.Bytes()
}
