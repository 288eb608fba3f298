package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

// floors are the versions below which a module has a hole or loses data.
var floors = map[string]string{
	"charm.land/ssh":              "v0.4.2",
	"charm.land/wish/v2":          "v2.0.3",
	"github.com/xuri/excelize/v2": "v2.11.0",
	"github.com/yuin/goldmark":    "v1.7.17",
	"golang.org/x/crypto":         "v0.52.0",
	"golang.org/x/text":           "v0.39.0",
	"modernc.org/sqlite":          "v1.58.0",
}

func readModule(t *testing.T, path string) *modfile.File {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := modfile.Parse(path, text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestModulesAreNewEnough(t *testing.T) {
	ours := readModule(t, filepath.Join("..", "..", "go.mod"))
	if v := "v" + ours.Go.Version; semver.Compare(v, "v1.26.6") < 0 {
		t.Errorf("go %s", ours.Go.Version)
	}
	libc := ""
	for _, r := range ours.Require {
		if floor := floors[r.Mod.Path]; floor != "" && semver.Compare(r.Mod.Version, floor) < 0 {
			t.Errorf("%s is older than %s", r.Mod, floor)
		}
		if r.Mod.Path == "modernc.org/libc" {
			libc = r.Mod.Version
		}
	}
	// SQLite is translated for one version of its libc.
	out, err := exec.Command("go", "list", "-m", "-f", "{{.GoMod}}", "modernc.org/sqlite").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range readModule(t, strings.TrimSpace(string(out))).Require {
		if r.Mod.Path == "modernc.org/libc" && r.Mod.Version != libc {
			t.Errorf("modernc.org/libc is %s; SQLite was made for %s", libc, r.Mod.Version)
		}
	}
}
