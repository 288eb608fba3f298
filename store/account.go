package store

import (
	"database/sql"
	"strings"

	"halfhour/store/crm"
)

// accountName is the name of deal d's account, where the export had something
// else of it.
const accountName = `COALESCE((SELECT a.name FROM account a WHERE a.text = d.account), d.account)`

// accounts come in as the texts that stand for them. Those without an id are
// known by their names already.
var accounts = object[crm.Account]{
	tables: `
CREATE TEMPORARY TABLE staged_account (
	text TEXT PRIMARY KEY,
	name TEXT NOT NULL,
	rows INTEGER NOT NULL DEFAULT 0 -- of the file that are about it
) STRICT;`,
	statements: []string{
		`INSERT INTO staged_account (text, name, rows) VALUES ($1, $2, 1)
			ON CONFLICT (text) DO UPDATE SET name = excluded.name, rows = rows + 1`,
		`INSERT INTO staged_account (text, name) VALUES ($1, $2) ON CONFLICT (text) DO NOTHING`,
	},
	add: func(st *objects, into []*sql.Stmt, a crm.Account) error {
		text := a.ID
		if text == "" {
			text = a.Name
		}
		if _, err := into[0].Exec(text, a.Name); err != nil {
			return err
		}
		others := []string{a.Domain}
		if long := crm.SalesforceID(a.ID); long != "" {
			others = append(others, long, long[:15])
		}
		for _, other := range others {
			if other = strings.TrimSpace(other); other == "" || other == text {
				continue
			}
			if _, err := into[1].Exec(other, a.Name); err != nil {
				return err
			}
		}
		return nil
	},
	merge: func(st *objects, tx *sql.Tx) error {
		if err := count(tx, `SELECT count(*) FILTER (WHERE a.text IS NULL), count(*) FILTER (WHERE a.name <> s.name)
			FROM staged_account s LEFT JOIN account a ON a.text = s.text WHERE s.rows > 0`, &st.report.New, &st.report.Changed); err != nil {
			return err
		}
		if err := run(tx, `INSERT INTO account (text, name) SELECT text, name FROM staged_account WHERE 1 = 1 ORDER BY text
			ON CONFLICT (text) DO UPDATE SET name = excluded.name WHERE account.name <> excluded.name`); err != nil {
			return err
		}
		if err := count(tx, `SELECT count(*) FROM deal d WHERE d.account IN (SELECT text FROM staged_account)
			OR d.account IN (SELECT name FROM staged_account)`, &st.report.Deals); err != nil {
			return err
		}
		return connect(tx) // by the name of an account that only had an id
	},
}
