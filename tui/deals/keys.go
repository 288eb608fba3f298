package deals

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/entry"
	"halfhour/tui/keys"
	"halfhour/tui/page"
	"halfhour/tui/route"
)

type key = keys.Key[*Screen]

func of(s *Screen) *page.Page { return &s.page }

// listKeys work on the table.
func listKeys() []key {
	return []key{
		{On: []string{"enter"}, Show: "enter", Help: "open", About: "everything about the deal; on a heading: hide its deals, or show them", Do: (*Screen).open, Off: (*Screen).nothingHere},
		{On: []string{"down", "j", "up", "k"}, Show: "↑↓", Help: "choose", About: "mark another deal", Last: true, Do: func(s *Screen) tea.Cmd { return s.move(s.step(1)) }, Off: (*Screen).nothingHere},
		{On: []string{"pgdown", "pgup", "space"}, Show: "pgdn", Help: "page", About: "a page down or up (pgup)", Last: true, Do: func(s *Screen) tea.Cmd { s.table.Turn(s.step(1)); return s.moved() }, Off: (*Screen).nothingHere},
		{On: []string{"home", "end", "G"}, Show: "home", Help: "first", About: "to the first deal, or the last (end)", Last: true, Do: (*Screen).toEnd, Off: (*Screen).nothingHere},
		{On: []string{"/"}, Show: "/", Help: "filter", About: "narrow the list by typing: name, account, owner, stage, finding; stage:prop in one column, \"two words\" as they stand, !word without it, is:won by status", Do: (*Screen).startFilter, Off: (*Screen).notRead},
		{On: []string{"s"}, Show: "s", Help: "sort", About: "sort by another column, or the other way round", Do: (*Screen).chooseSort, Off: (*Screen).notRead},
		{On: []string{"c"}, Show: "c", Help: "columns", About: "choose the columns and their order; kept for the next time", Do: (*Screen).chooseColumns, Off: (*Screen).notRead},
		{On: []string{"g"}, Show: "g", Help: "group", About: "group by owner, by stage, or not", Do: (*Screen).nextGroup, Off: (*Screen).notRead},
		{On: []string{"a"}, Show: "a", Help: "all/open", About: "closed and gone deals too, or only open ones", Do: (*Screen).toggleAll, Off: (*Screen).notRead},
		{On: []string{"f"}, Show: "f", Help: "saved", About: "choose a saved filter", Do: (*Screen).chooseSaved, Off: (*Screen).nothingSaved, Last: true},
		{On: []string{"w"}, Show: "w", Help: "save", About: "save this filter, its columns, order and groups under a name", Do: (*Screen).startNaming, Off: (*Screen).notRead, Last: true},
		{On: []string{"J", "K"}, Show: "J K", Help: "scroll", About: "scroll the panel beside the table down, or up", Last: true, Do: func(s *Screen) tea.Cmd { s.panel.scroll(s.step(1)); return nil }, Off: (*Screen).noPanel},
		{On: []string{"v"}, Show: "v", Help: "panel", About: "hide the panel beside the table, or show it", Last: true, Do: func(s *Screen) tea.Cmd { s.hidden = !s.hidden; return s.moved() }, Off: (*Screen).tooNarrow},
		{On: []string{"r"}, Show: "r", Help: "review", About: "hold a review of the deal's owner", Last: true, Do: (*Screen).review, Off: (*Screen).noOwner},
		page.Help(of),
		{On: []string{"esc", "q"}, Show: "esc", Help: "back", About: "take the filter away; back to where you came from; from the first screen: leave", Do: (*Screen).back},
	}
}

// deepKeys work on the page of one deal.
func deepKeys() []key {
	return []key{
		{On: []string{"down", "j", "up", "k"}, Show: "↑↓", Help: "scroll", About: "scroll", Do: func(s *Screen) tea.Cmd { s.panel.scroll(s.step(1)); return nil }},
		{On: []string{"pgdown", "pgup", "space"}, Show: "pgdn", Help: "page", About: "a page down or up (pgup)", Last: true, Do: func(s *Screen) tea.Cmd { s.panel.scroll(s.step(10)); return nil }},
		{On: []string{"right", "l", "n"}, Show: "→", Help: "next deal", About: "the next deal of the list", Do: func(s *Screen) tea.Cmd { return s.move(1) }},
		{On: []string{"left", "h", "p"}, Show: "←", Help: "deal before", About: "the deal before it in the list", Do: func(s *Screen) tea.Cmd { return s.move(-1) }},
		{On: []string{"r"}, Show: "r", Help: "review", About: "hold a review of the deal's owner", Do: (*Screen).review, Off: (*Screen).noOwner},
		page.Help(of),
		{On: []string{"esc", "q", "enter"}, Show: "esc", Help: "back", About: "back to the list", Do: func(s *Screen) tea.Cmd { s.panel.deep = false; s.panel.top = 0; return nil }},
	}
}

// filterKeys work while a filter is typed; every other key types.
func filterKeys() []key {
	return []key{
		{On: []string{"enter"}, Show: "enter", Help: "done", About: "keep the filter and go to the list", Do: func(s *Screen) tea.Cmd { s.typing = nil; return nil }},
		{On: []string{"down", "up"}, Show: "↑↓", Help: "choose", About: "mark another deal", Do: func(s *Screen) tea.Cmd { return s.move(s.step(1)) }},
		{On: []string{"esc"}, Show: "esc", Help: "no filter", About: "take the filter away", Do: func(s *Screen) tea.Cmd { s.typing = nil; return s.filter("") }},
	}
}

