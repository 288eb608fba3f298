package store

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A statement whose context ends takes its whole transaction back, and those
// after it would be on their own. So inside a transaction no statement gets a
// context; the few functions that may use one are listed.
func TestNoContextReachesAStatement(t *testing.T) {
	may := []string{
		"fill", "makeTables", // an import's tables, which are temporary
		"readBack",                                   // a new connection's settings
		"ExecContext",                                // what it was given, see remembering
		"fileCheck", "pagesCheck", "referencesCheck", // looking at a file
		"checkpoint", "copyTo", "blank", "ContentsOf", // no transaction of ours
	}
	sources, err := filepath.Glob("*.go")
	check(t, err)
	found := 0
	for _, name := range sources {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file := must(parser.ParseFile(token.NewFileSet(), name, nil, 0))(t)
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				switch call.Sel.Name {
				case "ExecContext", "QueryContext", "QueryRowContext", "PrepareContext":
					found++
					if !slices.Contains(may, f.Name.Name) {
						t.Errorf("%s calls %s", f.Name.Name, call.Sel.Name)
					}
				}
				return true
			})
		}
	}
	if found == 0 {
		t.Error("nothing was looked at")
	}
}
