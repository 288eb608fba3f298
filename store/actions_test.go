package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
)

// agreed saves actions in a review.
func agreed(t *testing.T, s *Store, was agenda.Review, list ...agenda.Action) agenda.Review {
	t.Helper()
	next := was.Clone()
	for _, a := range list {
		if a.ID == "" {
			a.ID = NewID()
		}
		check(t, next.AddAction(a, now))
	}
	return must(s.SaveReview(ctx, was, next))(t)
}

func TestActions(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	next := r.Clone()
	soc := agenda.Obstacle{ID: NewID(), DealID: r.Deals()[0], Text: "Security review has not started"}
	check(t, next.AddObstacle(soc))
	r = must(s.SaveReview(ctx, r, next))(t)
	agreed(t, s, r,
		agenda.Action{Text: "someday"},
		agenda.Action{Text: "second", Priority: 2, Due: today + 2, Owner: r.Rep},
		agenda.Action{Text: "first of two", Priority: 1, Due: today + 4, Owner: r.Manager, DealID: r.Deals()[0], Obstacle: soc.ID},
		agenda.Action{Text: "sooner", Priority: 1, Due: today, Owner: r.Rep},
		agenda.Action{Text: "no date", Priority: 1, Owner: r.Rep})
	s = reopen(t, s)
	texts := func(f ActionFilter) string {
		var list []string
		for _, a := range must(s.Actions(ctx, f))(t) {
			list = append(list, a.Text)
		}
		return strings.Join(list, ", ")
	}
	for _, c := range []struct {
		f    ActionFilter
		want string
	}{
		{ActionFilter{}, "sooner, first of two, no date, second, someday"},
		{ActionFilter{Owner: r.Rep}, "sooner, no date, second"},
		{ActionFilter{Rep: r.Rep, Owner: r.Manager}, "first of two"},
		{ActionFilter{Rep: r.Manager}, ""},
	} {
		if got := texts(c.f); got != c.want {
			t.Errorf("%+v: %s", c.f, got)
		}
	}
	got := must(s.Actions(ctx, ActionFilter{Owner: r.Manager}))(t)[0]
	if got.Deal != "Optique Lémery renewal" || got.OwnerName != "Dana Lee" || got.RepName != "Ana Ruiz" || got.Rep != r.Rep ||
		got.ObstacleText != soc.Text || got.ReviewID != r.ID || got.Due != today+4 {
		t.Errorf("%+v", got)
	}
}

