// Package mapping is the few questions that an import asks on the screen: what
// the columns hold that nobody recognised (Columns), where unknown stages stand
// (Stages), and which of several readings is right (Choice). It knows neither
// files nor the store: a question is filled in, shown by a Model, and read when
// the model says that it was Taken.
//
// Its rules: enter takes what is on the screen, so that what is proposed there
// is always a whole answer; esc leaves everything as it was.
package mapping

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/draw"
	"halfhour/tui/keys"
)

// The least window that a question is drawn in.
const (
	LeastWidth  = 60
	LeastHeight = 12
)

// Question is what a Model shows: *Columns, *Stages or *Choice.
type Question interface {
	// head says what is asked, in a few words.
	head() string
	// about says why, and what is still missing.
	about() []draw.Line
	// box is the title of the list, and list its rows of at most w cells with
	// the one that is marked.
	box() string
	list(w int) (rows []row, at int)
	// wrong says why it cannot be taken as it is; "" when it can.
	wrong() string
	// move marks another item; turn changes the marked one.
	move(by int)
	goTo(item int)
	turn(by int)
	// write is text typed for the marked item; it says what came of it. false
	// when typing means nothing.
	write(text string) (told string, ok bool)
	keys() []keys.Key[*Model]
}

// row is a line of a list: an item, or a heading with none.
type row struct {
	line draw.Line
	item int // -1 for a heading
}

// Model asks one question. It is a whole program of its own.
type Model struct {
	question Question
	file     string
	theme    *draw.Theme
	w, h     int
	pressed  tea.KeyPressMsg
	typed    string
	told     string // what came of a key
	page     bool   // the keys are shown
	taken    bool

	rows       []row // as last drawn
	top, first int   // the line of the first drawn row, and which row that is
}

// New returns the program that asks a question about a file.
func New(file string, q Question) *Model {
	return &Model{question: q, file: file, theme: draw.NewTheme(true)}
}

// Taken says whether the answer was taken; false when somebody left.
func (m *Model) Taken() bool { return m.taken }

// Init asks for the terminal's background.
func (m *Model) Init() tea.Cmd { return tea.RequestBackgroundColor }

// Update takes a key or a size.
func (m *Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.w, m.h = msg.Width, msg.Height
	case tea.BackgroundColorMsg:
		m.theme = draw.NewTheme(msg.IsDark())
	case tea.KeyPressMsg:
		return m, m.press(msg)
	case tea.PasteMsg:
		m.write(msg.Content)
	case tea.MouseWheelMsg:
		m.mouse(keys.Wheel(tea.Mouse(msg)))
	case tea.MouseClickMsg:
		m.click(msg.Y)
	}
	return m, nil
}

func (m *Model) press(press tea.KeyPressMsg) tea.Cmd {
	m.pressed, m.told = press, ""
	if m.page && press.String() != "ctrl+c" {
		m.page = false
		return nil
	}
	// While something is typed a letter belongs to it, whatever else it does.
	if text := press.Text; text != "" && (m.typed != "" || !m.bound(press)) && printable(text) {
		m.write(text)
		return nil
	}
	if m.typed != "" && press.String() == "backspace" {
		m.typed = m.typed[:len(m.typed)-len(lastRune(m.typed))]
		m.retype()
		return nil
	}
	cmd, off, _ := keys.Press(m, m.table(), press)
	if off != "" {
		m.told = off
	}
	return cmd
}

func printable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

func lastRune(s string) string {
	r := []rune(s)
	return string(r[len(r)-1:])
}

// bound says whether a key does something by itself.
func (m *Model) bound(press tea.KeyPressMsg) bool {
	return slices.ContainsFunc(m.table(), func(k keys.Key[*Model]) bool { return slices.Contains(k.On, press.String()) })
}

func (m *Model) write(text string) {
	m.typed = strings.TrimLeft(m.typed+strings.ToLower(text), " ")
	if len(m.typed) > 40 {
		m.typed = ""
	}
	m.retype()
}

func (m *Model) retype() {
	if m.typed == "" {
		return
	}
	told, ok := m.question.write(m.typed)
	if m.told = told; !ok {
		m.typed = ""
	}
}

// do makes a key's action out of one of the question's; what was typed is over.
func do(f func(q Question)) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		m.typed = ""
		f(m.question)
		return nil
	}
}

func (m *Model) take() tea.Cmd {
	if m.question.wrong() != "" {
		m.told = m.question.wrong()
		return nil
	}
	m.taken = true
	return tea.Quit
}

