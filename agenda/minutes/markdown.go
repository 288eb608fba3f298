// Package minutes writes what was agreed and what was said in a review as
// Markdown: valid CommonMark, with GitHub's task lists for actions.
//
// Everything a person or a CRM wrote is text and nothing else: it goes through
// agenda/safe and then has every character escaped that Markdown, or GitHub's
// links without brackets, could take for more. The only HTML is a comment at
// the end of each action, <!-- halfhour:ID -->, by which a ticked box is found
// again.
package minutes

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"halfhour/agenda/safe"
)

// page collects a document; nothing is written until it is whole.
type page struct{ strings.Builder }

// text writes one line of text as Markdown, fit for any place in a line. Text of
// nothing but spaces, of whatever kind, is none: what reads a list back could not
// tell it from the marks around it.
func text(s string) string { return escape(line(s)) }

// named is text for a name that may be missing.
func named(s string) string {
	if s = text(s); s != "" {
		return s
	}
	return "(no name)"
}

func (p *page) heading(level int, markdown string) {
	p.blank()
	fmt.Fprintf(p, "%s %s\n\n", strings.Repeat("#", level), markdown)
}

func (p *page) item(markdown string) { fmt.Fprintf(p, "- %s\n", markdown) }

// paragraphs writes text of several lines: its lines stay lines, its blank
// lines part paragraphs.
func (p *page) paragraphs(s string) {
	p.blank()
	last := ""
	for line := range strings.SplitSeq(string(safe.Block(s)), "\n") {
		line = escape(strings.Trim(line, " "))
		switch {
		case line == "" && last != "":
			p.WriteString("\n\n")
		case line != "" && last != "":
			p.WriteString(lineBreak(last) + line)
		default:
			p.WriteString(line)
		}
		last = line
	}
	if last != "" {
		p.WriteString("\n")
	}
}

// lineBreak returns what parts a line from the next one of its paragraph: a
// backslash, or two spaces after a line that ends in one, because goldmark
// (v1.8.7) takes three backslashes for less.
func lineBreak(line string) string {
	if strings.HasSuffix(line, `\\`) {
		return "  \n"
	}
	return "\\\n"
}

// blank makes sure that what follows is parted from what stands before.
func (p *page) blank() {
	if p.Len() > 0 && !strings.HasSuffix(p.String(), "\n\n") {
		p.WriteString("\n")
	}
}

// writeTo writes the page, ending in one line end.
func (p *page) writeTo(w io.Writer) error {
	_, err := io.WriteString(w, strings.TrimRight(p.String(), "\n")+"\n")
	return err
}

// escape puts a backslash before what Markdown could take for markup. Its
// argument is one line without spaces at its ends.
func escape(line string) string {
	var b strings.Builder
	b.Grow(len(line) + len(line)/8)
	ordered := orderedMark(line)
	for i, r := range line {
		if i == ordered || special(line, i, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// special says whether the rune at i could be markup.
func special(line string, i int, r rune) bool {
	before, after := line[:i], line[i+utf8.RuneLen(r):]
	switch r {
	case '\\', '`', '*', '_', '[', ']', '<', '&', '|', '~':
		return true
	case '>', '-', '+', '=', ':': // quotes, lists, underlined headings, tables
		return i == 0 || r == ':' && strings.HasPrefix(after, "/")
	case '#': // headings, and what closes them
		return i == 0 || strings.HasSuffix(before, " ") || strings.HasSuffix(before, "#")
	case '!': // as in <!-- and in images
		return strings.HasSuffix(before, "<") || strings.HasPrefix(after, "[")
	case '.': // GitHub's links without brackets
		return len(before) >= 3 && strings.EqualFold(before[len(before)-3:], "www")
	case '@':
		last, _ := utf8.DecodeLastRuneInString(before)
		return unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune(".-_+", last)
	}
	return false
}

// orderedMark returns where the mark of "1." or "1)" stands that line begins
// with, -1 when it does not.
func orderedMark(line string) int {
	rest := strings.TrimLeft(line, "0123456789")
	if i := len(line) - len(rest); i > 0 && rest != "" && (rest[0] == '.' || rest[0] == ')') {
		return i
	}
	return -1
}
