package crm

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// What is looked at to find the header and the delimiter.
const (
	sniffBytes = 256 << 10
	sniffRows  = 60
)

// place is where a header was found.
type place struct {
	header *header
	row    int // index of the header among the rows
}

// findHeader looks for the row among the first ones that is most like a
// header; nil for a table without rows.
func findHeader(t table, mapped map[string]string) (*place, error) {
	var best *place
	for i := range sniffRows {
		rec, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return best, err
		}
		h := recognise(rec.cells[:min(len(rec.cells), maxColumns+1)], mapped)
		better := best == nil || h.score() > best.header.score()
		if !better && best.header.missing() != "" { // then the one with the most names in it
			better = h.score() == best.header.score() && filledCells(h.cells) > filledCells(best.header.cells)
		}
		if better {
			best = &place{h, i}
		}
	}
	return best, nil
}

func filledCells(cells []string) int {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// lookalikes are the encodings that one is taken for another of.
var lookalikes = []string{"windows1252", "windows1250", "windows1251", "windows1254", "windows1253", "gb18030", "big5", "shiftjis", "eucjp", "euckr"}

// sniffDelimited finds what stands between the cells of a text file: the
// delimiter with which the header is understood best. Where the encoding is a
// guess, one in which more of the header is understood is the better guess.
func sniffDelimited(src io.ReadSeeker, c charset, mapped map[string]string) (*delimited, error) {
	best, score, err := sniffAs(src, c, mapped)
	if err != nil || !c.seen {
		return best, err
	}
	for _, name := range lookalikes {
		other := charsets[name]
		if other.name == c.name {
			continue
		}
		d, n, err := sniffAs(src, other, mapped)
		if err != nil {
			return nil, err
		}
		if n > score {
			best, score = d, n
		}
	}
	return best, nil
}

// sniffAs reads the start of a text in an encoding.
func sniffAs(src io.ReadSeeker, c charset, mapped map[string]string) (d *delimited, score int, err error) {
	text, err := c.decode(src)
	if err != nil {
		return nil, 0, err
	}
	sample, err := io.ReadAll(io.LimitReader(text, sniffBytes))
	if err != nil {
		return nil, 0, err
	}
	d = &delimited{src: src, charset: c, comma: ',', cr: endsWithCR(sample)}
	best, width := -1, 0
	for _, wrapped := range []bool{false, true} {
		for _, comma := range []rune{',', ';', '\t', '|'} {
			try := &delimited{comma: comma, cr: d.cr, wrapped: wrapped}
			p, err := findHeader(try.rows(bytes.NewReader(sample)), mapped)
			if err != nil || p == nil {
				continue
			}
			score := p.header.score()
			if score > best || score == best && len(p.header.cells) > width && !wrapped {
				best, width, d.comma, d.wrapped = score, len(p.header.cells), comma, wrapped
			}
		}
		if width > 1 {
			break
		}
	}
	return d, best, nil
}

// endsWithCR says whether the lines of a text end with CR alone. Line ends
// within quotes do not count.
func endsWithCR(sample []byte) bool {
	quoted := false
	cr, lf := 0, 0
	for i, c := range sample {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			lf++
		case c == '\r' && i+1 < len(sample) && sample[i+1] != '\n':
			cr++
		}
	}
	return cr > lf
}

// mapping checks Options.Map and folds its headers.
func mapping(m map[string]string) (map[string]string, error) {
	mapped := make(map[string]string, len(m))
	for header, field := range m {
		if !knownField(field) && !vocab().knows(field) {
			return nil, optionError("there is no field %q to map %q to; the fields are %s", field, header, strings.Join(Fields, ", "))
		}
		mapped[foldHeader(header)] = field
	}
	return mapped, nil
}
