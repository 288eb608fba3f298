// Package disk keeps folders and files from the other users of a computer, and
// puts what the system says of them into few words.
package disk

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// PrivateFolder makes a folder into which only its user can look, also of one
// that is there already. Those made above it are the user's alone too.
func PrivateFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", path, Cause(err))
	}
	return KeepPrivate(path)
}

// KeepPrivate takes away what others may do with a file or folder.
func KeepPrivate(path string) error {
	info, err := os.Stat(path)
	if err == nil && othersMay(info) {
		mode := fs.FileMode(0o600)
		if info.IsDir() {
			mode = 0o700
		}
		err = os.Chmod(path, mode)
	}
	if err != nil {
		return fmt.Errorf("keep %s from other users: %w", path, Cause(err))
	}
	return nil
}

// OthersMay says whether others than its user may do anything with a file or
// folder; they may not with one that is not there.
func OthersMay(path string) bool {
	info, err := os.Stat(path)
	return err == nil && othersMay(info)
}

func othersMay(info fs.FileInfo) bool { return info.Mode().Perm()&0o077 != 0 }

// Cause is what the system said, without the operation and the path.
func Cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
