package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"

	"modernc.org/sqlite"
)

// Many rows come out of SQLite by way of an aggregate function of our own: it is
// called with the values of each, and reads them where SQLite has them. A row of
// database/sql costs two to three times as much, most of it for pieces of memory
// that are thrown away.

// gatherName is the function: of the number of who reads, and the columns.
const gatherName = "halfhour_gather"

// gathering makes the function known to the connections of a driver.
func gathering(register func(name string, f *sqlite.FunctionImpl) error) error {
	return register(gatherName, &sqlite.FunctionImpl{
		NArgs:         -1,
		MakeAggregate: func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) { return &gatherer{}, nil },
		VolatileArgs:  true, // row.text copies
	})
}

// readers are those who gather, by the number that their query names.
var readers struct {
	sync.Mutex
	last int64
	open map[int64]func(row) error
}

// gather calls f for every row of a query: the columns, and what follows them
// from FROM on.
func gather(tx *sql.Tx, f func(row) error, columns, from string, args ...any) error {
	var failed error
	readers.Lock()
	readers.last++
	number := readers.last
	if readers.open == nil {
		readers.open = map[int64]func(row) error{}
	}
	readers.open[number] = func(r row) error {
		failed = f(r)
		return failed
	}
	readers.Unlock()
	defer func() {
		readers.Lock()
		delete(readers.open, number)
		readers.Unlock()
	}()
	var n int64
	err := tx.QueryRow(fmt.Sprintf(`SELECT %s(%d, %s) %s`, gatherName, number, columns, from), args...).Scan(&n)
	if failed != nil {
		return failed
	}
	return err
}

// gatherer is one call of the function.
type gatherer struct {
	read func(row) error
	rows int64
}

// Step takes a row.
func (g *gatherer) Step(_ *sqlite.FunctionContext, values []driver.Value) error {
	if g.read == nil {
		number, _ := values[0].(int64)
		readers.Lock()
		g.read = readers.open[number]
		readers.Unlock()
		if g.read == nil {
			return errors.New("nobody gathers these rows")
		}
	}
	g.rows++
	return g.read(values[1:])
}

// WindowInverse is for sums over a part of the rows, which this is not.
func (g *gatherer) WindowInverse(*sqlite.FunctionContext, []driver.Value) error {
	return errors.New("rows are not gathered over a window")
}

// WindowValue returns how many rows there were.
func (g *gatherer) WindowValue(*sqlite.FunctionContext) (driver.Value, error) { return g.rows, nil }

// Final ends it.
func (g *gatherer) Final(*sqlite.FunctionContext) {}

// row is the values of a row. They are SQLite's, until the next one.
type row []driver.Value

// number returns a column of integers.
func (r row) number(i int) int64 {
	n, _ := r[i].(int64)
	return n
}

// text returns a column of texts, which is gone with the row.
func (r row) text(i int) string {
	s, _ := r[i].(string)
	return s
}

// texts keeps texts of rows: each piece of memory has many of them.
type texts struct {
	block strings.Builder
	once  map[string]string
	last  [1024]string // some of once, where likely says: quicker to look at
}

// textBlock is the size of such a piece, in bytes.
const textBlock = 32 << 10

// keep returns a copy of a text.
func (t *texts) keep(s string) string {
	if s == "" {
		return ""
	}
	if t.block.Len()+len(s) > t.block.Cap() {
		t.block = strings.Builder{}
		t.block.Grow(max(textBlock, len(s)))
	}
	from := t.block.Len()
	t.block.WriteString(s)
	return t.block.String()[from:]
}

// same returns a copy of a text that many rows have, always the same one.
func (t *texts) same(s string) string {
	if s == "" {
		return ""
	}
	likely := t.likely(s)
	if *likely == s {
		return *likely
	}
	if kept, ok := t.once[s]; ok {
		*likely = kept
		return kept
	}
	if t.once == nil {
		t.once = map[string]string{}
	}
	kept := strings.Clone(s)
	t.once[kept] = kept
	return kept
}

// likely returns where a text that came before is likely to be. The ends of ids
// tell them apart.
func (t *texts) likely(s string) *string {
	h := len(s)
	for i := max(len(s)-4, 0); i < len(s); i++ {
		h = h*31 + int(s[i])
	}
	return &t.last[h%len(t.last)]
}
