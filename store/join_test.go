package store

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"

	"pgregory.net/rapid"
)

// columnsOf lists the columns of the file's tables that a query picks.
func columnsOf(t *testing.T, s *Store, query string) []string {
	t.Helper()
	var list []string
	check(t, s.read(ctx, "look at the tables", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var table, column string
			err := scan(&table, &column)
			list = append(list, table+"."+column)
			return err
		}, query)
	}))
	return list
}

// A new table that names people has to say how two of them become one.
func TestEveryColumnThatNamesPeopleIsMoved(t *testing.T) {
	s := fresh(t)
	moved := map[string]bool{"setting.value": true, "deal_change.old_text": true, "deal_change.new_text": true}
	for _, c := range slices.Concat(ofPeople, ofOnePerson) {
		moved[c.table+"."+c.column] = true
	}
	naming := columnsOf(t, s, `SELECT m.name, f."from" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table' AND f."table" = 'person'
		UNION SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND (c.name LIKE '%author' OR c.name LIKE '%person_id')`)
	if len(naming) < 12 {
		t.Fatalf("only %q", naming)
	}
	for _, column := range naming {
		if !moved[column] {
			t.Errorf("MergePeople does not know of %s", column)
		}
	}
}

// left lists where an id still stands.
func left(t *testing.T, s *Store, id string) []string {
	t.Helper()
	var found []string
	for _, column := range columnsOf(t, s, `SELECT m.name, c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND c.type = 'TEXT' AND m.name || '.' || c.name <> 'merged.away'`) {
		table, name, _ := strings.Cut(column, ".")
		var n int
		check(t, s.reader.QueryRow(fmt.Sprintf(`SELECT count(*) FROM %s WHERE instr(%s, $1) > 0`, table, name), id).Scan(&n))
		if n > 0 {
			found = append(found, column)
		}
	}
	return found
}

// everyWord returns all that was said in a review, sorted.
func everyWord(r agenda.Review) []string {
	var list []string
	for _, a := range r.Answers {
		list = append(list, string(a.Value), a.Evidence)
	}
	for _, o := range r.Obstacles {
		list = append(list, o.Text)
	}
	for _, a := range r.Actions {
		list = append(list, a.Text, a.DoneWhen)
	}
	for _, p := range r.Parked {
		list = append(list, p.Text)
	}
	for _, n := range r.Notes {
		list = append(list, n.Text)
	}
	for _, d := range r.Drafts {
		list = append(list, d.Text)
	}
	slices.Sort(list)
	return list
}

func TestMergeLosesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := fresh(t)
		c := newCast(t, s)
		odile := must(s.AddPerson(ctx, agenda.Person{Name: "Odile Fabre", Role: agenda.Executive}))(t)
		pair := rapid.Permutation(append(c.people, odile.ID)).Draw(rt, "people")
		keep, away := pair[0], pair[1]
		for _, p := range pair {
			for _, manager := range pair {
				if rapid.Bool().Draw(rt, "manages") {
					if err := s.SetManager(ctx, p, manager); err != nil && !errors.Is(err, ErrLoop) {
						rt.Fatal(err)
					}
				}
			}
		}
		check(t, s.SetMe(ctx, pair[rapid.IntRange(0, 2).Draw(rt, "me")]))
		r := agenda.NewReview(NewID(), pair[rapid.IntRange(0, 2).Draw(rt, "rep")], pair[rapid.IntRange(0, 2).Draw(rt, "manager")], c.deals[:3], today)
		c.people = pair
		c.content(rt, &r)
		authors := rapid.SampledFrom(pair)
		for i := range r.Answers {
			r.Answers[i].Author = authors.Draw(rt, "author")
		}
		r.Notes = draw(rt, "said", 9, func(t *rapid.T) agenda.Note {
			return agenda.Note{DealID: rapid.SampledFrom(c.deals).Draw(t, "deal"), Author: authors.Draw(t, "author"), Text: words.Draw(t, "text"), At: now}
		}, func(n agenda.Note) [2]string { return [2]string{n.DealID, n.Author} })
		r.Drafts = draw(rt, "half said", 6, func(t *rapid.T) agenda.Draft {
			return agenda.Draft{Place: rapid.SampledFrom([]string{"note", "park"}).Draw(t, "place"), Author: authors.Draw(t, "author"), Text: words.Draw(t, "text")}
		}, func(d agenda.Draft) [2]string { return [2]string{d.Place, d.Author} })
		was := must(s.CreateReview(ctx, r))(t)

		joined, moved, err := s.MergePeople(ctx, keep, away)
		check(t, err)
		s = reopen(t, s)
		if where := left(t, s, away); where != nil {
			rt.Fatalf("%s still stands in %s", away, where)
		}
		is := must(s.Review(ctx, r.ID))(t)
		if moved.Reviews+moved.Words+moved.Actions > 0 && is.Version == was.Version {
			rt.Error("another window does not notice")
		}
		said := strings.Join(everyWord(is), "\x00")
		for _, word := range everyWord(was) {
			if strings.TrimSpace(word) != "" && !strings.Contains(said, word) {
				rt.Errorf("%q is lost of %q", word, said)
			}
		}
		if is.Manager == is.Rep && is.Manager != "" && was.Manager != was.Rep {
			rt.Error("somebody reviews themselves")
		}
		people := must(s.People(ctx))(t)
		if len(people) != 2 || !slices.Contains(people, joined) {
			rt.Errorf("%+v, not %+v", people, joined)
		}
		for _, p := range people {
			if p.Manager == p.ID {
				rt.Errorf("%s manages themselves", p.Name)
			}
		}
		me, found, err := s.Me(ctx)
		if err != nil || !found || me.ID == "" {
			rt.Errorf("me: %+v, %v", me, err)
		}
	})
}

