package store

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// write writes what compare and match found out.
func (st *staging) write(tx *sql.Tx, source int64) error {
	if source == 0 {
		if err := tx.QueryRow(`INSERT INTO source (crm, shape) VALUES ($1, $2) RETURNING id`, st.src.CRM, st.src.Shape).Scan(&source); err != nil {
			return err
		}
	}
	var err error
	if st.report.Import, err = st.addImport(tx, source); err != nil {
		return err
	}
	for _, step := range []func(*sql.Tx, int64) error{
		st.writeStages, st.markGone, st.keepOld, st.writeHistory, st.updateDeals, st.insertDeals, st.writeCoOwners, st.fillIn, st.keepCounts, st.hear,
	} {
		if err := step(tx, source); err != nil {
			return err
		}
		if err := st.stopped(); err != nil {
			return err
		}
	}
	if err := settleFixes(tx); err != nil {
		return err
	}
	return st.writeNorms(tx)
}

// markGone comes before anything else is changed: the condition is about what
// the file knew.
func (st *staging) markGone(tx *sql.Tx, source int64) error {
	if st.report.Gone == 0 {
		return nil
	}
	gone, args := st.goneDeals(source)
	args = append(args, string(agenda.FieldGone), st.src.AsOf.UnixMilli(), st.report.Import)
	if _, err := tx.Exec(`INSERT INTO deal_change (deal_id, field, at, import_id, old_number, old_text, new_number, new_text)
		SELECT d.id, $2, $3, $4, 0, '', 1, '' FROM deal d WHERE `+gone+` ORDER BY d.id`, args...); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE deal SET gone = 1 WHERE id IN
		(SELECT deal_id FROM deal_change WHERE import_id = $1 AND field = $2 AND new_number = 1)`, st.report.Import, string(agenda.FieldGone))
	return err
}

// keepOld sets the deals that will be written aside as they are. Where they stand
// they are far apart, and each field would look for all of them again.
func (st *staging) keepOld(tx *sql.Tx, _ int64) error {
	if st.report.Changed+st.report.touched == 0 {
		return nil
	}
	return run(tx, `CREATE TEMPORARY TABLE import_was AS SELECT d.* FROM deal d
		WHERE d.id IN (SELECT r.deal_id FROM import_row r WHERE r.changed + r.touched > 0)`,
		`CREATE INDEX temp.import_was_id ON import_was (id)`)
}

// writeHistory keeps the old and new value of every field that changed.
func (st *staging) writeHistory(tx *sql.Tx, _ int64) error {
	for _, f := range st.covered() {
		if st.report.Changed == 0 {
			break
		}
		or := func(column, table, none string) string {
			if column == "" {
				return none
			}
			return "COALESCE(" + f.of(table, column) + ", " + none + ")"
		}
		_, err := tx.Exec(fmt.Sprintf(`INSERT INTO deal_change (deal_id, field, at, import_id, old_number, old_text, new_number, new_text)
			SELECT d.id, $1, $2, $3, %s, %s, %s, %s FROM import_row r JOIN import_was d ON d.id = r.deal_id
			WHERE r.changed = 1 AND %s ORDER BY r.row`,
			or(f.number, "d", "0"), or(f.text, "d", "''"), or(f.number, "r", "0"), or(f.text, "r", "''"), f.differs("r", "d")),
			string(f.name), st.src.AsOf.UnixMilli(), st.report.Import)
		if err != nil {
			return err
		}
	}
	if st.report.Back == 0 {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO deal_change (deal_id, field, at, import_id, old_number, old_text, new_number, new_text)
		SELECT d.id, $1, $2, $3, 1, '', 0, '' FROM deal d WHERE `+isBack+` ORDER BY d.id`, string(agenda.FieldGone), st.src.AsOf.UnixMilli(), st.report.Import)
	return err
}

// indexedTogether are the columns of deals that one index has. To write one of
// them is to write a page of its index for each deal, whatever changed.
var indexedTogether = [][]string{
	{"owner_id", "status", "gone"}, {"close_date", "created", "currency", "amount"}, {"crm_id"}, {"match_key"},
}

