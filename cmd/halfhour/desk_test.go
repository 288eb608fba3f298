package main

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/fault"
	"halfhour/store"
	"halfhour/tui"
	"halfhour/tui/route"
)

// deskFile is a demo file that desks of several sessions open one after the
// other.
type deskFile struct {
	t    *testing.T
	path string
	now  time.Time
}

func newDeskFile(t *testing.T) *deskFile {
	t.Helper()
	f := &deskFile{t: t, path: filepath.Join(t.TempDir(), "h.db"), now: testToday.Time().Add(15 * time.Hour)}
	st, err := openDemo(context.Background(), f.path, testToday, f.now)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	return f
}

// sit opens the file for a review of the demo's rep, today.
func (f *deskFile) sit(today agenda.Date) (*desk, *tui.Unfinished) {
	f.t.Helper()
	d := &desk{
		open: func(context.Context) (*store.Store, error) { return store.Open(f.path) },
		now:  func() time.Time { return f.now }, today: today,
		first: route.To{Place: route.Review}, asked: asked{rep: "ana"},
	}
	if _, err := d.Open(context.Background()); err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(func() { _, _ = d.close() })
	u, _, err := d.unfinished(context.Background())
	if err != nil {
		f.t.Fatal(err)
	}
	return d, u
}

func (f *deskFile) enter(d *desk, resume bool) (agenda.Review, agenda.Briefing) {
	f.t.Helper()
	room, _, err := d.room(context.Background(), resume)
	if err != nil {
		f.t.Fatal(err)
	}
	return room.State().Review, room.State().Briefing
}

func (f *deskFile) leave(d *desk) {
	f.t.Helper()
	if _, err := d.close(); err != nil {
		f.t.Fatal(err)
	}
}

// A review that runs keeps the date it began with, whatever day it is by now,
// and the last instant that somebody saw it, so that the gap is noticed.
func TestResumeARunningReview(t *testing.T) {
	f := newDeskFile(t)
	long := testToday - 3000
	d, _ := f.sit(long)
	r, _ := f.enter(d, false)
	err := <-d.rooms[0].Ask(func(r *agenda.Review, now time.Time) error { return r.Start(now) })
	if err != nil {
		t.Fatal(err)
	}
	f.leave(d)

	began := f.now
	f.now = f.now.Add(3 * time.Minute)
	d, u := f.sit(testToday)
	if u == nil || u.Rep != demoRep || u.Where != "Overview" || !u.Started.Equal(began) || u.Left < 29*time.Minute {
		t.Fatalf("%+v", u)
	}
	again, b := f.enter(d, true)
	if again.ID != r.ID || again.Today != long || b.Today != long {
		t.Errorf("review %s of %s, briefing of %s", again.ID, again.Today, b.Today)
	}
	// The room may have looked at the clock by now, which asks about the gap.
	if gap := again.Clock.Gap; !again.Clock.Seen.Equal(began) && gap.Length != 3*time.Minute {
		t.Errorf("seen at %s, gap %+v", again.Clock.Seen, gap)
	}
}

// One that was only looked at asks nothing: on the same day it is the same one.
func TestAReviewThatWasOnlyLookedAt(t *testing.T) {
	f := newDeskFile(t)
	d, _ := f.sit(testToday)
	first, _ := f.enter(d, false)
	f.leave(d)
	d, u := f.sit(testToday)
	if u != nil {
		t.Fatalf("asked about %+v", u)
	}
	if again, _ := f.enter(d, false); again.ID != first.ID {
		t.Error("another review is made on the same day")
	}
	f.leave(d)
	d, _ = f.sit(testToday + 1)
	if next, _ := f.enter(d, false); next.ID == first.ID {
		t.Error("the proposals of yesterday are held today")
	}
}

