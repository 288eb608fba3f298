// Package review is the screen of a running review: its panes (overview, one
// for each deal, wrap-up), what is typed into them, and the questions that the
// clock asks.
//
// The screen owns its cursors and what is being typed, and no facts: those are
// in the State that the live.Room publishes. Panes never message each other;
// they ask the room for a change and draw what comes back.
package review

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/live"
	"halfhour/tui/route"
)

// Screen is one person's view of a review.
type Screen struct {
	ctx  context.Context
	seat *live.Seat
	host Host
	pad  *pad // the private note that is being written, if it is one
	room live.State

	me      string
	panes   []pane // one a slot
	slot    int    // the one in sight in a prep; see at
	entry   *entry.Entry
	commit  func(*Screen) tea.Cmd // what Enter (or Esc, in a block) does with the entry
	typed   int                   // counts changes of the entry, to draft only the last
	clash   *clash                // of the entry, when others can change what it is about
	swap    *swap
	share   *share
	look    int // the part in sight, or live.Follows
	ask     *question
	help    bool
	helpTop int             // the first key shown of the ? page
	pressed tea.KeyPressMsg // the key that is being handled
	notice  notice
	path    string // of the minutes
	left    bool

	wishedAt int    // where the meeting was when something was asked of the host
	news     uint64 // of the room, what was shown of it
	warned   uint64

	asked int       // changes that the room has not answered yet
	slots []int     // the column at which each part ends in the agenda's line
	held  []tea.Msg // keys typed meanwhile: they mean what comes after
}

// notice is the line above the keys.
type notice struct {
	text string
	ink  draw.Ink
}

// pane is one slot's part of the screen.
type pane interface {
	keys() []key
	rights() rights
	// held are the keys that work only in a review that is held, not in a prep.
	held() []key
	view(s *Screen, w, h int) []draw.Line
	// cursors are all that the pane holds, a comparable value; restore takes it
	// back.
	cursors() any
	restore(any)
}

// New returns the screen of whoever sits in the seat. ctx ends with the
// program.
func New(ctx context.Context, seat *live.Seat, host Host) *Screen {
	s := &Screen{ctx: ctx, seat: seat, host: host, me: host.Me, room: <-seat.States(), look: live.Follows}
	if s.guest() {
		s.me = s.room.You.Person.ID
	}
	s.news, s.warned, s.wishedAt = s.room.News.Seq, s.room.Warned.Seq, s.review().Current
	if host.Sharing {
		s.share = &share{}
	}
	for i, slot := range s.review().Slots {
		s.panes = append(s.panes, newPane(slot.Kind, i))
	}
	s.say(draw.Quiet, host.Notice)
	s.askWhatIsDue()
	if host.Prep {
		s.goToDraft()
	}
	s.reopenDraft()
	s.report()
	return s
}

func newPane(kind agenda.SlotKind, slot int) pane {
	switch kind {
	case agenda.OverviewSlot:
		return &overview{}
	case agenda.DealSlot:
		return &deal{slot: slot}
	}
	return &wrapUp{}
}

// Init starts listening to the room.
func (s *Screen) Init() tea.Cmd { return s.listen() }

// State returns what the screen last saw of the room.
func (s *Screen) State() live.State { return s.room }

type stateMsg live.State

// answerMsg is the room's answer to a change, and what follows when it is
// saved.
type answerMsg struct {
	err   error
	then  func(*Screen) tea.Cmd
	from  *entry.Entry
	asked int // how many of Screen.asked this answers
}

type minutesMsg struct {
	path string
	err  error
}

func (s *Screen) listen() tea.Cmd {
	states := s.seat.States()
	return func() tea.Msg {
		select {
		case state := <-states:
			return stateMsg(state)
		case <-s.ctx.Done():
			return nil
		}
	}
}

// Update takes a message; messages of other parts of the program pass it by.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	cmd := s.update(msg)
	if !s.left {
		s.report()
	}
	return cmd
}

