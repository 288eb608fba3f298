package crm

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// delimited is a text file whose cells stand between commas or the like.
type delimited struct {
	src     io.ReadSeeker
	charset charset
	comma   rune
	cr      bool // lines end with CR alone
	wrapped bool // each row is a line of cells within one quoted cell
}

func (d *delimited) open() (table, error) {
	text, err := d.charset.decode(d.src)
	if err != nil {
		return nil, err
	}
	return d.rows(text), nil
}

func (d *delimited) rows(text io.Reader) table {
	rows := newDelimitedRows(text, d.comma, d.cr)
	if d.wrapped {
		return &wrappedRows{rows, d.comma}
	}
	return rows
}

func (d *delimited) typed() bool { return false }

func (d *delimited) String() string {
	name := map[rune]string{',': "CSV", ';': "CSV with semicolons", '\t': "TSV", '|': "CSV with bars"}[d.comma]
	return fmt.Sprintf("%s, %s", name, d.charset.name)
}

type delimitedRows struct {
	lines *lines
	csv   *csv.Reader
	comma rune
	width int // cells of the first row
}

func newDelimitedRows(text io.Reader, comma rune, cr bool) *delimitedRows {
	l := newLines(text, cr)
	// encoding/csv takes this buffer as its own, and it holds no more than
	// what lines gave.
	return &delimitedRows{lines: l, csv: newCSV(bufio.NewReaderSize(l, 64<<10), comma), comma: comma}
}

func newCSV(r io.Reader, comma rune) *csv.Reader {
	c := csv.NewReader(r)
	c.Comma = comma
	c.FieldsPerRecord = -1
	c.ReuseRecord = true
	return c
}

func (r *delimitedRows) next() (record, error) {
	r.lines.begin()
	cells, err := r.csv.Read()
	switch {
	case err == nil:
		r.width = max(r.width, len(cells))
		return record{line: r.lines.first, cells: cells}, nil
	case errors.Is(err, io.EOF):
		return record{}, io.EOF
	case errors.As(err, new(*csv.ParseError)), errors.Is(err, errLongLine):
		return r.retry(err), nil
	}
	return record{}, err
}

// retry reads the first line of a record with a stray quote by itself, with
// quotes taken as they stand: 5" pipe. Where that does not give a full row the
// line is given up. The lines that the open quote swallowed come again.
func (r *delimitedRows) retry(cause error) record {
	first := r.lines.backUp()
	at := r.lines.first
	if len(first) > maxLine {
		return record{line: at, fault: errLongLine.Error()}
	}
	one := newCSV(strings.NewReader(string(first)), r.comma)
	one.LazyQuotes = true
	cells, err := one.Read()
	if err == nil && len(cells) > 1 && len(cells) == r.width && !strings.Contains(cells[len(cells)-1], "\n") {
		return record{line: at, cells: cells}
	}
	fault := "a quote that is never closed, or stands inside a cell"
	if errors.Is(cause, errLongLine) {
		fault = cause.Error()
	}
	return record{line: at, cells: cells, fault: fault}
}

func (r *delimitedRows) close() error { return nil }

// wrappedRows are rows each of which was put in quotes as a whole:
// "Initech rollout,Proposal,84000".
type wrappedRows struct {
	*delimitedRows
	comma rune
}

func (w *wrappedRows) next() (record, error) {
	rec, err := w.delimitedRows.next()
	if err != nil || len(rec.cells) != 1 || rec.fault != "" {
		return rec, err
	}
	inner := newCSV(strings.NewReader(rec.cells[0]), w.comma)
	inner.LazyQuotes = true
	if cells, err := inner.Read(); err == nil {
		rec.cells = cells
	}
	return rec, nil
}
