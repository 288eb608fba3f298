package store

import (
	"database/sql"
	"fmt"
	"strings"
)

// The first deals of a file wait in a table that is like the deals' in all:
// SQLite copies such a table and its indices as they are into one that is empty,
// without taking a row apart. What is left to do while the file is locked is a
// third of the work.

// first is what the first deals of a file need to know before they are staged:
// the numbers that their import will have unless somebody is quicker, and the
// statements that make a table like the deals'.
type first struct {
	source, imported int64
	table            string
	indices          []string
}

// lookFirst finds out whether the deals are the first ones of the file.
func (st *staging) lookFirst(tx *sql.Tx) error {
	f := &first{}
	var deals bool
	err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM deal), (SELECT COALESCE(max(id), 0) + 1 FROM import),
		COALESCE((SELECT id FROM source WHERE crm = $1 AND shape = $2), (SELECT COALESCE(max(id), 0) + 1 FROM source))`,
		st.src.CRM, st.src.Shape).Scan(&deals, &f.imported, &f.source)
	if err != nil || deals {
		return err
	}
	st.first = f
	return each(tx, func(scan func(...any) error) error {
		var kind, name, text string
		if err := scan(&kind, &name, &text); err != nil {
			return err
		}
		if kind == "table" {
			f.table = strings.Replace(text, " deal ", " temp.import_deal ", 1)
		} else {
			f.indices = append(f.indices, strings.Replace(strings.Replace(text, name, "temp.import_"+name, 1), " deal ", " import_deal ", 1))
		}
		return nil
	}, `SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = 'deal' AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type = 'index'`)
}

// rows are the statements that make the table, with a view of it as of rows
// none of which is a deal that was known.
func (f *first) rows() []string {
	return []string{
		// A table with foreign keys that are looked after is filled row by row.
		// checkFirst looks at all at once.
		"PRAGMA foreign_keys = OFF",
		// For each row SQLite makes a table of what a deal's status may be; add
		// lets no other in.
		"PRAGMA ignore_check_constraints = ON",
		f.table,
		fmt.Sprintf(`CREATE TEMPORARY VIEW import_row AS SELECT rowid AS row, %s,
			NULL AS deal_id, 0 AS known, 0 AS older, 0 AS changed, 0 AS touched FROM import_deal`, stagedDeal),
	}
}

// loader returns what fills the table.
func (f *first) loader(tx *sql.Tx) (*loader, error) {
	return loadInto(tx, "import_deal", fmt.Sprintf(`INSERT INTO import_deal (rowid, %[1]s, source_id, import_id) SELECT row, %[1]s, %[2]d, %[3]d`,
		stagedDeal, f.source, f.imported), stagedColumns...)
}

// indexFirst makes the table's indices, once it is filled.
func (st *staging) indexFirst(tx *sql.Tx) error {
	if err := run(tx, "PRAGMA ignore_check_constraints = OFF"); err != nil {
		return err
	}
	for i, text := range st.first.indices {
		if err := st.stopped(); err != nil {
			return err
		}
		if err := run(tx, text); err != nil {
			return err
		}
		st.merging(0.6 * float64(i+1) / float64(len(st.first.indices)))
	}
	return nil
}

// copyFirst has the one form of a statement by which SQLite copies a table as a
// whole.
const copyFirst = `INSERT INTO deal SELECT * FROM temp.import_deal`

// insertFirst copies the deals into the file. errOvertaken when they are not its
// first ones any more.
func (st *staging) insertFirst(tx *sql.Tx, source int64) error {
	if source != st.first.source || st.report.Import != st.first.imported {
		return errOvertaken
	}
	err := run(tx, copyFirst)
	st.merging(0.9)
	return err
}

// checkFirst makes sure that all that was written names what is there.
func checkFirst(tx *sql.Tx) error {
	var broken int
	err := tx.QueryRow(brokenReferences).Scan(&broken)
	if err == nil && broken > 0 {
		err = fmt.Errorf("%d rows name what is not there", broken)
	}
	return err
}
