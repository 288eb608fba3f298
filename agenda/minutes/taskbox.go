package minutes

import (
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gmtext "github.com/yuin/goldmark/text"
)

// taskBox reads the box that a task list's item begins with, as goldmark's own
// extension does. Whoever imports that one compiles the expressions of all the
// others at every start, which costs more than the rest of Markdown.
type taskBox struct{}

// Trigger is what a box begins with.
func (taskBox) Trigger() []byte { return []byte{'['} }

// Parse reads "[ ]", "[x]" or "[X]" at the beginning of a list's item, and the
// blanks behind it; nil where there is none.
func (taskBox) Parse(parent ast.Node, block gmtext.Reader, _ parser.Context) ast.Node {
	item, ok := parent.Parent().(*ast.ListItem)
	if !ok || item.FirstChild() != parent || parent.HasChildren() {
		return nil
	}
	line, _ := block.PeekLine()
	if len(line) < 3 || line[2] != ']' || !isBlank(line[1]) && line[1] != 'x' && line[1] != 'X' {
		return nil
	}
	end := 3
	for end < len(line) && isBlank(line[end]) {
		end++
	}
	block.Advance(end)
	return extast.NewTaskCheckBox(!isBlank(line[1]))
}

func isBlank(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' && c != '\v' }
