package store

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// called is a deal whose owner stands in several columns.
func calledBy(id, owner string, also ...string) crm.Deal {
	d := deal(id, "deal "+id, owner)
	d.OwnerAlso = also
	return d
}

// roll writes down everybody: name <e-mail> = other spellings: deals.
func roll(t *testing.T, s *Store) string {
	t.Helper()
	owned := map[string][]string{}
	for _, d := range all(t, s) {
		owned[d.Owner] = append(owned[d.Owner], d.CRMID)
	}
	spellings := must(s.Spellings(ctx))(t)
	var lines []string
	for _, p := range must(s.People(ctx))(t) {
		line := p.Name
		if p.Email != "" {
			line += " <" + p.Email + ">"
		}
		if len(spellings[p.ID]) > 0 {
			line += " = " + strings.Join(spellings[p.ID], " = ")
		}
		slices.Sort(owned[p.ID])
		lines = append(lines, line+": "+strings.Join(owned[p.ID], " "))
	}
	return strings.Join(lines, "\n")
}

func likely(r Report) string {
	var list []string
	for _, l := range r.Likely {
		list = append(list, l.One.Name+" may be "+l.Other.Name)
	}
	return strings.Join(list, "\n")
}

func found(r Report) string {
	var list []string
	for _, f := range r.Found {
		list = append(list, f.Was+" is "+f.Person.Name)
	}
	return strings.Join(list, "\n")
}

func TestWhoOwnersAre(t *testing.T) {
	const ana, mail = "Ana Ruiz", "ana.ruiz@example.com"
	for _, c := range []struct {
		name          string
		files         [][]any
		roll          string
		likely, found string // of the last file
	}{
		{"a name, an id and an address", [][]any{{calledBy("1", ana, "005A", mail)}, {deal("2", "b", "005a"), deal("3", "c", "ANA.RUIZ@example.com"), deal("4", "d", ana)}},
			"Ana Ruiz <ana.ruiz@example.com> = 005A = ana.ruiz@example.com: 1 2 3 4", "", ""},
		{"the id first", [][]any{{deal("1", "a", "005A")}, {calledBy("2", ana, "005A")}},
			"Ana Ruiz = 005A: 1 2", "", "005A is Ana Ruiz"},
		{"id and name apart, then together", [][]any{{deal("1", "a", "005A")}, {deal("2", "b", ana)}, {calledBy("3", ana, "005A")}},
			"Ana Ruiz = 005A: 1 2 3", "", "005A is Ana Ruiz"},
		{"id, address and name apart, then together", [][]any{{deal("1", "a", "005A"), deal("4", "x", mail)}, {deal("2", "b", ana)}, {calledBy("3", ana, "005A", mail)}},
			"Ana Ruiz <ana.ruiz@example.com> = 005A = ana.ruiz@example.com: 1 2 3 4", "", "005A is Ana Ruiz\nana.ruiz@example.com is Ana Ruiz"},
		{"together and apart in one file", [][]any{{deal("1", "a", "005A"), deal("2", "b", ana), calledBy("3", ana, "005A")}},
			"Ana Ruiz = 005A: 1 2 3", "", ""},
		{"last name first", [][]any{{deal("1", "a", "Ruiz, Ana")}, {deal("2", "b", ana), deal("3", "c", "RUIZ,  ANÁ")}},
			"Ana Ruiz: 1 2 3", "", ""},
		{"accents", [][]any{{deal("1", "a", "Łukasz Żółć")}, {deal("2", "b", "lukasz zolc")}},
			"Łukasz Żółć: 1 2", "", ""},
		{"two syllables are two people", [][]any{{deal("1", "a", "かわだ"), deal("2", "b", "がわだ")}},
			"かわだ: 1\nがわだ: 2", "", ""},
		{"an address that looks like a name", [][]any{{deal("1", "a", ana)}, {deal("2", "b", mail)}},
			"Ana Ruiz: 1\nana.ruiz@example.com <ana.ruiz@example.com>: 2", "ana.ruiz@example.com may be Ana Ruiz", ""},
		{"initials", [][]any{{deal("1", "a", "Ana María Ruiz")}, {deal("2", "b", "A. Ruiz"), deal("3", "c", "aruiz7@example.com")}},
			"A. Ruiz: 2\nAna María Ruiz: 1\naruiz7@example.com <aruiz7@example.com>: 3",
			"A. Ruiz may be Ana María Ruiz\naruiz7@example.com may be Ana María Ruiz", ""},
		{"initials of two", [][]any{{deal("1", "a", ana), deal("2", "b", "Anton Ruiz")}, {deal("3", "c", "A. Ruiz")}},
			"A. Ruiz: 3\nAna Ruiz: 1\nAnton Ruiz: 2", "", ""},
		{"another first name is another person", [][]any{{deal("1", "a", ana)}, {deal("2", "b", "Bo Ruiz"), deal("3", "c", "bo.lindqvist@example.com")}},
			"Ana Ruiz: 1\nBo Ruiz: 2\nbo.lindqvist@example.com <bo.lindqvist@example.com>: 3", "", ""},
		{"a new name for an id", [][]any{{calledBy("1", ana, "005A")}, {calledBy("2", "Ana Gómez", "005A")}},
			"Ana Ruiz = 005A = Ana Gómez: 1 2", "", ""},
		{"an id for two who are known", [][]any{{calledBy("1", ana, "005A"), deal("2", "b", "Ana Gómez")}, {calledBy("3", "Ana Gómez", "005A")}},
			"Ana Gómez: 2\nAna Ruiz = 005A: 1 3", "Ana Gómez may be Ana Ruiz", ""},
		{"two of one name", [][]any{{calledBy("1", "John Smith", "005A"), calledBy("2", "John Smith", "005B")}, {calledBy("2", "John Smith", "005B"), calledBy("1", "John Smith", "005A")}},
			"John Smith = 005A: 1\nJohn Smith (005B) = 005B: 2", "", ""},
		{"the second of one name comes first", [][]any{{calledBy("1", "John Smith", "005A")}, {calledBy("2", "John Smith", "005B"), calledBy("1", "John Smith", "005A")}},
			"John Smith = 005A: 1\nJohn Smith (005B) = 005B: 2", "", ""},
		{"two ids, then one name", [][]any{{deal("1", "a", "005A"), deal("2", "b", "005B")}, {calledBy("1", "John Smith", "005A"), calledBy("2", "John Smith", "005B")}},
			"John Smith = 005A: 1\nJohn Smith (005B) = 005B: 2", "", "005A is John Smith\n005B is John Smith (005B)"},
		{"a name with its address in one cell", [][]any{{deal("1", "a", "Ana Ruiz <ana.ruiz@example.com>"), deal("2", "b", "Ana Ruiz (ana.ruiz@example.com)")}, {deal("3", "c", mail)}},
			"Ana Ruiz <ana.ruiz@example.com> = ana.ruiz@example.com: 1 2 3", "", ""},
		{"numbers tell names apart", [][]any{{deal("1", "a", "Rep 1")}, {deal("2", "b", "Rep 2")}},
			"Rep 1: 1\nRep 2: 2", "", ""},
		{"blank ids", [][]any{{calledBy("1", ana, "000000000000000AAA"), calledBy("2", "Bo Lindqvist", "0")}},
			"Ana Ruiz: 1\nBo Lindqvist: 2", "", ""},
		{"only an id in the row", [][]any{{calledBy("1", ana, "005A")}, {calledBy("2", "", "005A"), calledBy("3", "", "")}},
			"Ana Ruiz = 005A: 1 2", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := fresh(t)
			var r Report
			for _, rows := range c.files {
				src := export()
				src.Shape = "" // no deal is gone
				r = load(t, s, src, rows...)
				s = reopen(t, s)
			}
			if got := roll(t, s); got != c.roll {
				t.Errorf("people:\n%s\nnot:\n%s", got, c.roll)
			}
			if got := likely(r); got != c.likely {
				t.Errorf("likely: %q, not %q", got, c.likely)
			}
			if got := found(r); got != c.found {
				t.Errorf("found: %q, not %q", got, c.found)
			}
			version := dataVersion(t, s)
			src := export()
			src.Shape = ""
			if r := load(t, s, src, c.files[len(c.files)-1]...); r.Import != 0 || r.Changed != 0 || len(r.People)+len(r.Found) != 0 {
				t.Errorf("the last file again: %+v", r)
			}
			if dataVersion(t, s) != version {
				t.Error("the last file again wrote something")
			}
		})
	}
}

