package minutes

import (
	"fmt"
	"io"
	"strings"

	"halfhour/agenda"
)

// obsidianMarks are what Obsidian Tasks reads at the end of a task's line: its
// priority, and before a date what it is (publish.obsidian.md/tasks).
var obsidianMarks = map[int]string{1: " ⏫", 2: " 🔼", 3: " 🔽"}

// writeObsidian writes the items as Markdown tasks with the emoji and dates of
// the Tasks plugin of Obsidian; our id stands in its own field.
func writeObsidian(w io.Writer, list ActionsOf) error {
	var p page
	for _, s := range list.sections() {
		p.heading(2, s.title)
		for _, item := range s.items {
			p.item(obsidianTask(item))
		}
	}
	return p.writeTo(w)
}

func obsidianTask(item Item) string {
	a := item.Action
	var b strings.Builder
	box := " "
	if a.State == agenda.Done {
		box = "x"
	}
	fmt.Fprintf(&b, "[%s] %s", box, plainMarks(text(a.Text)))
	for _, part := range []struct{ label, words string }{{"", item.Deal}, {"removes: ", item.Obstacle}, {"done when: ", a.DoneWhen}} {
		if words := text(part.words); words != "" {
			b.WriteString(" · " + part.label + plainMarks(words))
		}
	}
	if id := commentID(a.ID); id != "" {
		b.WriteString(" 🆔 " + id)
	}
	b.WriteString(obsidianMarks[a.Priority])
	if !a.At.IsZero() {
		b.WriteString(" ➕ " + agenda.DateOf(a.At).String())
	}
	if a.Due != 0 {
		b.WriteString(" 📅 " + a.Due.String())
	}
	if a.State == agenda.Done && !a.DoneAt.IsZero() {
		b.WriteString(" ✅ " + agenda.DateOf(a.DoneAt).String())
	}
	return b.String()
}

// plainMarks takes the emoji that the plugin reads out of text.
var plainMarks = strings.NewReplacer(
	"⏫", "^", "🔼", "^", "🔺", "^", "🔽", "v", "⏬", "v", "📅", "·", "📆", "·", "🗓", "·", "⏳", "·", "⌛", "·", "🛫", "·", "➕", "+",
	"✅", "·", "❌", "·", "🔁", "·", "🏁", "·", "⛔", "·", "🆔", "·",
).Replace
