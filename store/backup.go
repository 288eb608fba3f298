package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"halfhour/store/disk"
)

// backupFolder lies beside the file.
const backupFolder = "backups"

// backUpBefore copies the file before a migration to a schema version.
func (s *Store) backUpBefore(version int) error {
	name := newCopy(s.path, fmt.Sprintf("before-schema-%d", version), s.set.now())
	if err := s.backUp(context.Background(), name); err != nil {
		return fmt.Errorf("make a copy first: %w", err)
	}
	return nil
}

// backUp writes a checked copy under a name in the backup folder.
func (s *Store) backUp(ctx context.Context, name string) error {
	folder := filepath.Join(filepath.Dir(s.path), backupFolder)
	if err := disk.PrivateFolder(folder); err != nil {
		return err
	}
	sweep(folder, s.set.now())
	return s.backUpTo(ctx, filepath.Join(folder, name))
}

// sweep takes away what copies that were cut short left behind.
func sweep(folder string, now time.Time) {
	left, _ := filepath.Glob(filepath.Join(folder, "*.tmp"))
	for _, path := range left {
		if info, err := os.Lstat(path); err == nil && now.Sub(info.ModTime()) > time.Hour {
			_ = os.Remove(path)
		}
	}
}

// backUpTo writes a checked copy. The name appears only once the copy is known
// to be whole and on the disk.
func (s *Store) backUpTo(ctx context.Context, final string) error {
	if _, err := os.Lstat(final); err == nil {
		return fmt.Errorf("%s exists already", final)
	}
	folder := filepath.Dir(final)
	// SQLite would make the copy readable for everybody.
	temp, err := os.CreateTemp(folder, filepath.Base(final)+".*.tmp") // 0600, O_EXCL
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	if err := temp.Close(); err != nil {
		return err
	}
	if err := s.copyTo(ctx, temp.Name()); err != nil {
		return err
	}
	if err := flush(temp.Name()); err != nil {
		return err
	}
	if err := os.Rename(temp.Name(), final); err != nil {
		return err
	}
	return flush(folder)
}

// CloneTo copies what is committed into an empty file of the user's alone, for a
// try of something. It is no backup: nobody checks the copy.
func (s *Store) CloneTo(path string) error {
	from, err := openPool(s.path, toStage, s.set.busy, 1)
	if err != nil {
		return openError(s.path, err)
	}
	_, err = from.Exec("VACUUM INTO $1", path)
	return errors.Join(err, from.Close())
}

// copyTo copies what is committed into an empty file, and checks the copy
// against the original.
func (s *Store) copyTo(ctx context.Context, target string) error {
	// A connection of its own: the writer may be inside a transaction.
	from, err := openPool(s.path, toStage, s.set.busy, 1)
	if err != nil {
		return err
	}
	defer func() { _ = from.Close() }()
	was, err := census(from)
	if err != nil {
		return err
	}
	if _, err := from.ExecContext(ctx, "VACUUM INTO $1", target); err != nil {
		return cmp.Or(ctx.Err(), err)
	}
	copied, err := sql.Open("sqlite", fileURL(target)+"?mode=ro&immutable=1&_defensive=1")
	if err != nil {
		return err
	}
	defer func() { _ = copied.Close() }()
	return sameContent(was, from, copied)
}

// sameContent checks a copy: whole, consistent, of the same version and with
// as many rows in each table as there were before it was made, or are now, or
// in between, since others go on writing.
func sameContent(was []rowCount, from, copied *sql.DB) error {
	var check string
	if err := copied.QueryRow("PRAGMA integrity_check").Scan(&check); err != nil {
		return err
	}
	var broken int
	if err := copied.QueryRow(brokenReferences).Scan(&broken); err != nil {
		return err
	}
	if check != "ok" || broken > 0 {
		return fmt.Errorf("the copy is not whole: %s, %d broken references: %w", check, broken, ErrDamaged)
	}
	is, err := census(from)
	if err != nil {
		return err
	}
	got, err := census(copied)
	if err != nil {
		return err
	}
	same := len(was) == len(got) && len(is) == len(got)
	for i := range got {
		same = same && was[i].table == got[i].table && is[i].table == got[i].table &&
			min(was[i].rows, is[i].rows) <= got[i].rows && got[i].rows <= max(was[i].rows, is[i].rows)
	}
	if !same {
		return fmt.Errorf("the copy differs from the file: %w", ErrDamaged)
	}
	return nil
}

// rowCount is how many rows a table has.
type rowCount struct {
	table string
	rows  int
}

// census lists the version, as if it were a table, and how many rows each table
// has.
func census(db *sql.DB) ([]rowCount, error) {
	var version int
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return nil, err
	}
	list := []rowCount{{"version", version}}
	rows, err := db.Query("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
	if err != nil {
		return nil, err
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		names = append(names, name)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, name := range names {
		var n int
		if err := db.QueryRow(`SELECT count(*) FROM "` + name + `"`).Scan(&n); err != nil {
			return nil, err
		}
		list = append(list, rowCount{name, n})
	}
	return list, nil
}

// flush brings a file or folder onto the disk.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
