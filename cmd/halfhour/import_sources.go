package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"halfhour/store/crm"
	"halfhour/store/disk"
)

// source is one file to import.
type source struct {
	name  string    // for people: deals.csv, or exports.zip/deals.csv
	path  string    // where its bytes are
	time  time.Time // when it was written, as far as its file says; zero for none
	found bool      // in a folder or an archive, not named: what is no export is passed over
}

// The limits of what one import takes in (RELIABILITY.md rule 11).
const (
	mostFiles    = 500
	mostUnpacked = 1 << 30 // bytes, a file's and an archive's
)

// gatherer finds the files that the arguments name.
type gatherer struct {
	p       *program
	scratch *scratch
	bar     *progress
	list    []source
	skipped []string // what was passed over, and why
}

// gather returns the files to import: FILE, a folder's, an archive's, and
// standard input for "-".
func (g *gatherer) gather(ctx context.Context, args []string) error {
	for _, arg := range args {
		var err error
		if arg == "-" {
			err = g.addInput(ctx)
		} else {
			err = g.add(ctx, source{name: filepath.Base(arg), path: arg}, true)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (g *gatherer) skip(name string, why any) {
	g.skipped = append(g.skipped, fmt.Sprintf("%s: %v", name, why))
}

// add takes a file, and what is in it when it is a folder (unless it stands in
// one) or an archive.
func (g *gatherer) add(ctx context.Context, s source, named bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return advised(fmt.Errorf("import %s: %w", s.name, crm.ErrMissing))
	case err != nil:
		return fmt.Errorf("import %s: %w", s.name, disk.Cause(err))
	case info.IsDir() && named:
		return g.addFolder(ctx, s)
	case !info.Mode().IsRegular():
		return fmt.Errorf("import %s: %w", s.name, crm.ErrNotFile)
	case g.p.isDatabase(info):
		return misuse("import %s: this is halfhour's own file: name an export of your CRM", s.name)
	}
	if s.time.IsZero() {
		s.time = info.ModTime()
	}
	if archive, err := isArchive(s.path); err != nil {
		return fmt.Errorf("import %s: %w", s.name, err)
	} else if archive {
		return g.addArchive(ctx, s)
	}
	if len(g.list) == mostFiles {
		return fmt.Errorf("these are more than %d files: import them in parts", mostFiles)
	}
	g.list = append(g.list, s)
	return nil
}

// isDatabase says whether a file is the one that everything is in. It must not
// be opened here: closing it again would drop SQLite's locks.
func (p *program) isDatabase(info fs.FileInfo) bool {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if other, err := os.Lstat(p.path() + suffix); err == nil && os.SameFile(info, other) {
			return true
		}
	}
	return false
}

// addFolder takes the files of a folder, not those of folders in it.
func (g *gatherer) addFolder(ctx context.Context, folder source) error {
	entries, err := os.ReadDir(folder.path)
	if err != nil {
		return fmt.Errorf("import %s: %w", folder.name, disk.Cause(err))
	}
	before := len(g.list)
	for _, e := range entries {
		s := source{name: e.Name(), path: filepath.Join(folder.path, e.Name()), found: true}
		info, err := os.Stat(s.path)
		switch why := unwanted(e.Name()); {
		case strings.HasPrefix(e.Name(), "."):
			continue
		case err != nil:
			g.skip(s.name, disk.Cause(err))
		case info.IsDir():
			g.skip(s.name, "a folder; import it by its name")
		case why != "":
			g.skip(s.name, why)
		case !info.Mode().IsRegular() || g.p.isDatabase(info):
			g.skip(s.name, "no export")
		default:
			if err := g.add(ctx, s, false); err != nil {
				return err
			}
		}
	}
	if len(g.list) == before {
		return advised(fmt.Errorf("import %s: there is no export in this folder%s", folder.name, g.why()))
	}
	return nil
}

// why lists what was passed over, in a few words.
func (g *gatherer) why() string {
	if len(g.skipped) == 0 {
		return ""
	}
	text := " (" + strings.Join(g.skipped[:min(len(g.skipped), mostShown)], "; ")
	if more := len(g.skipped) - mostShown; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text + ")"
}

// unwanted says why a file that nobody named is passed over, by its name; ""
// when it is not.
func unwanted(name string) string {
	stem, ext := strings.TrimSuffix(name, filepath.Ext(name)), strings.ToLower(filepath.Ext(name))
	switch {
	case rejectedAgain().MatchString(stem) && ext == ".csv":
		return "rows to be mended; import it by its name"
	case slices.Contains([]string{".db", ".db-wal", ".db-shm", ".sqlite", ".sqlite3"}, ext):
		return "a database"
	}
	return ""
}

// addInput keeps what comes from standard input in a file: it is read several
// times.
func (g *gatherer) addInput(ctx context.Context) error {
	in, err := g.p.openInput(ctx, "-")
	if err != nil {
		return err
	}
	f, err := g.scratch.create()
	if err != nil {
		return err
	}
	g.bar.begin("stdin", "receiving", 0, 1)
	n, err := io.Copy(io.MultiWriter(f, g.bar), io.LimitReader(in, mostUnpacked+1))
	if err == nil && n > mostUnpacked {
		err = fmt.Errorf("%w: more than %d MB", crm.ErrTooLarge, mostUnpacked>>20)
	}
	g.bar.end()
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("import from standard input: %w", err)
	}
	return g.add(ctx, source{name: "stdin", path: f.Name(), time: g.p.now()}, false)
}

// advised adds what to do to a file that cannot be imported.
func advised(err error) error {
	for _, a := range []struct {
		why  error
		todo string
	}{
		{crm.ErrMissing, "see the spelling and the folder"},
		{crm.ErrFolder, "name a file in it"},
		{crm.ErrEmpty, "export the deals again"},
		{crm.ErrNoDeals, "export the deals again, and see the CRM's filter"},
		{crm.ErrNotText, "export the deals from the CRM as CSV"},
	} {
		if errors.Is(err, a.why) {
			return fmt.Errorf("%w: %s", err, a.todo)
		}
	}
	return err
}
