// Package changes is the screen that opens the numbers of an account of what
// changed: those of an import, or of the time between two dates. Its words: an
// Account has Numbers, as "11 pushed", and behind a number stand Items, deals
// mostly, each with what changed about it.
//
// The screen knows neither files nor the store: it asks a Number for its items
// when somebody comes to it.
package changes

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/draw"
	"halfhour/tui/keys"
	"halfhour/tui/page"
	"halfhour/tui/table"
)

// Account is what changed, in numbers.
type Account struct {
	Title   string // "deals.csv", "Since Mon 16 Nov"
	When    string // "Mon 23 Nov at 10:11", "" for nothing
	Numbers []Number
}

// Number is how many things something happened to.
type Number struct {
	Count string // "11"
	Words string // "pushed (median 21 days)"
	// Heads are what the columns are called where the items are no deals: what
	// takes the place of the deal, its account and what happened.
	Heads [3]string
	// Items finds what stands behind it, and says whether that is only a part.
	Items func(ctx context.Context) (items []Item, part bool, err error)
}

// Item is one thing behind a number.
type Item struct {
	Name, Account, Owner, Amount string
	What                         string // what happened, in a few words
	Detail                       []Detail
}

// Detail is one line about an item.
type Detail struct{ Label, Words string }

// Screen shows accounts, one at a time.
type Screen struct {
	ctx      context.Context
	end      context.CancelFunc
	page     page.Page
	accounts []Account
	account  int
	number   int
	asked    int // how often items were asked for: an older answer is late
	items    []Item
	part     bool
	loading  bool
	table    table.Table
	wide     bool // the item fills the body
	top      int  // its first line in sight
	listTop  int  // the window's line where the table begins
}

// New returns the screen for accounts, of which there is at least one with a
// number. It asks for items until ctx ends.
func New(ctx context.Context, accounts []Account) *Screen {
	s := &Screen{accounts: accounts}
	s.ctx, s.end = context.WithCancel(ctx)
	return s
}

// itemsMsg is what stands behind a number.
type itemsMsg struct {
	screen *Screen
	asked  int
	items  []Item
	part   bool
	err    error
}

// Init asks for what is behind the first number.
func (s *Screen) Init() tea.Cmd { return s.open(0) }

// Title is what the window is called.
func (s *Screen) Title() string { return "what changed, " + s.at().Title }

// Leave stops asking.
func (s *Screen) Leave() { s.end() }

func (s *Screen) at() Account { return s.accounts[s.account] }

// open goes to a number of the account and asks for what is behind it.
func (s *Screen) open(number int) tea.Cmd {
	numbers := s.at().Numbers
	s.number = (number + len(numbers)) % len(numbers)
	s.asked++
	s.items, s.part, s.loading, s.wide, s.top = nil, false, true, false, 0
	s.table = table.Table{}
	asked, find, ctx := s.asked, numbers[s.number].Items, s.ctx
	return func() tea.Msg {
		items, part, err := find(ctx)
		return itemsMsg{s, asked, items, part, err}
	}
}

// Update takes a key, the mouse, or what was asked for.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case itemsMsg:
		if msg.screen != s || msg.asked != s.asked {
			return nil
		}
		s.items, s.part, s.loading = msg.items, msg.part, false
		s.page.Read()
		s.table.Forget()
		if msg.err != nil {
			s.page.Say(draw.Bad, page.Sentence(msg.err))
		}
	case tea.KeyPressMsg:
		cmd, known := page.Press(&s.page, s, bindings(), msg)
		if !known {
			s.page.Unknown(msg)
		}
		return cmd
	case tea.MouseWheelMsg:
		s.move(keys.Wheel(tea.Mouse(msg)))
	case tea.MouseClickMsg:
		s.table.Click(msg.X, msg.Y-s.listTop)
	}
	return nil
}

// move goes through the items, or through what is said about one.
func (s *Screen) move(by int) {
	if s.wide {
		s.top = max(s.top+by, 0)
		return
	}
	s.table.Move(by)
}

func (s *Screen) item() (Item, bool) {
	if s.table.At < 0 || s.table.At >= len(s.items) {
		return Item{}, false
	}
	return s.items[s.table.At], true
}

func bindings() []keys.Key[*Screen] {
	list := []keys.Key[*Screen]{
		{On: []string{"right", "left", "l", "h"}, Show: "←→", Help: "number", About: "the deals behind the next number, or the one before", Do: (*Screen).turn},
		{On: []string{"down", "up", "j", "k"}, Show: "↑↓", Help: "deal", About: "mark another deal; below it stands what changed", Off: nothing, Do: (*Screen).step},
		{On: []string{"enter"}, Show: "enter", Help: "all of it", About: "everything that changed about the deal; again: the list", Off: nothing, Do: func(s *Screen) tea.Cmd {
			s.wide, s.top = !s.wide, 0
			return nil
		}},
		{On: []string{"tab"}, Show: "tab", Help: "next file", About: "the numbers of the next file, where several came in", Off: (*Screen).alone, Do: func(s *Screen) tea.Cmd {
			s.account = (s.account + 1) % len(s.accounts)
			return s.open(0)
		}},
		{On: []string{"pgdown", "pgup", "home", "end"}, Show: "pgdn", Help: "page", About: "a page on or back; home and end", Off: nothing, Do: (*Screen).step, Last: true},
	}
	return append(list, page.Common(func(s *Screen) *page.Page { return &s.page })...)
}

func nothing(s *Screen) string {
	switch {
	case len(s.items) > 0:
		return ""
	case s.loading:
		return page.Reading
	}
	return "Nothing is listed here."
}

func (s *Screen) alone() string {
	if len(s.accounts) < 2 {
		return "There is only this one."
	}
	return ""
}

func (s *Screen) turn() tea.Cmd {
	if key := s.page.Pressed.String(); key == "left" || key == "h" {
		return s.open(s.number - 1)
	}
	return s.open(s.number + 1)
}

func (s *Screen) step() tea.Cmd {
	switch key := s.page.Pressed.String(); key {
	case "down", "j":
		s.move(1)
	case "up", "k":
		s.move(-1)
	default:
		s.table.Press(key)
	}
	return nil
}
