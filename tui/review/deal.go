package review

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/agenda/coach"
	"halfhour/tui/draw"
	"halfhour/tui/live"
)

// deal is the pane of one deal: why it is on the agenda, whether it may move
// on, what stands in its way and who does what, and what was said.
type deal struct {
	slot     int
	box      box
	question int // the cursor in the exit questions
	item     int // the cursor in obstacles and actions
	asked    int // how many coaching questions were passed
}

func (p *deal) cursors() any   { return *p }
func (p *deal) restore(to any) { *p = to.(deal) }

type box int

const (
	exitBox box = iota // where the keys go first
	actionBox
	noteBox
	whyBox
	boxes
)

var boxNames = [boxes]string{exitBox: "Exit", actionBox: "Actions", noteBox: "Notes", whyBox: "Why"}

func (p *deal) held() []key { return nil }

func (p *deal) keys() []key {
	return []key{
		{On: []string{"y", "n", "u"}, Show: "y/n/u", Help: "answer", About: "answer the marked question: yes, no, unknown; then its evidence", Do: p.answer, Off: p.cannotEdit},
		{On: []string{"a"}, Show: "a", Help: "action", About: "write an action: text, owner, priority, due date, metric", Do: (*Screen).addAction, Off: p.cannotEdit},
		{On: []string{"o"}, Show: "o", Help: "obstacle", About: "write down what stands in the way", Do: (*Screen).addObstacle, Off: p.cannotEdit},
		{On: []string{"s"}, Show: "s", Help: "next step", About: "set the next step and its date; the CRM's stays beside it", Do: p.nextStep, Off: p.cannotEdit, Last: true},
		{On: []string{"%"}, Show: "%", Help: "chance", About: "your own probability that it is won", Do: p.estimate, Off: p.cannotEdit, Last: true},
		upDown("up and down in the box with the focus", p.move),
		{On: []string{"enter"}, Show: "enter", Help: "edit", About: "edit what is marked: evidence, obstacle or action, note", Do: p.edit, Off: p.cannotEdit, Last: true},
		{On: []string{"d"}, Show: "d", Help: "drop", About: "drop the marked action, clear the obstacle; again undoes it", Do: p.drop, Off: p.cannotEdit, Last: true},
		{On: []string{"tab", "shift+tab"}, Show: "tab", Help: "focus", About: "to the next box (shift+tab: the one before)", Do: p.turn},
		{On: []string{"C"}, Show: "C", Help: "coaching note", About: "write a coaching note that nobody else sees (the manager only)", Do: p.coach, Off: p.noCoaching, Last: true},
		{On: []string{"c"}, Show: "c", Help: "other question", About: "another question to ask", Do: func(s *Screen) tea.Cmd { p.asked++; return nil }, Last: true},
	}
}

func (p *deal) deal(s *Screen) (agenda.Deal, bool) {
	d, ok := s.briefing().Deal(s.review().Slots[p.slot].DealID)
	return s.review().WithStep(d), ok
}

func (p *deal) cannotEdit(s *Screen) string {
	if why := s.closed(); why != "" {
		return why
	}
	if _, ok := p.deal(s); !ok {
		return "This deal is not open any more; ← and s on the overview swap it."
	}
	return ""
}

func (p *deal) move(s *Screen, step int) {
	d, _ := p.deal(s)
	switch p.box {
	case exitBox:
		p.question = min(max(p.question+step, 0), len(s.questions(d))-1)
	case actionBox:
		p.item = min(max(p.item+step, 0), max(len(s.items(d.ID))-1, 0))
	}
}

func (p *deal) turn(s *Screen) tea.Cmd {
	step := box(1)
	if s.pressed.String() == "shift+tab" {
		step = boxes - 1
	}
	p.box = (p.box + step) % boxes
	return nil
}

func (p *deal) edit(s *Screen) tea.Cmd {
	d, _ := p.deal(s)
	switch p.box {
	case exitBox:
		q := s.questions(d)[p.question]
		a, answered := s.review().AnswerTo(d.ID, q.ID)
		if !answered {
			s.say(draw.Quiet, "Answer it first: y, n or u.")
			return nil
		}
		return p.evidence(s, d, q, a.Value)
	case actionBox:
		items := s.items(d.ID)
		if p.item >= len(items) {
			s.say(draw.Quiet, "There is nothing here yet: a writes an action, o an obstacle.")
			return nil
		}
		if it := items[p.item]; it.action.ID != "" {
			return s.editAction(it.action)
		}
		return s.editObstacle(items[p.item].obstacle)
	case noteBox:
		return s.writeNote()
	}
	return nil
}

