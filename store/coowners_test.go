package store

import (
	"slices"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/movement"
	"halfhour/store/crm"
)

// sharing is a deal with several owners.
func sharing(id, owner string, others ...string) crm.Deal {
	d := deal(id, "deal "+id, owner)
	d.CoOwners = others
	return d
}

// coOwners returns the names of who co-owns a deal.
func coOwners(t *testing.T, s *Store, name string) []string {
	t.Helper()
	var list []string
	for _, id := range named(t, s, name).CoOwners {
		list = append(list, must(s.Person(ctx, id))(t).Name)
	}
	slices.Sort(list)
	return list
}

func TestCoOwners(t *testing.T) {
	s := fresh(t)
	src := export("id", "owner", crm.FieldCoOwner)
	r := load(t, s, src, sharing("1", "Ana Ruiz", "Bo Lindqvist", "Ōno Kenji", "Bo Lindqvist", "ruiz, ana"), sharing("2", "Bo Lindqvist"))
	s = reopen(t, s)
	if got := coOwners(t, s, "deal 1"); !slices.Equal(got, []string{"Bo Lindqvist", "Ōno Kenji"}) || len(r.People) != 3 {
		t.Errorf("%q, %+v", got, r.People)
	}
	bo := must(s.PersonByName(ctx, "Bo Lindqvist"))(t)
	if list := must(s.Deals(ctx, Filter{Owner: bo.ID}))(t); len(list) != 2 || list[0].Name != "deal 1" {
		t.Errorf("Bo's: %+v", list)
	}
	if p := must(s.PipelineOf(ctx, bo.ID, today))(t); p.OpenCount != 2 {
		t.Errorf("Bo's: %+v", p)
	}
	past := must(s.Since(ctx, bo.ID, now.Add(-time.Hour)))(t)
	if m := movement.Between(past.Deals, movement.Period{From: now.Add(-time.Hour), Owner: bo.ID}, past.Step); len(m) != 2 {
		t.Errorf("what moved of Bo's: %+v", m)
	}
	kenji := must(s.PersonByName(ctx, "ōno kenji"))(t)
	if got := must(s.OpenDeals(ctx, kenji.ID))(t); got[kenji.ID] != 1 {
		t.Errorf("%v", got)
	}
	// In another order they are the same.
	if r := load(t, s, src, sharing("1", "Ana Ruiz", "Ōno Kenji", "Bo Lindqvist"), sharing("2", "Bo Lindqvist")); r.Changed != 0 {
		t.Errorf("in another order: %+v", r)
	}
	version := dataVersion(t, s)
	load(t, s, src, sharing("1", "Ana Ruiz", "Ōno Kenji", "Bo Lindqvist"), sharing("2", "Bo Lindqvist"))
	if dataVersion(t, s) != version {
		t.Error("the same again wrote something")
	}
	if r := load(t, s, src, sharing("1", "Ana Ruiz", "Ōno Kenji"), sharing("2", "Bo Lindqvist", "Ana Ruiz")); r.Changed != 2 {
		t.Errorf("changed: %+v", r)
	}
	s = reopen(t, s)
	if got := changes(t, s, named(t, s, "deal 1").ID); !slices.Equal(got, []string{"co_owners: Bo Lindqvist; Ōno Kenji → Ōno Kenji"}) {
		t.Errorf("%q", got)
	}
	if got := changes(t, s, named(t, s, "deal 2").ID); !slices.Equal(got, []string{"co_owners:  → Ana Ruiz"}) {
		t.Errorf("%q", got)
	}
	load(t, s, src, sharing("1", "Ana Ruiz"), sharing("2", "Bo Lindqvist", "Ana Ruiz"))
	if got := coOwners(t, reopen(t, s), "deal 1"); got != nil {
		t.Errorf("still %q", got)
	}
}

