package review

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
)

// A prep is the same review before it begins, with one person alone and no
// clock: the parts of the agenda are walked through freely.

// prepKeys work on every pane of a prep.
func prepKeys() []key {
	return []key{
		{On: []string{"right", "l"}, Show: "→", Help: "next", About: "on to the next part", Do: func(s *Screen) tea.Cmd { return s.goTo(1) }, Off: (*Screen).atTheLast},
		{On: []string{"left", "h"}, Show: "←", Help: "back", About: "back to the part before", Do: func(s *Screen) tea.Cmd { return s.goTo(-1) }, Off: (*Screen).atTheFirst, Last: true},
		{On: []string{"e"}, Show: "e", Help: "note", About: "write a note, as long as you like; ctrl+e in it opens your editor", Do: (*Screen).writeNote, Off: (*Screen).closed},
		{On: []string{"m"}, Show: "m", Help: "mend data", About: "to the list of bad data, and back here", Do: func(s *Screen) tea.Cmd { return s.host.Mend }, Off: (*Screen).cannotMend},
		{On: []string{"x"}, Show: "x", Help: "versions", About: "pick one of two versions that were written on two computers", Do: (*Screen).pickVersion, Off: (*Screen).noRivals},
		{On: []string{"p"}, Show: "p", Help: "park", About: "park a topic for an e-mail afterwards", Do: (*Screen).park, Off: (*Screen).closed, Last: true},
		{On: []string{"?"}, Show: "?", Help: "keys", About: "all keys of this place", Do: func(s *Screen) tea.Cmd { s.help = true; return nil }},
		{On: []string{"q", "esc"}, Show: "q", Help: "leave", About: "leave; all is saved, and the review starts from it", Do: leave, Last: true},
	}
}

func (s *Screen) cannotMend() string {
	if s.host.Mend == nil {
		return "The list of bad data opens only where halfhour runs."
	}
	return s.closed()
}

// toMend counts the bad data in the rep's open deals.
func (s *Screen) toMend() int {
	n := 0
	for _, c := range s.briefing().Ranked {
		for _, f := range c.Findings {
			if f.Hygiene {
				n++
			}
		}
	}
	return n
}

// prepTitle says whose prep it is, and for whom.
func (s *Screen) prepTitle() draw.Line {
	b := s.briefing()
	left := draw.Text(draw.Quiet, " halfhour ").Add(draw.Quiet, " Prep of ").Add(draw.Strong, b.Rep.Name)
	if b.Manager.ID != "" && b.Manager.ID != b.Rep.ID {
		left = left.Add(draw.Quiet, " for the review with ").Add(draw.Strong, b.Manager.Name)
	}
	if s.me != b.Rep.ID {
		left = left.Add(draw.Quiet, "  typing: ").Add(draw.Plain, s.author(s.me).First())
	}
	return left
}

// prepLine is what a prep is about, and how far it is.
func (s *Screen) prepLine(w int) draw.Line {
	r := s.review()
	answered, questions := 0, 0
	for _, id := range r.Deals() {
		if d, ok := s.briefing().Deal(id); ok {
			for _, q := range s.questions(d) {
				questions++
				if _, ok := r.AnswerTo(id, q.ID); ok {
					answered++
				}
			}
		}
	}
	chances := 0
	for _, id := range r.Deals() {
		if slices.ContainsFunc(r.EstimatesOf(id), func(e agenda.Estimate) bool { return e.Author == s.me }) {
			chances++
		}
	}
	var parts []draw.Line
	part := func(done bool, text string) {
		mark, ink := "· ", draw.Plain
		if done {
			mark, ink = "✔ ", draw.Good
		}
		parts = append(parts, draw.Text(ink, mark+text))
	}
	if n := s.toMend(); n > 0 {
		part(false, fmt.Sprintf("%d to mend", n))
	} else {
		part(true, "data clean")
	}
	part(questions > 0 && answered == questions, fmt.Sprintf("%d of %d answered", answered, questions))
	part(len(r.Deals()) > 0 && chances == len(r.Deals()), fmt.Sprintf("%d of %d chances", chances, len(r.Deals())))
	part(len(r.Obstacles) > 0, agenda.Counted(len(r.Obstacles), "obstacle"))
	part(len(r.Agreed("")) > 0, agenda.Counted(len(r.Agreed("")), "action"))
	line := draw.Text(draw.Plain, " ")
	for i, p := range parts {
		if i > 0 {
			line = line.Add(draw.Plain, "  ")
		}
		line = line.Join(p)
	}
	return line.Fit(w)
}

// prepLabel is a part of the agenda in the line that shows all, with what is
// prepared for it.
func (s *Screen) prepLabel(i int, name draw.Line, whole bool) slotLabel {
	slot := s.review().Slots[i]
	var after draw.Line
	if d, ok := s.briefing().Deal(slot.DealID); ok {
		yes, all := s.answeredYes(d)
		after = draw.Textf(draw.Quiet, " %d/%d", yes, all)
	}
	if i == s.at() {
		return slotLabel{draw.Text(draw.FocusHead, "▶ "), name.Inked(draw.FocusHead), after, whole}
	}
	return slotLabel{nil, name, after, whole}
}

