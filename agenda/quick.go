package agenda

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Quick is an action as typed on one line: "Book the CISO call @ana !1 by fri
// #initech".
type Quick struct {
	Text     string
	Deal     string // a deal's id, "" when none was named
	Owner    string // a Person's ID, "" when nobody was named
	Priority int    // 0 when none was given
	Due      Date
	// Warnings says, a line each, what looked like an owner, priority or date
	// and was not taken for one, or was taken and looks wrong.
	Warnings []string
}

// Known is what a line can name.
type Known struct {
	People []Person
	Deals  []Deal // open ones
	Today  Date
}

// ParseQuick reads an action typed on one line. Anywhere in it may stand
// @name (the first name, or the beginning of any word of the name; @"Ana Ruiz"
// in full), #deal (the beginning of any word of its name or its account's;
// #"Initech rollout" in full) and !1 to !3; at its end a due date, as "by" or
// "due" and anything that ParseDue reads, or bare when it can hardly be meant
// otherwise: fri, +3d, 25 nov, 2026-11-27, today, tomorrow.
//
// What is taken is no longer in the text. All other words stay, in order; so
// does an @name that nobody or more than one person has, with a warning. The
// error says that there is no line at all.
func ParseQuick(line string, known Known) (Quick, error) {
	words := quickWords(line)
	if len(words) == 0 {
		return Quick{}, fmt.Errorf("action: %w", ErrEmpty)
	}
	var q Quick
	words = slices.DeleteFunc(words, func(word string) bool {
		return q.takeOwner(word, known.People) || q.takeDeal(word, known.Deals) || q.takePriority(word)
	})
	words = q.takeDue(words, known.Today)
	q.Text = strings.Join(words, " ")
	return q, nil
}

// quickWords splits a line at spaces, but not those in @"…" and #"…".
func quickWords(line string) []string {
	var words []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		end := 0
		if strings.HasPrefix(line, `@"`) || strings.HasPrefix(line, `#"`) {
			if i := strings.IndexByte(line[2:], '"'); i > 0 {
				end = 2 + i + 1 // what follows at once, a full stop say, belongs to it
			}
		}
		if i := strings.IndexFunc(line[end:], unicode.IsSpace); i >= 0 {
			end += i
		} else {
			end = len(line)
		}
		words = append(words, line[:end])
		line = line[end:]
	}
	return words
}

// takeOwner takes a word for the owner's name if it is one.
func (q *Quick) takeOwner(word string, people []Person) bool {
	typed, ok := strings.CutPrefix(word, "@")
	typed = strings.Trim(typed, `".,;:!?`)
	if !ok || typed == "" {
		return false
	}
	found := matches(people, typed, isNamed, isFirstName, beginsName)
	switch {
	case len(found) == 0:
		q.warn("nobody is called %s; it stays in the text", word)
	case len(found) > 1:
		q.warn("%s could be %s; it stays in the text", word, names(found))
	case q.Owner != "":
		q.warn("an action has one owner; %s stays in the text", word)
	default:
		q.Owner = found[0].ID
		return true
	}
	return false
}

// takeDeal takes a word for the deal's name if it is one. "#4" is a number.
func (q *Quick) takeDeal(word string, deals []Deal) bool {
	typed, ok := strings.CutPrefix(word, "#")
	typed = strings.Trim(typed, `".,;:!?`)
	if !ok || strings.Trim(typed, "#0123456789") == "" {
		return false
	}
	found := ResolveDeal(deals, typed)
	switch {
	case len(found) == 0:
		q.warn("no open deal is called %s; it stays in the text", word)
	case len(found) > 1:
		q.warn("%s could be %s; it stays in the text", word, dealNames(found))
	case q.Deal != "":
		q.warn("an action has one deal; %s stays in the text", word)
	default:
		q.Deal = found[0].ID
		return true
	}
	return false
}

func (q *Quick) takePriority(word string) bool {
	digits, ok := strings.CutPrefix(word, "!")
	n := number(digits, 3)
	switch {
	case !ok || n < 0:
		return false
	case n < 1 || n > 3:
		q.warn("a priority is !1 (first), !2 or !3; %s stays in the text", word)
		return false
	case q.Priority != 0:
		q.warn("an action has one priority; %s stays in the text", word)
		return false
	}
	q.Priority = n
	return true
}

// takeDue takes the due date off the end of words.
func (q *Quick) takeDue(words []string, today Date) []string {
	for n := min(3, len(words)); n > 0; n-- {
		rest, last := words[:len(words)-n], words[len(words)-n:]
		due, err := ParseDue(strings.Join(last, " "), today)
		if err != nil {
			continue
		}
		switch {
		case len(rest) > 0 && (strings.EqualFold(rest[len(rest)-1], "by") || strings.EqualFold(rest[len(rest)-1], "due")):
			rest = rest[:len(rest)-1]
		case !unmistakable(last):
			continue
		}
		if due < today {
			q.warn("%s has passed", due.Short(today))
		}
		q.Due = due
		return rest
	}
	return words
}

// unmistakable says whether words that can be a due date can hardly be
// anything else at the end of an action.
func unmistakable(words []string) bool {
	if len(words) > 1 {
		return true
	}
	word := strings.ToLower(words[0])
	switch word {
	case "today", "tomorrow":
		return true
	}
	if _, ok := weekday(word); ok {
		return len(word) == 3
	}
	if _, err := ParseDate(word); err == nil {
		return true
	}
	return word[0] == '+' && !strings.HasSuffix(word, "m")
}

func (q *Quick) warn(format string, args ...any) {
	q.Warnings = append(q.Warnings, fmt.Sprintf(format, args...))
}

// dealNames lists some deals; two of one name are told apart by their accounts.
func dealNames(deals []Deal) string {
	var list []string
	for _, d := range deals[:min(len(deals), 4)] {
		list = append(list, "“"+d.Name+"” of "+d.Account)
	}
	if more := len(deals) - len(list); more > 0 {
		list = append(list, fmt.Sprintf("%d more", more))
	}
	return strings.Join(list, " or ")
}

func names(people []Person) string {
	var list []string
	for _, p := range people {
		list = append(list, p.Name)
	}
	return strings.Join(list, " or ")
}
