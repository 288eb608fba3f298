package minutes_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/minutes"
)

// monday is 23 November 2026, the "today" of these tests.
var monday = agenda.NewDate(2026, time.November, 23)

var (
	ana    = agenda.Person{ID: "ana", Name: "Ana Ruiz", Role: agenda.Rep}
	dana   = agenda.Person{ID: "dana", Name: "Dana Lee", Role: agenda.Manager}
	zoe    = agenda.Person{ID: "zoe", Name: "Zoë Ångström-Müller", Role: agenda.Executive}
	people = []agenda.Person{dana, ana, zoe}
)

const uuid = "0193a5f0-7c00-7000-8000-00000000000"

func TestWriteActions(t *testing.T) {
	list := minutes.ActionsOf{Rep: ana, Today: monday + 2, People: people, Items: []minutes.Item{
		{Action: agenda.Action{ID: uuid + "1", Text: "Ask their CFO for a date", Owner: "dana", Priority: 2, Due: monday + 4}, Deal: "客户名称 pilot"},
		{Action: agenda.Action{ID: uuid + "2", Text: "Send the SOC 2 report", Owner: "ana", Priority: 3, State: agenda.Done}},
		{Action: agenda.Action{ID: uuid + "3", Text: "Book the CISO call", Owner: "ana", Priority: 1, Due: monday + 2, DoneWhen: "next step dated", State: agenda.ToDo},
			Deal: "Initech rollout", Obstacle: "security review has not started"},
		{Action: agenda.Action{ID: uuid + "4", Text: "Call their board", Owner: "gone"}},
		{Action: agenda.Action{ID: "not--uuid", Text: "Find an owner", Due: monday + 100}},
		{Action: agenda.Action{ID: uuid + "5", Text: "Nothing", Owner: "ana", State: agenda.Dropped}},
	}}
	want := `# Action items · Ana Ruiz · week of 23 Nov 2026

## Ana Ruiz (rep)

- [ ] **P1** Book the CISO call, due Wed 25 Nov · Initech rollout · removes: security review has not started · done when: next step dated <!-- halfhour:0193a5f0-7c00-7000-8000-000000000003 -->
- [x] **P3** Send the SOC 2 report, no due date <!-- halfhour:0193a5f0-7c00-7000-8000-000000000002 -->

## Dana Lee (manager)

- [ ] **P2** Ask their CFO for a date, due Fri 27 Nov · 客户名称 pilot <!-- halfhour:0193a5f0-7c00-7000-8000-000000000001 -->

## Somebody unknown

- [ ] Call their board, no due date <!-- halfhour:0193a5f0-7c00-7000-8000-000000000004 -->

## No owner yet

- [ ] Find an owner, due 3 Mar 2027
`
	var b strings.Builder
	if err := minutes.WriteActions(&b, list); err != nil || b.String() != want {
		t.Errorf("%v:\n%s", err, b.String())
	}
}

func TestWriteNoActions(t *testing.T) {
	var b strings.Builder
	if err := minutes.WriteActions(&b, minutes.ActionsOf{Today: monday}); err != nil || b.String() != "# Action items · week of 23 Nov 2026\n\nNo action items.\n" {
		t.Errorf("%v:\n%s", err, b.String())
	}
}

// held returns a finished review of two deals, and what both looked at.
func held(t *testing.T) (agenda.Review, agenda.Briefing) {
	t.Helper()
	at := func(minute, second int) time.Time { return time.Date(2026, 11, 23, 9, minute, second, 0, time.UTC) }
	r := agenda.NewReview("r", "ana", "dana", []string{"d1", "d2"}, monday)
	b := agenda.Briefing{
		Rep: ana, Manager: dana, People: people, Today: monday,
		Deals: []agenda.Deal{{
			ID: "d1", Name: "Initech rollout", Account: "Initech Ltd", Stage: "Proposal", Step: agenda.Proposal, Status: agenda.Open,
			Amount: agenda.Money{Minor: 8400000, Currency: "USD"}, StageSince: monday - 44, Close: monday + 7, LastActivity: monday - 19, ActivityKind: "mail",
			Track: agenda.Track{Pushes: 3, PushedDays: 62, FirstAmount: agenda.Money{Minor: 9600000, Currency: "USD"}},
		}},
		Earlier: []agenda.EarlierAnswer{
			{Answer: agenda.Answer{DealID: "d1", Question: "decision-date", Value: agenda.No, Author: "ana", At: at(0, 0).AddDate(0, 0, -14)}, Stage: "Proposal"},
			{Answer: agenda.Answer{DealID: "d1", Question: "paper-process", Value: agenda.Yes, Author: "ana", At: at(0, 0).AddDate(0, 0, -14)}, Stage: "Discovery"},
		},
	}
	watch := func(from, to int) time.Time { // minutes
		for s := range (to - from) * 60 {
			r.Watch(at(from, s))
		}
		return at(to, 0)
	}
	err := errors.Join(r.Start(at(0, 0)), r.GoTo(1, at(0, 20)), sayThings(&r, at(0, 20)), r.Pause(watch(0, 3)), r.Resume(at(8, 0)))
	r.Watch(at(11, 0))
	err = errors.Join(err, r.SettleGap(true), r.GoTo(2, at(11, 0)), r.GoOn(true, "dana", watch(11, 48)), r.GoTo(3, watch(48, 51)), r.Finish(at(52, 5)))
	if err != nil {
		t.Fatal(err)
	}
	return r, b
}