func TestMergePeople(t *testing.T) {
	s := fresh(t)
	shared := deal("2", "b", "Bo Lindqvist")
	shared.CoOwners = []string{"Ruiz A.", "Ana Ruiz"}
	alone := deal("1", "a", "Ruiz A.")
	load(t, s, export(), alone, shared, deal("3", "c", "Ana Ruiz"))
	alone.Owner = "Ana Ruiz" // a change that is none once they are one
	shared.CoOwners = []string{"Ruiz A."}
	load(t, s, export(), alone, shared, deal("3", "c", "Ana Ruiz"))
	alone.Owner = "Ruiz A."
	load(t, s, export(), alone, shared, deal("3", "c", "Ana Ruiz"))
	keep, away, bo := must(s.PersonByName(ctx, "Ana Ruiz"))(t), must(s.PersonByName(ctx, "Ruiz A."))(t), must(s.PersonByName(ctx, "Bo Lindqvist"))(t)
	check(t, s.SetRole(ctx, away.ID, agenda.Manager))
	check(t, s.SetEmail(ctx, away.ID, "ana@example.com"))
	check(t, s.SetManager(ctx, bo.ID, away.ID))
	check(t, s.SetMe(ctx, away.ID))

	moved := must(s.WhatMoves(ctx, away.ID))(t)
	if moved.Deals != 1 || moved.Shared != 1 || moved.Team != 1 || !slices.Equal(moved.Spellings, []string{"Ruiz A.", "ana@example.com"}) {
		t.Errorf("%+v", moved)
	}
	is, _, err := s.MergePeople(ctx, keep.ID, away.ID)
	check(t, err)
	s = reopen(t, s)
	if want := (agenda.Person{ID: keep.ID, Name: "Ana Ruiz", Role: agenda.Manager, Email: "ana@example.com"}); is != want {
		t.Errorf("%+v", is)
	}
	for _, spelling := range []string{"ruiz a.", "ANA@example.com", "Ruiz, Ana"} {
		if p := must(s.PersonByName(ctx, spelling))(t); p != is {
			t.Errorf("%s is %+v", spelling, p)
		}
	}
	if bo := must(s.Person(ctx, bo.ID))(t); bo.Manager != keep.ID {
		t.Errorf("%+v", bo)
	}
	if me, _, _ := s.Me(ctx); me.ID != keep.ID {
		t.Errorf("me: %+v", me)
	}
	if got := changes(t, s, named(t, s, "a").ID); len(got) != 0 {
		t.Errorf("nothing happened but %q", got)
	}
	if d := named(t, s, "b"); !slices.Equal(d.CoOwners, []string{keep.ID}) || len(changes(t, s, d.ID)) != 0 {
		t.Errorf("%+v %q", d, changes(t, s, d.ID))
	}
	version := dataVersion(t, s)
	if r := load(t, s, export(), alone, shared, deal("3", "c", "Ana Ruiz")); r.Changed != 0 || r.Import != 0 || dataVersion(t, s) != version {
		t.Errorf("the same export again: %+v", r)
	}
	if got := must(s.OpenDeals(ctx))(t); got[keep.ID] != 3 || got[bo.ID] != 1 {
		t.Errorf("%v", got)
	}
}

