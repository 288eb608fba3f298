package agenda

import "slices"

// EarlierAnswer is the last answer given to an exit question before this
// review.
type EarlierAnswer struct {
	Answer
	Stage string // the deal's stage then
}

// AnswerLife is how many days an answer to an exit question holds before it is
// asked again. Our choice, after MEDDICC's "MEDDIC is not a checklist".
const AnswerLife = 30

// EarlierTo returns the last answer given to a deal's question before this
// review, and whether it still holds: given in the deal's present stage and no
// more than AnswerLife days ago.
func (b Briefing) EarlierTo(d Deal, question string) (answer EarlierAnswer, holds, found bool) {
	for _, a := range b.Earlier {
		if a.DealID == d.ID && a.Question == question {
			return a, a.Stage == d.Stage && b.Today-DateOf(a.At) <= b.life(), true
		}
	}
	return EarlierAnswer{}, false, false
}

// UnprovedOf returns the questions of stages that a deal has left which were
// not proved before this review.
func (b Briefing) UnprovedOf(d Deal) []Question {
	open, _ := b.Process.Unproved(d, b.Earlier, b.Today, int(b.life()))
	return open
}

func (b Briefing) life() Date {
	if b.AnswerLife > 0 {
		return Date(b.AnswerLife)
	}
	return AnswerLife
}

// Unproved returns the questions of the stages a deal has left that nothing
// answers with yes, and how many such questions there are: what the CRM's stage
// says more than the answers. answers are the last ones given, of this deal or
// of all.
//
// A yes counts that is at most life days old, or was when the deal came into the
// stage it is in: what was true at the door need not be asked for ever. Stages
// that the deal left before anybody asked anything of it do not count.
func (p Process) Unproved(d Deal, answers []EarlierAnswer, today Date, life int) (open []Question, of int) {
	asked, proved := map[string]bool{}, map[string]bool{}
	for _, a := range answers {
		if a.DealID != d.ID {
			continue
		}
		at := DateOf(a.At)
		fresh := today-at <= Date(life) || d.StageSince != 0 && at <= d.StageSince && d.StageSince-at <= Date(life)
		asked[a.Question] = true
		proved[a.Question] = a.Value == Yes && fresh
	}
	began := false
	for _, stage := range p.Before(p.Of(d)) {
		began = began || slices.ContainsFunc(stage.Questions, func(q Question) bool { return asked[q.ID] })
		if !began {
			continue
		}
		for _, q := range stage.Questions {
			of++
			if !proved[q.ID] {
				open = append(open, q)
			}
		}
	}
	return open, of
}
