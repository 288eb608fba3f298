package review

import (
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
)

// clash is what to do when somebody else changed what is being typed: theirs
// says what stands there now, and mine lets the next save replace it.
type clash struct {
	theirs func() string
	mine   func()
}

// beginOver is begin for what stands in the review already, and which somebody
// else may change meanwhile.
func (s *Screen) beginOver(c *clash) { s.clash = c }

// clashQuestion lets the second of two people choose.
func (s *Screen) clashQuestion(theirs string) *question {
	return &question{
		about: "clash", title: "Somebody changed this meanwhile",
		text: "Now it says: " + theirs,
		keys: []key{
			{On: []string{"m"}, Show: "m", Help: "mine", About: "save mine over it", Do: func(s *Screen) tea.Cmd {
				s.ask = nil
				s.clash.mine()
				return s.commit(s)
			}},
			{On: []string{"t"}, Show: "t", Help: "theirs", About: "keep theirs", Do: (*Screen).keepTheirs},
			{On: []string{"esc", "e"}, Show: "esc", Help: "edit", About: "go on typing", Do: func(s *Screen) tea.Cmd { s.ask = nil; return nil }},
		},
	}
}

// keepTheirs closes the entry and forgets what was typed into it.
func (s *Screen) keepTheirs() tea.Cmd {
	forget := agenda.Draft{Author: s.me, Place: s.entry.Place}
	s.ask, s.entry, s.commit, s.clash = nil, nil, nil, nil
	s.say(draw.Quiet, "Theirs stands.")
	return s.change(func(r *agenda.Review, _ time.Time) error { return r.SetDraft(forget) }, nil)
}

// clashed puts the choice up, if what was typed can be chosen over what stands.
func (s *Screen) clashed(err error) bool {
	if !errors.Is(err, agenda.ErrChanged) || s.clash == nil || s.entry == nil {
		return false
	}
	s.ask = s.clashQuestion(s.clash.theirs())
	return true
}

// overAction lets an edit of an action replace what somebody else made of it.
func (s *Screen) overAction(was *agenda.Action) {
	now := func() agenda.Action {
		if i := slices.IndexFunc(s.review().Actions, func(a agenda.Action) bool { return a.ID == was.ID }); i >= 0 {
			return s.review().Actions[i]
		}
		return *was
	}
	s.beginOver(&clash{
		theirs: func() string {
			a := now()
			text := "“" + a.Text + "”"
			if a.Owner != "" {
				text += ", " + s.author(a.Owner).First()
			}
			if a.Due != 0 {
				text += ", due " + a.Due.Short(s.briefing().Today)
			}
			if a.DoneWhen != "" {
				text += ", done when: " + a.DoneWhen
			}
			if a.State != agenda.ToDo {
				text += " (" + string(a.State) + ")"
			}
			return text
		},
		mine: func() {
			a := now()
			was.Text, was.Owner, was.Priority, was.Due, was.DoneWhen, was.Obstacle = a.Text, a.Owner, a.Priority, a.Due, a.DoneWhen, a.Obstacle
			was.State, was.DealID, was.At, was.DoneAt, was.Author = a.State, a.DealID, a.At, a.DoneAt, a.Author
		},
	})
}

// overObstacle does the same for an obstacle.
func (s *Screen) overObstacle(was *agenda.Obstacle) {
	now := func() agenda.Obstacle {
		if i := slices.IndexFunc(s.review().Obstacles, func(o agenda.Obstacle) bool { return o.ID == was.ID }); i >= 0 {
			return s.review().Obstacles[i]
		}
		return *was
	}
	s.beginOver(&clash{theirs: func() string { return "“" + now().Text + "”" }, mine: func() { *was = now() }})
}

// overNote does the same for an author's block.
func (s *Screen) overNote(dealID, author string, was *string) {
	now := func() string { return s.review().NoteOf(dealID, author) }
	s.beginOver(&clash{theirs: func() string { return "“" + now() + "”" }, mine: func() { *was = now() }})
}

// sameAnswer refuses to replace an answer that is no longer the one that was on
// the screen.
func sameAnswer(r *agenda.Review, dealID, question string, saw agenda.Answer) error {
	now, _ := r.AnswerTo(dealID, question)
	if now.Value != saw.Value || now.Evidence != saw.Evidence || now.Author != saw.Author {
		return agenda.ErrChanged
	}
	return nil
}

// overAnswer does the same for the evidence of an answer.
func (s *Screen) overAnswer(dealID, question string, saw *agenda.Answer) {
	now := func() agenda.Answer {
		a, _ := s.review().AnswerTo(dealID, question)
		return a
	}
	s.beginOver(&clash{theirs: func() string { return s.answerText(now()) }, mine: func() { *saw = now() }})
}

func (s *Screen) answerText(a agenda.Answer) string {
	text := string(a.Value)
	if a.Evidence != "" {
		text += ": " + a.Evidence
	}
	return text + " (" + s.author(a.Author).First() + ")"
}

// answerOver asks which of two answers stands, when somebody else gave theirs
// between the sight of the question and the key.
func (s *Screen) answerOver(a agenda.Answer, theirs agenda.Answer, then func(*Screen) tea.Cmd) {
	s.ask = &question{
		about: "clash", title: "Somebody answered this meanwhile",
		text: "Now it says: " + s.answerText(theirs),
		keys: []key{
			{On: []string{"m"}, Show: "m", Help: "mine", About: "mine: " + string(a.Value), Do: func(s *Screen) tea.Cmd {
				s.ask = nil
				return s.change(func(r *agenda.Review, now time.Time) error { return r.Answer(a, now) }, then)
			}},
			{On: []string{"t", "esc"}, Show: "t", Help: "theirs", About: "keep theirs", Do: func(s *Screen) tea.Cmd { s.ask = nil; return nil }},
		},
	}
}
