// Package movement says what became of deals between two instants: which are
// new, won or lost, which were pushed, and what that did to the pipeline.
//
// Its input is what the file knows: each Deal as it is now, and the changes of
// its history. A State, the deal as it was at some instant, is found by taking
// changes back, the last one first; the change at an instant counts as made
// from that instant on. A Period has two States of each deal, and what differs
// between them is what moved: a deal that was pushed and pulled back again has
// not moved.
//
// When a deal was there. Changes are dated by the import that brought them,
// not by the day somebody made them in the CRM; so is a deal's arrival, as far
// as it can be:
//
//   - From the moment an import brought it first, or the first change of a
//     history file, a deal is there.
//   - Before that an open deal is new when there was a look, an import that
//     brought deals of the same owner, before the instant in question: it was
//     not among them. Without one it was there, with the oldest values that are
//     known, when its created date lies before the instant. So the deals of a
//     first import that comes late were there all along, and what the next one
//     brings is new, as the import says. Without a created date it was not
//     there.
//   - A deal that was closed when it was first seen was open until its close
//     date, when it was created before the last look; one that closed before
//     the last look was there, and closed.
//
// Each deal is in exactly one bucket, its Kind. When several apply, the first
// of these does: won or lost; gone (no longer in the export) or back; pushed
// or pulled in; new; up or down in amount; moved on or back a stage. The order
// of won or lost, pushed or pulled in, new and amount is the one of
// Salesforce's and Ebsta's waterfalls; where the others stand is our choice.
// Line.Also keeps the rest. A deal in which none of that happened is Unchanged
// when it is open, and Settled when it was closed or gone before.
package movement

import (
	"slices"
	"time"

	"halfhour/agenda"
)

// Deal is a deal as it is now, with what is known of its past.
type Deal struct {
	agenda.Deal
	// Seen is when the file knew it first: the import that brought it, or the
	// first change of a history file.
	Seen time.Time
	// Looks are the imports that brought deals of its owner, the oldest first.
	Looks []time.Time
	// Changes is its history, at least since the period's From. Changes of the
	// owner have a Person's ID, as agenda.Deal has.
	Changes []agenda.Change
}

// Period is the time that is looked at. The days of its instants are those of
// their own locations.
type Period struct {
	From  time.Time // what changed at this instant or later counts
	Until time.Time // and before this one; zero: all that is known
	Owner string    // only deals that were this Person's at its end, or that they co-own now; "" for everybody's
}

// Line is what became of one deal.
type Line struct {
	Deal  agenda.Deal // as it is now
	Kind  Kind
	Also  []Kind // what else happened, in the order of precedence
	There bool   // it was there when the period began
	// Was is how it was when the period began, or, for one that was not there
	// yet, how it was seen first.
	Was, Is State
}

// Days returns by how many days the close date of an open deal moved, 0 when
// it did not or there was none; later is positive.
func (l Line) Days() int {
	if !l.Was.open() || !l.Is.open() || l.Was.Close == 0 || l.Is.Close == 0 {
		return 0
	}
	return int(l.Is.Close - l.Was.Close)
}

// Movement is what became of all deals, a Line each, in the order they were
// given. Deals that were not there at the period's end, or were another
// owner's, have none.
type Movement []Line

// Between returns what became of deals in a period. step says which standard
// step a pipeline's stage is.
func Between(deals []Deal, p Period, step func(pipeline, stage string) agenda.Step) Movement {
	var m Movement
	for _, d := range deals {
		of := func(stage string) agenda.Step { return step(d.Pipeline, stage) }
		if byTime := func(a, b agenda.Change) int { return a.At.Compare(b.At) }; !slices.IsSortedFunc(d.Changes, byTime) {
			d.Changes = slices.Clone(d.Changes)
			slices.SortStableFunc(d.Changes, byTime)
		}
		is, there := d.at(p.Until, of)
		if !there || p.Owner != "" && is.Owner != p.Owner && !slices.Contains(d.CoOwners, p.Owner) {
			continue
		}
		l := Line{Deal: d.Deal, Is: is}
		l.Was, l.There = d.at(p.From, of)
		all := l.kinds()
		l.Kind, l.Also = all[0], all[1:]
		m = append(m, l)
	}
	return m
}

// Of returns the lines of a bucket.
func (m Movement) Of(k Kind) []Line {
	var list []Line
	for _, l := range m {
		if l.Kind == k {
			list = append(list, l)
		}
	}
	return list
}
