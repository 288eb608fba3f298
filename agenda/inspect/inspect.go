// Package inspect looks at deals and says what is wrong with them, and which
// three are worth the time of a review.
//
// A finding is one line of evidence with the numbers in it, a severity from 1
// to 3, and what would mend it. Findings are about the deal, never the person.
// Hygiene findings are bad data: they are mended before the meeting. The
// others are risk. What an export does not tell is not known, which is no
// finding; only where other deals of the same export have it is it missing.
//
// Over holds deals against a Ground: norms, thresholds, calendar, stages,
// answers. Rank orders them by risk × importance, as Dynamics 365's opportunity
// agent does, and Propose takes three off the top, one of them early: lists
// like these otherwise crowd out the deals that can still be changed most
// (Vantage Point Performance). Why takes a score apart.
package inspect

import (
	"cmp"
	"slices"

	"halfhour/agenda"
)

// The codes of findings. Data is the code of every hygiene finding.
const (
	Overdue         = "overdue"
	NoNextStep      = "no-next-step"
	Stale           = "stale"
	SlowStage       = "slow-stage"
	Pushed          = "pushed"
	Shrinking       = "shrinking"
	AheadOfEvidence = "ahead-of-evidence"
	OverForecast    = "over-forecast"
	TooOld          = "too-old"
	OutOfTime       = "out-of-time"
	Outsized        = "outsized"
	MovedBack       = "moved-back"
	SingleThreaded  = "single-threaded"
	NoDecider       = "no-decider"
	Data            = "data"
)

// rule is one thing that can be wrong with a deal.
type rule struct {
	code  string
	fix   string
	check func(subject) sign
	mends agenda.Field // of bad data: what to correct, or to confirm
}

// rules are all of them, among equally severe ones the more telling first. To
// add one: a line here, a function beside the others, and in package coach a
// question to ask about it.
var rules = []rule{
	{Overdue, "Agree a new close date with the buyer, or close it as lost", overdue, ""},
	{NoNextStep, "Agree a dated next step with the buyer", noNextStep, ""},
	{Stale, "Reach the buyer this week, or agree when to talk again", stale, ""},
	{SlowStage, "Find the one thing that keeps it in this stage, and who can move it", slowStage, ""},
	{Pushed, "Ask the buyer for their decision date and what it hangs on", pushed, ""},
	{OutOfTime, "Plan the steps still ahead with the buyer, and move the close date if they do not fit", outOfTime, ""},
	{AheadOfEvidence, "Get the open exit questions answered, or move it back to the stage they belong to", aheadOfEvidence, ""},
	{OverForecast, "Forecast it lower until the buyer has done more, or agree that step now", overForecast, ""},
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
	{Data, "Close it, or enter the stage it is in", closedButOpen, agenda.FieldStage},
	{Data, "Merge the two, or give one another name", duplicate, agenda.FieldName},
	{Data, "Enter a close date that the buyer named, or take it out of the open deals", farOut, agenda.FieldClose},
}

// Codes returns the codes of all findings, Data last.
func Codes() []string {
	var codes []string
	for _, r := range rules {
		if !slices.Contains(codes, r.code) {
			codes = append(codes, r.code)
		}
	}
	return codes
}

// subject is a deal being looked at.
type subject struct {
	*agenda.Deal
	*place
	in    *Inspection
	wants telling
}

// telling is how much is wanted of what a rule saw: words cost more than all
// else about it.
type telling int

const (
	severities telling = iota // how bad it is
	evidence                  // that in words
	gaps                      // and what is missing to say anything
)

// sign is what a rule saw; its zero value is nothing. It is small, because
// every rule makes one for every deal.
type sign struct {
	severity int
	words    *words // nil where only the severity is wanted, or nothing is to be said
}

// words say what a rule saw.
type words struct {
	evidence string
	short    string // the evidence in a few words, for the line of reasons
	unknown  string // what is missing to say anything
}

// found returns a sign.
func (s subject) found(severity int, say func() (evidence, short string)) sign {
	if s.wants < evidence || severity == 0 {
		return sign{severity: severity}
	}
	evidence, short := say()
	return sign{severity, &words{evidence: evidence, short: short}}
}

// unknown returns the sign of a rule that has nothing to go by.
func (s subject) unknown(why string) sign {
	if s.wants < gaps {
		return sign{}
	}
	return sign{words: &words{unknown: why}}
}

// finding is a Finding with its short evidence.
type finding struct {
	agenda.Finding
	short string
}

// Findings returns what is wrong with an open deal, the worst first and
// hygiene last; nothing for a closed one. Of a missing next step, activity,
// contact or decision maker it speaks only if the norms' Known says that the
// exports tell of them.
func (in *Inspection) Findings(d agenda.Deal) []agenda.Finding {
	var list []agenda.Finding
	found, _ := in.look(&d, evidence, nil)
	for _, f := range found {
		list = append(list, f.Finding)
	}
	return list
}

// look appends to a list what is wrong with a deal, and returns what cannot be
// said of it.
func (in *Inspection) look(d *agenda.Deal, wants telling, list []finding) (_ []finding, unknown []string) {
	if !alive(d) {
		return list, nil
	}
	s := subject{d, in.place(d), in, wants}
	for i := range rules {
		r := &rules[i]
		switch saw := r.ask(s); {
		case saw.severity > 0:
			list = append(list, finding{
				agenda.Finding{Code: r.code, Severity: saw.severity, Evidence: saw.words.evidence, Fix: r.fix, Hygiene: r.code == Data, Mends: r.mends},
				saw.words.short,
			})
		case saw.words != nil:
			unknown = append(unknown, r.code+": not known yet, "+saw.words.unknown)
		}
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
	return list, unknown
}

// alive says whether a deal can still be won.
func alive(d *agenda.Deal) bool { return d.Status != agenda.Won && d.Status != agenda.Lost }

// ask returns what a rule says of a deal: nothing where it is off, or where
// somebody has confirmed what it would have mended.
func (r *rule) ask(s subject) sign {
	if len(s.in.off) > 0 && s.in.off[r.code] {
		return sign{}
	}
	found := r.check(s)
	if found.severity > 0 && r.mends != "" && s.Confirmed(r.mends) {
		return sign{}
	}
	return found
}
