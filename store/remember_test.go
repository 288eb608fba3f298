package store

import (
	"fmt"
	"testing"
)

// A statement that was run before does the same again: after many others, after
// one that failed, and after another program has changed the tables.
func TestStatementsThatAreRemembered(t *testing.T) {
	s := fresh(t)
	conn := must(s.writer.Conn(ctx))(t)
	defer func() { _ = conn.Close() }()
	run := func(query string, args ...any) {
		t.Helper()
		must(conn.ExecContext(ctx, query, args...))(t)
	}
	const insert = `INSERT INTO thing (id, text) VALUES ($1, $2)`
	run(`CREATE TABLE thing (id INTEGER PRIMARY KEY, text TEXT)`)
	for i := range 3 * mostRemembered {
		run(fmt.Sprintf(`UPDATE thing SET text = '%d'`, i)) // another text each time
		run(insert, i, fmt.Sprint("text ", i))
	}
	if _, err := conn.ExecContext(ctx, insert, 1, "there already"); err == nil {
		t.Error("two things with one id")
	}
	other := must(openPool(s.path, toWrite, s.set.busy, 1))(t)
	defer func() { _ = other.Close() }()
	must(other.Exec(`ALTER TABLE thing ADD COLUMN more TEXT DEFAULT 'new'`))(t)
	run(insert, -1, "after")
	var n int
	var more, text string
	check(t, conn.QueryRowContext(ctx, `SELECT count(*), (SELECT more FROM thing WHERE id = -1), (SELECT text FROM thing WHERE id = -1) FROM thing`).Scan(&n, &more, &text))
	if n != 3*mostRemembered+1 || more != "new" || text != "after" {
		t.Errorf("%d things, the last is %s, %s", n, text, more)
	}
	check(t, conn.Raw(func(c any) error {
		if known := len(c.(*remembering).known); known == 0 || known > mostRemembered {
			t.Errorf("it remembers %d statements", known)
		}
		return nil
	}))
}
