package crm

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"halfhour/agenda"
	"halfhour/store/disk"
)

// Options are what a person says about a file, overruling what is found by
// looking. The zero Options leave everything to looking.
type Options struct {
	Encoding string            // "" or a name such as "gb18030"
	Map      map[string]string // header → field name (see Fields) or FieldIgnore
	Dates    string            // "", "mdy", "dmy" or "ymd": the order of dates written in digits
	Currency string            // ISO 4217, for amounts whose currency the file does not name
	Home     string            // ISO 4217, what a symbol such as $ means that may mean it; "" for none
	Kind     Kind              // what its rows are; "" to find out
	TempDir  string            // where large spreadsheets are unpacked; "" for the system's
	Ask      Asker             // who is asked what the file does not tell; nil: such a file is refused
}

// File is an export that was recognised and is ready to be read. Close it.
type File struct {
	name    string
	closer  io.Closer
	format  format
	header  *header
	row     int // index of the header among the rows
	columns []Column
	layout  layout
	counts  Counts

	modified time.Time
	unknown  []UnknownStage
}

// Counts is what became of the rows under the header, up to where the reading
// has come: Read = Deals + Rejected + Footer.
type Counts struct {
	Read     int
	Deals    int // or what else the rows of the file are
	Rejected int
	Footer   int            // rows that are no deals: blank ones, totals and legal lines, and the next two
	Deleted  int            // of Footer: deals that the CRM marks deleted
	Other    int            // of Footer: rows of something else: leads in a file of deals, changed telephone numbers in one of history
	Cut      int            // cells cut at 64 KB
	Unread   map[string]int // by header: cells that could not be read and matter little, left out
	Taken    map[string]int // by symbol: amounts for which Options.Home was taken, for want of anything better
}

// Open recognises a file: its format and encoding, its header, and from whole
// columns the order of its dates, the marks in its amounts and the scale of
// its probabilities. The error is one of the package's, in a sentence.
func Open(path string, o Options) (*File, error) {
	name := filepath.Base(path)
	src, err := openFile(path)
	if err != nil {
		return nil, fmt.Errorf("import %s: %w", name, err)
	}
	f, err := OpenReader(name, src, o)
	if err != nil {
		src.Close()
		return nil, err
	}
	f.closer = src
	return f, nil
}

func openFile(path string) (*os.File, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, ErrMissing
	case err != nil:
		return nil, disk.Cause(err)
	case info.IsDir():
		return nil, ErrFolder
	case !info.Mode().IsRegular():
		return nil, ErrNotFile
	}
	src, err := os.Open(path)
	if err != nil {
		return nil, disk.Cause(err)
	}
	return src, nil
}

// OpenReader is Open for what is not a file on disk; name stands in errors. It
// reads src several times from its start, and does not close it.
func OpenReader(name string, src io.ReadSeeker, o Options) (*File, error) {
	f := &File{name: name}
	if err := f.open(src, o); err != nil {
		f.Close()
		return nil, fmt.Errorf("import %s: %w", name, err)
	}
	return f, nil
}

func (f *File) open(src io.ReadSeeker, o Options) error {
	mapped, err := checkOptions(&o)
	if err != nil {
		return err
	}
	if o.Kind != "" {
		mapped[saidKind] = string(o.Kind)
	}
	if f.format, err = recogniseFormat(src, o, mapped); err != nil {
		return err
	}
	t, err := f.format.open()
	if err != nil {
		return err
	}
	at, err := findHeader(t, mapped)
	t.close()
	if err != nil {
		return err
	}
	switch {
	case at == nil:
		return ErrEmpty
	case len(at.header.cells) > maxColumns:
		return fmt.Errorf("%w: it has more than %d columns", ErrTooLarge, maxColumns)
	}
	if err := f.askColumns(o, at); err != nil {
		return err
	}
	if !at.header.kind.read() {
		return &OtherKindError{at.header.kind}
	}
	if at.header.kind != Deals {
		if lacks := at.header.lacks(); len(lacks) > 0 {
			return fmt.Errorf("%w: it looks like a file of %s, and no column names %s", ErrHeader, at.header.kind, strings.Join(lacks, " or "))
		}
	} else if at.header.missing() != "" {
		return at.header.noHeader()
	}
	f.header, f.row = at.header, at.row
	s, err := f.survey()
	if err != nil {
		return err
	}
	return f.bind(s, o)
}

// recogniseFormat finds out what kind of file src is.
func recogniseFormat(src io.ReadSeeker, o Options, mapped map[string]string) (format, error) {
	size, err := src.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, err
	}
	switch {
	case size == 0:
		return nil, ErrEmpty
	case size > maxFile:
		return nil, fmt.Errorf("%w: %d MB, and the limit is %d", ErrTooLarge, size>>20, maxFile>>20)
	}
	start := make([]byte, 4)
	if _, err := (readerAt{src}).ReadAt(start, 0); err != nil && err != io.EOF {
		return nil, err
	}
	if string(start) == "PK\x03\x04" {
		return opened(openWorkbook(src, size, o.TempDir, mapped))
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	var c charset
	if o.Encoding != "" {
		c, err = charsetNamed(o.Encoding)
	} else {
		c, err = look(src)
	}
	if err != nil {
		return nil, err
	}
	if json, err := looksLikeJSON(src, c); json || err != nil {
		if err != nil {
			return nil, err
		}
		return opened(openObjects(src, c, mapped))
	}
	return opened(sniffDelimited(src, c, mapped))
}

// opened keeps a nil pointer from becoming a format.
func opened[F format](f F, err error) (format, error) {
	if err != nil {
		return nil, err
	}
	return f, nil
}

func checkOptions(o *Options) (map[string]string, error) {
	switch o.Dates {
	case "", "mdy", "dmy", "ymd":
	default:
		return nil, optionError("the order of dates is mdy, dmy or ymd, not %q", o.Dates)
	}
	o.Currency = strings.ToUpper(strings.TrimSpace(o.Currency))
	if o.Currency != "" && !agenda.ValidCurrency(o.Currency) {
		return nil, optionError("%s", agenda.NoSuchCurrency(o.Currency))
	}
	return mapping(o.Map)
}

func optionError(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrOptions, fmt.Sprintf(format, args...))
}

// Columns returns the file's columns in its order.
func (f *File) Columns() []Column { return f.columns }

// CRM names the CRM whose export this is: "Salesforce", "HubSpot",
// "Pipedrive", "Zoho", "Dynamics 365", …; "" when only synonyms matched.
func (f *File) CRM() string { return f.header.crm }

// Format names the file's format and encoding for a person: "CSV, UTF-8".
func (f *File) Format() string { return f.format.String() }

// Covers says whether the export has a field at all, so that a column that is
// not there never erases what an earlier import knew. A deal always has a name
// and a status.
func (f *File) Covers(field string) bool { return f.layout.covers(field) }

// Modified returns when the newest of the file's records was changed last, zero
// when it does not say: no earlier can the export have been made.
func (f *File) Modified() time.Time { return f.modified }

// Counts returns what became of the rows so far.
func (f *File) Counts() Counts { return f.counts }

// Close closes the file that Open opened, and removes what was unpacked.
func (f *File) Close() error {
	var err error
	if c, ok := f.format.(io.Closer); ok {
		err = c.Close()
	}
	if f.closer != nil {
		err = errors.Join(err, f.closer.Close())
	}
	return err
}