// An export that never names more than one owner says nothing of the others;
// one that has done so says that they are gone.
func TestWhoTellsOfCoOwners(t *testing.T) {
	s := fresh(t)
	teams, plain := export("id", "owner", crm.FieldCoOwner), export("id", "owner")
	load(t, s, teams, sharing("1", "Ana Ruiz", "Bo Lindqvist"))
	if r := load(t, s, plain, sharing("1", "Ana Ruiz")); r.Changed != 0 || len(coOwners(t, s, "deal 1")) != 1 {
		t.Errorf("an export of single owners: %+v", r)
	}
	load(t, s, plain, sharing("1", "Ana Ruiz"), sharing("2", "Bo Lindqvist", "Ōno Kenji"))
	s = reopen(t, s)
	if got := coOwners(t, s, "deal 2"); !slices.Equal(got, []string{"Ōno Kenji"}) {
		t.Errorf("several in one cell: %q", got)
	}
	if r := load(t, s, plain, sharing("1", "Ana Ruiz"), sharing("2", "Bo Lindqvist")); r.Changed != 1 || coOwners(t, s, "deal 2") != nil {
		t.Errorf("one in that cell: %+v", r)
	}
}

// The owner is never beside themselves, however they are written.
func TestOwnerAmongCoOwners(t *testing.T) {
	s := fresh(t)
	d := sharing("1", "Ana Ruiz", "ana@example.com", "005B")
	d.OwnerAlso = []string{"ana@example.com"}
	other := deal("2", "b", "Bo Lindqvist")
	other.OwnerAlso = []string{"005B"}
	load(t, s, export("id", "owner", crm.FieldCoOwner), d, other)
	s = reopen(t, s)
	if got := coOwners(t, s, "deal 1"); !slices.Equal(got, []string{"Bo Lindqvist"}) {
		t.Errorf("%q", got)
	}
	if people := must(s.People(ctx))(t); len(people) != 2 {
		t.Errorf("%+v", people)
	}
}

func TestCoOwnersInHistoryFiles(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), sharing("1", "Ana Ruiz", "Bo Lindqvist"), sharing("2", "Ōno Kenji"))
	id := named(t, s, "deal 1").ID
	check(t, s.AddHistory(ctx, []agenda.Change{{DealID: id, Field: agenda.FieldCoOwners, Old: "Ōno Kenji; Ana Ruiz", New: "Bo Lindqvist", At: now.AddDate(0, 0, -9)}}))
	if got := changes(t, s, id); !slices.Equal(got, []string{"co_owners: Ana Ruiz; Ōno Kenji → Bo Lindqvist"}) {
		t.Errorf("%q", got)
	}
}

// Reports of splits have a row for each owner.
func TestSplits(t *testing.T) {
	s := fresh(t)
	src := export("id", "owner", crm.FieldCoOwner)
	other := sharing("2", "Bo Lindqvist", "Ana Ruiz")
	other.Amount.Minor++ // something else differs: another row
	rows := []any{
		sharing("1", "Ana Ruiz"), sharing("1", "Ana Ruiz", "Bo Lindqvist"), sharing("1", "Ana Ruiz", "Ōno Kenji"),
		sharing("2", "Bo Lindqvist"), other, &crm.Rejected{Line: 7, Reason: "x"}, sharing("3", "Bo Lindqvist", "Ana Ruiz"),
		sharing("", "Bo Lindqvist", "Ana Ruiz"), sharing("", "Bo Lindqvist", "Ōno Kenji"),
	}
	r := load(t, s, src, rows...)
	if r.Read != 9 || r.Deals != 8 || r.Rejected != 1 || r.Splits != 2 || r.New != 6 || r.New+r.Changed+r.Unchanged+r.Splits != r.Deals {
		t.Errorf("%+v", r)
	}
	s = reopen(t, s)
	if got := coOwners(t, s, "deal 1"); !slices.Equal(got, []string{"Bo Lindqvist", "Ōno Kenji"}) {
		t.Errorf("%q", got)
	}
	version := dataVersion(t, s)
	if r := load(t, s, src, rows...); r.Unchanged != 6 || r.Splits != 2 || dataVersion(t, s) != version {
		t.Errorf("again: %+v", r)
	}
	if r := load(t, s, src, append(rows[:2:2], rows[3:]...)...); r.Changed != 1 || r.Splits != 1 {
		t.Errorf("one split less: %+v", r)
	}
}
