package store

import "fmt"

// claims are the ids and addresses by which people of a name are known in one
// file, by name and column: another one in that column is somebody else of that
// name.
type claims map[claim]string

type claim struct {
	name   string
	column int
}

func (c claims) add(m mention) {
	for i, text := range m.known {
		if at := (claim{personKey(m.name), i}); text != "" && c[at] == "" {
			c[at] = personKey(text)
		}
	}
}

// other returns the text that shows a mention to be of somebody else of that
// name; "" for none.
func (c claims) other(m mention) string {
	text := ""
	for i, known := range m.known {
		if was := c[claim{personKey(m.name), i}]; known != "" && was != "" && was != personKey(known) && (text == "" || IsEmail(known)) {
			text = known
		}
	}
	return text
}

// namesake tells a second person of a name apart.
func namesake(name, known string) string { return fmt.Sprintf("%s (%s)", name, known) }
