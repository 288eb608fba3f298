package main

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"halfhour/store/crm"
	"halfhour/store/disk"
)

// isArchive says whether a file is a zip archive that is no spreadsheet or
// other document.
func isArchive(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, disk.Cause(err)
	}
	defer func() { _ = f.Close() }()
	start := make([]byte, 4)
	if _, err := io.ReadFull(f, start); err != nil || string(start) != "PK\x03\x04" {
		return false, nil
	}
	info, err := f.Stat()
	if err != nil {
		return false, disk.Cause(err)
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
		return fmt.Errorf("import %s: %w: %w", s.name, crm.ErrDamaged, disk.Cause(err))
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
			return 0, fmt.Errorf("%w: %s is not an ordinary file", crm.ErrDamaged, e.Name)
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
