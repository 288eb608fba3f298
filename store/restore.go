package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"halfhour/store/disk"
)

// Contents is what a file holds, for somebody who decides whether it is the one.
type Contents struct {
	Schema           int
	Deals, OpenDeals int
	People           int
	Reviews          int
	OpenActions      int
	LastImport       time.Time // zero: nothing was imported
	LastReview       time.Time // when somebody was last in one; zero: never
}

// ContentsOf looks into a copy without changing it. What is not a whole file of
// halfhour's is refused with a *FileError.
func ContentsOf(ctx context.Context, path string) (c Contents, err error) {
	path, err = filepath.Abs(path)
	if err != nil {
		return c, err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return c, notThere(path, err)
	}
	if !info.Mode().IsRegular() {
		return c, refuse(path, ErrNotAFile, "is not an ordinary file: name a copy")
	}
	l, err := recognise(path, defaults())
	if err != nil {
		return c, err
	}
	if l.application == 0 {
		return c, refuse(path, ErrOtherProgram, "is empty: name a copy that halfhour made")
	}
	db, err := lookInto(path, DefaultBusy)
	if err != nil {
		return c, err
	}
	defer func() { _ = db.Close() }()
	var whole string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&whole); err != nil || whole != "ok" {
		return c, refuse(path, ErrDamaged, "is damaged itself: name another copy")
	}
	c.Schema = l.version
	err = db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM deal), (SELECT count(*) FROM deal WHERE status = 'open' AND gone = 0),
		(SELECT count(*) FROM person), (SELECT count(*) FROM review), (SELECT count(*) FROM action WHERE state = 'open'),
		(SELECT max(taken_in) FROM import), (SELECT max(coalesce(ended_at, seen_at)) FROM review)`).
		Scan(&c.Deals, &c.OpenDeals, &c.People, &c.Reviews, &c.OpenActions, instant{&c.LastImport}, instant{&c.LastReview})
	return c, err
}

// Restore puts a copy in the place of the file at path; aside is where the
// present one was kept, "" when there was none. A file that still opens is
// written over through SQLite, so that other windows on it see the change; one
// that does not is moved.
func Restore(ctx context.Context, path, from string) (aside string, err error) {
	if path, err = filepath.Abs(path); err != nil {
		return "", err
	}
	if from, err = filepath.Abs(from); err != nil {
		return "", err
	}
	if path == from {
		return "", fmt.Errorf("%s is the file itself: name a copy", from)
	}
	if _, err := ContentsOf(ctx, from); err != nil {
		return "", err
	}
	if info, err := os.Lstat(path); err == nil {
		if err := checkFile(path, info); err != nil {
			return "", err
		}
		if aside, err = keepAside(ctx, path); err != nil {
			return "", fmt.Errorf("keep the present file aside: %w", err)
		}
	}
	if err := prepareFile(path); err != nil {
		return aside, err
	}
	if err := writeOver(ctx, path, from); err != nil {
		return aside, fmt.Errorf("bring %s back: %w", from, err)
	}
	s, err := Open(path) // and up to date
	if err != nil {
		return aside, err
	}
	return aside, s.Close()
}

// keepAside copies a file that opens, and moves one that does not with what
// stands beside it.
func keepAside(ctx context.Context, path string) (string, error) {
	name := newCopy(path, "before-restore", time.Now())
	folder := filepath.Join(filepath.Dir(path), backupFolder)
	aside := filepath.Join(folder, name)
	s, err := OpenReadOnly(path)
	if errors.Is(err, ErrOlder) {
		s, err = Open(path)
	}
	if err == nil {
		err = errors.Join(s.backUp(ctx, name), s.Close())
		if err == nil {
			return aside, nil
		}
		if !errors.Is(err, ErrDamaged) && primary(err) != sqlite3.SQLITE_CORRUPT {
			return "", err // a full disk is no reason to move a file away that others may have open
		}
	}
	if errors.Is(err, ErrBusy) {
		return "", err
	}
	if err := disk.PrivateFolder(folder); err != nil {
		return "", err
	}
	for _, end := range []string{"", "-wal", "-shm"} {
		switch err := disk.KeepPrivate(path + end); {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return "", err
		}
		if err := os.Rename(path+end, aside+end); err != nil {
			return "", err
		}
	}
	return aside, flush(folder)
}

// writeOver writes all pages of one database into another, in one transaction.
func writeOver(ctx context.Context, path, from string) error {
	db, err := openPool(path, toWrite, DefaultBusy, 1)
	if err != nil {
		return openError(path, err)
	}
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	return conn.Raw(func(driver any) error {
		c, ok := driver.(interface {
			NewRestore(string) (*sqlite.Backup, error)
		})
		if !ok {
			return errors.New("this SQLite cannot restore")
		}
		b, err := c.NewRestore(fileURL(from) + "?mode=ro&immutable=1")
		if err != nil {
			return err
		}
		for more := true; more && err == nil; {
			more, err = b.Step(-1)
		}
		return errors.Join(err, b.Finish())
	})
}
