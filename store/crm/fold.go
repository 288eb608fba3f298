package crm

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxFolded is how much of a text is compared, in bytes: more than any header,
// stage or word has.
const maxFolded = 4096

// fold is what two spellings of one header, stage or word have in common:
// lower-case letters and digits, without accents, spaces and punctuation, full
// width as half width. "Close Date", "close_date" and "CloseDate" fold alike. Of
// a long text only the start counts.
func fold(s string) string {
	s = cut(s, maxFolded)
	var b strings.Builder
	b.Grow(len(s))
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return foldUnicode(s)
		}
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z':
			b.WriteByte(c + 'a' - 'A')
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			b.WriteByte(c)
		}
	}
	return b.String()
}

func foldUnicode(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "")) {
		switch {
		case r == 'ı': // Turkish has it where capitals are I
			b.WriteByte('i')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// foldHeader folds a header, less what custom fields and foreign keys add to
// it: External_Id__c, Account__r.Name.
func foldHeader(s string) string {
	s = strings.TrimSpace(s)
	if n := len(s) - len("__c"); n > 0 && strings.EqualFold(s[n:], "__c") {
		s = s[:n]
	}
	return fold(strings.ReplaceAll(s, "__r.", "."))
}

// halfWidth writes the full-width digits and marks of Chinese and Japanese
// typing as ASCII.
func halfWidth(s string) string {
	const full = '！' - '!'
	if !strings.ContainsFunc(s, func(r rune) bool { return '！' <= r && r <= '～' }) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if '！' <= r && r <= '～' {
			return r - full
		}
		return r
	}, s)
}
