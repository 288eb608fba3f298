package store

import (
	"database/sql"
	"fmt"
)

// match finds the deal of each staged row. Equal rows are told apart by their
// order: the nth of them is the nth deal that is equal to them.
func (st *staging) match(tx *sql.Tx) error {
	_, err := tx.Exec(`UPDATE import_row SET deal_id = m.deal_id FROM (
		SELECT r.row, d.id AS deal_id
		FROM (SELECT row, crm_id, row_number() OVER (PARTITION BY crm_id ORDER BY row) AS nth
			FROM import_row WHERE crm_id <> '') r
		JOIN (SELECT d.id, d.crm_id, row_number() OVER (PARTITION BY d.crm_id ORDER BY d.id) AS nth
			FROM deal d JOIN source s ON s.id = d.source_id
			WHERE d.crm_id <> '' AND (s.crm = $1 OR s.crm = '' OR $1 = '')) d
		ON d.crm_id = r.crm_id AND d.nth = r.nth) m
		WHERE m.row = import_row.row`, st.src.CRM)
	if err != nil {
		return err
	}
	// Two different CRM ids are two deals, however alike; a row without an id
	// may be any deal.
	for _, ids := range []struct{ rows, deals string }{
		{"crm_id <> ''", "crm_id = ''"},
		{"crm_id = ''", "1 = 1"},
	} {
		for _, by := range []struct{ key, rows, deals string }{
			{"created", "created <> 0", "created <> 0"},
			{"COALESCE(owner_id, '')", "created = 0", "1 = 1"},
			{"COALESCE(owner_id, '')", "created <> 0", "created = 0"},
		} {
			if err := matchBy(tx, by.key, ids.rows+" AND "+by.rows, ids.deals+" AND "+by.deals); err != nil {
				return err
			}
		}
	}
	return nil
}

// matchBy matches rows and deals that have no partner yet by name, account and
// one more key.
func matchBy(tx *sql.Tx, key, rows, deals string) error {
	_, err := tx.Exec(fmt.Sprintf(`UPDATE import_row SET deal_id = m.deal_id FROM (
		SELECT r.row, d.id AS deal_id
		FROM (SELECT row, match_key, %[1]s AS key, row_number() OVER (PARTITION BY match_key, %[1]s ORDER BY row) AS nth
			FROM import_row WHERE deal_id IS NULL AND %[2]s) r
		JOIN (SELECT id, match_key, %[1]s AS key, row_number() OVER (PARTITION BY match_key, %[1]s ORDER BY id) AS nth
			FROM deal WHERE %[3]s
			AND match_key IN (SELECT match_key FROM import_row WHERE deal_id IS NULL)
			AND NOT EXISTS (SELECT 1 FROM import_row x WHERE x.deal_id = deal.id)) d
		ON d.match_key = r.match_key AND d.key = r.key AND d.nth = r.nth) m
		WHERE m.row = import_row.row`, key, rows, deals))
	return err
}

// sameDeal groups staged rows that are probably one deal.
const sameDeal = `CASE WHEN crm_id <> '' THEN crm_id ELSE '' END, CASE WHEN crm_id = '' THEN match_key END,
	CASE WHEN crm_id = '' THEN created END, CASE WHEN crm_id = '' AND created = 0 THEN COALESCE(owner_id, '') END`

// duplicates reports rows that are equal to an earlier one.
func (st *staging) duplicates(tx *sql.Tx, report *Report) error {
	return each(tx, func(scan func(...any) error) error {
		var d Duplicate
		if err := scan(&d.Line, &d.First, &d.Name); err != nil {
			return err
		}
		report.Duplicates++
		if len(report.DuplicateRows) < mostDuplicates {
			report.DuplicateRows = append(report.DuplicateRows, d)
		}
		return nil
	}, `SELECT line, first, name FROM (
		SELECT row, line, name, row_number() OVER same AS nth, first_value(line) OVER same AS first
		FROM import_row WINDOW same AS (PARTITION BY `+sameDeal+` ORDER BY row)) AS ranked
		WHERE nth > 1 ORDER BY row`)
}
