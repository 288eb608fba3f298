package crm

import (
	"slices"
	"strings"
	"sync"
)

// A row may name its owner in several columns: Owner.Name, Owner.Email and
// OwnerId. The words of their headers tell that they are of one person: all but
// the part they are, and whose owner it is.

// ownerColumns returns the columns that tell of the same person as the owner's
// own: other parts of what its header names. What a person said of a column
// stands.
func (h *header) ownerColumns(owner int, said map[string]string) []int {
	if owner < 0 {
		return nil
	}
	ignored := func(header string) bool {
		for h, field := range said {
			if field == FieldIgnore && foldHeader(h) == foldHeader(header) {
				return true
			}
		}
		return false
	}
	of, part := partOf(h.cells[owner])
	var list []int
	var parts []string
	for i, c := range h.cells {
		if i == owner || h.fields[i] != "" || ignored(c) {
			continue
		}
		if stem, p := partOf(c); stem == of && p != part && !slices.Contains(parts, p) {
			list, parts = append(list, i), append(parts, p)
		}
	}
	return list
}

// personPart is the end of a header that says which part of a person it is.
type personPart struct{ part, words string }

var personParts = sync.OnceValue(func() []personPart {
	var list []personPart
	for _, row := range vocabularyRows("persons.csv", 2) {
		list = append(list, personPart{row[0], fold(row[1])})
	}
	// "external id" before "id".
	slices.SortStableFunc(list, func(a, b personPart) int { return len(b.words) - len(a.words) })
	return list
})

// partOf takes a header that names a person apart: of whom it is, folded, and
// which part of them, "name" where it does not say.
func partOf(header string) (stem, part string) {
	stem, part = foldHeader(header), "name"
	for again, first := true, true; again; first = false {
		again = false
		for _, p := range personParts() {
			rest, ok := strings.CutSuffix(stem, p.words)
			if !ok || rest == "" {
				continue
			}
			if stem, again = rest, true; first {
				part = p.part
			}
			break
		}
	}
	for _, words := range []string{"opportunity", "deal", "hubspot", "record"} {
		if rest, ok := strings.CutPrefix(stem, words); ok && rest != "" {
			stem = rest
		}
	}
	return stem, part
}

// alsoOwner returns what other columns say of a row's owner; nil for nothing.
// Where a cell names several people it is about the first of them.
func (r *rowReader) alsoOwner(c []string) []string {
	var list []string
	for i, column := range r.ownerAlso {
		s := r.shared(c, column)
		if first, _, several := strings.Cut(s, ";"); several {
			s = strings.TrimSpace(first)
		}
		if s != "" && list == nil {
			list = make([]string, len(r.ownerAlso))
		}
		if s != "" {
			list[i] = s
		}
	}
	return list
}

// splitNames takes "Ana Ruiz 60%; Bo Lindqvist" apart: names with semicolons
// between, each perhaps with its share.
func splitNames(s string) []string {
	var names []string
	for part := range strings.SplitSeq(s, ";") {
		if part = withoutShare(strings.TrimSpace(part)); part != "" {
			names = append(names, part)
		}
	}
	return names
}

// withoutShare takes the share off: "Ana Ruiz (60 %)" is Ana Ruiz.
func withoutShare(name string) string {
	bare, ok := strings.CutSuffix(strings.TrimRight(name, " )"), "%")
	if !ok {
		return name
	}
	bare = strings.TrimRight(strings.TrimRight(bare, " "), "0123456789.,")
	return strings.TrimRight(bare, " (:-–")
}
