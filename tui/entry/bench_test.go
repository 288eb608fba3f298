package entry

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// longNote is a note of so many bytes, in paragraphs of a few lines.
func longNote(bytes int) string {
	var b strings.Builder
	for b.Len() < bytes {
		b.WriteString(strings.Repeat("Legal has not seen the draft, 客户 waits for the redline. ", 6) + "\n\n")
	}
	return b.String()[:bytes]
}

// BenchmarkTyping types a letter into a note and draws it, as each key does.
func BenchmarkTyping(b *testing.B) {
	for _, bytes := range []int{0, 3 << 10, 16 << 10, 64 << 10} {
		b.Run(fmt.Sprintf("%d KB", bytes>>10), func(b *testing.B) {
			e := NewBlock("Note", "note", longNote(bytes))
			e.View(78, 20)
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				press := tea.KeyPressMsg{Code: 'x', Text: "x"}
				if n%2 == 1 {
					press = tea.KeyPressMsg{Code: tea.KeyBackspace}
				}
				e.Type(press)
				e.View(78, 20)
			}
		})
	}
}

// BenchmarkLongLine draws a field that holds as much as it may.
func BenchmarkLongLine(b *testing.B) {
	e := New("Action", "action", Field{})
	e.Type(tea.PasteMsg{Content: longNote(4000)})
	for b.Loop() {
		e.View(78, 8)
	}
}
