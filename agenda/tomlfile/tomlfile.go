// Package tomlfile reads TOML that a person wrote, and says of every mistake
// where it is: what does not parse, words nobody knows, values of another kind,
// and what the caller finds wrong in what they mean.
package tomlfile

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// Mistake is something wrong in a document, and where: line and column from 1,
// the column in characters.
type Mistake struct {
	Line, Column int
	Text         string
}

// Error returns "line 3, column 7: …".
func (m *Mistake) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", m.Line, m.Column, m.Text)
}

// MostBytes is the longest document that is read: one byte more of a file is
// enough to have it refused.
const MostBytes = 1 << 20

// Document is a document that was read, and knows where everything in it is.
type Document struct {
	data   []byte
	places map[string]int // path → offset
}

// Read decodes a document into v, a pointer to a struct with toml tags. The
// error is a *Mistake.
func Read(data []byte, v any) (Document, error) {
	if len(data) > MostBytes {
		return Document{}, &Mistake{1, 1, fmt.Sprintf("it is longer than %d bytes", MostBytes)}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	doc := Document{data: data, places: map[string]int{}}
	err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(v)
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		wrong := strict.Errors[0]
		line, column := wrong.Position()
		return doc, doc.mistake(line, column, fmt.Sprintf("nobody knows the word “%s” here", wrong.Key()[len(wrong.Key())-1]))
	}
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, column := wrong.Position()
		return doc, doc.mistake(line, column, plain(wrong.Error()))
	}
	if err != nil {
		return doc, &Mistake{1, 1, plain(err.Error())}
	}
	doc.walk()
	return doc, nil
}

// mistake takes a column in bytes.
func (d Document) mistake(line, column int, text string) *Mistake {
	lines := bytes.SplitAfter(d.data, []byte("\n"))
	if line >= 1 && line <= len(lines) {
		upTo := lines[line-1]
		column = utf8.RuneCount(upTo[:min(max(column-1, 0), len(upTo))]) + 1
	}
	return &Mistake{line, column, text}
}

// Wrong returns a Mistake at a path such as "stage.2.questions.0.ask", with
// indices from 0, or where the nearest thing around it is.
func (d Document) Wrong(path, format string, args ...any) error {
	offset := 0
	for {
		at, ok := d.places[path]
		if ok {
			offset = at
			break
		}
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			break
		}
		path = path[:i]
	}
	line := bytes.Count(d.data[:offset], []byte("\n")) + 1
	start := bytes.LastIndexByte(d.data[:offset], '\n') + 1
	return d.mistake(line, offset-start+1, fmt.Sprintf(format, args...))
}

var kinds = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`cannot (?:decode|store) (?:a )?TOML (.+?) (?:in|into) .*?(?: of type (\S+))?$`)
})

// wanted is what a person has to write for a Go type.
var wanted = map[string]string{
	"string": "text in quotes", "int": "a whole number", "int64": "a whole number", "float64": "a number", "bool": "true or false",
}

// plain says what the library found without its words for Go's types.
func plain(text string) string {
	text = strings.TrimPrefix(text, "toml: ")
	if m := kinds().FindStringSubmatch(text); m != nil {
		if want := wanted[m[2]]; want != "" {
			return fmt.Sprintf("%s is wanted here, not %s", want, m[1])
		}
		return fmt.Sprintf("%s does not belong here", m[1])
	}
	return text
}

// walk notes where everything is. The document is known to parse.
func (d Document) walk() {
	var p unstable.Parser
	p.Reset(d.data)
	counts := map[string]int{}
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = d.name(e.Key(), "", counts)
			if e.Kind == unstable.ArrayTable {
				n := counts[table]
				counts[table]++
				table += "." + strconv.Itoa(n)
			}
			d.note(table, first(e.Key()))
		case unstable.KeyValue:
			d.value(&p, table, e)
		}
	}
}

// name joins a key to what it stands in; arrays of tables on the way are meant
// as their last table.
func (d Document) name(key unstable.Iterator, in string, counts map[string]int) string {
	for key.Next() {
		if n := counts[in]; n > 0 {
			in += "." + strconv.Itoa(n-1)
		}
		in = strings.TrimPrefix(in+"."+string(key.Node().Data), ".")
	}
	return in
}

func first(key unstable.Iterator) *unstable.Node {
	key.Next()
	return key.Node()
}

func (d Document) note(path string, n *unstable.Node) {
	if n != nil && n.Raw.Length > 0 {
		d.places[path] = int(n.Raw.Offset)
	}
}

// value notes a key with its value, and what the value holds.
func (d Document) value(p *unstable.Parser, in string, e *unstable.Node) {
	path := d.name(e.Key(), in, nil)
	d.note(path, first(e.Key()))
	d.inside(p, path, e.Value())
}

func (d Document) inside(p *unstable.Parser, path string, v *unstable.Node) {
	switch v.Kind {
	case unstable.Array:
		i := 0
		for c := v.Children(); c.Next(); {
			if c.Node().Kind == unstable.Comment {
				continue
			}
			d.inside(p, path+"."+strconv.Itoa(i), c.Node())
			i++
		}
	case unstable.InlineTable:
		for c := v.Children(); c.Next(); {
			if c.Node().Kind == unstable.KeyValue {
				d.value(p, path, c.Node())
				if _, ok := d.places[path]; !ok {
					d.note(path, first(c.Node().Key()))
				}
			}
		}
	default:
		d.note(path, v)
	}
}
