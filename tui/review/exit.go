package review

import (
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
	"halfhour/tui/draw"
	"halfhour/tui/entry"
)

// answer records an answer at once and then asks for its evidence, which may
// stay empty.
func (p *deal) answer(s *Screen) tea.Cmd {
	v := map[string]agenda.Value{"y": agenda.Yes, "n": agenda.No, "u": agenda.Unknown}[s.pressed.String()]
	d, _ := p.deal(s)
	q := s.questions(d)[p.question]
	a := agenda.Answer{DealID: d.ID, Question: q.ID, Value: v, Author: s.me}
	if old, ok := s.review().AnswerTo(d.ID, q.ID); ok && old.Value == v {
		a.Evidence = old.Evidence
	}
	p.box = exitBox
	return s.change(func(r *agenda.Review, now time.Time) error { return r.Answer(a, now) },
		func(s *Screen) tea.Cmd { return p.evidence(s, d, q, v) })
}

// evidence asks how we know the answer to a question, then marks the next one.
func (p *deal) evidence(s *Screen, d agenda.Deal, q agenda.Question, v agenda.Value) tea.Cmd {
	if s.entry != nil {
		return nil
	}
	old, _ := s.review().AnswerTo(d.ID, q.ID)
	e := entry.New(fmt.Sprintf("“%s”: how do we know? (enter leaves it open)", v), "evidence:"+d.ID+":"+q.ID,
		entry.Field{Default: old.Evidence, Hint: "mail of 12 Nov, said on the call, …"})
	return s.begin(e, func(s *Screen) tea.Cmd {
		a := agenda.Answer{DealID: d.ID, Question: q.ID, Value: v, Author: s.me, Evidence: e.Value(0)}
		p.question = min(p.question+1, len(s.questions(d))-1)
		return s.save(func(r *agenda.Review, now time.Time) error { return r.Answer(a, now) }, nil)
	})
}

// questions are those that decide whether a deal may leave its stage.
func (s *Screen) questions(d agenda.Deal) []agenda.Question {
	return s.briefing().Process.Of(d).Questions
}

// answeredYes counts the exit questions that stand at yes, in this review or
// by an earlier answer that still holds.
func (s *Screen) answeredYes(d agenda.Deal) (yes, all int) {
	for _, q := range s.questions(d) {
		all++
		if a, ok := s.review().AnswerTo(d.ID, q.ID); ok {
			if a.Value == agenda.Yes {
				yes++
			}
		} else if old, holds, found := s.briefing().EarlierTo(d, q.ID); found && holds && old.Value == agenda.Yes {
			yes++
		}
	}
	return yes, all
}

func (p *deal) exit(s *Screen, d agenda.Deal, w int) (lines []draw.Line, cursor int) {
	today := s.briefing().Today
	place := s.briefing().Process.Of(d)
	if place.Lost != "" {
		lines = draw.Wrapped(draw.Warn, place.Lost+", so it is asked what "+place.Name+" asks.", w)
	}
	for i, q := range place.Questions {
		mark, ink, under := " ?  ", draw.Warn, ""
		if a, ok := s.review().AnswerTo(d.ID, q.ID); ok {
			mark, ink = answerMark(a.Value)
			under = a.Evidence
			if under == "" {
				under = "no evidence yet"
			}
			under += " · " + s.author(a.Author).First()
		} else if old, holds, found := s.briefing().EarlierTo(d, q.ID); found {
			under = fmt.Sprintf("was %s on %s", old.Value, agenda.DateOf(old.At).Short(today))
			if old.Evidence != "" {
				under += ": " + old.Evidence
			}
			if holds {
				mark, ink = answerMark(old.Value)
			} else {
				under += " (ask again)"
			}
		}
		if i == p.question {
			cursor = len(lines)
		}
		for j, row := range draw.Wrapped(draw.Plain, q.Text, w-5) {
			if i == p.question && p.box == exitBox {
				row = row.Fit(w - 5).Inked(draw.Mark)
			}
			if j > 0 {
				mark = ""
			}
			lines = append(lines, draw.Text(ink, mark).Fit(5).Join(row))
		}
		if under != "" {
			for _, row := range draw.Wrapped(draw.Quiet, under, w-5) {
				lines = append(lines, draw.Text(draw.Plain, "     ").Join(row))
			}
		}
	}
	return lines, cursor
}

func answerMark(v agenda.Value) (string, draw.Ink) {
	switch v {
	case agenda.Yes:
		return "yes ", draw.Good
	case agenda.No:
		return "no  ", draw.Bad
	}
	return " ?  ", draw.Warn
}
