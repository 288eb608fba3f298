package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"

	"halfhour/store"
	"halfhour/store/disk"
)

// hostKeyName is the file of the key by which guests know this computer. It
// stands in the data folder, whichever database is open: a computer has one.
const hostKeyName = "ssh-host-key"

// hostKey returns the key of this computer, made when it is first needed.
func hostKey() (ssh.Signer, error) {
	path := filepath.Join(filepath.Dir(store.DefaultPath()), hostKeyName)
	if err := disk.PrivateFolder(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("a folder for the host key: %w", err)
	}
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeHostKey(path); err != nil {
			return nil, fmt.Errorf("make the host key: %w", err)
		}
		info, err = os.Lstat(path)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("read the host key: %w", disk.Cause(err))
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("the host key %s is not a file: take it away, and a new one is made", path)
	}
	if err := disk.KeepPrivate(path); err != nil {
		return nil, fmt.Errorf("the host key: %w", err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the host key: %w", disk.Cause(err))
	}
	signer, err := ssh.ParsePrivateKey(text)
	if err != nil {
		return nil, fmt.Errorf("the host key %s is damaged: take it away, and a new one is made; guests are warned then", path)
	}
	return signer, nil
}

// makeHostKey writes a new key. When another window makes one at the same time,
// that one counts.
func makeHostKey(path string) error {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return err
	}
	block, err := ssh.MarshalPrivateKey(private, "halfhour")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), hostKeyName+"-*") // 0600
	if err != nil {
		return disk.Cause(err)
	}
	defer func() { _ = os.Remove(f.Name()) }()
	if err := errors.Join(pem.Encode(f, block), f.Sync(), f.Close()); err != nil {
		return disk.Cause(err)
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return disk.Cause(err)
	}
	return nil
}
