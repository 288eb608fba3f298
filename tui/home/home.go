// Package home is the first screen: what is due today, and where everything
// else is. Every line opens what it speaks of.
package home

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	tea "charm.land/bubbletea/v2"

	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/keys"
	"halfhour/tui/page"
	"halfhour/tui/route"
)

// Desk is what the screen asks of the machine it runs on.
type Desk interface {
	// Today says what is due.
	Today(ctx context.Context) (Today, error)
	// Hygiene says what data there is to mend. It looks at every open deal, so
	// it is asked after everything else is on the screen.
	Hygiene(ctx context.Context) (Line, error)
	// Import takes a file in, on the ordinary screen.
	Import(path string) tea.ExecCommand
	// Demo shows an invented review, and comes back.
	Demo() tea.ExecCommand
}

// Today is what is due.
type Today struct {
	Who      string // who is at the keyboard
	Day      string
	Empty    bool // there are no deals yet
	Sections []Section
}

// Section is lines of one kind.
type Section struct {
	Title string
	Lines []Line
}

// Line is one thing that is due, or that one can look at.
type Line struct {
	Text string
	More string // in fewer cells, after the text
	Late bool
	To   route.To // where it leads; Import and Demo are no screens
	Run  string   // the command that does it, where no screen does
}

// Screen is the home screen.
type Screen struct {
	ctx  context.Context
	desk Desk
	page page.Page

	today   Today
	hygiene Line
	read    bool
	trouble string
	at      int
	file    *entry.Entry // which file to import, while that is asked

	rows []int // the line of each row as last drawn, -1 for none
}

// New returns the screen.
func New(ctx context.Context, desk Desk) *Screen { return &Screen{ctx: ctx, desk: desk} }

type todayMsg struct {
	today Today
	err   error
}

type hygieneMsg struct {
	line Line
	err  error
}

// fileMsg says whether a file is there.
type fileMsg struct {
	path  string
	there bool
}

// ranMsg says that something has ended that ran on the ordinary screen.
type ranMsg struct{ err error }

// Init reads what is due.
func (s *Screen) Init() tea.Cmd { return s.look }

func (s *Screen) look() tea.Msg {
	today, err := s.desk.Today(s.ctx)
	return todayMsg{today, err}
}

func (s *Screen) lookDeeper() tea.Msg {
	line, err := s.desk.Hygiene(s.ctx)
	return hygieneMsg{line, err}
}

// Title names the screen.
func (s *Screen) Title() string { return "today" }

// Leave has nothing to keep.
func (s *Screen) Leave() {}

// Update takes a message.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case todayMsg:
		s.read = true
		s.page.Read()
		if s.trouble = ""; msg.err != nil {
			s.trouble = page.Sentence(msg.err)
			return nil
		}
		s.today = msg.today
		s.move(0)
		if !s.today.Empty {
			return s.lookDeeper
		}
	case hygieneMsg:
		if msg.err == nil {
			s.hygiene = msg.line
		}
	case ranMsg:
		if msg.err != nil {
			s.page.Say(draw.Bad, page.Sentence(msg.err))
		}
		return s.look
	case fileMsg:
		return s.takeFile(msg)
	case route.Again:
		return s.look
	case tea.KeyPressMsg:
		return s.press(msg)
	case tea.PasteMsg:
		return s.write(msg)
	case tea.MouseMsg:
		return s.mouse(msg)
	}
	return nil
}

type key = keys.Key[*Screen]

func of(s *Screen) *page.Page { return &s.page }

func homeKeys() []key {
	to := func(place route.Place) func(*Screen) tea.Cmd {
		return func(*Screen) tea.Cmd { return route.Go(route.To{Place: place}) }
	}
	return []key{
		{On: []string{"enter", "right", "l"}, Show: "enter", Help: "open", About: "open what the line speaks of", Do: (*Screen).open, Off: (*Screen).nothing},
		{On: []string{"down", "j", "up", "k"}, Show: "↑↓", Help: "choose", About: "mark another line", Do: func(s *Screen) tea.Cmd {
			if name := s.page.Pressed.String(); name == "up" || name == "k" {
				s.move(-1)
			} else {
				s.move(1)
			}
			return nil
		}},
		{On: []string{"d"}, Show: "d", Help: "deals", About: "all deals: look through them, filter, sort, group", Do: to(route.Deals), Off: (*Screen).noDeals},
		{On: []string{"a"}, Show: "a", Help: "actions", About: "what was agreed: tick, add, change", Do: to(route.Actions)},
		{On: []string{"h"}, Show: "h", Help: "hygiene", About: "bad data to mend before the meeting", Do: to(route.Hygiene), Off: (*Screen).noDeals},
		{On: []string{"c"}, Show: "c", Help: "changes", About: "what has changed in the pipeline", Do: to(route.Changes), Off: (*Screen).noDeals, Last: true},
		{On: []string{"i"}, Show: "i", Help: "import", About: "bring in an export of your CRM", Do: (*Screen).askFile},
		{On: []string{"x"}, Show: "x", Help: "demo", About: "walk through a review of an invented rep; nothing of it is kept", Do: (*Screen).demo, Last: true},
		page.Help(of),
		{On: []string{"esc", "q"}, Show: "q", Help: "leave", About: "leave halfhour", Do: func(*Screen) tea.Cmd { return route.GoBack }},
	}
}

