package agenda

import (
	"slices"
	"time"
)

// Part is what somebody is in a review that people join from other laptops.
type Part string

// The parts.
const (
	Host        Part = "host"        // whose laptop it runs on: clock, deals, the door, the end
	Participant Part = "participant" // says and writes, and may be handed the clock
	Observer    Part = "observer"    // sees one deal, and may take an action in it
)

// Attends is what happened to somebody's presence.
type Attends string

// What is written down of it.
const (
	Joined     Attends = "joined"
	Left       Attends = "left"
	Removed    Attends = "removed"
	Muted      Attends = "muted"
	Unmuted    Attends = "unmuted"
	TookClock  Attends = "given the clock"
	GaveClock  Attends = "clock taken back"
	DoorClosed Attends = "closed the door"
	DoorOpened Attends = "opened the door"
)

// Attendance is one coming or going from another laptop, or one change of what
// somebody there may do.
type Attendance struct {
	Person string // a Person's ID
	Part   Part
	What   Attends
	At     time.Time
}

// Attend writes a coming or going down. People leave finished reviews too.
func (r *Review) Attend(a Attendance, now time.Time) error {
	a.At = now
	r.Attendance = append(r.Attendance, a)
	return nil
}

// Attended returns the ids of everybody who joined, in the order they came.
func (r Review) Attended() []string {
	var ids []string
	for _, a := range r.Attendance {
		if a.What == Joined && !slices.Contains(ids, a.Person) {
			ids = append(ids, a.Person)
		}
	}
	return ids
}
