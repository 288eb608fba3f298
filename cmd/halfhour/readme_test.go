package main

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"halfhour/tui/actions"
	"halfhour/tui/hygiene"
	"halfhour/tui/review"
)

var updateReadme = flag.Bool("update-readme", false, "write the README's screen and key tables anew")

// The README's screen is a golden frame and its keys are the program's own, so
// neither can drift.
func TestReadmeIsInStep(t *testing.T) {
	root := filepath.Join("..", "..")
	path := filepath.Join(root, "README.md")
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	screen, err := os.ReadFile(filepath.Join(root, "tui", "review", "testdata", "TestScreenOfTheReadme.golden"))
	if err != nil {
		t.Fatal(err)
	}
	want := between(t, string(source), "screen", "```text\n"+strings.TrimRight(string(screen), "\n")+"\n```\n")
	want = between(t, want, "keys", keyTables())
	if want == string(source) {
		return
	}
	if !*updateReadme {
		t.Fatal("the README shows another screen or other keys than the program: go test ./cmd/halfhour -run Readme -update-readme")
	}
	if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// between replaces what stands between two marks.
func between(t *testing.T, text, mark, with string) string {
	t.Helper()
	head, rest, ok := strings.Cut(text, "<!-- "+mark+" -->\n")
	_, tail, ok2 := strings.Cut(rest, "<!-- /"+mark+" -->\n")
	if !ok || !ok2 {
		t.Fatalf("the README has no place for its %s", mark)
	}
	return head + "<!-- " + mark + " -->\n" + with + "<!-- /" + mark + " -->\n" + tail
}

func keyTables() string {
	var b strings.Builder
	for _, table := range slices.Concat(review.KeyTables(), hygiene.KeyTables(), actions.KeyTables()) {
		b.WriteString("\n| " + table.Title + " | |\n| --- | --- |\n")
		for _, k := range table.Keys {
			b.WriteString("| `" + strings.ReplaceAll(k.Keys, "|", `\|`) + "` | " + k.Does + " |\n")
		}
	}
	return b.String() + "\n"
}
