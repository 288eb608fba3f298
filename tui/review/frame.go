package review

import (
	"fmt"
	"strings"
	"time"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/keys"
	"halfhour/tui/page"
)

// The smallest window that a review fits into, and the one from which panes
// show everything side by side.
const (
	LeastWidth, LeastHeight = page.LeastWidth, page.LeastHeight
	wideFrom, highFrom      = 100, 28
)

// View draws exactly h lines of w cells, and says where the cursor stands when
// something is being typed.
func (s *Screen) View(w, h int) (lines []draw.Line, cursorX, cursorY int, typing bool) {
	plan := s.review().Plan(s.room.Now)
	lines = []draw.Line{s.titleLine(plan, w), s.agendaLine(plan, w), s.clockLine(plan, w)}
	if people := s.peopleLine(w); people != nil {
		lines = append(lines, people)
	}
	const below = 2
	body := h - len(lines) - below
	var panel []draw.Line
	switch {
	case s.ask != nil && s.ask.about == "clash":
		panel = s.ask.view(w)
	case s.entry != nil:
		room := 7
		if s.entry.IsBlock() {
			room = max(7, body/2)
		}
		panel = s.entry.View(w, room)
	case s.ask != nil:
		panel = s.ask.view(w)
	}
	panel = panel[:min(len(panel), body)]
	lines = append(lines, s.bodyLines(w, body-len(panel))...)
	if s.entry != nil && (s.ask == nil || s.ask.about != "clash") {
		x, y := s.entry.Cursor()
		cursorX, cursorY, typing = x, len(lines)+y, true
	}
	lines = append(lines, panel...)
	lines = append(lines, s.noticeLine(w), keys.Line(s, s.live(), w))
	return draw.Height(lines, w, h), cursorX, cursorY, typing
}

// bodyLines draws the body, exactly h lines of w cells. Guests who look at the
// same part and do nothing there share one drawing of it.
func (s *Screen) bodyLines(w, h int) []draw.Line {
	if s.entry != nil || s.help || s.swap != nil || s.share != nil || s.review().Stage == agenda.Finished {
		return draw.Height(s.body(w, h), w, h)
	}
	type drawing struct {
		lines []draw.Line
		pane  any // as drawing it left it
	}
	p := s.pane()
	d := s.room.Once.Do(drawn{w, h, s.at(), p.cursors()}, func() any {
		lines := draw.Height(p.view(s, w, h), w, h)
		return drawing{lines, p.cursors()}
	}).(drawing)
	p.restore(d.pane)
	return d.lines
}

// drawn is what a pane's drawing depends on, besides the state of the room.
type drawn struct {
	w, h, slot int
	cursors    any
}

func (s *Screen) body(w, h int) []draw.Line {
	switch {
	case s.help:
		return s.helpView(w, h)
	case s.swap != nil:
		return s.swap.view(s, w, h)
	case s.share != nil:
		return s.share.view(s, w, h)
	case s.review().Stage == agenda.Finished:
		return s.finishedView(w, h)
	}
	return s.pane().view(s, w, h)
}

// titleLine says who meets, whether all is saved, and when it ends.
func (s *Screen) titleLine(p agenda.Plan, w int) draw.Line {
	b, r := s.briefing(), s.review()
	who := b.RepNames()
	if b.Manager.ID != "" && b.Manager.ID != b.Rep.ID {
		who += " with " + b.Manager.Name
	}
	var rest draw.Line
	if agenda.DateOf(s.room.Now) != b.Today {
		rest = rest.Add(draw.Quiet, "  as of ").Add(draw.Warn, b.Today.Time().Format("2 Jan 2006"))
	}
	if !s.host.Prep && (len(b.With) > 0 || b.Manager.ID != "" && b.Manager.ID != b.Rep.ID) {
		rest = rest.Add(draw.Quiet, "  typing: ").Add(draw.Plain, s.author(s.me).First())
	}
	right := draw.Line{}
	switch {
	case s.room.Trouble != "":
		right = right.Add(draw.Alarm, " NOT SAVED ")
	case !s.room.SavedAt.IsZero():
		right = right.Add(draw.Quiet, "saved "+clockTime(s.room.SavedAt))
	}
	switch r.Stage {
	case agenda.Running:
		right = right.Add(draw.Quiet, "   ends ").Add(draw.Strong, clockTime(p.End))
	case agenda.Finished:
		right = right.Add(draw.Quiet, "   ended ").Add(draw.Strong, clockTime(r.Clock.Ended))
	}
	right = right.Add(draw.Plain, " ")
	left := draw.Text(draw.Quiet, " halfhour ").Add(draw.Strong, " "+who)
	if s.host.Prep {
		left, who = s.prepTitle(), "Prep of "+b.Rep.Name
	}
	if room := w - right.Width() - rest.Width() - 1; left.Width() > room { // names give way, facts do not
		left = draw.Text(draw.Strong, " "+who)
		left = left.Fit(min(left.Width(), max(room, 0)))
	}
	return draw.Spread(left.Join(rest), right, w)
}

