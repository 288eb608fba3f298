package crm

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// own returns a cell's text as a string of its own.
func (r *rowReader) own(c []string, column int) string { return strings.Clone(r.kept(c, column)) }

// shared returns a cell's text, one string for all rows that repeat it.
func (r *rowReader) shared(c []string, column int) string {
	s := r.kept(c, column)
	if s == "" {
		return ""
	}
	if known, ok := r.texts[s]; ok {
		return known
	}
	s = strings.Clone(s)
	remember(r.texts, s, s)
	return s
}

func (r *rowReader) kept(c []string, column int) string {
	s := cell(c, column)
	if len(s) > 2 && s[0] == '=' && s[1] == '"' && s[len(s)-1] == '"' { // ="00123" keeps a spreadsheet from reading a number
		s = strings.ReplaceAll(s[2:len(s)-1], `""`, `"`)
	}
	if len(s) > maxCell {
		r.counts.Cut++
		s = cut(s, maxCell)
	}
	return s
}

func remember[V any](m map[string]V, key string, value V) {
	if len(m) >= remembered {
		clear(m)
	}
	m[key] = value
}

// cell returns a column's text without the space around it, "" for a column
// that is not there.
func cell(c []string, column int) string {
	if column < 0 || column >= len(c) {
		return ""
	}
	return strings.TrimSpace(c[column])
}

func allBlank(cells []string) bool {
	return !slices.ContainsFunc(cells, func(s string) bool { return strings.TrimSpace(s) != "" })
}

// cut shortens a text to at most n bytes, between runes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
