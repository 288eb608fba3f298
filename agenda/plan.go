package agenda

import "time"

// Plan is how the time that is left would be spent, computed from a review
// and an instant. Until the end,
//
//	what all slots used + max(Left[i], 0) of each + Bank = Length
//
// and no slot but the wrap-up is ever planned into the wrap-up's minutes.
type Plan struct {
	// Left is, for each slot, what it can still use: 0 for those before the
	// current one, negative for a current slot that is over its budget.
	Left []time.Duration
	// Bank is what slots passed did not use and nobody has taken yet.
	Bank time.Duration
	// MeetingLeft is negative past the end.
	MeetingLeft time.Duration
	// End is when the meeting ends if the clock runs from now on.
	End time.Time
	// OnlyWrapUp: outside the wrap-up, and only its minutes remain.
	OnlyWrapUp bool
	// Over: the end has passed and nobody has said yet whether to go on.
	Over bool
}

// Used returns the running time spent in a slot.
func (r Review) Used(slot int, now time.Time) time.Duration {
	used := r.Slots[slot].Used
	if slot == r.Current && !r.Clock.Since.IsZero() {
		used += max(r.Clock.steady(now).Sub(r.Clock.Since), 0)
	}
	return used
}

// Plan computes how the rest of the meeting would go.
func (r Review) Plan(now time.Time) Plan {
	p := Plan{Left: make([]time.Duration, len(r.Slots)), MeetingLeft: r.Length()}
	for i := range r.Slots {
		p.MeetingLeft -= r.Used(i, now)
	}
	p.End = r.Clock.steady(now).Add(p.MeetingLeft)
	p.Over = r.Stage == Running && p.MeetingLeft <= 0 && !r.Clock.Overtime.Asked

	own := r.Slots[r.Current].Budget - r.Used(r.Current, now)
	if r.Current == r.WrapUp() {
		p.Left[r.Current] = own
		if own > 0 {
			p.Left[r.Current] = max(min(own, p.MeetingLeft), 0)
		}
		p.Bank = max(p.MeetingLeft-max(own, 0), 0)
		return p
	}

	wrapUp := r.WrapUp()
	p.Left[wrapUp] = max(WrapUpTime-r.Slots[wrapUp].Used, 0)
	free := p.MeetingLeft - p.Left[wrapUp]
	if free <= 0 {
		p.OnlyWrapUp = r.Stage == Running
		p.Left[wrapUp] = max(p.MeetingLeft, 0)
		p.Left[r.Current] = min(own, 0)
		return p
	}
	p.Left[r.Current] = min(own, free)
	p.Bank = free - max(p.Left[r.Current], 0)
	for i := r.Current + 1; i < wrapUp; i++ {
		p.Left[i] = max(r.Slots[i].Budget-r.Slots[i].Used, 0)
		p.Bank -= p.Left[i]
	}
	if p.Bank < 0 {
		takeEvenly(p.Left[r.Current+1:wrapUp], -p.Bank)
		p.Bank = 0
	}
	return p
}

// takeEvenly takes a total from slots in equal shares; a slot that has less
// than its share gives what it has and the others give the rest. The slots
// hold at least that total.
func takeEvenly(left []time.Duration, total time.Duration) {
	for total > 0 {
		giving := 0
		for _, l := range left {
			if l > 0 {
				giving++
			}
		}
		share := max(total/time.Duration(giving), 1)
		for i := range left {
			part := min(left[i], share, total)
			left[i] -= part
			total -= part
		}
	}
}
