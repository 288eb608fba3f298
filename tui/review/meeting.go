package review

import (
	"errors"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
	"halfhour/tui/live"
	"halfhour/tui/page"
)

// meetingKeys work on every pane: the clock, the way through the agenda, and
// what can be said at any time.
func meetingKeys() []key {
	return slices.Concat([]key{
		{On: []string{"right", "l"}, Show: "→", Help: "next", About: "on to the next part of the agenda", Do: func(s *Screen) tea.Cmd { return s.goTo(1) }, Off: (*Screen).atTheLast},
		{On: []string{"left", "h"}, Show: "←", Help: "back", About: "back to the part before", Do: func(s *Screen) tea.Cmd { return s.goTo(-1) }, Off: (*Screen).atTheFirst, Last: true},
		{On: []string{"space"}, Show: "space", Help: "start/pause", About: "start the clock; pause; go on", Do: (*Screen).startOrPause, Off: (*Screen).closed},
		{On: []string{"+", "="}, Show: "+", Help: "minute", About: "one more minute here, from the bank or the later deals", Do: (*Screen).minute, Off: (*Screen).notRunning, Last: true},
		{On: []string{"e"}, Show: "e", Help: "note", About: "write a note (your own block; the other's is beside it)", Do: (*Screen).writeNote, Off: (*Screen).closed},
		{On: []string{"x"}, Show: "x", Help: "versions", About: "pick one of two versions that were written on two computers", Do: (*Screen).pickVersion, Off: (*Screen).noRivals},
		{On: []string{"p"}, Show: "p", Help: "park", About: "park a topic for an e-mail afterwards", Do: (*Screen).park, Off: (*Screen).closed},
		{On: []string{"w"}, Show: "w", Help: "who types", About: "switch who is typing, when two share the laptop", Do: (*Screen).switchAuthor, Off: (*Screen).closed, Last: true},
	}, lookKeys(), []key{
		{On: []string{"S"}, Show: "S", Help: "share", About: "share the review over ssh: how to join, who is here, what they may do", Do: (*Screen).openShare, Off: (*Screen).noDoor, Rare: true},
		{On: []string{"?"}, Show: "?", Help: "keys", About: "all keys of this place", Do: func(s *Screen) tea.Cmd { s.help = true; return nil }},
		{On: []string{"q"}, Show: "q", Help: "leave", About: "leave; the review waits where it is", Do: leave, Last: true},
	})
}

func (s *Screen) closed() string {
	if st := s.review().Stage; st == agenda.Finished || st == agenda.SetAside {
		return "This review is finished. q leaves."
	}
	return ""
}

func (s *Screen) atTheFirst() string {
	if s.meetingAt() == 0 {
		return "This is the first part of the agenda."
	}
	return s.closed()
}

func (s *Screen) atTheLast() string {
	if s.meetingAt() == s.review().WrapUp() {
		if s.host.Prep {
			return "This is the last part. q leaves; all is saved."
		}
		return "This is the last part. f finishes the review."
	}
	return s.closed()
}

func (s *Screen) notRunning() string {
	if s.review().Stage == agenda.Ready {
		return "The clock has not started: space starts it."
	}
	return s.closed()
}

// goTo moves the meeting by some parts of the agenda. A review that nobody
// started starts with that.
func (s *Screen) goTo(step int) tea.Cmd {
	if s.host.Prep {
		s.slot = s.at() + step
		return nil
	}
	from := s.review().Current
	to := from + step
	return s.change(func(r *agenda.Review, now time.Time) error {
		if r.Stage == agenda.Ready {
			if err := r.Start(now); err != nil {
				return err
			}
		}
		if r.Current != from {
			return nil // another window moved on at the same time
		}
		return r.GoTo(to, now)
	}, nil)
}

func (s *Screen) startOrPause() tea.Cmd {
	paused := s.review().Paused()
	return s.change(func(r *agenda.Review, now time.Time) error {
		switch {
		case r.Stage == agenda.Ready:
			return r.Start(now)
		case paused:
			return r.Resume(now)
		}
		return r.Pause(now)
	}, nil)
}

func (s *Screen) minute() tea.Cmd {
	return s.change(func(r *agenda.Review, now time.Time) error { return r.Minute(now) }, nil)
}

func (s *Screen) switchAuthor() tea.Cmd {
	b := s.briefing()
	if len(b.With) == 0 && (b.Manager.ID == "" || b.Manager.ID == b.Rep.ID) {
		s.say(draw.Quiet, "Only "+b.Rep.Name+" is in this review.")
		return nil
	}
	if guests := s.guests(); len(guests) > 0 {
		s.say(draw.Quiet, guests[0].Person.First()+" is here and types on another laptop.")
		return nil
	}
	turns := b.Reps()
	if b.Manager.ID != "" {
		turns = append(turns, b.Manager)
	}
	at := slices.IndexFunc(turns, func(p agenda.Person) bool { return p.ID == s.me })
	s.me = turns[(at+1)%len(turns)].ID
	s.say(draw.Good, s.author(s.me).Name+" is typing now.")
	return nil
}