func (s *Screen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case stateMsg:
		s.see(live.State(msg))
		if s.room.You.Out != "" {
			return tea.Quit
		}
		return tea.Batch(s.listen(), s.release())
	case answerMsg:
		return tea.Batch(s.answered(msg), s.release())
	case draftMsg:
		if int(msg) == s.typed {
			return s.keepDraft()
		}
	case editedMsg:
		return s.edited(msg)
	case minutesMsg:
		s.path = msg.path
		if msg.err != nil {
			s.say(draw.Bad, "The minutes were not written: "+msg.err.Error()+" They stay in halfhour: halfhour export review")
		}
	case doorMsg:
		if msg.err != nil {
			s.say(draw.Bad, sentence(msg.err))
		} else if msg.said != "" {
			s.say(draw.Good, msg.said)
		}
	case tea.PasteMsg, tea.KeyPressMsg:
		s.held = append(s.held, msg)
		return s.release()
	case tea.MouseMsg:
		return s.mouse(msg)
	}
	return nil
}

// release handles the keys that were held back, up to one that asks the room
// for something: what follows it is meant for the screen that comes then. When
// the file is in trouble nothing waits for it.
func (s *Screen) release() tea.Cmd {
	var cmds []tea.Cmd
	for len(s.held) > 0 && (s.asked == 0 || s.room.Trouble != "") {
		msg := s.held[0]
		s.held = s.held[1:]
		switch msg := msg.(type) {
		case tea.PasteMsg:
			cmds = append(cmds, s.typeIn(msg))
		case tea.KeyPressMsg:
			cmds = append(cmds, s.press(msg))
		}
	}
	return tea.Batch(cmds...)
}

func (s *Screen) review() agenda.Review     { return s.room.Review }
func (s *Screen) briefing() agenda.Briefing { return s.room.Briefing }
func (s *Screen) pane() pane                { return s.panes[s.at()] }

// say puts words into the line above the keys, until the next key.
func (s *Screen) say(ink draw.Ink, text string) { s.notice = notice{text, ink} }

// change asks the room, now and in order; then runs once it is saved.
func (s *Screen) change(c live.Change, then func(*Screen) tea.Cmd) tea.Cmd {
	answer, from := s.seat.Ask(c), s.entry
	s.asked++
	return func() tea.Msg { return answerMsg{err: <-answer, then: then, from: from, asked: 1} }
}

// see takes a published state, unless a newer one was seen already.
func (s *Screen) see(state live.State) {
	if state.Seq < s.room.Seq {
		return
	}
	s.room = state
	if n := state.News; n.Seq != s.news {
		s.news = n.Seq
		s.say(draw.Good, n.Text)
	}
	if n := state.Warned; n.Seq != s.warned {
		s.warned = n.Seq
		s.say(draw.Warn, n.Text)
	}
	s.askWhatIsDue()
}

// answered takes the room's answer, and what the room looks like by now, so
// that what follows finds the change.
func (s *Screen) answered(a answerMsg) tea.Cmd {
	s.asked -= a.asked
	s.see(s.seat.State())
	if a.from != nil {
		a.from.Busy = false
	}
	switch {
	case a.err == nil && a.then != nil:
		return a.then(s)
	case a.err != nil && a.from != nil && a.from == s.entry && s.clashed(a.err):
	case a.err != nil && a.from != nil && a.from == s.entry:
		s.entry.Error = sentence(a.err)
	case a.err != nil:
		s.say(draw.Warn, sentence(a.err))
	}
	return nil
}

// leave goes back to where the review was opened from.
func leave(*Screen) tea.Cmd { return route.GoBack }

// Title is the name of the rep.
func (s *Screen) Title() string { return s.briefing().RepNames() }

// Leave gives up the screen; what is half typed is kept. The room has been
// asked for that when Leave returns.
func (s *Screen) Leave() {
	if s.left {
		return
	}
	s.left = true
	if keep := s.keepDraft(); keep != nil && s.pad != nil {
		_ = keep() // nobody else would
	}
	s.seat.Leave()
}

// Progress is how much of a running meeting is over; a pause and the time past
// the end look different. nil while no clock runs.
func (s *Screen) Progress() *tea.ProgressBar {
	r := s.review()
	length := r.Length()
	if r.Stage != agenda.Running || length <= 0 {
		return nil
	}
	left := r.Plan(s.room.Now).MeetingLeft
	bar := &tea.ProgressBar{State: tea.ProgressBarDefault, Value: int(min(max(100*(length-left)/length, 0), 100))}
	switch {
	case left <= 0:
		bar.State = tea.ProgressBarError
	case r.Paused():
		bar.State = tea.ProgressBarWarning
	}
	return bar
}
