package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
)

// settleFixes makes those fixes quiet that the CRM agrees with by now.
func settleFixes(tx *sql.Tx) error {
	var some bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM fix WHERE state = 'open')`).Scan(&some); err != nil || !some {
		return err
	}
	for _, name := range agenda.FixFields {
		f, _ := fixable(name)
		var same []string
		for _, column := range f.compared() {
			value := "fix.text"
			if column == f.number {
				value = "fix.number"
			}
			of := "COALESCE(d." + column + ", '')"
			switch {
			case column == f.number:
				of = "d." + column
			case name == agenda.FieldAccount:
				of = accountName
			}
			same = append(same, of+" = "+value)
		}
		if same == nil {
			continue
		}
		if _, err := tx.Exec(fmt.Sprintf(`UPDATE fix SET state = 'settled' WHERE state = 'open' AND field = $1
			AND EXISTS (SELECT 1 FROM deal d WHERE d.id = fix.deal_id AND %s)`, strings.Join(same, " AND ")), string(name)); err != nil {
			return err
		}
	}
	return settleContacts(tx)
}

// settleContacts settles the fixes whose people the CRM knows by now.
func settleContacts(tx *sql.Tx) error {
	type named struct{ id, deal, people string }
	var list []named
	if err := each(tx, func(scan func(...any) error) error {
		var n named
		err := scan(&n.id, &n.deal, &n.people)
		list = append(list, n)
		return err
	}, `SELECT id, deal_id, text FROM fix WHERE state = 'open' AND field = 'contact'`); err != nil {
		return err
	}
	for _, n := range list {
		met, err := metOn(tx, n.deal)
		if err != nil {
			return err
		}
		known := func(one string) bool {
			name, mail := nameAndMail(one)
			return slices.ContainsFunc(met, func(other string) bool {
				otherName, otherMail := nameAndMail(other)
				return mail != "" && strings.EqualFold(mail, otherMail) || name != "" && agenda.Fold(name) == agenda.Fold(otherName)
			})
		}
		if !slices.ContainsFunc(Contacts(n.people), func(one string) bool { return !known(one) }) {
			if _, err := tx.Exec(`UPDATE fix SET state = 'settled' WHERE id = $1`, n.id); err != nil {
				return err
			}
		}
	}
	return nil
}

// metOn returns whom the CRM knows on a deal or at its account, "Name <e-mail>".
func metOn(tx *sql.Tx, dealID string) ([]string, error) {
	var list []string
	return list, each(tx, func(scan func(...any) error) error {
		var name, mail string
		if err := scan(&name, &mail); err != nil {
			return err
		}
		if mail != "" && mail != name {
			name = strings.TrimSpace(name + " <" + mail + ">")
		}
		list = append(list, name)
		return nil
	}, `SELECT p.name, p.email FROM deal_ref r JOIN deal_contact p ON p.ref_id = r.id WHERE r.deal_id = $1
		UNION SELECT k.name, k.email FROM deal d JOIN contact k ON k.account <> '' AND k.account IN (d.account, `+accountName+`) WHERE d.id = $1
		ORDER BY 1, 2`, dealID)
}

// nameAndMail takes "Name <e-mail>" apart; either may be missing.
func nameAndMail(text string) (name, mail string) {
	name, rest, _ := strings.Cut(text, "<")
	mail = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), ">"))
	if mail == "" && strings.Contains(name, "@") {
		return "", strings.TrimSpace(name)
	}
	return strings.TrimSpace(name), mail
}
