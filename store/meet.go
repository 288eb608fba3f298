package store

import (
	"database/sql"

	"halfhour/agenda"
)

// meet fills in how many people at the buyer's are known on the deals, and
// whether one of them decides. Where files say who has to do with which deal,
// those are known; while none does, everybody at the deal's account is, or for
// want of contacts whom the export of deals itself names.
func meet(tx *sql.Tx, c condition, list []agenda.Deal) error {
	var roles, contacts bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM deal_contact WHERE by_deals = 0), EXISTS (SELECT 1 FROM contact)`).Scan(&roles, &contacts); err != nil {
		return err
	}
	known := meetOnDeals
	if contacts && !roles {
		known = meetAtAccounts
	}
	if err := known(tx, c, list); err != nil {
		return err
	}
	return believe(tx, c, list)
}

// believe takes over what the CRM itself counts: people where it counts more
// than files name, and changes of the close date.
func believe(tx *sql.Tx, c condition, list []agenda.Deal) error {
	if some, err := anyIn(tx, "counted"); err != nil || !some {
		return err
	}
	i := 0
	return each(tx, func(scan func(...any) error) error {
		var id string
		var contacts, moves int
		if err := scan(&id, &contacts, &moves); err != nil {
			return err
		}
		for list[i].ID != id {
			i++
		}
		list[i].Contacts = max(list[i].Contacts, contacts)
		list[i].Track.Told = max(moves, 0)
		return nil
	}, `SELECT k.deal_id, k.contacts, k.moves FROM counted k WHERE k.deal_id IN (SELECT d.id FROM deal d WHERE `+c.text+`) ORDER BY k.deal_id`, c.args...)
}

// meetOnDeals counts whom the export of deals names only where nobody else does:
// it may name the same person otherwise.
func meetOnDeals(tx *sql.Tx, c condition, list []agenda.Deal) error {
	if some, err := anyIn(tx, "deal_contact"); err != nil || !some {
		return err
	}
	i := 0
	return each(tx, func(scan func(...any) error) error {
		var id string
		var n int
		var decides bool
		if err := scan(&id, &n, &decides); err != nil {
			return err
		}
		for list[i].ID != id {
			i++
		}
		list[i].Contacts, list[i].HasDecider = n, decides
		return nil
	}, `SELECT r.deal_id, COALESCE(NULLIF(count(DISTINCT CASE WHEN p.by_deals = 0 THEN p.who END), 0), count(DISTINCT p.who)),
			max(CASE WHEN p.decides = 1 OR k.decides = 1 THEN 1 ELSE 0 END)
		FROM deal_ref r JOIN deal_contact p ON p.ref_id = r.id LEFT JOIN contact k ON k.who = p.who
		WHERE r.deal_id IN (SELECT d.id FROM deal d WHERE `+c.text+`) GROUP BY r.deal_id ORDER BY r.deal_id`, c.args...)
}

// meetAtAccounts counts the contacts of accounts by the account's name, which
// deals and contacts may each have or have an id instead of.
func meetAtAccounts(tx *sql.Tx, c condition, list []agenda.Deal) error {
	type known struct {
		n       int
		decides bool
	}
	at := map[string]known{}
	err := each(tx, func(scan func(...any) error) error {
		var account string
		var k known
		err := scan(&account, &k.n, &k.decides)
		at[account] = k
		return err
	}, `SELECT x.name, count(DISTINCT k.who), max(k.decides) FROM (
			SELECT name, name AS text FROM (SELECT DISTINCT `+accountName+` AS name FROM deal d WHERE d.account <> '' AND `+c.text+`)
			UNION SELECT a.name, a.text FROM account a WHERE a.name IN (SELECT `+accountName+` FROM deal d WHERE d.account <> '' AND `+c.text+`)) x
		JOIN contact k ON k.account = x.text GROUP BY x.name`, c.args...)
	for i, d := range list {
		list[i].Contacts, list[i].HasDecider = at[d.Account].n, at[d.Account].decides
	}
	return err
}

// addKnown fills in what files beside deals tell of at all.
func addKnown(tx *sql.Tx, n *Norms) error {
	var activity bool
	err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM contact) OR EXISTS (SELECT 1 FROM deal_contact WHERE by_deals = 0)
			OR EXISTS (SELECT 1 FROM counted WHERE contacts >= 0),
		EXISTS (SELECT 1 FROM contact WHERE decides = 1) OR EXISTS (SELECT 1 FROM deal_contact WHERE decides = 1),
		EXISTS (SELECT 1 FROM activity a JOIN deal_ref r ON r.id = a.ref_id WHERE r.deal_id IS NOT NULL)`).
		Scan(&n.Contacts, &n.Deciders, &activity)
	n.Activity = n.Activity || activity
	return err
}
