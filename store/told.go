package store

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// histories come in as what was told of a deal's fields. The changes of its
// history are worked out from all that was told, so that it does not matter in
// which order files come, nor how often.
var histories = object[crm.HistoryRow]{
	tables: `
CREATE TEMPORARY TABLE staged_told (
	id         INTEGER PRIMARY KEY,
	row        INTEGER NOT NULL,
	ref        INTEGER NOT NULL, -- in staged_ref
	field      TEXT NOT NULL,
	at         INTEGER NOT NULL,
	day        INTEGER NOT NULL,
	key        INTEGER NOT NULL,
	has_old    INTEGER NOT NULL,
	old_number INTEGER NOT NULL,
	old_text   TEXT NOT NULL,
	new_number INTEGER NOT NULL,
	new_text   TEXT NOT NULL
) STRICT;`,
	statements: []string{`INSERT INTO staged_told (row, ref, field, at, day, key, has_old, old_number, old_text, new_number, new_text)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`},
	add: func(st *objects, into []*sql.Stmt, h crm.HistoryRow) error {
		ref, err := st.refs.id(h.Deal, "")
		if err != nil {
			return err
		}
		if h.Deal == st.last.Deal {
			st.newestFirst -= h.At.Compare(st.last.At)
		}
		st.last = h
		for _, t := range h.Told {
			values, err := toldValues(t)
			if err != nil {
				return fmt.Errorf("line %d: %w", h.Line, err)
			}
			row := []any{st.report.Imported, ref, t.Field, h.At.UnixMilli(), int(h.Day), hash(values...)}
			if _, err := into[0].Exec(append(row, values...)...); err != nil {
				return fmt.Errorf("line %d: %w", h.Line, err)
			}
		}
		return nil
	},
	merge: func(st *objects, tx *sql.Tx) error {
		if err := st.mergeRefs(tx); err != nil {
			return err
		}
		if err := count(tx, `SELECT count(DISTINCT s.row) FROM
			(SELECT *, row_number() OVER (PARTITION BY ref, field, at, key ORDER BY id) AS nth FROM staged_told) s JOIN staged_ref f ON f.id = s.ref
			WHERE nth = 1 AND NOT EXISTS (SELECT 1 FROM told t WHERE t.ref_id = f.ref_id AND t.field = s.field AND t.at = s.at AND t.key = s.key)`,
			&st.report.New); err != nil {
			return err
		}
		if err := count(tx, `SELECT count(DISTINCT s.row) FROM staged_told s JOIN staged_ref f ON f.id = s.ref
			JOIN deal_ref r ON r.id = f.ref_id WHERE r.deal_id IS NULL`, &st.report.Waiting); err != nil {
			return err
		}
		if st.report.New == 0 {
			return nil
		}
		// What happened at one instant stands in the file's order, or against it
		// where the file begins with the newest.
		place := "s.id"
		if st.newestFirst > 0 {
			place = "-s.id"
		}
		if err := run(tx, `INSERT INTO told (ref_id, field, at, day, place, key, has_old, old_number, old_text, new_number, new_text)
			SELECT f.ref_id, s.field, s.at, s.day, `+place+`, s.key, s.has_old, s.old_number, s.old_text, s.new_number, s.new_text
			FROM staged_told s JOIN staged_ref f ON f.id = s.ref WHERE 1 = 1 ORDER BY s.id ON CONFLICT DO NOTHING`); err != nil {
			return err
		}
		if err := retell(tx); err != nil {
			return err
		}
		return countNorms(tx)
	},
}

// toldValues returns has_old to new_text as the table has them.
func toldValues(t crm.Told) ([]any, error) {
	k := kinds[agenda.Field(t.Field)]
	none := func(string) (string, error) { return "", nil }
	oldNumber, oldText, err := stored(k, t.Old, func(string) agenda.Step { return t.OldStep }, none)
	if err != nil {
		return nil, err
	}
	newNumber, newText, err := stored(k, t.New, func(string) agenda.Step { return t.Step }, none)
	return []any{t.HasOld, oldNumber, oldText, newNumber, newText}, err
}

// aheadOfUTC is how far clocks can be ahead: a time without a zone is taken for
// one of UTC, and so may seem to come after the import that it came before.
const aheadOfUTC = 14 * time.Hour

