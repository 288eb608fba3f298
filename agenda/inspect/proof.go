package inspect

import (
	"fmt"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

// aheadOfEvidence needs answers: of a deal whose exit questions were never
// asked nobody knows what is proved.
func aheadOfEvidence(s subject) sign {
	answers := s.in.Answers[s.ID]
	if len(answers) == 0 {
		return s.unknown("none of its exit questions was answered")
	}
	life := s.in.AnswerLife
	if life <= 0 {
		life = agenda.AnswerLife
	}
	open, of := s.in.Process.Unproved(*s.Deal, answers, s.in.Today, life)
	if len(open) == 0 {
		return sign{}
	}
	severity := 2
	if 2*len(open) > of {
		severity = 3
	}
	return s.found(severity, func() (string, string) {
		return fmt.Sprintf("in %s, but %d of the %d exit questions before it have no yes that holds: %s", safe.Line(s.Stage), len(open), of, safe.Line(open[0].Text)),
			fmt.Sprintf("%s before its stage not answered yes", agenda.Counted(len(open), "exit question"))
	})
}

func overForecast(s subject) sign {
	t := s.in.Thresholds.OverForecast
	if !s.in.category(s.Forecast).committed {
		return sign{}
	}
	early := s.Step != agenda.NoStep && s.Step < agenda.ParseStep(t.Stage)
	stepless := t.NextStep && s.in.Norms.Known.NextStep && (s.NextStep == "" || s.NextStepDate < s.in.Today)
	switch {
	case early:
		return s.found(2, func() (string, string) {
			return fmt.Sprintf("forecast %s in %s", safe.Line(s.Forecast), safe.Line(s.Stage)), "forecast ahead of its stage"
		})
	case stepless:
		return s.found(2, func() (string, string) {
			return fmt.Sprintf("forecast %s without a dated next step", safe.Line(s.Forecast)), "forecast without a dated next step"
		})
	}
	return sign{}
}

func singleThreaded(s subject) sign {
	t := s.in.Thresholds.SingleThreaded
	switch {
	case !s.in.Norms.Known.Contacts:
		return s.unknown("the exports have no contacts")
	case s.Contacts >= t.Least || t.FromAmount > 0 && !s.in.atLeast(s.Amount, t.FromAmount):
		return sign{}
	}
	severity := 1
	if s.Step >= agenda.Proposal {
		severity = 2
	}
	return s.found(severity, func() (string, string) {
		known := "only " + agenda.Counted(s.Contacts, "contact") + " known"
		if s.Contacts == 0 {
			known = "no contact is known"
		}
		return known, known
	})
}

// atLeast says whether an amount is so much of the home currency; where no rate
// says, the numbers are compared.
func (in *Inspection) atLeast(m agenda.Money, major float64) bool {
	if home, ok := in.Rates.In(m); ok {
		m = home
	}
	return m.Known() && m.Major() >= major
}

func noDecider(s subject) sign {
	switch {
	case !s.in.Norms.Known.Deciders:
		return s.unknown("the exports do not say who decides")
	case s.HasDecider || s.Step < agenda.ParseStep(s.in.Thresholds.NoDecider.Stage):
		return sign{}
	}
	severity := 2
	if s.Step >= agenda.Negotiation {
		severity = 3
	}
	return s.found(severity, func() (string, string) {
		evidence := fmt.Sprintf("no decision maker is known in %s", s.Step)
		switch {
		case s.Contacts == 1:
			evidence += "; the 1 contact is none"
		case s.Contacts > 1:
			evidence += fmt.Sprintf("; the %d contacts are none", s.Contacts)
		}
		return evidence, "no decision maker known"
	})
}
