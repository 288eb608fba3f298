package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"halfhour/agenda/listing"
)

// Views returns how the deals were looked at last, and what was saved, by name.
// A view that cannot be read is left out: it is one of a newer halfhour.
func (s *Store) Views(ctx context.Context) (last listing.View, saved []listing.Saved, err error) {
	err = s.read(ctx, "look up saved filters", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var v listing.Saved
			var text string
			if err := scan(&v.Name, &text); err != nil {
				return err
			}
			switch err := json.Unmarshal([]byte(text), &v.View); {
			case err != nil:
			case v.Name == "":
				last = v.View
			default:
				saved = append(saved, v)
			}
			return nil
		}, `SELECT name, view FROM deal_view ORDER BY name`)
	})
	return last, saved, err
}

// SaveView keeps a view under a name, over one that is there; as "" it is how
// the deals were looked at last.
func (s *Store) SaveView(ctx context.Context, v listing.Saved) error {
	text, err := json.Marshal(v.View)
	if err != nil {
		return err
	}
	return s.write(ctx, "save a filter", func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO deal_view (name, view) VALUES ($1, $2)
			ON CONFLICT (name) DO UPDATE SET view = excluded.view`, v.Name, string(text))
		return err
	})
}

// ForgetView deletes a saved view; ErrNotFound when there is none of that name.
func (s *Store) ForgetView(ctx context.Context, name string) error {
	return s.write(ctx, "delete a saved filter", func(tx *sql.Tx) error {
		return one(tx.Exec(`DELETE FROM deal_view WHERE name = $1`, name))
	})
}
