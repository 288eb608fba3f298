package review

import (
	tea "charm.land/bubbletea/v2"

	"halfhour/agenda"
)

// Host is what only the person at this machine can do.
type Host struct {
	// Me is who types first.
	Me string
	// Minutes writes the record of a finished review and says where it is.
	Minutes func(agenda.Review, agenda.Briefing) (string, error)
	// NewID makes ids for what is written down.
	NewID func() string
	// Notice is the first thing to say, "" for nothing.
	Notice string
	// Return says how a guest who leaves comes back, "" for in the usual way.
	Return string
	// Door lets others in; nil where nobody can come.
	Door Door
	// Sharing: the review was asked to be shared, so the page of the door opens.
	Sharing bool
	// Prep: the review is prepared by one person alone; no clock runs.
	Prep bool
	// Mend goes to the list of bad data; nil where that is not possible.
	Mend tea.Cmd
	// Edit opens a text in the person's editor and then tells what became of it;
	// nil where there is none.
	Edit func(text string, done func(text string, err error) tea.Msg) tea.Cmd
	// Coaching keeps what Me notes for themselves about a deal; nil where nobody
	// may, such as for reps and guests.
	Coaching *Coaching
}
