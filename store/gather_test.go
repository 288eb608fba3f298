package store

import (
	"database/sql"
	"errors"
	"fmt"
	"testing"
)

// Rows that are gathered are those of the query, whatever becomes of SQLite's
// memory after them; an error of who reads them ends it and is returned.
func TestGather(t *testing.T) {
	s := fresh(t)
	const many = `FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n)`
	stop := errors.New("enough")
	check(t, s.read(t.Context(), "gather", func(tx *sql.Tx) error {
		var kept texts
		var once, all []string
		err := gather(tx, func(r row) error {
			if int(r.number(0)) != len(all)+1 {
				t.Fatalf("row %d says %d", len(all)+1, r.number(0))
			}
			all, once = append(all, kept.keep(r.text(1))), append(once, kept.same(r.text(2)))
			return nil
		}, `i, 'deal 客 ' || i, 'stage ' || (i % 3)`, many)
		if err != nil {
			return err
		}
		for i := range all {
			if want := fmt.Sprint("deal 客 ", i+1); all[i] != want || once[i] != fmt.Sprint("stage ", (i+1)%3) {
				t.Fatalf("row %d is kept as %q, %q", i+1, all[i], once[i])
			}
		}
		if len(all) != 5000 || len(kept.once) != 3 {
			t.Errorf("%d rows, %d texts that repeat", len(all), len(kept.once))
		}
		rows := 0
		if err := gather(tx, func(row) error { rows++; return stop }, `i`, many); !errors.Is(err, stop) || rows != 1 {
			t.Errorf("after %d rows: %v", rows, err)
		}
		return gather(tx, func(row) error { return stop }, `i`, many+` WHERE i < 0`)
	}))
}
