package agenda_test

import (
	"errors"
	"testing"
	"time"

	"halfhour/agenda"

	"pgregory.net/rapid"
)

var ten = time.Date(2026, time.November, 23, 10, 0, 0, 0, time.UTC)

// meeting is a review under random changes, with the instant it has reached.
type meeting struct {
	agenda.Review
	now time.Time
}

// startMeeting draws a review of up to three deals that has just begun.
func startMeeting(t *rapid.T) *meeting {
	deals := []string{"d1", "d2", "d3"}[:rapid.IntRange(0, 3).Draw(t, "deals")]
	m := &meeting{agenda.NewReview("r", "ana", "dana", deals, monday), ten}
	if err := m.Start(m.now); err != nil {
		t.Fatal(err)
	}
	return m
}

// drawStretch draws how long nothing changes, to the nanosecond and often
// about as long as the parts of a meeting.
func drawStretch(t *rapid.T) time.Duration {
	about := rapid.SampledFrom([]time.Duration{
		-2 * time.Minute, 0, time.Second, agenda.LeastGap, time.Minute, agenda.OverviewTime, agenda.WrapUpTime, agenda.DealTime, 20 * time.Minute,
	}).Draw(t, "about")
	return about + time.Duration(rapid.Int64Range(int64(-time.Second), int64(time.Minute)).Draw(t, "more"))
}

// checkOften is rapid.Check with more runs: one takes microseconds.
func checkOften(t *testing.T, property func(*rapid.T)) {
	for range 30 {
		rapid.Check(t, property)
	}
}

// pass lets a drawn stretch of time pass, watched at its end; sometimes the
// machine's clock is set back instead.
func (m *meeting) pass(t *rapid.T) {
	before, running, seen := m.Plan(m.now), !m.Clock.Since.IsZero(), m.Clock.Seen
	m.now = m.now.Add(drawStretch(t))
	m.Watch(m.now)
	after := m.Plan(m.now)

	ran := time.Duration(0)
	if running {
		ran = max(m.now.Sub(seen), 0)
	}
	if after.MeetingLeft != before.MeetingLeft-ran {
		t.Fatalf("the meeting had %v left, ran %v, and has %v left", before.MeetingLeft, ran, after.MeetingLeft)
	}
	if running && !after.End.Equal(before.End) {
		t.Fatalf("without a pause the end moved from %v to %v", before.End, after.End)
	}
	if after.Bank > before.Bank {
		t.Fatalf("the bank grew by itself from %v to %v", before.Bank, after.Bank)
	}
	for i := range after.Left {
		if after.Left[i] > before.Left[i] {
			t.Fatalf("slot %d grew by itself from %v to %v", i, before.Left[i], after.Left[i])
		}
	}
}

// check holds the meeting to what Plan promises at every instant.
func (m *meeting) check(t *rapid.T) {
	p := m.Plan(m.now)
	var used, left, others time.Duration
	for i := range m.Slots {
		slot := m.Used(i, m.now)
		if slot < 0 {
			t.Fatalf("slot %d has used %v", i, slot)
		}
		if i < m.Current && p.Left[i] != 0 || i > m.Current && p.Left[i] < 0 {
			t.Fatalf("slot %d of %d has %v left", i, m.Current, p.Left[i])
		}
		used += slot
		left += max(p.Left[i], 0)
		if i != m.WrapUp() {
			others += max(p.Left[i], 0)
		}
	}
	if p.Bank < 0 || p.MeetingLeft != m.Length()-used {
		t.Fatalf("bank %v, meeting left %v of %v with %v used", p.Bank, p.MeetingLeft, m.Length(), used)
	}
	if p.MeetingLeft >= 0 && used+left+p.Bank != m.Length() {
		t.Fatalf("used %v + left %v + bank %v is not %v", used, left, p.Bank, m.Length())
	}
	wrapUp := max(agenda.WrapUpTime-m.Used(m.WrapUp(), m.now), 0)
	if m.Current != m.WrapUp() && others+p.Bank > max(p.MeetingLeft-wrapUp, 0) {
		t.Fatalf("%v planned outside the wrap-up, %v left in all", others+p.Bank, p.MeetingLeft)
	}
	if m.Current != m.WrapUp() && p.Left[m.WrapUp()] != min(wrapUp, max(p.MeetingLeft, 0)) {
		t.Fatalf("the wrap-up has %v of %v, %v left in all", p.Left[m.WrapUp()], wrapUp, p.MeetingLeft)
	}
	if p.OnlyWrapUp != (m.Current != m.WrapUp() && p.MeetingLeft <= wrapUp) {
		t.Fatalf("only the wrap-up remains: %v, with %v left in all", p.OnlyWrapUp, p.MeetingLeft)
	}
	if p.Over != (p.MeetingLeft <= 0 && !m.Clock.Overtime.Asked) {
		t.Fatalf("over: %v, with %v left", p.Over, p.MeetingLeft)
	}
}

