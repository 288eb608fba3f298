package store

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// personKey is what two spellings of one person have in common: "Ruiz, Ana"
// is "ana ruiz", whatever its capitals, accents and spaces. Nothing else joins
// two spellings by itself.
func personKey(s string) string {
	s = firstNameFirst(s)
	if ascii(s) {
		return fold(s)
	}
	s = strings.Map(withoutAccents, cases.Fold().String(norm.NFKD.String(s)))
	return norm.NFC.String(strings.Join(strings.Fields(bareLetters.Replace(s)), " "))
}

// firstNameFirst turns "Ruiz, Ana" into "Ana Ruiz"; any other text stays.
func firstNameFirst(s string) string {
	last, first, ok := strings.Cut(s, ",")
	first, last = strings.TrimSpace(first), strings.TrimSpace(last)
	if !ok || first == "" || last == "" || strings.Contains(first, ",") {
		return s
	}
	return first + " " + last
}

// fold returns a text as it is compared: without case, compatibility forms
// and extra spaces.
func fold(s string) string {
	if ascii(s) {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	return strings.Join(strings.Fields(cases.Fold().String(norm.NFKC.String(s))), " ")
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// withoutAccents drops the accents of Latin, Greek and Cyrillic letters, and
// what cannot be seen. The marks of other scripts are letters of their own: か
// and が are two syllables.
func withoutAccents(r rune) rune {
	if '\u0300' <= r && r <= '\u036f' || unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// bareLetters are those whose accent Unicode does not take off.
var bareLetters = strings.NewReplacer("đ", "d", "ð", "d", "ø", "o", "ł", "l", "ı", "i", "æ", "ae", "œ", "oe", "þ", "th")

var address = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[^\s@<>,;()"]+@[^\s@<>,;()"]+\.[^\s@<>,;()".]+$`) })

// IsEmail says whether a text is an e-mail address, and nothing beside it.
func IsEmail(s string) bool { return len(s) <= 254 && address().MatchString(s) }

// IsMachineName says whether somebody's name is none that people use: an
// e-mail address, or a CRM's id, which has digits and no spaces.
func IsMachineName(s string) bool {
	s = strings.TrimSpace(s)
	return IsEmail(s) || strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsFunc(s, unicode.IsSpace)
}

// takeApart splits what some CRMs write in one cell: "Ana Ruiz <ana@…>" and
// "Ana Ruiz (ana@…)".
func takeApart(s string) (name, email string) {
	s = strings.TrimSpace(s)
	head, tail, ok := strings.Cut(s, " (")
	if tail, closed := strings.CutSuffix(tail, ")"); ok && closed && IsEmail(tail) {
		return strings.TrimSpace(head), tail
	}
	if strings.HasSuffix(s, ">") {
		if a, err := mail.ParseAddress(s); err == nil && IsEmail(a.Address) {
			return a.Name, a.Address
		}
	}
	return s, ""
}

// mention is somebody as one row of a file names them.
type mention struct {
	name  string   // what people call them; "" when the file has only ids
	known []string // e-mail addresses and ids, by column; "" where there is none
}

// mentioned returns whom a cell names, with what other columns of its row tell
// of the same person.
func mentioned(cell string, also ...string) mention {
	var m mention
	name, email := takeApart(cell)
	if IsMachineName(name) {
		m.known = []string{name, email}
	} else {
		m.name, m.known = firstNameFirst(name), []string{"", email}
	}
	for _, text := range also {
		if text = strings.TrimSpace(text); noID(text) {
			text = ""
		}
		m.known = append(m.known, text)
	}
	return m
}

// noID says whether a CRM wrote that there is nobody: Salesforce's data export
// has 000000000000000AAA.
func noID(s string) bool { return strings.Trim(strings.TrimSuffix(s, "AAA"), "0") == "" }

// empty says whether a mention names nobody.
func (m mention) empty() bool { return m.name == "" && !m.identified() }

// identified says whether an id or an address goes with a mention.
func (m mention) identified() bool {
	return slices.ContainsFunc(m.known, func(s string) bool { return s != "" })
}

// shown is the best text to call somebody by: a name, else an e-mail address,
// else an id.
func (m mention) shown() string {
	if m.name != "" {
		return m.name
	}
	best := ""
	for _, text := range m.known {
		if best == "" || IsEmail(text) && !IsEmail(best) {
			best = text
		}
	}
	return best
}

// email is the first e-mail address of a mention, "" for none.
func (m mention) email() string {
	if i := slices.IndexFunc(m.known, IsEmail); i >= 0 {
		return m.known[i]
	}
	return ""
}
