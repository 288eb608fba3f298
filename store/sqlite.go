package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// applicationID marks a database file as halfhour's: "half".
const applicationID = 0x68616c66

// DefaultBusy is how long a statement waits for another program's writing.
const DefaultBusy = 5 * time.Second

var prepareSQLite = sync.OnceFunc(func() {
	// Without it, closing any handle of the file in this process drops
	// SQLite's locks on it. Only Linux has it; elsewhere the rule that nobody
	// opens the file is all there is.
	_, _ = sqlite.OFDLocking(true)
	sqlite.StrictPragmas(true) // the path in the data source name is the user's
	if err := gathering(sqlite.RegisterFunction); err != nil {
		panic(err) // it is registered once, under a name of its own
	}
})

// pragma is a setting of a connection, and what it must read back as.
type pragma struct{ name, value, reads string }

// pragmas are set on every connection.
var pragmas = []pragma{
	{"fullfsync", "1", "1"}, // macOS: a plain fsync leaves data in the drive's cache
	{"checkpoint_fullfsync", "1", "1"},
	{"trusted_schema", "0", "0"},
	{"cell_size_check", "1", "1"},
	{"mmap_size", "0", "0"}, // several processes write the file
	{"journal_size_limit", "67108864", "67108864"},
	{"secure_delete", "FAST", "2"},
}

// dsnPragmas are set by keys of the data source name of their own, which are
// checked before the first one is applied.
var dsnPragmas = []struct{ key, name, value, reads string }{
	{"_journal_mode", "journal_mode", "WAL", "wal"},
	{"_synchronous", "synchronous", "FULL", "2"}, // NORMAL loses confirmed changes at power loss
	{"_foreign_keys", "foreign_keys", "1", "1"},
}

// mode is what a connection is for.
type mode int

const (
	toWrite mode = iota
	toRead
	toStage   // an import's: its rows wait in temporary tables
	toShow    // a file or medium that cannot be written
	immutable // the same, and no program can be writing it
)

func fileURL(path string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/…
	}
	return (&url.URL{Scheme: "file", Path: slashed}).String()
}

// connector returns what opens connections of one mode; each connection reads
// its settings back and is refused when one did not take.
func connector(path string, m mode, busy time.Duration) (driver.Connector, error) {
	prepareSQLite()
	q := url.Values{
		"_busy_timeout": {strconv.FormatInt(busy.Milliseconds(), 10)},
		"_dqs":          {"0"}, "_defensive": {"1"}, "_error_rc": {"1"},
		"_time_integer_format": {"unix_milli"}, "_inttotime": {"1"}, "_timezone": {"UTC"},
	}
	want := []pragma{{name: "busy_timeout", reads: strconv.FormatInt(busy.Milliseconds(), 10)}}
	add := func(p pragma) {
		q.Add("_pragma", fmt.Sprintf("%s(%s)", p.name, p.value))
		want = append(want, p)
	}
	for _, p := range pragmas {
		add(p)
	}
	if m == toStage {
		// A million staged rows belong on the disk. SQLite removes the
		// temporary file's name as soon as it is open.
		add(pragma{"temp_store", "FILE", "1"})
		add(pragma{"cache_size", "-6144", "-6144"}) // KiB
	} else {
		add(pragma{"temp_store", "MEMORY", "2"})
	}
	for _, p := range dsnPragmas {
		if p.name == "journal_mode" && m != toWrite {
			continue // the file remembers it
		}
		q.Set(p.key, p.value)
		want = append(want, pragma{name: p.name, reads: p.reads})
	}
	switch m {
	case toWrite, toStage:
		q.Set("_txlock", "immediate") // a deferred writer fails at once when another one writes
		q.Set("mode", "rw")
	case toRead:
		add(pragma{"cache_size", "-1024", "-1024"}) // KiB: there are several, and who reads all deals needs no page twice
		q.Set("mode", "rw")                         // the one who opens a WAL first has to set it up
		q.Set("_query_only", "1")
		want = append(want, pragma{name: "query_only", reads: "1"})
	case toShow, immutable:
		q.Set("mode", "ro")
		q.Set("_query_only", "1")
		if m == immutable {
			q.Set("immutable", "1")
		}
	}
	source := fileURL(path) + "?" + q.Encode()
	if m == toStage {
		d, err := stageDriver()
		return checked{driven{d, source}, path, want, false}, err
	}
	base, err := sqlite.NewConnector(source)
	if err != nil {
		return nil, err
	}
	return checked{base, path, want, m == toWrite}, nil
}