// fileKeys work while it is asked which file to import; every other key types.
func fileKeys() []key {
	return []key{
		{On: []string{"enter"}, Show: "enter", Help: "import", About: "import this file", Do: (*Screen).importFile},
		{On: []string{"esc"}, Show: "esc", Help: "do not import", About: "go back without importing", Do: func(s *Screen) tea.Cmd { s.file = nil; return nil }},
	}
}

func (s *Screen) live() []key {
	if s.file != nil {
		return fileKeys()
	}
	return homeKeys()
}

func (s *Screen) press(msg tea.KeyPressMsg) tea.Cmd {
	cmd, known := page.Press(&s.page, s, s.live(), msg)
	switch {
	case known:
		return cmd
	case s.file != nil:
		return s.write(msg)
	}
	s.page.Unknown(msg)
	return nil
}

func (s *Screen) write(msg tea.Msg) tea.Cmd {
	if s.file == nil {
		return nil
	}
	_, cmd := s.file.Type(msg)
	return cmd
}

func (s *Screen) noDeals() string {
	if s.today.Empty {
		return "There are no deals yet: i brings in an export, x shows the demo."
	}
	return ""
}

func (s *Screen) nothing() string {
	switch {
	case len(s.lines()) > 0:
		return ""
	case !s.read:
		return page.Reading
	}
	return "Nothing is here yet."
}

// lines are those that can be opened, in their order.
func (s *Screen) lines() []Line {
	var list []Line
	for _, section := range s.sections() {
		list = append(list, section.Lines...)
	}
	return list
}

// sections are those of the day; while there is no deal, the two ways to start.
func (s *Screen) sections() []Section {
	if s.read && s.today.Empty && s.trouble == "" {
		return append([]Section{{"Two ways to start", []Line{
			{Text: "See it at work", More: "a review of an invented rep; nothing of it is kept", To: route.To{Place: route.Demo}},
			{Text: "Bring in your deals", More: "an export of your CRM: CSV, Excel or JSON", To: route.To{Place: route.Import}},
		}}}, s.today.Sections...)
	}
	list := s.today.Sections
	if s.hygiene.Text != "" {
		list = append(list[:len(list):len(list)], Section{"Data to mend", []Line{s.hygiene}})
	}
	return list
}

func (s *Screen) move(by int) { s.at = min(max(s.at+by, 0), max(len(s.lines())-1, 0)) }

func (s *Screen) open() tea.Cmd {
	line := s.lines()[min(s.at, len(s.lines())-1)]
	switch {
	case line.To.Place == route.Demo:
		return s.demo()
	case line.To.Place == route.Import:
		return s.askFile()
	case line.To.Place == "":
		s.page.Say(draw.Quiet, "On the command line: "+line.Run)
		return nil
	}
	return route.Go(line.To)
}

func (s *Screen) demo() tea.Cmd {
	return tea.Exec(s.desk.Demo(), func(err error) tea.Msg { return ranMsg{err} })
}

func (s *Screen) askFile() tea.Cmd {
	s.file = entry.New("Which file? Type its path, or drop the file on this window", "import", entry.Field{Hint: "deals.csv"})
	return nil
}

func (s *Screen) importFile() tea.Cmd {
	path := dropped(s.file.Value(0))
	if path == "" {
		s.file.Error = "Say which file, or leave with esc."
		return nil
	}
	return func() tea.Msg {
		_, err := os.Stat(path)
		return fileMsg{path, err == nil}
	}
}

// takeFile imports a file that is there.
func (s *Screen) takeFile(m fileMsg) tea.Cmd {
	switch {
	case s.file == nil:
		return nil
	case !m.there:
		s.file.Error = "There is no file " + m.path + "."
		return nil
	}
	s.file = nil
	return tea.Exec(s.desk.Import(m.path), func(err error) tea.Msg { return ranMsg{err} })
}

// dropped returns the path of a file as terminals write one that is dropped on
// them: in quotes, with backslashes before blanks, or as a URL; ~ is the home
// folder.
func dropped(text string) string {
	text = strings.TrimSpace(text)
	for _, quote := range []string{"'", `"`} {
		if len(text) > 1 && strings.HasPrefix(text, quote) && strings.HasSuffix(text, quote) {
			return text[1 : len(text)-1]
		}
	}
	if u, err := url.Parse(text); err == nil && u.Scheme == "file" {
		return u.Path
	}
	if rest, ok := strings.CutPrefix(text, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			text = filepath.Join(home, rest)
		}
	}
	if filepath.Separator == '/' {
		text = strings.ReplaceAll(text, `\ `, " ")
	}
	return text
}

// mouse does what keys do too: the wheel moves the mark, a click opens a line.
func (s *Screen) mouse(msg tea.MouseMsg) tea.Cmd {
	at := msg.Mouse()
	if s.file != nil || s.page.Helping() {
		return nil
	}
	switch msg.(type) {
	case tea.MouseWheelMsg:
		s.move(keys.Wheel(at))
	case tea.MouseClickMsg:
		if y := at.Y - 1; at.Button == tea.MouseLeft && y >= 0 && y < len(s.rows) && s.rows[y] >= 0 {
			s.at = s.rows[y]
			return s.open()
		}
	}
	return nil
}
