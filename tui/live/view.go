package live

import (
	"slices"
	"strings"

	"halfhour/agenda"
)

// sees returns the part of a state that somebody is shown: the host all of it,
// a guest nothing of the door and of half-typed text, an observer one deal.
func (p Presence) sees(s State) State {
	s.You = p
	if p.Part != agenda.Participant {
		s.Once = nil // they see more, or less
	}
	if p.Part == agenda.Host {
		return s
	}
	s.Sign, s.Broken, s.Warned = nil, nil, News{}
	s.Review.Drafts = slices.DeleteFunc(slices.Clone(s.Review.Drafts), func(d agenda.Draft) bool { return !p.seesDraft(d, s.Present) })
	if p.Part != agenda.Observer {
		return s // what was published is never changed, so all may share it
	}
	s.Review = p.oneDeal(s.Review.Clone())
	s.Briefing = p.oneDealOf(s.Briefing)
	return s
}

// seesDraft says whether half-typed text reaches a guest: their own does, and a
// note that is being written at this moment, which everybody is shown as it
// grows.
func (p Presence) seesDraft(d agenda.Draft, present []Presence) bool {
	if d.Author == p.Person.ID {
		return true
	}
	return p.Part != agenda.Observer && slices.ContainsFunc(present, func(other Presence) bool {
		return other.Person.ID == d.Author && other.Place == d.Place && IsNote(d.Place)
	})
}

// NotePlace is where a note on a deal is typed, as drafts and Presence name it.
func NotePlace(dealID string) string { return "note:" + dealID }

// IsNote says whether a place is a note's.
func IsNote(place string) bool { return strings.HasPrefix(place, NotePlace("")) }

// oneDeal leaves out what was said about other deals and about none.
func (p Presence) oneDeal(r agenda.Review) agenda.Review {
	other := func(deal string) bool { return deal != p.DealID }
	r.Answers = slices.DeleteFunc(r.Answers, func(a agenda.Answer) bool { return other(a.DealID) })
	r.Obstacles = slices.DeleteFunc(r.Obstacles, func(o agenda.Obstacle) bool { return other(o.DealID) })
	r.Actions = slices.DeleteFunc(r.Actions, func(a agenda.Action) bool { return other(a.DealID) })
	r.Notes = slices.DeleteFunc(r.Notes, func(n agenda.Note) bool { return other(n.DealID) })
	r.Estimates = slices.DeleteFunc(r.Estimates, func(e agenda.Estimate) bool { return other(e.DealID) })
	r.Steps = slices.DeleteFunc(r.Steps, func(n agenda.NextStep) bool { return other(n.DealID) })
	r.Parked, r.Attendance, r.Rivals = nil, nil, nil
	for i := range r.Slots {
		if other(r.Slots[i].DealID) {
			r.Slots[i].DealID = ""
		}
	}
	return r
}

// oneDealOf keeps the deal and the names of people.
func (p Presence) oneDealOf(b agenda.Briefing) agenda.Briefing {
	one := agenda.Briefing{Rep: b.Rep, With: b.With, Manager: b.Manager, Today: b.Today, Demo: b.Demo, Process: b.Process, AnswerLife: b.AnswerLife}
	for _, who := range b.People {
		who.Email = ""
		one.People = append(one.People, who)
	}
	for _, d := range b.Deals {
		if d.ID == p.DealID {
			one.Deals = append(one.Deals, d)
		}
	}
	for _, c := range b.Ranked {
		if c.DealID == p.DealID {
			one.Ranked = append(one.Ranked, c)
		}
	}
	for _, a := range b.Earlier {
		if a.DealID == p.DealID {
			one.Earlier = append(one.Earlier, a)
		}
	}
	for _, a := range b.StillDue {
		if a.DealID == p.DealID {
			one.StillDue = append(one.StillDue, a)
		}
	}
	return one
}