func (p *deal) drop(s *Screen) tea.Cmd {
	d, _ := p.deal(s)
	items := s.items(d.ID)
	if p.box != actionBox || p.item >= len(items) {
		s.say(draw.Quiet, "tab to the actions and mark one first.")
		return nil
	}
	it := items[p.item]
	if it.action.ID != "" {
		return s.dropAction(it.action)
	}
	o := it.obstacle
	return s.change(func(r *agenda.Review, _ time.Time) error {
		next := o
		next.Cleared = !o.Cleared
		return r.EditObstacle(o, next)
	}, nil)
}

func (p *deal) view(s *Screen, w, h int) []draw.Line {
	d, ok := p.deal(s)
	if !ok && s.observes() {
		return draw.Box("Another deal", draw.Wrapped(draw.Plain, "The host took the deal that you were invited to off the agenda.", w-4), w, h, false)
	}
	if !ok {
		return draw.Box("Not open any more", draw.Wrapped(draw.Plain,
			"The last import closed this deal or no longer holds it. What was said about it stays in the minutes. → goes on.", w-4), w, h, false)
	}
	p.question = min(p.question, len(s.questions(d))-1)
	p.item = min(p.item, max(len(s.items(d.ID))-1, 0))
	name := draw.Text(draw.Plain, " ").Add(draw.Strong, d.Name)
	if d.Account != "" && !strings.Contains(d.Name, d.Account) {
		name = name.Add(draw.Quiet, " · "+d.Account)
	}
	if shared := s.briefing().SharedWith(d); shared != "" {
		name = name.Add(draw.Quiet, " · "+shared)
	}
	lines := []draw.Line{name}
	for _, row := range draw.Flow(append(metrics(d, s.briefing().Today), s.chances(d)...), 3, w-2) {
		lines = append(lines, draw.Text(draw.Plain, " ").Join(row))
	}
	lines = append(lines, s.rivalLines(d.ID, w)...)
	ask := p.askLines(s, d, w)
	rest := h - len(lines) - len(ask)
	if w >= wideFrom && h >= highFrom-12 {
		lines = append(lines, p.sideBySide(s, d, w, rest)...)
	} else {
		why := reasoned(draw.Plain, s.briefing().Candidate(d.ID).Reason, w-len(whyLabel)-1, 2)
		lines = append(lines, draw.Hang(draw.Text(draw.Quiet, whyLabel), len(whyLabel), why)...)
		lines = append(lines, p.tabbed(s, d, w, rest-len(why))...)
	}
	return append(draw.Height(lines, w, h-len(ask)), ask...)
}

// whyLabel stands before the reason where there is no box for it.
const whyLabel = " Why  "

func metrics(d agenda.Deal, today agenda.Date) []draw.Line {
	var parts []draw.Line
	for _, m := range d.Metrics(today) {
		ink := draw.Plain
		if m.Bad {
			ink = draw.Bad
		}
		parts = append(parts, draw.Text(ink, m.Text))
	}
	return parts
}

func (p *deal) askLines(s *Screen, d agenda.Deal, w int) []draw.Line {
	yes, all := s.answeredYes(d)
	text := "Ask: " + coach.Ask(s.briefing().Candidate(d.ID), all-yes, p.asked)
	var lines []draw.Line
	for _, l := range draw.Wrapped(draw.FocusHead, text, w-2) {
		lines = append(lines, draw.Text(draw.Plain, " ").Join(l))
	}
	return lines
}

func (p *deal) title(s *Screen, d agenda.Deal, b box) string {
	switch b {
	case whyBox:
		return "Why this deal"
	case exitBox:
		yes, all := s.answeredYes(d)
		next := s.briefing().Process.Of(d).Next
		if yes == all {
			return fmt.Sprintf("✔ Ready for %s: all %d yes", next, all)
		}
		return fmt.Sprintf("Ready for %s? %d of %d", next, yes, all)
	case actionBox:
		return "Obstacles and actions"
	}
	return "Notes"
}

func (p *deal) content(s *Screen, d agenda.Deal, b box, w int) (lines []draw.Line, cursor int) {
	switch b {
	case whyBox:
		return p.why(s, d, w), 0
	case exitBox:
		return p.exit(s, d, w)
	case actionBox:
		return p.items(s, d, w)
	}
	return notes(s, d.ID, w), 0
}

