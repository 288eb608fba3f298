package crm

import (
	"encoding/json"
	"strconv"
)

// extraOf writes the columns that are kept as they are as a JSON object:
// header → cell, without the blank ones; "" when all are.
func (r *rowReader) extraOf(c []string) string {
	var text []byte
	for _, i := range r.extra {
		s := r.kept(c, i)
		if s == "" {
			continue
		}
		sep := byte(',')
		if text == nil {
			sep = '{'
		}
		text = append(text, sep)
		text = appendJSON(append(appendJSON(text, r.extraName(i)), ':'), s)
	}
	if text == nil {
		return ""
	}
	return string(append(text, '}'))
}

// extraName is the header of an extra column; one that comes twice is numbered.
func (r *rowReader) extraName(column int) string {
	n := 1
	for _, i := range r.extra {
		if i == column {
			break
		}
		if r.headers[i] == r.headers[column] {
			n++
		}
	}
	if n > 1 {
		return r.headers[column] + " (" + strconv.Itoa(n) + ")"
	}
	return r.headers[column]
}

func appendJSON(b []byte, s string) []byte {
	quoted, _ := json.Marshal(s) // a string always has a JSON form
	return append(b, quoted...)
}
