package agenda

import (
	"slices"
	"strconv"
	"time"
)

// Before returns a deal as it was at an instant, as far as its changes tell;
// step says which standard step a stage is. Values nobody can read stay.
func (d Deal) Before(at time.Time, changes []Change, step func(stage string) Step) Deal {
	changes = slices.Clone(changes)
	slices.SortStableFunc(changes, func(a, b Change) int { return a.At.Compare(b.At) })
	now := slices.IndexFunc(changes, func(c Change) bool { return c.At.After(at) })
	if now < 0 {
		return d
	}
	for _, c := range slices.Backward(changes[now:]) {
		d.undo(c, step)
	}
	first := d.Track.FirstAmount
	if d.Track = Follow(changes[:now], step); !d.Track.FirstAmount.Known() {
		d.Track.FirstAmount = first
	}
	return d
}

func (d *Deal) undo(c Change, step func(stage string) Step) {
	date := func(to *Date) {
		if was, err := ParseDate(c.Old); err == nil || c.Old == "" {
			*to = was
		}
	}
	switch c.Field {
	case FieldClose:
		date(&d.Close)
	case FieldLastActivity:
		date(&d.LastActivity)
	case FieldNextStepDate:
		date(&d.NextStepDate)
	case FieldStageSince:
		date(&d.StageSince)
	case FieldAmount:
		if was, ok := ParseMoney(c.Old); ok || c.Old == "" {
			d.Amount = was
		}
	case FieldStage:
		d.Stage, d.Step = c.Old, step(c.Old)
	case FieldNextStep:
		d.NextStep = c.Old
	case FieldForecast:
		d.Forecast = c.Old
	case FieldProbability:
		if was, err := strconv.Atoi(c.Old); err == nil || c.Old == "" {
			d.Probability = was
			if c.Old == "" {
				d.Probability = -1
			}
		}
	case FieldStatus:
		d.Status = Status(c.Old)
	}
}
