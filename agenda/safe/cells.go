package safe

import (
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/rivo/uniseg"
)

// Width returns how many cells a text takes on a terminal; of several lines,
// the widest one. It counts as Lip Gloss does: two cells for CJK, emoji and
// flags, none for combining marks.
func Width(t Text) int {
	if ascii(string(t)) {
		return len(t)
	}
	widest := 0
	for line := range strings.SplitSeq(string(t), "\n") {
		widest = max(widest, width(line))
	}
	return widest
}

// ascii says whether a text is printable ASCII only, as most are: a cell a byte.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func width(s string) (cells int) {
	for _, r := range s {
		n := simple(r)
		if n == 0 {
			return displaywidth.String(s)
		}
		cells += n
	}
	return cells
}

// Cut returns the first line of a text, cut to a width in cells. Where
// something had to go, there is … at the end; no character is cut in half, so
// that the result may be a cell narrower.
func Cut(t Text, cells int) Text {
	line, _, more := strings.Cut(string(t), "\n")
	if cells <= 0 {
		return ""
	}
	if !more && (len(line) <= cells && ascii(line) || width(line) <= cells) {
		return Text(line)
	}
	return Text(line[:fits(line, cells-1)]) + "…"
}

// fits returns how many bytes of s, in whole characters, fit into a width.
func fits(s string, cells int) int {
	size := 0
	for g := displaywidth.StringGraphemes(s); g.Next(); {
		cells -= g.Width()
		if cells < 0 {
			break
		}
		size += len(g.Value())
	}
	return size
}

// Wrap breaks a text into lines of at most a width in cells, by the rules of
// Unicode line breaking (UAX #14): between words, anywhere in Chinese and
// Japanese but before closing punctuation. A word longer than a line is
// broken. Nothing is lost but the spaces at the ends of lines and where a line
// was broken. A character wider than a line has that line to itself.
func Wrap(t Text, cells int) []Text {
	var lines []Text
	for paragraph := range strings.SplitSeq(string(t), "\n") {
		w := wrapper{lines: lines, cells: max(cells, 1)}
		for state := -1; paragraph != ""; {
			var piece string
			piece, paragraph, _, state = uniseg.FirstLineSegmentInString(paragraph, state)
			w.add(piece)
		}
		lines = append(w.lines, Text(w.line))
	}
	return lines
}

// wrapper fills lines with pieces of a paragraph between which it may break.
type wrapper struct {
	lines []Text
	line  string // being filled, without the spaces at its end
	gap   string // those spaces
	cells int
}

// add puts a piece, a word with the spaces after it, onto the line or the next
// one.
func (w *wrapper) add(piece string) {
	word := strings.TrimRight(piece, " ")
	spaces := piece[len(word):]
	if word == "" {
		w.gap += spaces
		return
	}
	if joined := w.line + w.gap + word; width(joined) <= w.cells {
		w.line, w.gap = joined, spaces
		return
	}
	if w.line != "" || w.gap != "" {
		w.end()
	}
	for {
		size := fits(word, w.cells)
		if size == 0 {
			size = len(firstCharacter(word))
		}
		w.line, word = word[:size], word[size:]
		if word == "" {
			break
		}
		w.end()
	}
	w.gap = spaces
}

// end finishes a line, dropping the spaces at its end.
func (w *wrapper) end() {
	if w.line != "" {
		w.lines = append(w.lines, Text(w.line))
	}
	w.line, w.gap = "", ""
}

func firstCharacter(s string) string {
	g := displaywidth.StringGraphemes(s)
	g.Next()
	return g.Value()
}
