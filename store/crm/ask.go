package crm

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"halfhour/agenda"
)

// Asker is asked, while a file of deals is opened, what the file does not tell:
// by looking up what was said about such a file before, or by asking a person.
// Each method is called at most once, in this order; its error ends the
// opening.
type Asker interface {
	// Columns may say which column holds what, as Options.Map does; nil leaves
	// it.
	Columns(h *Head) (map[string]string, error)
	// Dates answers "mdy" or "dmy"; "" when nobody knows.
	Dates(d DatesDoubt) (string, error)
	// Currency answers an ISO 4217 code; "" when nobody knows.
	Currency(c CurrencyDoubt) (string, error)
}

// DatesDoubt is a column of dates that can be read day first and month first.
type DatesDoubt struct {
	Column  string
	Samples []string // up to three that differ in the two readings, as written
}

// Read returns what a sample is in an order, "mdy" or "dmy".
func (d DatesDoubt) Read(sample, as string) (day agenda.Date, ok bool) {
	return dateStyle{order: orders[as]}.parse(sample)
}

// Error says what is in doubt and how to settle it.
func (d DatesDoubt) Error() string {
	return fmt.Sprintf("%v: in %q %s may be day first or month first; say --dates dmy or --dates mdy",
		ErrDates, d.Column, strings.Join(d.Samples[:min(2, len(d.Samples))], " and "))
}

// Unwrap makes it an ErrDates.
func (d DatesDoubt) Unwrap() error { return ErrDates }

// CurrencyDoubt is a symbol that stands for several currencies.
type CurrencyDoubt struct {
	Column  string
	Symbol  string
	Codes   []string // what it may mean, the likeliest first
	Samples []string // amounts, as written
}

// Error says what is in doubt and how to settle it.
func (c CurrencyDoubt) Error() string {
	return fmt.Sprintf("%v: %s in %q may be %s; say --currency %s", ErrCurrency, c.Symbol, c.Column, anyOf(c.Codes), c.Codes[0])
}

// Unwrap makes it an ErrCurrency.
func (c CurrencyDoubt) Unwrap() error { return ErrCurrency }

// Head is the header of a file that is being opened.
type Head struct {
	file   *File
	header *header
	row    int
}

// Headers returns the header's cells.
func (h *Head) Headers() []string { return h.header.cells }

// Kind says what the rows of the file are; Deals where nothing tells.
func (h *Head) Kind() Kind { return h.header.kind }

// CRM names the CRM whose export it is, as File.CRM does.
func (h *Head) CRM() string { return h.header.crm }

// Lacks returns the fields without which it is no file of deals: FieldName,
// FieldStage; nil when none is missing.
func (h *Head) Lacks() []string {
	if h.header.kind != Deals || h.header.missing() == "" {
		return nil
	}
	return strings.Split(h.header.missing(), " and ")
}

// askColumns lets the header be understood better, once it is found.
func (f *File) askColumns(o Options, at *place) error {
	if o.Ask == nil || !at.header.kind.read() {
		return nil
	}
	said, err := o.Ask.Columns(&Head{file: f, header: at.header, row: at.row})
	if err != nil || len(said) == 0 {
		return err
	}
	all := make(map[string]string, len(said)+len(o.Map))
	for _, m := range []map[string]string{said, o.Map} { // Options overrule
		for header, field := range m {
			all[header] = field
		}
	}
	mapped, err := mapping(all)
	if err != nil {
		return err
	}
	at.header = recognise(at.header.cells, mapped)
	return nil
}

// numberedHeaders tells columns with the same header apart: the second
// "Amount" is "Amount (2)", which Options.Map takes for it.
func numberedHeaders(cells []string) []string {
	names := slices.Clone(cells)
	seen := map[string]int{}
	for i, c := range cells {
		key := foldHeader(c)
		if seen[key]++; seen[key] > 1 && key != "" {
			names[i] = strings.TrimSpace(c) + " (" + strconv.Itoa(seen[key]) + ")"
		}
	}
	return names
}

// repeated returns the folded headers that come more than once.
func repeated(cells []string) map[string]int {
	n := map[string]int{}
	for _, c := range cells {
		n[foldHeader(c)]++
	}
	for key, many := range n {
		if n[key] = 0; many < 2 {
			delete(n, key)
		}
	}
	return n
}

// mappedTo returns what a header is mapped to. Of headers that come more than
// once twins counts which one this is.
func mappedTo(mapped map[string]string, twins map[string]int, header string) (field string, ok bool) {
	key := foldHeader(header)
	if n, several := twins[key]; several {
		twins[key] = n + 1
		if field, ok := mapped[key+strconv.Itoa(n+1)]; ok {
			return field, true
		}
		if _, numbered := mapped[key+"2"]; numbered && n > 0 {
			return "", false
		}
	}
	field, ok = mapped[key]
	return field, ok
}