func clockTime(t time.Time) string { return t.Local().Format("15:04") }

// agendaLine shows the parts of the meeting, what they used and what is
// planned for them, and the bank.
func (s *Screen) agendaLine(p agenda.Plan, w int) draw.Line {
	r := s.review()
	bank := draw.Line{}
	if r.Stage == agenda.Running && p.Bank >= time.Second {
		bank = draw.Text(draw.Good, "  bank +"+agenda.Minutes(p.Bank)+" ")
	}
	room := w - bank.Width()
	labels := make([]slotLabel, len(r.Slots))
	s.slots = s.slots[:0]
	longest := 0
	for i := range r.Slots {
		labels[i] = s.slotLabel(i, p)
		room -= labels[i].before.Width() + labels[i].after.Width() + 2
		longest = max(longest, labels[i].name.Width())
	}
	line := draw.Text(draw.Plain, " ")
	nameWidth := shareOut(labels, longest, room+1)
	for i, l := range labels {
		if i > 0 {
			line = line.Add(draw.Plain, "  ")
		}
		name := l.name
		if name.Width() > nameWidth && !l.whole {
			name = name.Fit(nameWidth)
		}
		line = line.Join(l.before, name, l.after)
		s.slots = append(s.slots, line.Width())
	}
	return draw.Spread(line, bank, w)
}

// slotLabel is a part of the agenda in the line that shows all.
type slotLabel struct {
	before, name, after draw.Line
	whole               bool // its name is never cut
}

// shareOut returns how wide names may be so that all fit into room.
func shareOut(labels []slotLabel, longest, room int) int {
	for width := longest; width > 2; width-- {
		sum := 0
		for _, l := range labels {
			if l.whole {
				sum += l.name.Width()
			} else {
				sum += min(l.name.Width(), width)
			}
		}
		if sum <= room {
			return width
		}
	}
	return 2
}

func (s *Screen) slotName(slot agenda.Slot) string {
	switch slot.Kind {
	case agenda.OverviewSlot:
		return "Overview"
	case agenda.WrapUpSlot:
		return "Wrap-up"
	}
	if d, ok := s.briefing().Deal(slot.DealID); ok {
		return d.Name
	}
	if s.observes() {
		return "another deal"
	}
	return "a deal that is gone"
}

func (s *Screen) slotLabel(i int, p agenda.Plan) slotLabel {
	r := s.review()
	slot := r.Slots[i]
	name := draw.Text(draw.Plain, s.slotName(slot))
	whole := slot.Kind != agenda.DealSlot
	switch {
	case s.host.Prep:
		return s.prepLabel(i, name, whole)
	case i == r.Current && r.Stage != agenda.Finished:
		return slotLabel{draw.Text(draw.FocusHead, "▶ "), name.Inked(draw.FocusHead), nil, whole}
	case i == s.at() && r.Stage != agenda.Finished:
		return slotLabel{draw.Text(draw.Focus, "◇ "), name.Inked(draw.FocusHead), nil, whole}
	case slot.Visited:
		return slotLabel{draw.Text(draw.Good, "✔ "), name.Inked(draw.Quiet), draw.Text(draw.Quiet, " "+agenda.Minutes(r.Used(i, s.room.Now))), whole}
	}
	return slotLabel{nil, name, draw.Text(draw.Quiet, " "+agenda.Minutes(p.Left[i])), whole}
}

