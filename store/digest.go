package store

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// digest makes one number of several values: the same for the same, and for
// others hardly ever.
type digest struct{ bytes, word []byte }

func (d *digest) number(n int64) { d.bytes = binary.AppendVarint(d.bytes, n) }

func (d *digest) text(s string) {
	d.bytes = binary.AppendUvarint(d.bytes, uint64(len(s)))
	d.bytes = append(d.bytes, s...)
}

func (d *digest) texts(list []string) {
	d.number(int64(len(list)))
	for _, s := range list {
		d.text(s)
	}
}

// folded takes a text as fold has it.
func (d *digest) folded(s string) {
	if !ascii(s) {
		d.text(fold(s))
		return
	}
	d.word = d.word[:0]
	space := false
	for i := range len(s) {
		c := s[i]
		switch {
		case c == ' ' || c >= '\t' && c <= '\r':
			space = len(d.word) > 0
			continue
		case space:
			d.word = append(d.word, ' ')
			space = false
		}
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		d.word = append(d.word, c)
	}
	d.bytes = binary.AppendUvarint(d.bytes, uint64(len(d.word)))
	d.bytes = append(d.bytes, d.word...)
}

// sum returns the number and begins anew.
func (d *digest) sum() int64 {
	sum := sha256.Sum256(d.bytes)
	d.bytes = d.bytes[:0]
	return int64(binary.BigEndian.Uint64(sum[:]))
}

// hash returns a number that is the same for the same values.
func hash(values ...any) int64 {
	var d digest
	for _, v := range values {
		d.bytes = fmt.Appendf(d.bytes, "%v\x1f", v)
	}
	return d.sum()
}

// matchKey is the same for equal names and accounts, whatever their case and
// spacing.
func (d *digest) matchKey(name, account string) int64 {
	d.folded(name)
	d.folded(account)
	return d.sum()
}
