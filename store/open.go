package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"

	"halfhour/store/disk"
)

// DefaultPath returns where the file lives when nobody names one: the
// platform's folder for a user's data.
func DefaultPath() string { return filepath.Join(xdg.DataHome, "halfhour", "halfhour.db") }

// Open opens the file, makes it when there is none, and brings an older one up
// to date after a copy was made of it. What it refuses is a *FileError, and
// the file is left as it was.
func Open(path string) (*Store, error) { return open(path, defaults()) }

// OpenReadOnly opens a file that exists only to show it: one that cannot be
// written too, and one that another window is writing. Every method that
// writes returns ErrReadOnly.
func OpenReadOnly(path string) (*Store, error) { return openReadOnly(path, defaults()) }

func defaults() opening {
	return opening{busy: DefaultBusy, settle: 30 * time.Second, now: time.Now, migrations: migrations()}
}

func open(path string, set opening) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	if err := prepareFile(path); err != nil {
		return nil, err
	}
	if _, err := recognise(path, set); err != nil {
		return nil, err
	}
	s := &Store{path: path, set: set}
	if s.writer, err = openPool(path, toWrite, set.busy, 1); err != nil {
		return nil, openError(path, err)
	}
	if s.file, err = os.Lstat(path); err != nil { // after it was opened to be written: some file systems make another file of it then
		return nil, errors.Join(notThere(path, err), s.writer.Close())
	}
	if err := s.migrate(); err != nil {
		return nil, errors.Join(openError(path, err), s.writer.Close())
	}
	if s.merged, err = s.writer.Prepare(everyMerged); err != nil {
		return nil, errors.Join(openError(path, err), s.writer.Close())
	}
	if s.reader, err = newPool(path, toRead, set.busy, 4); err != nil {
		return nil, errors.Join(openError(path, err), s.writer.Close())
	}
	return s.opened(), nil
}

func openReadOnly(path string, set opening) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	info, err := os.Lstat(path)
	if err != nil {
		return nil, notThere(path, err)
	}
	if err := checkFile(path, info); err != nil && !errors.Is(err, ErrNotYours) {
		return nil, err
	}
	if !readable(path) {
		return nil, refuse(path, ErrNotYours, "may not be read by you: have its permissions changed, or ask for a copy")
	}
	l, err := recognise(path, set)
	if err != nil {
		return nil, err
	}
	if l.version < len(set.migrations) {
		return nil, refuse(path, ErrOlder, "was written by an older halfhour: open it once where it can be written")
	}
	s := &Store{path: path, set: set}
	if s.reader, err = openPool(path, howToShow(path, info), set.busy, 4); err != nil {
		return nil, openError(path, err)
	}
	return s.opened(), nil
}

// howToShow returns how to open a file that is only read. Where files may be
// made, SQLite's own help it to read beside a writer, and it takes them away
// again; where none may be made, it can do without only if nobody writes.
func howToShow(path string, info fs.FileInfo) mode {
	if cannotWrite(path, info) == nil {
		return toRead
	}
	if _, err := os.Lstat(path + "-wal"); errors.Is(err, fs.ErrNotExist) {
		return immutable
	}
	return toShow
}

// fresh says whether nothing was ever written to the file.
func (l label) fresh() bool { return l.application == 0 && l.version == 0 && l.empty }

// recognise reads a file's label, and refuses a database that is not ours or too
// new for us.
func recognise(path string, set opening) (label, error) {
	l, err := probe(path, set.busy)
	// Another halfhour may be making the file just now: what is read of it one
	// after the other is then partly from before and partly from after.
	for tries := 0; err == nil && l.application == 0 && !l.fresh() && tries < 4; tries++ {
		time.Sleep(50 * time.Millisecond)
		l, err = probe(path, set.busy)
	}
	if err != nil {
		return l, err
	}
	switch {
	case l.application != applicationID && !l.fresh():
		return l, refuse(path, ErrOtherProgram, "belongs to another program: name another file; this one was left as it is")
	case l.application == applicationID && l.version < 1: // both are written at once
		return l, damaged(path)
	case l.version > len(set.migrations):
		return l, refuse(path, ErrNewer, "was written by a newer halfhour (schema %d, this one knows %d): update halfhour; the file was left as it is", l.version, len(set.migrations))
	}
	return l, nil
}

// prepareFile makes the file and its folder, readable by nobody else, or
// checks those that are there.
func prepareFile(path string) error {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return createFile(path)
	case err != nil:
		return notThere(path, err)
	}
	if err := checkFile(path, info); err != nil {
		return err
	}
	if err := cannotWrite(path, info); err != nil {
		return err
	}
	if err := disk.KeepPrivate(path); err != nil {
		return err
	}
	// A folder that somebody else named may have to be open to others.
	if path == DefaultPath() {
		return disk.KeepPrivate(filepath.Dir(path))
	}
	return nil
}

// makeFolder makes the folder of a file to be made, where it is not there.
func makeFolder(path string) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return refuse(path, ErrNotThere, "cannot be made: %s; name another file", disk.Cause(err))
	}
	if info, err := os.Stat(folder); err == nil && !writable(folder, info) {
		return readOnly(folder)
	}
	return nil
}

func createFile(path string) error {
	if err := makeFolder(path); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist): // another halfhour was quicker
		return prepareFile(path)
	case errors.Is(err, fs.ErrPermission):
		return readOnly(filepath.Dir(path))
	case err != nil:
		return refuse(path, ErrNotThere, "cannot be made: %s; name another file", disk.Cause(err))
	}
	return f.Close()
}

// checkFile refuses what is not a plain file with one name that is ours.
func checkFile(path string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsDir():
		return refuse(path, ErrNotAFile, "is a folder: name a file")
	case mode&fs.ModeSymlink != 0:
		return refuse(path, ErrLinked, "is a symbolic link: name the file it leads to")
	case !mode.IsRegular():
		return refuse(path, ErrNotAFile, "is not an ordinary file: name another one")
	}
	owned, names := owner(info)
	switch {
	case names > 1:
		return refuse(path, ErrLinked, "has %d names (hard links), which can lose changes: copy it and use the copy", names)
	case !owned:
		return refuse(path, ErrNotYours, "belongs to another user: copy it to a folder of your own")
	}
	return nil
}

// cannotWrite returns the refusal for a file that, or whose folder, cannot be
// written; SQLite needs to make files beside it.
func cannotWrite(path string, info fs.FileInfo) error {
	folder := filepath.Dir(path)
	about, err := os.Stat(folder)
	if err != nil {
		return notThere(path, err)
	}
	switch {
	case !writable(path, info):
		return readOnly(path)
	case !writable(folder, about):
		return readOnly(folder)
	}
	return nil
}

func notThere(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return refuse(path, ErrNotThere, "does not exist: see the spelling")
	}
	return refuse(path, ErrNotThere, "cannot be opened: %s", disk.Cause(err))
}
