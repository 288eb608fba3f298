package crm

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"halfhour/agenda"
)

// understood is what one header turned out to mean.
type understood struct {
	meaning
	known    bool
	spelled  string // without a prefix
	currency string // named in the header: "Amount (USD)"
	symbol   string // or one of several, lower case: "Amount ($)"
	exp      int    // power of ten named in the header: "Amount (k€)", 金额(万元)
}

// maxHeader is the longest header, in bytes, that is looked at.
const maxHeader = 200

// prefixes are what some exports put before every column of the deal itself.
var prefixes = []string{
	"deal - ", "opportunity - ", "deal: ", "opportunity: ", "opportunity.",
	"properties.", "property_", "deal.", "fields.", "node.", "attributes.", "record.", "values.",
}

// understand looks one header up: as it is, without a prefix, with its words
// written out, without what stands in parentheses at its end.
func (v *vocabulary) understand(header string) understood {
	u := v.understandIn(v.headers, header)
	if u.known {
		return u
	}
	if _, _, ok := enteredStage(header); ok {
		return understood{meaning: meaning{field: FieldEntered}, known: true}
	}
	return v.composedAs(strings.TrimSpace(header))
}

// composedAs understands a header in another language by its words, an amount's
// also without the currency and the unit at its end.
func (v *vocabulary) composedAs(header string) understood {
	if len(header) > maxHeader || strings.ContainsAny(header, "#№") {
		return understood{}
	}
	for _, cut := range []func(string) (string, string){cutTail, cutIn, cutLastWord} {
		head, tail := cut(header)
		unit, ok := v.unitTail(tail)
		if m, known := v.composed.meaningOf(head); ok && known && isMoney(m.field) {
			unit.meaning, unit.known = m, true
			return unit
		}
	}
	if m, known := v.composed.meaningOf(header); known {
		return understood{meaning: m, known: true}
	}
	if head, tail := cutTail(header); idleTail(tail) {
		m, known := v.composed.meaningOf(head)
		return understood{meaning: m, known: known}
	}
	return understood{}
}

func (v *vocabulary) understandIn(headers map[string]meaning, header string) understood {
	header = strings.TrimSpace(header)
	if len(header) > maxHeader || header == lineHeader || header == reasonHeader {
		return understood{}
	}
	if property, ok := strings.CutPrefix(header, "properties."); ok { // HubSpot's old API says {"dealname": {"value": …}}
		header = strings.TrimSuffix(property, ".value")
	}
	if u := v.lookPrefixed(headers, header); u.known {
		return u
	}
	for rest, more := header, true; more; rest, more = withoutPrefix(rest) {
		long, bare := v.writtenOut(rest)
		for i, words := range []string{long, bare} {
			if u := v.lookIn(headers, words); u.known && words != "" {
				u.rank += 1 + i
				return u
			}
		}
	}
	if head, tail := cutTail(header); idleTail(tail) {
		if u := v.understandIn(headers, head); u.known {
			u.rank++
			return u
		}
	}
	return understood{}
}

// lookPrefixed looks a header up as it is and without a prefix.
func (v *vocabulary) lookPrefixed(headers map[string]meaning, header string) understood {
	if len(header) > maxHeader || strings.ContainsAny(header, "#№") { // a deal's number, not the deal
		return understood{}
	}
	if u := v.lookIn(headers, header); u.known {
		u.spelled = header
		return u
	}
	for {
		rest, ok := withoutPrefix(header)
		if !ok {
			return understood{}
		}
		if u := v.lookIn(headers, rest); u.known {
			u.spelled = rest
			return u
		}
		header = rest
	}
}

func withoutPrefix(header string) (rest string, ok bool) {
	for _, p := range prefixes {
		if len(header) > len(p) && strings.EqualFold(header[:len(p)], p) {
			return header[len(p):], true
		}
	}
	return header, false
}

// lookIn looks a header up, an amount's also without the currency and the unit
// at its end.
func (v *vocabulary) lookIn(headers map[string]meaning, header string) understood {
	m, known := headers[foldHeader(header)]
	if known && strings.ContainsAny(header, "%％") && m.field != FieldProbability {
		return understood{}
	}
	if known && !isMoney(m.field) {
		return understood{meaning: m, known: true}
	}
	for _, cut := range []func(string) (string, string){cutTail, cutIn, cutLastWord} {
		head, tail := cut(header)
		unit, ok := v.unitTail(tail)
		if !ok {
			continue
		}
		// 金额(€): a symbol is no part of the folded name.
		if found, ok := headers[foldHeader(head)]; ok && isMoney(found.field) {
			unit.meaning, unit.known = found, true
			return unit
		}
	}
	return understood{meaning: m, known: known}
}

func isMoney(field string) bool { return field == FieldAmount || field == FieldAmountActual }

// unitTail reads what the end of a header says about the amounts under it:
// USD, k€, 万元, "in thousands of USD".
func (v *vocabulary) unitTail(tail string) (u understood, ok bool) {
	for word := range strings.FieldsFuncSeq(tail, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",/;:_", r) }) {
		switch strings.ToLower(word) {
		case "in", "of", "the", "en", "em", "local", "currency", "单位", "單位":
			continue
		}
		w, known := v.unitWord(word)
		if !known || w.currency != "" && u.currency != "" && w.currency != u.currency {
			return understood{}, false
		}
		ok = true
		u.currency, u.symbol, u.exp = cmp.Or(u.currency, w.currency), cmp.Or(u.symbol, w.symbol), u.exp+w.exp
	}
	return u, ok
}

