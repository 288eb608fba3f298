//go:build !unix

package store

import "testing"

func withUmask(*testing.T, int) {}
