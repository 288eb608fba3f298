package store

import (
	"errors"
	"fmt"
	"path/filepath"

	"halfhour/agenda"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Why a file is not opened, or a thing in it not found. An error about a file
// is a *FileError around one of these.
var (
	ErrNotADatabase = errors.New("not a database")
	ErrDamaged      = errors.New("the file is damaged")
	ErrOtherProgram = errors.New("another program's file")
	ErrNewer        = errors.New("written by a newer halfhour")
	ErrOlder        = errors.New("written by an older halfhour")
	ErrReadOnly     = errors.New("read-only")
	ErrNotAFile     = errors.New("not an ordinary file")
	ErrLinked       = errors.New("reached through a link")
	ErrNotYours     = errors.New("another user's file")
	ErrNotThere     = errors.New("no such file")
	ErrUnsafe       = errors.New("the file cannot be kept safe there")
	ErrBusy         = errors.New("the file is busy")

	ErrNotFound  = errors.New("not found")
	ErrAmbiguous = errors.New("ambiguous")
	ErrTaken     = errors.New("taken already")
	ErrLoop      = errors.New("somebody would be their own manager")
	ErrSame      = errors.New("one and the same person")
)

// FileError says in one sentence why a file was not opened and what to do.
type FileError struct {
	Path  string
	Why   error // one of the sentinel errors
	Words string
}

// Error returns the sentence.
func (e *FileError) Error() string { return e.Words }

// Unwrap returns the sentinel error.
func (e *FileError) Unwrap() error { return e.Why }

func refuse(path string, why error, format string, args ...any) error {
	return &FileError{path, why, fmt.Sprintf("%s %s", path, fmt.Sprintf(format, args...))}
}

func readOnly(path string) error {
	return refuse(path, ErrReadOnly, "is read-only: halfhour can only show it; copy it elsewhere or change its permissions")
}

func damaged(path string) error {
	advice := "restore it from a copy of yours"
	if newest := newestBackup(path); newest != "" {
		advice = "the newest copy is " + filepath.Join(backupFolder, filepath.Base(newest)) + " beside it"
	}
	return refuse(path, ErrDamaged, "is damaged: it was left as it is; %s", advice)
}

const busyWords = "the file is busy: another program has been writing to it for more than 5 seconds; try again"

// Trouble puts an error of this package into one sentence for a person, with
// what to do about it.
func Trouble(err error) string {
	if file, ok := errors.AsType[*FileError](err); ok {
		return file.Words
	}
	if errors.Is(err, agenda.ErrStale) {
		return "another window changed this review in the meantime: look at what it says now, then try again"
	}
	if errors.Is(err, agenda.ErrGone) {
		return "the review is no longer in the file: a copy or another file was put in its place"
	}
	switch primary(err) {
	case sqlite3.SQLITE_FULL:
		return "the disk is full: make some room, then try again"
	case sqlite3.SQLITE_READONLY:
		return "the file has become read-only: change its permissions, then try again"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return busyWords
	case sqlite3.SQLITE_IOERR:
		return "the disk reported an error: see whether it is full, failing or no longer attached, then try again"
	case sqlite3.SQLITE_CANTOPEN:
		return "the file can no longer be opened: see whether it was moved or its permissions were changed"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "the file is damaged: leave it as it is and restore a copy"
	}
	if err == nil {
		return ""
	}
	return err.Error()
}

// primary returns the primary result code of SQLite in err; 0 for none.
func primary(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff
	}
	return 0
}

// brokenConnection says whether a connection that returned err must not be
// trusted any more.
func brokenConnection(err error) bool {
	switch primary(err) {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return true
	}
	return false
}
