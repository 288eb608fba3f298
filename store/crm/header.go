package crm

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Column is one column of the export.
type Column struct {
	Header  string
	Field   string   // "" when not recognised or not used
	Samples []string // up to three different values, as written
}

// Columns that WriteRejected adds, and that are passed over when a mended file
// comes back.
const (
	lineHeader   = "halfhour line"
	reasonHeader = "halfhour reason"
)

// header is a row of a file understood as its header.
type header struct {
	kind     Kind
	cells    []string
	fields   []string // by column; "" where not used
	found    []understood
	currency string // that the amount's header names
	at       map[string]int
	options  map[string][]int // columns of a field, the best first
	crm      string
}

// recognise says which column holds which field. Options.Map overrules; when
// several columns hold one field the vocabulary's order decides, then theirs.
func recognise(cells []string, mapped map[string]string) *header {
	if kind := Kind(mapped[saidKind]); kind != "" && kind != Deals {
		return recogniseAs(kind, cells, mapped)
	}
	v := vocab()
	h := &header{kind: Deals, cells: slices.Clone(cells)}
	found := make([]understood, len(cells))
	var twins map[string]int // headers that come twice, when anything is mapped
	if len(mapped) > 0 {
		twins = repeated(cells)
	}
	for i, c := range cells {
		found[i] = v.understand(c)
		if field, ok := mappedTo(mapped, twins, c); ok {
			found[i] = understood{meaning: meaning{field: field, rank: -1}, known: field != FieldIgnore}
		}
	}
	h.sort(found)
	h.crm = v.crmOf(h.fields, found)
	if own := v.own[h.crm]; own != nil {
		for i, c := range cells {
			if u := v.lookPrefixed(own, strings.TrimSpace(c)); u.known && found[i].rank >= 0 {
				found[i] = u
			}
		}
		h.sort(found)
	}
	if h.kind = h.kindOf(mapped); h.kind.read() && h.kind != Deals {
		return recogniseAs(h.kind, cells, mapped)
	}
	return h
}

// sort finds the columns of each field, the best first.
func (h *header) sort(found []understood) {
	h.found, h.options = found, map[string][]int{}
	for i, u := range found {
		if u.known {
			h.options[u.field] = append(h.options[u.field], i)
		}
	}
	for _, columns := range h.options {
		slices.SortStableFunc(columns, func(a, b int) int { return found[a].rank - found[b].rank })
	}
	h.settle(func(string, int) bool { return true })
}

// settle picks the column of each field: the best one that has anything in it,
// else the best one.
func (h *header) settle(filled func(field string, column int) bool) {
	h.at = make(map[string]int, len(h.options))
	h.fields = make([]string, len(h.cells))
	for field, columns := range h.options {
		pick := columns[0]
		for _, c := range columns {
			if filled(field, c) {
				pick = c
				break
			}
		}
		h.at[field] = pick
		h.fields[pick] = field
	}
	h.currency = ""
	if i, ok := h.at[FieldAmount]; ok {
		h.currency = h.found[i].currency
	}
}

func (h *header) has(fields ...string) bool {
	return slices.ContainsFunc(fields, func(f string) bool { _, ok := h.at[f]; return ok })
}

// missing says what the header lacks to be one of deals, "" for nothing: it
// must name the deal and its stage, or its status beside an amount or a date.
func (h *header) missing() string {
	var lacks []string
	if !h.has(FieldName, FieldID, FieldAccount, FieldProduct) {
		lacks = append(lacks, "name")
	}
	status := h.has(FieldStatus, FieldIsWon, FieldIsClosed) && h.has(FieldAmount, FieldClose, FieldCloseActual)
	if !h.has(FieldStage) && !status {
		lacks = append(lacks, "stage")
	}
	return strings.Join(lacks, " and ")
}

// score says how much like a header a row is; deals come before anything else.
func (h *header) score() int {
	switch {
	case h.kind != Deals:
		return min(50+len(h.at), 99)
	case h.missing() == "":
		return 100 + len(h.at)
	}
	return len(h.at)
}

// crmOf names the CRM whose spelling most of the used headers have, if it is
// ahead of all others; words that anybody may write so do not count.
func (v *vocabulary) crmOf(fields []string, found []understood) string {
	votes := map[string]float64{}
	for i, u := range found {
		if fields[i] == "" || v.plain[u.spelled] {
			continue
		}
		crms := slices.Compact(slices.Sorted(slices.Values(v.spelling[u.spelled])))
		for _, crm := range crms {
			votes[crm] += 1 / float64(len(crms))
		}
	}
	best, lead := "", 0.0
	for _, crm := range slices.Sorted(maps.Keys(votes)) {
		switch n := votes[crm]; {
		case n > lead:
			best, lead = crm, n
		case n == lead:
			best = ""
		}
	}
	if lead < 2 {
		return ""
	}
	return best
}

// noHeader is the error for a file without a usable header: what was found in
// its most likely row, and what is needed.
func (h *header) noHeader() error {
	var names []string
	for _, c := range h.cells {
		if c = strings.TrimSpace(c); c != "" {
			names = append(names, c)
		}
	}
	const shown = 12
	found := strings.Join(names[:min(shown, len(names))], ", ")
	if more := len(names) - shown; more > 0 {
		found += fmt.Sprintf(" and %d more", more)
	}
	if lacks := h.missing(); lacks == "name" || lacks == "stage" {
		return fmt.Errorf("%w: no column for the deal's %s; found: %s; say --map \"Their Name=%s\"", ErrHeader, lacks, found, lacks)
	}
	return fmt.Errorf("%w: no columns for the deal's name and stage; found: %s; say --map \"Their Name=name\" --map \"Their Stage=stage\"", ErrHeader, found)
}