// unitWord reads a currency, a unit, or one written to the other.
func (v *vocabulary) unitWord(word string) (u understood, ok bool) {
	word = strings.ToLower(word)
	if u, ok := v.currencyWord(word); ok {
		return u, true
	}
	if exp, ok := unitNamed(word); ok {
		return understood{exp: exp}, true
	}
	for i := range word {
		for _, pair := range [][2]string{{word[:i], word[i:]}, {word[i:], word[:i]}} {
			u, isCurrency := v.currencyWord(pair[1])
			exp, isUnit := unitNamed(pair[0])
			if u.exp = exp; isUnit && isCurrency {
				return u, true
			}
		}
	}
	return understood{}, false
}

// currencyWord reads the name, code or symbol of a currency.
func (v *vocabulary) currencyWord(word string) (u understood, ok bool) {
	if code := v.currencyCode(word); code != "" {
		return understood{currency: code}, true
	}
	if v.symbols[word] != nil {
		return understood{symbol: word}, true
	}
	return understood{}, false
}

func unitNamed(word string) (exp int, ok bool) {
	if exp, ok = units[word]; !ok {
		exp, ok = headerUnits[word]
	}
	return exp, ok
}

// headerUnits are units that stand in headers only.
var headerUnits = map[string]int{
	"thousands": 3, "thousand": 3, "000": 3, "000s": 3, "000's": 3, "'000": 3, "’000": 3, "k's": 3, "ks": 3, "t": 3,
	"millions": 6, "mln": 6, "mil.": 6, "billions": 9, "micros": -6, "cents": -2,
	"miles": 3, "milhares": 3, "milliers": 3, "tausend": 3, "millionen": 6,
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
	if key := fold(word); key != "" {
		return v.names[key]
	}
	return ""
}

// cutTail splits "Amount (USD)" and "金额（元）" before the parenthesis.
func cutTail(s string) (head, tail string) {
	s = strings.TrimRight(s, " *:")
	if s == "" || !strings.ContainsAny(s[max(0, len(s)-3):], ")]）】") {
		return s, ""
	}
	i := strings.LastIndexAny(s, "([（【")
	if i <= 0 {
		return s, ""
	}
	return strings.TrimSpace(s[:i]), strings.Trim(s[i:], "([（【)]）】 ")
}

// cutIn splits "Umsatz in TEUR" and "Amount, k€".
func cutIn(s string) (head, tail string) {
	for _, sep := range []string{" in ", ", ", " en ", " em "} {
		if i := strings.LastIndex(strings.ToLower(s), sep); i > 0 && i+len(sep) <= len(s) {
			return s[:i], s[i+len(sep):]
		}
	}
	return s, ""
}

// cutLastWord splits "Amount USD", "amount_usd" and "TCV-EUR" before the last
// word.
func cutLastWord(s string) (head, last string) {
	i := strings.LastIndexAny(s, " _-.")
	if i <= 0 {
		return s, ""
	}
	return s[:i], s[i+1:]
}

// idleTail says whether what stands in parentheses says nothing about whose or
// which value the column holds.
func idleTail(tail string) bool {
	if tail == "" {
		return false
	}
	return !slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(tail), func(r rune) bool { return !unicode.IsLetter(r) }),
		func(word string) bool {
			switch word {
			case "dd", "d", "mm", "m", "mmm", "yyyy", "yy", "y", "hh", "ss", "jjjj", "tt", "aaaa", "jj",
				"utc", "gmt", "local", "time", "date", "expected", "estimated", "est", "full", "name", "primary",
				"deal", "opportunity", "sales", "text", "label", "required", "optional", "current", "crm", "tcv", "acv", "arr", "yes", "no", "ja", "nein", "si", "true", "false":
				return false
			}
			return true
		})
}

// writtenOut returns a header's words with the shortened ones in full, and the
// same without the word for the deal before them.
func (v *vocabulary) writtenOut(header string) (long, bare string) {
	var words []string
	for _, w := range headerWords(header) {
		if full := v.long[w]; full != "" {
			w = full
		}
		if n := len(words); n == 0 || words[n-1] != w {
			words = append(words, w)
		}
	}
	long = strings.Join(words, " ")
	if len(words) > 1 {
		switch words[0] {
		case "opportunity", "deal", "商机", "商機", "案件", "商談", "交易":
			bare = strings.Join(words[1:], " ")
		}
	}
	return long, bare
}

// headerWords takes a header apart into lower-case words: "Opp Owner",
// "opp_owner", "OppOwner". A percent sign is a probability, a hash a number.
func headerWords(header string) []string {
	var words []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	for _, r := range header {
		switch {
		case r == '%' || r == '％':
			if end(); len(words) > 0 {
				words = append(words, "probability")
			}
		case r == '#' || r == '№':
			end()
			words = append(words, "number")
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !unicode.IsSymbol(r):
			end()
		default:
			if n := len(word); n > 0 && unicode.IsUpper(r) && unicode.IsLower(word[n-1]) {
				end()
			}
			word = append(word, r)
		}
	}
	end()
	return words
}
