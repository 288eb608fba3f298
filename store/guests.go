package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"halfhour/agenda"
)

// Admissions returns everybody who may come into a review from another laptop,
// in the order they were let in.
func (s *Store) Admissions(ctx context.Context, reviewID string) (list []agenda.Admission, err error) {
	err = s.read(ctx, "list admissions", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var a agenda.Admission
			err := scan(&a.ID, &a.ReviewID, &a.Person, &a.Part, text{&a.DealID}, &a.Hash, instant{&a.Expires}, &a.Wrong,
				instant{&a.Used}, &a.Key, &a.Ended)
			list = append(list, a)
			return err
		}, `SELECT id, review_id, person, part, deal_id, hash, expires, wrong, used_at, key, ended
			FROM admission WHERE review_id = $1 ORDER BY id`, reviewID)
	})
	return list, err
}

// SaveAdmission writes an admission down, or what became of it.
func (s *Store) SaveAdmission(ctx context.Context, a agenda.Admission) error {
	return s.write(ctx, "save an admission", func(tx *sql.Tx) error {
		return one(tx.Exec(`INSERT INTO admission (id, review_id, person, part, deal_id, hash, expires, wrong, used_at, key, ended)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
			ON CONFLICT (id) DO UPDATE SET wrong = excluded.wrong, used_at = excluded.used_at, key = excluded.key, ended = excluded.ended`,
			a.ID, a.ReviewID, a.Person, string(a.Part), orNull(a.DealID), a.Hash, millis(a.Expires), a.Wrong, millis(a.Used), a.Key, a.Ended))
	})
}

// ListKey lets somebody be known by an SSH key; ErrTaken when it is somebody
// else's.
func (s *Store) ListKey(ctx context.Context, person, key string, now time.Time) error {
	return s.write(ctx, "list a key", func(tx *sql.Tx) error {
		var holder string
		err := tx.QueryRow(`SELECT person_id FROM guest_key WHERE key = $1`, key).Scan(&holder)
		switch {
		case err == nil && holder != person:
			return ErrTaken
		case err == nil:
			return nil
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		_, err = tx.Exec(`INSERT INTO guest_key (key, person_id, listed_at) VALUES ($1, $2, $3)`, key, person, millis(now))
		return err
	})
}

// ForgetKeys forgets every listed key of somebody, and returns how many there
// were.
func (s *Store) ForgetKeys(ctx context.Context, person string) (n int64, err error) {
	err = s.write(ctx, "forget keys", func(tx *sql.Tx) error {
		result, err := tx.Exec(`DELETE FROM guest_key WHERE person_id = $1`, person)
		if err == nil {
			n, err = result.RowsAffected()
		}
		return err
	})
	return n, err
}

// Keys returns somebody's listed keys, the oldest first.
func (s *Store) Keys(ctx context.Context, person string) (list []string, err error) {
	err = s.read(ctx, "list keys", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var key string
			err := scan(&key)
			list = append(list, key)
			return err
		}, `SELECT key FROM guest_key WHERE person_id = $1 ORDER BY listed_at, key`, person)
	})
	return list, err
}

// KeyHolder returns whose key it is, "" for nobody's.
func (s *Store) KeyHolder(ctx context.Context, key string) (person string, err error) {
	err = s.read(ctx, "find a key", func(tx *sql.Tx) error {
		err := tx.QueryRow(`SELECT person_id FROM guest_key WHERE key = $1`, key).Scan(&person)
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return err
	})
	return person, err
}
