package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
)

// personColumn is a column that holds a person's id.
type personColumn struct {
	table, column string
	review        string // the column that says which review it is of, "" for none
}

// ofPeople are the columns in which one person simply becomes another.
var ofPeople = []personColumn{
	{"alias", "person_id", ""},
	{"person", "manager_id", ""},
	{"deal", "owner_id", ""},
	{"import_scope", "value", ""},
	{"merged", "keep", ""},
	{"review", "rep", "id"},
	{"review", "manager", "id"},
	{"review", "overtime_author", "id"},
	{"answer", "author", "review_id"},
	{"obstacle", "author", "review_id"},
	{"action", "owner_id", "review_id"},
	{"action", "author", "review_id"},
	{"parked", "author", "review_id"},
	{"fix", "author", ""},
	{"follow_up", "author", ""},
	{"attendance", "person", "review_id"},
	{"admission", "person", ""},
	{"guest_key", "person_id", ""},
}

// ofOnePerson are those where both may have a row already.
var ofOnePerson = []personColumn{
	{"deal_owner", "person_id", ""},
	{"review_with", "person_id", "review_id"},
	{"coaching_note", "author", ""},
	{"note", "author", "review_id"},
	{"estimate", "author", "review_id"},
	{"draft", "author", "review_id"},
}

// Moved is what a person has, which another one gets when they are joined.
type Moved struct {
	Deals, Shared int // owned, and owned beside another owner
	Reviews       int // as rep or manager
	Actions       int // to do, done and dropped
	Words         int // answers, obstacles, notes, topics and drafts
	Team          int // people whose manager they are
	Spellings     []string
}

// WhatMoves counts what MergePeople would move.
func (s *Store) WhatMoves(ctx context.Context, away string) (m Moved, err error) {
	err = s.read(ctx, "see what a person has", func(tx *sql.Tx) error {
		if _, err := person(tx, away); err != nil {
			return err
		}
		m, err = moves(tx, away)
		return err
	})
	return m, err
}

func moves(tx *sql.Tx, away string) (m Moved, err error) {
	if err := tx.QueryRow(`SELECT (SELECT count(*) FROM deal WHERE owner_id = $1),
		(SELECT count(*) FROM deal_owner WHERE person_id = $1),
		(SELECT count(*) FROM review WHERE rep = $1 OR manager = $1),
		(SELECT count(*) FROM action WHERE owner_id = $1),
		(SELECT count(*) FROM answer WHERE author = $1) + (SELECT count(*) FROM obstacle WHERE author = $1)
			+ (SELECT count(*) FROM note WHERE author = $1) + (SELECT count(*) FROM parked WHERE author = $1)
			+ (SELECT count(*) FROM draft WHERE author = $1),
		(SELECT count(*) FROM person WHERE manager_id = $1)`, away).
		Scan(&m.Deals, &m.Shared, &m.Reviews, &m.Actions, &m.Words, &m.Team); err != nil {
		return m, err
	}
	return m, each(tx, func(scan func(...any) error) error {
		var text string
		err := scan(&text)
		m.Spellings = append(m.Spellings, text)
		return err
	}, `SELECT text FROM alias WHERE person_id = $1 ORDER BY text`, away)
}

// MergePeople makes one person of two: what names away names keep from now on,
// and all that away was called finds keep. Where both wrote a note in one
// place, keep's text is followed by away's under away's name. keep takes what
// they lack themselves: the e-mail address, the manager, a role beyond rep.
// ErrSame when both are one, ErrNotFound when there is no such person.
func (s *Store) MergePeople(ctx context.Context, keep, away string) (p agenda.Person, m Moved, err error) {
	err = s.write(ctx, "merge people", func(tx *sql.Tx) error {
		if keep == away {
			return ErrSame
		}
		if m, err = moves(tx, away); err != nil {
			return err
		}
		p, err = joinPeople(tx, keep, away)
		return err
	})
	return p, m, err
}

// moveUndo names the other person in what can be taken back; ids stand in no
// other words.
func moveUndo(tx *sql.Tx, keep, away string) error {
	_, err := tx.Exec(`UPDATE action_change SET was = replace(was, $1, $2), next = replace(next, $1, $2)
		WHERE instr(was, $1) > 0 OR instr(next, $1) > 0`, away, keep)
	return err
}

