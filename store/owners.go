package store

import (
	"context"
	"database/sql"
)

// OpenDeals returns how many open deals everybody has, by Person's ID; those
// without any are not in it.
func (s *Store) OpenDeals(ctx context.Context) (map[string]int, error) {
	counts := map[string]int{}
	err := s.read(ctx, "count open deals", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var owner string
			var n int
			err := scan(&owner, &n)
			counts[owner] = n
			return err
		}, `SELECT owner_id, count(*) FROM deal WHERE status = 'open' AND gone = 0 AND owner_id IS NOT NULL GROUP BY owner_id`)
	})
	return counts, err
}