// Whatever the order of the rows, the same people own the same deals.
func TestOwnersInAnyOrder(t *testing.T) {
	rows := []any{
		calledBy("1", "John Smith", "005A", "john@example.com"), calledBy("2", "John Smith", "005B", "smith@example.com"), calledBy("3", "", "005A"),
		calledBy("4", "Ana Ruiz", "", "ana@example.com"), deal("5", "e", "Ruiz, Ana"), deal("6", "f", "ana@example.com"), deal("7", "g", "005C"),
		calledBy("8", "青木 さくら", "005C"), deal("9", "h", "青木 さくら"),
	}
	random := rand.New(rand.NewPCG(3, 14))
	for range 30 {
		random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		s := fresh(t)
		load(t, s, export(), rows...)
		owners := map[string]string{}
		for _, d := range all(t, s) {
			owners[d.CRMID] = d.Owner
		}
		groups := map[string][]string{}
		for id, owner := range owners {
			groups[owner] = append(groups[owner], id)
		}
		var got []string
		for _, ids := range groups {
			slices.Sort(ids)
			got = append(got, strings.Join(ids, ""))
		}
		slices.Sort(got)
		if text := strings.Join(got, " "); text != "13 2 456 789" {
			t.Fatalf("%s from %v", text, slices.Collect(maps.Keys(owners)))
		}
	}
}

// Somebody whom another window adds or joins while rows wait is the same person.
func TestOwnersLearnedMeanwhile(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "a", "Ana R."), deal("2", "b", "Bo Lindqvist"))
	rows := func(yield func(crm.Deal, error) bool) {
		for i, name := range []string{"Ana R.", "Éloïse Ñandú", "Bo Lindqvist"} {
			if !yield(deal(fmt.Sprint(i+3), name, name), nil) {
				return
			}
		}
		must(s.AddPerson(ctx, agenda.Person{Name: "ÉLOÏSE ÑANDÚ", Role: agenda.Executive}))(t)
		ana, bo := must(s.PersonByName(ctx, "Ana R."))(t), must(s.PersonByName(ctx, "Bo Lindqvist"))(t)
		if _, _, err := s.MergePeople(ctx, bo.ID, ana.ID); err != nil {
			t.Error(err)
		}
	}
	src := export()
	src.Shape = ""
	must(s.Import(ctx, src, rows))(t)
	want := "Bo Lindqvist = Ana R.: 1 2 3 5\nÉLOÏSE ÑANDÚ: 4"
	if got := roll(t, reopen(t, s)); got != want {
		t.Errorf("%s\nnot:\n%s", got, want)
	}
}
