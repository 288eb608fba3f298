package crm

import (
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

// guess names the encoding of text that is not UTF-8. Each encoding of Chinese
// and Japanese keeps its everyday characters in a part of its table; the one
// wins in which nearly all characters of the text are everyday ones. Otherwise
// the text is Latin, or Russian where letters beyond ASCII stand in long runs.
func guess(b []byte) string {
	best, lead := "windows1252", 0.6
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
	if best == "windows1252" && cyrillic(b) {
		return "windows1251"
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
