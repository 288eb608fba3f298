package store

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// activities come in one for each deal that they are about.
var activities = object[crm.Activity]{
	tables: `
CREATE TEMPORARY TABLE staged_activity (
	row     INTEGER NOT NULL,
	ref     INTEGER NOT NULL, -- in staged_ref
	key     INTEGER NOT NULL,
	kind    TEXT NOT NULL,
	day     INTEGER NOT NULL,
	state   TEXT NOT NULL,
	subject TEXT NOT NULL,
	owner   TEXT NOT NULL,
	PRIMARY KEY (ref, key)
) STRICT;`,
	statements: []string{`INSERT INTO staged_activity (row, ref, key, kind, day, state, subject, owner)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (ref, key) DO UPDATE SET kind = excluded.kind, day = excluded.day, state = excluded.state,
		subject = excluded.subject, owner = excluded.owner`},
	add: func(st *objects, into []*sql.Stmt, a crm.Activity) error {
		about := a.Deals
		if len(about) == 0 {
			about = []crm.DealRef{{}}
		}
		for _, d := range about {
			ref, err := st.refs.id(d, whom(a.Contact))
			if err != nil {
				return err
			}
			key := hash(a.Kind, a.Date, a.Subject, a.Owner, a.Contact)
			if a.ID != "" {
				key = hash(a.ID)
			}
			if _, err := into[0].Exec(st.report.Imported, ref, key, a.Kind, int(a.Date), string(a.State), a.Subject, a.Owner); err != nil {
				return err
			}
		}
		return nil
	},
	merge: func(st *objects, tx *sql.Tx) error {
		if err := st.mergeRefs(tx); err != nil {
			return err
		}
		const from = `FROM staged_activity s JOIN staged_ref f ON f.id = s.ref
			LEFT JOIN activity a ON a.ref_id = f.ref_id AND a.key = s.key`
		const differs = `a.kind <> s.kind OR a.day <> s.day OR a.state <> s.state OR a.subject <> s.subject OR a.owner <> s.owner`
		if err := count(tx, `SELECT count(DISTINCT CASE WHEN a.key IS NULL THEN s.row END), count(DISTINCT CASE WHEN `+differs+` THEN s.row END) `+from,
			&st.report.New, &st.report.Changed); err != nil {
			return err
		}
		if err := run(tx, `INSERT INTO activity (ref_id, key, kind, day, state, subject, owner)
			SELECT f.ref_id, s.key, s.kind, s.day, s.state, s.subject, s.owner `+from+` WHERE a.key IS NULL OR `+differs+`
			ORDER BY f.ref_id, s.key
			ON CONFLICT (ref_id, key) DO UPDATE SET kind = excluded.kind, day = excluded.day, state = excluded.state,
			subject = excluded.subject, owner = excluded.owner`); err != nil {
			return err
		}
		return count(tx, `SELECT count(DISTINCT s.row) FROM staged_activity s JOIN staged_ref f ON f.id = s.ref
			JOIN deal_ref r ON r.id = f.ref_id WHERE r.deal_id IS NULL`, &st.report.Waiting)
	},
}

// whom returns a contact of an activity as deal_contact may have it.
func whom(contact string) string {
	if strings.Contains(contact, "@") {
		return strings.ToLower(contact)
	}
	return longID(contact)
}

// touch fills in what the files of activities tell of deals, which are in order
// of their ids: what was last, where the deal's own field is older, and what is
// next, where the deal has no next step; of several on one day the one of the
// most weight. An activity that is done was at the
// latest today, whatever its date; one that nobody says anything of takes place
// on its day; a cancelled one never does.
func touch(tx *sql.Tx, c condition, list []agenda.Deal, today agenda.Date) error {
	var told bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM activity)`).Scan(&told); err != nil || !told {
		return err
	}
	i := 0
	return each(tx, func(scan func(...any) error) error {
		var id, last, next string
		if err := scan(&id, &last, &next); err != nil {
			return err
		}
		for list[i].ID != id {
			i++
		}
		d := &list[i]
		if day, kind := apart(last); day != 0 && day >= d.LastActivity {
			d.LastActivity, d.ActivityKind = day, kind
		}
		if day, subject := apart(next); day != 0 && d.NextStep == "" && d.NextStepDate == 0 {
			d.NextStep, d.NextStepDate = subject, day
		}
		return nil
		// A day with as many digits as any before what goes with it: so the largest
		// text is that of the latest day.
	}, fmt.Sprintf(`SELECT r.deal_id,
			COALESCE(max(CASE WHEN a.day <= %[1]d AND a.state <> 'planned' THEN CAST(a.day + %[2]d AS TEXT) || `+weight+` || a.kind END), ''),
			COALESCE(min(CASE WHEN a.day > %[1]d AND a.state <> 'done' THEN CAST(a.day + %[2]d AS TEXT) || '0' || COALESCE(NULLIF(a.subject, ''), a.kind) END), '')
		FROM activity a JOIN deal_ref r ON r.id = a.ref_id
		WHERE a.state <> 'cancelled' AND a.day <> 0 AND r.deal_id IN (SELECT d.id FROM deal d WHERE `+c.text+`)
		GROUP BY r.deal_id ORDER BY r.deal_id`, today, wide), c.args...)
}

// wide makes eight digits of any day.
const wide = 10_000_000

// weight orders the kinds of activities of one day: people who met, spoke,
// wrote, or did something that the buyer may not know of.
const weight = `CASE a.kind WHEN 'meeting' THEN '5' WHEN 'call' THEN '4' WHEN 'mail' THEN '3' WHEN 'note' THEN '2' WHEN 'task' THEN '1' ELSE '0' END`

// apart takes the text of a day, its weight and what goes with it apart.
func apart(text string) (agenda.Date, string) {
	if len(text) < 9 {
		return 0, ""
	}
	n, _ := strconv.Atoi(text[:8])
	return agenda.Date(n - wide), text[9:]
}
