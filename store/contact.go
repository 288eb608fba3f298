package store

import (
	"database/sql"
	"strings"

	"halfhour/store/crm"
)

// who returns what tells a contact from others: the CRM's id, else the e-mail
// address, else the name and what goes with it.
func who(id, email, name, account string) string {
	if id = longID(id); id != "" {
		return id
	}
	if email = strings.ToLower(strings.TrimSpace(email)); email != "" {
		return email
	}
	return strings.TrimSpace(fold(name) + "\x1f" + fold(account))
}

// contacts come in with the deals that their file names, if it does.
var contacts = object[crm.Contact]{
	tables: `
CREATE TEMPORARY TABLE staged_contact (
	who     TEXT PRIMARY KEY,
	name    TEXT NOT NULL,
	account TEXT NOT NULL,
	email   TEXT NOT NULL,
	title   TEXT NOT NULL,
	role    TEXT NOT NULL,
	decides INTEGER NOT NULL
) STRICT;` + stagedRoles,
	statements: []string{
		`INSERT INTO staged_contact (who, name, account, email, title, role, decides) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (who) DO UPDATE SET name = excluded.name, account = excluded.account, email = excluded.email,
			title = excluded.title, role = excluded.role, decides = excluded.decides`,
		stageRole,
	},
	add: func(st *objects, into []*sql.Stmt, c crm.Contact) error {
		key, email := who(c.ID, c.Email, c.Name, c.Account), strings.ToLower(c.Email)
		if _, err := into[0].Exec(key, c.Name, c.Account, email, c.Title, c.Role, c.Decides); err != nil {
			return err
		}
		for _, d := range c.Deals {
			ref, err := st.refs.id(d, "")
			if err != nil {
				return err
			}
			if _, err := into[1].Exec(ref, key, c.Name, email, c.Role, c.Decides); err != nil {
				return err
			}
		}
		return nil
	},
	merge: func(st *objects, tx *sql.Tx) error {
		const differs = `c.name <> s.name OR c.account <> s.account OR c.email <> s.email OR c.title <> s.title OR c.role <> s.role OR c.decides <> s.decides`
		if err := count(tx, `SELECT count(*) FILTER (WHERE c.who IS NULL), count(*) FILTER (WHERE `+differs+`)
			FROM staged_contact s LEFT JOIN contact c ON c.who = s.who`, &st.report.New, &st.report.Changed); err != nil {
			return err
		}
		if err := run(tx, `INSERT INTO contact (who, name, account, email, title, role, decides)
			SELECT s.who, s.name, s.account, s.email, s.title, s.role, s.decides FROM staged_contact s LEFT JOIN contact c ON c.who = s.who
			WHERE c.who IS NULL OR `+differs+` ORDER BY s.who
			ON CONFLICT (who) DO UPDATE SET name = excluded.name, account = excluded.account, email = excluded.email,
			title = excluded.title, role = excluded.role, decides = excluded.decides`); err != nil {
			return err
		}
		if err := st.mergeRefs(tx); err != nil {
			return err
		}
		return mergeRoles(tx)
	},
}

const stagedRoles = `
CREATE TEMPORARY TABLE staged_role (
	ref     INTEGER NOT NULL, -- in staged_ref
	who     TEXT NOT NULL,
	name    TEXT NOT NULL,
	email   TEXT NOT NULL,
	role    TEXT NOT NULL,
	decides INTEGER NOT NULL,
	rows    INTEGER NOT NULL DEFAULT 1,
	PRIMARY KEY (ref, who, role)
) STRICT;`

const stageRole = `INSERT INTO staged_role (ref, who, name, email, role, decides) VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (ref, who, role) DO UPDATE SET name = excluded.name, email = excluded.email, decides = excluded.decides, rows = rows + 1`

// contactRoles come in as who is known on which deal.
var contactRoles = object[crm.ContactRole]{
	tables:     stagedRoles,
	statements: []string{stageRole},
	add: func(st *objects, into []*sql.Stmt, c crm.ContactRole) error {
		ref, err := st.refs.id(c.Deal, "")
		if err != nil {
			return err
		}
		_, err = into[0].Exec(ref, who(c.Contact, c.Email, c.Name, ""), c.Name, strings.ToLower(c.Email), c.Role, c.Decides)
		return err
	},
	merge: func(st *objects, tx *sql.Tx) error {
		if err := st.mergeRefs(tx); err != nil {
			return err
		}
		if err := count(tx, `SELECT count(*) FILTER (WHERE c.who IS NULL), count(*) FILTER (WHERE `+roleDiffers+`) `+fromRoles,
			&st.report.New, &st.report.Changed); err != nil {
			return err
		}
		if err := mergeRoles(tx); err != nil {
			return err
		}
		return count(tx, `SELECT COALESCE(sum(s.rows), 0) FROM staged_role s JOIN staged_ref f ON f.id = s.ref
			JOIN deal_ref r ON r.id = f.ref_id WHERE r.deal_id IS NULL`, &st.report.Waiting)
	},
}

const (
	fromRoles = `FROM staged_role s JOIN staged_ref f ON f.id = s.ref
		LEFT JOIN deal_contact c ON c.ref_id = f.ref_id AND c.who = s.who AND c.role = s.role`
	roleDiffers = `c.name <> s.name OR c.email <> s.email OR c.decides <> s.decides`
)

func mergeRoles(tx *sql.Tx) error {
	if err := run(tx, `INSERT INTO deal_contact (ref_id, who, name, email, role, decides)
		SELECT f.ref_id, s.who, s.name, s.email, s.role, s.decides `+fromRoles+` WHERE c.who IS NULL OR `+roleDiffers+`
		ON CONFLICT (ref_id, who, role) DO UPDATE SET name = excluded.name, email = excluded.email, decides = excluded.decides, by_deals = 0`); err != nil {
		return err
	}
	if err := connect(tx); err != nil { // by the contact
		return err
	}
	return settleFixes(tx)
}
