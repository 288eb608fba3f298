package store

import (
	"database/sql"
	"slices"
	"strings"

	"halfhour/agenda"
)

// A review that is on a screen while two people are made one goes on naming
// both: what is saved of it names who they became.

// became returns who people became that are no longer there, by id; nil for
// nobody.
func (s *Store) became(tx *sql.Tx) (map[string]string, error) {
	rows, err := tx.Stmt(s.merged).Query()
	if err != nil {
		return nil, err
	}
	var keep map[string]string
	err = eachOf(rows, func(scan func(...any) error) error {
		var from, to string
		err := scan(&from, &to)
		if keep == nil {
			keep = map[string]string{}
		}
		keep[from] = to
		return err
	})
	return keep, err
}

// everyMerged is what became asks for with every change of a review: to
// understand it anew took as long as an eighth of the whole change.
const everyMerged = `SELECT away, keep FROM merged`

// naming returns a review in which people are named as they are called now.
// Where that makes two notes or drafts of one author in one place, they are
// joined.
func naming(r agenda.Review, keep map[string]string) agenda.Review {
	if keep == nil {
		return r
	}
	r = r.Clone()
	rename := func(ids ...*string) {
		for _, id := range ids {
			if to := keep[*id]; to != "" {
				*id = to
			}
		}
	}
	rename(&r.Rep, &r.Manager, &r.Clock.Overtime.Author)
	if r.Manager == r.Rep {
		r.Manager = ""
	}
	for i := range r.With {
		rename(&r.With[i])
	}
	r.With = slices.DeleteFunc(r.With, func(id string) bool { return id == r.Rep })
	for i := range r.Answers {
		rename(&r.Answers[i].Author)
	}
	for i := range r.Obstacles {
		rename(&r.Obstacles[i].Author)
	}
	for i := range r.Actions {
		rename(&r.Actions[i].Owner, &r.Actions[i].Author)
	}
	for i := range r.Steps {
		rename(&r.Steps[i].Author)
	}
	for i := range r.Parked {
		rename(&r.Parked[i].Author)
	}
	for i := range r.Notes {
		rename(&r.Notes[i].Author)
	}
	for i := range r.Estimates {
		rename(&r.Estimates[i].Author)
	}
	for i := range r.Drafts {
		rename(&r.Drafts[i].Author)
	}
	r.Notes = oneOfEach(r.Notes, func(a, b agenda.Note) bool { return a.DealID == b.DealID && a.Author == b.Author },
		func(n *agenda.Note, more agenda.Note) { n.Text, n.At = bothWords(n.Text, more.Text), more.At })
	r.Drafts = oneOfEach(r.Drafts, func(a, b agenda.Draft) bool { return a.Place == b.Place && a.Author == b.Author },
		func(d *agenda.Draft, more agenda.Draft) { d.Text = bothWords(d.Text, more.Text) })
	r.Estimates = oneOfEach(r.Estimates, func(a, b agenda.Estimate) bool { return a.DealID == b.DealID && a.Author == b.Author },
		func(e *agenda.Estimate, later agenda.Estimate) { *e = later })
	return r
}

// oneOfEach makes one of those that are the same.
func oneOfEach[T any](list []T, same func(a, b T) bool, join func(*T, T)) []T {
	var kept []T
	for _, v := range list {
		if i := slices.IndexFunc(kept, func(k T) bool { return same(k, v) }); i >= 0 {
			join(&kept[i], v)
			continue
		}
		kept = append(kept, v)
	}
	return kept
}

// bothWords joins two texts without losing a word.
func bothWords(one, other string) string {
	switch {
	case strings.Contains(one, other):
		return one
	case strings.Contains(other, one):
		return other
	}
	return one + "\n\n" + other
}
