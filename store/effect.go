package store

import (
	"database/sql"
	"fmt"
	"strings"
)

// Effect is something that an import did to deals. A deal may be behind
// several.
type Effect string

// The effects, in the order people read them.
const (
	EffectNew       Effect = "new"
	EffectWon       Effect = "won"
	EffectLost      Effect = "lost"
	EffectPushed    Effect = "pushed"    // close date moved later while open
	EffectPulledIn  Effect = "pulled in" // close date moved earlier while open
	EffectUp        Effect = "up"        // in amount, of one currency
	EffectDown      Effect = "down"
	EffectMovedOn   Effect = "moved on"   // to a later stage
	EffectMovedBack Effect = "moved back" // to an earlier stage
	EffectOtherwise Effect = "otherwise"  // only something else changed
	EffectUnchanged Effect = "unchanged"
	EffectGone      Effect = "gone" // no longer in the export
	EffectBack      Effect = "back" // in the export again
)

// mostBehind is how many deals behind an effect a report names.
const mostBehind = 10_000

const isPushed = `c.field = 'close_date' AND d.status = 'open' AND c.old_number <> 0 AND c.new_number > c.old_number`

// changeEffects are those that a change c of the history of deal d tells.
var changeEffects = []struct {
	effect Effect
	where  string
	n      func(*Changes) *int
}{
	{EffectWon, `c.field = 'status' AND c.new_text = 'won'`, func(c *Changes) *int { return &c.Won }},
	{EffectLost, `c.field = 'status' AND c.new_text = 'lost'`, func(c *Changes) *int { return &c.Lost }},
	{EffectPushed, isPushed, func(c *Changes) *int { return &c.Pushed }},
	{EffectPulledIn, `c.field = 'close_date' AND d.status = 'open' AND c.new_number <> 0 AND c.new_number < c.old_number`, func(c *Changes) *int { return &c.PulledIn }},
	{EffectUp, `c.field = 'amount' AND c.old_text = c.new_text AND c.new_number > c.old_number`, func(c *Changes) *int { return &c.Up }},
	{EffectDown, `c.field = 'amount' AND c.old_text = c.new_text AND c.new_number < c.old_number`, func(c *Changes) *int { return &c.Down }},
	{EffectMovedOn, `c.field = 'stage' AND d.status = 'open' AND c.old_number <> 0 AND c.new_number > c.old_number`, func(c *Changes) *int { return &c.MovedOn }},
	{EffectMovedBack, `c.field = 'stage' AND d.status = 'open' AND c.new_number <> 0 AND c.new_number < c.old_number`, func(c *Changes) *int { return &c.MovedBack }},
}

// countChanges adds up what the import's history says.
func (st *staging) countChanges(tx *sql.Tx) error {
	st.report.Behind = map[Effect][]string{}
	const fresh = `SELECT r.id FROM import_row r WHERE r.deal_id IS NULL`
	if err := st.name(tx, EffectNew, fresh); err != nil || !st.deals {
		return err
	}
	c := &st.report.Changes
	// What an older row filled into the history is no news.
	news := fmt.Sprintf("FROM deal_change c JOIN deal d ON d.id = c.deal_id WHERE c.import_id = %d", st.report.Import)
	if st.report.Older > 0 {
		news += " AND NOT EXISTS (SELECT 1 FROM import_row r WHERE r.deal_id = c.deal_id AND r.older = 1)"
	}
	var counts, all []string
	var into []any
	for _, e := range changeEffects {
		counts = append(counts, "count(*) FILTER (WHERE "+e.where+")")
		all = append(all, e.where)
		into = append(into, e.n(c))
	}
	if err := tx.QueryRow("SELECT " + strings.Join(counts, ", ") + " " + news).Scan(into...); err != nil {
		return err
	}
	if err := st.medianPush(tx, news); err != nil {
		return err
	}
	otherwise := `FROM import_row r WHERE r.changed = 1 AND r.deal_id NOT IN (SELECT c.deal_id ` + news + ` AND (` + strings.Join(all, " OR ") + `))`
	if err := tx.QueryRow("SELECT count(*) " + otherwise).Scan(&c.Otherwise); err != nil {
		return err
	}
	same := `SELECT r.deal_id FROM import_row r WHERE r.deal_id IS NOT NULL AND r.changed = 0 UNION ALL ` + st.known.recognised()
	flag := fmt.Sprintf(`SELECT c.deal_id FROM deal_change c WHERE c.import_id = %d AND c.field = 'gone' AND c.new_number = `, st.report.Import)
	for effect, ids := range map[Effect]string{
		EffectOtherwise: "SELECT r.deal_id " + otherwise, EffectUnchanged: same, EffectGone: flag + "1", EffectBack: flag + "0",
	} {
		if err := st.name(tx, effect, ids); err != nil {
			return err
		}
	}
	for _, e := range changeEffects {
		if *e.n(c) == 0 {
			continue
		}
		if err := st.name(tx, e.effect, "SELECT c.deal_id "+news+" AND "+e.where); err != nil {
			return err
		}
	}
	return nil
}

// name reads which deals are behind an effect.
func (st *staging) name(tx *sql.Tx, effect Effect, query string) error {
	return each(tx, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		st.report.Behind[effect] = append(st.report.Behind[effect], id)
		return err
	}, fmt.Sprintf("%s LIMIT %d", query, mostBehind))
}

// medianPush finds by how many days close dates were pushed; of an even number
// the later of the two in the middle.
func (st *staging) medianPush(tx *sql.Tx, news string) error {
	var days []int
	err := each(tx, func(scan func(...any) error) error {
		var n int
		err := scan(&n)
		days = append(days, n)
		return err
	}, "SELECT c.new_number - c.old_number "+news+" AND "+isPushed+" ORDER BY 1")
	if len(days) > 0 {
		st.report.Changes.PushedMedianDays = days[len(days)/2]
	}
	return err
}
