package packet

import (
	"slices"
	"time"

	"halfhour/agenda"
)

// Spoken is one thing as a review has it now.
type Spoken struct {
	Place
	Said
}

// Of returns everything that was said in a review, in the review's own names of
// deals and people. Half-typed text, and what only one computer knows, stays.
func Of(r agenda.Review) []Spoken {
	list := []Spoken{{Place{Kind: Meeting}, Said{Held: heldOf(r)}}}
	add := func(kind Kind, deal, key string, s Said) { list = append(list, Spoken{Place{kind, deal, key}, s}) }
	for _, a := range r.Answers {
		add(Answer, a.DealID, a.Question, Said{Author: a.Author, At: a.At, Value: a.Value, Evidence: a.Evidence})
	}
	for _, o := range r.Obstacles {
		add(Obstacle, o.DealID, o.ID, Said{Author: o.Author, At: o.At, Text: o.Text, Needs: o.Needs, Cleared: o.Cleared})
	}
	for _, a := range r.Actions {
		add(Action, a.DealID, a.ID, Said{
			Author: a.Author, At: a.At, Text: a.Text, Removes: a.Obstacle, Owner: a.Owner, Priority: a.Priority, Due: a.Due.String(),
			DoneWhen: a.DoneWhen, State: a.State, Reason: a.Reason, Carried: a.Carried, DoneAt: a.DoneAt,
		})
	}
	for _, n := range r.Notes {
		add(Note, n.DealID, n.Author, Said{Author: n.Author, At: n.At, Text: n.Text})
	}
	for _, e := range r.Estimates {
		add(Chance, e.DealID, e.Author, Said{Author: e.Author, At: e.At, Percent: &e.Percent})
	}
	for _, p := range r.Parked {
		add(Topic, "", p.ID, Said{Author: p.Author, At: p.At, Text: p.Text})
	}
	return list
}

func heldOf(r agenda.Review) *Held {
	h := &Held{Stage: r.Stage, Manager: r.Manager, Today: r.Today.String(), FollowUp: r.FollowUp.String(), Started: r.Clock.Started, Ended: r.Clock.Ended}
	for _, s := range r.Slots {
		h.Slots = append(h.Slots, Slot{s.Kind, s.DealID, int(s.Budget / time.Second), int(s.Used / time.Second), s.Visited})
	}
	return h
}

// Put makes a review say one thing. It was checked before: see Read.
func Put(r *agenda.Review, p Place, s Said) {
	switch p.Kind {
	case Meeting:
		putHeld(r, s.Held)
	case Answer:
		put(&r.Answers, agenda.Answer{DealID: p.Deal, Question: p.Key, Value: s.Value, Evidence: s.Evidence, Author: s.Author, At: s.At},
			func(a agenda.Answer) bool { return a.DealID == p.Deal && a.Question == p.Key })
	case Obstacle:
		put(&r.Obstacles, agenda.Obstacle{ID: p.Key, DealID: p.Deal, Text: s.Text, Needs: s.Needs, Author: s.Author, At: s.At, Cleared: s.Cleared},
			func(o agenda.Obstacle) bool { return o.ID == p.Key })
	case Action:
		putAction(r, p, s)
	case Note:
		put(&r.Notes, agenda.Note{DealID: p.Deal, Author: p.Key, Text: s.Text, At: s.At},
			func(n agenda.Note) bool { return n.DealID == p.Deal && n.Author == p.Key })
	case Chance:
		put(&r.Estimates, agenda.Estimate{DealID: p.Deal, Author: p.Key, Percent: *s.Percent, At: s.At},
			func(e agenda.Estimate) bool { return e.DealID == p.Deal && e.Author == p.Key })
	case Topic:
		put(&r.Parked, agenda.Parked{ID: p.Key, Text: s.Text, Author: s.Author, At: s.At},
			func(t agenda.Parked) bool { return t.ID == p.Key })
	}
}

// put replaces the value that is meant, or adds one.
func put[T any](list *[]T, v T, is func(T) bool) {
	if i := slices.IndexFunc(*list, is); i >= 0 {
		(*list)[i] = v
		return
	}
	*list = append(*list, v)
}

// putAction leaves alone what this computer found out about an action's metric.
func putAction(r *agenda.Review, p Place, s Said) {
	a := agenda.Action{ID: p.Key, ReviewID: r.ID}
	is := func(o agenda.Action) bool { return o.ID == p.Key }
	if i := slices.IndexFunc(r.Actions, is); i >= 0 {
		a = r.Actions[i]
	}
	a.DealID, a.Obstacle, a.Text, a.Owner, a.Priority = p.Deal, s.Removes, s.Text, s.Owner, s.Priority
	a.Due, _ = agenda.ParseDate(s.Due)
	a.DoneWhen, a.State, a.Reason, a.Carried = s.DoneWhen, s.State, s.Reason, s.Carried
	a.Author, a.At, a.DoneAt = s.Author, s.At, s.DoneAt
	put(&r.Actions, a, is)
}

func putHeld(r *agenda.Review, h *Held) {
	r.Stage, r.Manager = h.Stage, h.Manager
	r.Today, _ = agenda.ParseDate(h.Today)
	r.FollowUp, _ = agenda.ParseDate(h.FollowUp)
	if h.Stage != agenda.Running {
		r.Clock = agenda.Clock{Started: h.Started, Ended: h.Ended}
	}
	r.Slots = nil
	for _, s := range h.Slots {
		r.Slots = append(r.Slots, agenda.Slot{Kind: s.Kind, DealID: s.Deal, Budget: time.Duration(s.Budget) * time.Second,
			Used: time.Duration(s.Used) * time.Second, Visited: s.Visited})
	}
	r.Current = min(r.Current, len(r.Slots)-1)
	if h.Stage == agenda.Finished {
		r.Current = len(r.Slots) - 1
	}
}

// Pick makes a review say what a rival says.
func Pick(r *agenda.Review, rival agenda.Rival) error {
	said, err := SaidOf(rival.Body)
	if err == nil {
		Put(r, Place{Kind(rival.Kind), rival.DealID, rival.Key}, said)
	}
	return err
}
