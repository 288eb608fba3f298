package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"halfhour/store/crm"
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
		return fmt.Errorf("import %s: %w", s.name, bare(err))
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
		return fmt.Errorf("import %s: %w", folder.name, bare(err))
	}
	before := len(g.list)
	for _, e := range entries {
		s := source{name: e.Name(), path: filepath.Join(folder.path, e.Name()), found: true}
		info, err := os.Stat(s.path)
		switch why := unwanted(e.Name()); {
		case strings.HasPrefix(e.Name(), "."):
			continue
		case err != nil:
			g.skip(s.name, bare(err))
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
	if term.IsTerminal(int(g.p.in.Fd())) {
		return misuse("- reads the export from standard input, and that is the keyboard: try halfhour import - < deals.csv")
	}
	f, err := g.scratch.create()
	if err != nil {
		return err
	}
	g.bar.begin("stdin", "receiving", 0, 1)
	// A read that waits for input cannot be ended; it is left behind.
	copied := make(chan error, 1)
	go func() {
		n, err := io.Copy(io.MultiWriter(f, g.bar), io.LimitReader(g.p.in, mostUnpacked+1))
		if err == nil && n > mostUnpacked {
			err = fmt.Errorf("%w: more than %d MB", crm.ErrTooLarge, mostUnpacked>>20)
		}
		copied <- err
	}()
	select {
	case <-ctx.Done():
		err = ctx.Err()
	case err = <-copied:
	}
	g.bar.end()
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("import from standard input: %w", err)
	}
	return g.add(ctx, source{name: "stdin", path: f.Name(), time: g.p.now()}, false)
}

// isArchive says whether a file is a zip archive that is no spreadsheet or
// other document.
func isArchive(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, bare(err)
	}
	defer func() { _ = f.Close() }()
	start := make([]byte, 4)
	if _, err := io.ReadFull(f, start); err != nil || string(start) != "PK\x03\x04" {
		return false, nil
	}
	info, err := f.Stat()
	if err != nil {
		return false, bare(err)
	}
	r, err := zip.NewReader(f, info.Size())
	if err != nil {
		return false, nil // crm says what is wrong with it
	}
	return !slices.ContainsFunc(r.File, func(e *zip.File) bool {
		name := strings.ToLower(strings.ReplaceAll(e.Name, `\`, "/"))
		return strings.HasSuffix(name, "xl/workbook.xml") || strings.HasSuffix(name, "xl/workbook.bin") || name == "content.xml" || strings.HasPrefix(name, "word/")
	}), nil
}

// addArchive unpacks an archive's files, under names of our own: its names are
// only shown.
func (g *gatherer) addArchive(ctx context.Context, s source) error {
	archive, err := zip.OpenReader(s.path)
	if err != nil {
		return fmt.Errorf("import %s: %w: %w", s.name, crm.ErrDamaged, bare(err))
	}
	defer func() { _ = archive.Close() }()
	total, err := checkArchive(archive.File)
	if err != nil {
		return fmt.Errorf("import %s: %w", s.name, err)
	}
	g.bar.begin(s.name, "unpacking", total, 1)
	defer g.bar.end()
	before := len(g.list)
	for _, e := range archive.File {
		name := path.Base(e.Name)
		if e.FileInfo().IsDir() || strings.HasPrefix(name, ".") || strings.HasPrefix(e.Name, "__MACOSX/") {
			continue
		}
		if why := unwanted(name); why != "" {
			g.skip(name, why)
			continue
		}
		unpacked, err := g.unpack(ctx, e)
		if err != nil {
			return fmt.Errorf("import %s: %s: %w", s.name, name, err)
		}
		if nested, err := isArchive(unpacked); err != nil || nested {
			return errors.Join(err, fmt.Errorf("import %s: there is another zip archive in it, %s: unpack that one first", s.name, name))
		}
		when := e.Modified
		if when.IsZero() {
			when = s.time
		}
		if err := g.add(ctx, source{name: s.name + "/" + name, path: unpacked, time: when, found: true}, false); err != nil {
			return err
		}
	}
	if len(g.list) == before {
		return fmt.Errorf("import %s: there is no file in this archive", s.name)
	}
	return nil
}

// checkArchive refuses an archive before anything of it is unpacked; total is
// the size of what is in it.
func checkArchive(files []*zip.File) (total int64, err error) {
	if len(files) > mostFiles {
		return 0, fmt.Errorf("%w: it holds more than %d files", crm.ErrTooLarge, mostFiles)
	}
	for _, e := range files {
		switch name := strings.ReplaceAll(e.Name, `\`, "/"); {
		case !filepath.IsLocal(strings.TrimSuffix(name, "/")) || strings.Contains(name, "\x00"):
			return 0, fmt.Errorf("%w: %q leads out of the archive", crm.ErrDamaged, e.Name)
		case e.Flags&1 != 0:
			return 0, fmt.Errorf("it is locked with a password: unpack it first")
		case !e.FileInfo().IsDir() && !e.Mode().IsRegular():
			return 0, fmt.Errorf("%w: %s is no ordinary file", crm.ErrDamaged, e.Name)
		}
		if e.UncompressedSize64 > mostUnpacked || total+int64(e.UncompressedSize64) > mostUnpacked {
			return 0, fmt.Errorf("%w: more than %d MB unpacked", crm.ErrTooLarge, mostUnpacked>>20)
		}
		total += int64(e.UncompressedSize64)
	}
	return total, nil
}

// unpack writes one file of an archive into the private folder. It may say less
// of its size than it has: no more than that is written.
func (g *gatherer) unpack(ctx context.Context, e *zip.File) (path string, err error) {
	in, err := e.Open()
	if err != nil {
		return "", fmt.Errorf("%w: %w", crm.ErrDamaged, err)
	}
	defer func() { _ = in.Close() }()
	out, err := g.scratch.create()
	if err != nil {
		return "", err
	}
	limited := io.LimitReader(in, int64(e.UncompressedSize64)+1)
	n, err := io.Copy(io.MultiWriter(out, g.bar), &stoppable{ctx, limited})
	switch {
	case ctx.Err() != nil:
		err = ctx.Err()
	case err != nil:
		err = fmt.Errorf("%w: %w", crm.ErrDamaged, err)
	case n > int64(e.UncompressedSize64):
		err = fmt.Errorf("%w: it is larger than the archive says", crm.ErrDamaged)
	}
	return out.Name(), errors.Join(err, out.Close())
}

// stoppable is a reader that a cancelled context ends.
type stoppable struct {
	ctx context.Context
	in  io.Reader
}

// Read implements io.Reader.
func (s *stoppable) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.in.Read(b)
}
