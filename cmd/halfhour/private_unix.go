//go:build unix

package main

import "syscall"

// keepPrivate makes every file of this process its user's alone.
func keepPrivate() { syscall.Umask(0o077) }
