package agenda_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
)

// step is something done at a wall-clock time, and how the meeting then stands:
// what each slot has left, the current one in brackets, the bank, the meeting's
// rest and its end. A program watched until then, but for "unseen" steps.
type step struct {
	at   string // h:mm:ss of the day
	do   string
	want string
}

func TestMeetings(t *testing.T) {
	for _, c := range []struct {
		name  string
		deals int
		steps []step
	}{
		{"as planned", 3, []step{
			{"10:00:00", "start", "[4:00] 7:00 7:00 7:00 5:00, bank 0:00, 30:00 to 10:30:00"},
			{"10:04:00", "next", "0:00 [7:00] 7:00 7:00 5:00, bank 0:00, 26:00 to 10:30:00"},
			{"10:11:00", "next", "0:00 0:00 [7:00] 7:00 5:00, bank 0:00, 19:00 to 10:30:00"},
			{"10:18:00", "next", "0:00 0:00 0:00 [7:00] 5:00, bank 0:00, 12:00 to 10:30:00"},
			{"10:25:00", "next", "0:00 0:00 0:00 0:00 [5:00], bank 0:00, 5:00 to 10:30:00"},
			{"10:29:59", "", "0:00 0:00 0:00 0:00 [0:01], bank 0:00, 0:01 to 10:30:00"},
			{"10:29:59", "finish", "finished, used 4:00 7:00 7:00 7:00 4:59"},
		}},
		{"an early end goes to the bank, a minute comes out of it", 3, []step{
			{"10:00:00", "start", "[4:00] 7:00 7:00 7:00 5:00, bank 0:00, 30:00 to 10:30:00"},
			{"10:03:00", "next", "0:00 [7:00] 7:00 7:00 5:00, bank 1:00, 27:00 to 10:30:00"},
			{"10:09:30", "minute", "0:00 [1:30] 7:00 7:00 5:00, bank 0:00, 20:30 to 10:30:00"},
			{"10:09:30", "minute", "0:00 [2:30] 6:30 6:30 5:00, bank 0:00, 20:30 to 10:30:00"},
			{"10:12:00", "next", "0:00 0:00 [6:30] 6:30 5:00, bank 0:00, 18:00 to 10:30:00"},
		}},
		{"an overrun is taken from the bank, then evenly from the deals to come", 3, []step{
			{"10:00:00", "start", "[4:00] 7:00 7:00 7:00 5:00, bank 0:00, 30:00 to 10:30:00"},
			{"10:03:30", "next", "0:00 [7:00] 7:00 7:00 5:00, bank 0:30, 26:30 to 10:30:00"},
			{"10:10:45", "", "0:00 [-0:15] 7:00 7:00 5:00, bank 0:15, 19:15 to 10:30:00"},
			{"10:11:12", "", "0:00 [-0:42] 6:54 6:54 5:00, bank 0:00, 18:48 to 10:30:00"},
			{"10:11:12", "minute", "0:00 [1:00] 6:24 6:24 5:00, bank 0:00, 18:48 to 10:30:00"},
			{"10:11:12", "next", "0:00 0:00 [6:24] 7:00 5:00, bank 0:24, 18:48 to 10:30:00"},
		}},
		{"a deal with little left gives what it has", 3, []step{
			{"10:00:00", "start", "[4:00] 7:00 7:00 7:00 5:00, bank 0:00, 30:00 to 10:30:00"},
			{"10:04:00", "next", "0:00 [7:00] 7:00 7:00 5:00, bank 0:00, 26:00 to 10:30:00"},
			{"10:10:00", "to 0", "[0:00] 1:00 7:00 7:00 5:00, bank 0:00, 20:00 to 10:30:00"},
			{"10:16:00", "", "[-6:00] 0:00 4:30 4:30 5:00, bank 0:00, 14:00 to 10:30:00"},
			{"10:25:00", "", "[-15:00] 0:00 0:00 0:00 5:00, bank 0:00, 5:00 to 10:30:00, only the wrap-up"},
		}},
		{"staying into the wrap-up takes its minutes in sight", 1, []step{
			{"10:00:00", "start", "[4:00] 7:00 5:00, bank 0:00, 16:00 to 10:16:00"},
			{"10:04:00", "next", "0:00 [7:00] 5:00, bank 0:00, 12:00 to 10:16:00"},
			{"10:10:59", "", "0:00 [0:01] 5:00, bank 0:00, 5:01 to 10:16:00"},
			{"10:11:00", "", "0:00 [0:00] 5:00, bank 0:00, 5:00 to 10:16:00, only the wrap-up"},
			{"10:11:42", "minute", "there is no minute left to give: only the wrap-up's 4:18 remain"},
			{"10:11:42", "", "0:00 [-0:42] 4:18, bank 0:00, 4:18 to 10:16:00, only the wrap-up"},
			{"10:11:42", "next", "0:00 0:00 [4:18], bank 0:00, 4:18 to 10:16:00"},
			{"10:12:00", "minute", "there is no minute left to give: the meeting's 16:00 are all planned"},
		}},
		{"an early wrap-up may take the bank", 1, []step{
			{"10:00:00", "start", "[4:00] 7:00 5:00, bank 0:00, 16:00 to 10:16:00"},
			{"10:02:00", "to 2", "0:00 0:00 [5:00], bank 9:00, 14:00 to 10:16:00"},
			{"10:02:00", "minute", "0:00 0:00 [6:00], bank 8:00, 14:00 to 10:16:00"},
			{"10:09:00", "", "0:00 0:00 [-1:00], bank 7:00, 7:00 to 10:16:00"},
		}},
		{"back and forth", 2, []step{
			{"10:00:00", "start", "[4:00] 7:00 7:00 5:00, bank 0:00, 23:00 to 10:23:00"},
			{"10:03:00", "next", "0:00 [7:00] 7:00 5:00, bank 1:00, 20:00 to 10:23:00"},
			{"10:05:00", "next", "0:00 0:00 [7:00] 5:00, bank 6:00, 18:00 to 10:23:00"},
			{"10:06:00", "to 1", "0:00 [5:00] 6:00 5:00, bank 1:00, 17:00 to 10:23:00"},
			{"10:06:00", "to 0", "[1:00] 5:00 6:00 5:00, bank 0:00, 17:00 to 10:23:00"},
			{"10:07:00", "to 2", "0:00 0:00 [6:00] 5:00, bank 5:00, 16:00 to 10:23:00"},
			{"10:07:00", "to 3", "0:00 0:00 0:00 [5:00], bank 11:00, 16:00 to 10:23:00"},
			{"10:09:00", "to 2", "0:00 0:00 [6:00] 3:00, bank 5:00, 14:00 to 10:23:00"},
			{"10:09:00", "to 4", "go to slot 5: there is no such thing in this review"},
		}},
		{"past the end one question is asked", 0, []step{
			{"10:00:00", "start", "[4:00] 5:00, bank 0:00, 9:00 to 10:09:00"},
			{"10:04:00", "next", "0:00 [5:00], bank 0:00, 5:00 to 10:09:00"},
			{"10:08:59", "go on", "go on: there is time left"},
			{"10:09:00", "", "0:00 [0:00], bank 0:00, 0:00 to 10:09:00, go on?"},
			{"10:09:12", "", "0:00 [-0:12], bank 0:00, -0:12 to 10:09:00, go on?"},
			{"10:09:20", "go on", "0:00 [-0:20], bank 0:00, -0:20 to 10:09:00"},
			{"10:11:00", "", "0:00 [-2:00], bank 0:00, -2:00 to 10:09:00"},
			{"10:11:00", "to 0", "[0:00] 0:00, bank 0:00, -2:00 to 10:09:00, only the wrap-up"},
			{"10:11:10", "finish", "finished, used 4:10 7:00"},
		}},
		{"a pause moves the end by its own length", 1, []step{
			{"10:00:00", "start", "[4:00] 7:00 5:00, bank 0:00, 16:00 to 10:16:00"},
			{"10:01:00", "pause", "[3:00] 7:00 5:00, bank 0:00, 15:00 to 10:16:00, paused"},
			{"10:01:00", "pause", "pause: it is paused already"},
			{"10:21:00", "", "[3:00] 7:00 5:00, bank 0:00, 15:00 to 10:36:00, paused"},
			{"10:21:00", "next", "0:00 [7:00] 5:00, bank 3:00, 15:00 to 10:36:00, paused"},
			{"10:21:00", "minute", "0:00 [8:00] 5:00, bank 2:00, 15:00 to 10:36:00, paused"},
			{"10:31:07", "resume", "0:00 [8:00] 5:00, bank 2:00, 15:00 to 10:46:07"},
			{"10:31:08", "resume", "resume: it is running"},
			{"10:32:00", "unseen", "0:00 [7:07] 5:00, bank 2:00, 14:07 to 10:46:07, gap 0:53?"},
		}},
		{"29 s unwatched are no gap, 31 s are", 0, []step{
			{"10:00:00", "start", "[4:00] 5:00, bank 0:00, 9:00 to 10:09:00"},
			{"10:00:29", "unseen", "[3:31] 5:00, bank 0:00, 8:31 to 10:09:00"},
			{"10:00:59", "unseen", "[3:01] 5:00, bank 0:00, 8:01 to 10:09:00"},
			{"10:01:30", "unseen", "[2:30] 5:00, bank 0:00, 7:30 to 10:09:00, gap 0:31?"},
			{"10:01:40", "unseen", "[2:20] 5:00, bank 0:00, 7:20 to 10:09:00, gap 0:31?"},
			{"10:01:40", "take out", "[2:51] 5:00, bank 0:00, 7:51 to 10:09:31"},
			{"10:01:40", "take out", "take time out: there is no such thing in this review"},
		}},
		{"a crash's gap is taken out to the second", 3, []step{
			{"10:00:00", "start", "[4:00] 7:00 7:00 7:00 5:00, bank 0:00, 30:00 to 10:30:00"},
			{"10:04:00", "next", "0:00 [7:00] 7:00 7:00 5:00, bank 0:00, 26:00 to 10:30:00"},
			{"10:07:01", "unseen", "0:00 [3:59] 7:00 7:00 5:00, bank 0:00, 22:59 to 10:30:00, gap 3:01?"},
			{"10:07:11", "unseen next", "0:00 0:00 [7:00] 7:00 5:00, bank 3:49, 22:49 to 10:30:00, gap 3:01?"},
			{"10:07:16", "take out", "0:00 0:00 [6:55] 7:00 5:00, bank 6:50, 25:45 to 10:33:01"},
		}},
		{"a crash's gap counts when nobody takes it out", 1, []step{
			{"10:00:00", "start", "[4:00] 7:00 5:00, bank 0:00, 16:00 to 10:16:00"},
			{"10:01:00", "", "[3:00] 7:00 5:00, bank 0:00, 15:00 to 10:16:00"},
			{"10:08:30", "unseen", "[-4:30] 2:30 5:00, bank 0:00, 7:30 to 10:16:00, gap 7:30?"},
			{"10:08:30", "count", "[-4:30] 2:30 5:00, bank 0:00, 7:30 to 10:16:00"},
		}},
		{"a second gap in the slot adds up, one elsewhere replaces it", 1, []step{
			{"10:00:00", "start", "[4:00] 7:00 5:00, bank 0:00, 16:00 to 10:16:00"},
			{"10:01:00", "unseen", "[3:00] 7:00 5:00, bank 0:00, 15:00 to 10:16:00, gap 1:00?"},
			{"10:01:40", "unseen", "[2:20] 7:00 5:00, bank 0:00, 14:20 to 10:16:00, gap 1:40?"},
			{"10:01:40", "unseen next", "0:00 [7:00] 5:00, bank 2:20, 14:20 to 10:16:00, gap 1:40?"},
			{"10:03:40", "unseen", "0:00 [5:00] 5:00, bank 2:20, 12:20 to 10:16:00, gap 2:00?"},
			{"10:03:40", "take out", "0:00 [7:00] 5:00, bank 2:20, 14:20 to 10:18:00"},
		}},
		{"the machine's clock set back holds the countdown", 0, []step{
			{"10:00:00", "start", "[4:00] 5:00, bank 0:00, 9:00 to 10:09:00"},
			{"10:00:20", "", "[3:40] 5:00, bank 0:00, 8:40 to 10:09:00"},
			{"9:00:20", "", "[3:40] 5:00, bank 0:00, 8:40 to 10:09:00"},
			{"9:50:00", "next", "0:00 [5:00], bank 3:40, 8:40 to 10:09:00"},
			{"9:59:59", "pause", "0:00 [5:00], bank 3:40, 8:40 to 10:08:39, paused"},
			{"9:59:59", "resume", "0:00 [5:00], bank 3:40, 8:40 to 10:08:39"},
			{"10:00:09", "", "0:00 [4:50], bank 3:40, 8:30 to 10:08:39"},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := agenda.NewReview("r", "ana", "dana", []string{"d1", "d2", "d3"}[:c.deals], monday)
			last := ten
			for _, s := range c.steps {
				now, err := time.Parse(time.DateTime, "2026-11-23 "+strings.Repeat("0", 8-len(s.at))+s.at)
				if err != nil {
					t.Fatal(err)
				}
				what, unseen := strings.CutPrefix(s.do, "unseen")
				for ; !unseen && last.Before(now); last = last.Add(time.Second) {
					r.Watch(last)
				}
				last = now
				if got := do(&r, strings.TrimSpace(what), now); got != s.want {
					t.Fatalf("%s %s:\n got %s\nwant %s", s.at, s.do, got, s.want)
				}
			}
		})
	}
}

