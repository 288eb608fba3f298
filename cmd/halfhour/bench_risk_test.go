package main

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"halfhour/agenda/inspect"
	"halfhour/store"
)

// riskInSQL weighs the signs of risk that a row alone tells as the program does,
// by the deal's share of what its owner has open.
const riskInSQL = `SELECT sum(risk * (1 + amount / max(total, 1.0))) FROM (SELECT amount,
	sum(amount) OVER (PARTITION BY owner_id, currency) AS total,
	6 * (close_date < $1) + 3 * (next_step = '') + 3 * (last_activity <> 0 AND last_activity < $1 - 14)
		+ 3 * (stage_since <> 0 AND stage_since < $1 - 60) + (created <> 0 AND created < $1 - 180)
		+ (amount = 0) + (account = '') + (owner_id IS NULL) AS risk
	FROM deal WHERE status = 'open' AND gone = 0)`

// scanDeals reads what a list of open deals shows.
func scanDeals(db *sql.DB) error {
	rows, err := db.Query(`SELECT id, name, account, owner_id, stage, amount, currency, close_date, created, stage_since, last_activity, next_step
		FROM deal WHERE status = 'open' AND gone = 0`)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, name, account, stage, currency, next string
		var owner sql.NullString
		var amount, closes, created, since, last int64
		if err := rows.Scan(&id, &name, &account, &owner, &stage, &amount, &currency, &closes, &created, &since, &last, &next); err != nil {
			return err
		}
	}
	return rows.Err()
}

// BenchmarkRisk scores the open ones of 100,000 deals in memory beside the same
// sum in SQL, and from the file beside a scan of it.
func BenchmarkRisk(b *testing.B) {
	env, err := bigFile()
	if err != nil {
		b.Fatal(err)
	}
	ctx, file := context.Background(), strings.TrimPrefix(env[0], "HALFHOUR_DB=")
	st, err := store.OpenReadOnly(file)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	db, err := sql.Open("sqlite", "file:"+file+"?mode=ro")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	milliseconds := func(since time.Time) float64 { return float64(time.Since(since).Microseconds()) / 1000 }
	var memory, sum, whole, scan []float64
	for b.Loop() {
		start := time.Now()
		deals, err := st.Deals(ctx, store.Filter{Today: testToday})
		if err != nil {
			b.Fatal(err)
		}
		loaded := time.Now()
		in := inspect.Over(deals, inspect.Ground{Today: testToday})
		for i := range deals {
			in.Score(&deals[i])
		}
		memory, whole = append(memory, milliseconds(loaded)), append(whole, milliseconds(start))

		start = time.Now()
		var points float64
		if err := db.QueryRow(riskInSQL, int(testToday)).Scan(&points); err != nil {
			b.Fatal(err)
		}
		sum = append(sum, milliseconds(start))
		start = time.Now()
		if err := scanDeals(db); err != nil {
			b.Fatal(err)
		}
		scan = append(scan, milliseconds(start))
	}
	show(b, figure{10, "risk of 100,000 deals, in memory", "the same sum in SQL", at(memory, 50), at(sum, 50), "ms", 0.3})
	show(b, figure{10, "risk of 100,000 deals, from the file", "a scan of the open ones", at(whole, 50), at(scan, 50), "ms", 1})
}
