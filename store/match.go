package store

import (
	"cmp"
	"database/sql"
	"fmt"
	"strings"
)

// match finds the deal of each staged row. Equal rows are told apart by their
// order: the nth of them is the nth deal that is equal to them.
func (st *staging) match(tx *sql.Tx) error {
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM deal)`).Scan(&st.deals); err != nil || !st.deals {
		return err
	}
	if st.first != nil {
		return errOvertaken
	}
	if _, err := tx.Exec(stagingIndices); err != nil {
		return err
	}
	if err := st.known.keepUnseen(tx); err != nil {
		return err
	}
	unmatched := int64(st.staged)
	for _, m := range st.matchings() {
		if unmatched == 0 {
			break
		}
		n, err := m.run(tx)
		if err != nil {
			return err
		}
		unmatched -= n
	}
	st.merging(0.1)
	return nil
}

// matchings returns the ways to find deals, the surest first.
func (st *staging) matchings() []matching {
	const owner = "COALESCE(owner_id, '')"
	var steps []matching
	if st.known.list == nil || st.known.again {
		// The very row that told about the deal last. It makes importing a file
		// again change nothing, however alike its rows are.
		steps = append(steps, matching{by: []string{"row_hash"}})
	}
	steps = append(steps, matching{by: []string{"crm_id"}, rows: "crm_id <> ''", deals: "crm_id <> '' AND source_id IN (SELECT s.id FROM source s WHERE s.crm IN ($1, '') OR $1 = '')", args: []any{st.src.CRM}})
	// Two different CRM ids are two deals, however alike; a row without an id
	// may be any deal.
	for _, ids := range [][2]string{{"crm_id <> ''", "crm_id = ''"}, {"crm_id = ''", "1 = 1"}} {
		for _, m := range []matching{
			{by: []string{"match_key", "created", owner}, rows: "created <> 0"},
			{by: []string{"match_key", "created"}, rows: "created <> 0"},
			{by: []string{"match_key", owner}, rows: "created = 0"},
			{by: []string{"match_key", owner}, rows: "created <> 0", deals: "created = 0"},
		} {
			m.rows = ids[0] + " AND " + m.rows
			m.deals = ids[1] + " AND " + cmp.Or(m.deals, "1 = 1")
			steps = append(steps, m)
		}
	}
	for i := range steps {
		steps[i].deals = cmp.Or(steps[i].deals, "1 = 1") + " AND " + st.known.unseenOnly("deal")
	}
	return steps
}

// matching is one way to find partners for the rows and deals that have none
// yet: equal values of some columns, of which the first tells most apart.
type matching struct {
	by          []string
	rows, deals string // conditions, "" for none
	args        []any
}

// run matches what it can, and returns how many rows that was.
func (m matching) run(tx *sql.Tx) (int64, error) {
	keys := strings.Join(m.by, ", ")
	var named, equal []string
	for i, column := range m.by {
		named = append(named, fmt.Sprintf("%s AS key%d", column, i))
		equal = append(equal, fmt.Sprintf("d.key%d = r.key%d", i, i))
	}
	result, err := tx.Exec(fmt.Sprintf(`UPDATE import_row SET deal_id = m.deal_id FROM (
		SELECT r.row, d.id AS deal_id
		FROM (SELECT row, %[1]s, row_number() OVER (PARTITION BY %[2]s ORDER BY row) AS nth
			FROM import_row WHERE deal_id IS NULL AND %[4]s) r
		JOIN (SELECT id, %[1]s, row_number() OVER (PARTITION BY %[2]s ORDER BY gone, id) AS nth
			FROM deal WHERE %[5]s
			AND %[6]s IN (SELECT %[6]s FROM import_row WHERE deal_id IS NULL)
			AND NOT EXISTS (SELECT 1 FROM import_row x WHERE x.deal_id = deal.id)) d
		ON %[3]s AND d.nth = r.nth) m
		WHERE m.row = import_row.row`,
		strings.Join(named, ", "), keys, strings.Join(equal, " AND "),
		cmp.Or(m.rows, "1 = 1"), m.deals, m.by[0]), m.args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
