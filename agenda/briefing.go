package agenda

import (
	"fmt"
	"slices"
	"strings"
)

// Briefing is what both people look at in a review: the rep's pipeline, the
// deals and what is wrong with them, as the file knew them when it was made.
// It holds facts of the CRM; what people say is in the Review.
type Briefing struct {
	Rep, Manager Person
	With         []Person // in a joint review the other reps
	People       []Person // everybody an action can be asked of
	Today        Date
	Demo         bool
	Process      Process // the team's stages and exit questions
	AnswerLife   int     // days that an answer holds; 0 for the default
	KeepWords    bool    // no suggestions for words that blame somebody

	Deals    []Deal          // the rep's open deals
	Pipeline Pipeline        // the rep's numbers
	Ranked   []Candidate     // the open deals, the one that needs the time most first
	Earlier  []EarlierAnswer // answers given before this review
	StillDue []Action        // of earlier reviews, not done yet
	LastTime LastTime
}

// Deal returns an open deal of the briefing.
func (b Briefing) Deal(id string) (Deal, bool) {
	for i := range b.Deals {
		if b.Deals[i].ID == id {
			return b.Deals[i], true
		}
	}
	return Deal{}, false
}

// Candidate is a deal proposed for the agenda.
type Candidate struct {
	DealID   string
	Score    float64 // risk × importance
	Share    float64 // of what its owner has open in its currency, 0 to 1
	Reason   Reason  // why
	Findings []Finding
	Rests    bool // it was talked about last time, and nothing of it is open or worse since
}

// Candidate returns the ranked entry of a deal.
func (b Briefing) Candidate(id string) Candidate {
	for i := range b.Ranked {
		if b.Ranked[i].DealID == id {
			return b.Ranked[i]
		}
	}
	return Candidate{DealID: id}
}

// PersonByID returns somebody of the briefing; "nobody" for an unknown id.
func (b Briefing) PersonByID(id string) Person {
	for _, p := range b.People {
		if p.ID == id {
			return p
		}
	}
	return Person{Name: "nobody"}
}

// SharedWith says who owns a deal beside the rep, "shared with Bo Lindqvist and
// Zoë Ñandú"; "" for a deal that is only the rep's.
func (b Briefing) SharedWith(d Deal) string {
	var names []string
	for _, id := range append([]string{d.Owner}, d.CoOwners...) {
		if id != "" && !slices.ContainsFunc(b.Reps(), func(p Person) bool { return p.ID == id }) {
			names = append(names, b.PersonByID(id).Name)
		}
	}
	if len(d.CoOwners) == 0 || len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return "shared with " + strings.Join(names, " and ")
}

// Finding is something wrong with a deal: one line of evidence with the
// numbers in it, and what would mend it.
type Finding struct {
	Code     string // "overdue", "no-next-step", …
	Severity int    // 1 to 3
	Evidence string
	Fix      string
	Hygiene  bool  // bad data: to be mended before the meeting, not talked about
	Mends    Field // of bad data: the field to correct, or to confirm as it is
}

// Pipeline is a rep's numbers for the overview.
type Pipeline struct {
	Open         Totals
	Weighted     Totals // amount × probability
	OpenCount    int
	ClosesCount  int // open deals that close in this quarter
	Closes       Totals
	QuarterEnd   Date // the first day after it
	WonCount     int  // closed in this quarter
	Won          Totals
	AllWon       int // ever, in the file
	AllLost      int
	Stages       []StageBar
	NoAmount     int   // open deals without an amount
	Quota        Money // what is to be won in this quarter; unknown when nobody said
	Rates        Rates // of the user, for sums of several currencies
	OpenActions  int   // the rep's and manager's, of earlier reviews
	OverdueItems int
}

// StageBar is one bar of the funnel.
type StageBar struct {
	Stage string
	Step  Step
	Count int
	Total Totals
}

// WinRate returns won ÷ (won + lost) of all closed deals, and how many deals
// that is based on; known is false below ten.
func (p Pipeline) WinRate() (rate float64, deals int, known bool) {
	deals = p.AllWon + p.AllLost
	if deals == 0 {
		return 0, 0, false
	}
	return float64(p.AllWon) / float64(deals), deals, deals >= 10
}

// Needed returns how often the open deals of this rep have to cover what is left
// of a quota: 1 ÷ the win rate. known is false while the rate is not, and when
// nothing was ever won.
func (p Pipeline) Needed() (times, rate float64, known bool) {
	rate, _, known = p.WinRate()
	if !known || rate == 0 {
		return 0, rate, false
	}
	return 1 / rate, rate, true
}

// Coverage returns what is left of the quarter's quota, and how many times the
// open deals cover that: those of its currency, or where there are others and
// the user's rates say what they are worth, all of them in the home currency.
// known is false without a quota, and when it is reached.
func (p Pipeline) Coverage() (left Money, times float64, known bool) {
	left = p.Quota
	won, open := p.Won[left.Currency], p.Open[left.Currency]
	if quota, sums, ok := p.converted(); ok {
		left, won, open = quota, sums[0], sums[1]
	}
	left.Minor -= won
	if !left.Known() || left.Minor <= 0 {
		return left, 0, false
	}
	return left, float64(open) / float64(left.Minor), true
}

// Converted says whether Coverage is at the user's rates.
func (p Pipeline) Converted() bool {
	_, _, ok := p.converted()
	return ok
}

func (p Pipeline) converted() (quota Money, sums [2]int64, ok bool) {
	won, otherWon, ok1 := p.Rates.Sum(p.Won)
	open, otherOpen, ok2 := p.Rates.Sum(p.Open)
	quota, ok3 := p.Rates.In(p.Quota)
	other := otherWon || otherOpen || p.Quota.Currency != quota.Currency
	return quota, [2]int64{won.Minor, open.Minor}, ok1 && ok2 && ok3 && other
}

// LastTime is what became of the rep's last finished review.
type LastTime struct {
	Held     Date // 0: there was none
	Actions  int
	Done     int
	Carried  int    // not done, and carried over to a later day
	FollowUp Date   // when the manager followed up; 0 for not at all
	Due      Date   // by when they would have to
	Moved    string // what became of the rep's deals since, in one line
	Falls    []Fall // and what that did to the open deals, a waterfall a currency
}

// Words says in one line what became of what was agreed: "3 of 5 done, 2
// carried, follow-up made Thu". "" without a review before.
func (l LastTime) Words(today Date) string {
	if l.Held == 0 {
		return ""
	}
	words := []string{fmt.Sprintf("%d of %d done", l.Done, l.Actions)}
	if l.Actions == 0 {
		words[0] = "no actions"
	}
	if l.Carried > 0 {
		words = append(words, fmt.Sprintf("%d carried", l.Carried))
	}
	if open := l.Actions - l.Done - l.Carried; open > 0 {
		words = append(words, fmt.Sprintf("%d open", open))
	}
	switch {
	case l.FollowUp != 0 && today-l.FollowUp < 7:
		words = append(words, "follow-up made "+l.FollowUp.Time().Format("Mon"))
	case l.FollowUp != 0:
		words = append(words, "follow-up made "+l.FollowUp.Short(today))
	case l.Due != 0 && l.Due < today:
		words = append(words, "no follow-up")
	}
	return strings.Join(words, ", ")
}