func (s *Screen) author(id string) agenda.Person { return s.briefing().PersonByID(id) }

// dealHere is the deal in sight, "" outside the deals.
func (s *Screen) dealHere() string {
	return s.review().Slots[s.at()].DealID
}

// begin opens an entry; what was half typed in the same place stands in it.
func (s *Screen) begin(e *entry.Entry, commit func(*Screen) tea.Cmd) tea.Cmd {
	e.Restore(s.review().DraftAt(s.me, e.Place))
	if e.OnChange != nil {
		e.OnChange(e)
	}
	s.entry, s.commit, s.clash, s.pad = e, commit, nil, nil
	return nil
}

// save asks for a change that takes the entry's text; the entry closes when
// the file has it, and keeps the text until then.
func (s *Screen) save(apply func(r *agenda.Review, now time.Time) error, then func(*Screen) tea.Cmd) tea.Cmd {
	e := s.entry
	e.Busy = true
	forget := agenda.Draft{Author: s.me, Place: e.Place}
	return s.change(func(r *agenda.Review, now time.Time) error {
		if err := apply(r, now); err != nil {
			return err
		}
		return r.SetDraft(forget)
	}, func(s *Screen) tea.Cmd {
		if s.entry == e {
			s.entry, s.commit, s.clash = nil, nil, nil
		}
		if then != nil {
			return then(s)
		}
		return nil
	})
}

func (s *Screen) park() tea.Cmd {
	e := entry.New("Park a topic: it goes by e-mail afterwards", "park", entry.Field{Hint: "what somebody should hear about later"})
	return s.begin(e, func(s *Screen) tea.Cmd {
		p := agenda.Parked{ID: s.host.NewID(), Text: e.Value(0), Author: s.me}
		return s.save(func(r *agenda.Review, now time.Time) error { return r.Park(p, now) }, func(s *Screen) tea.Cmd {
			s.say(draw.Good, "Parked; it stands on the wrap-up: "+p.Text)
			return nil
		})
	})
}

func (s *Screen) writeNote() tea.Cmd {
	dealID, me := s.dealHere(), s.me
	about := "the whole review"
	if d, ok := s.briefing().Deal(dealID); ok {
		about = d.Name
	}
	was := s.review().NoteOf(dealID, me)
	e := entry.NewBlock("Note by "+s.author(me).First()+" on "+about, live.NotePlace(dealID), was)
	cmd := s.begin(e, func(s *Screen) tea.Cmd {
		n := agenda.Note{DealID: dealID, Author: me, Text: strings.TrimRight(e.Value(0), " \n")}
		return s.save(func(r *agenda.Review, now time.Time) error {
			if n.Text == was {
				return nil
			}
			return r.SetNote(n, was, now)
		}, nil)
	})
	s.overNote(dealID, me, &was)
	return cmd
}

// lineKeys work while a line is typed; every other key types.
func lineKeys() []key {
	return []key{
		{On: []string{"enter"}, Show: "enter", Help: "save", About: "save what is typed", Do: func(s *Screen) tea.Cmd { return s.commit(s) }, Off: (*Screen).busy},
		{On: []string{"tab", "shift+tab"}, Show: "tab", Help: "next field", About: "to the next field (shift+tab: the one before)", Do: (*Screen).turnField, Off: (*Screen).oneField},
		{On: []string{"up", "down"}, Show: "↑↓", Help: "choose", About: "choose what the field offers", Do: func(s *Screen) tea.Cmd { return s.typeIn(s.pressed) }, Off: (*Screen).nothingToChoose},
		{On: []string{"esc"}, Show: "esc", Help: "close, keep the text", About: "close; the text waits here for the next time", Do: (*Screen).closeEntry},
	}
}

// blockKeys work while a note is typed; every other key types.
func blockKeys() []key {
	return []key{
		{On: []string{"esc", "ctrl+s"}, Show: "esc", Help: "done, saved", About: "save the note and go back", Do: func(s *Screen) tea.Cmd { return s.commit(s) }, Off: (*Screen).busy},
		{On: []string{"ctrl+e"}, Show: "ctrl+e", Help: "editor", About: "go on writing in your editor (VISUAL or EDITOR)", Do: (*Screen).openEditor, Off: (*Screen).noEditor},
	}
}

func (s *Screen) busy() string            { return s.entry.Saving() }
func (s *Screen) nothingToChoose() string { return s.entry.NoChoice() }
func (s *Screen) oneField() string        { return s.entry.NoOther() }

func (s *Screen) turnField() tea.Cmd {
	s.entry.Turn(s.pressed.String())
	return nil
}

func (s *Screen) closeEntry() tea.Cmd {
	keep := s.keepDraft()
	if s.entry.Draft() != "" {
		s.say(draw.Quiet, "The text waits here: the same key opens it again.")
	}
	s.entry, s.commit = nil, nil
	return keep
}

// sentence makes an error fit to be read.
func sentence(err error) string {
	if errors.Is(err, agenda.ErrChanged) {
		return "Somebody changed this at the same time. Your text is kept here; esc shows theirs."
	}
	return page.Sentence(err)
}
