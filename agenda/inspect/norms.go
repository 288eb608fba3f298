package inspect

import "halfhour/agenda"

// Norms is what is usual for this pipeline, learnt from its won deals. Its
// zero value means that nothing is known yet: then fixed days of each stage
// hold, and nothing is too old or outsized.
type Norms struct {
	// Stages tells, by the CRM's name of a stage, how long won deals stayed.
	Stages map[string]StageNorm
	// Won is how many won deals UsualAge and Oldest are based on.
	Won int
	// UsualAge is the age in days that 95 % of the deals ever won had not
	// passed when they closed, Oldest that of the oldest of them.
	UsualAge, Oldest int
	// Amounts tells, by currency, what won deals brought.
	Amounts map[string]AmountNorm
	// Known is what the exports tell of at all.
	Known Known
}

// StageNorm is how long won deals stayed in a stage, and how long those after
// it took them.
type StageNorm struct {
	Won      int // deals Median is based on
	Median   int // days
	AheadWon int // deals Ahead is based on
	Ahead    int // days from leaving the stage to the win, a median
}

// AmountNorm is what won deals of one currency brought.
type AmountNorm struct {
	Won    int // deals it is based on
	Median agenda.Money
}

// Known says what any deal of the exports has, so that a deal without it lacks
// it.
type Known struct {
	NextStep bool
	Activity bool
	Contacts bool // more than the one that exports of deals have
	Deciders bool
	History  bool // there was more than one import, or a history
}

// knownOf adds what any of some deals has.
func (k Known) knownOf(deals []agenda.Deal) Known {
	for i := range deals {
		d := &deals[i]
		k.NextStep = k.NextStep || d.NextStep != "" || d.NextStepDate != 0
		k.Activity = k.Activity || d.LastActivity != 0
		k.Contacts = k.Contacts || d.Contacts > 1
		k.Deciders = k.Deciders || d.HasDecider
		k.History = k.History || d.Track.Pushes > 0 || d.Track.MovedBack || d.Track.Told > 0
	}
	return k
}
