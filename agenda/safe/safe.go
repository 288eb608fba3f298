// Package safe makes text that came from outside (a cell of an export, a note,
// a name, a file's path) fit for a terminal.
//
// A Text is what a screen accepts; Line and Block are the only ways to make
// one out of a string, and Cut and Wrap turn one into others. What is stored
// stays as it was received: text is made safe where it is shown.
//
// Runes are let through by an allow-list, nothing is parsed: an escape
// sequence arrives as the harmless characters it is made of, with ␛ in front,
// so that an attack is seen instead of obeyed. The rules:
//
//   - control characters become their pictures (␛ ␀ ␍ ␡), C1 controls their
//     number (⟪9B⟫), bytes that are not UTF-8 become �;
//   - controls that turn the direction of writing become their name (⟪RLO⟫),
//     tag characters the letters they hide (⟪tag abc⟫);
//   - invisible characters (zero-width space and joiners, soft hyphen, byte
//     order mark, variation selectors) are left out, but for the joiners and
//     selectors that an emoji is made of;
//   - line and paragraph separators become a space; private, unassigned and
//     other unprintable characters become �;
//   - no more than MostMarks combining marks follow each other, and none
//     stands on nothing, where it would fall on its neighbour.
//
// The result is valid UTF-8, at most four times as many bytes as the source,
// and safe text made safe again is the same text.
package safe

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text is text that a terminal can be given. Make it with Line or Block.
type Text string

// MostMarks is how many combining marks may follow each other. Vietnamese and
// Thai need two or three, Hebrew with all its points four.
const MostMarks = 4

// tabWidth is how many spaces a tab in a Block becomes; with five the result
// could be more than four times as long.
const tabWidth = 4

// Line makes text fit for one line: line ends and tabs become one space each.
func Line(s string) Text { return clean(s, false) }

// Block makes text of several lines fit: "\n" and "\r\n" end a line, a tab
// becomes four spaces.
func Block(s string) Text { return clean(s, true) }

func clean(s string, block bool) Text {
	if plain(s) {
		return Text(s)
	}
	c := cleaner{block: block}
	c.out.Grow(len(s) + len(s)/4)
	for s != "" {
		s = s[c.take(s):]
	}
	return Text(c.out.String())
}

// plain says whether s is made of simple runes only, which need no work.
func plain(s string) bool {
	for _, r := range s {
		if simple(r) == 0 {
			return false
		}
	}
	return true
}

// cleaner decides by what it has written so far and the next rune only: its
// output fed to it again meets the same decisions.
type cleaner struct {
	out   strings.Builder
	block bool
	last  rune // written last, 0 at the start
	marks int  // how many marks were written in a row
}

// take reads one rune (or run of tag characters) off the front of s, writes
// what it becomes, and returns how many bytes it read.
func (c *cleaner) take(s string) int {
	r, size := utf8.DecodeRuneInString(s)
	rest := s[size:]
	switch {
	case r == utf8.RuneError && size == 1:
		c.write(utf8.RuneError)
	case r < ' ' || r == '\x7f':
		c.control(r, rest)
	case r >= 0x80 && r < 0xa0:
		c.name(fmt.Sprintf("%02X", r))
	case bidi[r] != "":
		c.name(bidi[r])
	case r == '\u2028' || r == '\u2029':
		c.write(' ')
	case isTag(r):
		hidden, n := tags(s)
		c.name("tag " + hidden)
		return n
	case invisible(r):
		if c.emojiNeeds(r, rest) {
			c.write(r)
		}
	case !unicode.IsGraphic(r):
		c.write(utf8.RuneError)
	case unicode.IsMark(r):
		c.mark(r)
	default:
		c.write(r)
	}
	return size
}

func (c *cleaner) write(r rune) {
	c.out.WriteRune(r)
	c.last = r
	if unicode.IsMark(r) {
		c.marks++
	} else {
		c.marks = 0
	}
}

// name writes what a terminal would have obeyed or hidden as a visible word.
func (c *cleaner) name(word string) {
	c.write('⟪')
	for _, r := range word {
		c.write(r)
	}
	c.write('⟫')
}

// control writes a C0 control or DEL; rest is what follows it.
func (c *cleaner) control(r rune, rest string) {
	switch {
	case r == '\r' && strings.HasPrefix(rest, "\n"):
		// The line feed that follows ends the line.
	case r == '\n' && c.block:
		c.write('\n')
	case r == '\t' && c.block:
		for range tabWidth {
			c.write(' ')
		}
	case r == '\n' || r == '\t':
		c.write(' ')
	case r == '\x7f':
		c.write('␡')
	default:
		c.write('␀' + r)
	}
}

func (c *cleaner) mark(r rune) {
	if c.marks == MostMarks {
		return
	}
	if c.last == 0 || c.last == '\n' || unicode.Is(unicode.Zs, c.last) {
		c.write('◌')
	}
	c.write(r)
}

// emojiNeeds says whether an invisible rune is part of the emoji that was
// written last: the selector of its coloured form, or the joiner to the next.
func (c *cleaner) emojiNeeds(r rune, rest string) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	switch r {
	case emojiForm:
		keycap := next == '\u20e3' && (c.last == '#' || c.last == '*' || c.last >= '0' && c.last <= '9')
		return isPicture(c.last) || keycap
	case joiner:
		return isPicture(next) && (isPicture(c.last) || c.last == emojiForm)
	}
	return false
}
