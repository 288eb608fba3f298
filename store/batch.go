package store

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"
	"modernc.org/sqlite/vtab"
)

// Many rows go into SQLite as a table of its own kind that it reads while it
// inserts them: a fifth of the cost of a statement a row. And while SQLite
// inserts one batch, the next is read from the file and put together.

// batchRows is how many rows are inserted at a time.
const batchRows = 1024

// batches is how many there are: one that is put together, one that waits, one
// that is inserted.
const batches = 3

// batchModule is the kind of table that a batch is.
const batchModule = "halfhour_batch"

// stageDriver opens connections that know the kind of table.
var stageDriver = sync.OnceValues(func() (*sqlite.Driver, error) {
	d := &sqlite.Driver{}
	return d, errors.Join(d.RegisterModule(batchModule, batchKind{}), gathering(d.RegisterFunction))
})

// loaders are those whose tables can be read, by the number that the table
// names.
var loaders struct {
	sync.Mutex
	last int
	open map[string]*loader
}

// loader inserts rows into one table, in an order of their own, on another
// goroutine.
type loader struct {
	columns []string
	number  string
	insert  *sql.Stmt
	filling []driver.Value // of the batch that is put together
	reading []driver.Value // of the one that SQLite reads
	full    chan []driver.Value
	empty   chan []driver.Value
	failed  atomic.Bool
	wait    func() // until all of them are inserted
	err     error
}

// newLoader returns what inserts into columns of a table. On every path its
// close must be called before the transaction ends.
func newLoader(tx *sql.Tx, table string, columns ...string) (*loader, error) {
	return loadInto(tx, table, fmt.Sprintf("INSERT INTO %[1]s (%[2]s) SELECT %[2]s", table, strings.Join(columns, ", ")), columns...)
}

// loadInto is newLoader with the beginning of a statement that takes the
// columns and inserts into the table.
func loadInto(tx *sql.Tx, table, insert string, columns ...string) (*loader, error) {
	l := &loader{columns: columns, full: make(chan []driver.Value, 1), empty: make(chan []driver.Value, batches)}
	loaders.Lock()
	loaders.last++
	l.number = fmt.Sprint(loaders.last)
	if loaders.open == nil {
		loaders.open = map[string]*loader{}
	}
	loaders.open[l.number] = l
	loaders.Unlock()
	_, err := tx.Exec(fmt.Sprintf(`CREATE VIRTUAL TABLE temp.%s_batch USING %s(%s)`, table, batchModule, l.number))
	if err == nil {
		l.insert, err = tx.Prepare(fmt.Sprintf(`%s FROM temp.%s_batch`, insert, table))
	}
	if err != nil {
		l.forget()
		return nil, err
	}
	size := batchRows * len(columns)
	l.filling = make([]driver.Value, 0, size)
	for range batches - 1 {
		l.empty <- make([]driver.Value, 0, size)
	}
	full := l.full
	l.wait = alongside(func() { l.run(full) })
	return l, nil
}

// errLoading is returned for a row after one that could not be inserted; close
// says what was wrong.
var errLoading = errors.New("the rows before could not be inserted")

// add takes a row: a value for each column, an int64, a string or nil.
func (l *loader) add(row ...driver.Value) error {
	l.filling = append(l.filling, row...)
	if len(l.filling) < cap(l.filling) {
		return nil
	}
	if l.failed.Load() {
		return errLoading
	}
	l.full <- l.filling
	l.filling = (<-l.empty)[:0]
	return nil
}

// close inserts what is left, waits for all of it, and returns what went
// wrong. A second close returns the same.
func (l *loader) close() error {
	if l.full == nil {
		return l.err
	}
	if len(l.filling) > 0 {
		l.full <- l.filling
	}
	close(l.full)
	l.full = nil
	l.forget()
	l.wait()
	return errors.Join(l.err, l.insert.Close())
}

func (l *loader) forget() {
	loaders.Lock()
	defer loaders.Unlock()
	delete(loaders.open, l.number)
}

// run inserts batches until there are no more; after a failure it only takes
// them.
func (l *loader) run(full <-chan []driver.Value) {
	defer func() {
		l.failed.Store(true)
		for batch := range full {
			l.empty <- batch
		}
	}()
	for batch := range full {
		l.reading = batch
		_, l.err = l.insert.Exec()
		l.empty <- batch
		if l.err != nil {
			return
		}
	}
}

// batchKind is the kind of table for SQLite.
type batchKind struct{}

// Create makes a table of the rows of the loader that args name.
func (batchKind) Create(ctx vtab.Context, args []string) (vtab.Table, error) {
	if len(args) != 4 {
		return nil, fmt.Errorf("a batch names its loader: %q", args)
	}
	loaders.Lock()
	defer loaders.Unlock()
	l := loaders.open[args[3]]
	if l == nil {
		return nil, fmt.Errorf("no loader %s", args[3])
	}
	return batchTable{l}, ctx.Declare("CREATE TABLE batch (" + strings.Join(l.columns, ", ") + ")")
}

// Connect is Create: the tables are temporary ones.
func (b batchKind) Connect(ctx vtab.Context, args []string) (vtab.Table, error) {
	return b.Create(ctx, args)
}

type batchTable struct{ of *loader }

// BestIndex leaves it at reading all rows.
func (batchTable) BestIndex(*vtab.IndexInfo) error { return nil }

// Open begins to read.
func (t batchTable) Open() (vtab.Cursor, error) { return &batchCursor{of: t.of}, nil }

// Disconnect has nothing to do.
func (batchTable) Disconnect() error { return nil }

// Destroy has nothing to do.
func (batchTable) Destroy() error { return nil }

// batchCursor is at one row of the batch.
type batchCursor struct {
	of *loader
	at int // its first value
}

// Filter goes to the first row.
func (c *batchCursor) Filter(int, string, []vtab.Value) error {
	c.at = 0
	return nil
}

// Next goes to the next row.
func (c *batchCursor) Next() error {
	c.at += len(c.of.columns)
	return nil
}

// Eof says whether there is no row.
func (c *batchCursor) Eof() bool { return c.at >= len(c.of.reading) }

// Column returns a value of the row.
func (c *batchCursor) Column(i int) (vtab.Value, error) { return c.of.reading[c.at+i], nil }

// Rowid returns the row's place.
func (c *batchCursor) Rowid() (int64, error) { return int64(c.at), nil }

// Close has nothing to do.
func (c *batchCursor) Close() error { return nil }
