package crm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// objects is a file of JSON objects, one a deal: one a line (JSON lines), or an
// array of them somewhere in a document, as `sf data query --json` and the
// APIs of CRMs answer. An object in an object becomes columns with a point in
// their names: Account.Name. Its rows are counted as lines where the deals
// stand one a line, else from 1.
type objects struct {
	src     io.ReadSeeker
	charset charset
	byLine  bool
	path    string // of the array in the document
	columns *columnNames
}

// objectSource gives one object after another.
type objectSource interface {
	// next returns the path of the array the object stands in, and the line
	// where lines are objects. fault says why a line is none. io.EOF comes after
	// the last one.
	next() (path string, raw []byte, line int, fault string, err error)
}

// openObjects finds the deals in a JSON file: the array of objects whose keys
// are most like a header of deals.
func openObjects(src io.ReadSeeker, c charset, mapped map[string]string) (*objects, error) {
	o := &objects{src: src, charset: c}
	var err error
	if o.byLine, err = o.standByLine(); err != nil {
		return nil, err
	}
	found, err := o.arrays()
	if err == nil && len(found) == 0 && !o.byLine {
		o.byLine = true // a single object
		found, err = o.arrays()
	}
	if err != nil {
		return nil, err
	}
	best := -1
	for _, path := range slices.Sorted(maps.Keys(found)) {
		if score := recognise(found[path].names, mapped).score(); score > best {
			best, o.path, o.columns = score, path, found[path]
		}
	}
	if best < 0 {
		return nil, fmt.Errorf("%w: there is no list of objects in this JSON", ErrHeader)
	}
	return o, nil
}

// arrays reads the whole file for the arrays of objects in it, by path, and
// their keys.
func (o *objects) arrays() (map[string]*columnNames, error) {
	source, err := o.source()
	if err != nil {
		return nil, err
	}
	found := map[string]*columnNames{}
	for {
		path, raw, _, fault, err := source.next()
		switch {
		case errors.Is(err, io.EOF):
			return found, nil
		case err != nil:
			return nil, err
		case fault != "":
			continue
		}
		names := found[path]
		if names == nil {
			if len(found) == 100 {
				continue
			}
			names = &columnNames{index: map[string]int{}}
			found[path] = names
		}
		if err := flatten(raw, names.add); err != nil {
			return nil, err
		}
	}
}

func (o *objects) source() (objectSource, error) {
	text, err := o.charset.decode(o.src)
	if err != nil {
		return nil, err
	}
	if o.byLine {
		return &objectLines{newLines(text, false)}, nil
	}
	b := &budget{r: text}
	d := &objectDocument{dec: json.NewDecoder(b), budget: b}
	d.dec.UseNumber()
	return d, nil
}

// standByLine says whether the first two lines are objects of their own.
func (o *objects) standByLine() (bool, error) {
	o.byLine = true
	source, err := o.source()
	if err != nil {
		return false, err
	}
	for range 2 {
		_, _, _, fault, err := source.next()
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		case fault != "":
			return false, nil
		}
	}
	return true, nil
}

func (o *objects) open() (table, error) {
	source, err := o.source()
	if err != nil {
		return nil, err
	}
	return &objectRows{objects: o, source: source, cells: make([]string, len(o.columns.names))}, nil
}

func (o *objects) typed() bool { return true }

func (o *objects) String() string {
	if o.byLine {
		return "JSON lines, " + o.charset.name
	}
	return "JSON, " + o.charset.name
}

// columnNames are the keys of objects in the order they first come.
type columnNames struct {
	names []string
	index map[string]int
}

func (c *columnNames) add(name, _ string) error {
	if _, ok := c.index[name]; ok {
		return nil
	}
	if len(c.names) == maxColumns {
		return fmt.Errorf("%w: it has more than %d columns", ErrTooLarge, maxColumns)
	}
	c.index[name] = len(c.names)
	c.names = append(c.names, name)
	return nil
}

// objectRows are objects as rows of cells; the first row is the keys.
type objectRows struct {
	*objects
	source  objectSource
	cells   []string
	started bool
	count   int
}

func (r *objectRows) next() (record, error) {
	if !r.started {
		r.started = true
		return record{cells: r.columns.names}, nil
	}
	for {
		path, raw, line, fault, err := r.source.next()
		if err != nil {
			return record{}, err
		}
		if fault != "" {
			return record{line: line, cells: []string{cut(string(raw), maxCell)}, fault: fault}, nil
		}
		if path != r.path {
			continue
		}
		if r.count++; !r.byLine {
			line = r.count
		}
		clear(r.cells)
		err = flatten(raw, func(name, value string) error {
			if i, ok := r.columns.index[name]; ok {
				r.cells[i] = value
			}
			return nil
		})
		return record{line: line, cells: r.cells}, err
	}
}

func (r *objectRows) close() error { return nil }

// looksLikeJSON says whether a text starts as JSON does and CSV does not.
func looksLikeJSON(src io.ReadSeeker, c charset) (bool, error) {
	text, err := c.decode(src)
	if err != nil {
		return false, err
	}
	start := make([]byte, 1024)
	n, err := io.ReadFull(text, start)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return false, err
	}
	squeezed := bytes.Join(bytes.Fields(bytes.TrimPrefix(start[:n], []byte("\ufeff"))), nil)
	for _, opening := range []string{"{\"", "[{", "{}", "[]", "[[\""} {
		if bytes.HasPrefix(squeezed, []byte(opening)) {
			return true, nil
		}
	}
	return false, nil
}

// objectLines reads JSON lines.
type objectLines struct{ lines *lines }

func (o *objectLines) next() (path string, raw []byte, line int, fault string, err error) {
	for {
		text, err := o.lines.next()
		if err != nil {
			return "", nil, 0, "", err
		}
		o.lines.number++
		text = bytes.TrimSpace(text)
		switch {
		case len(text) == 0:
			continue
		case len(text) > maxLine:
			return "", nil, o.lines.number, "longer than 1 MB", nil
		case text[0] != '{' || !json.Valid(text):
			return "", text, o.lines.number, "not a JSON object", nil
		}
		return "", text, o.lines.number, "", nil
	}
}
