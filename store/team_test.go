package store

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// peopleFile brings a file of people in.
func peopleFile(t *testing.T, s *Store, path string) PeopleReport {
	t.Helper()
	f := must(crm.Open(path, crm.Options{Kind: crm.People}))(t)
	defer f.Close()
	return must(s.ImportPeople(ctx, ImportSource{Name: filepath.Base(path), Footer: func() int { return f.Counts().Footer }}, f.People()))(t)
}

// dealsFile brings a file of deals in.
func dealsFile(t *testing.T, s *Store, path string) Report {
	t.Helper()
	f := must(crm.Open(path, crm.Options{}))(t)
	defer f.Close()
	src := export()
	src.CRM, src.Covers = f.CRM(), f.Covers
	return must(s.Import(ctx, src, f.Rows()))(t)
}

func team(rows ...crm.Person) func(func(crm.Person, error) bool) {
	return func(yield func(crm.Person, error) bool) {
		for i, p := range rows {
			p.Line = i + 2
			if !yield(p, nil) {
				return
			}
		}
	}
}

// staff writes down everybody: name, role, manager, e-mail and spellings.
func staff(t *testing.T, s *Store) string {
	t.Helper()
	people := must(s.People(ctx))(t)
	spellings := must(s.Spellings(ctx))(t)
	var lines []string
	for _, p := range people {
		line := p.Name + ", " + string(p.Role)
		if i := slices.IndexFunc(people, func(m agenda.Person) bool { return m.ID == p.Manager }); i >= 0 {
			line += " of " + people[i].Name
		}
		lines = append(lines, strings.TrimSpace(line+" <"+p.Email+"> "+strings.Join(spellings[p.ID], " ")))
	}
	return strings.Join(lines, "\n")
}

func TestImportPeople(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "a", "U.5"), deal("2", "b", "Bo Lindqvist"), deal("3", "c", "dana@example.com"))
	rows := []crm.Person{
		{ID: "U.5", Name: "Zoë Ñandú", Email: "zoe@example.com", Manager: "Dana Lee", ManagerEmail: "dana@example.com"},
		{ID: "U.6", Name: "Lindqvist, Bo", Role: "RVP West", ManagerID: "U.9"},
		{ID: "U.9", Name: "Odile Fabre", Role: "Executive", ManagerID: "U.9"},
		{ID: "U.7", Name: "Zoë Ñandú", Email: "zoe.n@example.com", Manager: "Dana Lee"},
	}
	r := must(s.ImportPeople(ctx, ImportSource{Name: "users.csv"}, team(rows...)))(t)
	s = reopen(t, s)
	want := `Bo Lindqvist, rep of Odile Fabre <> U.6
Dana Lee, manager <dana@example.com> dana@example.com
Odile Fabre, executive <> U.9
Zoë Ñandú, rep of Dana Lee <zoe@example.com> U.5 zoe@example.com
Zoë Ñandú (zoe.n@example.com), rep of Dana Lee <zoe.n@example.com> U.7 zoe.n@example.com`
	if got := staff(t, s); got != want {
		t.Errorf("%s\nnot:\n%s", got, want)
	}
	if r.Imported != 4 || r.Read != 4 || r.Managed != 3 || len(r.Loops) != 1 || r.Loops[0].Name != "Odile Fabre" || len(r.Managers) != 1 || len(r.Likely) != 0 {
		t.Errorf("%+v", r)
	}
	if got := fmt.Sprintf("%d %s", len(r.People), found(Report{Named: r.Named})); got != "2 U.5 is Zoë Ñandú\ndana@example.com is Dana Lee" {
		t.Error(got)
	}
	if again := must(s.ImportPeople(ctx, ImportSource{Name: "users.csv"}, team(rows...)))(t); again.Changed() {
		t.Errorf("again: %+v", again)
	}
	// What a person set since then is what the file overrules only where it says so.
	check(t, s.SetManager(ctx, must(s.PersonByName(ctx, "U.9"))(t).ID, ""))
	check(t, s.Rename(ctx, must(s.PersonByName(ctx, "U.5"))(t).ID, "Zoë N."))
	if again := must(s.ImportPeople(ctx, ImportSource{Name: "users.csv"}, team(rows...)))(t); again.Changed() {
		t.Errorf("after a new name: %+v", again)
	}
	if got := must(s.PersonByName(ctx, "u.5"))(t).Name; got != "Zoë N." {
		t.Error(got)
	}
}