func TestMergeRefused(t *testing.T) {
	s := fresh(t)
	ana := must(s.AddPerson(ctx, agenda.Person{Name: "Ana Ruiz", Role: agenda.Rep}))(t)
	if _, _, err := s.MergePeople(ctx, ana.ID, ana.ID); !errors.Is(err, ErrSame) {
		t.Error(err)
	}
	for _, pair := range [][2]string{{ana.ID, "nobody"}, {"nobody", ana.ID}} {
		if _, _, err := s.MergePeople(ctx, pair[0], pair[1]); !errors.Is(err, ErrNotFound) {
			t.Error(err)
		}
	}
	if _, err := s.WhatMoves(ctx, "nobody"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
}

// Two notes in one place stand one under the other.
func TestNotesOfTwoWhoAreOne(t *testing.T) {
	for _, c := range []struct{ mine, other, want string }{
		{"CISO is back on Thursday", "They want our SOC 2", "CISO is back on Thursday\n\nRuiz A.:\nThey want our SOC 2"},
		{"the same", "the same", "the same"},
		{"", "They want our SOC 2", "They want our SOC 2"},
		{"CISO is back on Thursday", " ", "CISO is back on Thursday"},
	} {
		s := fresh(t)
		load(t, s, export(), deal("1", "a", "Ana Ruiz"), deal("2", "b", "Ruiz A."))
		keep, away := must(s.PersonByName(ctx, "Ana Ruiz"))(t).ID, must(s.PersonByName(ctx, "Ruiz A."))(t).ID
		d := named(t, s, "a").ID
		was := must(s.CreateReview(ctx, agenda.NewReview(NewID(), keep, "", []string{d}, today)))(t)
		next := was.Clone()
		for author, text := range map[string]string{keep: c.mine, away: c.other} {
			check(t, next.SetNote(agenda.Note{DealID: d, Author: author, Text: text}, "", now.Add(time.Minute)))
		}
		must(s.SaveReview(ctx, was, next))(t)
		if _, _, err := s.MergePeople(ctx, keep, away); err != nil {
			t.Fatal(err)
		}
		s = reopen(t, s)
		if r := must(s.Review(ctx, was.ID))(t); len(r.Notes) != 1 || r.NoteOf(d, keep) != c.want {
			t.Errorf("%+v", r.Notes)
		}
		// A window that still shows the review as it was is told so.
		if _, err := s.SaveReview(ctx, was, next); !errors.Is(err, agenda.ErrStale) {
			t.Error(err)
		}
	}
}

// A review that is on a screen while its rep is made one with another spelling
// goes on being saved, and names who they are now.
func TestMergeWhileAReviewRuns(t *testing.T) {
	s := fresh(t)
	load(t, s, export(), deal("1", "a", "Ana Ruiz"), deal("2", "b", "Ruiz A."))
	keep, away := must(s.PersonByName(ctx, "Ana Ruiz"))(t).ID, must(s.PersonByName(ctx, "Ruiz A."))(t).ID
	d := named(t, s, "b").ID
	r := must(s.CreateReview(ctx, agenda.NewReview(NewID(), away, keep, []string{d}, today)))(t)
	say := func(r agenda.Review, author, text string) agenda.Review {
		next := r.Clone()
		check(t, next.SetNote(agenda.Note{DealID: d, Author: author, Text: text}, r.NoteOf(d, author), now))
		check(t, next.AddAction(agenda.Action{ID: NewID(), DealID: d, Text: text, Owner: away, Author: author, State: agenda.ToDo}, now))
		return next
	}
	r = must(s.SaveReview(ctx, r, say(r, keep, "CISO is back on Thursday")))(t)
	if _, _, err := s.MergePeople(ctx, keep, away); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveReview(ctx, r, say(r, away, "They want our SOC 2")); !errors.Is(err, agenda.ErrStale) {
		t.Fatal(err)
	}
	r = must(s.Review(ctx, r.ID))(t)
	saved := must(s.SaveReview(ctx, r, say(r, away, "They want our SOC 2")))(t)
	s = reopen(t, s)
	again := must(s.Review(ctx, r.ID))(t)
	if fmt.Sprint(again) != fmt.Sprint(saved) {
		t.Errorf("%+v\nis not\n%+v", again, saved)
	}
	if again.Rep != keep || again.Manager != "" || len(again.Actions) != 2 || again.Actions[1].Owner != keep {
		t.Errorf("%+v", again)
	}
	if want := "CISO is back on Thursday\n\nThey want our SOC 2"; again.NoteOf(d, keep) != want || len(again.Notes) != 1 {
		t.Errorf("%+v", again.Notes)
	}
	if found := left(t, s, away); found != nil {
		t.Errorf("still named in %q", found)
	}
}

func TestManagers(t *testing.T) {
	s := fresh(t)
	var ids []string
	for _, name := range []string{"Ana Ruiz", "Dana Lee", "Odile Fabre"} {
		ids = append(ids, must(s.AddPerson(ctx, agenda.Person{Name: name, Role: agenda.Manager}))(t).ID)
	}
	check(t, s.SetManager(ctx, ids[0], ids[1]))
	check(t, s.SetManager(ctx, ids[1], ids[2]))
	for _, pair := range [][2]int{{0, 0}, {1, 0}, {2, 0}} {
		if err := s.SetManager(ctx, ids[pair[0]], ids[pair[1]]); !errors.Is(err, ErrLoop) {
			t.Errorf("%v: %v", pair, err)
		}
	}
	if err := s.SetManager(ctx, ids[0], "nobody"); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	if err := s.SetManager(ctx, "nobody", ids[0]); !errors.Is(err, ErrNotFound) {
		t.Error(err)
	}
	s = reopen(t, s)
	if p := must(s.Person(ctx, ids[0]))(t); p.Manager != ids[1] {
		t.Errorf("%+v", p)
	}
	check(t, s.SetManager(ctx, ids[0], ""))
	if p := must(reopen(t, s).Person(ctx, ids[0]))(t); p.Manager != "" {
		t.Errorf("%+v", p)
	}
}

func TestRenameAndEmail(t *testing.T) {
	s := fresh(t)
	ana := must(s.AddPerson(ctx, agenda.Person{Name: "005A", Role: agenda.Rep, Email: "ana@example.com"}))(t)
	bo := must(s.AddPerson(ctx, agenda.Person{Name: "Bo Lindqvist", Role: agenda.Rep}))(t)
	check(t, s.Rename(ctx, ana.ID, " Ana Ruíz "))
	check(t, s.SetEmail(ctx, ana.ID, "ruiz@example.com"))
	s = reopen(t, s)
	for _, text := range []string{"005a", "ana ruiz", "ana@example.com", "ruiz@example.com"} {
		if p := must(s.PersonByName(ctx, text))(t); p.Name != "Ana Ruíz" || p.Email != "ruiz@example.com" {
			t.Errorf("%s: %+v", text, p)
		}
	}
	if got := must(s.Spellings(ctx))(t); !slices.Equal(got[ana.ID], []string{"005A", "ana@example.com", "ruiz@example.com"}) || got[bo.ID] != nil {
		t.Errorf("%q", got)
	}
	check(t, s.SetEmail(ctx, ana.ID, ""))
	for _, c := range []struct{ got, want error }{
		{s.Rename(ctx, bo.ID, "ANA RUIZ"), ErrTaken},
		{s.Rename(ctx, bo.ID, " "), agenda.ErrEmpty},
		{s.Rename(ctx, "nobody", "Odile"), ErrNotFound},
		{s.SetEmail(ctx, bo.ID, "ana@example.com"), ErrTaken},
		{s.SetEmail(ctx, "nobody", "x@example.com"), ErrNotFound},
	} {
		if !errors.Is(c.got, c.want) {
			t.Errorf("%v, not %v", c.got, c.want)
		}
	}
	if p := must(reopen(t, s).Person(ctx, ana.ID))(t); p.Email != "" {
		t.Errorf("%+v", p)
	}
}
