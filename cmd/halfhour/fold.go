package main

import (
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"halfhour/agenda/safe"
)

// windowOf is how many cells wide the terminal is that a writer writes to, 0
// for anything else.
func windowOf(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	wide, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return wide
}

// folded breaks lines wider than a window between words: a terminal does it
// within them. What is broken off stands as far in as its line. A line with a
// word wider than the window, a link say, stays whole. What came from outside
// must be safe already.
func folded(text string, window int) string {
	if window <= 0 || len(text) <= window {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if safe.Width(safe.Text(line)) <= window {
			continue
		}
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		room := window - len(indent)
		whole := false
		for word := range strings.FieldsSeq(line) {
			whole = whole || safe.Width(safe.Text(word)) > room && strings.Contains(word, ":")
		}
		if whole || room <= 0 {
			continue
		}
		parts := safe.Wrap(safe.Text(line[len(indent):]), room)
		for j := range parts {
			parts[j] = safe.Text(indent) + parts[j]
		}
		lines[i] = join(parts)
	}
	return strings.Join(lines, "\n")
}

func join(parts []safe.Text) string {
	words := make([]string, len(parts))
	for i, part := range parts {
		words[i] = string(part)
	}
	return strings.Join(words, "\n")
}
