// Package draw builds a screen out of lines of styled spans.
//
// Text enters a Line through the functions here, which make it safe first
// (package safe), so that nothing from a file or a keyboard reaches a terminal
// unseen. Widths are counted on that text, before any escape code is added:
// cutting and padding never have to understand one. A Theme turns lines into
// the string that a terminal gets.
package draw

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"halfhour/agenda"
	"halfhour/agenda/safe"
)

// Span is a run of text in one style.
type Span struct {
	Ink  Ink
	Text safe.Text
}

// Line is one row of the screen, or a part of one.
type Line []Span

// Text returns a line of one span.
func Text(ink Ink, s string) Line { return Line{{ink, safe.Line(s)}} }

// Textf is Text with fmt.Sprintf.
func Textf(ink Ink, format string, args ...any) Line { return Text(ink, fmt.Sprintf(format, args...)) }

// Add appends text in a style.
func (l Line) Add(ink Ink, s string) Line { return append(l, Span{ink, safe.Line(s)}) }

// Join appends other lines.
func (l Line) Join(others ...Line) Line {
	for _, o := range others {
		l = append(l, o...)
	}
	return l
}

// Width returns the cells the line takes.
func (l Line) Width() int {
	w := 0
	for _, s := range l {
		w += safe.Width(s.Text)
	}
	return w
}

// Fit returns the line in exactly w cells: padded with blanks, or cut with "…".
func (l Line) Fit(w int) Line {
	have := l.Width()
	if have == w {
		return l
	}
	if have < w {
		return append(l[:len(l):len(l)], Span{Plain, safe.Text(blank(w - have))})
	}
	var out Line
	left := w
	for i, s := range l {
		cells := safe.Width(s.Text)
		last := i == len(l)-1
		if cells < left || (cells == left && last) {
			out = append(out, s)
			left -= cells
			continue
		}
		cut := s.Text
		if cells == left {
			cut += "…" // more follows: leave room for the mark
		}
		out = append(out, Span{s.Ink, safe.Cut(cut, left)})
		break
	}
	if short := w - out.Width(); short > 0 {
		out = append(out, Span{Plain, safe.Text(blank(short))})
	}
	return out
}

// Spread returns left and right at the two ends of w cells; what does not fit
// is cut from the left part.
func Spread(left, right Line, w int) Line {
	room := w - right.Width()
	if room < 0 {
		return right.Fit(w)
	}
	return left.Fit(room).Join(right)
}

// Inked returns the line with every span in one style.
func (l Line) Inked(ink Ink) Line {
	out := make(Line, len(l))
	for i, s := range l {
		out[i] = Span{ink, s.Text}
	}
	return out
}

// String returns the text without styles.
func (l Line) String() string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(string(s.Text))
	}
	return b.String()
}

const blanks = "                                                                                                                                                                                                        "

func blank(n int) string {
	if n <= len(blanks) {
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

// Wrapped breaks text into lines of at most w cells, at words where it can.
// Line breaks in the text are kept.
func Wrapped(ink Ink, s string, w int) []Line {
	var lines []Line
	for _, row := range safe.Wrap(safe.Block(s), max(w, 1)) {
		lines = append(lines, Line{{ink, row}})
	}
	return lines
}

// Flow lays parts out one after the other, gap cells between them, on as many
// lines of at most w cells as it takes; no part is broken.
func Flow(parts []Line, gap, w int) []Line {
	var lines []Line
	var row Line
	for _, p := range parts {
		if len(row) > 0 && row.Width()+gap+p.Width() > w {
			lines = append(lines, row)
			row = nil
		}
		if len(row) > 0 {
			row = row.Add(Plain, blank(gap))
		}
		row = row.Join(p)
	}
	if len(row) > 0 {
		lines = append(lines, row)
	}
	return lines
}

// Height returns the lines as exactly h of exactly w cells, cut or padded at
// the end.
func Height(lines []Line, w, h int) []Line {
	h = max(h, 0)
	out := make([]Line, 0, h)
	for i := range h {
		if i < len(lines) {
			out = append(out, lines[i].Fit(w))
		} else {
			out = append(out, Line(nil).Fit(w))
		}
	}
	return out
}

// Beside puts two columns side by side with a one-cell gap.
func Beside(left, right []Line) []Line {
	out := make([]Line, max(len(left), len(right)))
	for i := range out {
		if i < len(left) {
			out[i] = out[i].Join(left[i])
		}
		if i < len(right) {
			out[i] = out[i].Add(Plain, " ").Join(right[i])
		}
	}
	return out
}

// Box draws a frame of w×h cells with a title around lines; the one with the
// focus stands out. What does not fit is announced on the lower edge.
func Box(title string, lines []Line, w, h int, focused bool) []Line {
	edge, head := Edge, Head
	if focused {
		edge, head = Focus, FocusHead
	}
	inner := w - 4
	if inner < 1 || h < 2 {
		return Height(lines, w, h)
	}
	name := safe.Cut(safe.Line(title), inner)
	top := Line{}.Add(edge, "╭ ").Join(Line{{head, name}}).Add(edge, " ")
	top = top.Add(edge, strings.Repeat("─", max(w-1-top.Width(), 0))+"╮")
	out := []Line{top.Fit(w)}
	for _, l := range Height(lines, inner, h-2) {
		out = append(out, Line{}.Add(edge, "│ ").Join(l).Add(edge, " │"))
	}
	bottom := strings.Repeat("─", w-2)
	if more := len(lines) - (h - 2); more > 0 {
		mark := " " + agenda.Count(more) + " more "
		bottom = strings.Repeat("─", max(w-3-len(mark), 0)) + mark + "─"
	}
	return append(out, Line{}.Add(edge, "╰"+bottom+"╯").Fit(w))
}

// Window returns the part of lines, at most h of them, that shows the line at
// focus, so that a list scrolls with its cursor.
func Window(lines []Line, focus, h int) []Line {
	if len(lines) <= h || h <= 0 {
		return lines
	}
	from := min(max(focus-h/2, 0), len(lines)-h)
	return lines[from : from+h]
}

// Hang puts a first part before the first of some rows, in w cells, and as many
// blanks before the others.
func Hang(first Line, w int, rows []Line) []Line {
	lines := make([]Line, len(rows))
	for i, row := range rows {
		lines[i], first = first.Fit(w).Join(row), nil
	}
	return lines
}

// Capital makes the first letter of a text a large one.
func Capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}
