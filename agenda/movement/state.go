package movement

import (
	"time"

	"halfhour/agenda"
)

// State is what moves about a deal, as it was at one instant.
type State struct {
	Owner  string // a Person's ID, "" for nobody
	Stage  string // as the CRM named it; "" when not known
	Step   agenda.Step
	Status agenda.Status
	Amount agenda.Money
	Close  agenda.Date
	Gone   bool // no longer in the export
}

// open says whether the deal was in the pipeline.
func (s State) open() bool { return s.Status == agenda.Open && !s.Gone }

// at returns the deal as it was at an instant, zero for now, and whether it was
// there.
func (d Deal) at(t time.Time, step func(stage string) agenda.Step) (s State, there bool) {
	s = State{d.Owner, d.Stage, d.Step, d.Status, d.Amount, d.Close, d.Gone}
	if t.IsZero() {
		return s, true
	}
	later := d.Changes
	for len(later) > 0 && !later[len(later)-1].At.Before(t) {
		// What one import changed happened at once.
		first := len(later) - 1
		for first > 0 && later[first-1].At.Equal(later[first].At) {
			first--
		}
		s.undo(later[first:], step)
		later = later[:first]
	}
	if d.Seen.Before(t) {
		return s, true
	}
	day, looked := d.lookBefore(t)
	closed := s.Status != agenda.Open
	there = (closed || !looked) && d.Created != 0 && d.Created < day || closed && s.Close != 0 && s.Close < day
	if there && closed && s.Close >= day {
		s.Status, s.Stage, s.Step = agenda.Open, "", agenda.NoStep
	}
	return s, there
}

// lookBefore returns the day of the last look before an instant, the instant's
// own when there was none.
func (d Deal) lookBefore(t time.Time) (day agenda.Date, looked bool) {
	look := t
	for _, at := range d.Looks {
		if !at.Before(t) {
			break
		}
		look, looked = at, true
	}
	return agenda.DateOf(look.In(t.Location())), looked
}

// undo takes back what changed at one instant. A status that was changed says
// whether the deal was closed; without one the stage does. Values nobody can
// read are passed over.
func (s *State) undo(together []agenda.Change, step func(string) agenda.Step) {
	for i := len(together) - 1; i >= 0; i-- {
		switch c := together[i]; c.Field {
		case agenda.FieldClose:
			if d, err := agenda.ParseDate(c.Old); err == nil || c.Old == "" {
				s.Close = d
			}
		case agenda.FieldAmount:
			if m, ok := agenda.ParseMoney(c.Old); ok || c.Old == "" {
				s.Amount = m
			}
		case agenda.FieldStage:
			s.Stage, s.Step = c.Old, step(c.Old)
			was, is := statusIn(s.Step), statusIn(step(c.New))
			if was != "" && is != "" && was != is {
				s.Status = was
			}
		case agenda.FieldOwner:
			s.Owner = c.Old
		case agenda.FieldGone:
			s.Gone = c.Old != ""
		}
	}
	for i := len(together) - 1; i >= 0; i-- {
		if c := together[i]; c.Field == agenda.FieldStatus {
			switch was := agenda.Status(c.Old); was {
			case agenda.Open, agenda.Won, agenda.Lost:
				s.Status = was
			}
		}
	}
}

// statusIn returns the status of deals in a step, "" for one nobody can place.
func statusIn(s agenda.Step) agenda.Status {
	switch s {
	case agenda.NoStep:
		return ""
	case agenda.ClosedWon:
		return agenda.Won
	case agenda.ClosedLost:
		return agenda.Lost
	}
	return agenda.Open
}
