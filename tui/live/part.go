package live

import (
	"fmt"
	"reflect"
	"slices"

	"halfhour/agenda"
)

// Right is something that not everybody in a review may do.
type Right uint8

// The rights.
const (
	// Look is what everybody may.
	Look Right = iota
	// Write is to answer, to write notes, obstacles and actions, to park.
	Write
	// Act is to write or change an action: an observer may, of their own.
	Act
	// Clock is to start, pause and move on, and to answer what the clock asks.
	Clock
	// Lead is the host's: deals, the follow-up, the end, the door.
	Lead
)

// Follows is the Slot of somebody who looks at wherever the meeting is: when it
// moves on, nobody who goes along has anything to report.
const Follows = -1

// Presence is somebody who is in the review.
type Presence struct {
	Seat   int // tells seats of a room apart; 0 is nobody's
	Person agenda.Person
	Part   agenda.Part
	DealID string // the only deal that an observer sees
	Slot   int    // the part of the agenda they look at, or Follows
	Doing  string // "typing a note", "" for nothing in particular
	Place  string // what they are typing into, as drafts name it
	Muted  bool
	Clock  bool   // has the clock
	Asks   string // what they ask the host for, "" for nothing
	Out    string // why they have to go, "" while they may stay
}

// May says whether somebody has a right; if not, why.
func (p Presence) May(right Right) (why string) {
	if right == Look || p.Part == agenda.Host && right != Clock {
		return ""
	}
	switch {
	case right == Lead:
		return "Only the host does that."
	case right == Clock && p.Clock:
		return ""
	case right == Clock && p.Part == agenda.Host:
		return "Somebody else has the clock: S shows who, and takes it back."
	case right == Clock && p.Part == agenda.Participant:
		return "The host has the clock."
	case p.Part == agenda.Observer && right == Act && !p.Muted:
		return ""
	case p.Part == agenda.Observer:
		return "You look on: an action of your own is all that you can write."
	case p.Muted:
		return "The host has muted your keyboard."
	}
	return ""
}

// check refuses a change that goes beyond what somebody may do. It looks at
// what the change did, so that it does not matter which key it came from.
func (p Presence) check(was, next *agenda.Review) error {
	if p.Part == agenda.Host && p.Clock {
		return nil
	}
	finishing := was.Stage != next.Stage && next.Stage == agenda.Finished // the host's, whoever has the clock
	for _, touched := range []struct {
		right Right
		same  bool
	}{
		{Clock, finishing || was.Current == next.Current && sameClock(was.Clock, next.Clock) && sameTimes(was.Slots, next.Slots) &&
			was.Stage == next.Stage},
		{Lead, slices.Equal(was.Deals(), next.Deals()) && was.FollowUp == next.FollowUp && len(was.Slots) == len(next.Slots) &&
			(was.Stage == next.Stage || was.Stage == agenda.Ready && next.Stage == agenda.Running) && reflect.DeepEqual(was.Attendance, next.Attendance)},
		{Write, slices.Equal(was.Answers, next.Answers) && slices.Equal(was.Obstacles, next.Obstacles) &&
			slices.Equal(was.Notes, next.Notes) && slices.Equal(was.Parked, next.Parked) &&
			slices.Equal(was.Estimates, next.Estimates) && slices.Equal(was.Steps, next.Steps)},
		{Act, slices.Equal(was.Actions, next.Actions)},
	} {
		if why := p.May(touched.right); !touched.same && why != "" {
			return fmt.Errorf("%s", why)
		}
	}
	if p.Part == agenda.Host {
		return nil
	}
	return p.checkOwn(was, next)
}

func sameClock(a, b agenda.Clock) bool {
	a.Seen = b.Seen // watching moves it
	return a == b
}

// sameTimes compares what the clock changes in the agenda.
func sameTimes(a, b []agenda.Slot) bool {
	return slices.EqualFunc(a, b, func(a, b agenda.Slot) bool { return a.Budget == b.Budget && a.Used == b.Used && a.Visited == b.Visited })
}

// checkOwn refuses words in somebody else's name, and an observer's beyond
// their own actions.
func (p Presence) checkOwn(was, next *agenda.Review) error {
	mine := func(author string, touched bool) error {
		if touched && author != p.Person.ID {
			return fmt.Errorf("that is somebody else's: everybody writes in their own name")
		}
		return nil
	}
	for _, n := range next.Notes {
		if err := mine(n.Author, !slices.Contains(was.Notes, n)); err != nil {
			return err
		}
	}
	for _, d := range append(slices.Clone(was.Drafts), next.Drafts...) {
		if err := mine(d.Author, !slices.Contains(was.Drafts, d) || !slices.Contains(next.Drafts, d)); err != nil {
			return err
		}
	}
	if p.Part != agenda.Observer {
		return nil
	}
	for _, a := range append(slices.Clone(was.Actions), next.Actions...) {
		touched := !slices.Contains(was.Actions, a) || !slices.Contains(next.Actions, a)
		if touched && (a.Owner != p.Person.ID || a.DealID != p.DealID) {
			return fmt.Errorf("an observer takes actions of their own in this deal: leave the owner as it is")
		}
	}
	return nil
}
