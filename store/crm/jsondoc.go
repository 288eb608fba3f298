package crm

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// objectDocument finds the objects in the arrays of one JSON document.
type objectDocument struct {
	dec    *json.Decoder
	budget *budget
	open   []container
}

// container is an object or an array that the reading is in.
type container struct {
	array bool
	path  string
}

// maxNesting bounds how deep in a document an array of deals may stand.
const maxNesting = 32

func (d *objectDocument) next() (path string, raw []byte, line int, fault string, err error) {
	for {
		d.budget.left = 2 * maxLine
		if n := len(d.open); n > 0 && d.open[n-1].array && d.dec.More() {
			var value json.RawMessage
			if err := d.dec.Decode(&value); err != nil {
				return "", nil, 0, "", d.damaged(err)
			}
			if value[0] == '{' {
				return d.open[n-1].path, value, 0, "", nil
			}
			continue
		}
		if err := d.step(); err != nil {
			return "", nil, 0, "", err
		}
	}
}

// step goes into an object or an array, past a plain value, or out again.
func (d *objectDocument) step() error {
	path := ""
	n := len(d.open)
	if n > 0 {
		path = d.open[n-1].path
	}
	if n > 0 && !d.open[n-1].array && d.dec.More() {
		key, err := d.dec.Token()
		if err != nil {
			return d.damaged(err)
		}
		path = fmt.Sprintf("%s.%v", path, key)
	}
	token, err := d.dec.Token()
	if errors.Is(err, io.EOF) && n == 0 {
		return io.EOF
	}
	if err != nil {
		return d.damaged(err)
	}
	switch token {
	case json.Delim('{'), json.Delim('['):
		if n == maxNesting {
			return fmt.Errorf("%w: objects stand in objects %d deep", ErrDamaged, n)
		}
		d.open = append(d.open, container{array: token == json.Delim('['), path: path})
	case json.Delim('}'), json.Delim(']'):
		d.open = d.open[:n-1]
	}
	return nil
}

func (d *objectDocument) damaged(err error) error {
	switch {
	case errors.Is(err, errLongLine):
		return fmt.Errorf("%w: one of its objects is over %d MB", ErrTooLarge, maxLine>>20)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: the JSON is cut off", ErrDamaged)
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}

// budget fails a reader that goes on for too long, so that one object cannot
// fill the memory.
type budget struct {
	r    io.Reader
	left int
}

// Read implements io.Reader.
func (b *budget) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errLongLine
	}
	n, err := b.r.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// flatten gives the plain values of an object to cell, those of objects in it
// with a point in their names.
func flatten(raw []byte, cell func(name, value string) error) error {
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return flattenInto(dec, "", cell)
}

func flattenInto(dec *json.Decoder, prefix string, cell func(name, value string) error) error {
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		name, _ := key.(string)
		value, err := dec.Token()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		switch {
		case value == json.Delim('{') && name != "attributes" && strings.Count(prefix, ".") < maxNesting:
			err = flattenInto(dec, prefix+name+".", cell)
		case value == json.Delim('{'):
			err = flattenInto(dec, "", func(string, string) error { return nil })
		case value == json.Delim('['):
			var list []any
			if list, err = listed(dec); err == nil {
				err = cell(prefix+name, joined(list))
			}
		default:
			err = cell(prefix+name, plainValue(value))
		}
		if err != nil {
			return err
		}
	}
	_, err := dec.Token()
	return err
}

func plainValue(token json.Token) string {
	switch v := token.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return fmt.Sprint(token)
}

// listed reads an array: plain values as they stand, of an object in it the
// value of its name.
func listed(dec *json.Decoder) (all []any, err error) {
	for dec.More() {
		value, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		switch value {
		case json.Delim('{'):
			first := ""
			err = flattenInto(dec, "", func(name, value string) error {
				if first == "" && (fold(name) == "name" || fold(name) == "label" || fold(name) == "value") {
					first = value
				}
				return nil
			})
			all = append(all, first)
		case json.Delim('['):
			_, err = listed(dec)
		default:
			all = append(all, value)
		}
		if err != nil {
			return nil, err
		}
	}
	_, err = dec.Token()
	return all, err
}

// joined writes an array as one cell, with semicolons. A pair of a number and a
// text is how Odoo writes what another record is: its id and its name.
func joined(list []any) string {
	if len(list) == 2 {
		_, isID := list[0].(json.Number)
		if name, ok := list[1].(string); ok && isID {
			return name
		}
	}
	var all []string
	for _, value := range list {
		all = append(all, plainValue(value))
	}
	return strings.Join(all, "; ")
}