// do makes one change and says how the meeting stands, or why not.
func do(r *agenda.Review, what string, now time.Time) string {
	var err error
	switch what {
	case "start":
		err = r.Start(now)
	case "next":
		err = r.GoTo(r.Current+1, now)
	case "pause":
		err = r.Pause(now)
	case "resume":
		err = r.Resume(now)
	case "minute":
		err = r.Minute(now)
	case "take out", "count":
		err = r.SettleGap(what == "take out")
	case "go on":
		err = r.GoOn(true, "dana", now)
	case "finish":
		err = r.Finish(now)
	case "":
		r.Watch(now)
	default:
		slot := 0
		_, _ = fmt.Sscanf(what, "to %d", &slot)
		err = r.GoTo(slot, now)
	}
	if err != nil {
		return err.Error()
	}
	return standing(*r, now)
}

func standing(r agenda.Review, now time.Time) string {
	var slots []string
	if r.Stage == agenda.Finished {
		for i := range r.Slots {
			slots = append(slots, agenda.Minutes(r.Used(i, now)))
		}
		return "finished, used " + strings.Join(slots, " ")
	}
	p := r.Plan(now)
	for i, left := range p.Left {
		text := agenda.Minutes(left)
		if i == r.Current {
			text = "[" + text + "]"
		}
		slots = append(slots, text)
	}
	s := fmt.Sprintf("%s, bank %s, %s to %s", strings.Join(slots, " "), agenda.Minutes(p.Bank), agenda.Minutes(p.MeetingLeft), p.End.Format(time.TimeOnly))
	if p.OnlyWrapUp {
		s += ", only the wrap-up"
	}
	if p.Over {
		s += ", go on?"
	}
	if r.Paused() {
		s += ", paused"
	}
	if g := r.Clock.Gap; g.Pending() {
		s += fmt.Sprintf(", gap %s?", agenda.Minutes(g.Length))
	}
	return s
}

