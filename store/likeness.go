package store

import (
	"slices"
	"strings"
	"unicode"
)

// mostAlike is how many people of one form are looked at: more than two say
// nothing.
const mostAlike = 4

// lookAlike notes who of the people that a file added may be somebody known:
// the words of the name in another order, with a name or an initial less, or an
// address made of it. Where that fits several, it says nothing.
func (r *roster) lookAlike() {
	if len(r.named.People) == 0 {
		return
	}
	full, short := map[string][]string{}, map[string][]string{} // form → some ids
	add := func(m map[string][]string, forms []string, id string) {
		for _, f := range forms {
			if len(m[f]) < mostAlike {
				m[f] = append(m[f], id)
			}
		}
	}
	isNew := map[string]bool{}
	for _, p := range r.named.People {
		isNew[p.ID] = true
	}
	for id, p := range r.people {
		add(full, fullForms(p.Name), id)
		add(short, shortForms(p.Name), id)
	}
	for _, p := range r.named.People {
		if p = r.people[p.ID]; p.ID == "" { // joined since
			continue
		}
		var alike []string
		note := func(m map[string][]string, forms []string) {
			for _, f := range forms {
				for _, id := range m[f] {
					if id != p.ID && !slices.Contains(alike, id) {
						alike = append(alike, id)
					}
				}
			}
		}
		note(full, fullForms(p.Name))
		note(short, fullForms(p.Name))
		note(full, shortForms(p.Name))
		// Who was known before comes first.
		if before := slices.DeleteFunc(slices.Clone(alike), func(id string) bool { return isNew[id] }); len(before) > 0 {
			alike = before
		}
		if len(alike) == 1 {
			r.likely(p.ID, alike[0])
		}
	}
}

// nameWords are the words of a name, or of an address before the @, where
// digits only make it another address.
func nameWords(name string) []string {
	local, _, address := strings.Cut(name, "@")
	return strings.FieldsFunc(personKey(local), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != '\'' && (address || !unicode.IsDigit(r))
	})
}

// fullForms is a name as all of its words in alphabetical order; none for a
// CRM's id.
func fullForms(name string) []string {
	if IsMachineName(name) && !IsEmail(name) {
		return nil
	}
	words := nameWords(name)
	slices.Sort(words)
	if len(words) == 0 {
		return nil
	}
	return []string{strings.Join(words, " ")}
}

// shortForms is what else a person of a name may be written as: first and last
// name, an initial and the last name, and the usual ways to make an address.
func shortForms(name string) []string {
	if IsMachineName(name) {
		return nil
	}
	words := nameWords(name)
	if len(words) < 2 {
		return nil
	}
	first, last := words[0], words[len(words)-1]
	initial := string([]rune(first)[:1])
	pair := func(a, b string) string {
		if a > b {
			a, b = b, a
		}
		return a + " " + b
	}
	forms := []string{pair(initial, last), initial + last, last + initial, first + last, last + first, first}
	if len(words) > 2 {
		forms = append(forms, pair(first, last))
	}
	return forms
}