func joinPeople(tx *sql.Tx, keep, away string) (agenda.Person, error) {
	p, err := person(tx, keep)
	if err != nil {
		return p, err
	}
	gone, err := person(tx, away)
	if err != nil {
		return p, err
	}
	for _, step := range []func() error{
		func() error { return touchReviews(tx, away) },
		func() error { return joinTexts(tx, "note", "deal_id", p, gone) },
		func() error { return joinTexts(tx, "draft", "place", p, gone) },
		func() error { return joinCoaching(tx, keep, away) },
		func() error { return shareOnce(tx, keep, away) },
		func() error { return newestEstimates(tx, keep, away) },
		func() error { return moveVersions(tx, keep, away) },
		func() error { return moveHistory(tx, keep, away) },
		func() error { return moveColumns(tx, keep, away) },
		func() error { return moveUndo(tx, keep, away) },
	} {
		if err := step(); err != nil {
			return p, err
		}
	}
	p.Email = cmp.Or(p.Email, gone.Email)
	if p.Role == agenda.Rep {
		p.Role = gone.Role
	}
	if p.Manager, err = jointManager(tx, p, gone); err != nil {
		return p, err
	}
	if err := one(tx.Exec(`UPDATE person SET email = $1, role = $2, manager_id = $3 WHERE id = $4`,
		p.Email, string(p.Role), orNull(p.Manager), keep)); err != nil {
		return p, err
	}
	if err := one(tx.Exec(`INSERT INTO merged (away, keep) VALUES ($1, $2)`, away, keep)); err != nil {
		return p, err
	}
	return p, one(tx.Exec(`DELETE FROM person WHERE id = $1`, away))
}

// moveColumns moves what needs no thought. A rep who reviewed their own deals
// under another spelling prepared them alone.
func moveColumns(tx *sql.Tx, keep, away string) error {
	for _, c := range slices.Concat(ofPeople, ofOnePerson) {
		_, err := tx.Exec(fmt.Sprintf(`UPDATE %s SET %[2]s = $1 WHERE %[2]s = $2`, c.table, c.column), keep, away)
		if err != nil {
			return fmt.Errorf("%s: %w", c.table, err)
		}
	}
	if _, err := tx.Exec(`UPDATE review SET manager = NULL WHERE rep = $1 AND manager = $1`, keep); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM deal_owner WHERE person_id = $1
		AND deal_id IN (SELECT id FROM deal WHERE owner_id = $1)`, keep); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM review_with WHERE person_id = $1
		AND review_id IN (SELECT id FROM review WHERE rep = $1)`, keep); err != nil {
		return err
	}
	me, err := setting(tx, settingMe)
	if err != nil || me != away {
		return err
	}
	return setSetting(tx, settingMe, keep)
}

// touchReviews makes windows notice that show a review in which somebody is
// named.
func touchReviews(tx *sql.Tx, away string) error {
	var named []string
	for _, c := range slices.Concat(ofPeople, ofOnePerson) {
		if c.review != "" {
			named = append(named, fmt.Sprintf(`SELECT %s FROM %s WHERE %s = $1`, c.review, c.table, c.column))
		}
	}
	_, err := tx.Exec(`UPDATE review SET version = version + 1 WHERE id IN (`+strings.Join(named, " UNION ")+`)`, away)
	return err
}

// joinTexts makes one text of two that stand in one place of a review. The
// place is the column that tells one author's texts apart.
func joinTexts(tx *sql.Tx, table, place string, keep, away agenda.Person) error {
	type both struct{ review, place, kept, other string }
	var list []both
	if err := each(tx, func(scan func(...any) error) error {
		var b both
		err := scan(&b.review, &b.place, &b.kept, &b.other)
		list = append(list, b)
		return err
	}, fmt.Sprintf(`SELECT k.review_id, k.%[2]s, k.text, a.text FROM %[1]s k
		JOIN %[1]s a ON a.review_id = k.review_id AND a.%[2]s = k.%[2]s
		WHERE k.author = $1 AND a.author = $2 ORDER BY k.review_id, k.%[2]s`, table, place), keep.ID, away.ID); err != nil {
		return err
	}
	for _, b := range list {
		where := fmt.Sprintf(` WHERE review_id = $1 AND %s = $2 AND author = $3`, place)
		if err := one(tx.Exec(fmt.Sprintf(`UPDATE %s SET text = $4`, table)+where,
			b.review, b.place, keep.ID, bothTexts(b.kept, b.other, away.Name))); err != nil {
			return err
		}
		if err := one(tx.Exec(fmt.Sprintf(`DELETE FROM %s`, table)+where, b.review, b.place, away.ID)); err != nil {
			return err
		}
	}
	return nil
}