// One in which something was said before it started is held on the day it is
// held.
func TestResumeAPreparedReview(t *testing.T) {
	f := newDeskFile(t)
	d, _ := f.sit(testToday - 3)
	f.enter(d, false)
	err := <-d.rooms[0].Ask(func(r *agenda.Review, now time.Time) error {
		return r.Park(agenda.Parked{ID: store.NewID(), Text: "Holidays"}, now)
	})
	if err != nil {
		t.Fatal(err)
	}
	f.leave(d)
	d, u := f.sit(testToday + 8)
	if u == nil || !u.Started.IsZero() {
		t.Fatalf("after eleven days it is begun without a question: %+v", u)
	}
	f.leave(d)
	// The coming meeting starts from it without a question.
	d, u = f.sit(testToday)
	if _, prepared, err := d.unfinished(context.Background()); u != nil || !prepared || err != nil {
		t.Fatalf("asked about %+v, %v", u, err)
	}
	r, b := f.enter(d, true)
	if r.Today != testToday || b.Today != testToday || r.FollowUp != (agenda.Calendar{}).FollowUpBy(testToday) {
		t.Errorf("today %s, follow-up %s", r.Today, r.FollowUp)
	}
}

// A new review sets the unfinished one aside; nothing said in it is lost.
func TestBeginInsteadOfResuming(t *testing.T) {
	f := newDeskFile(t)
	d, _ := f.sit(testToday)
	old, _ := f.enter(d, false)
	err := <-d.rooms[0].Ask(func(r *agenda.Review, now time.Time) error {
		return r.AddAction(agenda.Action{ID: store.NewID(), Text: "Call them"}, now)
	})
	if err != nil {
		t.Fatal(err)
	}
	f.leave(d)
	d, _ = f.sit(testToday)
	r, _ := f.enter(d, false)
	if r.ID == old.ID {
		t.Fatal("the old review goes on")
	}
	aside, err := d.st.Review(context.Background(), old.ID)
	if err != nil || aside.Stage != agenda.SetAside || len(aside.Actions) != 1 {
		t.Errorf("%+v, %v", aside, err)
	}
	f.leave(d)
	d, _ = f.sit(testToday)
	if again, _ := f.enter(d, false); again.ID != r.ID {
		t.Error("the new review does not wait")
	}
}

// A file that nobody has said their name in asks for it, and knows the person
// it has already.
func TestIntroduce(t *testing.T) {
	f := newDeskFile(t)
	d, _ := f.sit(testToday)
	ctx := context.Background()
	if err := d.Introduce(ctx, tui.Introduction{Name: "tomás lindqvist", Role: agenda.Manager, Currency: "EUR"}); err != nil {
		t.Fatal(err)
	}
	me, _, err := d.st.Me(ctx)
	if err != nil || me.Name != demoOther || me.Role != agenda.Manager {
		t.Errorf("%+v, %v", me, err)
	}
	if home, err := d.st.HomeCurrency(ctx); err != nil || home != "EUR" {
		t.Errorf("%s, %v", home, err)
	}
	// No home currency was named: the one that is known stays.
	if err := d.Introduce(ctx, tui.Introduction{Name: "Mirela Popescu", Role: agenda.Executive, Currency: agenda.NoCurrency}); err != nil {
		t.Fatal(err)
	}
	if home, err := d.st.HomeCurrency(ctx); err != nil || home != "EUR" {
		t.Errorf("%s, %v", home, err)
	}
}

func TestPickManager(t *testing.T) {
	f := newDeskFile(t)
	d, _ := f.sit(testToday)
	ctx := context.Background()
	person := func(name string) agenda.Person {
		p, err := d.st.PersonByName(ctx, name)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	ana, tomas, dana, odile := person(demoRep), person(demoOther), person(demoManager), person(demoSponsor)
	for _, c := range []struct {
		rep, me agenda.Person
		typed   string
		want    string // a name or a part of the error
	}{
		{ana, dana, "", demoManager},
		{ana, odile, "", demoSponsor},
		{ana, dana, "odile", demoSponsor},
		{ana, ana, "", demoManager},   // of last time
		{tomas, ana, "", demoManager}, // the only one there is
		{ana, dana, "ana", "cannot be rep and manager"},
		{ana, dana, "zoë", `nobody is called "zoë"`},
	} {
		got, err := pickManager(ctx, d.st, d.people, c.rep, c.me, c.typed)
		if err == nil && got.Name != c.want || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s by %s with %q: %s, %v", c.rep.Name, c.me.Name, c.typed, got.Name, err)
		}
	}
	// Who manages the rep comes before who held the last review, and after who
	// is at the keyboard.
	if err := d.st.SetManager(ctx, ana.ID, odile.ID); err != nil {
		t.Fatal(err)
	}
	ana = person(demoRep)
	for me, want := range map[agenda.Person]string{ana: demoSponsor, tomas: demoSponsor, dana: demoManager} {
		if got, err := pickManager(ctx, d.st, d.people, ana, me, ""); err != nil || got.Name != want {
			t.Errorf("by %s: %s, %v", me.Name, got.Name, err)
		}
	}
}

