package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"halfhour/store/disk"
)

// A file that is written here has its whole text or is not there: it is
// written beside its place under another name first. Other users cannot read
// it, and one that exists is replaced only when that was asked for.

// writeNew writes a new file; an error wraps fs.ErrExist where there is one
// of that name already.
func writeNew(path string, write func(io.Writer) error) error {
	return inFolder(path, func(root *os.Root, name string) error { return create(root, name, write) })
}

// replace writes a file, over one of that name if there is one.
func replace(path string, write func(io.Writer) error) error {
	return inFolder(path, func(root *os.Root, name string) error {
		return fill(root, name, write, func(part string) error { return root.Rename(part, name) })
	})
}

// writeNumbered writes a new file into a folder and returns its name. Where
// there is one of that name already, "NAME.ext" becomes "NAME-2.ext" and so
// on.
func writeNumbered(folder, name string, write func(io.Writer) error) (string, error) {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 2; ; n++ {
		err := writeNew(filepath.Join(folder, name), write)
		if !errors.Is(err, fs.ErrExist) {
			return name, err
		}
		name = fmt.Sprintf("%s-%d%s", stem, n, ext)
	}
}

func inFolder(path string, do func(root *os.Root, name string) error) error {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return disk.Cause(err)
	}
	return errors.Join(do(root, filepath.Base(path)), root.Close())
}

// create writes a file whose name nobody has: not for a moment does the name
// stand for less than the whole.
func create(root *os.Root, name string, write func(io.Writer) error) error {
	if _, err := root.Lstat(name); err == nil {
		return fs.ErrExist
	}
	return fill(root, name, write, func(part string) error {
		err := root.Link(part, name)
		if err == nil {
			return root.Remove(part)
		}
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		// A file system without links: the name is taken first, so that nobody
		// else can have it.
		f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Close(), root.Rename(part, name)); err != nil {
			return errors.Join(err, root.Remove(name))
		}
		return nil
	})
}

// fill writes beside the name and then puts it in its place. What a program
// that was killed left there is in nobody's way.
func fill(root *os.Root, name string, write func(io.Writer) error, place func(part string) error) error {
	const most = 200 // bytes; a file's name has up to 255
	part := "." + name[:min(len(name), most)] + "." + rand.Text()[:8] + ".part"
	f, err := root.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return disk.Cause(err)
	}
	out := bufio.NewWriter(f)
	err = write(out)
	if err == nil {
		err = out.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	err = errors.Join(err, f.Close())
	if err == nil {
		err = place(part)
	}
	if err != nil {
		return errors.Join(disk.Cause(err), root.Remove(part))
	}
	return nil
}
