package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"halfhour/agenda"
)

// CreateReview writes a new review down and returns it as it is kept, with
// version 1.
func (s *Store) CreateReview(ctx context.Context, r agenda.Review) (agenda.Review, error) {
	r = kept(r)
	r.Version = 1
	err := s.write(ctx, "create a review", func(tx *sql.Tx) error {
		values := reviewValues(r)
		_, err := tx.Exec(`INSERT INTO review (`+reviewColumns+`) VALUES (`+numbered(1, len(values))+`)`, values...)
		if err != nil {
			return err
		}
		if err := saveContent(tx, agenda.Review{ID: r.ID}, r); err != nil {
			return err
		}
		return s.checkReview(tx, agenda.Review{}, &r)
	})
	return r, err
}

// SaveReview writes what differs between two values of a review, and returns
// the new one as the file has it: with its version, one more than was's, and
// with instants in whole milliseconds of UTC. It returns
// agenda.ErrStale, and writes nothing, when the file no longer holds was's
// version. What was said in a review is never deleted, but for drafts.
func (s *Store) SaveReview(ctx context.Context, was, next agenda.Review) (agenda.Review, error) {
	if was.ID != next.ID {
		return was, fmt.Errorf("save a review: %s is not %s: %w", next.ID, was.ID, ErrNotFound)
	}
	next = kept(next)
	next.Version = was.Version + 1
	err := s.write(ctx, "save a review", func(tx *sql.Tx) error {
		keep, err := s.became(tx)
		if err != nil {
			return err
		}
		was, next = naming(was, keep), naming(next, keep)
		values := reviewValues(next)
		values = append(values, was.Version)
		err = one(tx.Exec(`UPDATE review SET (`+reviewColumns+`) = (`+numbered(1, len(values)-1)+`)
			WHERE id = $1 AND version = $`+fmt.Sprint(len(values)), values...))
		if errors.Is(err, ErrNotFound) {
			return agenda.ErrStale
		}
		if err != nil {
			return err
		}
		if err := saveContent(tx, was, next); err != nil {
			return err
		}
		return s.checkReview(tx, was, &next)
	})
	if err != nil {
		return was, err
	}
	return next, nil
}

// Review returns a review, everything said in it included; ErrNotFound and
// agenda.ErrGone when there is none of that id.
func (s *Store) Review(ctx context.Context, id string) (r agenda.Review, err error) {
	err = s.read(ctx, "read a review", func(tx *sql.Tx) error {
		r, err = review(tx, `id = $1`, id)
		return err
	})
	return r, err
}

// UnfinishedReview returns the newest review of a rep that is running, else the
// newest that is prepared; found is false when there is none. With several reps
// it is their joint one.
func (s *Store) UnfinishedReview(ctx context.Context, reps ...string) (r agenda.Review, found bool, err error) {
	return s.newest(ctx, reps, `stage IN ('ready', 'running')`)
}

// LatestFinished returns the newest finished review of a rep, or of several
// together; found is false when there is none.
func (s *Store) LatestFinished(ctx context.Context, reps ...string) (r agenda.Review, found bool, err error) {
	return s.newest(ctx, reps, `stage = 'finished'`)
}

func (s *Store) newest(ctx context.Context, reps []string, stages string) (r agenda.Review, found bool, err error) {
	held := heldBy(reps...)
	err = s.read(ctx, "find a review", func(tx *sql.Tx) error {
		r, err = review(tx, held.text+` AND `+stages+` ORDER BY COALESCE(ended_at, started_at, 0) DESC, id DESC LIMIT 1`, held.args...)
		found = err == nil
		if errors.Is(err, ErrNotFound) {
			err = nil
		}
		return err
	})
	return r, found, err
}

// Seen notes that somebody watched the review's clock at an instant, and
// returns the version the file holds; agenda.ErrGone when there is none of that
// id. It is no change of the review.
func (s *Store) Seen(ctx context.Context, id string, at time.Time) (version int64, err error) {
	err = s.write(ctx, "watch the clock", func(tx *sql.Tx) error {
		err := tx.QueryRow(`UPDATE review SET seen_at = $1 WHERE id = $2 RETURNING version`, millis(at), id).Scan(&version)
		return noReview(err)
	})
	return version, err
}

// ReviewRow is a review in a list.
type ReviewRow struct {
	ID                   string
	Rep, Manager         string   // ids
	With                 []string // in a joint review the ids of the other reps
	RepName, ManagerName string   // RepName has all of them
	Today                agenda.Date
	Stage                agenda.Stage
	Started, Ended       time.Time
	FollowUp             agenda.Date
	Actions, Open        int // actions not dropped, and those still to do
}

