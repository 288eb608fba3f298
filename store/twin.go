package store

import (
	"database/sql"

	"halfhour/agenda"
)

// findTwins looks for open deals that are probably the same: of one name,
// account and amount, as the CRM has them. It is done when deals change: those
// who look at deals only look it up.
func findTwins(tx *sql.Tx) error {
	// match_key is a hash of name and account; names are compared for the few
	// that share one.
	return run(tx, `DELETE FROM twin;
		INSERT INTO twin (deal_id, other)
		SELECT d.id, min(o.id) FROM deal d JOIN deal o ON o.match_key = d.match_key AND o.id <> d.id
		WHERE d.match_key IN (SELECT match_key FROM deal GROUP BY match_key HAVING count(*) > 1)
		AND d.status = 'open' AND d.gone = 0 AND o.status = 'open' AND o.gone = 0
		AND d.name <> '' AND d.account <> '' AND lower(o.name) = lower(d.name)
		AND o.amount = d.amount AND o.currency = d.currency
		GROUP BY d.id`)
}

// pair fills in which deals are probably there twice; the deals are in order of
// their ids.
func pair(tx *sql.Tx, c condition, list []agenda.Deal) error {
	if some, err := anyIn(tx, "twin"); err != nil || !some {
		return err
	}
	next := 0
	return each(tx, func(scan func(...any) error) error {
		var id, other string
		if err := scan(&id, &other); err != nil {
			return err
		}
		for list[next].ID != id {
			next++
		}
		list[next].Twin = other
		return nil
	}, `SELECT t.deal_id, t.other FROM twin t WHERE t.deal_id IN (SELECT d.id FROM deal d WHERE `+c.text+`) ORDER BY t.deal_id`, c.args...)
}
