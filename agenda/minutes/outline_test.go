package minutes_test

import (
	"bufio"
	"bytes"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	render "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// outline is what a Markdown reader makes of a document.
type outline struct {
	headings []string // "## Name"
	lines    []string // the text of each paragraph and list item
	items    int
	tasks    int
	comments int      // our own, at the end of a block
	foreign  []string // nodes that only text from outside could have made
}

var ourComment = regexp.MustCompile(`^<!-- halfhour:[0-9A-Za-z-]+ -->$`)

// readers are a plain CommonMark one and one as GitHub reads.
var readers = map[string]goldmark.Markdown{
	"CommonMark": goldmark.New(),
	"GitHub":     goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote)),
}

func read(t *testing.T, reader, document string) outline {
	t.Helper()
	source := []byte(document)
	var o outline
	err := ast.Walk(readers[reader].Parser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			o.see(n, source)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *outline) see(n ast.Node, source []byte) {
	switch n := n.(type) {
	case *ast.Document, *ast.List, *ast.Text, *ast.String:
	case *ast.ListItem:
		o.items++
	case *ast.Paragraph, *ast.TextBlock:
		o.lines = append(o.lines, plain(n, source))
	case *ast.Heading:
		o.headings = append(o.headings, strings.Repeat("#", n.Level)+" "+plain(n, source))
	case *ast.Emphasis:
		if n.Level != 2 {
			o.foreign = append(o.foreign, "emphasis "+plain(n, source))
		}
	case *extast.TaskCheckBox:
		o.tasks++
	case *ast.RawHTML:
		html := string(n.Segments.Value(source))
		if ourComment.MatchString(html) && n.NextSibling() == nil {
			o.comments++
		} else {
			o.foreign = append(o.foreign, "HTML "+html)
		}
	default:
		o.foreign = append(o.foreign, fmt.Sprintf("%v %q", n.Kind(), plain(n, source)))
	}
}

// plain returns the text of a node, lines joined by "\n", as a reader sees it.
func plain(n ast.Node, source []byte) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch c := child.(type) {
		case *ast.Text:
			b.WriteString(rendered(c.Value(source)))
			if c.HardLineBreak() || c.SoftLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.RawHTML:
		default:
			b.WriteString(plain(c, source))
		}
	}
	return b.String()
}

// rendered returns text as the renderer writes it, backslashes and entities
// resolved.
func rendered(source []byte) string {
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	render.DefaultWriter.Write(w, source)
	if err := w.Flush(); err != nil {
		panic(err)
	}
	return html.UnescapeString(b.String())
}