// driven opens connections by a driver of its own.
type driven struct {
	by     *sqlite.Driver
	source string
}

// Connect opens one connection.
func (d driven) Connect(context.Context) (driver.Conn, error) { return d.by.Open(d.source) }

// Driver returns the driver.
func (d driven) Driver() driver.Driver { return d.by }

// checked opens connections and reads their settings back.
type checked struct {
	driver.Connector
	path   string
	want   []pragma
	memory bool // they remember statements, see remembering
}

// Connect opens one connection.
func (c checked) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range c.want {
		got, err := readBack(ctx, conn, p.name)
		if err == nil && got != p.reads {
			err = refuse(c.path, ErrUnsafe, "cannot be kept safe where it is (SQLite's %s is %s, not %s): move it to a local disk", p.name, got, p.reads)
		}
		if err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	if c.memory {
		conn = withMemory(conn)
	}
	return conn, nil
}

func readBack(ctx context.Context, conn driver.Conn, name string) (string, error) {
	rows, err := conn.(driver.QueryerContext).QueryContext(ctx, "PRAGMA "+name, nil)
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }()
	value := make([]driver.Value, len(rows.Columns()))
	switch err := rows.Next(value); {
	case errors.Is(err, io.EOF):
		return "not known", nil
	case err != nil:
		return "", err
	}
	return fmt.Sprint(value[0]), nil
}

// newPool returns a pool whose connections are made when they are needed.
func newPool(path string, m mode, busy time.Duration, size int) (*sql.DB, error) {
	c, err := connector(path, m, busy)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// openPool opens a pool of connections and makes the first one at once.
func openPool(path string, m mode, busy time.Duration, size int) (*sql.DB, error) {
	db, err := newPool(path, m, busy, size)
	if err != nil {
		return nil, err
	}
	if err := db.Ping(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// label is what a database file says about itself.
type label struct {
	application, version int
	empty                bool // no tables
}

// lookInto opens a database without changing it or leaving anything beside it.
// Opened normally, a WAL file gets a -wal and a -shm that a reader cannot take
// away again; nobody who writes it is without a -wal.
func lookInto(path string, busy time.Duration) (*sql.DB, error) {
	prepareSQLite()
	query := "?mode=ro&immutable=1"
	if _, err := os.Lstat(path + "-wal"); err == nil {
		query = "?mode=ro"
	}
	query += "&_query_only=1&_defensive=1&_error_rc=1&_busy_timeout=" + strconv.FormatInt(busy.Milliseconds(), 10)
	base, err := sqlite.NewConnector(fileURL(path) + query)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(base)
	db.SetMaxOpenConns(1)
	return db, nil
}

// probe reads a file's label without changing it or leaving anything beside it.
func probe(path string, busy time.Duration) (label, error) {
	db, err := lookInto(path, busy)
	if err != nil {
		return label{}, err
	}
	defer func() { _ = db.Close() }()
	var l label
	var tables int
	for _, read := range []struct {
		query string
		into  *int
	}{
		{"PRAGMA application_id", &l.application},
		{"PRAGMA user_version", &l.version},
		{"SELECT count(*) FROM sqlite_schema", &tables},
	} {
		if read.into == &tables && l.application == applicationID {
			return l, nil // ours has tables; to read what they are takes as long as to open it
		}
		if err := db.QueryRow(read.query).Scan(read.into); err != nil {
			return label{}, openError(path, err)
		}
	}
	l.empty = tables == 0
	return l, nil
}

// openError puts what SQLite says of a file that does not open into words.
func openError(path string, err error) error {
	switch primary(err) {
	case sqlite3.SQLITE_NOTADB:
		return refuse(path, ErrNotADatabase, "is not a database: name another file; this one was left as it is")
	case sqlite3.SQLITE_CORRUPT:
		return damaged(path)
	case sqlite3.SQLITE_BUSY:
		return &FileError{path, ErrBusy, busyWords}
	case sqlite3.SQLITE_READONLY:
		return readOnly(path)
	case sqlite3.SQLITE_CANTOPEN:
		return refuse(path, ErrReadOnly, "cannot be shown where it is, because another program writes it or was stopped while it did: open it once where it can be written")
	}
	return err
}
