package agenda

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// ResolvePerson finds who is meant by a name as typed: the people with exactly
// that name or id; if there are none, those with that first name; else those
// of whose name a word begins so; else those whose name holds it anywhere.
// Accents and capitals do not matter. No match is nil, an ambiguous one has
// more than one person, in the order of people.
func ResolvePerson(people []Person, typed string) []Person {
	return matches(people, typed, isNamed, isFirstName, beginsName, inName)
}

// ResolveDeal finds which deal is meant by a name as typed: those of exactly
// that id or name, else of that account, else those of whose name or account a
// word begins so. Accents, capitals and what parts words do not matter.
func ResolveDeal(deals []Deal, typed string) []Deal {
	typed = asWords(typed)
	if typed == "" {
		return nil
	}
	var found []Deal
	best := 3
	for _, d := range deals {
		name, account := asWords(d.Name), asWords(d.Account)
		fits := 3
		switch {
		case name == typed || d.ID == typed:
			fits = 0
		case account == typed:
			fits = 1
		case beginsWord(name, typed) || beginsWord(account, typed):
			fits = 2
		}
		if fits < best {
			found, best = nil, fits
		}
		if fits == best && fits < 3 {
			found = append(found, d)
		}
	}
	return found
}

// asWords folds a name and makes one space of all that parts its words, so that
// #initech-rollout is a name too.
func asWords(name string) string {
	return strings.Join(strings.FieldsFunc(Fold(name), func(r rune) bool { return unicode.IsSpace(r) || r == '-' || r == '_' }), " ")
}

// matches returns the people for whom the first test holds that holds for
// anybody. Tests are given names as Fold returns them.
func matches(people []Person, typed string, tests ...func(p Person, typed string) bool) []Person {
	typed = Fold(typed)
	if typed == "" {
		return nil
	}
	for _, test := range tests {
		var found []Person
		for _, p := range people {
			if test(p, typed) {
				found = append(found, p)
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

func isNamed(p Person, typed string) bool { return Fold(p.Name) == typed || Fold(p.ID) == typed }

func isFirstName(p Person, typed string) bool { return Fold(p.First()) == typed }

// beginsName says whether any word of the name, hyphens and apostrophes
// included, begins as typed.
func beginsName(p Person, typed string) bool { return beginsWord(Fold(p.Name), typed) }

func beginsWord(name, typed string) bool {
	for at := 0; ; at++ {
		i := strings.Index(name[at:], typed)
		if i < 0 {
			return false
		}
		at += i
		if before, _ := utf8.DecodeLastRuneInString(name[:at]); at == 0 || !unicode.IsLetter(before) {
			return true
		}
	}
}

func inName(p Person, typed string) bool { return strings.Contains(Fold(p.Name), typed) }

// Fold returns a name without what people leave out when they type it quickly:
// capitals, accents and doubled spaces. Two spellings of a name fold alike.
func Fold(name string) string {
	if isASCII(name) {
		return strings.Join(strings.Fields(strings.ToLower(name)), " ")
	}
	name = cases.Fold().String(norm.NFKD.String(name))
	name = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, name)
	return strings.Join(strings.Fields(strokes.Replace(name)), " ")
}

// isASCII says whether a name has neither accents nor anything else to take
// apart, as most have.
func isASCII(name string) bool {
	for i := range len(name) {
		if name[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// strokes are the accents that Unicode does not take apart from their letter.
var strokes = strings.NewReplacer("đ", "d", "ð", "d", "ø", "o", "ł", "l", "ı", "i", "æ", "ae", "œ", "oe", "þ", "th")
