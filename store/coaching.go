package store

import (
	"context"
	"database/sql"
	"errors"
)

// CoachingNote returns what somebody noted for themselves about coaching on a
// deal, "" for nothing.
func (s *Store) CoachingNote(ctx context.Context, dealID, author string) (text string, err error) {
	err = s.read(ctx, "read a coaching note", func(tx *sql.Tx) error {
		err := tx.QueryRow(`SELECT text FROM coaching_note WHERE deal_id = $1 AND author = $2`, dealID, author).Scan(&text)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return text, err
}

// SetCoachingNote replaces it. It is in no review, no minutes and no export.
func (s *Store) SetCoachingNote(ctx context.Context, dealID, author, text string) error {
	return s.write(ctx, "keep a coaching note", func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO coaching_note (deal_id, author, text) VALUES ($1, $2, $3)
			ON CONFLICT (deal_id, author) DO UPDATE SET text = excluded.text`, dealID, author, text)
		return err
	})
}

// joinCoaching makes one note of two that two who are one wrote on a deal; away's
// others are moved with the rest.
func joinCoaching(tx *sql.Tx, keep, away string) error {
	if _, err := tx.Exec(`UPDATE coaching_note SET text = text || $3 ||
			(SELECT a.text FROM coaching_note a WHERE a.deal_id = coaching_note.deal_id AND a.author = $2)
		WHERE author = $1 AND deal_id IN (SELECT deal_id FROM coaching_note WHERE author = $2)`, keep, away, "\n\n"); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM coaching_note WHERE author = $2
		AND deal_id IN (SELECT deal_id FROM coaching_note WHERE author = $1)`, keep, away)
	return err
}