// Deals first or people first, users or their managers first: the end is the same.
func TestPeopleAndDealsInAnyOrder(t *testing.T) {
	const want = `Bo Lindqvist, rep of Dana Lee <bo@example.com> U.2 bo@example.com
Dana Lee, manager <dana@example.com> U.3 dana@example.com
Zoë Ñandú, rep of Dana Lee <zoe@example.com> U.1 zoe@example.com`
	steps := map[string]func(*Store){
		"deals": func(s *Store) {
			load(t, s, export(), deal("1", "a", "U.1"), deal("2", "b", "bo@example.com"), deal("3", "c", "U.2"))
		},
		"users": func(s *Store) {
			must(s.ImportPeople(ctx, ImportSource{}, team(crm.Person{ID: "U.1", Name: "Zoë Ñandú", Email: "zoe@example.com"},
				crm.Person{ID: "U.2", Name: "Bo Lindqvist", Email: "bo@example.com"}, crm.Person{ID: "U.3", Name: "Dana Lee", Email: "dana@example.com"})))(t)
		},
		"managers": func(s *Store) {
			must(s.ImportPeople(ctx, ImportSource{}, team(crm.Person{ID: "U.1", ManagerID: "U.3"}, crm.Person{ID: "U.2", ManagerID: "U.3"})))(t)
		},
	}
	for _, order := range [][]string{
		{"deals", "users", "managers"}, {"deals", "managers", "users"}, {"users", "deals", "managers"},
		{"users", "managers", "deals"}, {"managers", "deals", "users"}, {"managers", "users", "deals"},
	} {
		s := fresh(t)
		for _, step := range order {
			steps[step](s)
			s = reopen(t, s)
		}
		if got := staff(t, s); got != want {
			t.Errorf("%v:\n%s\nnot:\n%s", order, got, want)
		}
		if n := len(must(s.Deals(ctx, Filter{Owner: must(s.PersonByName(ctx, "bo lindqvist"))(t).ID}))(t)); n != 2 {
			t.Errorf("%v: Bo has %d deals", order, n)
		}
	}
}

func TestPeopleOfRealFiles(t *testing.T) {
	data := sharedData(t)
	t.Run("a team list", func(t *testing.T) {
		for _, order := range [][]string{{"deals", "team"}, {"team", "deals"}} {
			s := fresh(t)
			for _, step := range order {
				if step == "deals" {
					dealsFile(t, s, filepath.Join(data, "maven-original", "sales_pipeline.csv"))
				} else if r := peopleFile(t, s, filepath.Join(data, "maven-original", "sales_teams.csv")); r.Imported != 35 || r.Managed != 35 || r.Rejected != 0 {
					t.Errorf("%+v", r)
				}
			}
			// 35 agents, of whom 30 have deals, and 6 managers.
			people := must(s.People(ctx))(t)
			managers, managed := 0, 0
			for _, p := range people {
				if p.Role == agenda.Manager {
					managers++
				}
				if p.Manager != "" {
					managed++
				}
			}
			if len(people) != 41 || managers != 6 || managed != 35 {
				t.Errorf("%v: %d people, %d managers, %d managed", order, len(people), managers, managed)
			}
			if r := peopleFile(t, s, filepath.Join(data, "maven-original", "sales_teams.csv")); r.Changed() {
				t.Errorf("again: %+v", r)
			}
		}
	})
	t.Run("users and managers", func(t *testing.T) {
		s := fresh(t)
		dealsFile(t, s, filepath.Join(data, "sf-wave-dev", "Opportunity.csv"))
		peopleFile(t, s, filepath.Join(data, "sf-wave-shared", "Manager.csv"))
		r := peopleFile(t, s, filepath.Join(data, "sf-wave-shared", "User.trimmed.csv"))
		s = reopen(t, s)
		people := must(s.People(ctx))(t)
		managed, unnamed := 0, 0
		for _, p := range people {
			if p.Manager != "" {
				managed++
			}
			if IsMachineName(p.Name) || p.Email == "" {
				unnamed++
			}
		}
		if len(people) != 20 || managed != 17 || unnamed != 0 || len(r.Found) != 20 || len(r.People) != 0 {
			t.Errorf("%d people, %d managed, %d unnamed: %+v", len(people), managed, unnamed, r)
		}
	})
}
