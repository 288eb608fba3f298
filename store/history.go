package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"halfhour/agenda"
)

// History returns every change of a deal, the oldest first.
func (s *Store) History(ctx context.Context, dealID string) ([]agenda.Change, error) {
	var list []agenda.Change
	err := s.read(ctx, "read a deal's history", func(tx *sql.Tx) error {
		names, err := names(tx)
		if err != nil {
			return err
		}
		return each(tx, func(scan func(...any) error) error {
			c, err := scanChange(scan, func(id string) string { return names[id] })
			list = append(list, c)
			return err
		}, `SELECT `+changeColumns+` FROM deal_change c WHERE c.deal_id = $1 ORDER BY c.at, c.id`, dealID)
	})
	return list, err
}

// AddHistory adds changes that happened before the first import, from a
// history file. One that is there already is not added again. A deal whose
// history ends in the stage it is in has been there since then.
func (s *Store) AddHistory(ctx context.Context, changes []agenda.Change) error {
	return s.write(ctx, "add to the history", func(tx *sql.Tx) error {
		steps, err := stageSteps(tx)
		if err != nil {
			return err
		}
		for _, c := range changes {
			if err := addChange(tx, c, steps); err != nil {
				return fmt.Errorf("%s of deal %s on %s: %w", c.Field, c.DealID, agenda.DateOf(c.At), err)
			}
		}
		return countNorms(tx)
	})
}

func addChange(tx *sql.Tx, c agenda.Change, steps stageMap) error {
	k := kinds[c.Field]
	step := func(stage string) agenda.Step { return steps.step("", stage) }
	who := func(name string) (string, error) {
		p, err := called(tx, name)
		return p.ID, err
	}
	oldNumber, oldText, err := stored(k, c.Old, step, who)
	if err != nil {
		return err
	}
	newNumber, newText, err := stored(k, c.New, step, who)
	if err != nil {
		return err
	}
	var there bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM deal_change WHERE deal_id = $1 AND field = $2 AND at = $3
		AND new_number = $4 AND new_text = $5)`, c.DealID, string(c.Field), c.At.UnixMilli(), newNumber, newText).Scan(&there); err != nil || there {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO deal_change (deal_id, field, at, old_number, old_text, new_number, new_text)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.DealID, string(c.Field), c.At.UnixMilli(), oldNumber, oldText, newNumber, newText); err != nil {
		return err
	}
	if c.Field != agenda.FieldStage {
		return nil
	}
	_, err = tx.Exec(`UPDATE deal SET stage_since = $1 WHERE id = $2 AND stage = $3 AND stage_since < $1
		AND NOT EXISTS (SELECT 1 FROM deal_change c WHERE c.deal_id = deal.id AND c.field = 'stage' AND c.at > $4)`,
		agenda.DateOf(c.At), c.DealID, c.New, c.At.UnixMilli())
	return err
}

const changeColumns = `c.deal_id, c.field, c.at, c.old_number, c.old_text, c.new_number, c.new_text`

func scanChange(scan func(...any) error, person func(string) string) (agenda.Change, error) {
	var c agenda.Change
	var at, oldNumber, newNumber int64
	var oldText, newText string
	if err := scan(&c.DealID, &c.Field, &at, &oldNumber, &oldText, &newNumber, &newText); err != nil {
		return c, err
	}
	k := kinds[c.Field]
	c.At = time.UnixMilli(at).UTC()
	c.Old, c.New = written(k, oldNumber, oldText, person), written(k, newNumber, newText, person)
	return c, nil
}

// names returns everybody's name by id.
func names(tx *sql.Tx) (map[string]string, error) {
	m := map[string]string{}
	err := each(tx, func(scan func(...any) error) error {
		var id, name string
		err := scan(&id, &name)
		m[id] = name
		return err
	}, `SELECT id, name FROM person`)
	return m, err
}

// ChangesOf returns what an import changed in deals, by their ids, names of
// people instead of their ids.
func (s *Store) ChangesOf(ctx context.Context, importID int64, ids []string) (map[string][]agenda.Change, error) {
	changes := map[string][]agenda.Change{}
	err := s.read(ctx, "read what an import changed", func(tx *sql.Tx) error {
		names, err := names(tx)
		if err != nil {
			return err
		}
		for some := range slices.Chunk(ids, mostIDs) {
			c := in("c.deal_id", some)
			if err := each(tx, func(scan func(...any) error) error {
				change, err := scanChange(scan, func(id string) string { return names[id] })
				changes[change.DealID] = append(changes[change.DealID], change)
				return err
			}, fmt.Sprintf(`SELECT `+changeColumns+` FROM deal_change c WHERE c.import_id = %d AND `+c.text+` ORDER BY c.id`, importID), c.args...); err != nil {
				return err
			}
		}
		return nil
	})
	return changes, err
}
