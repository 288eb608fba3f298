package crm

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

var errLongLine = errors.New("longer than 1 MB, or a quote that is never closed")

// lines gives the text to encoding/csv one physical line a Read, so that the
// parser never reads ahead of the record it is in. That makes line numbers
// exact, holds a record to maxLine however many lines an open quote swallows,
// and lets the lines of a record that could not be read be read again.
//
// Line ends are LF or CRLF, or CR alone where the file has it so; blank lines
// between records are passed over.
type lines struct {
	text *bufio.Reader
	cr   bool

	record  []byte // the lines given since begin
	ends    []int  // where each of them ends in record
	first   int    // number of the record's first line
	number  int    // lines given so far
	replay  []byte // lines to give again before the text
	rest    []byte // of the line that did not fit into the last Read
	started bool   // a line of this record was given
	failed  error  // of the text itself
}

func newLines(text io.Reader, cr bool) *lines {
	return &lines{text: bufio.NewReaderSize(text, 64<<10), cr: cr}
}

// begin starts a record.
func (l *lines) begin() {
	l.record, l.ends = l.record[:0], l.ends[:0]
	l.started = false
}

// backUp makes the record's lines after the first one come again, and returns
// the first.
func (l *lines) backUp() []byte {
	if len(l.ends) == 0 {
		return nil
	}
	first := l.record[:l.ends[0]]
	if again := l.record[l.ends[0]:]; len(again) > 0 {
		l.replay = append(append([]byte{}, again...), l.replay...)
		l.number -= len(l.ends) - 1
	}
	l.rest = nil
	return first
}

// Read implements io.Reader.
func (l *lines) Read(p []byte) (int, error) {
	for len(l.rest) == 0 {
		line, err := l.next()
		if err != nil {
			return 0, err
		}
		l.number++
		if !l.started {
			if blankLine(line) {
				continue
			}
			l.started, l.first = true, l.number
		}
		at := len(l.record)
		l.record = append(l.record, line...)
		l.ends = append(l.ends, len(l.record))
		l.rest = l.record[at:]
		if len(l.record) > maxLine {
			l.rest = nil
			return 0, errLongLine
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// next returns the next physical line with its end as LF. Of a line longer than
// maxLine it returns enough to tell.
func (l *lines) next() ([]byte, error) {
	if len(l.replay) > 0 {
		n := lineEnd(l.replay, '\n')
		line := l.replay[:n]
		l.replay = l.replay[n:]
		return l.parted(line), nil
	}
	if l.failed != nil {
		return nil, l.failed
	}
	end := byte('\n')
	if l.cr {
		end = '\r'
	}
	var long []byte
	for {
		piece, err := l.text.ReadSlice(end)
		if err == nil && long == nil {
			return l.parted(l.ended(piece)), nil
		}
		if len(long) <= maxLine {
			long = append(long, piece...)
		}
		switch {
		case err == nil:
			return l.ended(long), nil
		case errors.Is(err, bufio.ErrBufferFull):
		default:
			l.failed = err
			if errors.Is(err, io.EOF) && len(long) > 0 {
				return l.ended(long), nil
			}
			return nil, err
		}
	}
}

// parted cuts a line at the first CR in it where some lines of a file end with
// CR alone; the others come again. Behind a quote a CR may be the cell's.
func (l *lines) parted(line []byte) []byte {
	first := bytes.IndexByte(line, '\r')
	if l.cr || first < 0 || first == len(line)-2 && line[first+1] == '\n' {
		return line
	}
	end := len(line) - 1
	if quote := bytes.IndexByte(line, '"'); quote >= 0 {
		end = quote
	}
	for i := first; i < end; i++ {
		if line[i] == '\r' && line[i+1] != '\n' && line[i+1] != '\r' {
			line[i] = '\n'
		}
	}
	n := lineEnd(line, '\n')
	if n < len(line) {
		l.replay = append(bytes.Clone(line[n:]), l.replay...)
	}
	return line[:n]
}

func (l *lines) ended(line []byte) []byte {
	if l.cr && line[len(line)-1] == '\r' {
		line[len(line)-1] = '\n'
	}
	return line
}

func lineEnd(b []byte, end byte) int {
	for i, c := range b {
		if c == end {
			return i + 1
		}
	}
	return len(b)
}

func blankLine(line []byte) bool {
	for _, c := range line {
		if c != '\n' && c != '\r' && c != ' ' {
			return false
		}
	}
	return true
}
