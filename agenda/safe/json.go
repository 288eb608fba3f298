package safe

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

// JSON writes the characters of a JSON text that are not fit for a terminal
// as \u escapes; they can only stand in
// strings, so that the values stay what they are.
func JSON(text string) string {
	if string(Line(text)) == text {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		switch one := string(r); {
		case r < 0x80 && r != 0x7f, string(Line("a"+one)) == "a"+one:
			b.WriteString(one)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