func (p *deal) drawBox(s *Screen, d agenda.Deal, b box, w, h int) []draw.Line {
	lines, cursor := p.content(s, d, b, w-4)
	if p.box == b {
		lines = draw.Window(lines, cursor, h-2)
	}
	return draw.Box(p.title(s, d, b), lines, w, h, p.box == b)
}

// sideBySide shows all four boxes.
func (p *deal) sideBySide(s *Screen, d agenda.Deal, w, h int) []draw.Line {
	left := (w - 1) / 2
	right := w - 1 - left
	why, _ := p.content(s, d, whyBox, left-4)
	exit, _ := p.content(s, d, exitBox, right-4)
	top := min(max(len(why), len(exit), 3)+2, h-6)
	lines := draw.Beside(p.drawBox(s, d, whyBox, left, top), p.drawBox(s, d, exitBox, right, top))
	return append(lines, draw.Beside(p.drawBox(s, d, actionBox, left, h-top), p.drawBox(s, d, noteBox, right, h-top))...)
}

// tabbed shows one box at a time under a line of tabs with what each holds.
func (p *deal) tabbed(s *Screen, d agenda.Deal, w, h int) []draw.Line {
	r := s.review()
	yes, all := s.answeredYes(d)
	counts := [boxes]string{
		whyBox:    fmt.Sprint(len(s.briefing().Candidate(d.ID).Findings)),
		exitBox:   fmt.Sprintf("%d/%d", yes, all),
		actionBox: fmt.Sprint(len(r.ObstaclesOf(d.ID)) + len(r.Agreed(d.ID))),
		noteBox:   fmt.Sprint(len(notesOn(r, d.ID))),
	}
	tabs := draw.Text(draw.Plain, " ")
	for b := range boxes {
		ink := draw.Quiet
		if b == p.box {
			ink = draw.Mark
		}
		tabs = tabs.Add(ink, " "+boxNames[b]+" "+counts[b]+" ").Add(draw.Plain, " ")
	}
	tabs = tabs.Add(draw.Quiet, " tab turns")
	return append([]draw.Line{tabs}, p.drawBox(s, d, p.box, w, h-1)...)
}

func (p *deal) why(s *Screen, d agenda.Deal, w int) []draw.Line {
	var lines []draw.Line
	for _, f := range s.briefing().Candidate(d.ID).Findings {
		ink := [...]draw.Ink{draw.Plain, draw.Plain, draw.Warn, draw.Bad}[min(max(f.Severity, 0), 3)]
		mark := repeat("▲", f.Severity)
		text := draw.Wrapped(draw.Plain, f.Evidence, w-4)
		for i, row := range text {
			if i > 0 {
				mark = ""
			}
			lines = append(lines, draw.Text(ink, mark).Fit(4).Join(row))
		}
	}
	if len(lines) == 0 {
		lines = draw.Wrapped(draw.Quiet, "Nothing stands out. "+s.briefing().Candidate(d.ID).Reason.String(), w)
	}
	return lines
}

func notesOn(r agenda.Review, dealID string) []agenda.Note {
	var list []agenda.Note
	for _, n := range r.Notes {
		if n.DealID == dealID && n.Text != "" {
			list = append(list, n)
		}
	}
	return list
}

// notesNow are the notes on a deal as they are at this moment: what somebody
// else is writing is shown as it grows.
func (s *Screen) notesNow(dealID string) []agenda.Note {
	list := slices.Clone(notesOn(s.review(), dealID))
	for _, p := range s.room.Present {
		if p.Seat == s.room.You.Seat || p.Place != live.NotePlace(dealID) {
			continue
		}
		text := s.review().DraftAt(p.Person.ID, p.Place)
		if text == "" {
			continue
		}
		grows := agenda.Note{DealID: dealID, Author: p.Person.ID, Text: text + " …"}
		if i := slices.IndexFunc(list, func(n agenda.Note) bool { return n.Author == p.Person.ID }); i >= 0 {
			list[i] = grows
		} else {
			list = append(list, grows)
		}
	}
	return list
}

// notes are each author's block, the name beside it.
func notes(s *Screen, dealID string, w int) []draw.Line {
	var lines []draw.Line
	for _, n := range s.notesNow(dealID) {
		name := s.author(n.Author).First()
		for i, row := range draw.Wrapped(draw.Plain, n.Text, w-8) {
			if i > 0 {
				name = ""
			}
			lines = append(lines, draw.Text(draw.Head, name).Fit(8).Join(row))
		}
	}
	if len(lines) == 0 {
		empty := "e writes a note."
		if s.observes() {
			empty = "No notes yet."
		}
		lines = []draw.Line{draw.Text(draw.Quiet, empty)}
	}
	return lines
}
