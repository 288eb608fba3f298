package store

import (
	"database/sql"
	"errors"

	"halfhour/agenda"
	"halfhour/agenda/packet"
)

// takeFixes brings in what was mended elsewhere.
func takeFixes(tx *sql.Tx, list []packet.Fix, report *PacketReport) error {
	for _, f := range list {
		var deal, state string
		err := tx.QueryRow(`SELECT deal_id, state FROM fix WHERE id = $1`, f.ID).Scan(&deal, &state)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			if err := takeFix(tx, f, report); err != nil {
				return err
			}
		case err != nil:
			return err
		case f.Replaced && state != fixReplaced && deal == f.Deal:
			if _, err := tx.Exec(`UPDATE fix SET state = 'replaced' WHERE id = $1`, f.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeFix writes one that is new here. It replaces none: both stand until
// somebody mends it once more.
func takeFix(tx *sql.Tx, f packet.Fix, report *PacketReport) error {
	kind, err := fixable(f.Field)
	if err != nil {
		return err
	}
	steps, err := stageSteps(tx)
	if err != nil {
		return err
	}
	step := func(stage string) agenda.Step { return steps.step("", stage) }
	same := func(id string) (string, error) { return id, nil }
	number, text, err := stored(kind.kind, f.Value, step, same)
	if err != nil {
		return err
	}
	wasNumber, wasText, err := stored(kind.kind, f.Was, step, same)
	if err != nil {
		return err
	}
	state := fixOpen
	if f.Replaced {
		state = fixReplaced
	} else {
		report.Fixes++
		var rival bool
		if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM fix WHERE deal_id = $1 AND field = $2 AND state = 'open' AND (number <> $3 OR text <> $4))`,
			f.Deal, string(f.Field), number, text).Scan(&rival); err != nil {
			return err
		}
		if rival {
			report.FixRivals++
		}
	}
	var in sql.NullString
	if err := tx.QueryRow(`SELECT id FROM review WHERE id = $1`, f.Review).Scan(&in); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	_, err = tx.Exec(`INSERT INTO fix (id, deal_id, field, number, text, was_number, was_text, author, at, state, review_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		f.ID, f.Deal, string(f.Field), number, text, wasNumber, wasText, f.Author, f.At.UnixMilli(), state, in)
	return err
}
