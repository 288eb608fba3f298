package agenda

import (
	"fmt"
	"time"
)

// Clock holds a review's instants. Instants are wall-clock readings: pass
// t.Round(0), because a monotonic clock stands still while a laptop sleeps.
type Clock struct {
	Started  time.Time // zero before
	Since    time.Time // the current slot runs since then; zero while it does not
	PausedAt time.Time // zero unless paused
	Seen     time.Time // the last instant a program is known to have watched
	Ended    time.Time // zero until finished
	Gap      Gap       // a stretch nobody watched, waiting for an answer
	TakenOut time.Duration
	Overtime Overtime
}

// Gap is time that passed while nobody watched: a sleep, a crash, a restart.
// It counts until somebody takes it out.
type Gap struct {
	From   time.Time
	Length time.Duration
	Slot   int // it ran on this slot's time
}

// Pending says whether there is a gap to be asked about.
func (g Gap) Pending() bool { return g.Length > 0 }

// LeastGap is the shortest unwatched stretch that is worth a question.
const LeastGap = 30 * time.Second

// Overtime is the one question past the end, and its answer.
type Overtime struct {
	Asked  bool // answered, in fact: the question stands until then
	GoOn   bool
	Author string
	At     time.Time
}

// steady returns now, or the last instant seen while the machine's clock is
// set back behind it: time that was counted is never given back.
func (c Clock) steady(now time.Time) time.Time {
	if !c.Since.IsZero() && now.Before(c.Seen) {
		return c.Seen
	}
	return now
}

// Paused says whether somebody stopped the clock.
func (r Review) Paused() bool { return !r.Clock.PausedAt.IsZero() }

// Start begins the meeting in its overview.
func (r *Review) Start(now time.Time) error {
	if r.Stage != Ready {
		return fmt.Errorf("start: the review is already %s", r.Stage)
	}
	r.Stage = Running
	r.Clock.Started, r.Clock.Since, r.Clock.Seen = now, now, now
	r.Slots[r.Current].Visited = true
	return nil
}

// Pause stops the countdown; the end moves by as long as the pause lasts.
func (r *Review) Pause(now time.Time) error {
	if err := r.held("pause"); err != nil {
		return err
	}
	if r.Paused() {
		return fmt.Errorf("pause: it is paused already")
	}
	r.Watch(now)
	now = r.Clock.steady(now)
	r.stop(now)
	r.Clock.PausedAt = now
	return nil
}

// Resume lets the countdown run on.
func (r *Review) Resume(now time.Time) error {
	if err := r.held("resume"); err != nil {
		return err
	}
	if !r.Paused() {
		return fmt.Errorf("resume: it is running")
	}
	r.Clock.PausedAt = time.Time{}
	r.Clock.Since, r.Clock.Seen = now, now
	return nil
}

// GoTo moves the meeting to a slot. What the slots passed did not use is in
// the bank; a slot that is entered again gets back what the bank still has of
// its own time.
func (r *Review) GoTo(slot int, now time.Time) error {
	if slot < 0 || slot >= len(r.Slots) {
		return fmt.Errorf("go to slot %d: %w", slot+1, ErrNoSuchThing)
	}
	if err := r.held("go on"); err != nil {
		return err
	}
	if slot == r.Current {
		return nil
	}
	r.Watch(now)
	now = r.Clock.steady(now)
	plan := r.Plan(now)
	left := plan.Left[slot]
	if slot < r.Current {
		left = min(max(r.Slots[slot].Budget-r.Slots[slot].Used, 0), max(plan.Bank, 0))
	}
	running := !r.Clock.Since.IsZero()
	r.stop(now)
	r.Current = slot
	to := &r.Slots[slot]
	to.Budget, to.Visited = to.Used+max(left, 0), true
	if running {
		r.Clock.Since = now
	}
	return nil
}

