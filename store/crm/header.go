package crm

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"halfhour/agenda"
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

// prefixes are what some exports put before every column of the deal itself.
var prefixes = []string{
	"deal - ", "opportunity - ", "deal: ", "opportunity: ", "opportunity.",
	"properties.", "property_", "deal.", "fields.",
}

// understood is what one header turned out to mean.
type understood struct {
	meaning
	known    bool
	spelled  string // without a prefix
	currency string // named in the header: "Amount (USD)"
}

// understand looks one header up: as it is, without a prefix, without a
// currency at its end.
func (v *vocabulary) understand(header string) understood {
	header = strings.TrimSpace(header)
	if header == lineHeader || header == reasonHeader {
		return understood{}
	}
	if u := v.look(header); u.known {
		u.spelled = header
		return u
	}
	lower := strings.ToLower(header)
	for _, p := range prefixes {
		if strings.HasPrefix(lower, p) && len(header) > len(p) {
			if u := v.look(header[len(p):]); u.known {
				u.spelled = header[len(p):]
				return u
			}
		}
	}
	if _, _, ok := enteredStage(header); ok {
		return understood{meaning: meaning{field: FieldEntered}, known: true}
	}
	return understood{}
}

func (v *vocabulary) look(header string) understood { return v.lookIn(v.headers, header) }

func (v *vocabulary) lookIn(headers map[string]meaning, header string) understood {
	m, known := headers[foldHeader(header)]
	if known && m.field != FieldAmount && m.field != FieldAmountActual {
		return understood{meaning: m, known: true}
	}
	name, tail, _ := cutLastWord(header)
	code := v.currencyCode(tail)
	if known { // 金额(€): a symbol is no part of the folded name
		return understood{meaning: m, known: true, currency: code}
	}
	m, known = headers[foldHeader(name)]
	if known && code != "" && (m.field == FieldAmount || m.field == FieldAmountActual) {
		return understood{meaning: m, known: true, currency: code}
	}
	return understood{}
}

// currencyCode returns the currency that a word in a header names; "" for none
// or several.
func (v *vocabulary) currencyCode(word string) string {
	if code := strings.ToUpper(word); len(code) == 3 && code != "ALL" && agenda.ValidCurrency(code) {
		return code
	}
	if codes := v.symbols[strings.ToLower(word)]; len(codes) == 1 {
		return codes[0]
	}
	return ""
}

// cutLastWord splits "Amount (USD)", "amount_usd" and "金额(元)" before their
// last word.
func cutLastWord(s string) (head, last string, ok bool) {
	s = strings.TrimRight(s, " )]）")
	i := strings.LastIndexAny(s, " _([（-")
	if i <= 0 {
		return "", "", false
	}
	last = strings.TrimLeft(s[i:], " _([（-")
	return s[:i], last, last != ""
}

// header is a row of a file understood as its header.
type header struct {
	kind     Kind
	cells    []string
	fields   []string // by column; "" where not used
	currency string   // that the amount's header names
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
	if h.crm != "" && slices.ContainsFunc(found, func(u understood) bool { return u.only == h.crm }) {
		h.sort(found)
	}
	if i, ok := h.at[FieldAmount]; ok {
		h.currency = found[i].currency
	}
	if h.kind = h.kindOf(mapped); h.kind.read() && h.kind != Deals {
		return recogniseAs(h.kind, cells, mapped)
	}
	return h
}

// sort finds the columns of each field, the best first.
func (h *header) sort(found []understood) {
	h.options = map[string][]int{}
	for i, u := range found {
		if u.known && (u.only == "" || u.only == h.crm) {
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
// ahead of all others.
func (v *vocabulary) crmOf(fields []string, found []understood) string {
	votes := map[string]float64{}
	for i, u := range found {
		if fields[i] == "" {
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
