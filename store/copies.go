package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// dailyCopies is how many daily copies are kept; those made before a change of
// the schema, before a restore and by hand are never taken away.
const dailyCopies = 7

// Copy is one copy in the backup folder.
type Copy struct {
	Path string
	Kind string // "daily", "before an update", "before a restore", "by hand"
	At   time.Time
	Size int64
}

// copyKind is one kind of copy, and how its name goes on.
type copyKind struct {
	kind string
	name *regexp.Regexp
}

// copyKinds tell the kind of a copy by what follows the file's own name.
var copyKinds = sync.OnceValue(func() []copyKind {
	return []copyKind{
		{"daily", regexp.MustCompile(`^-\d{4}-\d{2}-\d{2}\.db$`)},
		{"before an update", regexp.MustCompile(`^-before-schema-\d+-\d{8}-\d{6}\.db$`)},
		{"before a restore", regexp.MustCompile(`^-before-restore-\d{8}-\d{6}\.db$`)},
		{"by hand", regexp.MustCompile(`^-by-hand-\d{8}-\d{6}\.db$`)},
	}
})

// stem is a file's name without its ending: copies begin with it.
func stem(path string) string { return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) }

// newCopy returns a name in the backup folder that no copy has: of two made in
// one second, the later one's is of the next.
func newCopy(path, kind string, at time.Time) string {
	for ; ; at = at.Add(time.Second) {
		name := stem(path) + "-" + kind + "-" + at.Format("20060102-150405") + ".db"
		if _, err := os.Lstat(filepath.Join(filepath.Dir(path), backupFolder, name)); err != nil {
			return name
		}
	}
}

// Copies lists the copies of a file, the newest first.
func Copies(path string) []Copy {
	folder := filepath.Join(filepath.Dir(path), backupFolder)
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	var list []Copy
	for _, e := range entries {
		rest, ours := strings.CutPrefix(e.Name(), stem(path))
		info, err := e.Info()
		if !ours || err != nil || !info.Mode().IsRegular() {
			continue
		}
		for _, k := range copyKinds() {
			if k.name.MatchString(rest) {
				list = append(list, Copy{filepath.Join(folder, e.Name()), k.kind, info.ModTime(), info.Size()})
			}
		}
	}
	slices.SortFunc(list, func(a, b Copy) int { return b.At.Compare(a.At) })
	return list
}

// newestBackup returns the newest copy of a file, "" when there is none.
func newestBackup(path string) string {
	if list := Copies(path); len(list) > 0 {
		return list[0].Path
	}
	return ""
}

// BackUpDaily makes today's copy of the file when there is none yet, and keeps
// the last seven of such copies. made is "" when there was one, or nothing to
// copy. A copy that ctx ends is left out and made another time.
func (s *Store) BackUpDaily(ctx context.Context) (made string, err error) {
	name := stem(s.path) + "-" + s.set.now().Format(time.DateOnly) + ".db"
	path := filepath.Join(filepath.Dir(s.path), backupFolder, name)
	if _, err := os.Lstat(path); err == nil || s.writer == nil || s.blank(ctx) {
		return "", nil
	}
	if err := s.backUp(ctx, name); err != nil {
		return "", fmt.Errorf("make today's copy: %w", err)
	}
	var days []string // by name, which has the day
	for _, c := range Copies(s.path) {
		if c.Kind == "daily" {
			days = append(days, c.Path)
		}
	}
	slices.Sort(days)
	for _, old := range days[:max(len(days)-dailyCopies, 0)] {
		_ = os.Remove(old)
	}
	return path, nil
}

// CopyDaily makes today's copy beside what else is done with the file; each copy
// is the file at one instant. Close waits for it, ctx ends it, and failed is told
// why there is none. Call it once at most.
func (s *Store) CopyDaily(ctx context.Context, failed func(error)) {
	s.copied = alongside(func() {
		if _, err := s.BackUpDaily(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
	})
}

// blank says whether the file holds nothing worth a copy.
func (s *Store) blank(ctx context.Context) bool {
	var n int
	err := s.reader.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM deal) + EXISTS (SELECT 1 FROM review) + EXISTS (SELECT 1 FROM person)").Scan(&n)
	return err == nil && n == 0
}

// BackUp makes a checked copy: at path, which must be new, or in the backup
// folder when path is "". It returns where the copy is.
func (s *Store) BackUp(ctx context.Context, path string) (string, error) {
	if path == "" {
		name := newCopy(s.path, "by-hand", s.set.now())
		return filepath.Join(filepath.Dir(s.path), backupFolder, name), s.backUp(ctx, name)
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	return path, s.backUpTo(ctx, path)
}