// Minute gives the current slot one more minute, or what there is of it, from
// the bank and then evenly from the deals still to come.
func (r *Review) Minute(now time.Time) error {
	if err := r.held("one more minute"); err != nil {
		return err
	}
	plan := r.Plan(now)
	free := plan.Bank
	for i := r.Current + 1; i < r.WrapUp(); i++ {
		free += plan.Left[i]
	}
	if free <= 0 {
		if r.Current == r.WrapUp() {
			return fmt.Errorf("%w: the meeting's %s are all planned", ErrNoMinute, Minutes(r.Length()))
		}
		return fmt.Errorf("%w: only the wrap-up's %s remain", ErrNoMinute, Minutes(plan.Left[r.WrapUp()]))
	}
	slot := &r.Slots[r.Current]
	slot.Budget = max(slot.Budget, r.Used(r.Current, now)) + min(time.Minute, free)
	return nil
}

// GoOn answers the one question past the end: whether the meeting goes on.
func (r *Review) GoOn(yes bool, author string, now time.Time) error {
	if err := r.held("go on"); err != nil {
		return err
	}
	if r.Plan(now).MeetingLeft > 0 {
		return fmt.Errorf("go on: there is time left")
	}
	r.Clock.Overtime = Overtime{Asked: true, GoOn: yes, Author: author, At: now}
	return nil
}

// Watch records that a program watched the clock from its last sight until
// now. A stretch of more than LeastGap becomes a question, see SettleGap; one
// still open when another slot has a stretch of its own is not asked any more,
// and its time counts. The machine's clock set back changes nothing: the
// countdown holds until it has caught up.
func (r *Review) Watch(now time.Time) {
	c := &r.Clock
	if r.Stage != Running || c.Since.IsZero() {
		return
	}
	if away := now.Sub(c.Seen); away > LeastGap {
		if !c.Gap.Pending() || c.Gap.Slot != r.Current {
			c.Gap = Gap{From: c.Seen, Slot: r.Current}
		}
		c.Gap.Length += away
	}
	if now.After(c.Seen) {
		c.Seen = now
	}
}

// SettleGap answers whether the time nobody watched is taken out of the
// meeting or counts.
func (r *Review) SettleGap(takeOut bool) error {
	c := &r.Clock
	if !c.Gap.Pending() {
		return fmt.Errorf("take time out: %w", ErrNoSuchThing)
	}
	if takeOut {
		r.Slots[c.Gap.Slot].Used -= c.Gap.Length
		c.TakenOut += c.Gap.Length
	}
	c.Gap = Gap{}
	return nil
}

// Finish ends the meeting.
func (r *Review) Finish(now time.Time) error {
	if err := r.held("finish"); err != nil {
		return err
	}
	r.stop(now)
	r.Clock.PausedAt, r.Clock.Gap = time.Time{}, Gap{}
	r.Clock.Ended, r.Stage = now, Finished
	return nil
}

// SetAside closes a review that nobody takes up again; what was said in it
// stays.
func (r *Review) SetAside(now time.Time) error {
	if r.Stage == Finished {
		return fmt.Errorf("set aside: %w", ErrFinished)
	}
	r.stop(now)
	r.Clock.PausedAt, r.Clock.Gap = time.Time{}, Gap{}
	r.Stage = SetAside
	return nil
}

// stop books what ran since the clock last started onto the current slot.
func (r *Review) stop(now time.Time) {
	r.Slots[r.Current].Used = r.Used(r.Current, now)
	r.Clock.Since = time.Time{}
}

func (r Review) held(doing string) error {
	switch r.Stage {
	case Ready:
		return fmt.Errorf("%s: %w", doing, ErrNotStarted)
	case Finished, SetAside:
		return fmt.Errorf("%s: %w", doing, ErrFinished)
	}
	return nil
}

// Minutes writes a duration as people read a countdown, "4:12", cut to whole
// seconds; negative ones have a sign.
func Minutes(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	s := int(d / time.Second)
	if s >= 3600 {
		return fmt.Sprintf("%s%d:%02d:%02d", sign, s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%s%d:%02d", sign, s/60, s%60)
}
