package store

import (
	"context"
	"database/sql"
	"slices"
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
	days := map[string][]int{}
	err := s.read(ctx, "look at how long won deals took", func(tx *sql.Tx) error {
		var last string
		var since agenda.Date
		return each(tx, func(scan func(...any) error) error {
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
				days[stage] = append(days[stage], int(left-since))
			}
			since = left
			return nil
		}, `SELECT d.id, d.created, c.at, c.old_text FROM deal d JOIN deal_change c ON c.deal_id = d.id
			WHERE c.field = 'stage' AND d.id IN
				(SELECT id FROM deal WHERE status = 'won' ORDER BY close_date DESC, id DESC LIMIT $1)
			ORDER BY d.id, c.at, c.id`, newestWon)
	})
	times := map[string]StageTime{}
	for stage, list := range days {
		slices.Sort(list)
		times[stage] = StageTime{len(list), list[(len(list)-1)/2]}
	}
	return times, err
}
