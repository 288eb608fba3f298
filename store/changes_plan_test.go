package store

import (
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/movement"
)

// TestAReviewReadsNoOthersDeals: what the start of one rep's review looks up goes
// through indices, so that it costs the same however much the file holds.
func TestAReviewReadsNoOthersDeals(t *testing.T) {
	s := fresh(t)
	since := movedSince("ana", now)
	whose := ownersOf([]movement.Deal{{Deal: agenda.Deal{Owner: "ana"}}, {Deal: agenda.Deal{Owner: "bo"}}, {}})
	for _, c := range []struct {
		query string
		args  []any
	}{
		{`SELECT d.id FROM deal d WHERE ` + since.text, since.args},
		{`SELECT DISTINCT owner_id, import_id FROM deal WHERE ` + whose.text, whose.args},
		{`SELECT question FROM answer WHERE deal_id IN (SELECT d.id FROM deal d WHERE ` + owned + `)`, []any{"ana"}},
	} {
		rows := must(s.reader.Query(`EXPLAIN QUERY PLAN `+c.query, c.args...))(t)
		for rows.Next() {
			var id, parent, unused int
			var step string
			check(t, rows.Scan(&id, &parent, &unused, &step))
			for _, large := range []string{"SCAN d", "SCAN c", "SCAN answer"} { // deal, deal_change, answer
				if strings.HasPrefix(step, large) {
					t.Errorf("%s\nreads all: %s", c.query, step)
				}
			}
			t.Log(step)
		}
		check(t, rows.Close())
	}
}
