package crm

import (
	"strings"
	"unicode/utf8"
)

// mostlyUTF8 says whether text is UTF-8 with a damaged character here and
// there, as exports have that cut their cells by bytes.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		switch {
		case n == 1 && r == utf8.RuneError:
			bad++
		case n > 1:
			good++
		}
		i += n
	}
	return good > 20*bad
}

// guess names the encoding of text that is not UTF-8. Letters that stand alone
// between ASCII are Latin. Each encoding of Chinese and Japanese keeps its
// everyday characters in a part of its table; the one wins in which nearly all
// characters of the text are everyday ones. Otherwise the text is Latin too, or
// Russian where letters beyond ASCII stand in long runs.
func guess(b []byte) string {
	if latin(b) {
		return latinNamed(b)
	}
	best, lead := "", 0.6
	for _, c := range []struct {
		name string
		walk func([]byte) (everyday, all, bad int)
	}{{"gb18030", walkGB}, {"big5", walkBig5}, {"shiftjis", walkShiftJIS}} {
		everyday, all, bad := c.walk(b)
		if all == 0 || bad*200 > all {
			continue
		}
		if share := float64(everyday) / float64(all); share > lead {
			best, lead = c.name, share
		}
	}
	switch {
	case best == "" && cyrillic(b):
		return "windows1251"
	case best == "":
		return latinNamed(b)
	case best != "shiftjis":
		return eastern(b, best)
	}
	return best
}

// latin says whether the bytes beyond ASCII are letters and marks of Western
// text, most of them one at a time.
func latin(b []byte) bool {
	high, plain, runs, single := 0, 0, 0, 0
	for i, c := range b {
		if c < utf8.RuneSelf {
			continue
		}
		high++
		if c >= 0xc0 && c != 0xd7 && c != 0xf7 || strings.IndexByte("\x80\x85\x8a\x8c\x8e\x91\x92\x93\x94\x95\x96\x97\x99\x9a\x9c\x9e\x9f\xa0\xa1\xa3\xa7\xa9\xaa\xab\xae\xb0\xb3\xb7\xb9\xba\xbb\xbf", c) >= 0 {
			plain++
		}
		if i == 0 || b[i-1] < utf8.RuneSelf {
			if runs++; i+1 == len(b) || b[i+1] < utf8.RuneSelf {
				single++
			}
		}
	}
	return plain*10 >= high*9 && single*10 >= runs*6
}