// namingKeys work while a name for a filter is typed.
func namingKeys() []key {
	return []key{
		{On: []string{"enter"}, Show: "enter", Help: "save", About: "save under this name, over what is there", Do: (*Screen).save},
		{On: []string{"esc"}, Show: "esc", Help: "do not save", About: "go back without saving", Do: func(s *Screen) tea.Cmd { s.naming = nil; return nil }},
	}
}

// live returns the keys that work at this moment.
func (s *Screen) live() []key {
	switch {
	case s.naming != nil:
		return namingKeys()
	case s.choice != nil:
		return s.choice.keys()
	case s.typing != nil:
		return filterKeys()
	case s.panel.deep:
		return deepKeys()
	}
	return listKeys()
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	cmd, known := page.Press(&s.page, s, s.live(), msg)
	switch {
	case known:
		return cmd
	case s.naming != nil || s.typing != nil:
		return s.write(msg)
	}
	s.page.Unknown(msg)
	return nil
}

// step is by for a key that goes down, and as far up for one that goes up.
func (s *Screen) step(by int) int {
	switch s.page.Pressed.String() {
	case "up", "k", "pgup", "K":
		return -by
	}
	return by
}

// write gives text to what is being typed.
func (s *Screen) write(msg tea.Msg) tea.Cmd {
	switch {
	case s.naming != nil:
		_, cmd := s.naming.Type(msg)
		return cmd
	case s.typing != nil:
		changed, cmd := s.typing.Type(msg)
		if changed {
			return tea.Batch(cmd, s.filter(s.typing.Value(0)))
		}
		return cmd
	}
	return nil
}

func (s *Screen) notRead() string {
	switch {
	case s.list != nil:
		return ""
	case s.trouble != "":
		return s.trouble
	}
	return page.Reading
}

func (s *Screen) nothingHere() string {
	if why := s.notRead(); why != "" || len(s.lines) > 0 {
		return why
	}
	if s.found == nil {
		return page.Reading
	}
	return "There is no deal here."
}

func (s *Screen) nothingSaved() string {
	if len(s.saved) == 0 {
		return "Nothing is saved yet: w saves this filter."
	}
	return s.notRead()
}

func (s *Screen) tooNarrow() string {
	if !s.wide && !s.hidden {
		return "The window is too narrow for it: enter opens the deal."
	}
	return ""
}

func (s *Screen) noPanel() string {
	if !s.wide {
		return "There is no panel beside the table: enter opens the deal."
	}
	return ""
}

func (s *Screen) noOwner() string {
	if why := s.nothingHere(); why != "" {
		return why
	}
	if s.at() < 0 || len(s.list.Owners(s.at())) == 0 {
		return "Nobody owns this deal, so it is in nobody's review."
	}
	return ""
}

func (s *Screen) open() tea.Cmd {
	if line := s.lines[s.table.At]; line.Deal < 0 {
		name := s.found.Groups[line.Group].Name
		s.shut[name] = !s.shut[name]
		s.lines = s.found.Folded(s.shut)
		s.table.Resize(len(s.lines))
		return nil
	}
	s.panel.deep, s.panel.top = true, 0
	return s.moved()
}

func (s *Screen) move(by int) tea.Cmd {
	s.table.Move(by)
	return s.moved()
}

func (s *Screen) toEnd() tea.Cmd {
	if s.page.Pressed.String() == "home" {
		s.table.GoTo(0)
	} else {
		s.table.End()
	}
	return s.moved()
}

func (s *Screen) back() tea.Cmd {
	if s.view.Filter != "" {
		return s.filter("")
	}
	return route.GoBack
}

func (s *Screen) review() tea.Cmd {
	return route.Go(route.To{Place: route.Review, Rep: s.list.Owners(s.at())[0]})
}

func (s *Screen) startFilter() tea.Cmd {
	s.typing = entry.New("", "filter", entry.Field{Default: s.view.Filter, Hint: "name, account, owner, stage or finding"})
	return nil
}

func (s *Screen) filter(text string) tea.Cmd {
	s.view.Filter = text
	return s.find()
}

func (s *Screen) nextGroup() tea.Cmd {
	s.view.Group = map[string]string{"": "owner", "owner": "stage", "stage": ""}[s.view.Group]
	s.shut = map[string]bool{}
	return tea.Batch(s.find(), s.remember())
}

func (s *Screen) toggleAll() tea.Cmd {
	s.view.All = !s.view.All
	return tea.Batch(s.find(), s.remember())
}

func (s *Screen) startNaming() tea.Cmd {
	s.naming = entry.New("Save this filter, its columns, order and groups as", "view", entry.Field{Default: s.view.Filter, Hint: "a name"})
	return nil
}

func (s *Screen) save() tea.Cmd {
	name := strings.TrimSpace(s.naming.Value(0))
	if name == "" {
		s.naming.Error = "Give it a name to find it again."
		return nil
	}
	s.naming = nil
	return s.changeSaved("Saved as “"+name+"”: f brings it back.", func() error { return s.desk.SaveView(s.ctx, s.savedAs(name)) })
}

// changeSaved changes what is saved, and reads it again.
func (s *Screen) changeSaved(told string, change func() error) tea.Cmd {
	return func() tea.Msg {
		if err := change(); err != nil {
			return savedMsg{err: err}
		}
		_, saved, err := s.desk.Views(s.ctx)
		return savedMsg{saved, told, err}
	}
}
