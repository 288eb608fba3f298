package store

import (
	"context"
	"database/sql/driver"
	"errors"

	"modernc.org/sqlite"
)

// mostRemembered is how many statements a connection remembers; with one more it
// begins anew. What is saved again and again are a few dozen.
const mostRemembered = 64

// remembering is a connection that keeps what SQLite made of the statements that
// it was given: a change to a review runs the same few as the one before, and to
// understand one takes longer than to run it.
type remembering struct {
	sqliteConn
	known map[string]driver.Stmt
}

// sqliteConn is what is used of a connection of SQLite.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
	NewRestore(from string) (*sqlite.Backup, error)
}

// withMemory returns a connection that remembers what it runs.
func withMemory(conn driver.Conn) driver.Conn {
	if c, ok := conn.(sqliteConn); ok {
		return &remembering{c, map[string]driver.Stmt{}}
	}
	return conn
}

// ExecContext runs a statement that yields no rows.
func (c *remembering) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	known := c.known[query]
	if known == nil {
		if len(c.known) == mostRemembered {
			if err := c.forget(); err != nil {
				return nil, err
			}
		}
		var err error
		if known, err = c.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		c.known[query] = known
	}
	return known.(driver.StmtExecContext).ExecContext(ctx, args)
}

// forget closes the statements.
func (c *remembering) forget() (err error) {
	for _, known := range c.known {
		err = errors.Join(err, known.Close())
	}
	clear(c.known)
	return err
}

// Close closes the connection.
func (c *remembering) Close() error {
	return errors.Join(c.forget(), c.sqliteConn.Close())
}
