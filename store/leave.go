package store

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"halfhour/agenda/safe"
)

// Everything in the file can be taken away as JSON lines: a head, a line for
// each row of each table, and a foot that counts them.

type leaveHead struct {
	Format string    `json:"format"`
	Schema int       `json:"schema"`
	Made   time.Time `json:"made"`
}

type leaveRow struct {
	Table string         `json:"table"`
	Row   map[string]any `json:"row"`
}

type leaveFoot struct {
	Rows int `json:"rows"`
}

const leaveFormat = "halfhour export"

// mostLine is how long a line of an export may be.
const mostLine = 64 << 20

// WriteAll writes everything in the file as JSON lines, private notes included,
// as it is at one instant; ReadAll takes it back. It is for the file's owner and
// for nobody else. It returns how many rows there are.
func (s *Store) WriteAll(ctx context.Context, w io.Writer) (rows int, err error) {
	out := bufio.NewWriter(w)
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	put := func(v any) error {
		line.Reset()
		if err := enc.Encode(v); err != nil {
			return err
		}
		_, err := out.WriteString(safe.JSON(line.String()))
		return err
	}
	err = s.read(ctx, "write everything down", func(tx *sql.Tx) error {
		var head leaveHead
		if err := tx.QueryRow("PRAGMA user_version").Scan(&head.Schema); err != nil {
			return err
		}
		head.Format, head.Made = leaveFormat, s.set.now().UTC().Truncate(time.Second)
		if err := put(head); err != nil {
			return err
		}
		names, err := tables(tx)
		if err != nil {
			return err
		}
		for _, name := range names {
			n, err := writeTable(tx, name, put)
			if rows += n; err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return put(leaveFoot{rows})
	})
	return rows, errors.Join(err, out.Flush())
}

// tables lists the tables in the order in which the migrations make them.
func tables(tx *sql.Tx) ([]string, error) {
	rows, err := tx.Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func writeTable(tx *sql.Tx, name string, put func(any) error) (n int, err error) {
	rows, err := tx.Query(`SELECT * FROM "` + name + `"`)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return n, err
		}
		row := make(map[string]any, len(columns))
		for i, column := range columns {
			row[column] = values[i]
		}
		if err := put(leaveRow{name, row}); err != nil {
			return n, err
		}
	}
	return n, rows.Err()
}

// ErrNotEmpty: the file holds something already.
var ErrNotEmpty = errors.New("the file holds something already")

// ReadAll makes a new file at path from what WriteAll wrote, also that of an
// older halfhour: all of it or nothing. There must be no file at path, or one
// that holds nothing (ErrNotEmpty).
func ReadAll(ctx context.Context, path string, r io.Reader) (rows int, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return 0, err
	}
	if info, err := os.Lstat(path); err == nil && info.Size() > 0 {
		s, err := Open(path)
		if err != nil {
			return 0, err
		}
		blank := s.blank(ctx)
		if err := s.Close(); err != nil {
			return 0, err
		}
		if !blank {
			return 0, refuse(path, ErrNotEmpty, "holds something already: name a new file with --db")
		}
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, mostLine)
	var head leaveHead
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &head) != nil || head.Format != leaveFormat {
		return 0, errors.Join(errors.New("this is not what halfhour doctor export writes"), lines.Err())
	}
	all := migrations()
	if head.Schema < 1 || head.Schema > len(all) {
		return 0, fmt.Errorf("it was written by a newer halfhour (schema %d, this one knows %d): update halfhour", head.Schema, len(all))
	}
	if err := makeFolder(path); err != nil {
		return 0, err
	}
	temp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.tmp")
	if err != nil {
		return 0, err
	}
	defer func() {
		for _, beside := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(temp.Name() + beside)
		}
	}()
	if err := temp.Close(); err != nil {
		return 0, err
	}
	if rows, err = fillFrom(temp.Name(), all[:head.Schema], lines); err != nil {
		return rows, err
	}
	_, err = Restore(ctx, path, temp.Name())
	return rows, err
}

// fillFrom fills a new file of the schema that the lines were written with.
func fillFrom(path string, schema []migration, lines *bufio.Scanner) (rows int, err error) {
	set := defaults()
	set.migrations = schema
	s, err := open(path, set)
	if err != nil {
		return 0, err
	}
	err = s.write(context.Background(), "take everything back", func(tx *sql.Tx) error {
		if _, err := tx.Exec("PRAGMA defer_foreign_keys = ON"); err != nil {
			return err
		}
		insert := map[string]string{}
		for lines.Scan() {
			var line struct {
				leaveRow
				Rows *int `json:"rows"`
			}
			dec := json.NewDecoder(bytes.NewReader(lines.Bytes()))
			dec.UseNumber()
			if err := dec.Decode(&line); err != nil {
				return fmt.Errorf("line %d is damaged: %w", rows+2, err)
			}
			if line.Rows != nil {
				if *line.Rows != rows {
					return fmt.Errorf("it says that it has %d rows, and has %d", *line.Rows, rows)
				}
				return nil
			}
			if err := insertRow(tx, insert, line.leaveRow); err != nil {
				return fmt.Errorf("line %d: %w", rows+2, err)
			}
			rows++
		}
		return errors.Join(errors.New("it ends in the middle"), lines.Err())
	})
	return rows, errors.Join(err, s.Close())
}

var plainName = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[a-z][a-z_0-9]*$`) })

func insertRow(tx *sql.Tx, insert map[string]string, r leaveRow) error {
	if !plainName().MatchString(r.Table) {
		return fmt.Errorf("there is no table %q", r.Table)
	}
	columns := slices.Sorted(maps.Keys(r.Row))
	values := make([]any, len(columns))
	for i, name := range columns {
		if !plainName().MatchString(name) {
			return fmt.Errorf("%s has no column %q", r.Table, name)
		}
		values[i] = r.Row[name]
		if number, ok := values[i].(json.Number); ok {
			n, err := number.Int64()
			if err != nil {
				return fmt.Errorf("%s.%s: %w", r.Table, name, err)
			}
			values[i] = n
		}
	}
	key := r.Table + " " + strings.Join(columns, ",")
	if insert[key] == "" {
		places := make([]string, len(columns))
		for i := range places {
			places[i] = fmt.Sprintf("$%d", i+1)
		}
		insert[key] = fmt.Sprintf(`INSERT OR REPLACE INTO "%s" ("%s") VALUES (%s)`, r.Table, strings.Join(columns, `","`), strings.Join(places, ","))
	}
	_, err := tx.Exec(insert[key], values...)
	return err
}
