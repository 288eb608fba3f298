package crm

// record is one row of cells. The cells are valid until the next call of next.
type record struct {
	line  int // in the file, from 1
	cells []string
	fault string // why the row cannot be read; cells then hold what was there
	title bool   // of the rows that follow, see titledRows
}

// table is a file's rows, from the first one on.
type table interface {
	// next returns io.EOF after the last row; any other error ends the reading.
	next() (record, error)
	close() error
}

// format is a file that was recognised, whatever it is written in.
type format interface {
	// open starts at the first row; only one table may be in use at a time.
	open() (table, error)
	// typed says that the file tells numbers from text, so that numbers stand
	// as programs write them, and that a row may leave out empty cells at its end.
	typed() bool
	// String names the format and the encoding for a person: "CSV, UTF-8".
	String() string
}
