// Package agenda is what a pipeline review is, and its rules.
//
// A Review is a value: one rep, one manager, an agenda of Slots (an overview,
// up to three deals, a wrap-up), and what people said in it: Answers to the
// exit questions of a deal's stage, Obstacles, Actions, Notes and Parked
// topics. One change to it is one method that checks its rule and returns an
// error in words.
//
// Time is data. A slot knows what it may use and what it used; what is left is
// computed from "now", which is always an argument. Nothing here does I/O,
// starts a goroutine or asks what time it is.
package agenda

import "errors"

// Refusals that callers tell apart. Each is wrapped with what was being done.
var (
	ErrFinished    = errors.New("this review is finished")
	ErrNotStarted  = errors.New("the review has not started")
	ErrNoSuchThing = errors.New("there is no such thing in this review")
	ErrEmpty       = errors.New("nothing was written")
	ErrChanged     = errors.New("it was changed elsewhere in the meantime")
	ErrNoMinute    = errors.New("there is no minute left to give")
	ErrStale       = errors.New("another window saved this review in the meantime")
	ErrGone        = errors.New("it is no longer in the file") // what was saved before neither
)
