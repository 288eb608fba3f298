package store

import (
	"database/sql"
	"errors"
	"strings"

	"halfhour/store/crm"
)

// ownRef is the CRM of references to a deal by its own id.
const ownRef = "halfhour"

// stagedRefs are the temporary tables of every file beside deals: the deals as
// its rows name them, and the deals in the file that something is told about.
const stagedRefs = `
CREATE TEMPORARY TABLE staged_ref (
	id      INTEGER PRIMARY KEY,
	crm_id  TEXT NOT NULL,
	name    TEXT NOT NULL,
	account TEXT NOT NULL,
	contact TEXT NOT NULL,
	ref_id  INTEGER, -- in deal_ref
	UNIQUE (crm_id, name, account, contact)
) STRICT;
CREATE TEMPORARY TABLE told_deal (deal_id TEXT PRIMARY KEY) STRICT;
`

// refs stages how rows name their deals.
type refs struct {
	insert, find *sql.Stmt
	last         crm.DealRef
	lastContact  string
	lastID       int64
}

func (r *refs) prepare(tx *sql.Tx) (err error) {
	if r.insert, err = tx.Prepare(`INSERT INTO staged_ref (crm_id, name, account, contact) VALUES ($1, $2, $3, $4)
		ON CONFLICT DO NOTHING RETURNING id`); err != nil {
		return err
	}
	r.find, err = tx.Prepare(`SELECT id FROM staged_ref WHERE crm_id = $1 AND name = $2 AND account = $3 AND contact = $4`)
	return err
}

// id returns the number of a reference in staged_ref; 0 for one that names no
// deal, nor a contact.
func (r *refs) id(d crm.DealRef, contact string) (int64, error) {
	if d.Known() {
		contact = ""
	}
	if r.lastID != 0 && d == r.last && contact == r.lastContact {
		return r.lastID, nil
	}
	id, name, account := longID(d.ID), strings.TrimSpace(d.Name), strings.TrimSpace(d.Account)
	if id != "" {
		name, account = "", "" // the id is enough, and names change
	}
	if id == "" && name == "" && contact == "" {
		return 0, nil
	}
	var n int64
	err := r.insert.QueryRow(id, name, account, contact).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		err = r.find.QueryRow(id, name, account, contact).Scan(&n)
	}
	r.last, r.lastContact, r.lastID = d, contact, n
	return n, err
}

// longID returns an id as it is compared.
func longID(id string) string {
	id = strings.TrimSpace(id)
	if long := crm.SalesforceID(id); long != "" {
		return long
	}
	return id
}

// mergeRefs brings the staged references in, finds their deals, and notes the
// deals of those in told_deal.
func (st *objects) mergeRefs(tx *sql.Tx) error {
	const same = `deal_ref.crm = $1 AND deal_ref.crm_id = s.crm_id AND deal_ref.name = s.name AND deal_ref.account = s.account AND deal_ref.contact = s.contact`
	if _, err := tx.Exec(`INSERT INTO deal_ref (crm, crm_id, name, account, contact)
		SELECT $1, s.crm_id, s.name, s.account, s.contact FROM staged_ref s
		WHERE NOT EXISTS (SELECT 1 FROM deal_ref WHERE `+same+`) ORDER BY s.id`, st.src.CRM); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE staged_ref AS s SET ref_id = (SELECT id FROM deal_ref WHERE `+same+`)`, st.src.CRM); err != nil {
		return err
	}
	if err := connect(tx); err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO told_deal (deal_id) SELECT DISTINCT r.deal_id FROM staged_ref s JOIN deal_ref r ON r.id = s.ref_id
		WHERE r.deal_id IS NOT NULL`); err != nil {
		return err
	}
	return count(tx, `SELECT count(*) FROM told_deal`, &st.report.Deals)
}

// connect finds the deals of all references that have none yet: by the CRM's
// id; else by the name, with the account's where the file has it, if exactly
// one deal, or exactly one open one, is called so; or by the contact in the
// same way.
func connect(tx *sql.Tx) error {
	var waiting bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM deal_ref WHERE deal_id IS NULL) AND EXISTS (SELECT 1 FROM deal)`).Scan(&waiting); err != nil || !waiting {
		return err
	}
	const of = `(SELECT s.crm FROM source s WHERE s.id = d.source_id)`
	// Exports write Salesforce's ids in either length.
	for _, id := range []string{"r.crm_id", "substr(r.crm_id, 1, 15)"} {
		if _, err := tx.Exec(`UPDATE deal_ref AS r SET deal_id = d.id FROM deal d
			WHERE r.deal_id IS NULL AND r.crm_id <> '' AND d.crm_id <> '' AND d.crm_id = ` + id + ` AND (` + id + ` = r.crm_id OR length(r.crm_id) = 18)
			AND (r.crm = '' OR r.crm = ` + of + ` OR ` + of + ` = '')`); err != nil {
			return err
		}
	}
	for _, deals := range []string{
		`SELECT r.id, d.id AS deal_id, d.status FROM deal_ref r JOIN deal d ON d.name = r.name
			WHERE r.deal_id IS NULL AND r.name <> '' AND (r.account = '' OR r.account = ` + accountName + `)`,
		`SELECT r.id, o.deal_id, d.status FROM deal_ref r JOIN deal_contact c ON c.who = r.contact
			JOIN deal_ref o ON o.id = c.ref_id JOIN deal d ON d.id = o.deal_id WHERE r.deal_id IS NULL AND r.contact <> ''
		UNION ALL SELECT r.id, o.deal_id, d.status FROM deal_ref r JOIN deal_contact c ON c.email <> '' AND c.email = r.contact
			JOIN deal_ref o ON o.id = c.ref_id JOIN deal d ON d.id = o.deal_id WHERE r.deal_id IS NULL AND r.contact <> ''`,
	} {
		if _, err := tx.Exec(`UPDATE deal_ref AS r SET deal_id = m.deal_id FROM (
			SELECT id, CASE WHEN count(DISTINCT deal_id) = 1 THEN min(deal_id)
				WHEN count(DISTINCT CASE WHEN status = 'open' THEN deal_id END) = 1 THEN min(CASE WHEN status = 'open' THEN deal_id END) END AS deal_id
			FROM (` + deals + `) GROUP BY id) m WHERE m.id = r.id AND m.deal_id IS NOT NULL`); err != nil {
			return err
		}
	}
	return nil
}
