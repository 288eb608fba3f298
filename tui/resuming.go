package tui

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/keys"
	"halfhour/tui/route"
)

// Unfinished is a review that was left before it ended.
type Unfinished struct {
	Rep     string
	Started time.Time // zero: it was never started
	Left    time.Duration
	Where   string // the part of the agenda it was at
}

// resuming asks whether to go on with an unfinished review.
type resuming struct {
	to route.To
	u  Unfinished
}

// NewResuming returns the question whether to go on with an unfinished review;
// to is how its screen was asked for.
func NewResuming(to route.To, u Unfinished) Screen { return &resuming{to, u} }

func resumeKeys() []keys.Key[*resuming] {
	return []keys.Key[*resuming]{
		{On: []string{"enter", "y"}, Show: "enter", Help: "go on", About: "go on where it was; everything typed is there", Do: func(s *resuming) tea.Cmd { return s.answer(route.GoOn) }},
		{On: []string{"n"}, Show: "n", Help: "new", About: "begin a new one; this one is set aside, its actions stay", Do: func(s *resuming) tea.Cmd { return s.answer(route.Afresh) }},
		{On: []string{"q", "esc"}, Show: "q", Help: "leave", About: "leave it as it is", Do: func(*resuming) tea.Cmd { return route.GoBack }},
	}
}

func (s *resuming) answer(how route.Resume) tea.Cmd {
	to := s.to
	to.Resume = how
	return route.Go(to)
}

// Init has nothing to begin.
func (s *resuming) Init() tea.Cmd { return nil }

// Leave has nothing to keep.
func (s *resuming) Leave() {}

// Update takes the answer.
func (s *resuming) Update(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyPressMsg); ok {
		cmd, _, _ := keys.Press(s, resumeKeys(), press)
		return cmd
	}
	return nil
}

// View draws the question.
func (s *resuming) View(w, h int) (lines []draw.Line, x, y int, typing bool) {
	u := s.u
	text := fmt.Sprintf("The review of %s was prepared but not started.", u.Rep)
	if !u.Started.IsZero() {
		text = fmt.Sprintf("The review of %s, started %s, is not finished: it was at %s, with %s left.",
			u.Rep, u.Started.Local().Format("Mon 2 Jan at 15:04"), u.Where, agenda.Minutes(u.Left))
		if u.Left < 0 {
			text = fmt.Sprintf("The review of %s, started %s, is not finished: it was at %s.",
				u.Rep, u.Started.Local().Format("Mon 2 Jan at 15:04"), u.Where)
		}
	}
	lines = draw.Wrapped(draw.Strong, text, w-4)
	lines = append(append(lines, nil), keys.Page(s, resumeKeys(), w-4)...)
	return draw.Height(append([]draw.Line{nil}, draw.Box("Go on?", lines, w, len(lines)+2, true)...), w, h), 0, 0, false
}
