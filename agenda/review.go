package agenda

import (
	"slices"
	"time"
)

// How long each part of a review may take: 4 + 7 + 7 + 7 + 5 = 30 minutes.
const (
	OverviewTime = 4 * time.Minute
	DealTime     = 7 * time.Minute
	WrapUpTime   = 5 * time.Minute
	MostDeals    = 3
)

// SlotKind is what a slot of the agenda is for.
type SlotKind string

// The kinds of slots, in the order they come.
const (
	OverviewSlot SlotKind = "overview"
	DealSlot     SlotKind = "deal"
	WrapUpSlot   SlotKind = "wrap-up"
)

// Slot is one part of the agenda.
type Slot struct {
	Kind    SlotKind
	DealID  string        // of a DealSlot
	Budget  time.Duration // what it may use; once entered, what there was for it
	Used    time.Duration // running time spent in it, without what runs now
	Visited bool
}

// Stage is where a review stands.
type Stage string

// A review is prepared, held, and finished; one that was left and not taken up
// again is set aside.
const (
	Ready    Stage = "ready"
	Running  Stage = "running"
	Finished Stage = "finished"
	SetAside Stage = "set aside"
)

// Review is one meeting of a rep and a manager, everything said included.
type Review struct {
	ID      string
	Version int64 // counts saves; the store's
	Rep     string
	With    []string // in a joint review the other reps, who own its deals together with Rep
	Manager string
	Today   Date // the calendar date that findings and defaults refer to
	Stage   Stage

	Slots   []Slot
	Current int
	Clock   Clock

	Answers   []Answer
	Obstacles []Obstacle
	Actions   []Action
	Notes     []Note
	Estimates []Estimate
	Steps     []NextStep
	Parked    []Parked
	Drafts    []Draft
	Rivals    []Rival // what others wrote on another computer, until somebody picks

	Attendance []Attendance // of those who joined from other laptops

	FollowUp Date // when the manager's follow-up is due
}

// Value is the answer to an exit question.
type Value string

// The three answers.
const (
	Yes     Value = "yes"
	No      Value = "no"
	Unknown Value = "unknown"
)

// Answer is what somebody answered to an exit question, and why.
type Answer struct {
	DealID   string
	Question string // a Question's ID
	Value    Value
	Evidence string
	Author   string
	At       time.Time
}

// Obstacle is what stands in a deal's way.
type Obstacle struct {
	ID      string
	DealID  string
	Text    string
	Needs   Role // who has to help to remove it; "" while nobody said
	Author  string
	At      time.Time // zero when it was not kept
	Cleared bool
}

// Estimate is how likely somebody thinks it is that a deal is won.
type Estimate struct {
	DealID  string
	Author  string
	Percent int // 0 to 100
	At      time.Time
}

// NextStep is what was agreed to happen next in a deal. It is a Fix as well:
// what the CRM says is shown beside it until it says the same.
type NextStep struct {
	DealID string
	Text   string
	Due    Date // 0 for none
	Author string
	At     time.Time
}

// Note is what one author wrote about one deal, or about the whole review when
// DealID is "". Each author has a block of their own.
type Note struct {
	DealID string
	Author string
	Text   string
	At     time.Time
}

// Parked is a topic that goes by e-mail instead of into the meeting.
type Parked struct {
	ID     string
	Text   string
	Author string
	At     time.Time
}

// Draft is half-typed text, kept so that a crash loses none of it. Place names
// the field it was typed into.
type Draft struct {
	Author string
	Place  string
	Text   string
}

// NewReview plans a review of up to three deals; with fewer the meeting is
// shorter. It has not started: see Start. The follow-up is due on a Friday:
// those who have another calendar set it.
func NewReview(id, rep, manager string, deals []string, today Date) Review {
	r := Review{ID: id, Rep: rep, Manager: manager, Today: today, Stage: Ready, FollowUp: Calendar{}.FollowUpBy(today)}
	r.Slots = append(r.Slots, Slot{Kind: OverviewSlot, Budget: OverviewTime})
	for _, deal := range deals[:min(len(deals), MostDeals)] {
		r.Slots = append(r.Slots, Slot{Kind: DealSlot, DealID: deal, Budget: DealTime})
	}
	r.Slots = append(r.Slots, Slot{Kind: WrapUpSlot, Budget: WrapUpTime})
	return r
}

// Clone returns a copy that shares nothing with r.
func (r Review) Clone() Review {
	r.With = slices.Clone(r.With)
	r.Slots = slices.Clone(r.Slots)
	r.Answers = slices.Clone(r.Answers)
	r.Obstacles = slices.Clone(r.Obstacles)
	r.Actions = slices.Clone(r.Actions)
	r.Notes = slices.Clone(r.Notes)
	r.Estimates = slices.Clone(r.Estimates)
	r.Steps = slices.Clone(r.Steps)
	r.Parked = slices.Clone(r.Parked)
	r.Drafts = slices.Clone(r.Drafts)
	r.Attendance = slices.Clone(r.Attendance)
	r.Rivals = slices.Clone(r.Rivals)
	return r
}

// Blank says whether nothing was said in the review yet.
func (r Review) Blank() bool {
	return len(r.Answers)+len(r.Obstacles)+len(r.Actions)+len(r.Notes)+len(r.Estimates)+len(r.Steps)+len(r.Parked)+len(r.Drafts) == 0
}

// Deals returns the ids of the deals on the agenda, in order.
func (r Review) Deals() []string {
	var ids []string
	for _, s := range r.Slots {
		if s.Kind == DealSlot {
			ids = append(ids, s.DealID)
		}
	}
	return ids
}

// Length is the meeting's whole time: 30 minutes with three deals.
func (r Review) Length() time.Duration {
	var sum time.Duration
	for _, s := range r.Slots {
		sum += s.Kind.planned()
	}
	return sum
}

// WrapUp returns the index of the wrap-up, always the last slot.
func (r Review) WrapUp() int { return len(r.Slots) - 1 }

func (k SlotKind) planned() time.Duration {
	switch k {
	case OverviewSlot:
		return OverviewTime
	case DealSlot:
		return DealTime
	}
	return WrapUpTime
}