func TestMinutes(t *testing.T) {
	for in, want := range map[time.Duration]string{
		0: "0:00", 999 * time.Millisecond: "0:00", 42 * time.Second: "0:42", 252 * time.Second: "4:12", 30 * time.Minute: "30:00",
		-42 * time.Second: "-0:42", time.Hour: "1:00:00", 90*time.Minute + 5*time.Second: "1:30:05", -2 * time.Hour: "-2:00:00",
	} {
		if got := agenda.Minutes(in); got != want {
			t.Errorf("Minutes(%v) = %q, want %q", in, got, want)
		}
	}
}

func TestMeetingRefusesOutOfTurn(t *testing.T) {
	r := agenda.NewReview("r", "ana", "dana", []string{"d1"}, monday)
	changes := map[string]func() error{
		"go to":  func() error { return r.GoTo(1, ten) },
		"pause":  func() error { return r.Pause(ten) },
		"resume": func() error { return r.Resume(ten) },
		"minute": func() error { return r.Minute(ten) },
		"go on":  func() error { return r.GoOn(true, "dana", ten) },
		"finish": func() error { return r.Finish(ten) },
	}
	for name, change := range changes {
		if err := change(); !errors.Is(err, agenda.ErrNotStarted) {
			t.Errorf("%s before the start: %v", name, err)
		}
	}
	if err := r.Start(ten); err != nil {
		t.Fatal(err)
	}
	if err := r.Start(ten); err == nil {
		t.Error("started twice")
	}
	if err := r.Finish(ten); err != nil {
		t.Fatal(err)
	}
	for name, change := range changes {
		if err := change(); !errors.Is(err, agenda.ErrFinished) {
			t.Errorf("%s after the end: %v", name, err)
		}
	}
	if err := r.SetAside(ten); !errors.Is(err, agenda.ErrFinished) {
		t.Errorf("set aside after the end: %v", err)
	}
}

func TestFinishedTimeStandsStill(t *testing.T) {
	r := agenda.NewReview("r", "ana", "dana", nil, monday)
	if err := errors.Join(r.Start(ten), r.Finish(ten.Add(time.Minute))); err != nil {
		t.Fatal(err)
	}
	if p := r.Plan(ten.Add(time.Hour)); p.MeetingLeft != 8*time.Minute || p.Over || p.OnlyWrapUp {
		t.Errorf("an hour after a finished meeting: %+v", p)
	}
}
