package store

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"halfhour/agenda"

	"pgregory.net/rapid"
)

// cast is a file with people and deals to talk about.
type cast struct {
	people, deals []string
}

func newCast(t testing.TB, s *Store) cast {
	t.Helper()
	load(t, s, export(), deal("1", "Optique Lémery renewal", "Ana Ruiz"), deal("2", "華星光電 expansion", "Ana Ruiz"),
		deal("3", "Zażółć Gęślą Jaźń sp. z o.o. rollout of the very long name", "Ana Ruiz"), deal("4", "Ndlovu pilot", "Ana Ruiz"))
	must(s.AddPerson(ctx, agenda.Person{Name: "Dana Lee", Role: agenda.Manager}))(t)
	var c cast
	for _, p := range must(s.People(ctx))(t) {
		c.people = append(c.people, p.ID)
	}
	for _, d := range all(t, s) {
		c.deals = append(c.deals, d.ID)
	}
	return c
}

func newReview(t testing.TB, s *Store) agenda.Review {
	t.Helper()
	c := newCast(t, s)
	return must(s.CreateReview(ctx, agenda.NewReview(NewID(), c.people[0], c.people[1], c.deals[:3], today)))(t)
}

var instants = rapid.Custom(func(t *rapid.T) time.Time {
	if rapid.Bool().Draw(t, "none") {
		return time.Time{}
	}
	ms := rapid.Int64Range(-1000, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli()).Draw(t, "ms")
	return time.UnixMilli(ms).UTC()
})

var words = rapid.OneOf(rapid.String(), rapid.Just("客户名称 \x1b[2J \x00 é"), rapid.Just(""))

// draw returns a list of up to n values that differ in their keys.
func draw[T any, K comparable](t *rapid.T, name string, n int, one func(*rapid.T) T, key func(T) K) []T {
	return rapid.SliceOfNDistinct(rapid.Custom(one), 0, n, key).Draw(t, name)
}

