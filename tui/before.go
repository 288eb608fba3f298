package tui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/keys"
)

// The fields of the welcome.
const (
	nameField = iota
	roleField
	currencyField
)

func welcomeEntry(p Introduction) *entry.Entry {
	currency := p.Currency
	if currency == agenda.NoCurrency {
		currency = ""
	}
	return entry.New("Who is at the keyboard?", "welcome",
		entry.Field{Default: p.Name, Hint: "your name, as the CRM has it"},
		entry.Field{Label: "role", Default: string(p.Role), Hint: "rep, manager or executive", Choices: []string{"manager", "rep", "executive"}},
		entry.Field{Label: "home currency", Default: currency, Hint: "USD, EUR, … or empty", Choices: []string{"USD", "EUR", "GBP", "CNY", "JPY", "CHF"}},
	)
}

// introduction reads the welcome; wrong says what to mend in which field, and
// is "" when all can be read.
func introduction(e *entry.Entry) (me Introduction, field int, wrong string) {
	me = Introduction{Name: e.Value(nameField), Currency: strings.ToUpper(e.Value(currencyField))}
	if me.Name == "" {
		return me, nameField, "Say your name: notes and actions carry it."
	}
	role, err := agenda.ParseRole(e.Value(roleField))
	if err != nil {
		return me, roleField, "The role is rep, manager or executive."
	}
	me.Role = role
	if me.Currency == "" {
		me.Currency = agenda.NoCurrency
	}
	if !agenda.ValidCurrency(me.Currency) {
		return me, currencyField, fmt.Sprintf("%q is not a currency: say USD, EUR, CNY, … or leave it empty.", me.Currency)
	}
	return me, 0, ""
}

func welcomeKeys() []keys.Key[*Model] {
	return []keys.Key[*Model]{
		{On: []string{"enter"}, Show: "enter", Help: "go on", About: "this is me", Do: (*Model).introduce},
		{On: []string{"tab", "shift+tab"}, Show: "tab", Help: "next field", About: "to the next field (shift+tab: the one before)", Do: (*Model).turnField},
		{On: []string{"up", "down"}, Show: "↑↓", Help: "choose", About: "choose what the field offers", Do: func(m *Model) tea.Cmd {
			_, cmd := m.entry.Type(m.pressed)
			return cmd
		}},
		{On: []string{"esc", "ctrl+c"}, Show: "esc", Help: "leave", About: "leave; nothing is stored", Do: (*Model).quit},
	}
}

func resumeKeys() []keys.Key[*Model] {
	return []keys.Key[*Model]{
		{On: []string{"enter", "y"}, Show: "enter", Help: "go on", About: "go on where it was; everything typed is there", Do: func(m *Model) tea.Cmd { return m.enter(true) }},
		{On: []string{"n"}, Show: "n", Help: "new", About: "begin a new one; this one is set aside, its actions stay", Do: func(m *Model) tea.Cmd { return m.enter(false) }},
		{On: []string{"q", "esc", "ctrl+c"}, Show: "q", Help: "leave", About: "leave", Do: (*Model).quit},
	}
}

func (m *Model) turnField() tea.Cmd {
	if m.pressed.String() == "shift+tab" {
		m.entry.Turn(-1)
	} else {
		m.entry.Turn(1)
	}
	return nil
}

func (m *Model) quit() tea.Cmd { return tea.Quit }

// updateBefore takes what is typed before the review is on the screen.
func (m *Model) updateBefore(msg tea.Msg) tea.Cmd {
	table := map[place][]keys.Key[*Model]{welcome: welcomeKeys(), resuming: resumeKeys()}[m.place]
	if press, ok := msg.(tea.KeyPressMsg); ok {
		m.pressed = press
		if cmd, _, found := keys.Press(m, table, press); found {
			return cmd
		}
		if m.place == opening && press.String() == "ctrl+c" {
			return tea.Quit
		}
	}
	if m.place != welcome {
		return nil
	}
	_, cmd := m.entry.Type(msg)
	return cmd
}

func (m *Model) introduce() tea.Cmd {
	me, field, wrong := introduction(m.entry)
	if wrong != "" {
		m.entry.GoTo(field)
		m.entry.Error = wrong
		return nil
	}
	m.place = opening
	return func() tea.Msg {
		if err := m.desk.Introduce(m.ctx, me); err != nil {
			return openedMsg{err: err}
		}
		return m.openDesk()
	}
}

func (m *Model) viewWelcome() (lines []draw.Line, x, y int) {
	lines = []draw.Line{
		nil,
		draw.Text(draw.Strong, " Welcome to halfhour."),
	}
	const about = "One rep, one manager, three deals, thirty minutes. Everything stays in one file on this computer. Your name stands under what you write."
	for _, row := range draw.Wrapped(draw.Plain, about, m.w-2) {
		lines = append(lines, draw.Text(draw.Plain, " ").Join(row))
	}
	lines = append(lines, nil)
	top := len(lines)
	lines = append(lines, m.entry.View(m.w, 8)...)
	x, y = m.entry.Cursor()
	return append(draw.Height(lines, m.w, m.h-1), keys.Line(m, welcomeKeys(), m.w)), x, y + top
}

func (m *Model) viewResuming() []draw.Line {
	u := m.open.Unfinished
	text := fmt.Sprintf("The review of %s was prepared but not started.", u.Rep)
	if !u.Started.IsZero() {
		text = fmt.Sprintf("The review of %s, started %s, is not finished: it was at %s, with %s left.",
			u.Rep, u.Started.Local().Format("Mon 2 Jan at 15:04"), u.Where, agenda.Minutes(u.Left))
		if u.Left < 0 {
			text = fmt.Sprintf("The review of %s, started %s, is not finished: it was at %s.",
				u.Rep, u.Started.Local().Format("Mon 2 Jan at 15:04"), u.Where)
		}
	}
	lines := draw.Wrapped(draw.Strong, text, m.w-4)
	lines = append(append(lines, nil), keys.Page(m, resumeKeys())...)
	return draw.Height(append([]draw.Line{nil}, draw.Box("Go on?", lines, m.w, len(lines)+2, true)...), m.w, m.h)
}

func size(w, h int) string { return fmt.Sprintf("%d×%d", w, h) }
