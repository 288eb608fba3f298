//go:build unix

package store

import (
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// owner says whether a file is the user's, and how many names it has.
func owner(info fs.FileInfo) (ours bool, names uint64) {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return true, 1
	}
	return int(stat.Uid) == os.Geteuid(), uint64(stat.Nlink)
}

// readable says whether the user may read a file.
func readable(path string) bool { return unix.Access(path, unix.R_OK) == nil }

// writable says whether the user may and means to write here. The bits count
// for root too, who may write everything.
func writable(path string, info fs.FileInfo) bool {
	return info.Mode().Perm()&0o222 != 0 && unix.Access(path, unix.W_OK) == nil
}