// content draws all that can be said in a review.
func (c cast) content(t *rapid.T, r *agenda.Review) {
	person, dealOf := rapid.SampledFrom(c.people), rapid.SampledFrom(c.deals)
	orNone := rapid.SampledFrom(append([]string{""}, c.deals...))
	length := rapid.Map(rapid.Int64(), func(n int64) time.Duration { return time.Duration(n) })
	date := rapid.Map(rapid.Int32(), func(n int32) agenda.Date { return agenda.Date(n) })

	r.Attendance = draw(t, "attendance", 3, func(t *rapid.T) agenda.Attendance {
		return agenda.Attendance{Person: person.Draw(t, "person"), Part: agenda.Participant, What: agenda.Joined, At: instants.Draw(t, "at")}
	}, func(a agenda.Attendance) time.Time { return a.At })
	r.Stage = rapid.SampledFrom([]agenda.Stage{agenda.Ready, agenda.Running, agenda.Finished, agenda.SetAside}).Draw(t, "stage")
	r.Current = rapid.IntRange(0, 4).Draw(t, "current")
	r.Today, r.FollowUp = date.Draw(t, "today"), date.Draw(t, "follow-up")
	r.Clock = agenda.Clock{
		Started: instants.Draw(t, "started"), Since: instants.Draw(t, "since"), PausedAt: instants.Draw(t, "paused"),
		Seen: instants.Draw(t, "seen"), Ended: instants.Draw(t, "ended"),
		Gap:      agenda.Gap{From: instants.Draw(t, "gap"), Length: length.Draw(t, "gap"), Slot: rapid.IntRange(0, 4).Draw(t, "gap")},
		TakenOut: length.Draw(t, "taken"),
		Overtime: agenda.Overtime{
			Asked: rapid.Bool().Draw(t, "asked"), GoOn: rapid.Bool().Draw(t, "on"),
			Author: words.Draw(t, "author"), At: instants.Draw(t, "at"),
		},
	}
	for i := range r.Slots {
		s := &r.Slots[i]
		s.Budget, s.Used, s.Visited = length.Draw(t, "budget"), length.Draw(t, "used"), rapid.Bool().Draw(t, "visited")
		if s.Kind == agenda.DealSlot {
			s.DealID = dealOf.Draw(t, "slot")
		}
	}
	r.Answers = draw(t, "answers", 6, func(t *rapid.T) agenda.Answer {
		return agenda.Answer{
			DealID: dealOf.Draw(t, "deal"), Question: rapid.SampledFrom([]string{"pain", "event", "budget"}).Draw(t, "question"),
			Value:    rapid.SampledFrom([]agenda.Value{agenda.Yes, agenda.No, agenda.Unknown}).Draw(t, "value"),
			Evidence: words.Draw(t, "evidence"), Author: words.Draw(t, "author"), At: instants.Draw(t, "at"),
		}
	}, func(a agenda.Answer) [2]string { return [2]string{a.DealID, a.Question} })
	r.Obstacles = draw(t, "obstacles", 3, func(t *rapid.T) agenda.Obstacle {
		return agenda.Obstacle{
			ID: NewID(), DealID: orNone.Draw(t, "deal"), Text: words.Draw(t, "text"), Author: words.Draw(t, "author"),
			Cleared: rapid.Bool().Draw(t, "cleared"),
		}
	}, func(o agenda.Obstacle) string { return o.ID })
	removes := []string{""}
	for _, o := range r.Obstacles {
		removes = append(removes, o.ID)
	}
	r.Actions = draw(t, "actions", 4, func(t *rapid.T) agenda.Action {
		return agenda.Action{
			ID: NewID(), ReviewID: r.ID, DealID: orNone.Draw(t, "deal"), Obstacle: rapid.SampledFrom(removes).Draw(t, "removes"),
			Text: words.Draw(t, "text"), Owner: rapid.SampledFrom(append([]string{""}, c.people...)).Draw(t, "owner"),
			Priority: rapid.IntRange(0, 3).Draw(t, "priority"), Due: date.Draw(t, "due"), DoneWhen: words.Draw(t, "when"),
			State:  rapid.SampledFrom([]agenda.ActionState{agenda.ToDo, agenda.Done, agenda.Dropped}).Draw(t, "state"),
			Reason: words.Draw(t, "reason"), Carried: rapid.IntRange(0, 9).Draw(t, "carried"),
			Author: person.Draw(t, "author"), At: instants.Draw(t, "at"), DoneAt: instants.Draw(t, "done"),
		}
	}, func(a agenda.Action) string { return a.ID })
	r.Notes = draw(t, "notes", 4, func(t *rapid.T) agenda.Note {
		return agenda.Note{DealID: orNone.Draw(t, "deal"), Author: words.Draw(t, "author"), Text: words.Draw(t, "text"), At: instants.Draw(t, "at")}
	}, func(n agenda.Note) [2]string { return [2]string{n.DealID, n.Author} })
	r.Parked = draw(t, "parked", 3, func(t *rapid.T) agenda.Parked {
		return agenda.Parked{ID: NewID(), Text: words.Draw(t, "text"), Author: words.Draw(t, "author"), At: instants.Draw(t, "at")}
	}, func(p agenda.Parked) string { return p.ID })
	c.drafts(t, r)
}

func (c cast) drafts(t *rapid.T, r *agenda.Review) {
	r.Drafts = draw(t, "drafts", 4, func(t *rapid.T) agenda.Draft {
		return agenda.Draft{
			Author: words.Draw(t, "author"), Place: rapid.SampledFrom([]string{"note/1", "action", "park"}).Draw(t, "place"),
			Text: rapid.StringN(1, 20, -1).Draw(t, "text"),
		}
	}, func(d agenda.Draft) [2]string { return [2]string{d.Author, d.Place} })
}

// like returns lists with nil for an empty one, which are the same to us.
func like(r agenda.Review) agenda.Review {
	v := reflect.ValueOf(&r).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice && f.Len() == 0 {
			f.SetZero()
		}
	}
	return r
}

func same(a, b agenda.Review) bool { return reflect.DeepEqual(like(a), like(b)) }

