package store

import "golang.org/x/sys/unix"

// networkKinds are file systems on other computers, or made by programs, by
// the magic number that statfs gives.
var networkKinds = map[int64]string{
	0x6969: "NFS", 0x517b: "SMB", 0xff534d42: "CIFS", 0xfe534d42: "SMB", 0x65735546: "FUSE", 0x5346414f: "AFS", 0x01021997: "9P", 0x00c36400: "Ceph", 0x564c: "NCP",
}

// networkKind names the network file system that a folder is on, "" for none.
func networkKind(folder string) string {
	var s unix.Statfs_t
	if unix.Statfs(folder, &s) != nil {
		return ""
	}
	return networkKinds[int64(s.Type)&0xffffffff]
}

// freeSpace returns how many bytes the user may still write there.
func freeSpace(folder string) (bytes uint64, known bool) {
	var s unix.Statfs_t
	if unix.Statfs(folder, &s) != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
