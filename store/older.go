package store

import (
	"database/sql"
	"fmt"
	"slices"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// An export that is older than one that came in before.
//
// Its facts hold at the moment it was made. What a newer export told about a
// deal stays as it is; the older row fills in what was before: its value from
// its moment until the next export that told about the deal. So exports may
// come in any order, and what the file knows in the end is the same. The words:
// a deal is known at a moment when an import brought it then or before; an
// import tells about a deal that it holds; it sees a deal that it holds or
// should hold, and one that it sees but does not hold is gone.

// olderTables hold what is set aside: the rows whose deals a later import told
// about, and the deals that are missing in the export and that a later one sees.
const olderTables = `
CREATE TEMPORARY TABLE import_older (
	row         INTEGER PRIMARY KEY,
	deal_id     TEXT NOT NULL,
	next_import INTEGER NOT NULL, -- the first later one that tells about the deal
	next_at     INTEGER NOT NULL,
	fresh       INTEGER NOT NULL, -- the deal was not known then
	same        INTEGER NOT NULL DEFAULT 0 -- it was then what it is now, as this kind of export tells it
) STRICT;
CREATE INDEX temp.import_older_deal ON import_older (deal_id);
CREATE TEMPORARY TABLE import_absent (
	deal_id     TEXT PRIMARY KEY,
	next_import INTEGER NOT NULL, -- the first later one that sees it
	next_at     INTEGER NOT NULL
) STRICT;
CREATE TEMPORARY TABLE import_last ( -- rows that tell last about deals that are gone
	row     INTEGER PRIMARY KEY,
	deal_id TEXT NOT NULL,
	seen_at INTEGER NOT NULL -- by the first later import that sees it, 0 when none does
) STRICT;
CREATE TEMPORARY TABLE older_gone (
	deal_id     TEXT PRIMARY KEY,
	back        INTEGER NOT NULL, -- it was gone at the moment
	gone_at     INTEGER NOT NULL, -- when it was gone again, 0 for never
	gone_by     INTEGER NOT NULL,
	next_at     INTEGER NOT NULL, -- when it came back
	next_import INTEGER NOT NULL
) STRICT;
CREATE TEMPORARY TABLE older_value (
	deal_id     TEXT PRIMARY KEY,
	was_number  INTEGER NOT NULL, -- at that moment, as far as it was known
	was_text    TEXT NOT NULL,
	number      INTEGER NOT NULL, -- as the row has it
	text        TEXT NOT NULL,
	next_import INTEGER NOT NULL,
	next_at     INTEGER NOT NULL,
	fresh       INTEGER NOT NULL,
	told        INTEGER NOT NULL, -- the next import has the field
	chained     INTEGER NOT NULL  -- and changed it
) STRICT;
`

// valueAt is what a field of deal d was after a moment: what the first change
// after that found, else what it is.
func valueAt(f agenda.Field, now, old string, at int64) string {
	return fmt.Sprintf(`COALESCE((SELECT c.%s FROM deal_change c WHERE c.deal_id = d.id AND c.field = '%s' AND c.at > %d
		ORDER BY c.at, c.id LIMIT 1), %s)`, old, f, at, now)
}

// sees is the condition that a later import holds or should hold deal d.
func (l laterImport) sees() string {
	return fmt.Sprintf("d.source_id = %d AND ", l.source) + l.in(
		valueAt(agenda.FieldOwner, "COALESCE(d.owner_id, '')", "old_text", l.at),
		valueAt(agenda.FieldPipeline, "d.pipeline", "old_text", l.at),
		valueAt(agenda.FieldStatus, "d.status", "old_text", l.at))
}

// goneAt is whether deal d was gone after a moment.
func goneAt(at int64) string { return valueAt(agenda.FieldGone, "d.gone", "old_number", at) }

// knownAt is the condition that deal d was known at a moment.
func knownAt(at int64) string {
	return fmt.Sprintf("d.import_id IN (SELECT i.id FROM import i WHERE i.at <= %d)", at)
}

// setAside finds the rows that are older than what is known of their deals:
// those that the CRM changed since, as their own time of change says, and of
// those that do not say, or were not changed, the ones that a later export told
// about.
func (st *staging) setAside(tx *sql.Tx) (err error) {
	if st.src.Covers(crm.FieldModified) && st.deals {
		result, err := tx.Exec(`UPDATE import_row SET older = 1, known = 1 FROM deal d
			WHERE d.id = import_row.deal_id AND known = 0 AND import_row.modified <> 0 AND import_row.modified < d.modified`)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		st.report.Older = int(n)
	}
	if st.later, err = laterImports(tx, st.src.AsOf); err != nil {
		return err
	}
	if len(st.later) == 0 {
		return nil
	}
	if err := st.findOlder(tx); err != nil {
		return err
	}
	return tx.QueryRow(`SELECT (SELECT count(*) FROM import_row WHERE older = 1), (SELECT count(*) FROM import_absent)`).Scan(&st.report.Older, &st.absent)
}

func (st *staging) findOlder(tx *sql.Tx) error {
	if _, err := tx.Exec(olderTables); err != nil {
		return err
	}
	const row = `INSERT INTO import_older (row, deal_id, next_import, next_at, fresh)
		SELECT r.row, d.id, %s, %s, %d FROM import_row r JOIN deal d ON d.id = r.deal_id
		WHERE NOT (d.modified <> 0 AND r.modified > d.modified) AND %s ON CONFLICT DO NOTHING`
	at := st.src.AsOf.UnixMilli()
	steps := []string{fmt.Sprintf(row, "d.import_id", "(SELECT i.at FROM import i WHERE i.id = d.import_id)", 1, "NOT "+knownAt(at))}
	for _, l := range st.later {
		steps = append(steps, fmt.Sprintf(row, fmt.Sprint(l.id), fmt.Sprint(l.at), 0,
			knownAt(at)+" AND "+goneAt(l.at)+" = 0 AND "+l.sees()))
	}
	for _, l := range st.later {
		if l.source == st.source && st.src.Shape != "" && !st.src.Part {
			steps = append(steps, fmt.Sprintf(`INSERT INTO import_absent (deal_id, next_import, next_at)
				SELECT d.id, %d, %d FROM deal d WHERE %s AND %s AND %s = 0 AND %s ON CONFLICT DO NOTHING`,
				l.id, l.at, st.missing(at), knownAt(at), goneAt(at), l.sees()))
		}
	}
	// The row that told last told the same, and nothing has changed in between.
	steps = append(steps, fmt.Sprintf(`UPDATE import_older SET same = 1 FROM import_row r JOIN deal d ON d.id = r.deal_id
		WHERE r.row = import_older.row AND import_older.fresh = 0 AND r.row_hash = d.row_hash
		AND NOT EXISTS (SELECT 1 FROM deal_change c WHERE c.deal_id = d.id AND c.at > %d)`, at))
	steps = append(steps, `UPDATE import_row SET older = 1, known = 1 WHERE row IN (SELECT row FROM import_older)`)
	for _, text := range append(steps, st.takeBack(at)...) {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	return nil
}

// takeBack makes deals, of which the export tells more than any later one, as
// gone as they were at a moment; fillGone marks them again. Those for which that
// would come to the same are left as they are.
func (st *staging) takeBack(at int64) []string {
	seen := "0"
	for _, l := range slices.Backward(st.later) {
		if l.source == st.source {
			seen = fmt.Sprintf("CASE WHEN %s THEN %d ELSE %s END", l.in("COALESCE(r.owner_id, '')", "r.pipeline", "r.status"), l.at, seen)
		}
	}
	later := fmt.Sprintf("c.field = 'gone' AND c.at > %d", at)
	return []string{
		fmt.Sprintf(`INSERT INTO import_last (row, deal_id, seen_at) SELECT r.row, d.id, %s FROM import_row r JOIN deal d ON d.id = r.deal_id
			WHERE r.older = 0 AND EXISTS (SELECT 1 FROM deal_change c WHERE c.deal_id = d.id AND %s)`, seen, later),
		fmt.Sprintf(`UPDATE import_row SET older = 2 WHERE row IN (SELECT l.row FROM import_last l JOIN deal d ON d.id = l.deal_id
			WHERE d.gone = 1 AND %s = 0 AND l.seen_at = (SELECT min(c.at) FROM deal_change c WHERE c.deal_id = d.id AND %s))`, goneAt(at), later),
		`DELETE FROM import_last WHERE row IN (SELECT row FROM import_row WHERE older = 2)`,
		fmt.Sprintf(`UPDATE deal SET gone = COALESCE((SELECT c.new_number FROM deal_change c WHERE c.deal_id = deal.id AND c.field = 'gone'
			AND c.at <= %d ORDER BY c.at DESC, c.id DESC LIMIT 1), 0) WHERE id IN (SELECT deal_id FROM import_last)`, at),
		fmt.Sprintf(`DELETE FROM deal_change AS c WHERE %s AND c.deal_id IN (SELECT deal_id FROM import_last)`, later),
	}
}

// missing is the condition that the export should hold deal d, as it was at a
// moment, and does not.
func (st *staging) missing(at int64) string {
	return fmt.Sprintf(`d.source_id = %d
		AND NOT EXISTS (SELECT 1 FROM import_row r WHERE r.deal_id = d.id)
		AND NOT EXISTS (SELECT 1 FROM import_cell c WHERE c.text = d.name OR c.text = d.crm_id)`, st.source) + st.shouldHold(
		valueAt(agenda.FieldOwner, "COALESCE(d.owner_id, '')", "old_text", at),
		valueAt(agenda.FieldPipeline, "d.pipeline", "old_text", at),
		valueAt(agenda.FieldStatus, "d.status", "old_text", at))
}

// goneThen is goneDeals for an export that others are newer than: no deal that
// one of them sees. $1 is there for its caller.
func (st *staging) goneThen() string {
	at := st.src.AsOf.UnixMilli()
	return "$1 = $1 AND d.gone = 0 AND " + goneAt(at) + " = 0 AND " + st.missing(at) + " AND " + knownAt(at) + " AND d.id NOT IN (SELECT a.deal_id FROM import_absent a)"
}