// clockLine is the bar of the current part and its countdown in words.
func (s *Screen) clockLine(p agenda.Plan, w int) draw.Line {
	if s.host.Prep {
		return s.prepLine(w)
	}
	r := s.review()
	ink, words := s.countdown(p)
	right := draw.Text(ink, words).Add(draw.Plain, " ")
	room := w - right.Width() - 2
	if room < 8 {
		return right.Fit(w)
	}
	slot := r.Slots[r.Current]
	used := 0
	if budget := slot.Budget; budget > 0 {
		used = int(int64(room) * int64(r.Used(r.Current, s.room.Now)) / int64(budget))
	}
	if r.Stage == agenda.Finished {
		used = room
	}
	used = min(max(used, 0), room)
	bar := draw.Text(draw.Plain, " ").Add(ink, repeat("━", used)).Add(draw.Edge, repeat("─", room-used)).Add(draw.Plain, " ")
	return bar.Join(right)
}

// countdown puts the time that is left into words. Colour only underlines
// them.
func (s *Screen) countdown(p agenda.Plan) (draw.Ink, string) {
	r := s.review()
	left := p.Left[r.Current]
	if left < 0 {
		left = -(-left).Truncate(time.Second)
	} else {
		left = (left + time.Second - 1).Truncate(time.Second) // 7:00 stands for a whole second
	}
	words := agenda.Minutes(left) + " left"
	ink := draw.Good
	wrapUp := p.Left[r.WrapUp()]
	switch {
	case r.Stage == agenda.Ready:
		return draw.Quiet, agenda.Minutes(r.Length()) + ", not started"
	case r.Stage != agenda.Running:
		return draw.Quiet, "held in " + agenda.Minutes(r.Length()-p.MeetingLeft)
	case p.MeetingLeft <= 0:
		ink, words = draw.Alarm, fmt.Sprintf(" %s, past the end ", agenda.Minutes(p.MeetingLeft))
	case p.OnlyWrapUp:
		ink, words = draw.Alarm, fmt.Sprintf(" over %s, the wrap-up has %s ", agenda.Minutes(-left), agenda.Minutes(wrapUp))
	case left <= 0:
		ink, words = draw.Bad, "over "+agenda.Minutes(-left)
	case left <= time.Minute:
		ink, words = draw.Warn, words+", come to an end"
	}
	if r.Paused() {
		return draw.Warn, "paused, " + words
	}
	return ink, words
}

func unsaved(why string) notice {
	return notice{"Not saved yet, " + why + ". Tried again each second.", draw.Bad}
}

// noticeLine is the one line of words above the keys.
func (s *Screen) noticeLine(w int) draw.Line {
	n := s.notice
	plan := s.review().Plan(s.room.Now)
	switch {
	case s.room.Trouble != "":
		why, _, _ := strings.Cut(s.room.Trouble, ";")
		if n = unsaved(why); draw.Text(n.ink, n.text).Width() > w-2 {
			fact, _, _ := strings.Cut(why, ":") // without its reason
			n = unsaved(fact)
		}
	case n.text != "":
	case s.elsewhere() != "":
		n = notice{s.elsewhere(), draw.Warn}
	case s.entry != nil && s.entry.Busy:
		n = notice{"saving…", draw.Quiet}
	case plan.OnlyWrapUp && s.review().Current < s.review().WrapUp():
		n = notice{"Only the wrap-up's minutes remain. → goes on when you are ready.", draw.Warn}
	case s.dealHere() == "" && len(s.review().Rivals) > 0:
		n = notice{agenda.Counted(len(s.review().Rivals), "thing") + " written on both sides: x shows both versions.", draw.Warn}
	case s.guest():
		n = notice{s.guestLine(), draw.Quiet}
	case s.host.Prep:
		n = notice{"No clock here. Everything is saved as you write it; the review starts from it.", draw.Quiet}
	case s.review().Stage == agenda.Ready:
		n = notice{"Look around. enter starts the clock when both are here.", draw.Quiet}
		if prepared := s.preparedLine(); prepared != "" {
			n = notice{prepared + " enter starts the clock.", draw.Good}
		}
		if s.briefing().Demo {
			n.text = "Demo, invented and thrown away. Your own deals: halfhour import FILE.csv"
		}
	case s.briefing().Demo:
		n = notice{"Demo, invented and thrown away. Your own deals: halfhour import FILE.csv", draw.Quiet}
	}
	return draw.Text(draw.Plain, " ").Add(n.ink, n.text).Fit(w)
}

func repeat(s string, n int) string {
	out := make([]byte, 0, len(s)*n)
	for range n {
		out = append(out, s...)
	}
	return string(out)
}
