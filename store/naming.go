package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
)

// owners are the people that an import's rows name, while they are staged.
type owners struct {
	known map[string]string // personKey → Person's ID, as the import began
	index map[string]int    // as written → place in the lists
	list  []mention
	ids   []string // of who is known for certain; else of whom they may become
}

// place returns where somebody stands in the lists. Their id is the one that
// stands for them among the staged rows, "" for nobody.
func (o *owners) place(cell string, also ...string) int {
	text := cell
	if len(also) > 0 {
		text += "\x1f" + strings.Join(also, "\x1f")
	}
	i, ok := o.index[text]
	if !ok {
		if o.index == nil {
			o.index = map[string]int{}
		}
		i = len(o.list)
		o.index[strings.Clone(text)] = i
		m := mentioned(cell, also...)
		o.list = append(o.list, m)
		o.ids = append(o.ids, o.guess(m))
	}
	return i
}

// guess is who a mention is if nothing else tells about them.
func (o *owners) guess(m mention) string {
	if m.empty() {
		return ""
	}
	id := ""
	for _, text := range append(slices.Clone(m.known), m.name) {
		if text == "" {
			continue
		}
		who := o.known[personKey(text)]
		if who == "" || id != "" && who != id {
			return NewID()
		}
		id = who
	}
	return id
}

// settleOwners finds out who the staged owners are, adding those nobody knew.
// What another window learned since then counts.
func (st *staging) settleOwners(tx *sql.Tx) error {
	r, err := newRoster(tx)
	if err != nil {
		return err
	}
	o := &st.owners
	staged := slices.Clone(o.ids)
	if err := r.settle(o.list, o.ids, agenda.Rep); err != nil {
		return err
	}
	r.lookAlike()
	st.report.Named, st.report.learned = r.named, r.writes
	turned := false
	for i, id := range o.ids {
		if id == staged[i] {
			continue
		}
		turned = true
		if _, err := tx.Exec(`INSERT INTO import_person (staged, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING`, staged[i], id); err != nil {
			return err
		}
	}
	var statements []string
	if turned {
		statements = []string{
			fmt.Sprintf(`UPDATE %[1]s SET owner_id = p.person_id FROM import_person p WHERE p.staged = %[1]s.owner_id`, st.rowTable()),
			`INSERT INTO import_owner (row, person_id) SELECT o.row, p.person_id FROM import_owner o
				JOIN import_person p ON p.staged = o.person_id WHERE 1 = 1 ON CONFLICT DO NOTHING`,
			`DELETE FROM import_owner WHERE person_id IN (SELECT staged FROM import_person)`,
		}
	}
	for _, s := range append(statements, `DELETE FROM import_owner WHERE person_id =
		(SELECT r.owner_id FROM import_row r WHERE r.row = import_owner.row)`) {
		if _, err := tx.Exec(s); err != nil {
			return err
		}
	}
	return nil
}

// writeCoOwners writes who owns the deals of new and changed rows beside their
// owners.
func (st *staging) writeCoOwners(tx *sql.Tx, source int64) error {
	if !st.tellsCoOwners() {
		return nil
	}
	if _, err := tx.Exec(`DELETE FROM deal_owner WHERE deal_id IN (SELECT r.deal_id FROM import_row r WHERE r.changed = 1)`); err != nil || !st.shares {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO deal_owner (deal_id, person_id)
		SELECT COALESCE(r.deal_id, r.id), o.person_id FROM import_owner o JOIN import_row r ON r.row = o.row
		WHERE r.deal_id IS NULL OR r.changed = 1`); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE source SET co_owners = 1 WHERE id = $1`, source)
	return err
}