func TestReviewsRoundTrip(t *testing.T) {
	s := fresh(t)
	c := newCast(t, s)
	rapid.Check(t, func(rt *rapid.T) {
		first := agenda.NewReview(NewID(), c.people[0], c.people[1], c.deals[:3], today)
		first.Version = 1
		c.content(rt, &first)
		created, err := s.CreateReview(ctx, first)
		check(t, err)
		s = reopen(t, s)
		if got := must(s.Review(ctx, first.ID))(t); !same(got, first) || !same(got, created) {
			rt.Fatalf("created %+v\n read %+v", first, got)
		}
		// The next value keeps what was said and changes some of it.
		next := created.Clone()
		c.content(rt, &next)
		next.Version = 2
		next.Answers = merged(next.Answers, created.Answers, answers.same)
		next.Obstacles = merged(next.Obstacles, created.Obstacles, obstacles.same)
		next.Actions = merged(next.Actions, created.Actions, actions.same)
		next.Notes = merged(next.Notes, created.Notes, notes.same)
		next.Parked = merged(next.Parked, created.Parked, parked.same)
		next.Attendance = append(created.Attendance, next.Attendance...)
		saved, err := s.SaveReview(ctx, created, next)
		check(t, err)
		s = reopen(t, s)
		if got := must(s.Review(ctx, first.ID))(t); !same(got, next) || !same(got, saved) {
			rt.Fatalf("saved %+v\n read %+v", next, got)
		}
	})
}

// merged returns what was there, changed by values that are the same thing,
// and then the rest of those.
func merged[T any](values, was []T, same func(a, b T) bool) []T {
	list := slices.Clone(was)
	for _, v := range values {
		i := slices.IndexFunc(list, func(w T) bool { return same(v, w) })
		if i < 0 {
			list = append(list, v)
			continue
		}
		list[i] = v
	}
	return list
}

func TestStaleReviewIsNotSaved(t *testing.T) {
	s := fresh(t)
	was := newReview(t, s)
	mine, theirs := was.Clone(), was.Clone()
	check(t, mine.Park(agenda.Parked{ID: NewID(), Text: "mine"}, now))
	check(t, theirs.Park(agenda.Parked{ID: NewID(), Text: "theirs"}, now))
	saved := must(s.SaveReview(ctx, was, theirs))(t)
	got, err := s.SaveReview(ctx, was, mine)
	if !errors.Is(err, agenda.ErrStale) || got.Version != was.Version {
		t.Errorf("%v at version %d", err, got.Version)
	}
	if Trouble(err) == err.Error() {
		t.Errorf("in words: %s", err)
	}
	if kept := must(reopen(t, s).Review(ctx, was.ID))(t); !same(kept, saved) {
		t.Errorf("kept %+v", kept)
	}
}

func TestNothingSaidIsDeleted(t *testing.T) {
	s := fresh(t)
	was := newReview(t, s)
	next := was.Clone()
	check(t, next.Park(agenda.Parked{ID: NewID(), Text: "Car policy"}, now))
	check(t, next.SetDraft(agenda.Draft{Author: "a", Place: "note", Text: "half a"}))
	was = must(s.SaveReview(ctx, was, next))(t)
	next = was.Clone()
	next.Parked = nil
	if _, err := s.SaveReview(ctx, was, next); err == nil {
		t.Error("a topic was deleted")
	}
	next = was.Clone()
	check(t, next.SetDraft(agenda.Draft{Author: "a", Place: "note"}))
	must(s.SaveReview(ctx, was, next))(t)
	s = reopen(t, s)
	if got := must(s.Review(ctx, was.ID))(t); len(got.Parked) != 1 || len(got.Drafts) != 0 || got.Version != 3 {
		t.Errorf("%+v", got)
	}
}

func TestAnIDOfAnotherReviewIsRefused(t *testing.T) {
	s := fresh(t)
	a := newReview(t, s)
	b := must(s.CreateReview(ctx, agenda.NewReview(NewID(), a.Rep, a.Manager, nil, today)))(t)
	next := a.Clone()
	topic := agenda.Parked{ID: NewID(), Text: "Car policy"}
	check(t, next.Park(topic, now))
	must(s.SaveReview(ctx, a, next))(t)
	other := b.Clone()
	check(t, other.Park(topic, now))
	if _, err := s.SaveReview(ctx, b, other); err == nil {
		t.Error("a row moved to another review")
	}
	if got := must(s.Review(ctx, b.ID))(t); got.Version != 1 {
		t.Errorf("half of it was saved: version %d", got.Version)
	}
}

