package minutes_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"pgregory.net/rapid"

	"halfhour/agenda/minutes"
)

// TestBoxesAsGoldmarkReadsThem holds our reading of boxes against goldmark's.
func TestBoxesAsGoldmarkReadsThem(t *testing.T) {
	reader := goldmark.New(goldmark.WithExtensions(extension.TaskList))
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{
			"- ", "* ", "1. ", "  ", "    ", "> ", "\n", "\n\n", "# ", "[ ]", "[x]", "[X]", "[\t]", "[]", "[y]", "[ x]", "[ ](u)", "[x]\n", " ", "\t", "call", "`", "\v", "[", "]",
		})
		file := strings.Join(rapid.SliceOfN(piece, 0, 24).Draw(t, "pieces"), "")
		var want []bool
		_ = ast.Walk(reader.Parser().Parse(text.NewReader([]byte(file))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
			if box, ok := n.(*extast.TaskCheckBox); ok && entering {
				want = append(want, box.IsChecked)
			}
			return ast.WalkContinue, nil
		})
		tasks, err := minutes.ReadTasks(strings.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		var got []bool
		for _, task := range tasks {
			got = append(got, task.Done)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q has the boxes %v, goldmark reads %v", file, got, want)
		}
	})
}