// retell works the history of the deals in told_deal out anew, as far as it
// goes back before the import that brought them: from there on the imports
// themselves say what changed. Where that was another import until an older
// export came, histories tell of the time between of what the imports do not.
func retell(tx *sql.Tx) error {
	if err := respell(tx); err != nil {
		return err
	}
	amount, err := inDealsCurrency(tx)
	if err != nil {
		return err
	}
	if err := run(tx,
		// Every row that was worked out before stands at the instant of one that
		// was told.
		`DELETE FROM deal_change WHERE import_id IS NULL AND deal_id IN (SELECT deal_id FROM told_deal)
			AND EXISTS (SELECT 1 FROM deal_ref r JOIN told t ON t.ref_id = r.id
			WHERE r.deal_id = deal_change.deal_id AND t.field = deal_change.field AND t.at = deal_change.at)`,
		`DROP TABLE IF EXISTS temp.told_row`,
		`CREATE TEMPORARY TABLE told_row AS SELECT r.deal_id, t.field, t.at, t.day, t.place, t.id, t.has_old, i.at AS begins, CASE WHEN d.told_to > i.at THEN d.told_to ELSE i.at END AS ends,
			`+amount("t.old_number", "t.old_text")+` AS old_number, COALESCE(o.name, `+currency("t.old_text")+`) AS old_text,
			`+amount("t.new_number", "t.new_text")+` AS new_number, COALESCE(n.name, `+currency("t.new_text")+`) AS new_text
			FROM told_deal x JOIN deal_ref r ON r.deal_id = x.deal_id JOIN told t ON t.ref_id = r.id JOIN deal d ON d.id = r.deal_id
			JOIN import i ON i.id = d.import_id LEFT JOIN told_stage o ON t.field = 'stage' AND o.text = t.old_text
			LEFT JOIN told_stage n ON t.field = 'stage' AND n.text = t.new_text`,
	); err != nil {
		return err
	}
	// Stages differ by their names, whatever step they were taken for.
	const differs = `CASE WHEN field = 'stage' THEN %[1]s_text <> %[2]s_text ELSE %[1]s_number <> %[2]s_number OR %[1]s_text <> %[2]s_text END`
	if _, err := tx.Exec(`INSERT INTO deal_change (deal_id, field, at, old_number, old_text, new_number, new_text)
		SELECT p.deal_id, p.field, p.at, CASE WHEN has_old = 1 THEN old_number ELSE was_number END,
			CASE WHEN has_old = 1 THEN old_text ELSE was_text END, new_number, new_text
		FROM (SELECT *, lag(new_number) OVER w AS was_number, lag(new_text) OVER w AS was_text
			FROM told_row WINDOW w AS (PARTITION BY deal_id, field ORDER BY at, place, id)) p
		WHERE (p.at < p.begins + $1 OR p.at < p.ends + $1 AND NOT EXISTS (SELECT 1 FROM deal_change c
			WHERE c.deal_id = p.deal_id AND c.field = p.field AND c.import_id IS NOT NULL AND c.at > p.begins AND c.at <= p.ends))
		AND CASE WHEN was_text IS NULL THEN has_old = 1 ELSE `+fmt.Sprintf(differs, "new", "was")+` END
		AND CASE WHEN has_old = 1 THEN (`+fmt.Sprintf(differs, "new", "old")+`) AND (field <> 'stage' OR old_text <> '') ELSE 1 = 1 END
		AND NOT EXISTS (SELECT 1 FROM deal_change c WHERE p.at >= p.begins AND c.deal_id = p.deal_id AND c.field = p.field
			AND c.import_id IS NOT NULL AND c.new_text = p.new_text AND (p.field = 'stage' OR c.new_number = p.new_number))
		ORDER BY p.deal_id, p.at, p.place, p.id`, aheadOfUTC.Milliseconds()); err != nil {
		return err
	}
	return datesOfStages(tx)
}

