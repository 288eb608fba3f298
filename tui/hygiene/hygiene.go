// Package hygiene is the screen of bad data: a list to be emptied before the
// meeting. Each line is one thing that is missing or cannot be right in an open
// deal; it is mended in place, or said to be right as it is, and is gone. A
// second list holds what was mended and has to be carried back to the CRM.
package hygiene

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/keys"
	"halfhour/tui/page"
	"halfhour/tui/route"
	"halfhour/tui/table"
)

// Desk is what the screen asks of the machine it runs on.
type Desk interface {
	// List returns what there is to mend, and what was mended.
	List(ctx context.Context) (List, error)
	// Mend writes down what was typed into fields of a deal. What cannot be read
	// is an error in words, and nothing is written. It returns the deal as it is
	// then, with what is left to mend in it.
	Mend(ctx context.Context, d agenda.Deal, typed map[agenda.Field]string) (Mended, error)
	// Confirm writes down that what a deal has in a field is right.
	Confirm(ctx context.Context, d agenda.Deal, f agenda.Field) (Mended, error)
	// TakeBack makes the CRM's value count again.
	TakeBack(ctx context.Context, d agenda.Deal, f agenda.Field) (Mended, error)
	// Write writes what was mended as a CSV for the CRM and says where it is.
	Write(ctx context.Context) (path string, err error)
}

// Item is one thing to mend.
type Item struct {
	Deal    agenda.Deal
	Finding agenda.Finding
}

// List is what the screen shows.
type List struct {
	Of     string // the rep's name, "" for everybody's deals
	Today  agenda.Date
	Open   int // deals that were looked at
	Items  []Item
	Mended []agenda.Deal // those with a fix that the CRM does not say yet
	People []agenda.Person
	Stages func(agenda.Deal) []string // that a deal can be in
}

// Mended is a deal after it was mended.
type Mended struct {
	Deal agenda.Deal
	Left []Item
}

// fix is one line of the second list.
type fix struct {
	deal agenda.Deal
	agenda.Fix
	rival bool // another laptop said otherwise
}

// Screen is the list on the screen.
type Screen struct {
	ctx  context.Context
	desk Desk
	page page.Page

	list   List
	fixes  []fix
	loaded bool
	names  map[string]string // of people, by id

	table  [2]table.Table // of what there is to mend, and of what was mended
	mended bool           // the second list is in sight
	begun  int            // things there were to mend at first

	entry  *entry.Entry
	filled []agenda.Field // the fields of the entry, in order
	of     agenda.Deal    // whose they are
	last   *undo
}

// undo is what u takes back.
type undo struct {
	deal   agenda.Deal
	fields []agenda.Field
}

// New returns the screen. ctx ends with the program.
func New(ctx context.Context, desk Desk) *Screen { return &Screen{ctx: ctx, desk: desk} }

type listMsg struct {
	of   *Screen
	list List
	err  error
}

type mendedMsg struct {
	of    *Screen
	deal  Mended
	said  string
	entry *entry.Entry
	undo  *undo
	err   error
}

type wroteMsg struct {
	of   *Screen
	path string
	err  error
}

// Init reads the deals.
func (s *Screen) Init() tea.Cmd {
	return func() tea.Msg {
		list, err := s.desk.List(s.ctx)
		return listMsg{s, list, err}
	}
}

// Leave has nothing to keep: what was mended is in the file.
func (s *Screen) Leave() {}

// Title is what the window is called.
func (s *Screen) Title() string { return "hygiene" }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case listMsg:
		if msg.of == s {
			s.take(msg)
		}
	case mendedMsg:
		if msg.of == s {
			s.tookIn(msg)
		}
	case wroteMsg:
		if msg.of == s {
			s.wrote(msg)
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
		_, cmd := s.entry.Type(msg)
		return cmd
	}
	s.page.Unknown(msg)
	return nil
}

func (s *Screen) typed(msg tea.Msg) tea.Cmd {
	_, cmd := s.entry.Type(msg)
	return cmd
}

func (s *Screen) mouse(msg tea.MouseMsg) {
	t := s.at()
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		t.Move(keys.Wheel(at))
	case tea.MouseClickMsg:
		if s.entry == nil && at.Button == tea.MouseLeft {
			t.Click(at.X, at.Y-tableRow)
		}
	}
}

// at is the cursor of the list in sight.
func (s *Screen) at() *table.Table {
	if s.mended {
		return &s.table[1]
	}
	return &s.table[0]
}

func (s *Screen) take(msg listMsg) {
	s.loaded = true
	s.page.Read()
	if msg.err != nil {
		s.page.Say(draw.Bad, page.Sentence(msg.err))
		return
	}
	s.list = msg.list
	s.begun = max(s.begun, len(s.list.Items))
	s.table[0].Forget()
	s.names = agenda.NamesByID(s.list.People)
	s.listFixes()
}

// listFixes lists what was mended, deal by deal.
func (s *Screen) listFixes() {
	s.fixes = s.fixes[:0]
	s.table[1].Forget()
	for _, d := range s.list.Mended {
		for _, f := range agenda.FixFields {
			x, ok := d.Fix(f)
			if !ok {
				continue
			}
			s.fixes = append(s.fixes, fix{deal: d, Fix: x})
			for _, r := range d.Rivals(f) {
				s.fixes = append(s.fixes, fix{deal: d, Fix: r, rival: true})
			}
		}
	}
}

// tookIn shows a deal as it is now, in the place it had: the next thing to mend
// moves up to the cursor.
func (s *Screen) tookIn(msg mendedMsg) {
	if !s.page.Answered(msg.entry, &s.entry, msg.err) {
		return
	}
	s.last = msg.undo
	s.list.Items = s.replaced(msg.deal)
	var mended []agenda.Deal
	for _, d := range s.list.Mended {
		if d.ID != msg.deal.Deal.ID {
			mended = append(mended, d)
		}
	}
	if _, any := anyFix(msg.deal.Deal); any {
		mended = append(mended, msg.deal.Deal)
	}
	s.list.Mended = mended
	s.listFixes()
	s.page.Say(draw.Good, msg.said)
}

// replaced returns the items with a deal's own ones in the place of those it
// had; at the end when it had none.
func (s *Screen) replaced(deal Mended) []Item {
	var items []Item
	placed := false
	for _, it := range s.list.Items {
		if it.Deal.ID != deal.Deal.ID {
			items = append(items, it)
		} else if !placed {
			items, placed = append(items, deal.Left...), true
		}
	}
	if !placed {
		items = append(items, deal.Left...)
	}
	return items
}

func anyFix(d agenda.Deal) (agenda.Fix, bool) {
	for _, f := range agenda.FixFields {
		if x, ok := d.Fix(f); ok {
			return x, true
		}
	}
	return agenda.Fix{}, false
}

func (s *Screen) wrote(msg wroteMsg) {
	if msg.err != nil {
		s.page.Say(draw.Bad, page.Sentence(msg.err))
		return
	}
	s.page.Say(draw.Good, "Written for the CRM: "+msg.path)
}

// here is the deal at the cursor.
func (s *Screen) here() (agenda.Deal, bool) {
	switch at := s.at().At; {
	case s.mended && at < len(s.fixes):
		return s.fixes[at].deal, true
	case !s.mended && at < len(s.list.Items):
		return s.list.Items[at].Deal, true
	}
	return agenda.Deal{}, false
}

type key = keys.Key[*Screen]
