package store

import (
	"context"
	"database/sql"
	"time"

	"halfhour/agenda"
)

// StageTime is how long deals stayed in a stage before they went on.
type StageTime struct {
	Deals  int
	Median int // days; the lower one of two
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
			err := scan(&stage, &t.Deals, &t.Median)
			times[stage] = t
			return err
		}, `SELECT of, deals, value FROM norm WHERE kind = $1`, normStage)
	})
	return times, err
}

// stageDays returns the whole stays of the newest won deals in each stage, in
// days.
func stageDays(tx *sql.Tx) (map[string][]int64, error) {
	days := map[string][]int64{}
	var last string
	var since agenda.Date
	err := each(tx, func(scan func(...any) error) error {
		var id, stage string
		var created agenda.Date
		var at int64
		if err := scan(&id, &created, &at, &stage); err != nil {
			return err
		}
		if id != last {
			last, since = id, created
		}
		left := agenda.DateOf(time.UnixMilli(at).UTC())
		if since != 0 && left >= since && stage != "" {
			days[stage] = append(days[stage], int64(left-since))
		}
		since = left
		return nil
	}, `SELECT d.id, d.created, c.at, c.old_text FROM deal d JOIN deal_change c ON c.deal_id = d.id
		WHERE c.field = 'stage' AND d.id IN
			(SELECT id FROM deal WHERE status = 'won' ORDER BY close_date DESC, id DESC LIMIT $1)
		ORDER BY d.id, c.at, c.id`, newestWon)
	return days, err
}
