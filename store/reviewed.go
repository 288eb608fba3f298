package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"halfhour/agenda"
)

// Reviewed is a deal's part in a rep's last finished review.
type Reviewed struct {
	Held agenda.Date
	Was  agenda.Deal // as it was when the review ended
	Open int         // actions agreed on for it that are not done
}

// Reviewed returns, by deal, what the rep's last finished review talked about.
func (s *Store) Reviewed(ctx context.Context, repID string, today agenda.Date) (map[string]Reviewed, error) {
	talked := map[string]Reviewed{}
	var ended time.Time
	var ids []string
	var steps stageMap
	err := s.read(ctx, "look at the last review's deals", func(tx *sql.Tx) error {
		var id string
		var held agenda.Date
		err := tx.QueryRow(`SELECT id, today, COALESCE(ended_at, started_at, 0) FROM review WHERE rep = $1 AND stage = 'finished'
			ORDER BY COALESCE(ended_at, started_at, 0) DESC, id DESC LIMIT 1`, repID).Scan(&id, &held, instant{&ended})
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		if steps, err = stageSteps(tx); err != nil {
			return err
		}
		return each(tx, func(scan func(...any) error) error {
			r := Reviewed{Held: held}
			var deal string
			if err := scan(&deal, &r.Open); err != nil {
				return err
			}
			talked[deal] = r
			ids = append(ids, deal)
			return nil
		}, `SELECT s.deal_id, (SELECT count(*) FROM action a WHERE a.review_id = s.review_id AND a.deal_id = s.deal_id AND a.state = 'open')
			FROM slot s WHERE s.review_id = $1 AND s.kind = 'deal' AND s.visited = 1`, id)
	})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	deals, err := s.Deals(ctx, Filter{IDs: ids, Today: today})
	if err != nil {
		return nil, err
	}
	for _, d := range deals {
		changes, err := s.History(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		r := talked[d.ID]
		r.Was = d.Before(ended, changes, func(stage string) agenda.Step { return steps.step(d.Pipeline, stage) })
		talked[d.ID] = r
	}
	return talked, nil
}
