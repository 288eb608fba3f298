package safe

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Spreadsheet returns a cell of a CSV file that no spreadsheet takes for a
// formula: where it might, an apostrophe stands before it. FromSpreadsheet
// takes that off again.
func Spreadsheet(cell string) string {
	if formula(cell) {
		return "'" + cell
	}
	return cell
}

// FromSpreadsheet returns what a cell was before Spreadsheet.
func FromSpreadsheet(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && formula(rest) {
		return rest
	}
	return cell
}

// formula says whether a spreadsheet may take a cell for a formula, or would
// after one apostrophe was taken off.
func formula(cell string) bool {
	bare := strings.TrimLeftFunc(cell, passedOver)
	first, _ := utf8.DecodeRuneInString(bare)
	return bare != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", first)
}

// passedOver says whether a spreadsheet may drop a rune at the beginning of a
// cell: quotes, spaces of any kind and what cannot be seen.
func passedOver(r rune) bool {
	if r < utf8.RuneSelf {
		return strings.ContainsRune("' \"\v\f", r)
	}
	return unicode.In(r, unicode.Zs, unicode.Cf)
}
