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
	owner, shared := condition{text: "d.owner_id IS NOT NULL"}, condition{text: "1 = 1"}
	if len(some) > 0 {
		owner, shared = in("d.owner_id", some), in("o.person_id", some)
	}
	err := s.read(ctx, "count open deals", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var id string
			var n int
			err := scan(&id, &n)
			counts[id] += n
			return err
		}, `SELECT d.owner_id, count(*) FROM deal d WHERE d.status = 'open' AND d.gone = 0 AND `+owner.text+` GROUP BY d.owner_id
			UNION ALL SELECT o.person_id, count(*) FROM deal_owner o JOIN deal d ON d.id = o.deal_id
			WHERE d.status = 'open' AND d.gone = 0 AND `+shared.text+` GROUP BY o.person_id`, owner.args...)
	})
	return counts, err
}
