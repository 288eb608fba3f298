package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
)

// stagingRows is the table that an import's rows wait in; it belongs to the
// import's connection. The first deals of a file have another one.
const stagingRows = `
CREATE TEMPORARY TABLE import_row (
	row            INTEGER PRIMARY KEY,
	id             TEXT NOT NULL, -- for a new deal
	crm_id         TEXT NOT NULL,
	match_key      INTEGER NOT NULL,
	row_hash       INTEGER NOT NULL,
	name           TEXT NOT NULL,
	account        TEXT NOT NULL,
	owner_id       TEXT,
	pipeline       TEXT NOT NULL,
	stage          TEXT NOT NULL,
	step           INTEGER NOT NULL,
	status         TEXT NOT NULL,
	amount         INTEGER NOT NULL,
	currency       TEXT NOT NULL,
	close_date     INTEGER NOT NULL,
	created        INTEGER NOT NULL,
	stage_since    INTEGER NOT NULL,
	last_activity  INTEGER NOT NULL,
	activity_kind  TEXT NOT NULL,
	next_step      TEXT NOT NULL,
	next_step_date INTEGER NOT NULL,
	probability    INTEGER NOT NULL,
	forecast       TEXT NOT NULL,
	modified       INTEGER NOT NULL,
	extra          TEXT NOT NULL,
	deal_id        TEXT,                      -- the deal it is, NULL for a new one
	known          INTEGER NOT NULL DEFAULT 0, -- older: it changes nothing of the deal itself
	older          INTEGER NOT NULL DEFAULT 0, -- than what is known of its deal
	changed        INTEGER NOT NULL DEFAULT 0, -- a field that people see
	touched        INTEGER NOT NULL DEFAULT 0  -- or what only halfhour keeps
) STRICT;
`

// stagingTables are the others.
const stagingTables = `
CREATE TEMPORARY TABLE import_owner ( -- beside the owner
	row       INTEGER NOT NULL,
	person_id TEXT NOT NULL,
	PRIMARY KEY (row, person_id)
) STRICT;
CREATE TEMPORARY TABLE import_person ( -- who somebody staged turned out to be
	staged    TEXT PRIMARY KEY,
	person_id TEXT NOT NULL
) STRICT;
CREATE TEMPORARY TABLE import_cell (text TEXT PRIMARY KEY) STRICT;
`

// stagingIndices help to find the deals that rows are: a first import has no
// use for them.
const stagingIndices = `
CREATE INDEX temp.import_row_crm_id ON import_row (crm_id) WHERE crm_id <> '';
CREATE INDEX temp.import_row_hash ON import_row (row_hash);
CREATE INDEX temp.import_row_changed ON import_row (row) WHERE changed = 1;
CREATE INDEX temp.import_row_deal ON import_row (deal_id);
`

// stagedColumns are what a row brings with it.
var stagedColumns = []string{
	"row", "id", "crm_id", "match_key", "row_hash",
	"name", "account", "owner_id", "pipeline", "stage", "step", "status",
	"amount", "currency", "close_date", "created", "stage_since", "last_activity",
	"activity_kind", "next_step", "next_step_date", "probability", "forecast", "modified", "extra",
}

// stagedDeal are those that are columns of a deal, too: all but the row's number.
var stagedDeal = strings.Join(stagedColumns[1:], ", ")

const stageOwner = `INSERT INTO import_owner (row, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`

// deferred begins a transaction that locks only what it touches: of what is
// written there, the temporary tables. To the driver that is one that reads.
func deferred(ctx context.Context, conn *sql.Conn) (*sql.Tx, error) {
	return conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
}

// makeTables makes the tables on the import's connection.
func (st *staging) makeTables(ctx context.Context, conn *sql.Conn) error {
	// The deals that rows are compared with are looked at again and again.
	rows := []string{"PRAGMA main.cache_size = -16384", stagingRows}
	if st.first != nil {
		rows = st.first.rows()
	}
	for _, text := range slices.Concat(rows, []string{stagingTables, asideTables}) {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// rowTable is the table behind import_row.
func (st *staging) rowTable() string {
	if st.first != nil {
		return "import_deal"
	}
	return "import_row"
}

// loader returns what fills the table of rows.
func (st *staging) loader(tx *sql.Tx) (*loader, error) {
	if st.first != nil {
		return st.first.loader(tx)
	}
	return newLoader(tx, "import_row", stagedColumns...)
}
