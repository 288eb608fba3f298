package crm

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"halfhour/agenda/safe"
)

// WriteRejected writes the rows that could not be read as a CSV that can be
// mended and imported: the columns of the export, then the line and the reason.
// Open passes over those two columns. A row with more cells than the header
// keeps them, under columns without a name. Cells that a spreadsheet would take
// for a formula get an apostrophe, which Open takes off again.
func WriteRejected(w io.Writer, header []string, rejected []Rejected) error {
	width := len(header)
	for _, r := range rejected {
		width = max(width, len(r.Cells))
	}
	out := csv.NewWriter(w)
	row := make([]string, 0, width+2)
	row = append(row, header...)
	row = append(row, make([]string, width-len(header))...)
	if err := out.Write(quoteFormulas(append(row, lineHeader, reasonHeader))); err != nil {
		return err
	}
	for _, r := range rejected {
		row = append(row[:0], r.Cells...)
		row = append(row, make([]string, width-len(r.Cells))...)
		reason := r.Reason
		if r.Column != "" {
			reason = r.Column + ": " + reason
		}
		if err := out.Write(quoteFormulas(append(row, strconv.Itoa(r.Line), reason))); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func quoteFormulas(cells []string) []string {
	for i, c := range cells {
		cells[i] = safe.Spreadsheet(c)
	}
	return cells
}

// unquoteFormulas takes off what keeps spreadsheets from reading formulas in
// our own files; CRMs write it too.
func unquoteFormulas(cells []string) {
	for i, c := range cells {
		cells[i] = safe.FromSpreadsheet(c)
	}
}

// unmended says what is still wrong with the shape of a rejected row that came
// back: cells beyond the named columns, or still as few as before.
func (r *rowReader) unmended(cells []string) string {
	for i, c := range cells[:min(len(cells), len(r.headers))] {
		if r.headers[i] == "" && strings.TrimSpace(c) != "" {
			return fmt.Sprintf("a cell more than the header has columns: %q", cut(c, 80))
		}
	}
	var had, of int
	if n, _ := fmt.Sscanf(cell(cells, r.reason), "only %d of %d cells", &had, &of); n < 2 {
		return ""
	}
	named := slices.Index(r.headers, lineHeader)
	if had >= 0 && had < of && of <= named && allBlank(cells[had:of]) {
		return fmt.Sprintf("only %d of %d cells", had, of)
	}
	return ""
}
