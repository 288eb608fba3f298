// Package inspect looks at deals and says what is wrong with them, and which
// three are worth the time of a review.
//
// A finding is one line of evidence with the numbers in it, a severity from 1
// to 3, and what would mend it. Findings are about the deal, never the person.
// Hygiene findings are bad data: they are mended before the meeting. The
// others are risk. What an export does not tell is not known, which is no
// finding; only where other deals of the same export have it is it missing.
//
// Rank orders deals by risk × importance, as Dynamics 365's opportunity agent
// does, and Propose takes three off the top, one of them early: lists like
// these otherwise crowd out the deals that can still be changed most (Vantage
// Point Performance).
package inspect

import (
	"cmp"
	"slices"

	"halfhour/agenda"
)

// The codes of findings. Data is the code of every hygiene finding.
const (
	Overdue        = "overdue"
	NoNextStep     = "no-next-step"
	Stale          = "stale"
	SlowStage      = "slow-stage"
	Pushed         = "pushed"
	Shrinking      = "shrinking"
	TooOld         = "too-old"
	Outsized       = "outsized"
	MovedBack      = "moved-back"
	SingleThreaded = "single-threaded"
	NoDecider      = "no-decider"
	Data           = "data"
)

// rule is one thing that can be wrong with a deal.
type rule struct {
	code  string
	fix   string
	check func(subject) sign
	mends agenda.Field // of bad data: what to correct, or to confirm
}

// rules are all of them, among equally severe ones the more telling first.
var rules = []rule{
	{Overdue, "Agree a new close date with the buyer, or close it as lost", overdue, ""},
	{NoNextStep, "Agree a dated next step with the buyer", noNextStep, ""},
	{Stale, "Reach the buyer this week, or agree when to talk again", stale, ""},
	{SlowStage, "Find the one thing that keeps it in this stage, and who can move it", slowStage, ""},
	{Pushed, "Ask the buyer for their decision date and what it hangs on", pushed, ""},
	{NoDecider, "Find out who decides, and ask your contact to bring you together", noDecider, ""},
	{SingleThreaded, "Ask your contact who else has a say, and meet one of them", singleThreaded, ""},
	{MovedBack, "Agree with the buyer what has to happen before it moves on again", movedBack, ""},
	{Shrinking, "Find out what the buyer left out, and whether the rest still solves their problem", shrinking, ""},
	{TooOld, "Ask the buyer whether this is still a project with a date; if not, close it", tooOld, ""},
	{Outsized, "Confirm the size with the budget owner, or split off a first part", outsized, ""},
	{Data, "Enter the amount", noAmount, agenda.FieldAmount},
	{Data, "Enter the close date", noCloseDate, agenda.FieldClose},
	{Data, "Enter the owner", noOwner, agenda.FieldOwner},
	{Data, "Enter the account", noAccount, agenda.FieldAccount},
	{Data, "Enter the stage", noStage, agenda.FieldStage},
	{Data, "Correct the close date or the created date", closesBeforeCreated, agenda.FieldClose},
	{Data, "Enter a close date that the buyer named, or take it out of the open deals", farOut, agenda.FieldClose},
}

// subject is a deal being looked at.
type subject struct {
	agenda.Deal
	norms Norms
	today agenda.Date
}

// sign is what a rule saw; its zero value is nothing.
type sign struct {
	severity int
	evidence string
	short    string // the evidence in a few words, for the line of reasons
}

// finding is a Finding with its short evidence.
type finding struct {
	agenda.Finding
	short string
}

// Findings returns what is wrong with an open deal, the worst first and
// hygiene last; nothing for a closed one. Of a missing next step, activity,
// contact or decision maker it speaks only if norms.Known says that the exports
// tell of them.
func Findings(d agenda.Deal, norms Norms, today agenda.Date) []agenda.Finding {
	var list []agenda.Finding
	for _, f := range look(d, norms, today) {
		list = append(list, f.Finding)
	}
	return list
}

func look(d agenda.Deal, norms Norms, today agenda.Date) []finding {
	if d.Status == agenda.Won || d.Status == agenda.Lost {
		return nil
	}
	var list []finding
	for _, r := range rules {
		s := r.check(subject{d, norms, today})
		if s.severity == 0 || r.mends != "" && d.Confirmed(r.mends) {
			continue
		}
		list = append(list, finding{
			agenda.Finding{Code: r.code, Severity: s.severity, Evidence: s.evidence, Fix: r.fix, Hygiene: r.code == Data, Mends: r.mends},
			s.short,
		})
	}
	slices.SortStableFunc(list, func(a, b finding) int {
		if a.Hygiene != b.Hygiene {
			if a.Hygiene {
				return 1
			}
			return -1
		}
		return cmp.Compare(b.Severity, a.Severity)
	})
	return list
}
