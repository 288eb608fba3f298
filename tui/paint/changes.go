package paint

import (
	"bytes"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Changes works out what a terminal is sent for a row to change, once for all
// terminals of one kind: fifty people who follow a meeting in windows of one
// size see the same rows change. It is for several Painters at a time.
type Changes struct {
	mu     sync.Mutex
	drafts map[kind]*draft
	recent map[change]changed
	older  map[change]changed // those before, until as many new ones came
}

// NewChanges returns one that knows nothing yet.
func NewChanges() *Changes {
	return &Changes{drafts: map[kind]*draft{}, recent: map[change]changed{}}
}

// kind is all that the way to another row depends on, besides the rows.
type kind struct {
	term     string
	w, h     int
	profile  colorprofile.Profile
	clusters bool
	raw      bool
}

// change is a row that becomes another.
type change struct {
	kind
	y       int
	was, is string
}

// changed is what to send, and the row as all that show it keep it.
type changed struct {
	sent []byte
	row  string
}

// mostChanges is how many changes are kept, twice over: a few screens of rows.
// mostKinds is how many kinds of terminals keep what they are drawn with.
const mostChanges, mostKinds = 256, 4

// of returns what to send for a change.
func (c *Changes) of(what change) changed {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.recent[what]
	if ok {
		return known
	}
	if known, ok = c.older[what]; !ok {
		what.was, what.is = strings.Clone(what.was), strings.Clone(what.is) // and not the screen that they are part of
		known = changed{c.draw(what), what.is}
	}
	if len(c.recent) == mostChanges {
		c.recent, c.older = map[change]changed{}, c.recent
	}
	c.recent[what] = known
	return known
}

// draw draws a change on the draft of its kind. One that breaks is not used
// again.
func (c *Changes) draw(what change) []byte {
	d := c.drafts[what.kind]
	if d == nil {
		d = newDraft(what.kind)
	}
	delete(c.drafts, what.kind)
	if len(c.drafts) == mostKinds {
		clear(c.drafts)
	}
	sent := d.change(what)
	c.drafts[what.kind] = d
	return sent
}

// draft is a screen that nobody sees, to find out how one of its rows is changed.
type draft struct{ *canvas }

func newDraft(k kind) *draft {
	d := &draft{newCanvas(Terminal{Env: []string{"TERM=" + k.term}, Raw: k.raw})}
	// What stands below the last row keeps the renderer from clearing all from a
	// row on, for here the rows below are empty and there they are not.
	f := frame{view: tea.NewView(strings.Repeat("\n", k.h) + "x"), w: k.w, h: k.h + 1, profile: k.profile, clusters: k.clusters}
	d.shape(f)
	d.paint(f)
	return d
}

// change returns what changes a row, wherever the cursor stands.
func (d *draft) change(what change) []byte {
	d.become(what.y, what.was)
	d.sent.Reset()
	d.screen.SetPosition(-1, -1)
	d.become(what.y, what.is)
	return bytes.Clone(d.sent.Bytes())
}

func (d *draft) become(y int, row string) {
	d.set(y, row)
	d.screen.Render(d.cells.RenderBuffer)
	_ = d.screen.Flush()
}

// copied sends the rows that changed as they were sent to others.
func (c *canvas) copied(f frame) {
	if c.anew {
		clear(c.rows)
		_, _ = c.screen.WriteString(clean)
	}
	k := kind{c.term, f.w, f.h, f.profile, f.clusters, c.raw}
	for y, row := range c.split(f) {
		if row == c.rows[y] {
			continue
		}
		known := c.changes.of(change{k, y, c.rows[y], row})
		c.rows[y] = known.row
		_, _ = c.screen.Write(known.sent)
		c.screen.SetPosition(-1, -1)
	}
	c.anew = false
}
