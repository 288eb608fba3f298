package review

import (
	"cmp"
	"fmt"
	"slices"
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
	saw, answered := s.review().AnswerTo(d.ID, q.ID)
	if answered && saw.Value == v {
		a.Evidence = saw.Evidence
	}
	p.box = exitBox
	then := func(s *Screen) tea.Cmd { return p.evidence(s, d, q, v) }
	var theirs agenda.Answer // another answer that came first
	return s.change(func(r *agenda.Review, now time.Time) error {
		if sameAnswer(r, d.ID, q.ID, saw) != nil {
			theirs, _ = r.AnswerTo(d.ID, q.ID)
			return nil
		}
		return r.Answer(a, now)
	}, func(s *Screen) tea.Cmd {
		if theirs.Value != "" && theirs != a {
			s.answerOver(a, theirs, then)
			return nil
		}
		return then(s)
	})
}

// evidence asks how we know the answer to a question, then marks the next one.
func (p *deal) evidence(s *Screen, d agenda.Deal, q agenda.Question, v agenda.Value) tea.Cmd {
	if s.entry != nil {
		return nil
	}
	old, _ := s.review().AnswerTo(d.ID, q.ID)
	e := entry.New(fmt.Sprintf("“%s”: how do we know? (enter leaves it open)", v), "evidence:"+d.ID+":"+q.ID,
		entry.Field{Default: old.Evidence, Hint: "mail of 12 Nov, said on the call, …"})
	cmd := s.begin(e, func(s *Screen) tea.Cmd {
		a := agenda.Answer{DealID: d.ID, Question: q.ID, Value: v, Author: s.me, Evidence: e.Value(0)}
		return s.save(func(r *agenda.Review, now time.Time) error {
			if err := sameAnswer(r, d.ID, q.ID, old); err != nil {
				return err
			}
			return r.Answer(a, now)
		}, func(s *Screen) tea.Cmd {
			p.question = min(p.question+1, len(s.questions(d))-1)
			return nil
		})
	})
	s.overAnswer(d.ID, q.ID, &old)
	return cmd
}

// questions are those that decide whether a deal may leave its stage, and those
// of earlier stages that it left without a yes.
func (s *Screen) questions(d agenda.Deal) []agenda.Question {
	b := s.briefing()
	return slices.Concat(b.Process.Of(d).Questions, b.UnprovedOf(d))
}

// answeredYes counts the exit questions of a deal's stage that stand at yes, in
// this review or by an earlier answer that still holds.
func (s *Screen) answeredYes(d agenda.Deal) (yes, all int) {
	for _, q := range s.briefing().Process.Of(d).Questions {
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
	place := s.briefing().Process.Of(d)
	if place.Lost != "" {
		lines = draw.Wrapped(draw.Warn, place.Lost+", so it is asked what "+place.Name+" asks.", w)
	}
	for i, q := range s.questions(d) {
		if i == len(place.Questions) {
			lines = append(lines, draw.Wrapped(draw.Warn, "Left behind without a yes:", w)...)
		}
		if i == p.question {
			cursor = len(lines)
		}
		mark, ink, under := s.stands(d, q)
		for j, row := range draw.Wrapped(draw.Plain, q.Text, w-5) {
			if i == p.question && p.box == exitBox {
				row = row.Fit(w - 5).Inked(draw.Mark)
			}
			if j > 0 {
				mark = ""
			}
			lines = append(lines, draw.Text(ink, mark).Fit(5).Join(row))
		}
		for _, row := range draw.Wrapped(draw.Quiet, under, w-5) {
			if under != "" {
				lines = append(lines, draw.Text(draw.Plain, "     ").Join(row))
			}
		}
	}
	return lines, cursor
}

// stands says how a question is answered: in this review, or else before it,
// and how we know. An old answer stays in sight when it is to be asked again.
func (s *Screen) stands(d agenda.Deal, q agenda.Question) (mark string, ink draw.Ink, under string) {
	today := s.briefing().Today
	if a, ok := s.review().AnswerTo(d.ID, q.ID); ok {
		mark, ink = answerMark(a.Value)
		return mark, ink, cmp.Or(a.Evidence, "no evidence yet") + " · " + s.author(a.Author).First()
	}
	old, holds, found := s.briefing().EarlierTo(d, q.ID)
	if !found {
		return " ?  ", draw.Warn, ""
	}
	at := agenda.DateOf(old.At)
	under = fmt.Sprintf("was %s on %s", old.Value, at.Short(today))
	if old.Evidence != "" {
		under += ": " + old.Evidence
	}
	under += " · " + s.author(old.Author).First()
	switch {
	case holds:
		mark, ink = answerMark(old.Value)
		return mark, ink, under
	case old.Stage != d.Stage:
		return " ?  ", draw.Warn, under + " (in " + cmp.Or(old.Stage, "no stage") + " then: ask again)"
	}
	return " ?  ", draw.Warn, under + fmt.Sprintf(" (%s ago: ask again)", agenda.Counted(int(today-at), "day"))
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
