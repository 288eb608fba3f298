// Package page is what every screen has around its body: the title above it,
// a line of words and the line of keys below, and the ? page with all keys.
//
// A screen keeps a Page, hands it the keys with Press and draws with View; it
// adds Common to its table, so that ? and esc mean the same everywhere.
package page

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/keys"
	"halfhour/tui/route"
)

// Page is what a screen keeps of what is around its body.
type Page struct {
	// Pressed is the key that is being handled.
	Pressed tea.KeyPressMsg

	saving bool // a change is on its way into the file, see Alone
	notice draw.Line
	help   bool
	top    int // the first line shown of the ? page
}

// Say puts words into the line above the keys, until the next key.
func (p *Page) Say(ink draw.Ink, text string) { p.notice = draw.Text(ink, text) }

// Reading is why a key does nothing before the file has been read.
const Reading = "The file is being read."

// Read says that it has been: what was said of that is no longer so.
func (p *Page) Read() { p.unsay(Reading) }

func (p *Page) unsay(text string) {
	if p.notice.String() == text {
		p.notice = nil
	}
}

// Alone is what a key does that changes something: nothing while another change
// is being saved. It would be about what was, and could overtake that one.
func Alone[S any](of func(S) *Page, do func(S) tea.Cmd) func(S) tea.Cmd {
	return func(s S) tea.Cmd {
		if of(s).saving {
			of(s).Say(draw.Warn, entry.BeingSaved)
			return nil
		}
		return do(s)
	}
}

// Helping says whether the ? page covers the body.
func (p *Page) Helping() bool { return p.help }

// Common returns the keys that every screen ends its table with. of finds the
// screen's page.
func Common[S any](of func(S) *Page) []keys.Key[S] { return []keys.Key[S]{Help(of), Back[S]()} }

// Help is the key that lists all keys.
func Help[S any](of func(S) *Page) keys.Key[S] {
	return keys.Key[S]{On: []string{"?"}, Show: "?", Help: "keys", About: "all keys of this place", Do: func(s S) tea.Cmd {
		of(s).help, of(s).top = true, 0
		return nil
	}}
}

// Back is the key that leaves a screen.
func Back[S any]() keys.Key[S] {
	return keys.Key[S]{On: []string{"esc", "q"}, Show: "esc", Help: "back", About: "back to where you came from; from the first screen: leave",
		Do: func(S) tea.Cmd { return route.GoBack }}
}

// Press does what a key means; a key that is off says why. It returns false for
// one that the table does not have: the screen may take it as text.
func Press[S any](p *Page, screen S, table []keys.Key[S], msg tea.KeyPressMsg) (cmd tea.Cmd, known bool) {
	p.notice, p.Pressed = nil, msg
	if p.help {
		p.turn(msg.String())
		return nil, true
	}
	cmd, off, found := keys.Press(screen, table, msg)
	if off != "" {
		p.Say(draw.Warn, off)
	}
	return cmd, found
}

// Unknown says that a key means nothing here.
func (p *Page) Unknown(msg tea.KeyPressMsg) {
	p.Say(draw.Quiet, keys.NotHere(msg))
}

// turn moves through the ? page; any other key closes it.
func (p *Page) turn(key string) {
	switch key {
	case "down", "j":
		p.top++
	case "up", "k":
		p.top = max(p.top-1, 0)
	default:
		p.help = false
	}
}

// The smallest window that every screen fits into.
const LeastWidth, LeastHeight = 60, 18

// Around is how many lines of the window are not the body's.
const Around = 3

// View draws a whole window of w×h cells: left and right are the two ends of
// the title line, quiet stands above the keys while there is nothing to say.
// body draws exactly what it is given room for.
func View[S any](p *Page, screen S, table []keys.Key[S], left, right, quiet draw.Line, w, h int, body func(w, h int) []draw.Line) []draw.Line {
	lines := []draw.Line{draw.Spread(draw.Text(draw.Quiet, " halfhour ").Add(draw.Strong, " ").Join(left), right.Add(draw.Plain, " "), w)}
	room := h - Around
	if p.help {
		lines = append(lines, draw.Height(helpView(p, screen, table, w, room), w, room)...)
	} else {
		lines = append(lines, draw.Height(body(w, room), w, room)...)
	}
	notice := p.notice
	if notice == nil {
		notice = quiet
	}
	lines = append(lines, draw.Text(draw.Plain, " ").Join(notice).Fit(w), keys.Line(screen, table, w))
	return draw.Height(lines, w, h)
}

func helpView[S any](p *Page, screen S, table []keys.Key[S], w, h int) []draw.Line {
	lines := keys.Page(screen, table, w-4)
	p.top = min(p.top, max(len(lines)-(h-2), 0))
	title := "Keys"
	if len(lines) > h-2 {
		title = "Keys, ↓ for more"
	}
	return draw.Box(title, lines[p.top:], w, min(h, len(lines)+2), true)
}

// Sentence makes an error fit to be read: a capital and a full stop.
func Sentence(err error) string {
	text := draw.Capital(err.Error())
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
