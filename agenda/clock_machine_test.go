package agenda_test

import (
	"testing"
	"time"

	"halfhour/agenda"
)

// What happens to the machine's clock between one watched second and the next:
// what is left is what the instants say, it never grows by itself, and a stretch
// that nobody watched is asked about once, and counts until it is taken out.
func TestWhatHappensToTheMachinesClock(t *testing.T) {
	far, err := time.LoadLocation("Pacific/Kiritimati") // 14 hours ahead of UTC, and another day
	if err != nil {
		t.Fatal(err)
	}
	late := time.Date(2026, time.November, 23, 23, 59, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		start time.Time
		after func(time.Time) time.Time // a minute after the start
		left  time.Duration             // of 30 minutes
		gap   time.Duration
		taken time.Duration // left when the gap is taken out
	}{
		{"asleep for a second", ten, plus(time.Second), 28*time.Minute + 59*time.Second, 0, 0},
		{"asleep for 10 minutes", ten, plus(10 * time.Minute), 19 * time.Minute, 10 * time.Minute, 29 * time.Minute},
		{"asleep for 2 hours, awake after the end", ten, plus(2 * time.Hour), -91 * time.Minute, 2 * time.Hour, 29 * time.Minute},
		{"set an hour ahead", ten, plus(time.Hour), -31 * time.Minute, time.Hour, 29 * time.Minute},
		{"set an hour back", ten, plus(-time.Hour), 29 * time.Minute, 0, 0},
		{"set back by half a second", ten, plus(-500 * time.Millisecond), 29 * time.Minute, 0, 0},
		{"in another time zone", ten, func(t time.Time) time.Time { return t.In(far).Add(time.Second) }, 28*time.Minute + 59*time.Second, 0, 0},
		{"past midnight", late, plus(time.Minute), 28 * time.Minute, time.Minute, 29 * time.Minute},
		{"in summer time an hour later", ten, func(t time.Time) time.Time { return t.In(time.FixedZone("", 3600)) }, 29 * time.Minute, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := agenda.NewReview("r", "ana", "dana", []string{"d1", "d2", "d3"}, monday)
			if err := r.Start(c.start); err != nil {
				t.Fatal(err)
			}
			now := c.start
			for range 60 {
				now = now.Add(time.Second)
				r.Watch(now)
			}
			end := r.Plan(now).End
			now = c.after(now)
			for range 3 { // however often it is looked at, it is asked about once
				r.Watch(now)
				if left := r.Plan(now).MeetingLeft; left != c.left || r.Clock.Gap.Length != c.gap {
					t.Fatalf("%v left with a gap of %v, not %v with %v", left, r.Clock.Gap.Length, c.left, c.gap)
				}
			}
			if p := r.Plan(now); !p.End.Equal(end) || p.Over != (c.left <= 0) {
				t.Errorf("the end moved from %v to %v, over: %v", end, p.End, p.Over)
			}
			if c.gap == 0 {
				return
			}
			if err := r.SettleGap(true); err != nil || r.Plan(now).MeetingLeft != c.taken || r.Clock.Gap.Pending() {
				t.Errorf("with it taken out %v are left, %v", r.Plan(now).MeetingLeft, err)
			}
		})
	}
}

func plus(d time.Duration) func(time.Time) time.Time {
	return func(t time.Time) time.Time { return t.Add(d) }
}

// A clock that an NTP server slews runs a little fast or slow: the countdown
// follows it, and no question is asked.
func TestASlewedClock(t *testing.T) {
	for _, second := range []time.Duration{time.Second - 500*time.Microsecond, time.Second + 500*time.Microsecond} {
		r := agenda.NewReview("r", "ana", "dana", []string{"d1", "d2", "d3"}, monday)
		if err := r.Start(ten); err != nil {
			t.Fatal(err)
		}
		now := ten
		for left := 30 * time.Minute; left > 0; {
			now = now.Add(second)
			r.Watch(now)
			next := r.Plan(now).MeetingLeft
			if next != left-second || r.Clock.Gap.Pending() {
				t.Fatalf("%v left after %v, a gap of %v", next, left, r.Clock.Gap.Length)
			}
			left = next
		}
		if off := now.Sub(ten) - 30*time.Minute; off.Abs() > time.Second {
			t.Errorf("it is over %v off", off)
		}
	}
}
