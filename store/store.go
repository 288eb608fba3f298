// Package store keeps everything halfhour knows in one SQLite file: people,
// deals and their history, reviews and what was said in them.
//
// Its rules:
//   - An exported method is one transaction; unexported functions on the
//     transaction are the SQL. When a method that writes returns nil, the
//     change is on the disk.
//   - Writes cannot be cancelled. A statement that is interrupted inside a
//     transaction rolls it back, and what came after would be on its own.
//   - There is one writing connection. Reads have connections of their own
//     that cannot write, and never wait for a writer.
//   - The database file is never opened, copied or hashed here other than by
//     SQLite: closing any handle of it could drop SQLite's locks.
//   - Statements are plain SQL with numbered parameters. What only SQLite has
//     stands in sqlite.go, batch.go, gather.go, backup.go, migrate.go and the migrations.
package store

import (
	"bufio"
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"halfhour/agenda"

	"github.com/google/uuid"
	sqlite3 "modernc.org/sqlite/lib"
)

// Store is an open halfhour file. It may be used by several goroutines.
type Store struct {
	path   string
	file   fs.FileInfo // what is open, to see whether it is still there
	writer *sql.DB     // nil when the file was opened only to be read
	merged *sql.Stmt   // of the writer, see became
	reader *sql.DB
	set    opening
	close  func() error
	copied func()        // waits for the daily copy
	wrote  chan struct{} // holds one while something is not in the one file yet
}

// opening is what tests change about how a file is opened.
type opening struct {
	busy       time.Duration
	settle     time.Duration // how long what was written may stay beside the file
	now        func() time.Time
	migrations []migration
}

// NewID returns an id for a new row: a UUIDv7, so that rows made on two
// laptops can meet, and ids made later sort later.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }

// ids makes many of them: asking for chance once in a while costs a fifth. It
// is for one goroutine.
type ids struct{ chance *bufio.Reader }

func (i *ids) next() string {
	if i.chance == nil {
		i.chance = bufio.NewReader(rand.Reader)
	}
	return uuid.Must(uuid.NewV7FromReader(i.chance)).String()
}

// Path returns the file's absolute path.
func (s *Store) Path() string { return s.path }

// Close waits for CopyDaily, brings everything into the one file and closes it;
// no -wal or -shm file stays behind unless another program has the file open. A
// second Close does nothing more.
func (s *Store) Close() error { return s.close() }

// lastWait is how long a store that is closed waits for whoever else holds the
// file.
const lastWait = 400 * time.Millisecond

// opened completes a store whose pools are open.
func (s *Store) opened() *Store {
	s.copied = func() {}
	s.wrote = make(chan struct{}, 1)
	done, settled := make(chan struct{}), func() {}
	if s.writer != nil {
		settled = alongside(func() { s.keepSettled(done) })
	}
	s.close = sync.OnceValue(func() error {
		s.copied()
		close(done)
		settled()
		err := s.reader.Close()
		if s.writer == nil {
			return err
		}
		_, held := s.checkpoint(lastWait)
		if errors.Is(held, context.DeadlineExceeded) {
			return err
		}
		return errors.Join(err, held, s.writer.Close())
	})
	return s
}

// unsettled says that something is not in the one file yet.
func (s *Store) unsettled() {
	select {
	case s.wrote <- struct{}{}:
	default:
	}
}

// keepSettled moves what was written into the one file before long, off the way
// of whoever writes: a copy of that file alone has everything then.
func (s *Store) keepSettled(done <-chan struct{}) {
	for {
		select {
		case <-s.wrote:
		case <-done:
			return
		}
		select {
		case <-time.After(s.set.settle):
		case <-done:
			return
		}
		if whole, _ := s.checkpoint(0); !whole {
			s.unsettled() // somebody reads or writes: next time, or at the end, which says what is wrong
		}
	}
}

// checkpoint moves everything into the one file and says whether that is whole
// now. It waits so long for whoever else holds the file; what they keep from it
// stays beside the file, where the next to open it finds it. How long the moving
// itself takes is up to the disk.
func (s *Store) checkpoint(wait time.Duration) (whole bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), lastWait)
	defer cancel()
	conn, err := s.writer.Conn(ctx) // a save may be waiting with it
	if err != nil {
		return false, cmp.Or(ctx.Err(), err)
	}
	defer func() { _ = conn.Close() }()
	limit := func(d time.Duration) error {
		_, err := conn.ExecContext(context.Background(), fmt.Sprintf("PRAGMA busy_timeout = %d", d.Milliseconds()))
		return err
	}
	if err := limit(wait); err != nil {
		return false, err
	}
	var held, pages, moved int
	err = conn.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&held, &pages, &moved)
	if primary(err) == sqlite3.SQLITE_BUSY {
		held, err = 1, nil
	}
	return err == nil && held == 0, errors.Join(err, limit(s.set.busy))
}

// write runs f in one transaction. Any error takes all of it back.
func (s *Store) write(ctx context.Context, doing string, f func(tx *sql.Tx) error) error {
	if s.writer == nil {
		return fmt.Errorf("%s: %w", doing, readOnly(s.path))
	}
	ctx = context.WithoutCancel(ctx)
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	defer func() { _ = conn.Close() }()
	if err := s.transact(ctx, conn, f); err != nil {
		if brokenConnection(err) {
			// After a failed fsync the connection's idea of the file may differ
			// from the disk's: the next write opens a new one.
			_ = conn.Raw(func(any) error { return driver.ErrBadConn })
		}
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

func (s *Store) transact(ctx context.Context, conn *sql.Conn, f func(tx *sql.Tx) error) error {
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	if err := f(tx); err != nil {
		return err
	}
	if err := s.inPlace(); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.unsettled()
	return nil
}

// inPlace refuses when the file that is open is no longer the one of its name:
// what is written then may go with it.
func (s *Store) inPlace() error {
	now, err := os.Lstat(s.path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !os.SameFile(s.file, now) && networkKind(filepath.Dir(s.path)) == "" {
		return &FileError{s.path, agenda.ErrGone, "the file was moved, deleted or replaced while it was open: put it back, or leave and start again"}
	}
	return nil // what else is wrong with it is SQLite's to say
}

// read runs f on one unchanging view of the file.
func (s *Store) read(ctx context.Context, doing string, f func(tx *sql.Tx) error) error {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := f(tx); err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// each calls f for every row of a query.
func each(tx *sql.Tx, f func(scan func(...any) error) error, query string, args ...any) error {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	return eachOf(rows, f)
}

// eachOf calls f for every row, and closes them.
func eachOf(rows *sql.Rows, f func(scan func(...any) error) error) error {
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