// latinNamed tells Central European text from Western by letters that stand
// where Western text has none, or that no one Western language has together.
func latinNamed(b []byte) string {
	polish := 0
	var seen [256]bool
	for i, c := range b {
		seen[c] = true
		before, after := i > 0 && isLetter(b[i-1]), i+1 < len(b) && isLetter(b[i+1])
		switch {
		case c == 0xb3 && before && after, c == 0x9c && before && i+1 < len(b) && b[i+1] == 0xe6: // ł, ść
			polish += 2
		case (c == 0xbf || c == 0xb9) && before, (c == 0xa3 || c == 0xaf) && after: // ż, ą, Ł, Ż
			polish++
		}
	}
	if polish > 1 {
		return "windows1250"
	}
	for _, c := range []byte("\xe5\xe7\xea\xf1\xe3\xf5\xe6") { // å, ç, ê, ñ, ã, õ, æ
		if seen[c] {
			return "windows1252"
		}
	}
	czech := 0
	for _, c := range []byte("\xec\xf8\x9e\x8e\x9a\x8a\xf9\xe8\xf2\x9d\xef") { // ě, ř, ž, Ž, š, Š, ů, č, ň, ť, ď
		if seen[c] {
			czech++
		}
	}
	if czech > 2 && (seen[0xec] || seen[0x9d] || seen[0xf9] || seen[0x9e]) {
		return "windows1250"
	}
	return "windows1252"
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// eastern tells EUC-JP and EUC-KR from the Chinese encodings that the same
// bytes are valid in: kana have two rows of their own, and the Hangul
// syllables end where the second half of GB 2312's everyday characters begins.
func eastern(b []byte, best string) string {
	kana, hangul, all := 0, 0, 0
	for i := 0; i+1 < len(b); i++ {
		if b[i] < utf8.RuneSelf {
			continue
		}
		if b[i+1] < 0xa1 {
			return best // neither has such a second byte
		}
		all++
		switch lead := b[i]; {
		case lead == 0xa4 || lead == 0xa5:
			kana++
		case 0xb0 <= lead && lead <= 0xc8:
			hangul++
		}
		i++
	}
	switch {
	case all < 8:
		return best
	case kana*5 > all:
		return "eucjp"
	case hangul*20 > all*19:
		return "euckr"
	}
	return best
}

// cyrillic says whether text in one byte a letter is Russian rather than Latin.
func cyrillic(b []byte) bool {
	runs, letters, others := 0, 0, 0
	for i, c := range b {
		switch {
		case c >= 0xc0 || c == 0xa8 || c == 0xb8:
			letters++
			if i == 0 || b[i-1] < 0x80 {
				runs++
			}
		case c >= 0x80:
			others++
		}
	}
	return letters > 3*runs && letters > 10*others
}

// walkGB counts the characters of GB 2312's first level (lead B0 to D7, sorted
// by sound, the 3,755 most used) and its punctuation.
func walkGB(b []byte) (everyday, all, bad int) {
	for i := 0; i < len(b); i++ {
		lead := b[i]
		if lead < 0x80 {
			continue
		}
		if i+1 == len(b) {
			break
		}
		trail := b[i+1]
		all++
		switch {
		case lead == 0x80 || lead == 0xff:
			bad++
			continue
		case '0' <= trail && trail <= '9': // the four bytes of GB 18030
			if i+3 < len(b) && b[i+2] >= 0x81 && isDigit(b[i+3]) {
				i += 3
				continue
			}
			bad++
		case trail < 0x40 || trail == 0x7f || trail == 0xff:
			bad++
			continue
		case trail >= 0xa1 && (0xb0 <= lead && lead <= 0xd7 || lead == 0xa1 || lead == 0xa3):
			everyday++
		}
		i++
	}
	return everyday, all, bad
}

// walkBig5 counts the characters of Big5's first level (lead A4 to C6, the
// 5,401 most used) and its punctuation.
func walkBig5(b []byte) (everyday, all, bad int) {
	for i := 0; i < len(b); i++ {
		lead := b[i]
		if lead < 0x80 {
			continue
		}
		if i+1 == len(b) {
			break
		}
		trail := b[i+1]
		all++
		if lead < 0x81 || lead == 0xff || !(0x40 <= trail && trail <= 0x7e || 0xa1 <= trail && trail <= 0xfe) {
			bad++
			continue
		}
		if 0xa1 <= lead && lead <= 0xc6 {
			everyday++
		}
		i++
	}
	return everyday, all, bad
}

// walkShiftJIS counts kana, the kanji of JIS X 0208's first level (lead 88 to
// 98) and its punctuation. Half-width katakana are one byte, and rare.
func walkShiftJIS(b []byte) (everyday, all, bad int) {
	for i := 0; i < len(b); i++ {
		lead := b[i]
		if lead < 0x80 {
			continue
		}
		all++
		if 0xa1 <= lead && lead <= 0xdf {
			continue
		}
		if i+1 == len(b) {
			break
		}
		trail := b[i+1]
		if lead == 0x80 || lead == 0xa0 || lead > 0xfc || trail < 0x40 || trail == 0x7f || trail > 0xfc {
			bad++
			continue
		}
		if 0x81 <= lead && lead <= 0x83 || 0x88 <= lead && lead <= 0x98 {
			everyday++
		}
		i++
	}
	return everyday, all, bad
}
