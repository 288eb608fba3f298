package crm

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/xuri/excelize/v2"
)

// workbook is an XLSX file: the sheet in it whose header is understood best.
// Cells are read as they are stored, so that dates are day numbers and amounts
// plain numbers, whatever the country of the spreadsheet.
type workbook struct {
	book   *excelize.File
	sheet  string
	is1904 bool
	temp   string // folder of parts too large for the memory; "" for none
}

// openWorkbook opens what is in a zip archive. Its memory is bounded by the
// size of the archive and of what is in it.
func openWorkbook(src io.ReadSeeker, size int64, tempDir string, mapped map[string]string) (w *workbook, err error) {
	archive, err := partsOf(src, size)
	if err != nil {
		return nil, err
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	w = &workbook{}
	// A spreadsheet made to hurt, or cut off, must never end the program, nor
	// leave anything behind.
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, p)
		}
		if err != nil {
			w.Close()
			w = nil
		}
	}()
	if archive.large() {
		if w.temp, err = os.MkdirTemp(tempDir, "halfhour-xlsx-"); err != nil {
			return w, err
		}
	}
	w.book, err = excelize.OpenReader(src, excelize.Options{
		RawCellValue: true, UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzippedPart, TmpDir: w.temp,
	})
	if err != nil {
		return w, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if err := archive.whole(w.book.CharsetReader); err != nil {
		return w, err
	}
	if props, err := w.book.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		w.is1904 = *props.Date1904
	}
	return w, w.choose(mapped)
}

// readerAt reads a seeker at any place; one reader at a time.
type readerAt struct{ io.ReadSeeker }

func (r readerAt) ReadAt(p []byte, at int64) (int, error) {
	if _, err := r.Seek(at, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}

// choose settles on a sheet: a visible one before a hidden one, then the one
// whose header is most like one of deals, then the first.
func (w *workbook) choose(mapped map[string]string) error {
	best := -1
	nothing := ErrEmpty
	for _, name := range w.book.GetSheetList() {
		t, err := (&workbook{book: w.book, sheet: name}).open()
		if err != nil {
			continue // a chart
		}
		at, err := findHeader(t, mapped)
		t.close()
		if err != nil {
			nothing = err
			continue
		}
		if at == nil {
			continue
		}
		score := 2 * at.header.score()
		if visible, err := w.book.GetSheetVisible(name); err == nil && visible {
			score++
		}
		if score > best {
			best, w.sheet = score, name
		}
	}
	if best < 0 {
		return nothing
	}
	return nil
}

func (w *workbook) open() (t table, err error) {
	rows, err := w.book.Rows(w.sheet)
	if err != nil {
		return nil, fmt.Errorf("%w: sheet %q: %w", ErrDamaged, w.sheet, err)
	}
	return &sheetRows{rows: rows}, nil
}

func (w *workbook) typed() bool { return true }

func (w *workbook) String() string { return fmt.Sprintf("XLSX, sheet %q", w.sheet) }

// Close removes what was unpacked.
func (w *workbook) Close() error {
	var err error
	if w.book != nil {
		err = w.book.Close()
	}
	if w.temp != "" {
		err = errors.Join(err, os.RemoveAll(w.temp))
	}
	return err
}

// addSymbols adds to a tally the currencies that the number formats of a
// column's first amounts show: the stored numbers do not have them.
func (w *workbook) addSymbols(t *amountTally, row, column int) {
	rows, err := w.book.Rows(w.sheet)
	if err != nil {
		return
	}
	defer rows.Close()
	for i := 0; rows.Next() && i <= row+20; i++ {
		cells, err := rows.Columns(excelize.Options{})
		if err != nil || i <= row || column >= len(cells) {
			continue
		}
		a, ok := moneyStyle{decimal: '.'}.parse(cells[column])
		if ok && a.codes != nil && !slices.Contains(t.shown, a.symbol) {
			t.symbols[a.symbol] = w.located(a.symbol, a.codes)
			t.shown = append(t.shown, a.symbol)
		}
	}
}

// bracketed is a currency in a number format, with the number of its country:
// [$$-409].
var bracketed = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\[\$([^\]-]+)-([0-9A-Fa-f]+)\]`) })

// located narrows down what a symbol may mean to the country that the
// workbook's number formats name beside it, where all of them name one.
func (w *workbook) located(symbol string, codes []string) []string {
	if len(codes) < 2 || w.book.Styles == nil || w.book.Styles.NumFmts == nil {
		return codes
	}
	found := ""
	for _, format := range w.book.Styles.NumFmts.NumFmt {
		if format == nil {
			continue
		}
		for _, m := range bracketed().FindAllStringSubmatch(format.FormatCode, -1) {
			code := vocab().locales[strings.ToLower(m[2])]
			switch {
			case strings.TrimSpace(m[1]) != symbol:
			case code == "" || !slices.Contains(codes, code) || found != "" && found != code:
				return codes
			default:
				found = code
			}
		}
		if strings.Contains(bracketed().ReplaceAllString(format.FormatCode, ""), symbol+`"`) { // "$"#,##0 names no country
			return codes
		}
	}
	if found == "" {
		return codes
	}
	return []string{found}
}

type sheetRows struct {
	rows *excelize.Rows
	line int
}

func (s *sheetRows) next() (rec record, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: row %d: %v", ErrDamaged, s.line, p)
		}
	}()
	if !s.rows.Next() {
		if err := s.rows.Error(); err != nil {
			return rec, fmt.Errorf("%w: after row %d: %w", ErrDamaged, s.line, err)
		}
		return rec, io.EOF
	}
	s.line++
	cells, err := s.rows.Columns()
	if err != nil {
		return rec, fmt.Errorf("%w: row %d: %w", ErrDamaged, s.line, err)
	}
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	for i, c := range cells {
		cells[i] = plainStored(c)
	}
	return record{line: s.line, cells: cells}, nil
}

func (s *sheetRows) close() error { return s.rows.Close() }

var stored = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^-?\d(\.\d+)?E[+-]?\d{1,2}$`) })

// plainStored writes a number out that XLSX stores with an exponent, such as a
// long id: 4.0100000000000001E+17.
func plainStored(cell string) string {
	if len(cell) < 3 || len(cell) > 30 || !strings.Contains(cell, "E") || !stored().MatchString(cell) {
		return cell
	}
	n, err := strconv.ParseFloat(cell, 64)
	if err != nil {
		return cell
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}
