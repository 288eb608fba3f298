//go:build race

package store

// racing: the race detector makes everything ten times slower.
const racing = true
