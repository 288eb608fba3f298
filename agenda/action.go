package agenda

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ActionState says whether an action still has to be done.
type ActionState string

// The states of an action.
const (
	ToDo    ActionState = "open"
	Done    ActionState = "done"
	Dropped ActionState = "dropped"
)

// DefaultPriority is what an action gets when nobody says 1 (first) to 3.
const DefaultPriority = 2

// Action is something a person will do for a deal after the review.
type Action struct {
	ID       string
	ReviewID string // "" for one that was written down outside a review
	DealID   string // "" for the whole review
	Obstacle string // the ID of the Obstacle it removes, or ""
	Text     string
	Owner    string // a Person's ID, "" while nobody is named
	Priority int    // 1 first, 2, 3; 0 while not set
	Due      Date
	DoneWhen string // the metric that will show it is done; see ParseMeasure
	State    ActionState
	Reason   string // why it was dropped
	Carried  int    // how often it was carried over to a later day
	Met      Date   // when the metric was seen to be met; 0 while it is not
	MetBy    string // what showed it: "stage is Negotiation"
	Author   string
	At       time.Time
	DoneAt   time.Time
}

// Gaps names what an action still lacks to be followed up: its owner,
// priority, due date or the metric that shows it is done.
func (a Action) Gaps() []string {
	var gaps []string
	if a.Owner == "" {
		gaps = append(gaps, "owner")
	}
	if a.Priority < 1 || a.Priority > 3 {
		gaps = append(gaps, "priority")
	}
	if a.Due == 0 {
		gaps = append(gaps, "due date")
	}
	if strings.TrimSpace(a.DoneWhen) == "" {
		gaps = append(gaps, "metric")
	}
	return gaps
}

// Check refuses an action that cannot stand: without words, with a priority
// outside 1 to 3.
func (a Action) Check() error {
	if strings.TrimSpace(a.Text) == "" {
		return fmt.Errorf("action: %w", ErrEmpty)
	}
	if a.Priority < 0 || a.Priority > 3 {
		return fmt.Errorf("action: priority is 1 (first), 2 or 3, not %d", a.Priority)
	}
	return nil
}

// AddAction writes an action down; it is open from now on.
func (r *Review) AddAction(a Action, now time.Time) error {
	if err := r.editable("add an action"); err != nil {
		return err
	}
	if err := a.Check(); err != nil {
		return err
	}
	a.ReviewID, a.State, a.At, a.DoneAt = r.ID, ToDo, now, time.Time{}
	r.Actions = append(r.Actions, a)
	return nil
}

// EditAction replaces was with next; refused with ErrChanged when the action
// is no longer what the editor saw.
func (r *Review) EditAction(was, next Action) error {
	if err := r.editable("change an action"); err != nil {
		return err
	}
	if err := next.Check(); err != nil {
		return err
	}
	i := r.action(was.ID)
	if i < 0 {
		return fmt.Errorf("change an action: %w", ErrNoSuchThing)
	}
	if !r.Actions[i].SaysTheSame(was) {
		return fmt.Errorf("change an action: %w", ErrChanged)
	}
	next.ID, next.ReviewID = was.ID, was.ReviewID
	r.Actions[i] = next.Measured(r.Actions[i])
	return nil
}

// Measured keeps what was seen of the metric, unless it is another one now.
func (a Action) Measured(was Action) Action {
	a.Met, a.MetBy = was.Met, was.MetBy
	if a.DoneWhen != was.DoneWhen || a.DealID != was.DealID {
		a.Met, a.MetBy = 0, ""
	}
	return a
}

// SetActionState ticks, reopens or drops an action.
func (r *Review) SetActionState(id string, state ActionState, now time.Time) error {
	if err := r.editable("change an action"); err != nil {
		return err
	}
	i := r.action(id)
	if i < 0 {
		return fmt.Errorf("change an action: %w", ErrNoSuchThing)
	}
	r.Actions[i] = r.Actions[i].In(state, now)
	return nil
}

// In returns the action in another state; done ones know since when, dropped
// ones may be given a Reason.
func (a Action) In(state ActionState, now time.Time) Action {
	a.State, a.DoneAt, a.Reason = state, time.Time{}, ""
	if state == Done {
		a.DoneAt = now
	}
	return a
}

// CarryOver returns an open action with a later due date, and counts it.
func (a Action) CarryOver(due Date) (Action, error) {
	switch {
	case a.State != ToDo:
		return a, fmt.Errorf("carry over: the action is %s already", a.State)
	case due <= a.Due:
		return a, fmt.Errorf("carry over: %s is not later than %s", due, a.Due)
	}
	a.Due = due
	a.Carried++
	return a, nil
}

// CarriedWords says how often an action was carried over: "carried 3×"; "" for
// never.
func (a Action) CarriedWords() string {
	if a.Carried == 0 {
		return ""
	}
	return fmt.Sprintf("carried %d×", a.Carried)
}

// MetWords says that the metric is met: "metric met on 26 Nov: stage is
// Negotiation"; "" while it is not.
func (a Action) MetWords(today Date) string {
	if a.Met == 0 {
		return ""
	}
	day := a.Met.Time().Format("2 Jan")
	if a.Met.Time().Year() != today.Time().Year() {
		day = a.Met.Time().Format("2 Jan 2006")
	}
	return fmt.Sprintf("metric met on %s: %s", day, a.MetBy)
}

// Overdue says whether an open action's due date has passed.
func (a Action) Overdue(today Date) bool { return a.State == ToDo && a.Due != 0 && a.Due < today }

// SaysTheSame compares what people said: neither the instants, which a file
// keeps less exactly, nor what was seen of the metric.
func (a Action) SaysTheSame(b Action) bool {
	a.At, a.DoneAt = b.At, b.DoneAt
	a.Met, a.MetBy = b.Met, b.MetBy
	return a == b
}

func (r Review) action(id string) int {
	return slices.IndexFunc(r.Actions, func(a Action) bool { return a.ID == id })
}

// Agreed returns the review's actions that were not dropped, in priority
// order, then by due date; those of one deal only, when dealID is not "".
func (r Review) Agreed(dealID string) []Action {
	var list []Action
	for _, a := range r.Actions {
		if a.State != Dropped && (dealID == "" || a.DealID == dealID) {
			list = append(list, a)
		}
	}
	slices.SortStableFunc(list, ByUrgency)
	return list
}

// DealsWithoutAction returns the deals on the agenda that nobody leaves with
// anything to do for, in their order: nothing was agreed, and nothing of before
// is still to do.
func (r Review) DealsWithoutAction(stillDue []Action) []string {
	return slices.DeleteFunc(r.Deals(), func(deal string) bool {
		return len(r.Agreed(deal)) > 0 || slices.ContainsFunc(stillDue, func(a Action) bool { return a.DealID == deal })
	})
}

// ByUrgency orders actions by priority, then due date; what lacks one comes
// last.
func ByUrgency(a, b Action) int {
	last := func(n int) int {
		if n == 0 {
			return 1 << 30
		}
		return n
	}
	if d := last(a.Priority) - last(b.Priority); d != 0 {
		return d
	}
	return last(int(a.Due)) - last(int(b.Due))
}
