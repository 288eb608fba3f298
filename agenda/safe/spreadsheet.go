package safe

import "strings"

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
	bare := strings.TrimLeft(cell, "' \"")
	return bare != "" && strings.ContainsRune("=+-@\t\r\x00＝＋－＠", []rune(bare)[0])
}