// updateDeals gives changed deals their new values. What the export does not
// cover stays.
func (st *staging) updateDeals(tx *sql.Tx, source int64) error {
	if st.report.Changed+st.report.touched == 0 {
		return nil
	}
	values := st.newValues(source)
	for _, columns := range indexedTogether {
		if err := updateSome(tx, values, columns, true); err != nil {
			return err
		}
		for _, column := range columns {
			delete(values, column)
		}
	}
	return updateSome(tx, values, slices.Sorted(maps.Keys(values)), false)
}

// updateSome writes some columns of deals: of all that changed, or only of those
// where one of these columns did.
func updateSome(tx *sql.Tx, values map[string]string, columns []string, differ bool) error {
	var set, differs []string
	for _, column := range columns {
		if value, has := values[column]; has {
			set = append(set, column+" = "+value)
			differs = append(differs, fmt.Sprintf("d.%s IS NOT %s", column, value))
		}
	}
	if len(set) == 0 {
		return nil
	}
	where := ""
	if differ {
		where = " AND (" + strings.Join(differs, " OR ") + ")"
	}
	_, err := tx.Exec(`UPDATE deal SET ` + strings.Join(set, ", ") + ` FROM import_row r JOIN import_was d ON d.id = r.deal_id
		WHERE r.deal_id = deal.id AND r.changed + r.touched > 0` + where)
	return err
}

// newValues are what the columns of deal d become by row r.
func (st *staging) newValues(source int64) map[string]string {
	values := map[string]string{
		"gone": "CASE WHEN r.older = 0 THEN 0 ELSE d.gone END", "source_id": fmt.Sprint(source), "row_hash": "r.row_hash",
		"crm_id": "CASE WHEN r.crm_id <> '' THEN r.crm_id ELSE d.crm_id END",
	}
	since := "d.stage_since"
	var named int
	for _, f := range st.covered() {
		switch f.name {
		case agenda.FieldStageSince:
			continue
		case agenda.FieldStage:
			since = fmt.Sprintf("CASE WHEN r.stage <> d.stage THEN %d ELSE d.stage_since END", st.src.Today)
		case agenda.FieldName, agenda.FieldAccount:
			named++
		}
		for _, column := range []string{f.number, f.text} {
			switch {
			case column == "", f.kind == asPeople: // see writeCoOwners
			case f.keep != "":
				values[column] = fmt.Sprintf("CASE WHEN r.%[1]s <> %[2]s THEN r.%[1]s ELSE d.%[1]s END", column, f.keep)
			default:
				values[column] = "r." + column
			}
		}
	}
	if st.src.Covers(string(agenda.FieldStageSince)) {
		since = "CASE WHEN r.stage_since <> 0 THEN r.stage_since ELSE " + since + " END"
	}
	values["stage_since"] = since
	if st.src.Covers(crm.FieldModified) {
		values["modified"] = "max(r.modified, d.modified)"
	}
	if st.src.Covers(crm.FieldExtra) {
		values["extra"] = "r.extra"
	}
	if named == 2 {
		values["match_key"] = "r.match_key"
	}
	return values
}

// insertDeals writes new deals, some at a time.
func (st *staging) insertDeals(tx *sql.Tx, source int64) error {
	switch {
	case st.report.New == 0:
		return nil
	case st.first != nil:
		return st.insertFirst(tx, source)
	}
	const some = 25_000
	for from := 0; from < st.twice.rows; from += some {
		if err := st.stopped(); err != nil {
			return err
		}
		if _, err := tx.Exec(`INSERT INTO deal (source_id, import_id, `+stagedDeal+`)
			SELECT $1, $2, `+stagedDeal+` FROM import_row WHERE deal_id IS NULL AND row > $3 AND row <= $4 ORDER BY row`,
			source, st.report.Import, from, from+some); err != nil {
			return err
		}
		st.merging(0.2 + 0.7*float64(min(from+some, st.twice.rows))/float64(st.twice.rows))
	}
	return nil
}