func TestSeen(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	at := now.Add(7 * time.Minute)
	if v := must(s.Seen(ctx, r.ID, at))(t); v != 1 {
		t.Errorf("version %d", v)
	}
	s = reopen(t, s)
	if got := must(s.Review(ctx, r.ID))(t); !got.Clock.Seen.Equal(at) || got.Version != 1 {
		t.Errorf("%+v", got.Clock)
	}
	if _, err := s.Seen(ctx, "nowhere", at); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

func TestWhichReview(t *testing.T) {
	s := fresh(t)
	c := newCast(t, s)
	rep, manager := c.people[0], c.people[1]
	if _, found, err := s.UnfinishedReview(ctx, rep); found || err != nil {
		t.Error("there is none", err)
	}
	hold := func(day int, finish bool) agenda.Review {
		at := now.AddDate(0, 0, day)
		was := must(s.CreateReview(ctx, agenda.NewReview(NewID(), rep, manager, c.deals[:1], agenda.DateOf(at))))(t)
		r := was.Clone()
		check(t, r.Start(at))
		for i, text := range []string{"Book the CISO call", "Ask their CFO", "Send the paper"} {
			id := NewID()
			check(t, r.AddAction(agenda.Action{ID: id, Text: text, Owner: rep, Priority: i + 1, Due: today}, at))
			if i < 2 {
				check(t, r.SetActionState(id, []agenda.ActionState{agenda.Done, agenda.Dropped}[i], at))
			}
		}
		check(t, r.Answer(agenda.Answer{DealID: c.deals[0], Question: "pain", Value: agenda.Yes, Author: rep}, at))
		if finish {
			check(t, r.Finish(at.Add(time.Hour)))
		}
		return must(s.SaveReview(ctx, was, r))(t)
	}
	old := hold(-14, true)
	last := hold(-7, true)
	running := hold(0, false)
	s = reopen(t, s)

	if got, found, _ := s.LatestFinished(ctx, rep); !found || !same(got, last) {
		t.Errorf("the latest is %+v", got)
	}
	if got, found, _ := s.UnfinishedReview(ctx, rep); !found || !same(got, running) {
		t.Errorf("unfinished is %+v", got)
	}
	if _, found, _ := s.LatestFinished(ctx, manager); found {
		t.Error("the manager has none of their own")
	}
	if got := must(s.LastTime(ctx, rep))(t); !reflect.DeepEqual(got, agenda.LastTime{Held: today - 7, Due: agenda.Calendar{}.FollowUpBy(today - 7), Actions: 2, Done: 1}) {
		t.Errorf("last time: %+v", got)
	}
	list := must(s.Reviews(ctx))(t)
	var ids []string
	for _, r := range list {
		ids = append(ids, r.ID)
	}
	if !slices.Equal(ids, []string{running.ID, last.ID, old.ID}) || list[1].RepName != "Ana Ruiz" || list[1].Open != 1 || list[1].Actions != 2 {
		t.Errorf("%+v", list)
	}
}

func TestEarlierAnswers(t *testing.T) {
	s := fresh(t)
	c := newCast(t, s)
	say := func(at time.Time, question string, v agenda.Value) string {
		was := must(s.CreateReview(ctx, agenda.NewReview(NewID(), c.people[0], "", c.deals[:1], today)))(t)
		r := was.Clone()
		check(t, r.Answer(agenda.Answer{DealID: c.deals[0], Question: question, Value: v, Evidence: "mail 12 Nov"}, at))
		return must(s.SaveReview(ctx, was, r))(t).ID
	}
	say(now, "pain", agenda.No)
	say(now.Add(time.Hour), "pain", agenda.Yes)
	say(now.Add(-time.Hour), "pain", agenda.Unknown)
	moved := deal("1", "Optique Lémery renewal", "Ana Ruiz")
	moved.Stage, moved.Step = "Negotiation/Review", agenda.Negotiation
	load(t, s, export(), moved)
	this := say(now.Add(2*time.Hour), "open-terms", agenda.Yes)
	s = reopen(t, s)

	got := must(s.EarlierAnswers(ctx, c.deals, this))(t)
	if len(got) != 1 || got[0].Value != agenda.Yes || got[0].Stage != "Proposal/Price Quote" || !got[0].At.Equal(now.Add(time.Hour)) {
		t.Errorf("before this review: %+v", got)
	}
	got = must(s.EarlierAnswers(ctx, c.deals, ""))(t)
	if len(got) != 2 || got[0].Question != "open-terms" || got[0].Stage != "Negotiation/Review" {
		t.Errorf("all: %+v", got)
	}
	if got := must(s.EarlierAnswers(ctx, nil, ""))(t); len(got) != 0 {
		t.Errorf("of no deals: %+v", got)
	}
}