// datesOfStages says since when deals are in their stage: since what was told
// last came into it. A later date than the CRM's own wins, and any does over
// the date of the import that only found the stage changed.
func datesOfStages(tx *sql.Tx) error {
	return run(tx, `UPDATE deal SET stage_since = m.day FROM (
		SELECT deal_id, new_text, day FROM (
			SELECT deal_id, new_text, day, row_number() OVER (PARTITION BY deal_id ORDER BY at DESC, place DESC, id DESC) AS nth
			FROM (SELECT *, lag(new_text) OVER (PARTITION BY deal_id ORDER BY at, place, id) AS was FROM told_row WHERE field = 'stage')
			WHERE was IS NULL OR was <> new_text)
		WHERE nth = 1) m
		WHERE m.deal_id = deal.id AND m.new_text = deal.stage AND m.day <> 0 AND m.day <> deal.stage_since
		AND (deal.stage_since < m.day OR EXISTS (SELECT 1 FROM deal_change c JOIN import i ON i.id = c.import_id
			WHERE c.deal_id = deal.id AND c.field = 'stage' AND c.new_text = deal.stage AND i.today = deal.stage_since))`)
}

// respell fills told_stage with what the exports of deals call the stages that
// histories call otherwise, appointmentscheduled for Appointment Scheduled, and
// keeps the steps of stages that no deal is in any more.
func respell(tx *sql.Tx) error {
	if err := run(tx, `CREATE TEMPORARY TABLE IF NOT EXISTS told_stage (text TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT`,
		`DELETE FROM told_stage`); err != nil {
		return err
	}
	exact, known := map[string]bool{}, map[string]string{}
	if err := each(tx, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		exact[name] = true
		if key := crm.StageKey(name); known[key] == "" {
			known[key] = name
		}
		return err
	}, `SELECT DISTINCT stage FROM deal WHERE stage <> '' ORDER BY stage`); err != nil {
		return err
	}
	steps := map[string]int{}
	if err := each(tx, func(scan func(...any) error) error {
		var name string
		var step int
		err := scan(&name, &step)
		steps[name] = max(steps[name], step)
		return err
	}, `SELECT t.new_text, t.new_number FROM told_deal x JOIN deal_ref r ON r.deal_id = x.deal_id JOIN told t ON t.ref_id = r.id WHERE t.field = 'stage'
		UNION SELECT t.old_text, t.old_number FROM told_deal x JOIN deal_ref r ON r.deal_id = x.deal_id JOIN told t ON t.ref_id = r.id WHERE t.field = 'stage'`); err != nil {
		return err
	}
	for name, step := range steps {
		as := known[crm.StageKey(name)]
		switch {
		case name == "" || exact[name]:
		case as != "":
			if _, err := tx.Exec(`INSERT INTO told_stage (text, name) VALUES ($1, $2)`, name, as); err != nil {
				return err
			}
		default:
			if _, err := tx.Exec(`INSERT INTO stage (pipeline, name, step) SELECT '', $1, $2
				WHERE NOT EXISTS (SELECT 1 FROM stage WHERE name = $1)`, name, step); err != nil {
				return err
			}
		}
	}
	return nil
}

// currency is that of an amount of table t, which stands in a column of texts:
// the deal's where the file named none.
func currency(text string) string {
	return fmt.Sprintf(`CASE WHEN t.field = 'amount' AND %[1]s = '%[2]s' AND d.currency <> '' THEN d.currency ELSE %[1]s END`, text, agenda.NoCurrency)
}

// inDealsCurrency returns what makes minor units of a plain number those of the
// deal's currency; other numbers stay.
func inDealsCurrency(tx *sql.Tx) (func(number, text string) string, error) {
	var whens strings.Builder
	err := each(tx, func(scan func(...any) error) error {
		var code string
		if err := scan(&code); err != nil {
			return err
		}
		if up, down := rescale(code); up != down && agenda.ValidCurrency(code) {
			// Whole-number division cuts: half of the divisor first rounds half away
			// from zero.
			fmt.Fprintf(&whens, " WHEN t.field = 'amount' AND TEXT = '%s' AND d.currency = '%s' THEN (NUMBER * %d + CASE WHEN NUMBER < 0 THEN -%d ELSE %[4]d END) / %[5]d",
				agenda.NoCurrency, code, up, down/2, down)
		}
		return nil
	}, `SELECT DISTINCT d.currency FROM told_deal x JOIN deal d ON d.id = x.deal_id`)
	return func(number, text string) string {
		if whens.Len() == 0 {
			return number
		}
		return "CASE" + strings.NewReplacer("NUMBER", number, "TEXT", text).Replace(whens.String()) + " ELSE " + number + " END"
	}, err
}
