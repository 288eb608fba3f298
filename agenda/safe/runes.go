package safe

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	joiner    = '\u200d' // zero-width joiner
	emojiForm = '\ufe0f' // variation selector 16
)

// simple returns how many cells a rune takes that is always shown as it is and
// never joins with its neighbours, 0 for one that has to be looked at closely.
// Nearly all that a screen shows is simple, and a screen is drawn often.
func simple(r rune) int {
	switch {
	case r >= ' ' && r <= '~', r > 0xa0 && r < 0x300 && r != 0xad && r != 0xa9 && r != 0xae: // Latin
		return 1
	case r >= 0x2010 && r <= 0x2027, r >= 0x2190 && r <= 0x2193, r >= 0x2500 && r <= 0x25a9: // dashes, …, arrows, frames
		return 1
	case r >= 0x4e00 && r <= 0x9fff: // Chinese
		return 2
	}
	return 0
}

// bidi names the controls that turn the direction of writing. ALM is two bytes
// long, so that its name has to be shorter by one than Unicode's.
var bidi = map[rune]string{
	'\u061c': "AL", '\u200e': "LRM", '\u200f': "RLM",
	'\u202a': "LRE", '\u202b': "RLE", '\u202c': "PDF", '\u202d': "LRO", '\u202e': "RLO",
	'\u2066': "LRI", '\u2067': "RLI", '\u2068': "FSI", '\u2069': "PDI",
}

// invisible says whether a rune shows nothing and takes no room: the runes
// that Unicode calls default ignorable, but for bidi controls and tags.
func invisible(r rune) bool {
	return unicode.In(r, zeroWidth, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// zeroWidth are the default ignorable format characters (category Cf).
var zeroWidth = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00ad, Hi: 0x00ad, Stride: 1}, // soft hyphen
		{Lo: 0x180e, Hi: 0x180e, Stride: 1},
		{Lo: 0x200b, Hi: 0x200d, Stride: 1}, // zero-width space, non-joiner, joiner
		{Lo: 0x2060, Hi: 0x2064, Stride: 1}, // word joiner, invisible operators
		{Lo: 0x206a, Hi: 0x206f, Stride: 1},
		{Lo: 0xfeff, Hi: 0xfeff, Stride: 1}, // byte order mark
	},
	R32: []unicode.Range32{
		{Lo: 0x1bca0, Hi: 0x1bca3, Stride: 1},
		{Lo: 0x1d173, Hi: 0x1d17a, Stride: 1},
	},
	LatinOffset: 1,
}

// isTag says whether a rune is one of the tag characters, which mirror ASCII
// unseen.
func isTag(r rune) bool { return r == 0xe0001 || r >= 0xe0020 && r <= 0xe007f }

// tags reads the run of tag characters that s begins with: the ASCII it hides
// and its length in bytes.
func tags(s string) (hidden string, size int) {
	var b strings.Builder
	for size < len(s) {
		r, n := utf8.DecodeRuneInString(s[size:])
		if !isTag(r) {
			break
		}
		size += n
		if ascii := r - 0xe0000; ascii >= ' ' && ascii <= '~' {
			b.WriteRune(ascii)
		}
	}
	return b.String(), size
}

// isPicture says whether a rune is one that has, or is likely to have, an
// emoji form: a little wider than Unicode's Extended_Pictographic, whose exact
// table would decide nothing else here.
func isPicture(r rune) bool { return unicode.Is(pictures, r) && unicode.IsGraphic(r) }

var pictures = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00a9, Hi: 0x00ae, Stride: 5}, // © ®
		{Lo: 0x203c, Hi: 0x203c, Stride: 1},
		{Lo: 0x2049, Hi: 0x2049, Stride: 1},
		{Lo: 0x2122, Hi: 0x2139, Stride: 0x17}, // ™ ℹ
		{Lo: 0x2194, Hi: 0x21aa, Stride: 1},
		{Lo: 0x231a, Hi: 0x2328, Stride: 1},
		{Lo: 0x23cf, Hi: 0x23fa, Stride: 1},
		{Lo: 0x24c2, Hi: 0x24c2, Stride: 1},
		{Lo: 0x25aa, Hi: 0x25fe, Stride: 1},
		{Lo: 0x2600, Hi: 0x27bf, Stride: 1},
		{Lo: 0x2934, Hi: 0x2935, Stride: 1},
		{Lo: 0x2b05, Hi: 0x2b55, Stride: 1},
		{Lo: 0x3030, Hi: 0x303d, Stride: 0xd},
		{Lo: 0x3297, Hi: 0x3299, Stride: 2},
	},
	R32:         []unicode.Range32{{Lo: 0x1f000, Hi: 0x1faff, Stride: 1}},
	LatinOffset: 1,
}
