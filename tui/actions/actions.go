// Package actions is the screen of what was agreed and is still to be done: by
// person, deal, due date or priority, with what is overdue or old in sight. An
// action is ticked, changed, carried over or dropped in place, and every step
// can be taken back.
package actions

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/actionform"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/keys"
	"halfhour/tui/page"
	"halfhour/tui/route"
	"halfhour/tui/table"
)

// Desk is what the screen asks of the machine it runs on.
type Desk interface {
	// List returns the actions, done and dropped ones too.
	List(ctx context.Context) (List, error)
	// Change saves an action that was as was, the zero Action for a new one. It
	// returns agenda.ErrChanged when it is no longer so, and its id otherwise.
	Change(ctx context.Context, was, next agenda.Action) (id string, err error)
	// Now is the clock.
	Now() time.Time
	// FollowUp writes down that the manager called or wrote to the rep.
	FollowUp(ctx context.Context, text string) error
	// Undo takes the last step back and says which action it was about.
	Undo(ctx context.Context) (id string, err error)
}

// Item is an action with the names that belong to its ids.
type Item struct {
	agenda.Action
	Deal, Owner, Removes string
	Role                 agenda.Role // its owner's
}

// List is what the screen shows.
type List struct {
	Of       string // the rep's name, "" for everybody's
	Owed     string // the follow-up that their last review owes, in words; "" for none
	Me       string // the id of who is at the keyboard
	Items    []Item
	About    actionform.About
	CarryDay time.Weekday // to which actions are carried over
}

// Screen is the list on the screen.
type Screen struct {
	ctx  context.Context
	desk Desk
	page page.Page

	list   List
	loaded bool
	table  table.Table
	order  order
	all    bool   // done and dropped ones too
	deal   string // of this deal only, "" for all
	owner  string // of the person of this name only, "" for all
	rows   []int  // an item of list.Items each, -1 for a heading
	heads  []string

	entry *entry.Entry
	save  func() tea.Cmd // what enter does with the entry
	find  string         // the id to mark once the list is read
}

// New returns the screen, of one deal's actions when deal is not "", and of one
// person's by name when owner is not. ctx ends with the program.
func New(ctx context.Context, desk Desk, deal, owner string) *Screen {
	return &Screen{ctx: ctx, desk: desk, deal: deal, owner: owner}
}

// shows says whether an action is of those that the screen is about.
func (s *Screen) shows(it Item) bool {
	return (s.deal == "" || it.DealID == s.deal) && (s.owner == "" || it.Owner == s.owner)
}

type listMsg struct {
	of   *Screen
	list List
	err  error
}

type savedMsg struct {
	of    *Screen
	id    string
	said  string
	entry *entry.Entry
	err   error
	now   listMsg // what the list is by now
}

// Init reads the actions.
func (s *Screen) Init() tea.Cmd {
	return func() tea.Msg { return s.read() }
}

func (s *Screen) read() listMsg {
	list, err := s.desk.List(s.ctx)
	return listMsg{s, list, err}
}

// Leave has nothing to keep: what was changed is in the file.
func (s *Screen) Leave() {}

// Title is what the window is called.
func (s *Screen) Title() string { return "actions" }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case listMsg:
		if msg.of == s {
			s.take(msg)
		}
	case savedMsg:
		if msg.of == s {
			s.saved(msg)
		}
	case route.Again:
		return s.Init()
	case tea.PasteMsg:
		if s.entry != nil {
			return s.typed(msg)
		}
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.MouseMsg:
		s.mouse(msg)
	}
	return nil
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	cmd, known := page.Press(&s.page, s, s.keys(), msg)
	switch {
	case known:
		return cmd
	case s.entry != nil:
		return s.typed(msg)
	}
	s.page.Unknown(msg)
	return nil
}

func (s *Screen) typed(msg tea.Msg) tea.Cmd {
	changed, cmd := s.entry.Type(msg)
	if changed && s.entry.OnChange != nil {
		s.entry.OnChange(s.entry)
	}
	return cmd
}

func (s *Screen) mouse(msg tea.MouseMsg) {
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		s.move(keys.Wheel(at))
	case tea.MouseClickMsg:
		if s.entry == nil && at.Button == tea.MouseLeft {
			s.table.Click(at.X, at.Y-tableRow)
			s.offHeading(1)
		}
	}
}

func (s *Screen) take(msg listMsg) {
	s.loaded = true
	s.page.Read()
	if msg.err != nil {
		s.page.Say(draw.Bad, page.Sentence(msg.err))
		return
	}
	if it, ok := s.here(); ok && s.find == "" {
		s.find = it.ID
	}
	s.list = msg.list
	s.arrange()
}

func (s *Screen) saved(msg savedMsg) {
	if s.page.Answered(msg.entry, &s.entry, msg.err) {
		s.find = msg.id
		s.page.Say(draw.Good, msg.said)
	}
	s.take(msg.now)
}

// here is the action at the cursor.
func (s *Screen) here() (Item, bool) {
	if at := s.table.At; at < len(s.rows) && s.rows[at] >= 0 {
		return s.list.Items[s.rows[at]], true
	}
	return Item{}, false
}

// move marks the next action, past headings.
func (s *Screen) move(by int) {
	s.table.Move(by)
	s.offHeading(by)
}

func (s *Screen) offHeading(by int) {
	step := 1
	if by < 0 {
		step = -1
	}
	for _, way := range []int{step, -step} {
		for at := s.table.At; at >= 0 && at < len(s.rows); at += way {
			if s.rows[at] >= 0 {
				s.table.GoTo(at)
				return
			}
		}
	}
}

type key = keys.Key[*Screen]
