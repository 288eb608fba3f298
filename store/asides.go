package store

import (
	"database/sql"
	"strings"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// asideTables hold what an export of deals tells beside them.
const asideTables = `
CREATE TEMPORARY TABLE import_entered (
	id    INTEGER PRIMARY KEY,
	row   INTEGER NOT NULL,
	stage TEXT NOT NULL,
	step  INTEGER NOT NULL,
	at    INTEGER NOT NULL,
	day   INTEGER NOT NULL,
	key   INTEGER NOT NULL
) STRICT;
CREATE TEMPORARY TABLE import_contact (
	row   INTEGER NOT NULL,
	who   TEXT NOT NULL,
	name  TEXT NOT NULL,
	email TEXT NOT NULL,
	PRIMARY KEY (row, who)
) STRICT;
CREATE TEMPORARY TABLE import_counted (
	row      INTEGER PRIMARY KEY,
	contacts INTEGER NOT NULL,
	moves    INTEGER NOT NULL
) STRICT;
`

// asides stages the stages that deals came into and the contacts that an
// export of deals has in columns of its own.
type asides struct {
	entered, contact, counted *sql.Stmt
	any, anyCounted           bool
}

func (b *asides) prepare(tx *sql.Tx) (err error) {
	if b.entered, err = tx.Prepare(`INSERT INTO import_entered (row, stage, step, at, day, key) VALUES ($1, $2, $3, $4, $5, $6)`); err != nil {
		return err
	}
	if b.counted, err = tx.Prepare(`INSERT INTO import_counted (row, contacts, moves) VALUES ($1, $2, $3)`); err != nil {
		return err
	}
	b.contact, err = tx.Prepare(`INSERT INTO import_contact (row, who, name, email) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`)
	return err
}

func (b *asides) add(row int, d crm.Deal) error {
	for _, e := range d.Entered {
		b.any = true
		values, err := toldValues(crm.Told{Field: string(agenda.FieldStage), New: e.Stage, Step: e.Step})
		if err != nil {
			return err
		}
		if _, err := b.entered.Exec(row, e.Stage, int(e.Step), e.At.UnixMilli(), int(e.Day), hash(values...)); err != nil {
			return err
		}
	}
	for _, contact := range d.Contacts {
		b.any = true
		name, email := contact, ""
		if strings.Contains(contact, "@") {
			email = strings.ToLower(contact)
		}
		if _, err := b.contact.Exec(row, whom(contact), name, email); err != nil {
			return err
		}
	}
	if d.ContactCount == nil && d.CloseMoves == nil {
		return nil
	}
	b.anyCounted = true
	_, err := b.counted.Exec(row, orUncounted(d.ContactCount), orUncounted(d.CloseMoves))
	return err
}

// orUncounted returns a count as it is stored, -1 for none.
func orUncounted(n *int) int {
	if n == nil {
		return -1
	}
	return *n
}

// keepCounts brings in what the CRM itself counts.
func (st *staging) keepCounts(tx *sql.Tx, _ int64) error {
	if !st.asides.anyCounted {
		return nil
	}
	return run(tx, `INSERT INTO counted (deal_id, contacts, moves)
		SELECT COALESCE(i.deal_id, i.id), c.contacts, c.moves FROM import_counted c JOIN import_row i ON i.row = c.row
		WHERE i.known = 0 AND i.older = 0
		ON CONFLICT (deal_id) DO UPDATE SET contacts = excluded.contacts, moves = excluded.moves`)
}

// hear brings in what the export tells beside deals, and connects its deals
// with what other files told before.
func (st *staging) hear(tx *sql.Tx, _ int64) error {
	var told bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM deal_ref)`).Scan(&told); err != nil || !told && !st.asides.any {
		return err
	}
	if err := run(tx, `CREATE TEMPORARY TABLE IF NOT EXISTS told_deal (deal_id TEXT PRIMARY KEY) STRICT`,
		`CREATE TEMPORARY TABLE IF NOT EXISTS waiting_ref AS SELECT id FROM deal_ref WHERE deal_id IS NULL`); err != nil {
		return err
	}
	if len(st.later) > 0 {
		// An older export, which is the one that brought the deal now, has found in
		// the history what was told of the time after it.
		if err := run(tx, `UPDATE deal SET told_to = (SELECT o.next_at FROM import_older o WHERE o.deal_id = deal.id)
			WHERE told_to = 0 AND id IN (SELECT deal_id FROM import_older WHERE fresh = 1)
			AND EXISTS (SELECT 1 FROM deal_ref r JOIN told t ON t.ref_id = r.id WHERE r.deal_id = deal.id)`); err != nil {
			return err
		}
	}
	if st.asides.any {
		const deal = `COALESCE(i.deal_id, i.id)`
		if err := run(tx, `INSERT INTO deal_ref (crm, crm_id, name, account, contact, deal_id)
				SELECT '`+ownRef+`', `+deal+`, '', '', '', `+deal+` FROM import_row i
				WHERE i.known = 0 AND (i.row IN (SELECT row FROM import_entered) OR i.row IN (SELECT row FROM import_contact))
				ORDER BY i.row ON CONFLICT DO NOTHING`,
			`INSERT INTO told (ref_id, field, at, day, place, key, has_old, old_number, old_text, new_number, new_text)
				SELECT r.id, 'stage', e.at, e.day, e.id, e.key, 0, 0, '', e.step, e.stage
				FROM import_entered e JOIN import_row i ON i.row = e.row JOIN deal_ref r ON r.crm = '`+ownRef+`' AND r.crm_id = `+deal+`
				WHERE i.known = 0 ORDER BY e.id ON CONFLICT DO NOTHING`,
			`INSERT INTO told_deal (deal_id) SELECT DISTINCT `+deal+` FROM import_row i JOIN import_entered e ON e.row = i.row WHERE i.known = 0`,
			`INSERT INTO deal_contact (ref_id, who, name, email, role, decides, by_deals)
				SELECT r.id, c.who, c.name, c.email, '', 0, 1
				FROM import_contact c JOIN import_row i ON i.row = c.row JOIN deal_ref r ON r.crm = '`+ownRef+`' AND r.crm_id = `+deal+`
				WHERE i.known = 0 ORDER BY c.row ON CONFLICT DO NOTHING`,
		); err != nil {
			return err
		}
	}
	if st.report.New+st.report.touched > 0 || st.asides.any {
		if err := connect(tx); err != nil {
			return err
		}
	}
	if err := run(tx, `INSERT INTO told_deal (deal_id) SELECT DISTINCT r.deal_id FROM waiting_ref w JOIN deal_ref r ON r.id = w.id
		WHERE r.deal_id IS NOT NULL AND EXISTS (SELECT 1 FROM told t WHERE t.ref_id = r.id) ON CONFLICT DO NOTHING`,
		// A history may have told already when a deal came into its new stage.
		`INSERT INTO told_deal (deal_id) SELECT DISTINCT i.deal_id FROM import_row i JOIN deal_ref r ON r.deal_id = i.deal_id
		WHERE i.changed = 1 AND EXISTS (SELECT 1 FROM told t WHERE t.ref_id = r.id) ON CONFLICT DO NOTHING`); err != nil {
		return err
	}
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM told_deal)`).Scan(&told); err != nil || !told {
		return err
	}
	return retell(tx)
}
