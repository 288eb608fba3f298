package main

import (
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

func count(n int) safe.Text { return safe.Text(agenda.Count(n)) }

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// word is text when it applies, else nothing.
func word(applies bool, text string) string {
	if applies {
		return text
	}
	return ""
}

// inWords is a list in words: name, stage and amount.
func inWords(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

// names lists people, some of them when there are many.
func names(people []agenda.Person, most int) safe.Text {
	var list []string
	for _, person := range people[:min(len(people), most)] {
		list = append(list, person.Name)
	}
	text := strings.Join(list, ", ")
	if more := len(people) - len(list); more > 0 {
		text += " and " + agenda.Count(more) + " more"
	}
	return safe.Line(text)
}

// quoted is a word as a shell takes it.
func quoted(word string) string {
	if !strings.ContainsAny(word, "\"\\$`!") {
		return `"` + word + `"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// shellWord is a word as a shell takes it, in single quotes.
func shellWord(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
