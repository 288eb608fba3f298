package actions

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/actionform"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/keys"
	"halfhour/tui/page"
	"halfhour/tui/route"
)

// KeyTables returns every key of the screen.
func KeyTables() []keys.Table { return []keys.Table{keys.TableOf("Actions", listKeys())} }

func (s *Screen) keys() []key {
	if s.entry != nil {
		return typingKeys()
	}
	return listKeys()
}

func listKeys() []key {
	of := func(s *Screen) *page.Page { return &s.page }
	alone := func(do func(*Screen) tea.Cmd) func(*Screen) tea.Cmd { return page.Alone(of, do) }
	table := []key{
		{On: []string{"x", "space"}, Show: "x", Help: "tick", About: "tick the marked action; again opens it", Off: (*Screen).nothing, Do: alone((*Screen).tick)},
		{On: []string{"enter", "e"}, Show: "enter", Help: "change", About: "change what is marked", Off: (*Screen).nothing, Do: alone((*Screen).edit)},
		{On: []string{"a"}, Show: "a", Help: "add", About: "write an action down: Book the CISO call @ana !1 fri #initech", Off: (*Screen).notYet, Do: alone((*Screen).add)},
		{On: []string{"c"}, Show: "c", Help: "carry over", About: "carry it over to the next follow-up day, and count that", Off: (*Screen).notOpen, Do: alone((*Screen).carry)},
		{On: []string{"d"}, Show: "d", Help: "drop", About: "drop it and say why", Off: (*Screen).notOpen, Do: alone((*Screen).drop)},
		{On: []string{"f"}, Show: "f", Help: "follow-up", About: "write down that the manager followed up on the rep's review", Off: (*Screen).notOwed, Do: alone((*Screen).followUp), Last: true},
		{On: []string{"u"}, Show: "u", Help: "undo", About: "take the last change back, and then the one before", Do: alone((*Screen).undo)},
		{On: []string{"s"}, Show: "s", Help: "sort", About: "by person, deal, due date, priority", Do: func(s *Screen) tea.Cmd { return s.sort() }},
		{On: []string{"v"}, Show: "v", Help: "all", About: "show done and dropped ones too, or open ones only", Do: (*Screen).showAll, Last: true},
		{On: []string{"o"}, Show: "o", Help: "deal", About: "look at the deal of the marked action", Off: (*Screen).noDeal, Do: (*Screen).openDeal, Last: true},
		{On: []string{"down", "j", "up", "k"}, Show: "↑↓", Help: "choose", About: "mark another action", Last: true, Do: (*Screen).step},
		{On: []string{"pgdown", "pgup", "home", "end"}, Show: "pgdn", Help: "page", About: "a page on or back; home and end", Last: true, Do: (*Screen).step},
	}
	return append(table, page.Common(of)...)
}

// typingKeys work while something is typed.
func typingKeys() []key {
	return page.Typing[*Screen]{
		Page:  func(s *Screen) *page.Page { return &s.page },
		Entry: func(s *Screen) *entry.Entry { return s.entry },
		About: "save it",
		Save:  func(s *Screen) tea.Cmd { return s.save() },
		Type:  (*Screen).typed,
		Close: func(s *Screen) { s.entry = nil },
	}.Keys()
}

func (s *Screen) notYet() string {
	if !s.loaded {
		return page.Reading
	}
	return ""
}

func (s *Screen) nothing() string {
	if _, ok := s.here(); s.loaded && !ok {
		return "There is no action here: a writes one down."
	}
	return s.notYet()
}

func (s *Screen) notOpen() string {
	it, ok := s.here()
	switch {
	case !ok:
		return s.nothing()
	case it.State != agenda.ToDo:
		return "It is " + string(it.State) + " already: x opens it again."
	}
	return ""
}

func (s *Screen) noDeal() string {
	if it, ok := s.here(); ok && it.DealID == "" {
		return "This action is for no deal."
	}
	return s.nothing()
}

func (s *Screen) today() agenda.Date { return s.list.About.Today }

func (s *Screen) tick() tea.Cmd {
	it, _ := s.here()
	state, said := agenda.Done, "Done: "
	if it.State != agenda.ToDo {
		state, said = agenda.ToDo, "Open again: "
	}
	s.markNext()
	return s.change(it.Action, func(now time.Time) agenda.Action { return it.In(state, now) }, said+it.Text, nil)
}

// markNext keeps the cursor in its place when the marked action goes out of
// sight: the one after it comes there.
func (s *Screen) markNext() {
	if s.all {
		return
	}
	for _, i := range s.rows[min(s.table.At+1, len(s.rows)):] {
		if i >= 0 {
			s.find = s.list.Items[i].ID
			return
		}
	}
}

