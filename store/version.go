package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"halfhour/agenda"
	"halfhour/agenda/packet"
)

// The states of a version.
const (
	versionShown    = "shown"
	versionRival    = "rival"
	versionReplaced = "replaced"
)

// things returns everything said in a review with its versions. What was
// changed since it last travelled is a new version, which replaces those that
// stood. Whoever changed it had them all in sight.
func things(tx *sql.Tx, r agenda.Review) ([]packet.Thing, error) {
	known := map[packet.Place]*packet.Thing{}
	bodies := map[packet.Place]string{} // of the versions that are shown
	if err := each(tx, func(scan func(...any) error) error {
		var p packet.Place
		var id, state, body string
		if err := scan(&p.Kind, &p.Deal, &p.Key, &id, &state, &body); err != nil {
			return err
		}
		t := known[p]
		if t == nil {
			t = &packet.Thing{Place: p}
			known[p] = t
		}
		if state == versionReplaced {
			t.Replaced = append(t.Replaced, id)
			return nil
		}
		said, err := packet.SaidOf(body)
		t.Versions = append(t.Versions, packet.Version{ID: id, Said: said})
		if state == versionShown {
			bodies[p] = body
		}
		return err
	}, `SELECT kind, deal_id, key, id, state, body FROM version WHERE review_id = $1 ORDER BY kind, deal_id, key, id`, r.ID); err != nil {
		return nil, err
	}
	var list []packet.Thing
	for _, s := range packet.Of(r) {
		t := known[s.Place]
		if t == nil {
			t = &packet.Thing{Place: s.Place}
		}
		if bodies[s.Place] != s.Body() {
			for _, v := range t.Versions {
				t.Replaced = append(t.Replaced, v.ID)
			}
			t.Versions = []packet.Version{{ID: NewID(), Said: s.Said}}
		}
		list = append(list, *t)
	}
	list = packet.Merge(list, nil)
	return list, putVersions(tx, r, list)
}

// putVersions writes the versions of all things of a review.
func putVersions(tx *sql.Tx, r agenda.Review, list []packet.Thing) error {
	insert, err := tx.Prepare(`INSERT INTO version (review_id, kind, deal_id, key, id, state, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (review_id, kind, deal_id, key, id) DO UPDATE SET state = excluded.state, body = excluded.body`)
	if err != nil {
		return err
	}
	defer func() { _ = insert.Close() }()
	now := map[packet.Place]string{}
	for _, s := range packet.Of(r) {
		now[s.Place] = s.Body()
	}
	for _, t := range list {
		put := func(id, state, body string) error {
			_, err := insert.Exec(r.ID, string(t.Kind), t.Deal, t.Key, id, state, body)
			return err
		}
		for i, v := range t.Versions {
			state, body := versionRival, v.Body()
			if i == 0 {
				// As this file reads it back, whatever it was written like.
				state, body = versionShown, cmp.Or(now[t.Place], body)
			}
			if err := put(v.ID, state, body); err != nil {
				return err
			}
		}
		for _, id := range t.Replaced {
			if err := put(id, versionReplaced, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// rivals are the versions that stand beside what a review says.
type rivals struct{}

// save notes what somebody has picked.
func (rivals) save(tx *sql.Tx, was, next *agenda.Review) error {
	for _, r := range was.Rivals {
		if slices.ContainsFunc(next.Rivals, func(o agenda.Rival) bool { return o.ID == r.ID }) {
			continue
		}
		if _, err := tx.Exec(`UPDATE version SET state = 'replaced', body = '' WHERE review_id = $1 AND id = $2`, next.ID, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// load reads those beside something that nobody has changed since.
func (rivals) load(tx *sql.Tx, r *agenda.Review) error {
	var now map[packet.Place]packet.Said
	return each(tx, func(scan func(...any) error) error {
		var p packet.Place
		var id, body, shown string
		if err := scan(&p.Kind, &p.Deal, &p.Key, &id, &body, &shown); err != nil {
			return err
		}
		if now == nil {
			now = map[packet.Place]packet.Said{}
			for _, s := range packet.Of(*r) {
				now[s.Place] = s.Said
			}
		}
		mine, ok := now[p]
		if !ok || mine.Body() != shown {
			return nil
		}
		theirs, err := packet.SaidOf(body)
		t := packet.Thing{Place: p, Versions: []packet.Version{{Said: mine}, {ID: id, Said: theirs}}}
		if len(t.Rivals()) == 0 {
			return err
		}
		r.Rivals = append(r.Rivals, agenda.Rival{
			ID: id, Kind: string(p.Kind), DealID: p.Deal, Key: p.Key, Author: theirs.Author, At: theirs.At,
			Words: theirs.Words(p.Kind), Mine: mine.Words(p.Kind), Body: body,
		})
		return err
	}, `SELECT v.kind, v.deal_id, v.key, v.id, v.body, s.body FROM version v JOIN version s ON s.review_id = v.review_id
		AND s.kind = v.kind AND s.deal_id = v.deal_id AND s.key = v.key AND s.state = 'shown'
		WHERE v.review_id = $1 AND v.state = 'rival' ORDER BY v.deal_id, v.kind, v.key, v.id`, r.ID)
}

// Undecided returns the reviews in which something stands in two versions, the
// newest first.
func (s *Store) Undecided(ctx context.Context) (list []agenda.Review, err error) {
	err = s.read(ctx, "look for things that stand twice", func(tx *sql.Tx) error {
		ids := map[string]bool{}
		if err := each(tx, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			ids[id] = true
			return err
		}, `SELECT DISTINCT review_id FROM version WHERE state = 'rival'`); err != nil {
			return err
		}
		for _, id := range slices.Backward(slices.Sorted(maps.Keys(ids))) {
			r, err := review(tx, `id = $1`, id)
			if err != nil {
				return err
			}
			if len(r.Rivals) > 0 {
				list = append(list, r)
			}
		}
		return nil
	})
	return list, err
}

// Decide picks one of two versions, in a review of any stage: the one that is
// shown, or with theirs the rival, which is shown from then on.
func (s *Store) Decide(ctx context.Context, reviewID, rivalID string, theirs bool) error {
	return s.write(ctx, "pick a version", func(tx *sql.Tx) error {
		was, err := review(tx, `id = $1`, reviewID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(was.Rivals, func(r agenda.Rival) bool { return r.ID == rivalID })
		if i < 0 {
			return fmt.Errorf("that version: %w", ErrNotFound)
		}
		next := was.Clone()
		if theirs {
			if err := packet.Pick(&next, was.Rivals[i]); err != nil {
				return err
			}
		}
		next.Rivals = slices.Delete(next.Rivals, i, i+1)
		return writeReview(tx, was, next, true)
	})
}

// moveVersions makes of one person another in what travelled.
func moveVersions(tx *sql.Tx, keep, away string) error {
	if _, err := tx.Exec(`UPDATE version SET body = replace(body, $2, $1)`, keep, away); err != nil {
		return err
	}
	// Where both wrote in one place, their texts were joined: that is new.
	const both = `EXISTS (SELECT 1 FROM version o WHERE o.review_id = version.review_id AND o.kind = version.kind
		AND o.deal_id = version.deal_id AND o.key = $1)`
	if _, err := tx.Exec(`DELETE FROM version WHERE key = $2 AND `+both, keep, away); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE version SET key = $1 WHERE key = $2`, keep, away)
	return err
}
