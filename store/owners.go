package store

import (
	"context"
	"database/sql"
)

// OpenDeals returns how many open deals people have, by Person's ID: everybody,
// or only some. A deal counts for its owner and for each who co-owns it. Those
// without any are not in it.
func (s *Store) OpenDeals(ctx context.Context, some ...string) (map[string]int, error) {
	counts := map[string]int{}
	owner, shared, mended := condition{text: "d.owner_id IS NOT NULL"}, condition{text: "1 = 1"}, condition{text: "1 = 1"}
	if len(some) > 0 {
		owner, shared, mended = in("d.owner_id", some), in("o.person_id", some), in("f.text", some)
	}
	// An owner whom somebody has mended counts instead of the CRM's.
	const newest = `f.field = 'owner' AND f.state = 'open' AND d.status = 'open' AND d.gone = 0 AND NOT EXISTS (SELECT 1 FROM fix n
		WHERE n.deal_id = f.deal_id AND n.field = f.field AND n.state = f.state AND (n.at > f.at OR n.at = f.at AND n.id > f.id))`
	err := s.read(ctx, "count open deals", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var id string
			var n int
			err := scan(&id, &n)
			if counts[id] += n; counts[id] == 0 {
				delete(counts, id)
			}
			return err
		}, `SELECT d.owner_id, count(*) FROM deal d WHERE d.status = 'open' AND d.gone = 0 AND `+owner.text+` GROUP BY d.owner_id
			UNION ALL SELECT o.person_id, count(*) FROM deal_owner o JOIN deal d ON d.id = o.deal_id
			WHERE d.status = 'open' AND d.gone = 0 AND `+shared.text+` GROUP BY o.person_id
			UNION ALL SELECT d.owner_id, -count(*) FROM fix f JOIN deal d ON d.id = f.deal_id WHERE `+newest+` AND `+owner.text+` GROUP BY d.owner_id
			UNION ALL SELECT f.text, count(*) FROM fix f JOIN deal d ON d.id = f.deal_id WHERE `+newest+` AND `+mended.text+` GROUP BY f.text`, owner.args...)
	})
	return counts, err
}

// DealsOf returns how many deals people own as the CRM has it, closed and gone
// ones too, by Person's ID; those that nobody owns as "". It looks at no more
// than most of them, in the order of their ids, and at one beside them; below 0
// at everybody.
func (s *Store) DealsOf(ctx context.Context, most int, beside string) (map[string]int, error) {
	counts := map[string]int{}
	err := s.read(ctx, "count deals", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var id string
			var n int
			err := scan(&id, &n)
			counts[id] = n
			return err
		}, `SELECT COALESCE(owner_id, ''), n FROM (SELECT owner_id, count(*) AS n FROM deal GROUP BY owner_id ORDER BY owner_id LIMIT $1)
			UNION ALL SELECT owner_id, count(*) FROM deal WHERE owner_id = $2 GROUP BY owner_id`, most, beside)
	})
	return counts, err
}
