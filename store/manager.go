package store

import (
	"context"
	"database/sql"
)

// SetManager says who manages somebody, "" for nobody. ErrLoop when that would
// make them their own manager, however far up.
func (s *Store) SetManager(ctx context.Context, id, managerID string) error {
	return s.write(ctx, "set a manager", func(tx *sql.Tx) error { return setManager(tx, id, managerID) })
}

func setManager(tx *sql.Tx, id, managerID string) error {
	if managerID != "" {
		loop, err := above(tx, managerID, id)
		if err != nil {
			return err
		}
		if loop {
			return ErrLoop
		}
	}
	return one(tx.Exec(`UPDATE person SET manager_id = $1 WHERE id = $2`, orNull(managerID), id))
}

// above says whether one is the other, or manages them, however far up.
func above(tx *sql.Tx, id, who string) (bool, error) {
	for seen := map[string]bool{}; id != "" && !seen[id]; {
		if id == who {
			return true, nil
		}
		seen[id] = true
		p, err := person(tx, id)
		if err != nil {
			return false, err
		}
		id = p.Manager
	}
	return false, nil
}
