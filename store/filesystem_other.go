//go:build !linux

package store

// networkKind names the network file system that a folder is on; it is not
// known here.
func networkKind(string) string { return "" }

func freeSpace(string) (bytes uint64, known bool) { return 0, false }