// keepsTime fails when a change alters how long the meeting still takes, or
// lets what a slot used change.
func (m *meeting) keepsTime(t *rapid.T, change func()) {
	before := m.Plan(m.now)
	var used []time.Duration
	for i := range m.Slots {
		used = append(used, m.Used(i, m.now))
	}
	change()
	if after := m.Plan(m.now); after.MeetingLeft != before.MeetingLeft {
		t.Fatalf("the meeting had %v left and has %v", before.MeetingLeft, after.MeetingLeft)
	}
	for i := range m.Slots {
		if m.Used(i, m.now) != used[i] {
			t.Fatalf("slot %d had used %v and has used %v", i, used[i], m.Used(i, m.now))
		}
	}
}

func (m *meeting) goTo(t *rapid.T) {
	slot, from := rapid.IntRange(0, m.WrapUp()).Draw(t, "slot"), m.Current
	before := m.Plan(m.now)
	m.keepsTime(t, func() {
		if err := m.GoTo(slot, m.now); err != nil || m.Current != slot || !m.Slots[slot].Visited {
			t.Fatalf("go to %d: at %d, %v", slot, m.Current, err)
		}
	})
	left := m.Plan(m.now).Left[slot]
	if slot > from && left != before.Left[slot] {
		t.Fatalf("slot %d was to have %v and has %v", slot, before.Left[slot], left)
	}
	if slot < from && left > before.Bank {
		t.Fatalf("slot %d got %v back out of a bank of %v", slot, left, before.Bank)
	}
}

func (m *meeting) pauseOrResume(t *rapid.T) {
	m.keepsTime(t, func() {
		change := m.Pause
		if m.Paused() {
			change = m.Resume
		}
		if err := change(m.now); err != nil {
			t.Fatal(err)
		}
	})
}

// minute asks for one more minute and looks at where it came from.
func (m *meeting) minute(t *rapid.T) {
	before := m.Plan(m.now)
	free := before.Bank
	for i := m.Current + 1; i < m.WrapUp(); i++ {
		free += before.Left[i]
	}
	var err error
	m.keepsTime(t, func() { err = m.Minute(m.now) })
	after := m.Plan(m.now)
	if (free == 0) != errors.Is(err, agenda.ErrNoMinute) {
		t.Fatalf("%v to give: %v", free, err)
	}
	gain := max(after.Left[m.Current], 0) - max(before.Left[m.Current], 0)
	if gain != min(time.Minute, free) {
		t.Fatalf("%v to give, the slot gained %v", free, gain)
	}
	if fromBank := min(before.Bank, gain); after.Bank != before.Bank-fromBank {
		t.Fatalf("of %v, the bank gave %v of its %v", gain, before.Bank-after.Bank, before.Bank)
	}
	m.checkShares(t, before, after)
}

// checkShares fails when the later deals did not give alike: all the same but
// for those that have nothing left, to the few nanoseconds of a division.
func (m *meeting) checkShares(t *rapid.T, before, after agenda.Plan) {
	most := time.Duration(0)
	for i := m.Current + 1; i < m.WrapUp(); i++ {
		most = max(most, before.Left[i]-after.Left[i])
	}
	for i := m.Current + 1; i < m.WrapUp(); i++ {
		gave := before.Left[i] - after.Left[i]
		if gave < 0 || after.Left[i] > 0 && gave < most-agenda.MostDeals {
			t.Fatalf("slot %d gave %v of %v, another gave %v", i, gave, before.Left[i], most)
		}
	}
	if after.Left[m.WrapUp()] != before.Left[m.WrapUp()] && m.Current != m.WrapUp() {
		t.Fatalf("the wrap-up had %v and has %v", before.Left[m.WrapUp()], after.Left[m.WrapUp()])
	}
}