// Without a command halfhour tells of reviews that wait, not of those that were
// only looked at.
func TestStatusTellsOfWaitingReviews(t *testing.T) {
	f := newDeskFile(t)
	env := []string{"HALFHOUR_DB=" + f.path, "HALFHOUR_TODAY=" + testToday.String()}
	d, _ := f.sit(testToday)
	f.enter(d, false)
	if got := said(t, env); strings.Contains(got, "The review of") {
		t.Errorf("only looked at:\n%s", got)
	}
	for _, c := range []struct {
		change func(r *agenda.Review, now time.Time) error
		want   string
	}{
		{func(r *agenda.Review, now time.Time) error {
			return r.Park(agenda.Parked{ID: "p", Text: "Holidays"}, now)
		}, "is prepared: halfhour review --rep \"Ana Ruiz\""},
		{func(r *agenda.Review, now time.Time) error { return r.Start(now) }, "is not finished; it began Mon 23 Nov at "},
	} {
		if err := <-d.rooms[0].Ask(c.change); err != nil {
			t.Fatal(err)
		}
		if got := said(t, env); !strings.Contains(got, "The review of Ana Ruiz "+c.want) {
			t.Errorf("no %q in:\n%s", c.want, got)
		}
	}
}

// What comes after the screen has gone finds nobody.
func TestDeskIsGone(t *testing.T) {
	f := newDeskFile(t)
	d, _ := f.sit(testToday)
	r, b := f.enter(d, false)
	f.leave(d)
	ctx := context.Background()
	if _, err := d.Open(ctx); err != errGone {
		t.Error(err)
	}
	if _, err := d.Screen(ctx, d.first); err != errGone {
		t.Error(err)
	}
	if _, err := d.writeMinutes(r, b); err != errGone {
		t.Error(err)
	}
}

// What was begun while the screen starts is waited for, whoever asks first.
func TestDeskLooksAhead(t *testing.T) {
	f := newDeskFile(t)
	ctx := context.Background()
	ahead := func(open func(context.Context) (*store.Store, error)) *desk {
		d := &desk{open: open, now: func() time.Time { return f.now }, today: testToday,
			first: route.To{Place: route.Review}, asked: asked{rep: "ana"}}
		d.lookAhead(ctx)
		return d
	}
	opens := 0
	open := func(context.Context) (*store.Store, error) {
		opens++
		return store.Open(f.path)
	}
	left := ahead(open)
	if _, err := left.close(); err != nil || opens != 1 {
		t.Errorf("left before it was asked: %d times open, %v", opens, err)
	}
	if _, err := left.st.People(ctx); err == nil {
		t.Error("the file stayed open")
	}
	if _, err := left.Open(ctx); !errors.Is(err, errGone) {
		t.Errorf("opened when it had gone: %v", err)
	}

	stayed := ahead(open)
	if _, err := stayed.Open(ctx); err != nil || stayed.who.Name != demoRep || opens != 2 {
		t.Errorf("%q after %d times, %v", stayed.who.Name, opens, err)
	}
	if _, err := stayed.close(); err != nil {
		t.Error(err)
	}

	broken := ahead(func(context.Context) (*store.Store, error) { panic("broken") })
	defer func() {
		if f, ok := recover().(*fault.Fault); !ok || f.Value != "broken" {
			t.Errorf("the panic did not come again: %v", f)
		}
	}()
	_, _ = broken.Open(ctx)
}
