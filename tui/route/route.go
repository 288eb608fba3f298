// Package route is how screens ask the program for other screens: a screen
// returns a Cmd whose message is a To or a Back, and the program goes there.
package route

import tea "charm.land/bubbletea/v2"

// Place names a kind of screen.
type Place string

// The places.
const (
	Home     Place = "home"
	Deals    Place = "deals"
	Hygiene  Place = "hygiene"
	Actions  Place = "actions"
	Prep     Place = "prep"
	Review   Place = "review"
	FollowUp Place = "follow-up"
	Changes  Place = "changes"
	Import   Place = "import"
	Demo     Place = "demo"
)

// To asks for a screen. A place stands on the way back once: going to one that
// is there already leaves it, and those above it, and opens it anew.
type To struct {
	Place  Place
	Rep    string // a Person's ID: only theirs; "" for everybody's, or whoever the command line named; of a joint review all of them, with commas between
	Deal   string // a deal's id: the one to show; "" for none
	Review string // a review's id; "" for none
	Filter string // what the list is narrowed to at first, as one would type it
	Resume Resume // of an unfinished review
}

// Resume is what to do with an unfinished review.
type Resume uint8

// What can be done with one.
const (
	Ask    Resume = iota // ask, if there is one
	GoOn                 // go on with it
	Afresh               // set it aside and begin another
)

// Back leaves the screen for the one it was asked for from; from the first one
// the program ends.
type Back struct{}

// Again is what a screen gets when it comes back into sight: what it shows may
// have changed.
type Again struct{}

// Go returns a Cmd that asks for a screen.
func Go(to To) tea.Cmd { return func() tea.Msg { return to } }

// GoBack is a Cmd that leaves the screen.
func GoBack() tea.Msg { return Back{} }
