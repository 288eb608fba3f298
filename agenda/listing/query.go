package listing

import (
	"strings"
	"unicode"

	"halfhour/agenda"
)

// term is one word of a filter.
type term struct {
	in    string // the column it is looked for in, "" for all
	text  []rune // folded
	exact bool   // it was quoted: as it stands, not letter by letter
	not   bool
	mask  letters
}

// scopes are the columns that a word can be looked for in.
var scopes = map[string]string{
	"deal": "deal", "name": "deal", "account": "account", "owner": "owner", "rep": "owner",
	"stage": "stage", "finding": "findings", "findings": "findings", "forecast": "forecast", "is": "is",
}

// terms takes a filter apart: words with blanks between, "quoted ones" as they
// stand, !without these, and stage:these in one column only.
func terms(filter string) []term {
	var list []term
	for rest := strings.TrimSpace(filter); rest != ""; rest = strings.TrimSpace(rest) {
		var t term
		if t.not = strings.HasPrefix(rest, "!"); t.not {
			rest = rest[1:]
		}
		if i := strings.IndexAny(rest, ": \""); i > 0 && rest[i] == ':' {
			if in, ok := scopes[strings.ToLower(rest[:i])]; ok {
				t.in, rest = in, rest[i+1:]
			}
		}
		word := ""
		if strings.HasPrefix(rest, `"`) {
			word, rest, _ = strings.Cut(rest[1:], `"`)
			t.exact = true
		} else if i := strings.IndexFunc(rest, unicode.IsSpace); i >= 0 {
			word, rest = rest[:i], rest[i:]
		} else {
			word, rest = rest, ""
		}
		folded := agenda.Fold(word)
		if folded == "" {
			continue
		}
		t.text, t.mask = []rune(folded), lettersOf(folded)
		list = append(list, t)
	}
	return list
}

// Quoted writes a text so that a filter takes it as one word, as it stands.
func Quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, " ") + `"` }

// narrows says whether every deal that fits these terms fits those before too:
// they have grown, and none of those that exclude has changed.
func narrows(before, now []term) bool {
	if len(now) < len(before) {
		return false
	}
	for i, b := range before {
		n := now[i]
		if b.in != n.in || b.not != n.not || b.exact != n.exact || !strings.HasPrefix(string(n.text), string(b.text)) {
			return false
		}
		if b.not && len(b.text) != len(n.text) {
			return false
		}
	}
	return true
}
