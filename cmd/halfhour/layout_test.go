package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "halfhour"

// imports returns what each package of the module imports, tests left out.
// Paths of our own packages are relative to the module: "agenda/inspect".
func imports(t *testing.T) map[string][]string {
	t.Helper()
	root := filepath.Join("..", "..")
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && path != root && strings.HasPrefix(d.Name(), ".") {
			return cmpErr(err, fs.SkipDir)
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, filepath.Dir(path))
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			found[filepath.ToSlash(rel)] = append(found[filepath.ToSlash(rel)], strings.TrimPrefix(name, module+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func cmpErr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// reach returns every import of a package, directly or through our own.
func reach(all map[string][]string, from string) []string {
	var seen []string
	var walk func(string)
	walk = func(pkg string) {
		for _, name := range all[pkg] {
			if !slices.Contains(seen, name) {
				seen = append(seen, name)
				walk(name)
			}
		}
	}
	walk(from)
	return seen
}

func under(pkg, folder string) bool { return pkg == folder || strings.HasPrefix(pkg, folder+"/") }

// machine is what reaches the files, programs and settings of a computer. That
// Bubble Tea imports some of it for itself is not our way to them.
var machine = []string{"os", "os/exec", "os/user", "io/fs", "path/filepath", "syscall", "plugin", "net/http", "database/sql",
	"github.com/adrg/xdg", "github.com/spf13/cobra", "agenda/tomlfile", "agenda/process", "store", "cmd/halfhour", "tui/mapping", "tui/hygiene", "tui/deals"}

// Imports run one way: cmd → tui, store → agenda.
func TestImportsRunOneWay(t *testing.T) {
	all := imports(t)
	never := []struct {
		from string
		what []string
		why  string
	}{
		{"agenda", []string{"tui", "store", "cmd"}, "the rules know neither screen nor file"},
		{"agenda", []string{"os", "os/exec", "net", "io/fs", "database/sql", "log"}, "the rules do no I/O"},
		{"store", []string{"tui", "cmd"}, "the file does not know the screen"},
		{"tui", []string{"store", "cmd", "database/sql"}, "the screen does not know the file"},
		{"tui/live", []string{"tui", "tui/review"}, "the room gets its model from outside"},
		{"tui/live", []string{"tui/guest"}, "the room gets its model from outside"},
		{"tui/live", machine, "no way from a guest to the host's machine"},
		{"tui/review", machine, "no way from a guest to the host's machine"},
		{"tui/guest", machine, "no way from a guest to the host's machine"},
	}
	for pkg := range all {
		for _, rule := range never {
			if !under(pkg, rule.from) {
				continue
			}
			for _, name := range reach(all, pkg) {
				if slices.Contains(rule.what, name) {
					t.Errorf("%s reaches %s: %s", pkg, name, rule.why)
				}
			}
		}
	}
}

// agenda never asks what time it is and starts nothing.
func TestAgendaIsPure(t *testing.T) {
	root := filepath.Join("..", "..", "agenda")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, word := range []string{"time.Now(", "time.Since(", "time.Until(", "time.Local", "\tgo func", "math/rand"} {
			if strings.Contains(string(source), word) {
				t.Errorf("%s has %q", path, strings.TrimSpace(word))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// doors are the files through which goroutines start: in them a panic is caught.
var doors = []string{"tui/aside/aside.go", "store/alongside.go"}

// starters are functions that start goroutines too.
var starters = []string{"sync.WaitGroup", "time.AfterFunc", "context.AfterFunc", "errgroup.Group"}

// Every goroutine of our own starts through a door, so that none that panics
// leaves the terminal as it happens to be.
func TestGoroutinesStartThroughADoor(t *testing.T) {
	root, found := filepath.Join("..", ".."), 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "testdata" || path != root && strings.HasPrefix(d.Name(), ".")) {
			return cmpErr(err, fs.SkipDir)
		}
		rel, _ := filepath.Rel(root, path)
		door := slices.Contains(doors, filepath.ToSlash(rel))
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			starts := ""
			switch n := n.(type) {
			case *ast.GoStmt:
				starts = "a go statement"
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && slices.Contains(starters, x.Name+"."+n.Sel.Name) {
					starts = x.Name + "." + n.Sel.Name
				}
			}
			switch {
			case starts == "":
			case door:
				found++
			default:
				t.Errorf("%s has %s: start it with package tui/aside, or alongside in store", set.Position(n.Pos()), starts)
			}
			return true
		})
		return nil
	})
	if err != nil || found == 0 {
		t.Fatalf("%d starts found, %v", found, err)
	}
}

// The top level holds the four parts, the module and the README, nothing else.
func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{"cmd", "tui", "store", "agenda", "go.mod", "go.sum", "README.md"}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s does not belong at the top", e.Name())
		}
	}
}
