package main

import (
	"database/sql"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// moveBack makes of a review that has run for moments in its third part one that
// was killed in its 17th minute, three minutes ago. It returns since when that
// part runs, and the deal it is about.
func moveBack(t *testing.T, path string) (since time.Time, deal string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, statement := range []string{
		`UPDATE slot SET used = used + 240000000000 WHERE position = 0`, // nanoseconds: four minutes
		`UPDATE slot SET used = used + 600000000000 WHERE position = 1`, // ten
		`UPDATE review SET started_at = started_at - 1180000, since = since - 340000, seen_at = seen_at - 180000`,
	} {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	var at int64
	if err := db.QueryRow(`SELECT r.since, d.name FROM review r JOIN slot s ON s.review_id = r.id AND s.position = r.current_slot
		JOIN deal d ON d.id = s.deal_id`).Scan(&at, &deal); err != nil {
		t.Fatal(err)
	}
	return time.UnixMilli(at), deal
}

// A review that was killed in its 17th minute goes on three minutes later at the
// same deal, with two keys: one to go on, one to say whether the three minutes
// count, which they then do or do not.
func TestAKillInTheSeventeenthMinute(t *testing.T) {
	for key, takenOut := range map[string]time.Duration{"y": 3 * time.Minute, "n": 0} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			env := fileWithDeals(t)
			x := runTerminal(t, 120, 36, env, "review", "--rep", "Ana Ruiz")
			x.wait("not started")
			x.typed(enter, right, right, "o", "Nobody has asked legal", enter)
			x.wait("▪ Nobody has asked legal")
			x.signal(syscall.SIGKILL)
			x.exit()
			killed := time.Now()
			since, deal := moveBack(t, dbOf(env))
			x = runTerminal(t, 120, 36, env, "review", "--rep", "Ana Ruiz")
			x.wait("Go on?", "at "+deal)
			x.typed(enter)
			x.wait("The review stood still", "Nobody watched the clock for 3:0")
			away := time.Since(killed) // the rest of what nobody watched, at most
			x.typed(key)
			x.gone("The review stood still")
			x.until("what is left of "+deal, func(shown string) bool {
				m := leftOnScreen.FindStringSubmatch(shown)
				if m == nil || !strings.Contains(shown, deal) || !strings.Contains(shown, "▪ Nobody has asked legal") {
					return false
				}
				var minutes, seconds int
				_, _ = fmt.Sscan(m[1]+" "+m[2], &minutes, &seconds)
				left := time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second
				least := 7*time.Minute + takenOut - time.Since(since)
				most := least
				if takenOut > 0 {
					most += away
				}
				return left >= least-time.Second && left <= most+time.Second
			})
		})
	}
}