// preparedLine says in a review that has not begun what was prepared by whom.
func (s *Screen) preparedLine() string {
	var list []string
	for _, p := range s.review().PreparedBy() {
		list = append(list, s.author(p.Author).First()+" prepared "+p.String())
	}
	if list == nil {
		return ""
	}
	return strings.Join(list, "; ") + "."
}

// goToDraft puts a prep where something was half typed when it was left.
func (s *Screen) goToDraft() {
	for _, d := range s.review().Drafts {
		_, dealID, ok := strings.Cut(d.Place, ":")
		at := slices.IndexFunc(s.review().Slots, func(slot agenda.Slot) bool { return ok && slot.DealID != "" && slot.DealID == dealID })
		if d.Author == s.me && at >= 0 {
			s.slot = at
			return
		}
	}
}

// estimate asks how likely the person thinks it is that the deal is won.
func (p *deal) estimate(s *Screen) tea.Cmd {
	d, _ := p.deal(s)
	mine := ""
	for _, e := range s.review().EstimatesOf(d.ID) {
		if e.Author == s.me {
			mine = strconv.Itoa(e.Percent)
		}
	}
	says := "what do you think yourself?"
	if d.Probability >= 0 {
		says = fmt.Sprintf("the CRM says %d; %s", d.Probability, says)
	}
	e := entry.New("How likely is it that "+d.Name+" is won, in percent?", "chance:"+d.ID,
		entry.Field{Default: mine, Hint: says, Choices: []string{"10", "25", "50", "75", "90"}})
	return s.begin(e, func(s *Screen) tea.Cmd {
		percent, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(e.Value(0), "%")))
		if err != nil || percent < 0 || percent > 100 {
			e.Error = "Say a number from 0 to 100."
			return nil
		}
		give := agenda.Estimate{DealID: d.ID, Author: s.me, Percent: percent}
		return s.save(func(r *agenda.Review, now time.Time) error { return r.Estimate(give, now) }, nil)
	})
}

// chances is what people think of a deal, for its metric line.
func (s *Screen) chances(d agenda.Deal) []draw.Line {
	var list []draw.Line
	for _, e := range s.review().EstimatesOf(d.ID) {
		text := fmt.Sprintf("%s gives it %d %%", s.author(e.Author).First(), e.Percent)
		if d.Probability >= 0 && d.Probability != e.Percent {
			text += fmt.Sprintf(" (CRM: %d %%)", d.Probability)
		}
		list = append(list, draw.Text(draw.Plain, text))
	}
	return list
}

// nextStep asks what happens next in the deal, and by when.
func (p *deal) nextStep(s *Screen) tea.Cmd {
	d, _ := p.deal(s)
	today := s.briefing().Today
	e := entry.New("Next step of "+d.Name+", kept beside what the CRM says", "step:"+d.ID,
		entry.Field{Default: d.NextStep, Hint: "what the buyer and you do next"},
		entry.Field{Label: "by", Default: d.NextStepDate.Short(today), Hint: "fri, +3d, 25 nov", Choices: s.dueChoices()})
	return s.begin(e, func(s *Screen) tea.Cmd {
		n := agenda.NextStep{DealID: d.ID, Text: e.Value(0), Author: s.me}
		if typed := e.Value(1); typed == d.NextStepDate.Short(today) {
			n.Due = d.NextStepDate
		} else if typed != "" {
			due, err := agenda.ParseDue(typed, today)
			if err != nil {
				e.GoTo(1)
				e.Error = sentence(err)
				return nil
			}
			n.Due = due
		}
		return s.save(func(r *agenda.Review, now time.Time) error { return r.SetNextStep(n, now) }, nil)
	})
}

type editedMsg struct {
	entry *entry.Entry
	text  string
	err   error
}

// openEditor hands the note to the person's editor. What is typed is kept as a
// draft first.
func (s *Screen) openEditor() tea.Cmd {
	e := s.entry
	return tea.Sequence(s.keepDraft(), s.host.Edit(e.Value(0), func(text string, err error) tea.Msg { return editedMsg{e, text, err} }))
}

// edited takes the text back. It is saved with the note.
func (s *Screen) edited(msg editedMsg) tea.Cmd {
	if msg.err != nil {
		s.say(draw.Warn, sentence(msg.err))
	}
	if msg.entry != s.entry || msg.text == "" {
		return nil
	}
	s.entry.Restore(msg.text)
	return s.keepDraft()
}

func (s *Screen) noEditor() string {
	if s.host.Edit == nil {
		return "An editor opens only where halfhour runs."
	}
	return s.busy()
}
