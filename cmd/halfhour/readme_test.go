package main

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	paths "golang.org/x/mod/module"

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

// What the program is built with, and each folder, is named.
func TestReadmeNamesWhatThereIs(t *testing.T) {
	root := filepath.Join("..", "..")
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, folders, _ := strings.Cut(string(text), "\n## The folders\n")
	folders, modules, _ := strings.Cut(folders, "\n## What it is built with\n")
	modules, _, _ = strings.Cut(modules, "\n## ")
	for _, r := range readModule(t, filepath.Join(root, "go.mod")).Require {
		base, _, _ := paths.SplitPathVersion(r.Mod.Path)
		if name := base[strings.LastIndexByte(base, '/')+1:]; !r.Indirect && !strings.Contains(modules, name) {
			t.Errorf("it does not say what %s is for", r.Mod.Path)
		}
	}
	for _, part := range []string{"agenda", "store", "tui"} {
		found, err := filepath.Glob(filepath.Join(root, part, "*", "*.go"))
		if err != nil || len(found) == 0 {
			t.Fatal(part, err)
		}
		for _, path := range found {
			if name := filepath.Base(filepath.Dir(path)); !strings.Contains(folders, " "+name+"/") {
				t.Errorf("it does not say what %s/%s is", part, name)
			}
		}
	}
}