func (m *Model) table() []keys.Key[*Model] {
	table := []keys.Key[*Model]{
		{On: []string{"up"}, Show: "↑↓", Help: "choose", About: "mark another line", Do: do(func(q Question) { q.move(-1) })},
	}
	table = append(table, m.question.keys()...)
	return append(table,
		keys.Key[*Model]{On: []string{"enter"}, Show: "enter", Help: "take", About: "take what stands here, and go on", Do: (*Model).take},
		keys.Key[*Model]{On: []string{"esc", "ctrl+c"}, Show: "esc", Help: "cancel", About: "cancel; nothing is imported and nothing kept", Do: func(*Model) tea.Cmd { return tea.Quit }},
		keys.Key[*Model]{On: []string{"down"}, Show: "", Do: do(func(q Question) { q.move(1) })},
		keys.Key[*Model]{On: []string{"pgup"}, Show: "", Do: do(func(q Question) { q.move(-10) })},
		keys.Key[*Model]{On: []string{"pgdown"}, Show: "", Do: do(func(q Question) { q.move(10) })},
		keys.Key[*Model]{On: []string{"home"}, Show: "", Do: do(func(q Question) { q.goTo(0) })},
		keys.Key[*Model]{On: []string{"end"}, Show: "", Do: do(func(q Question) { q.goTo(1 << 20) })},
		keys.Key[*Model]{On: []string{"?"}, Show: "?", Help: "keys", About: "all keys", Do: func(m *Model) tea.Cmd { m.page = true; return nil }},
	)
}

// shown are the keys that people are told of.
func (m *Model) shown() []keys.Key[*Model] {
	return slices.DeleteFunc(m.table(), func(k keys.Key[*Model]) bool { return k.Show == "" })
}

func (m *Model) mouse(by int) {
	m.typed, m.told = "", ""
	m.question.move(by)
}

func (m *Model) click(y int) {
	if i := y - m.top + m.first; y >= m.top && y < m.h-2 && i < len(m.rows) && m.rows[i].item >= 0 {
		m.typed, m.told = "", ""
		m.question.goTo(m.rows[i].item)
	}
}

// View draws the whole window.
func (m *Model) View() tea.View {
	v := tea.NewView("")
	v.AltScreen, v.MouseMode = true, tea.MouseModeCellMotion
	if m.w > 0 && m.h > 0 {
		v.SetContent(m.theme.Render(m.frame()))
	}
	return v
}

// frame is exactly w×h cells.
func (m *Model) frame() []draw.Line {
	if m.w < LeastWidth || m.h < LeastHeight {
		text := fmt.Sprintf("halfhour needs a window of at least %d×%d; this one is %d×%d. Please make it larger.", LeastWidth, LeastHeight, m.w, m.h)
		return draw.Height(draw.Wrapped(draw.Strong, text, m.w), m.w, m.h)
	}
	title := draw.Text(draw.Strong, " halfhour").Add(draw.Plain, "  "+m.question.head())
	lines := []draw.Line{draw.Spread(title, draw.Text(draw.Quiet, m.file+" "), m.w)}
	if m.page {
		page := append([]draw.Line{nil}, draw.Box("Keys", keys.Page(m, m.shown(), m.w-4), m.w, m.h-2, true)...)
		return draw.Height(append(lines, page...), m.w, m.h)
	}
	for _, l := range m.question.about() {
		for _, part := range wrapped(l, m.w-2) {
			lines = append(lines, draw.Text(draw.Plain, " ").Join(part))
		}
	}
	told := draw.Text(draw.Plain, " ")
	switch {
	case m.told != "":
		told = told.Add(draw.Warn, m.told)
	case m.question.wrong() != "":
		told = told.Add(draw.Warn, m.question.wrong())
	}
	room := m.h - len(lines) - 2
	rows, at := m.question.list(m.w - 4)
	m.rows = rows
	all := make([]draw.Line, len(rows))
	for i, r := range rows {
		all[i] = r.line
	}
	height := min(room, len(rows)+2)
	m.first, m.top = 0, len(lines)+1
	if n := height - 2; len(all) > n {
		m.first = min(max(at-n/2, 0), len(all)-n)
	}
	lines = append(lines, draw.Box(m.question.box(), all[m.first:], m.w, height, true)...)
	lines = draw.Height(lines, m.w, m.h-2)
	return append(lines, told.Fit(m.w), keys.Line(m, m.shown(), m.w))
}

// wrapped breaks a line of one ink into lines of at most w cells.
func wrapped(l draw.Line, w int) []draw.Line {
	if l.Width() <= w || len(l) == 0 {
		return []draw.Line{l}
	}
	return draw.Wrapped(l[0].Ink, l.String(), w)
}

// marked draws the line of an item, with the mark where it has the keys.
func marked(l draw.Line, w int, at bool) draw.Line {
	if at {
		return draw.Text(draw.FocusHead, "▸ ").Join(l).Fit(w)
	}
	return draw.Text(draw.Plain, "  ").Join(l).Fit(w)
}
