package store

import (
	"database/sql"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/settings"
	"halfhour/store/crm"
)

// quotas come in as the file names their owners.
var quotas = object[crm.Quota]{
	tables: `
CREATE TEMPORARY TABLE staged_quota (
	id       INTEGER PRIMARY KEY,
	owner    TEXT NOT NULL,
	name     TEXT NOT NULL,
	start    INTEGER NOT NULL,
	next     INTEGER NOT NULL,
	amount   INTEGER NOT NULL,
	currency TEXT NOT NULL,
	goal     TEXT NOT NULL,
	parent   TEXT NOT NULL
) STRICT;`,
	statements: []string{`INSERT INTO staged_quota (owner, name, start, next, amount, currency, goal, parent)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`},
	add: func(st *objects, into []*sql.Stmt, q crm.Quota) error {
		amount := inCurrency(q.Amount, st.home)
		_, err := into[0].Exec(personKey(q.Owner), personKey(q.OwnerName), int(q.From), int(q.Next), amount.Minor, amount.Currency, q.Goal, q.Parent)
		return err
	},
	merge: func(st *objects, tx *sql.Tx) error {
		if err := periods(tx); err != nil {
			return err
		}
		// Of several of one person and period it is the last one, but a goal that
		// others are parts of, a team's, is not its manager's own.
		const from = `FROM (SELECT *, row_number() OVER (PARTITION BY owner, name, start ORDER BY
				CASE WHEN goal <> '' AND goal IN (SELECT parent FROM staged_quota) THEN 1 ELSE 0 END, id DESC) AS nth FROM staged_quota) s
			LEFT JOIN quota q ON q.owner = s.owner AND q.name = s.name AND q.start = s.start WHERE s.nth = 1`
		const differs = `(q.next <> s.next OR q.amount <> s.amount OR q.currency <> s.currency)`
		if err := count(tx, `SELECT count(*) FILTER (WHERE q.start IS NULL), count(*) FILTER (WHERE `+differs+`) `+from,
			&st.report.New, &st.report.Changed); err != nil {
			return err
		}
		if err := run(tx, `INSERT INTO quota (owner, name, start, next, amount, currency)
			SELECT s.owner, s.name, s.start, s.next, s.amount, s.currency `+from+` AND (q.start IS NULL OR `+differs+`)
			ON CONFLICT (owner, name, start) DO UPDATE SET next = excluded.next, amount = excluded.amount, currency = excluded.currency`); err != nil {
			return err
		}
		return count(tx, `SELECT count(*) FROM staged_quota
			WHERE owner NOT IN (SELECT key FROM alias) AND name NOT IN (SELECT key FROM alias)`, &st.report.Waiting)
	},
}

// periods finds out how long the periods are that only begin: a month, a
// quarter or a year, as the closest beginnings of the file are apart. A single
// one is a quarter's.
func periods(tx *sql.Tx) error {
	var gap int
	if err := tx.QueryRow(`SELECT COALESCE(min(later - start), 0) FROM
		(SELECT start, lead(start) OVER (ORDER BY start) AS later FROM (SELECT DISTINCT start FROM staged_quota))`).Scan(&gap); err != nil {
		return err
	}
	months := 3
	switch {
	case gap > 92:
		months = 12
	case 0 < gap && gap <= 31:
		months = 1
	}
	var open []agenda.Date
	err := each(tx, func(scan func(...any) error) error {
		var d agenda.Date
		err := scan(&d)
		open = append(open, d)
		return err
	}, `SELECT DISTINCT start FROM staged_quota WHERE next = 0`)
	for _, d := range open {
		t := d.Time()
		next := agenda.NewDate(t.Year(), t.Month()+time.Month(months), t.Day())
		if _, err := tx.Exec(`UPDATE staged_quota SET next = $1 WHERE start = $2 AND next = 0`, int(next), int(d)); err != nil {
			return err
		}
	}
	return err
}

// setQuota fills in what a rep is to win in a quarter: what the settings say,
// else what was imported.
func setQuota(tx *sql.Tx, p *agenda.Pipeline, repID string, from, next agenda.Date, set settings.Settings) error {
	amount, ok := set.Quota(from, func(name string) bool {
		who, err := called(tx, name)
		return err == nil && who.ID == repID
	})
	if ok {
		p.Quota = amount
		return nil
	}
	return addQuota(tx, p, repID, from, next)
}

// addQuota fills in what a rep is to win in a quarter: the quotas of periods
// within it, else its part of those of other periods, by days. Of several
// currencies it is the one with the most quotas.
func addQuota(tx *sql.Tx, p *agenda.Pipeline, repID string, from, next agenda.Date) error {
	type sum struct{ within, part int64 }
	sums := map[string]sum{}
	var most string
	err := each(tx, func(scan func(...any) error) error {
		var m agenda.Money
		var start, end agenda.Date
		if err := scan(&start, &end, &m.Minor, &m.Currency); err != nil {
			return err
		}
		s := sums[m.Currency]
		if start >= from && end <= next {
			s.within += m.Minor
		} else {
			s.part += m.Minor * int64(min(end, next)-max(start, from)) / int64(end-start)
		}
		sums[m.Currency] = s
		if most == "" {
			most = m.Currency
		}
		return nil
	}, `SELECT q.start, q.next, q.amount, q.currency FROM quota q
		JOIN alias a ON a.key = CASE WHEN q.owner IN (SELECT key FROM alias) THEN q.owner ELSE q.name END
		WHERE a.person_id = $1 AND q.start < $3 AND q.next > $2
		ORDER BY count(*) OVER (PARTITION BY q.currency) DESC, q.currency`, repID, int(from), int(next))
	if err != nil || most == "" {
		return err
	}
	s := sums[most]
	p.Quota = agenda.Money{Minor: s.within, Currency: most}
	if s.within == 0 {
		p.Quota.Minor = s.part
	}
	return nil
}
