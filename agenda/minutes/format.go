package minutes

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Format is a way to write action items down.
type Format string

// The formats of action items.
const (
	Markdown Format = "md"
	CSV      Format = "csv"
	JSON     Format = "json"
	TodoTxt  Format = "todotxt"  // todo.txt
	ICS      Format = "ics"      // iCalendar to-dos with alarms
	EML      Format = "eml"      // an e-mail draft for one person
	Obsidian Format = "obsidian" // Markdown with the dates of Obsidian Tasks
)

// Formats are all of them.
var Formats = []Format{Markdown, CSV, JSON, TodoTxt, ICS, EML, Obsidian}

// ParseFormat returns the format of a name. An error lists them.
func ParseFormat(name string) (Format, error) {
	var names []string
	for _, f := range Formats {
		if strings.EqualFold(name, string(f)) {
			return f, nil
		}
		names = append(names, string(f))
	}
	return "", fmt.Errorf("there is no format %q: say %s or %s", name, strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}

// Ext returns the ending of a file in the format: ".md".
func (f Format) Ext() string {
	switch f {
	case TodoTxt:
		return ".txt"
	case Obsidian:
		return ".md"
	}
	return "." + string(f)
}

// WriteActionsAs writes a list of action items in a format; now is when. An
// e-mail goes to one person: see ActionsMail.
func WriteActionsAs(w io.Writer, f Format, list ActionsOf, now time.Time) error {
	write := map[Format]func() error{
		Markdown: func() error { return WriteActions(w, list) },
		CSV:      func() error { return writeCSV(w, list) },
		JSON:     func() error { return writeJSON(w, list) },
		TodoTxt:  func() error { return writeTodoTxt(w, list) },
		ICS:      func() error { return writeICS(w, list, now) },
		Obsidian: func() error { return writeObsidian(w, list) },
	}[f]
	if write == nil {
		return fmt.Errorf("a list of action items cannot be written as %q", f)
	}
	if err := write(); err != nil {
		return fmt.Errorf("write the action items: %w", err)
	}
	return nil
}

// kept are the items that are written, in the order of the sections.
func (list ActionsOf) kept() []Item {
	var items []Item
	for _, s := range list.sections() {
		items = append(items, s.items...)
	}
	return items
}

// owner returns who an item is owned by; without a name when nobody is.
func (list ActionsOf) owner(item Item) (name, role string) {
	for _, p := range list.owners() {
		if p.ID == item.Action.Owner {
			return p.Name, string(p.Role)
		}
	}
	return "", ""
}
