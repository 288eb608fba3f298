package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"halfhour/agenda"
)

// StageTime is how long deals stayed in a stage before they went on, and how
// long what came after it took them.
type StageTime struct {
	Deals      int
	Median     int // days; the lower one of two
	AheadDeals int
	Ahead      int // days from leaving the stage to the win, a median too
}

// newestWon is how many won deals StageTimes looks at: what was usual years
// ago is no norm, and the cost stays the same however many there are. Our
// choice.
const newestWon = 1000

// StageTimes returns how long the newest won deals stayed in each stage, by
// the CRM's name of it, as far as their history tells. Only whole stays count:
// from the day the deal was created or came into the stage to the day it left.
func (s *Store) StageTimes(ctx context.Context) (map[string]StageTime, error) {
	times := map[string]StageTime{}
	err := s.read(ctx, "look at how long won deals took", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var stage string
			var t StageTime
			err := scan(&stage, &t.Deals, &t.Median, &t.AheadDeals, &t.Ahead)
			times[stage] = t
			return err
		}, `SELECT n.of, n.deals, n.value, COALESCE(a.deals, 0), COALESCE(a.days, 0)
			FROM norm n LEFT JOIN ahead a ON a.stage = n.of WHERE n.kind = $1`, normStage)
	})
	return times, err
}

// countStages counts anew how long won deals were in each stage, and in those
// after it.
func countStages(tx *sql.Tx) error {
	stays, ahead, err := stageDays(tx)
	if err != nil {
		return err
	}
	for stage, list := range stays {
		if err := keepNorm(tx, normStage, stage, list, 50); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`DELETE FROM ahead`); err != nil {
		return err
	}
	for stage, list := range ahead {
		slices.Sort(list)
		if _, err := tx.Exec(`INSERT INTO ahead (stage, deals, days) VALUES ($1, $2, $3)`,
			stage, len(list), list[percentile(len(list), 50)]); err != nil {
			return err
		}
	}
	return nil
}

// stageDays returns, of the newest won deals, the whole stays in each stage in
// days, and the days from leaving it for the last time to the win.
func stageDays(tx *sql.Tx) (stays, ahead map[string][]int64, err error) {
	stays, ahead = map[string][]int64{}, map[string][]int64{}
	var last string
	var since, closed agenda.Date
	leaves := map[string]agenda.Date{}
	done := func() {
		for stage, left := range leaves {
			if closed >= left {
				ahead[stage] = append(ahead[stage], int64(closed-left))
			}
		}
		clear(leaves)
	}
	err = each(tx, func(scan func(...any) error) error {
		var id, stage string
		var created, won agenda.Date
		var at int64
		if err := scan(&id, &created, &won, &at, &stage); err != nil {
			return err
		}
		if id != last {
			done()
			last, since, closed = id, created, won
		}
		left := agenda.DateOf(time.UnixMilli(at).UTC())
		if stage != "" {
			leaves[stage] = left
			if since != 0 && left >= since {
				stays[stage] = append(stays[stage], int64(left-since))
			}
		}
		since = left
		return nil
	}, `SELECT d.id, d.created, d.close_date, c.at, c.old_text FROM deal d JOIN deal_change c ON c.deal_id = d.id
		WHERE c.field = 'stage' AND d.id IN
			(SELECT id FROM deal WHERE status = 'won' ORDER BY close_date DESC, id DESC LIMIT $1)
		ORDER BY d.id, c.at, c.id`, newestWon)
	done()
	return stays, ahead, err
}
