// Package guest is the program of somebody who joins a review over ssh: a line
// for the code, and then the same panes that the host sees.
//
// It holds no file and no settings, and opens no screen but these two: what a
// guest does goes to the room, which checks it.
package guest

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/keys"
	"halfhour/tui/live"
	"halfhour/tui/page"
	"halfhour/tui/review"
	"halfhour/tui/route"
)

// door is the place where a code is typed.
const door route.Place = "door"

// Program is one guest's program.
type Program struct {
	*tui.Model
	desk *desk
}

// New returns the program of a visit; newID makes ids for what is written
// down. It ends when ctx does.
func New(ctx context.Context, v live.Visit, newID func() string) *Program {
	d := &desk{visit: v, newID: newID}
	first := route.To{Place: door}
	if v.Seat != nil {
		first.Place = route.Review
	}
	return &Program{tui.New(ctx, d, first), d}
}

// Farewell is what stands in the guest's terminal afterwards.
func (p *Program) Farewell(w int) string {
	if p.desk.screen == nil {
		return p.desk.refused
	}
	return p.desk.screen.Farewell(w)
}

// desk is all that a guest's program has: their seat.
type desk struct {
	visit   live.Visit
	newID   func() string
	screen  *review.Screen
	refused string
}

// Open has nothing to open.
func (*desk) Open(context.Context) (tui.Opening, error) { return tui.Opening{}, nil }

// Introduce is not for guests: who they are the door knows.
func (*desk) Introduce(context.Context, tui.Introduction) error { return nil }

// Screen opens the line for the code, or the review.
func (d *desk) Screen(ctx context.Context, to route.To) (tui.Screen, error) {
	switch {
	case to.Place == door:
		return newGate(d), nil
	case to.Place == route.Review && d.visit.Seat != nil:
		host := review.Host{NewID: d.newID, Notice: d.foreign()}
		if d.visit.Key == "" {
			host.Return = "you showed no SSH key, so that you come back with another code."
		}
		d.screen = review.New(ctx, d.visit.Seat, host)
		return d.screen, nil
	}
	return nil, fmt.Errorf("that is on the host's laptop only")
}

// foreign warns of a terminal that takes other characters than are sent, "" for
// one that does not say so.
func (d *desk) foreign() string {
	l := d.visit.Locale
	if name := strings.ToUpper(l); l == "" || strings.Contains(name, "UTF-8") || strings.Contains(name, "UTF8") {
		return ""
	}
	return fmt.Sprintf("Your locale is %.20s and this is UTF-8: letters may come out wrong.", l)
}

// gate asks for the code.
type gate struct {
	desk *desk
	code *entry.Entry
}

func newGate(d *desk) *gate {
	return &gate{desk: d, code: entry.New("Type the code that the host gave you", "code", entry.Field{Hint: "ABCDE-FGHJK"})}
}

func gateKeys() []keys.Key[*gate] {
	return []keys.Key[*gate]{
		{On: []string{"enter"}, Show: "enter", Help: "come in", About: "come in with this code", Do: (*gate).enter},
		{On: []string{"esc"}, Show: "esc", Help: "leave", About: "leave", Do: func(*gate) tea.Cmd { return route.GoBack }},
	}
}

type enteredMsg struct {
	seat *live.Seat
	err  error
}

func (g *gate) enter() tea.Cmd {
	code, enter := g.code.Value(0), g.desk.visit.Enter
	if code == "" {
		g.code.Error = "The code has ten letters and digits; the host's screen shows it."
		return nil
	}
	if g.code.Busy {
		return nil
	}
	g.code.Busy = true
	return func() tea.Msg {
		seat, err := enter(code)
		return enteredMsg{seat, err}
	}
}

// Init has nothing to begin.
func (g *gate) Init() tea.Cmd { return nil }

// Leave has nothing to keep.
func (g *gate) Leave() {}

// Update takes keys and the answer to a code.
func (g *gate) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case enteredMsg:
		g.code.Busy = false
		if msg.err != nil {
			g.code.Error = page.Sentence(msg.err)
			g.desk.refused = g.code.Error + "\n"
			return nil
		}
		g.desk.visit.Seat, g.desk.refused = msg.seat, ""
		return route.Go(route.To{Place: route.Review})
	case route.Again: // who leaves the review leaves
		return route.GoBack
	case tea.PasteMsg:
		_, cmd := g.code.Type(msg)
		return cmd
	case tea.KeyPressMsg:
		if cmd, _, found := keys.Press(g, gateKeys(), msg); found {
			return cmd
		}
		_, cmd := g.code.Type(msg)
		return cmd
	}
	return nil
}

// View draws the line for the code.
func (g *gate) View(w, h int) (lines []draw.Line, x, y int, typing bool) {
	lines = []draw.Line{draw.Text(draw.Quiet, " halfhour ").Add(draw.Strong, " a pipeline review"), nil}
	about := "This is a live review on somebody's laptop. The host's screen shows a code: it lets one person in, once."
	if g.desk.visit.Key != "" {
		about += " Your key comes along and brings you back without a code until the review ends."
	} else {
		about += " You have shown no SSH key: should the line drop, ask for another code."
	}
	if warning := g.desk.foreign(); warning != "" {
		about += " " + warning
	}
	for _, l := range draw.Wrapped(draw.Plain, about, w-2) {
		lines = append(lines, draw.Text(draw.Plain, " ").Join(l))
	}
	lines = append(lines, nil)
	top := len(lines)
	lines = append(lines, g.code.View(min(w, 72), 5)...)
	cx, cy := g.code.Cursor()
	if g.desk.visit.Key != "" {
		lines = append(lines, nil, draw.Text(draw.Quiet, " your key: "+g.desk.visit.Key))
	}
	lines = draw.Height(lines, w, h-1)
	return append(lines, keys.Line(g, gateKeys(), w)), cx, top + cy, true
}
