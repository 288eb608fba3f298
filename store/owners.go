package store

import (
	"context"
	"database/sql"
)

// OpenDeals returns how many open deals people have, by Person's ID: everybody,
// or only some. Those without any are not in it.
func (s *Store) OpenDeals(ctx context.Context, some ...string) (map[string]int, error) {
	counts := map[string]int{}
	owners := condition{text: "owner_id IS NOT NULL"}
	if len(some) > 0 {
		owners = in("owner_id", some)
	}
	err := s.read(ctx, "count open deals", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var owner string
			var n int
			err := scan(&owner, &n)
			counts[owner] = n
			return err
		}, `SELECT owner_id, count(*) FROM deal WHERE status = 'open' AND gone = 0 AND `+owners.text+` GROUP BY owner_id`, owners.args...)
	})
	return counts, err
}
