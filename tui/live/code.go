package live

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// crockford is Douglas Crockford's base 32: no letter looks like another.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewCode returns a code of 50 random bits in two groups of five letters.
func NewCode() string {
	random := make([]byte, 10)
	_, _ = rand.Read(random) // never fails
	code := make([]byte, 0, 11)
	for i, b := range random {
		if i == 5 {
			code = append(code, '-')
		}
		code = append(code, crockford[b&31])
	}
	return string(code)
}

// plainCode is a code as it was typed, without what people do to one: small
// letters, spaces, O for 0.
func plainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'O':
			return '0'
		case r == 'I' || r == 'L':
			return '1'
		case strings.ContainsRune(crockford, r):
			return r
		}
		return -1
	}, strings.ToUpper(typed))
}

// hashCode is what is kept of a code; salt is the admission's id.
func hashCode(salt, code string) string {
	sum := sha256.Sum256([]byte(salt + ":" + plainCode(code)))
	return hex.EncodeToString(sum[:])
}