func (s *Screen) carry() tea.Cmd {
	it, _ := s.here()
	next, err := it.CarryOver(it.CarriedTo(s.list.CarryDay, s.today()))
	if err != nil {
		s.page.Say(draw.Warn, page.Sentence(err))
		return nil
	}
	return s.change(it.Action, func(time.Time) agenda.Action { return next }, "Due "+next.Due.Short(s.today())+", "+next.CarriedWords()+": "+it.Text, nil)
}

func (s *Screen) drop() tea.Cmd {
	it, _ := s.here()
	e := entry.New("Why is it dropped? "+it.Text, "", entry.Field{Hint: "their legal team did it"})
	s.entry, s.save = e, func() tea.Cmd {
		if e.Value(0) == "" {
			e.Error = "Say why, in a word or two; esc leaves it open."
			return nil
		}
		return s.change(it.Action, func(now time.Time) agenda.Action {
			next := it.In(agenda.Dropped, now)
			next.Reason = e.Value(0)
			return next
		}, "Dropped: "+it.Text, e)
	}
	return nil
}

func (s *Screen) notOwed() string {
	if s.list.Owed == "" {
		return "Nothing is owed here: halfhour followup lists to whom a call or mail is."
	}
	return ""
}

func (s *Screen) followUp() tea.Cmd {
	e := entry.New("What came of the call or mail?", "", entry.Field{Hint: "called, CISO is in"})
	s.entry, s.save = e, func() tea.Cmd {
		text := e.Value(0)
		if text == "" {
			e.Error = "Say it in a line; esc leaves it open."
			return nil
		}
		return s.put(func() (string, error) { return "", s.desk.FollowUp(s.ctx, text) }, "The follow-up is written down.", e)
	}
	return nil
}

func (s *Screen) add() tea.Cmd {
	a := agenda.Action{Owner: s.list.Me, Author: s.list.Me, Priority: agenda.DefaultPriority, DealID: s.deal}
	a.Due = a.CarriedTo(s.list.CarryDay, s.today())
	return s.form("Action", agenda.Action{}, a)
}

func (s *Screen) edit() tea.Cmd {
	it, _ := s.here()
	return s.form("Change the action", it.Action, it.Action)
}

func (s *Screen) form(title string, was, a agenda.Action) tea.Cmd {
	e := actionform.New(title, "", a, s.list.About)
	s.entry, s.save = e, func() tea.Cmd {
		next, ok := actionform.Read(e, a, s.list.About)
		if !ok {
			return nil
		}
		if next == was {
			s.entry = nil
			return nil
		}
		return s.change(was, func(time.Time) agenda.Action { return next }, "Saved: "+next.Text, e)
	}
	return nil
}

// change saves what an action becomes.
func (s *Screen) change(was agenda.Action, next func(now time.Time) agenda.Action, said string, e *entry.Entry) tea.Cmd {
	find := s.find
	s.find = ""
	return s.put(func() (string, error) {
		id, err := s.desk.Change(s.ctx, was, next(s.desk.Now()))
		if find != "" {
			id = find
		}
		return id, err
	}, said, e)
}

func (s *Screen) undo() tea.Cmd {
	return s.put(func() (string, error) { return s.desk.Undo(s.ctx) }, "Taken back.", nil)
}

// put makes a change, and reads the list as it is then: somebody else may have
// changed it, too.
func (s *Screen) put(change func() (id string, err error), said string, e *entry.Entry) tea.Cmd {
	s.page.Save(e)
	return func() tea.Msg {
		id, err := change()
		return savedMsg{s, id, said, e, err, s.read()}
	}
}

func (s *Screen) sort() tea.Cmd {
	s.keep()
	s.order = (s.order + 1) % orders
	s.arrange()
	s.page.Say(draw.Quiet, draw.Capital(orderNames[s.order])+".")
	return nil
}

func (s *Screen) showAll() tea.Cmd {
	s.keep()
	s.all = !s.all
	s.arrange()
	return nil
}

// keep remembers the marked action while the list is arranged anew.
func (s *Screen) keep() {
	if it, ok := s.here(); ok {
		s.find = it.ID
	}
}

func (s *Screen) openDeal() tea.Cmd {
	it, _ := s.here()
	return route.Go(route.To{Place: route.Deals, Deal: it.DealID})
}

func (s *Screen) step() tea.Cmd {
	s.offHeading(s.table.Press(s.page.Pressed.String()))
	return nil
}