func (m *meeting) settleGap(t *rapid.T) {
	gap, before := m.Clock.Gap, m.Plan(m.now)
	takeOut := rapid.Bool().Draw(t, "take out")
	err := m.SettleGap(takeOut)
	if gap.Pending() != (err == nil) {
		t.Fatalf("settle %v: %v", gap, err)
	}
	back := time.Duration(0)
	if takeOut {
		back = gap.Length
	}
	if after := m.Plan(m.now); after.MeetingLeft != before.MeetingLeft+back {
		t.Fatalf("%v taken out of %v, %v left before and %v after", back, gap, before.MeetingLeft, after.MeetingLeft)
	}
}

func TestMeetingKeepsItsRules(t *testing.T) {
	checkOften(t, func(t *rapid.T) {
		m := startMeeting(t)
		t.Repeat(map[string]func(*rapid.T){
			"":                func(t *rapid.T) { m.check(t) },
			"time":            m.pass,
			"go to":           func(t *rapid.T) { m.pass(t); m.goTo(t) },
			"pause or resume": func(t *rapid.T) { m.pass(t); m.pauseOrResume(t) },
			"minute":          func(t *rapid.T) { m.pass(t); m.minute(t) },
			"gap":             func(t *rapid.T) { m.settleGap(t) },
			"go on": func(t *rapid.T) {
				over := m.Plan(m.now).MeetingLeft <= 0
				if err := m.GoOn(true, "dana", m.now); (err == nil) != over {
					t.Fatalf("over %v: %v", over, err)
				}
			},
		})
	})
}

// TestChangesSeeTheTimeThemselves: a change makes the same of the time before
// it whether or not a program watched just then.
func TestChangesSeeTheTimeThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		watched := startMeeting(t)
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			watched.pass(t)
			watched.now = watched.now.Add(drawStretch(t))
			alone := &meeting{watched.Clone(), watched.now}
			ahead := rapid.IntRange(1, watched.WrapUp()).Draw(t, "slots ahead")
			slot, pause := (watched.Current+ahead)%len(watched.Slots), rapid.Bool().Draw(t, "pause")
			watched.Watch(watched.now)
			for _, m := range []*meeting{watched, alone} {
				if pause && !m.Paused() {
					_ = m.Pause(m.now)
				} else {
					_ = m.GoTo(slot, m.now)
				}
				m.Watch(m.now.Add(time.Second))
			}
			if watched.Clock != alone.Clock {
				t.Fatalf("clock %+v, watched %+v", alone.Clock, watched.Clock)
			}
		}
	})
}

func TestPauseMovesTheEndByItsLength(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := startMeeting(t)
		m.now = m.now.Add(time.Duration(rapid.Int64Range(0, int64(40*time.Minute)).Draw(t, "ran")))
		m.Watch(m.now)
		end, gap := m.Plan(m.now).End, m.Clock.Gap
		if err := m.Pause(m.now); err != nil {
			t.Fatal(err)
		}
		length := time.Duration(rapid.Int64Range(0, int64(3*time.Hour)).Draw(t, "pause"))
		m.now = m.now.Add(length)
		m.Watch(m.now)
		if got := m.Plan(m.now).End; !got.Equal(end.Add(length)) {
			t.Fatalf("paused for %v, the end moved from %v to %v", length, end, got)
		}
		if err := m.Resume(m.now); err != nil {
			t.Fatal(err)
		}
		later := m.now.Add(time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(t, "later")))
		m.Watch(later)
		if got := m.Plan(later).End; !got.Equal(end.Add(length)) {
			t.Fatalf("paused for %v and resumed, the end moved from %v to %v", length, end, got)
		}
		if m.Clock.Gap != gap && later.Sub(m.now) <= agenda.LeastGap {
			t.Fatalf("a pause became a gap: %v", m.Clock.Gap)
		}
	})
}

func TestFewerDealsAreShorter(t *testing.T) {
	for n, want := range []time.Duration{9, 16, 23, 30} {
		r := agenda.NewReview("r", "ana", "dana", []string{"a", "b", "c", "d"}[:n], monday)
		if r.Length() != want*time.Minute {
			t.Errorf("with %d deals: %v", n, r.Length())
		}
	}
	r := agenda.NewReview("r", "ana", "dana", []string{"a", "b", "c", "d"}, monday)
	if r.Length() != 30*time.Minute || len(r.Deals()) != 3 {
		t.Errorf("with four deals: %v for %q", r.Length(), r.Deals())
	}
}
