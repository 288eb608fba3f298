package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"halfhour/agenda"
)

// How a manager can follow up on a review.
const (
	ByCall = "call"
	ByMail = "mail"
)

// Owed is a follow-up that a finished review owes its rep.
type Owed struct {
	ReviewID             string
	Rep, Manager         string // ids
	RepName, ManagerName string // ManagerName is "" for a review without one
	Held, Due            agenda.Date
	Mine                 int // open actions of the manager's own, from all of the rep's reviews
	Open                 int // all that are open
}

// FollowUpsOwed lists the follow-ups that nobody has made yet: of each rep's
// newest finished review, those where the manager has promised something first,
// then by when they are due.
func (s *Store) FollowUpsOwed(ctx context.Context) ([]Owed, error) {
	var list []Owed
	err := s.read(ctx, "list follow-ups", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var o Owed
			err := scan(&o.ReviewID, &o.Rep, &o.Manager, &o.RepName, &o.ManagerName, &o.Held, &o.Due, &o.Mine, &o.Open)
			list = append(list, o)
			return err
		}, `SELECT id, rep, manager, rep_name, manager_name, today, follow_up, mine, open FROM (
			SELECT r.id, r.rep, COALESCE(r.manager, '') AS manager, p.name AS rep_name, COALESCE(m.name, '') AS manager_name, r.today, r.follow_up,
				(SELECT count(*) FROM action a JOIN review x ON x.id = a.review_id
					WHERE x.rep = r.rep AND a.state = 'open' AND a.owner_id = r.manager) AS mine,
				(SELECT count(*) FROM action a JOIN review x ON x.id = a.review_id WHERE x.rep = r.rep AND a.state = 'open') AS open,
				row_number() OVER (PARTITION BY r.rep ORDER BY COALESCE(r.ended_at, r.started_at, 0) DESC, r.id DESC) AS nth
			FROM review r JOIN person p ON p.id = r.rep LEFT JOIN person m ON m.id = r.manager WHERE r.stage = 'finished') AS newest
			WHERE nth = 1 AND NOT EXISTS (SELECT 1 FROM follow_up f WHERE f.review_id = newest.id)
			ORDER BY CASE WHEN mine > 0 THEN 0 ELSE 1 END, follow_up, rep_name, id`)
	})
	return list, err
}

// Followed is a follow-up that was made.
type Followed struct {
	ReviewID string
	Day      agenda.Date
	How      string // ByCall or ByMail
	Text     string // what came of it, in one line; may be ""
	Author   string
	At       time.Time
}

// FollowUp writes down that a review was followed up on.
func (s *Store) FollowUp(ctx context.Context, f Followed) error {
	return s.write(ctx, "write the follow-up down", func(tx *sql.Tx) error {
		return one(tx.Exec(`INSERT INTO follow_up (id, review_id, day, how, text, author, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			NewID(), f.ReviewID, int(f.Day), f.How, f.Text, f.Author, f.At.UnixMilli()))
	})
}

// FollowUpsOf lists how a review was followed up on, the first first.
func (s *Store) FollowUpsOf(ctx context.Context, reviewID string) ([]Followed, error) {
	var list []Followed
	err := s.read(ctx, "list follow-ups", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			f := Followed{ReviewID: reviewID}
			err := scan(&f.Day, &f.How, &f.Text, &f.Author, instant{&f.At})
			list = append(list, f)
			return err
		}, `SELECT day, how, text, author, at FROM follow_up WHERE review_id = $1 ORDER BY at, id`, reviewID)
	})
	return list, err
}

// LastTime returns what became of the newest finished review of a rep, or of
// several together.
func (s *Store) LastTime(ctx context.Context, reps ...string) (last agenda.LastTime, err error) {
	held := heldBy(reps...)
	err = s.read(ctx, "look at the last review", func(tx *sql.Tx) error {
		err := tx.QueryRow(`SELECT r.today, r.follow_up,
			(SELECT count(*) FROM action a WHERE a.review_id = r.id AND a.state <> 'dropped'),
			(SELECT count(*) FROM action a WHERE a.review_id = r.id AND a.state = 'done'),
			(SELECT count(*) FROM action a WHERE a.review_id = r.id AND a.state = 'open' AND a.carried > 0),
			COALESCE((SELECT min(f.day) FROM follow_up f WHERE f.review_id = r.id), 0)
			FROM review r WHERE `+held.text+` AND r.stage = 'finished'
			ORDER BY COALESCE(r.ended_at, r.started_at, 0) DESC, r.id DESC LIMIT 1`, held.args...).
			Scan(&last.Held, &last.Due, &last.Actions, &last.Done, &last.Carried, &last.FollowUp)
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return err
	})
	return last, err
}