// bothTexts joins two texts so that it can be seen, without losing a word.
func bothTexts(kept, other, name string) string {
	switch {
	case strings.TrimSpace(other) == "" || kept == other:
		return kept
	case strings.TrimSpace(kept) == "":
		return other
	}
	return kept + "\n\n" + name + ":\n" + other
}

// shareOnce removes away from deals that both co-own, and the owner of a deal
// from those beside them; and from joint reviews in which both are.
func shareOnce(tx *sql.Tx, keep, away string) error {
	if _, err := tx.Exec(`DELETE FROM deal_owner WHERE person_id = $2
		AND deal_id IN (SELECT deal_id FROM deal_owner WHERE person_id = $1)`, keep, away); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM review_with WHERE person_id = $2
		AND review_id IN (SELECT review_id FROM review_with WHERE person_id = $1 UNION SELECT id FROM review WHERE rep = $1)`, keep, away)
	return err
}

// newestEstimates keeps of two probabilities that one person gave a deal under
// two names the later one.
func newestEstimates(tx *sql.Tx, keep, away string) error {
	for _, pair := range [][2]string{{keep, away}, {away, keep}} {
		if _, err := tx.Exec(`DELETE FROM estimate WHERE author = $1 AND EXISTS (SELECT 1 FROM estimate o WHERE o.author = $2
			AND o.review_id = estimate.review_id AND o.deal_id = estimate.deal_id AND COALESCE(o.at, 0) >= COALESCE(estimate.at, 0))`,
			pair[0], pair[1]); err != nil {
			return err
		}
	}
	return nil
}

// moveHistory moves what deals' histories tell. That a deal went from one
// spelling to another is nothing that happened.
func moveHistory(tx *sql.Tx, keep, away string) error {
	for _, column := range []string{"old_text", "new_text"} {
		if _, err := tx.Exec(fmt.Sprintf(`UPDATE deal_change SET %[1]s = $1 WHERE field = 'owner' AND %[1]s = $2`, column), keep, away); err != nil {
			return err
		}
	}
	for _, column := range []string{"text", "was_text"} {
		if _, err := tx.Exec(fmt.Sprintf(`UPDATE fix SET %[1]s = $1 WHERE field = 'owner' AND %[1]s = $2`, column), keep, away); err != nil {
			return err
		}
	}
	type change struct {
		id       int64
		old, new string
	}
	var list []change
	if err := each(tx, func(scan func(...any) error) error {
		var c change
		err := scan(&c.id, &c.old, &c.new)
		list = append(list, c)
		return err
	}, `SELECT id, old_text, new_text FROM deal_change WHERE field = 'co_owners'
		AND (old_text LIKE '%' || $1 || '%' OR new_text LIKE '%' || $1 || '%')`, away); err != nil {
		return err
	}
	for _, c := range list {
		if err := one(tx.Exec(`UPDATE deal_change SET old_text = $1, new_text = $2 WHERE id = $3`,
			inGroup(c.old, keep, away), inGroup(c.new, keep, away), c.id)); err != nil {
			return err
		}
	}
	_, err := tx.Exec(`DELETE FROM deal_change WHERE field IN ('owner', 'co_owners') AND old_text = new_text
		AND (new_text = $1 OR new_text LIKE '%' || $1 || '%')`, keep)
	return err
}

// inGroup writes ids with one of them become another.
func inGroup(ids, keep, away string) string {
	list := strings.Fields(ids)
	for i, id := range list {
		if id == away {
			list[i] = keep
		}
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), " ")
}

// jointManager is who manages two who are one: keep's manager, else away's,
// unless that would be themselves.
func jointManager(tx *sql.Tx, keep, away agenda.Person) (string, error) {
	for _, id := range []string{keep.Manager, away.Manager} {
		if id == "" || id == keep.ID || id == away.ID {
			continue
		}
		loop, err := above(tx, id, keep.ID)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return "", err
		}
		if !loop {
			return id, nil
		}
	}
	return "", nil
}
