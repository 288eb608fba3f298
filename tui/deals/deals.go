// Package deals is the screen of all deals: a table that one sorts, groups and
// narrows by typing, and beside it everything that the file knows about the
// deal with the cursor.
//
// The list is read once; finding what a view shows of it happens off the
// update loop, and a newer question overtakes an older one. What is on the
// screen stays until its answer is there.
package deals

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/agenda/listing"
	"halfhour/tui/aside"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/page"
	"halfhour/tui/route"
	"halfhour/tui/table"
)

// Desk is what the screen asks of the machine it runs on.
type Desk interface {
	// Deals reads all deals, or at first some, those of a rep before others';
	// all says that there are no more.
	Deals(ctx context.Context, rep string, some bool) (list *listing.List, all bool, err error)
	// Dossier returns what is known of a deal.
	Dossier(ctx context.Context, id string) (agenda.Dossier, error)
	// Views returns what was saved.
	Views(ctx context.Context) (last listing.View, saved []listing.Saved, err error)
	// SaveView keeps a view under a name; "" is how the deals were looked at
	// last.
	SaveView(ctx context.Context, v listing.Saved) error
	// ForgetView deletes a saved view.
	ForgetView(ctx context.Context, name string) error
}

// Screen is the deals on the screen.
type Screen struct {
	ctx  context.Context
	desk Desk
	page page.Page

	list    *listing.List // nil while it is being read
	all     bool          // it has all deals
	trouble string        // why it was not
	view    listing.View
	saved   []listing.Saved
	found   *listing.Selection
	lines   []listing.Line
	shut    map[string]bool // groups whose deals are hidden
	table   table.Table
	want    string // the deal to put the cursor on

	asked int          // counts questions to the list
	stop  *atomic.Bool // ends the one that is being answered

	typing *entry.Entry // of the filter, nil while nobody types
	naming *entry.Entry // of the name to save a filter under
	choice *choice      // what is being chosen from
	panel  panel
	wide   bool // the panel stands beside the table
	split  int  // the cell where the panel begins
	hidden bool // nobody wants the panel
}

// New returns the screen with a view of the deals, and the cursor on one of
// them; "" for the first.
func New(ctx context.Context, desk Desk, view listing.View, saved []listing.Saved, deal string) *Screen {
	return &Screen{ctx: ctx, desk: desk, view: view, saved: saved, want: deal, shut: map[string]bool{}, stop: new(atomic.Bool)}
}

// listMsg is the list, read.
type listMsg struct {
	list *listing.List
	all  bool
	err  error
}

// foundMsg answers a question to the list.
type foundMsg struct {
	asked int
	found *listing.Selection
}

// savedMsg says that a view was saved or forgotten.
type savedMsg struct {
	saved []listing.Saved
	told  string
	err   error
}

// Init reads some deals, so that the first ones are there at once.
func (s *Screen) Init() tea.Cmd { return s.read(true) }

func (s *Screen) read(some bool) tea.Cmd {
	rep := s.view.Rep
	return func() tea.Msg {
		list, all, err := s.desk.Deals(s.ctx, rep, some)
		return listMsg{list, all, err}
	}
}

// Title names the screen.
func (s *Screen) Title() string { return "deals" }

// Leave stops what is still being looked for.
func (s *Screen) Leave() { s.stop.Store(true) }

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case listMsg:
		return s.take(msg)
	case foundMsg:
		if msg.asked == s.asked && msg.found != nil {
			return s.show(msg.found)
		}
	case dossierMsg:
		s.panel.take(msg)
	case lookMsg:
		return s.look(msg)
	case savedMsg:
		s.keep(msg)
	case route.Again:
		return s.read(false)
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		return s.write(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	}
	return nil
}

// take takes the list. One that is read again, because something may have
// changed meanwhile, keeps the view and the cursor.
func (s *Screen) take(m listMsg) tea.Cmd {
	if m.err != nil {
		s.trouble = page.Sentence(m.err)
		return nil
	}
	if s.table.At > 0 {
		s.want = s.dealAt()
	}
	s.list, s.all, s.trouble, s.found = m.list, m.all, "", nil
	s.panel.forget()
	if !m.all {
		return tea.Batch(s.find(), s.read(false))
	}
	return s.find()
}

// together runs parts at the same time.
func together(parts int, part func(i int)) {
	var all aside.Group
	for i := range parts {
		all.Go(func() { part(i) })
	}
	all.Wait()
}

// find asks the list for what the view shows; it overtakes the question before.
func (s *Screen) find() tea.Cmd {
	if s.list == nil {
		return nil
	}
	s.stop.Store(true)
	s.stop = new(atomic.Bool)
	s.asked++
	asked, list, view, before, stop := s.asked, s.list, s.view, s.found, s.stop
	return func() tea.Msg {
		return foundMsg{asked, list.Select(view, before, together, stop.Load)}
	}
}

// show puts a selection on the screen. The cursor stays with its deal, but goes
// to the best of what was found when the filter has changed.
func (s *Screen) show(found *listing.Selection) tea.Cmd {
	want := s.want
	if want == "" && s.found != nil && s.found.View().Filter == found.View().Filter {
		want = s.dealAt()
	}
	s.want = ""
	s.page.Read()
	if s.found == nil || !sameColumns(s.found.View(), found.View()) { // else they stand still while one types
		s.table.Forget()
	}
	s.found, s.lines = found, found.Folded(s.shut)
	s.table.Resize(len(s.lines))
	s.table.GoTo(0)
	if len(s.lines) > 1 && s.lines[0].Deal < 0 {
		s.table.GoTo(1)
	}
	if want != "" {
		for i, line := range s.lines {
			if line.Deal >= 0 && s.list.ID(int(line.Deal)) == want {
				s.table.GoTo(i)
				s.table.Centre()
				break
			}
		}
	}
	return s.moved()
}

// dealAt is the id of the deal with the cursor, "" for none.
func (s *Screen) dealAt() string {
	if i := s.at(); i >= 0 {
		return s.list.ID(i)
	}
	return ""
}

func sameColumns(a, b listing.View) bool {
	return slices.Equal(a.Columns, b.Columns) && a.Rep == b.Rep && a.Group == b.Group
}

// at is the place in the list of the deal with the cursor, -1 for none.
func (s *Screen) at() int {
	if s.table.At >= len(s.lines) {
		return -1
	}
	return int(s.lines[s.table.At].Deal)
}

// remember keeps how the deals are looked at.
func (s *Screen) remember() tea.Cmd {
	last := s.view
	last.Filter, last.Rep = "", ""
	return func() tea.Msg {
		if err := s.desk.SaveView(s.ctx, listing.Saved{View: last}); err != nil {
			return savedMsg{err: err}
		}
		return nil
	}
}

// keep takes what became of saved views.
func (s *Screen) keep(m savedMsg) {
	if m.err != nil {
		s.page.Say(draw.Bad, page.Sentence(m.err))
		return
	}
	s.saved = m.saved
	s.page.Say(draw.Good, m.told)
}

// restAfter is how long the cursor rests on a deal before its dossier is read:
// going down a list quickly reads none.
const restAfter = 40 * time.Millisecond