// Reviews lists all reviews: those that have not started, then the newest.
func (s *Store) Reviews(ctx context.Context) ([]ReviewRow, error) {
	var list []ReviewRow
	err := s.read(ctx, "list reviews", func(tx *sql.Tx) error {
		err := each(tx, func(scan func(...any) error) error {
			var r ReviewRow
			err := scan(&r.ID, &r.Rep, &r.Manager, &r.RepName, &r.ManagerName, &r.Today, &r.Stage,
				instant{&r.Started}, instant{&r.Ended}, &r.FollowUp, &r.Actions, &r.Open)
			list = append(list, r)
			return err
		}, `SELECT r.id, r.rep, COALESCE(r.manager, ''), p.name, COALESCE(m.name, ''), r.today, r.stage, r.started_at, r.ended_at, r.follow_up,
			(SELECT count(*) FROM action a WHERE a.review_id = r.id AND a.state <> 'dropped'),
			(SELECT count(*) FROM action a WHERE a.review_id = r.id AND a.state = 'open')
			FROM review r JOIN person p ON p.id = r.rep LEFT JOIN person m ON m.id = r.manager
			ORDER BY CASE WHEN r.started_at IS NULL THEN 0 ELSE 1 END, COALESCE(r.ended_at, r.started_at, 0) DESC, r.id DESC`)
		if err != nil {
			return err
		}
		return joined(tx, list)
	})
	return list, err
}

// joined fills in the other reps of joint reviews.
func joined(tx *sql.Tx, list []ReviewRow) error {
	with := map[string][]agenda.Person{}
	if err := each(tx, func(scan func(...any) error) error {
		var review string
		var p agenda.Person
		err := scan(&review, &p.ID, &p.Name)
		with[review] = append(with[review], p)
		return err
	}, `SELECT w.review_id, p.id, p.name FROM review_with w JOIN person p ON p.id = w.person_id ORDER BY w.review_id, w.position`); err != nil {
		return err
	}
	for i := range list {
		r := &list[i]
		others := with[r.ID]
		for _, p := range others {
			r.With = append(r.With, p.ID)
		}
		r.RepName = agenda.Names(append([]agenda.Person{{Name: r.RepName}}, others...))
	}
	return nil
}

// kept returns a review as it will be read back.
func kept(r agenda.Review) agenda.Review {
	r = r.Clone()
	c := &r.Clock
	instants := []*time.Time{&c.Started, &c.Since, &c.PausedAt, &c.Seen, &c.Ended, &c.Gap.From, &c.Overtime.At}
	for i := range r.Answers {
		instants = append(instants, &r.Answers[i].At)
	}
	for i := range r.Actions {
		instants = append(instants, &r.Actions[i].At, &r.Actions[i].DoneAt)
		r.Actions[i].ReviewID = r.ID
	}
	for i := range r.Obstacles {
		instants = append(instants, &r.Obstacles[i].At)
	}
	for i := range r.Estimates {
		instants = append(instants, &r.Estimates[i].At)
	}
	for i := range r.Steps {
		instants = append(instants, &r.Steps[i].At)
	}
	for i := range r.Notes {
		instants = append(instants, &r.Notes[i].At)
	}
	for i := range r.Parked {
		instants = append(instants, &r.Parked[i].At)
	}
	for i := range r.Attendance {
		instants = append(instants, &r.Attendance[i].At)
	}
	for _, t := range instants {
		if !t.IsZero() {
			*t = time.UnixMilli(t.UnixMilli()).UTC()
		}
	}
	return r
}

const reviewColumns = `id, version, rep, manager, today, stage, current_slot, follow_up,
	started_at, since, paused_at, seen_at, ended_at, gap_from, gap_length, gap_slot, taken_out,
	overtime_asked, overtime_go_on, overtime_author, overtime_at`

func reviewValues(r agenda.Review) []any {
	c := r.Clock
	return []any{
		r.ID, r.Version, r.Rep, orNull(r.Manager), int(r.Today), string(r.Stage), r.Current, int(r.FollowUp),
		millis(c.Started), millis(c.Since), millis(c.PausedAt), millis(c.Seen), millis(c.Ended),
		millis(c.Gap.From), int64(c.Gap.Length), c.Gap.Slot, int64(c.TakenOut),
		c.Overtime.Asked, c.Overtime.GoOn, c.Overtime.Author, millis(c.Overtime.At),
	}
}

// review reads the review of a condition.
func review(tx *sql.Tx, where string, args ...any) (agenda.Review, error) {
	var r agenda.Review
	c := &r.Clock
	var manager sql.NullString
	err := tx.QueryRow(`SELECT `+reviewColumns+` FROM review r WHERE `+where, args...).Scan(
		&r.ID, &r.Version, &r.Rep, &manager, &r.Today, &r.Stage, &r.Current, &r.FollowUp,
		instant{&c.Started}, instant{&c.Since}, instant{&c.PausedAt}, instant{&c.Seen}, instant{&c.Ended},
		instant{&c.Gap.From}, &c.Gap.Length, &c.Gap.Slot, &c.TakenOut,
		&c.Overtime.Asked, &c.Overtime.GoOn, &c.Overtime.Author, instant{&c.Overtime.At})
	if err != nil {
		return r, noReview(err)
	}
	r.Manager = manager.String
	return r, loadContent(tx, &r)
}

// noReview turns "no rows" into ErrNotFound, for whom it was there into
// agenda.ErrGone.
func noReview(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("a review: %w (%w)", ErrNotFound, agenda.ErrGone)
	}
	return err
}

// numbered returns "$from, …" for n parameters.
func numbered(from, n int) string {
	text := ""
	for i := range n {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("$%d", from+i)
	}
	return text
}