// sayThings fills a review with some of everything.
func sayThings(r *agenda.Review, now time.Time) error {
	return errors.Join(
		r.Answer(agenda.Answer{DealID: "d1", Question: "price-seen", Value: agenda.Yes, Evidence: "mail 12 Nov", Author: "ana"}, now),
		r.Answer(agenda.Answer{DealID: "d1", Question: "pain", Value: agenda.Unknown, Author: "dana"}, now),
		r.Answer(agenda.Answer{DealID: "d2", Question: "no longer asked", Value: agenda.No}, now),
		r.AddObstacle(agenda.Obstacle{ID: "o1", DealID: "d1", Text: "Security review has not started", Author: "ana"}),
		r.AddObstacle(agenda.Obstacle{ID: "o2", DealID: "d1", Text: "No budget", Author: "ana", Cleared: true}),
		r.AddAction(agenda.Action{ID: uuid + "1", DealID: "d1", Obstacle: "o1", Text: "Book the CISO call", Owner: "ana", Priority: 1, Due: monday + 2, DoneWhen: "next step dated"}, now),
		r.AddAction(agenda.Action{ID: uuid + "2", Text: "Ask for a second engineer"}, now),
		r.SetNote(agenda.Note{DealID: "d1", Author: "ana", Text: "CISO is back on Thursday.\nWants our SOC 2 report.\n\n\n1. ask first\n- then send"}, "", now),
		r.SetNote(agenda.Note{DealID: "d1", Author: "dana", Text: "I know their CFO"}, "", now),
		r.SetNote(agenda.Note{DealID: "d2", Author: "dana", Text: " \n"}, "", now),
		r.Park(agenda.Parked{ID: "p1", Text: "Team offsite", Author: "dana"}, now),
	)
}

func TestWriteReview(t *testing.T) {
	r, b := held(t)
	names := func(id string) string { return map[string]string{"d2": "Hooli pilot"}[id] }
	want := `# Pipeline review · Ana Ruiz with Dana Lee · 23 Nov 2026

- Held: Mon 23 Nov 2026, 10:00 to 10:52
- Present: Ana Ruiz (rep), Dana Lee (manager)
- Length: 44:05 of 23:00 planned, over by 21:05; going on was agreed at 10:48, Dana Lee
- Paused: 5:00
- Taken out: 3:00 in which nobody watched
- Follow-up: by Fri 27 Nov

## Time

- Overview: 0:20 of 4:00
- Initech rollout: 2:40 of 7:00
- Hooli pilot: 40:00 of 7:00
- Wrap-up: 1:05 of 5:00

## Initech rollout

Initech Ltd · Proposal, day 45 · $84,000 ▼ $96,000 · closes Mon 30 Nov, pushed 3× +62 d · last touch 19 d ago (mail) · next step none

### Exit questions

- **yes** Has the budget owner seen the price and accepted it in principle? · mail 12 Nov (Ana Ruiz, Mon 23 Nov)
- **not answered** Do we know the legal, security and purchasing steps and how long they take?
- **no** Did the buyer give a decision date? (Ana Ruiz, Mon 9 Nov)
- **unknown** Has the buyer confirmed the pain and what it costs? (Dana Lee, Mon 23 Nov)

### Obstacles

- Security review has not started (Ana Ruiz)
- No budget (Ana Ruiz, cleared)

### Actions

- [ ] **P1** Ana Ruiz: Book the CISO call, due Wed 25 Nov · removes: Security review has not started · done when: next step dated <!-- halfhour:0193a5f0-7c00-7000-8000-000000000001 -->

### Notes

**Ana Ruiz**

CISO is back on Thursday.\
Wants our SOC 2 report.

1\. ask first\
\- then send

**Dana Lee**

I know their CFO

## Hooli pilot

### Exit questions

- **no** no longer asked (Mon 23 Nov)

## The whole review

### Actions

- [ ] no owner: Ask for a second engineer, no due date <!-- halfhour:0193a5f0-7c00-7000-8000-000000000002 -->

## Parked topics

- Team offsite (Dana Lee, Mon 23 Nov)
`
	var out strings.Builder
	if err := minutes.WriteReview(&out, r, b, names, time.FixedZone("CET", 3600)); err != nil || out.String() != want {
		t.Errorf("%v:\n%s", err, out.String())
	}
}

func TestWriteReviewThatIsNotOver(t *testing.T) {
	b := agenda.Briefing{Rep: ana, Manager: dana, People: people}
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	ready := agenda.NewReview("r", "ana", "dana", nil, monday)
	running, aside := ready.Clone(), ready.Clone()
	if err := errors.Join(running.Start(start), aside.Start(start), aside.SetAside(start.Add(time.Minute))); err != nil {
		t.Fatal(err)
	}
	running.Watch(start.Add(10 * time.Second))
	for want, r := range map[string]agenda.Review{
		"- Not held yet\n": ready,
		"- Held: Mon 23 Nov 2026, 09:00, not finished\n- Present: Ana Ruiz (rep), Dana Lee (manager)\n- Length: 0:10 of 9:00 planned\n- Follow": running,
		"- Held: Mon 23 Nov 2026, 09:00, then set aside\n": aside,
	} {
		var out strings.Builder
		if err := minutes.WriteReview(&out, r, b, func(string) string { return "" }, time.UTC); err != nil || !strings.Contains(out.String(), want) {
			t.Errorf("%v: no %q in\n%s", err, want, out.String())
		}
	}
}

// full is a writer that takes nothing.
type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteFails(t *testing.T) {
	r, b := held(t)
	if err := minutes.WriteReview(full{}, r, b, func(string) string { return "" }, time.UTC); !errors.Is(err, errFull) {
		t.Errorf("the minutes: %v", err)
	}
	if err := minutes.WriteActions(full{}, minutes.ActionsOf{Today: monday}); !errors.Is(err, errFull) {
		t.Errorf("the actions: %v", err)
	}
}
