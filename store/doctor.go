package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"halfhour/store/disk"
)

// Health is how one thing that was looked at is.
type Health string

// Fine needs nothing; Warning should be looked at; Broken is at risk now.
const (
	Fine    Health = "ok"
	Warning Health = "warn"
	Broken  Health = "bad"
)

// Check is one thing that Examine looked at.
type Check struct {
	Name  string
	State Health
	Words string // what was found, and what to do about it
}

// When a copy is called old, and when space is called scarce. Our choice: a
// week of work, and room for the file, its log and a copy of it.
const (
	oldCopy     = 7 * 24 * time.Hour
	scarceBytes = 200 << 20
)

// Examine looks at a file as doctor does, and changes nothing in it. Checks that
// cannot be made because of an earlier one are left out.
func Examine(ctx context.Context, path string, now time.Time) []Check {
	path, err := filepath.Abs(path)
	if err != nil {
		return []Check{{"file", Broken, err.Error()}}
	}
	if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
		return []Check{{"file", Warning, path + " does not exist yet: halfhour import FILE makes it"}, placeOf(filepath.Dir(path))}
	}
	s, err := OpenReadOnly(path)
	if err != nil {
		return []Check{{"file", Broken, Trouble(err)}, copiesOf(path, now), spaceFor(path), placeOf(filepath.Dir(path))}
	}
	defer func() { _ = s.Close() }()
	return []Check{
		s.fileCheck(ctx), s.pagesCheck(ctx), s.referencesCheck(ctx), s.settingsCheck(ctx), privacyOf(path),
		copiesOf(path, now), spaceFor(path), placeOf(filepath.Dir(path)),
	}
}

func (s *Store) fileCheck(ctx context.Context) Check {
	var version, pages, size int64
	err := errors.Join(
		s.reader.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version),
		s.reader.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages),
		s.reader.QueryRowContext(ctx, "PRAGMA page_size").Scan(&size))
	if err != nil {
		return Check{"file", Broken, Trouble(err)}
	}
	return Check{"file", Fine, fmt.Sprintf("%s, %s, schema %d", s.path, humanize.IBytes(uint64(pages*size)), version)}
}

func (s *Store) pagesCheck(ctx context.Context) Check {
	var found string
	if err := s.reader.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found); err != nil || found != "ok" {
		return Check{"integrity", Broken, fmt.Sprintf("the file is damaged (%s): halfhour doctor restore FILE brings a copy back", firstOf(found, err))}
	}
	return Check{"integrity", Fine, "every page and index is whole"}
}

func firstOf(found string, err error) string {
	if err != nil {
		return Trouble(err)
	}
	line, _, _ := strings.Cut(found, "\n")
	return line
}

// brokenReferences counts the rows that name what is not there.
const brokenReferences = "SELECT count(*) FROM pragma_foreign_key_check"

func (s *Store) referencesCheck(ctx context.Context) Check {
	var broken int
	if err := s.reader.QueryRowContext(ctx, brokenReferences).Scan(&broken); err != nil {
		return Check{"references", Broken, Trouble(err)}
	}
	if broken > 0 {
		return Check{"references", Broken, fmt.Sprintf("%d rows point to something that is gone: halfhour doctor export saves what there is", broken)}
	}
	return Check{"references", Fine, "nothing points to something that is gone"}
}

// settingsCheck opens the file as the program writes it: each connection reads
// its settings back.
func (s *Store) settingsCheck(context.Context) Check {
	info, err := os.Lstat(s.path)
	if err != nil {
		return Check{"settings", Broken, Trouble(err)}
	}
	if err := cannotWrite(s.path, info); err != nil {
		return Check{"settings", Warning, Trouble(err)}
	}
	db, err := openPool(s.path, toWrite, s.set.busy, 1)
	if err != nil {
		return Check{"settings", Broken, Trouble(err)}
	}
	defer func() { _ = db.Close() }()
	var log, sync string
	if err := errors.Join(db.QueryRow("PRAGMA journal_mode").Scan(&log), db.QueryRow("PRAGMA synchronous").Scan(&sync)); err != nil {
		return Check{"settings", Broken, Trouble(err)}
	}
	return Check{"settings", Fine, fmt.Sprintf("every change is on the disk before it is called saved (journal %s, synchronous %s)", log, sync)}
}

// privacyOf looks for whoever else may read the file, its folder or its copies.
func privacyOf(path string) Check {
	list := []string{path, path + "-wal", path + "-shm", filepath.Join(filepath.Dir(path), backupFolder)}
	for _, c := range Copies(path) {
		list = append(list, c.Path)
	}
	if path == DefaultPath() {
		list = append(list, filepath.Dir(path))
	}
	var open []string
	for _, name := range list {
		if disk.OthersMay(name) {
			open = append(open, name)
		}
	}
	if len(open) > 0 {
		return Check{"privacy", Warning, "other users can read " + strings.Join(open, ", ") + ": chmod go-rwx takes that away"}
	}
	return Check{"privacy", Fine, "nobody else can read the file or its copies"}
}

func copiesOf(path string, now time.Time) Check {
	list := Copies(path)
	if len(list) == 0 {
		return Check{"copies", Warning, "there is no copy yet: halfhour doctor backup makes one"}
	}
	words := fmt.Sprintf("%d, the newest from %s: %s", len(list), humanize.RelTime(list[0].At, now, "ago", "from now"), list[0].Path)
	if now.Sub(list[0].At) > oldCopy {
		return Check{"copies", Warning, words + "; halfhour doctor backup makes a new one"}
	}
	return Check{"copies", Fine, words}
}

func spaceFor(path string) Check {
	free, known := freeSpace(filepath.Dir(path))
	switch {
	case !known:
		return Check{"space", Fine, "not known here"}
	case free < scarceBytes:
		return Check{"space", Warning, fmt.Sprintf("only %s are free on its disk: make room before you import", humanize.IBytes(free))}
	}
	return Check{"space", Fine, humanize.IBytes(free) + " are free on its disk"}
}

// synced are parts of paths that a program keeps in step with other computers.
var synced = []string{"Dropbox", "OneDrive", "iCloud", "Mobile Documents", "Google Drive", "GoogleDrive", "Nextcloud", "ownCloud", "Syncthing", "pCloud"}

// placeOf looks for folders on which SQLite cannot keep a file that several
// programs write: network file systems, and folders that are synchronised.
func placeOf(folder string) Check {
	if kind := networkKind(folder); kind != "" {
		return Check{"place", Warning, fmt.Sprintf("%s is on a network file system (%s), where two windows can lose changes: move the file to a disk of this computer and name it with --db", folder, kind)}
	}
	for part := range strings.SplitSeq(filepath.ToSlash(folder), "/") {
		for _, name := range synced {
			if strings.HasPrefix(strings.ToLower(part), strings.ToLower(name)) {
				return Check{"place", Warning, fmt.Sprintf("%s is kept in step with other computers (%s), which can lose changes: keep the file elsewhere and put copies there", folder, part)}
			}
		}
	}
	return Check{"place", Fine, "a disk of this computer"}
}
