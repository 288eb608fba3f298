package store

import (
	"database/sql"
	"fmt"
	"strings"

	"halfhour/agenda"
)

// fillIn writes into the history what older rows tell, and of the deals that
// are new or changed, that a later import no longer holds them.
func (st *staging) fillIn(tx *sql.Tx, _ int64) error {
	if len(st.later) == 0 {
		return nil
	}
	for _, f := range st.covered() {
		if err := st.fillField(tx, f); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	for _, fill := range []func(*sql.Tx) error{st.fillSeen, st.fillAbsent, st.fillGone} {
		if err := fill(tx); err != nil {
			return err
		}
	}
	return nil
}

// do runs statements and counts what the history got from them.
func (st *staging) do(tx *sql.Tx, texts ...string) error {
	for _, text := range texts {
		result, err := tx.Exec(text)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		st.filled += n
	}
	return nil
}

// fillField puts one field's values into the chain of its changes: from the
// value before to the older one at its moment, and from there to the value
// after at the next import that told it.
func (st *staging) fillField(tx *sql.Tx, f field) error {
	at := st.src.AsOf.UnixMilli()
	was, is := [2]string{"0", "''"}, [2]string{"0", "''"}
	if f.number != "" {
		was[0] = valueAt(f.name, f.of("d", f.number), "old_number", at)
		is[0] = f.of("r", f.number)
	}
	if f.text != "" {
		was[1] = "COALESCE(" + valueAt(f.name, f.of("d", f.text), "old_text", at) + ", '')"
		is[1] = "COALESCE(" + f.of("r", f.text) + ", '')"
	}
	differs := "v.was_number <> v.number OR v.was_text <> v.text"
	if f.kind == asStage {
		differs = "v.was_text <> v.text"
	}
	if f.keep != "" {
		differs = "v.number <> " + f.keep + " AND v.was_number <> v.number"
	}
	change := func(old, number, text string) string {
		return fmt.Sprintf(`INSERT INTO deal_change (deal_id, field, %s, old_number, old_text, new_number, new_text)
			SELECT deal_id, '%s', %s`, old, f.name, strings.Join([]string{number, text}, ", "))
	}
	// Where the next import does not tell the field, or not of this deal, the
	// older value holds on.
	holds := "told = 0"
	if f.keep != "" {
		holds = "(told = 0 OR was_number = " + f.keep + ")"
	}
	next := fmt.Sprintf("c.field = '%s' AND c.deal_id = v.deal_id AND c.at = v.next_at", f.name)
	texts := []string{
		`DELETE FROM older_value`,
		fmt.Sprintf(`INSERT INTO older_value (deal_id, was_number, was_text, number, text, next_import, next_at, fresh, told, chained)
			SELECT * FROM (SELECT o.deal_id, %s AS was_number, %s AS was_text, %s AS number, %s AS text, o.next_import, o.next_at, o.fresh,
				(SELECT i.covers LIKE '%% %s %%' FROM import i WHERE i.id = o.next_import) AS told,
				EXISTS (SELECT 1 FROM deal_change c WHERE c.deal_id = o.deal_id AND c.field = '%s' AND c.at = o.next_at) AS chained
				FROM import_older o JOIN import_row r ON r.row = o.row JOIN deal d ON d.id = o.deal_id WHERE o.same = 0) v
			WHERE %s`, was[0], was[1], is[0], is[1], f.name, f.name, differs),
	}
	for _, text := range texts {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	if f.name == agenda.FieldStage {
		if err := st.fillStageSince(tx); err != nil {
			return err
		}
	}
	texts = []string{
		change("at, import_id", fmt.Sprint(at), fmt.Sprint(st.report.Import)+", was_number, was_text, number, text FROM older_value WHERE fresh = 0"),
		change("at, import_id", "next_at", "next_import, number, text, was_number, was_text FROM older_value WHERE chained = 0 AND NOT "+holds),
		fmt.Sprintf(`DELETE FROM deal_change WHERE id IN (SELECT c.id FROM older_value v JOIN deal_change c ON %s
			WHERE v.chained = 1 AND c.new_number = v.number AND c.new_text = v.text)`, next),
		fmt.Sprintf(`UPDATE deal_change SET old_number = v.number, old_text = v.text FROM older_value v
			WHERE deal_change.field = '%s' AND deal_change.deal_id = v.deal_id AND deal_change.at = v.next_at AND v.chained = 1`, f.name),
	}
	if f.kind != asPeople {
		var set []string
		for _, c := range [][2]string{{f.number, "number"}, {f.text, "text"}} {
			switch {
			case c[0] == "":
			case f.kind == asPerson:
				set = append(set, c[0]+" = NULLIF(v."+c[1]+", '')")
			default:
				set = append(set, c[0]+" = v."+c[1])
			}
		}
		texts = append(texts, fmt.Sprintf(`UPDATE deal SET %s FROM older_value v WHERE v.deal_id = deal.id AND v.chained = 0 AND %s
			AND NOT EXISTS (SELECT 1 FROM deal_change c WHERE c.deal_id = v.deal_id AND c.field = '%s' AND c.at > %d)`,
			strings.Join(set, ", "), strings.ReplaceAll(strings.ReplaceAll(holds, "told", "v.told"), "was_", "v.was_"), f.name, at))
	}
	return st.do(tx, texts...)
}

// fillStageSince dates the stage that deals are in by the change that the
// history is about to get, where the CRM did not tell: by the export that showed
// it first.
func (st *staging) fillStageSince(tx *sql.Tx) error {
	if st.src.Covers(string(agenda.FieldStageSince)) {
		return nil
	}
	const last = `NOT EXISTS (SELECT 1 FROM deal_change c WHERE c.deal_id = v.deal_id AND c.field = 'stage' AND c.at > v.next_at)`
	return st.do(tx,
		// It was in an earlier stage then, and came into this one by the next.
		`UPDATE deal SET stage_since = i.today FROM older_value v JOIN import i ON i.id = v.next_import
			WHERE v.deal_id = deal.id AND v.told = 1 AND v.chained = 0
			AND (deal.stage_since = 0 OR NOT i.covers LIKE '% stage_since %') AND `+last,
		// It was in this stage already.
		fmt.Sprintf(`UPDATE deal SET stage_since = %d FROM older_value v JOIN import i ON i.id = v.next_import
			WHERE v.deal_id = deal.id AND v.chained = 1 AND deal.stage = v.text AND deal.stage_since = i.today AND `, st.src.Today)+last)
}

// fillSeen says of older rows' deals that they were there at the moment, and
// from when on they were gone again until the next import that told about them.
func (st *staging) fillSeen(tx *sql.Tx) error {
	at := st.src.AsOf.UnixMilli()
	seen := []string{`DELETE FROM older_gone`}
	var imports, moments strings.Builder
	for _, l := range st.later {
		if l.source == st.source && st.src.Shape != "" {
			when := fmt.Sprintf(" WHEN o.next_at > %d AND %s THEN ", l.at, l.in("COALESCE(r.owner_id, '')", "r.pipeline", "r.status"))
			fmt.Fprintf(&imports, "%s%d", when, l.id)
			fmt.Fprintf(&moments, "%s%d", when, l.at)
		}
	}
	from, by := "0", "0"
	if imports.Len() > 0 {
		from, by = "CASE"+moments.String()+" ELSE 0 END", "CASE"+imports.String()+" ELSE 0 END"
	}
	const between = "c.deal_id = %s AND c.field = 'gone' AND c.at > %d AND c.at <= %s"
	seen = append(seen,
		fmt.Sprintf(`INSERT INTO older_gone (deal_id, back, gone_at, gone_by, next_at, next_import)
			SELECT d.id, CASE WHEN o.fresh = 0 THEN %s ELSE 0 END, %s, %s, o.next_at, o.next_import
			FROM import_older o JOIN import_row r ON r.row = o.row JOIN deal d ON d.id = o.deal_id`, goneAt(at), from, by),
		// As it is already.
		fmt.Sprintf(`DELETE FROM older_gone AS g WHERE back = 0 AND (SELECT count(*) FROM deal_change c WHERE `+between+`)
			= CASE WHEN gone_at = 0 THEN 0 ELSE 2 END AND (gone_at = 0 OR 2 = (SELECT count(*) FROM deal_change c WHERE c.deal_id = g.deal_id
			AND c.field = 'gone' AND (c.at = g.gone_at AND c.new_number = 1 OR c.at = g.next_at AND c.new_number = 0)))`, "g.deal_id", at, "g.next_at"))
	for _, text := range seen {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	const change = `INSERT INTO deal_change (deal_id, field, at, import_id, old_number, old_text, new_number, new_text) SELECT deal_id, 'gone', `
	return st.do(tx,
		fmt.Sprintf(`DELETE FROM deal_change WHERE id IN (SELECT c.id FROM older_gone g JOIN deal_change c ON `+between+`)`, "g.deal_id", at, "g.next_at"),
		change+fmt.Sprintf(`%d, %d, 1, '', 0, '' FROM older_gone WHERE back = 1`, at, st.report.Import),
		change+`gone_at, gone_by, 0, '', 1, '' FROM older_gone WHERE gone_at <> 0`,
		change+`next_at, next_import, 1, '', 0, '' FROM older_gone WHERE gone_at <> 0`,
		fmt.Sprintf(`UPDATE deal SET import_id = %d WHERE id IN (SELECT deal_id FROM import_older WHERE fresh = 1)`, st.report.Import))
}

// fillAbsent says of deals that the export does not hold, and a later one does,
// that they were gone; of those that were gone by the later one, that they were
// already.
func (st *staging) fillAbsent(tx *sql.Tx) error {
	return st.do(tx,
		fmt.Sprintf(`INSERT INTO deal_change (deal_id, field, at, import_id, old_number, old_text, new_number, new_text)
			SELECT deal_id, 'gone', %d, %d, 0, '', 1, '' FROM import_absent`, st.src.AsOf.UnixMilli(), st.report.Import),
		`INSERT INTO deal_change (deal_id, field, at, import_id, old_number, old_text, new_number, new_text)
			SELECT a.deal_id, 'gone', a.next_at, a.next_import, 1, '', 0, '' FROM import_absent a
			WHERE NOT EXISTS (SELECT 1 FROM deal_change c WHERE c.deal_id = a.deal_id AND c.field = 'gone' AND c.at = a.next_at)`,
		`DELETE FROM deal_change WHERE field = 'gone' AND new_number = 1 AND (deal_id, at) IN (SELECT deal_id, next_at FROM import_absent)`)
}

// fillGone marks what a later import should hold and does not: its rows that
// are no older than what is known.
func (st *staging) fillGone(tx *sql.Tx) error {
	for _, l := range st.later {
		if l.source != st.source || st.src.Shape == "" {
			continue
		}
		const ids = "COALESCE(r.deal_id, r.id)"
		if err := st.do(tx, fmt.Sprintf(`INSERT INTO deal_change (deal_id, field, at, import_id, old_number, old_text, new_number, new_text)
			SELECT d.id, 'gone', %d, %d, 0, '', 1, '' FROM import_row r JOIN deal d ON d.id = %s
			WHERE r.older = 0 AND d.gone = 0 AND %s`, l.at, l.id, ids, l.in("COALESCE(r.owner_id, '')", "r.pipeline", "r.status")),
			fmt.Sprintf(`UPDATE deal SET gone = 1 WHERE gone = 0 AND id IN (SELECT %s FROM import_row r WHERE r.older = 0)
				AND id IN (SELECT c.deal_id FROM deal_change c WHERE c.import_id = %d AND c.field = 'gone' AND c.at = %d AND c.new_number = 1)`,
				ids, l.id, l.at)); err != nil {
			return err
		}
	}
	return nil
}