func TestSetActionState(t *testing.T) {
	s := fresh(t)
	r := newReview(t, s)
	ids := []string{"01a2099d-33ab-78a6-93fa-7e568b3b943d", "01a2099d-33ab-790e-894a-50beff7ee352", "01a2099d-33ab-790e-894a-50bea8b3b943"}
	r = agreed(t, s, r, agenda.Action{ID: ids[0], Text: "Book the CISO call"}, agenda.Action{ID: ids[1], Text: "Ask their CFO"},
		agenda.Action{ID: ids[2], Text: "Send the paper"})
	done := must(s.SetActionState(ctx, "8B3B943D ", agenda.Done, now.Add(time.Hour)))(t)
	if done.ID != ids[0] || done.State != agenda.Done {
		t.Errorf("%+v", done)
	}
	s = reopen(t, s)
	got := must(s.Review(ctx, r.ID))(t)
	if got.Actions[0].State != agenda.Done || !got.Actions[0].DoneAt.Equal(now.Add(time.Hour)) || got.Version != r.Version+1 {
		t.Errorf("%+v", got)
	}
	next := r.Clone()
	check(t, next.Park(agenda.Parked{ID: NewID(), Text: "x"}, now))
	if _, err := s.SaveReview(ctx, r, next); !errors.Is(err, agenda.ErrStale) {
		t.Errorf("the window that shows the review did not notice: %v", err)
	}
	must(s.SetActionState(ctx, ids[0], agenda.ToDo, now))(t)
	if got := must(s.Review(ctx, r.ID))(t).Actions[0]; got.State != agenda.ToDo || !got.DoneAt.IsZero() {
		t.Errorf("reopened: %+v", got)
	}
	_, err := s.SetActionState(ctx, "01a2099d-33ab-790e", agenda.Done, now)
	if !errors.Is(err, ErrAmbiguous) || !strings.Contains(err.Error(), ids[1]+" (Ask their CFO)") || !strings.Contains(err.Error(), ids[2]) {
		t.Errorf("%v", err)
	}
	for _, id := range []string{"", "943", "ffffffff", "%", ids[0] + "0", "99d-33ab-78a6"} {
		if _, err := s.SetActionState(ctx, id, agenda.Done, now); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if a := must(s.FindAction(ctx, ids[1]))(t); a.Text != "Ask their CFO" {
		t.Errorf("%+v", a)
	}
}

func TestPeople(t *testing.T) {
	s := fresh(t)
	ana := must(s.AddPerson(ctx, agenda.Person{Name: " Ana Ruiz ", Role: agenda.Rep}))(t)
	must(s.AddPerson(ctx, agenda.Person{ID: NewID(), Name: "李雷", Role: agenda.Executive}))(t)
	check(t, s.SetEmail(ctx, ana.ID, "Ana.R@Example.com"))
	check(t, s.SetEmail(ctx, ana.ID, ""))
	check(t, s.SetRole(ctx, ana.ID, agenda.Manager))
	s = reopen(t, s)
	ana.Role = agenda.Manager
	for _, name := range []string{"ana ruiz", "ANA\u00a0RUIZ", "ana.r@example.COM"} {
		if got := must(s.PersonByName(ctx, name))(t); got != ana {
			t.Errorf("%q is %+v", name, got)
		}
	}
	if got := must(s.Person(ctx, ana.ID))(t); got.Name != "Ana Ruiz" {
		t.Errorf("%+v", got)
	}
	for name, err := range map[string]error{
		"the same name":  second(s.AddPerson(ctx, agenda.Person{Name: "ana RUIZ", Role: agenda.Rep})),
		"another's name": s.Rename(ctx, must(s.PersonByName(ctx, "李雷"))(t).ID, "Ana Ruiz"),
	} {
		if !errors.Is(err, ErrTaken) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"a name": second(s.PersonByName(ctx, "Bo")), "an id": second(s.Person(ctx, "x")),
		"a name for nobody": s.Rename(ctx, "x", "y"), "a role of nobody": s.SetRole(ctx, "x", agenda.Rep), "me": s.SetMe(ctx, "x"),
	} {
		if !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.AddPerson(ctx, agenda.Person{Name: " \t", Role: agenda.Rep}); !errors.Is(err, agenda.ErrEmpty) {
		t.Errorf("nobody: %v", err)
	}
	if n := len(must(s.People(ctx))(t)); n != 2 {
		t.Errorf("%d people", n)
	}
}

func second[T any](_ T, err error) error { return err }

func TestMe(t *testing.T) {
	s := fresh(t)
	if _, found, err := s.Me(ctx); found || err != nil {
		t.Error("somebody from the start", err)
	}
	ana := must(s.AddPerson(ctx, agenda.Person{Name: "Ana Ruiz", Role: agenda.Rep}))(t)
	check(t, s.SetMe(ctx, ana.ID))
	check(t, s.SetMe(ctx, ana.ID))
	s = reopen(t, s)
	if me, found, err := s.Me(ctx); me != ana || !found || err != nil {
		t.Errorf("%+v %v", me, err)
	}
}

func TestHomeCurrency(t *testing.T) {
	plain := func(minor int64) agenda.Money { return agenda.Money{Minor: minor, Currency: agenda.NoCurrency} }
	for _, c := range []struct {
		code string
		want []int64 // of 84,000.00, 1.49, 1.50, -1.50 and of 10.00 that became 12.34
	}{
		{"USD", []int64{8400000, 149, 150, -150, 1234}},
		{"JPY", []int64{84000, 1, 2, -2, 12}},
		{"KWD", []int64{84000000, 1490, 1500, -1500, 12340}},
	} {
		s := fresh(t)
		var rows []any
		for i, minor := range []int64{8400000, 149, 150, -150, 1000} {
			d := deal(fmt.Sprint(i), fmt.Sprint(i), "Ana Ruiz")
			d.Amount = plain(minor)
			rows = append(rows, d)
		}
		euro := deal("9", "9", "Ana Ruiz")
		euro.Amount = agenda.Money{Minor: 77, Currency: "EUR"}
		unknown := deal("10", "10", "Ana Ruiz")
		unknown.Amount = agenda.Money{}
		load(t, s, export(), append(slices.Clone(rows), euro, unknown)...)
		last := deal("4", "4", "Ana Ruiz")
		last.Amount = plain(1234)
		rows[4] = last
		load(t, s, export(), append(slices.Clone(rows), euro, unknown)...)
		check(t, s.SetHomeCurrency(ctx, c.code))
		s = reopen(t, s)
		if got := must(s.HomeCurrency(ctx))(t); got != c.code {
			t.Errorf("home is %q", got)
		}
		for i, d := range all(t, s) {
			want := []agenda.Money{euro.Amount, {}}
			if i < 5 {
				want = []agenda.Money{{Minor: c.want[i], Currency: c.code}}
			}
			if !slices.Contains(want, d.Amount) {
				t.Errorf("%s: %d became %+v", c.code, i, d.Amount)
			}
		}
		wantChange := agenda.Money{Minor: c.want[4], Currency: c.code}
		if got := must(s.History(ctx, named(t, s, "4").ID))(t); len(got) != 1 || got[0].New != wantChange.Decimal()+" "+c.code {
			t.Errorf("%s: history %+v", c.code, got)
		}
		// The same file again: its plain numbers are of the home currency now.
		if r := load(t, s, export(), append(slices.Clone(rows), euro, unknown)...); r.Changed != 0 {
			t.Errorf("%s: the same file changed %d", c.code, r.Changed)
		}
		last.Close++
		fresh := deal("11", "11", "Ana Ruiz")
		fresh.Amount = plain(1234)
		rows[4] = last
		load(t, s, export(), append(slices.Clone(rows), euro, unknown, fresh)...)
		for _, name := range []string{"4", "11"} {
			if got := named(t, s, name).Amount; got != wantChange {
				t.Errorf("%s: %s comes in as %+v", c.code, name, got)
			}
		}
	}
	s := fresh(t)
	for _, code := range []string{"", "XXX", "EURO", "usd"} {
		if s.SetHomeCurrency(ctx, code) == nil {
			t.Errorf("%q was taken", code)
		}
	}
	if got := must(s.HomeCurrency(ctx))(t); got != "" {
		t.Errorf("home is %q", got)
	}
}
