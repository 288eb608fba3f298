package store

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// loading runs f in a transaction of a connection that knows batches.
func loading(t testing.TB, f func(tx *sql.Tx) error) error {
	t.Helper()
	s := fresh(t)
	pool := must(openPool(s.path, toStage, DefaultBusy, 1))(t)
	defer pool.Close()
	conn := must(pool.Conn(ctx))(t)
	defer conn.Close()
	return s.transact(ctx, conn, f)
}

func TestBatchesArriveWholeAndInOrder(t *testing.T) {
	for _, n := range []int{0, 1, batchRows - 1, batchRows, batchRows + 1, 5*batchRows + 7} {
		check(t, loading(t, func(tx *sql.Tx) error {
			_, err := tx.Exec(`CREATE TEMPORARY TABLE list (place INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER, text TEXT, none TEXT) STRICT`)
			check(t, err)
			l := must(newLoader(tx, "list", "number", "none", "text"))(t)
			for i := range n {
				check(t, l.add(int64(i), nil, fmt.Sprint("№ ", i)))
			}
			check(t, l.close())
			check(t, l.close())
			at := 0
			err = each(tx, func(scan func(...any) error) error {
				var number int
				var text string
				var none sql.NullString
				if err := scan(&number, &text, &none); err != nil {
					return err
				}
				if number != at || text != fmt.Sprint("№ ", at) || none.Valid {
					t.Fatalf("%d of %d: %d %q %v", at, n, number, text, none)
				}
				at++
				return nil
			}, `SELECT number, text, none FROM list ORDER BY place`)
			if at != n {
				t.Errorf("%d rows, not %d", at, n)
			}
			return err
		}))
	}
}

func TestABatchThatFails(t *testing.T) {
	err := loading(t, func(tx *sql.Tx) error {
		_, err := tx.Exec(`CREATE TEMPORARY TABLE list (number INTEGER PRIMARY KEY) STRICT`)
		check(t, err)
		l := must(newLoader(tx, "list", "number"))(t)
		seen := false
		for i := range 20 * batchRows {
			if err := l.add(int64(i % (batchRows + 1))); err != nil {
				if !errors.Is(err, errLoading) {
					t.Errorf("%v", err)
				}
				seen = true
				break
			}
		}
		if !seen {
			t.Error("nobody was told")
		}
		return l.close()
	})
	if err == nil || !strings.Contains(err.Error(), "UNIQUE") {
		t.Errorf("%v", err)
	}
}

// A panic in the other goroutine comes out where the rows were added.
func TestABatchThatPanics(t *testing.T) {
	defer func() {
		if p := recover(); p == nil {
			t.Error("nothing")
		}
	}()
	_ = loading(t, func(tx *sql.Tx) error {
		l := must(newLoader(tx, "person", "id", "name", "role"))(t)
		l.insert = nil
		check(t, l.add("1", "Łukasz", "rep"))
		return l.close()
	})
}

func TestDigestFoldsAsFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.StringOf(rapid.RuneFrom([]rune("aAzZ \t\n.'-0"))), rapid.String()).Draw(t, "s")
		var a, b digest
		a.folded(s)
		b.text(fold(s))
		if a.sum() != b.sum() {
			t.Errorf("%q", s)
		}
	})
}
