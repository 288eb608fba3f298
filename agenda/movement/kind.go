package movement

import "halfhour/agenda"

// Kind is what became of a deal.
type Kind string

// The buckets. Every deal is in exactly one.
const (
	Won       Kind = "won"
	Lost      Kind = "lost"
	Gone      Kind = "gone" // no longer in the export
	Back      Kind = "back" // open again, or in the export again
	Pushed    Kind = "pushed"
	PulledIn  Kind = "pulled in"
	New       Kind = "new"
	Up        Kind = "up" // in amount; also in another currency than before, which nobody can compare
	Down      Kind = "down"
	MovedOn   Kind = "moved on" // to a later stage
	MovedBack Kind = "moved back"
	Unchanged Kind = "unchanged" // open, and none of the others
	Settled   Kind = "settled"   // closed or gone at both ends
)

// Kinds lists what can happen to a deal in the order people read it.
var Kinds = []Kind{New, Won, Lost, Pushed, PulledIn, Up, Down, MovedOn, MovedBack, Back, Unchanged, Gone}

// kinds returns everything that happened to a deal, by precedence; never
// nothing.
func (l Line) kinds() []Kind {
	was, is := l.Was, l.Is
	list := l.ending()
	if !l.There || !was.Gone || !is.Gone {
		list = append(list, l.facts()...)
	}
	switch {
	case len(list) > 0:
		return list
	case was.open() && is.open():
		return []Kind{Unchanged}
	}
	return []Kind{Settled}
}

// ending returns how a deal left the pipeline, or that it came back.
func (l Line) ending() []Kind {
	var list []Kind
	was, is := l.Was, l.Is
	if is.Status != agenda.Open && (!l.There || was.Status != is.Status) {
		list = append(list, map[agenda.Status]Kind{agenda.Won: Won, agenda.Lost: Lost}[is.Status])
	}
	gone := was.Gone && l.There
	if is.Gone && !gone {
		list = append(list, Gone)
	}
	if l.There && !is.Gone && (gone || is.Status == agenda.Open && was.Status != agenda.Open) {
		list = append(list, Back)
	}
	return list
}

// facts returns what changed about a deal that was open: its close date, its
// amount and, while it stayed open, its stage.
func (l Line) facts() []Kind {
	var list []Kind
	was, is := l.Was, l.Is
	switch days := l.Days(); {
	case days > 0:
		list = append(list, Pushed)
	case days < 0:
		list = append(list, PulledIn)
	}
	if !l.There {
		list = append(list, New)
	}
	if was.Status != agenda.Open {
		return list
	}
	if k := amountKind(was.Amount, is.Amount); k != "" {
		list = append(list, k)
	}
	if is.Status == agenda.Open && was.Step != agenda.NoStep && is.Step != agenda.NoStep {
		switch {
		case is.Step > was.Step:
			list = append(list, MovedOn)
		case is.Step < was.Step:
			list = append(list, MovedBack)
		}
	}
	return list
}

// amountKind says which way an amount went, "" for none; an unknown amount
// counts as nothing.
func amountKind(was, is agenda.Money) Kind {
	switch {
	case was.Known() && is.Known() && was.Currency != is.Currency:
		return Up
	case is.Minor > was.Minor:
		return Up
	case is.Minor < was.Minor:
		return Down
	}
	return ""
}
