package tui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/keys"
	"halfhour/tui/page"
	"halfhour/tui/route"
)

// welcome asks who is at the keyboard.
type welcome struct {
	ctx     context.Context
	desk    Desk
	entry   *entry.Entry
	pressed tea.KeyPressMsg
}

// introducedMsg says that the file knows who is at the keyboard.
type introducedMsg struct{}

// refusedMsg says why it does not.
type refusedMsg struct{ err error }

// The fields of the welcome.
const (
	nameField = iota
	roleField
	currencyField
)

func newWelcome(ctx context.Context, desk Desk, p Introduction) *welcome {
	currency := p.Currency
	if currency == agenda.NoCurrency {
		currency = ""
	}
	e := entry.New("Who is at the keyboard?", "welcome",
		entry.Field{Default: p.Name, Hint: "your name, as the CRM has it", Short: true},
		entry.Field{Label: "role", Default: string(p.Role), Hint: "rep, manager or executive", Choices: []string{"manager", "rep", "executive"}},
		entry.Field{Label: "home currency", Default: currency, Hint: "USD, EUR, … or empty", Choices: []string{"USD", "EUR", "GBP", "CNY", "JPY", "CHF"}},
	)
	return &welcome{ctx: ctx, desk: desk, entry: e}
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

func welcomeKeys() []keys.Key[*welcome] {
	return []keys.Key[*welcome]{
		{On: []string{"enter"}, Show: "enter", Help: "go on", About: "this is me", Do: (*welcome).introduce},
		{On: []string{"tab", "shift+tab"}, Show: "tab", Help: "next field", About: "to the next field (shift+tab: the one before)", Do: (*welcome).turnField},
		{On: []string{"up", "down"}, Show: "↑↓", Help: "choose", About: "choose what the field offers", Do: func(s *welcome) tea.Cmd {
			_, cmd := s.entry.Type(s.pressed)
			return cmd
		}},
		{On: []string{"esc"}, Show: "esc", Help: "leave", About: "leave; nothing is stored", Do: func(*welcome) tea.Cmd { return route.GoBack }},
	}
}

func (s *welcome) turnField() tea.Cmd {
	s.entry.Turn(s.pressed.String())
	return nil
}

func (s *welcome) introduce() tea.Cmd {
	if s.entry.Busy {
		return nil
	}
	me, field, wrong := introduction(s.entry)
	if wrong != "" {
		s.entry.GoTo(field)
		s.entry.Error = wrong
		return nil
	}
	s.entry.Busy = true
	return func() tea.Msg {
		if err := s.desk.Introduce(s.ctx, me); err != nil {
			return refusedMsg{err}
		}
		return introducedMsg{}
	}
}

// Init has nothing to begin.
func (s *welcome) Init() tea.Cmd { return nil }

// Leave has nothing to keep.
func (s *welcome) Leave() {}

// Update takes what is typed.
func (s *welcome) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case refusedMsg:
		s.entry.Busy, s.entry.Error = false, page.Sentence(msg.err)
		return nil
	case tea.KeyPressMsg:
		s.pressed = msg
		if cmd, _, found := keys.Press(s, welcomeKeys(), msg); found {
			return cmd
		}
	}
	_, cmd := s.entry.Type(msg)
	return cmd
}

// View draws the welcome.
func (s *welcome) View(w, h int) (lines []draw.Line, x, y int, typing bool) {
	lines = []draw.Line{
		nil,
		draw.Text(draw.Strong, " Welcome to halfhour."),
	}
	const about = "One rep, one manager, three deals, thirty minutes. Everything stays in one file on this computer. Your name stands under what you write."
	for _, row := range draw.Wrapped(draw.Plain, about, w-2) {
		lines = append(lines, draw.Text(draw.Plain, " ").Join(row))
	}
	lines = append(lines, nil)
	top := len(lines)
	lines = append(lines, s.entry.View(w, 8)...)
	x, y = s.entry.Cursor()
	return append(draw.Height(lines, w, h-1), keys.Line(s, welcomeKeys(), w)), x, y + top, true
}
