package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"halfhour/store/disk"
)

// scratch is a private folder beside the database for what an import unpacks
// and sets aside. It is made when it is first needed.
type scratch struct {
	path string
	made []string // folders above it that were made for it, the innermost first
	done bool
}

const scratchPrefix = ".halfhour-import-"

// forgotten is how old a folder of an import has to be to be one that was
// killed.
const forgotten = 24 * time.Hour

// newScratch names the folder for SQLite too, which asks for it only once: call
// it before the database is opened.
func (p *program) newScratch() (*scratch, error) {
	db, err := filepath.Abs(p.path())
	if err != nil {
		return nil, err
	}
	s := &scratch{path: filepath.Join(filepath.Dir(db), scratchPrefix+uuid.NewString())}
	for _, name := range []string{"TMPDIR", "SQLITE_TMPDIR"} {
		if err := os.Setenv(name, s.path); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// folder returns the folder, and makes it if need be.
func (s *scratch) folder() (string, error) {
	if s.done {
		return s.path, nil
	}
	parent := filepath.Dir(s.path)
	for dir := parent; ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); !errors.Is(err, os.ErrNotExist) || dir == filepath.Dir(dir) {
			break
		}
		s.made = append(s.made, dir)
	}
	if err := errors.Join(os.MkdirAll(parent, 0o700), os.Mkdir(s.path, 0o700)); err != nil {
		return "", fmt.Errorf("no folder can be made in %s, where the file is to be: %w; --db names another file", parent, disk.Cause(err))
	}
	s.done = true
	sweep(parent)
	return s.path, nil
}

// create makes a file in the folder.
func (s *scratch) create() (*os.File, error) {
	dir, err := s.folder()
	if err != nil {
		return nil, err
	}
	return os.CreateTemp(dir, "*")
}

// remove takes the folder away with all that is in it, and the folders made for
// it that nobody else has put anything into.
func (s *scratch) remove() error {
	if !s.done {
		return nil
	}
	err := os.RemoveAll(s.path)
	for _, dir := range s.made {
		if os.Remove(dir) != nil {
			break
		}
	}
	return err
}

// sweep removes what imports left behind that were killed.
func sweep(parent string) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.IsDir() && strings.HasPrefix(e.Name(), scratchPrefix) && time.Since(info.ModTime()) > forgotten {
			_ = os.RemoveAll(filepath.Join(parent, e.Name()))
		}
	}
}
