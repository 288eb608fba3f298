package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// merge brings the staged rows into the file's tables.
func (st *staging) merge(tx *sql.Tx) error {
	report := &st.report
	if err := st.known.overtaken(tx); err != nil {
		return err
	}
	if err := st.settleOwners(tx); err != nil {
		return err
	}
	if err := st.tally.keep(tx, &st.owners); err != nil {
		return err
	}
	if err := st.stopped(); err != nil {
		return err
	}
	if err := st.match(tx); err != nil {
		return err
	}
	source, err := st.sourceID(tx)
	if err != nil {
		return err
	}
	st.source = source
	if err := st.setAside(tx); err != nil {
		return err
	}
	if err := st.stopped(); err != nil {
		return err
	}
	if st.deals {
		if err := st.compare(tx); err != nil {
			return err
		}
	}
	if err := st.count(tx, source); err != nil {
		return err
	}
	if !report.writes() && report.Older+st.absent == 0 {
		return st.note(tx)
	}
	if err := st.write(tx, source); err != nil || report.writes() || st.filled > 0 {
		return err
	}
	return st.unwrite(tx)
}

// covered returns the fields that the export tells.
func (st *staging) covered() []field {
	var list []field
	for _, f := range fields {
		if st.src.Covers(string(f.name)) || f.with != "" && st.src.Covers(string(f.with)) || f.kind == asPeople && st.tellsCoOwners() {
			list = append(list, f)
		}
	}
	return list
}

// tellsCoOwners says whether the export tells who else owns a deal: it has a
// column for it, or names several people in the owner's cell, as one of its
// kind has done before. Otherwise a single owner does not mean that the others
// are gone.
func (st *staging) tellsCoOwners() bool { return st.src.Covers(crm.FieldCoOwner) || st.shares }

// differs is the condition that a field of row r is not what deal d has.
func (f field) differs(r, d string) string {
	var any []string
	for _, column := range f.compared() {
		any = append(any, fmt.Sprintf("%s IS DISTINCT FROM %s", f.of(r, column), f.of(d, column)))
	}
	text := "(" + strings.Join(any, " OR ") + ")"
	if f.keep != "" {
		text = fmt.Sprintf("(%s.%s <> %s AND %s)", r, f.number, f.keep, text)
	}
	return text
}

// compared returns the columns that make a difference. A stage whose step is
// understood better now is the same stage.
func (f field) compared() []string {
	var list []string
	if f.number != "" && f.kind != asStage {
		list = append(list, f.number)
	}
	if f.text != "" {
		list = append(list, f.text)
	}
	return list
}

// compare marks the rows whose deals have to be written.
func (st *staging) compare(tx *sql.Tx) error {
	changed := []string{"1 = 0"}
	touched := []string{"d.gone = 1 AND r.older = 0", "d.crm_id = '' AND r.crm_id <> ''", "r.row_hash <> d.row_hash"}
	for _, f := range st.covered() {
		changed = append(changed, f.differs("r", "d"))
		if f.kind == asStage {
			touched = append(touched, "r.step <> d.step")
		}
	}
	_, err := tx.Exec(`UPDATE import_row SET changed = m.changed, touched = m.touched FROM (
		SELECT r.row, CASE WHEN ` + strings.Join(changed, " OR ") + ` THEN 1 ELSE 0 END AS changed,
			CASE WHEN ` + strings.Join(touched, " OR ") + ` THEN 1 ELSE 0 END AS touched
		FROM import_row r JOIN deal d ON d.id = r.deal_id WHERE r.known = 0) m
		WHERE m.row = import_row.row AND m.changed + m.touched > 0`)
	return err
}

// sourceID returns the kind of file in the table of sources, 0 for one that
// was never seen, and finds out whether it is one that shares deals.
func (st *staging) sourceID(tx *sql.Tx) (id int64, err error) {
	err = tx.QueryRow(`SELECT id, co_owners FROM source WHERE crm = $1 AND shape = $2`, st.src.CRM, st.src.Shape).Scan(&id, &st.shares)
	if err != nil && !errors.Is(err, sql.ErrNoRows) || st.shares {
		return id, err
	}
	return id, tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM import_owner)`).Scan(&st.shares)
}

// count says what will happen, before it does.
func (st *staging) count(tx *sql.Tx, source int64) error {
	report := &st.report
	err := tx.QueryRow(`SELECT taken_in FROM import WHERE hash = $1 AND hash <> '' ORDER BY id DESC LIMIT 1`, st.src.Hash).
		Scan(instant{&report.Before})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if !st.deals {
		report.New = st.staged
		return nil
	}
	err = tx.QueryRow(`SELECT count(*) FILTER (WHERE deal_id IS NULL), COALESCE(sum(changed), 0),
		COALESCE(sum(CASE WHEN touched = 1 AND changed = 0 THEN 1 ELSE 0 END), 0) FROM import_row`).
		Scan(&report.New, &report.Changed, &report.touched)
	if err != nil {
		return err
	}
	report.Unchanged = report.Deals - report.Splits - report.New - report.Changed
	if err := tx.QueryRow(`SELECT count(*) FROM deal d WHERE ` + isBack).Scan(&report.Back); err != nil {
		return err
	}
	if source != 0 && st.src.Shape != "" {
		gone, args := st.goneDeals(source)
		if err := tx.QueryRow(`SELECT count(*) FROM deal d WHERE `+gone, args...).Scan(&report.Gone); err != nil {
			return err
		}
	}
	return nil
}

// isBack is the condition for deals that were gone and are in this export.
const isBack = `d.gone = 1 AND d.id IN (SELECT r.deal_id FROM import_row r WHERE r.older = 0)`

// goneDeals is the condition for deals that an export of this kind held and
// this one should hold, but does not: their owner, their pipeline and deals as
// open or closed as they are occur in it, and none of the rows that could not
// be read names them.
func (st *staging) goneDeals(source int64) (condition string, args []any) {
	switch {
	case st.src.Part:
		return "$1 <> $1", []any{source}
	case len(st.later) > 0:
		return st.goneThen(), []any{source}
	}
	text := st.known.unseenOnly("d") + ` AND d.source_id = $1 AND d.gone = 0
		AND NOT EXISTS (SELECT 1 FROM import_row r WHERE r.deal_id = d.id)
		AND NOT EXISTS (SELECT 1 FROM import_cell c WHERE c.text = d.name OR c.text = d.crm_id)`
	return text + st.shouldHold("COALESCE(d.owner_id, '')", "d.pipeline", "d.status"), []any{source}
}

// shouldHold is the rest of a condition: that the export should hold a deal with
// these values.
func (st *staging) shouldHold(owner, pipeline, status string) string {
	text := " AND " + held(scopeOpen, "CASE WHEN "+status+" = 'open' THEN '1' ELSE '0' END")
	for _, f := range st.covered() {
		switch f.name {
		case agenda.FieldOwner:
			text += " AND " + held(scopeOwner, owner)
		case agenda.FieldPipeline:
			text += " AND " + held(scopePipeline, pipeline)
		}
	}
	return text
}
