package minutes

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

// writeTodoTxt writes an item a line as todo.txt has it: (A) is priority 1, +
// names the deal, @ the owner, due: the date and id: ours
// (github.com/todotxt/todo.txt).
func writeTodoTxt(w io.Writer, list ActionsOf) error {
	var b strings.Builder
	for _, item := range list.kept() {
		a := item.Action
		priority := ""
		if a.Priority >= 1 && a.Priority <= 3 {
			priority = string(rune('A' + a.Priority - 1))
		}
		if a.State == agenda.Done {
			b.WriteString("x ")
			if !a.DoneAt.IsZero() {
				b.WriteString(agenda.DateOf(a.DoneAt).String() + " ")
			}
		} else if priority != "" {
			b.WriteString("(" + priority + ") ")
		}
		if !a.At.IsZero() && (a.State != agenda.Done || !a.DoneAt.IsZero()) {
			b.WriteString(agenda.DateOf(a.At).String() + " ")
		}
		b.WriteString(todoText(a.Text))
		owner, _ := list.owner(item)
		if deal := slug(item.Deal); deal != "" {
			b.WriteString(" +" + deal)
		}
		if who := slug(owner); who != "" {
			b.WriteString(" @" + who)
		}
		if a.Due != 0 {
			b.WriteString(" due:" + a.Due.String())
		}
		if a.State == agenda.Done && priority != "" {
			b.WriteString(" pri:" + priority)
		}
		if id := commentID(a.ID); id != "" {
			b.WriteString(" id:" + id)
		}
		b.WriteByte('\n')
	}
	_, err := fmt.Fprint(w, b.String())
	return err
}

// todoText is text in which nothing counts as a priority, a date, a project, a
// context or a key at its place in a line.
func todoText(s string) string {
	words := strings.Fields(string(safe.Line(s)))
	for i, word := range words {
		key, value, pair := strings.Cut(word, ":")
		switch {
		case word[0] == '+' || word[0] == '@':
			words[i] = "\\" + word
		case pair && key != "" && value != "" && !strings.HasPrefix(value, "//"):
			words[i] = key + ": " + value
		case i == 0 && (word == "x" || word[0] == '(' || word[0] >= '0' && word[0] <= '9'):
			words[i] = "· " + word
		}
	}
	return strings.Join(words, " ")
}

// slug is a name as one word: letters and digits with - between.
func slug(name string) string {
	return strings.Join(strings.FieldsFunc(string(safe.Line(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), "-")
}
