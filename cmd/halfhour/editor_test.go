package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Editors as people set them, and as nobody should: no shell reads the command,
// what is written is taken whole or waits, and what is printed gives the terminal
// no orders.
func TestEditors(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("there is no sh")
	}
	tools := filepath.Join(t.TempDir(), "my tools")
	if err := os.MkdirAll(tools, 0o700); err != nil {
		t.Fatal(err)
	}
	waits := filepath.Join(tools, "edit")
	if err := os.WriteFile(waits, []byte("#!/bin/sh\n[ \"$1\" = --wait ] && [ -f \"$2\" ] && echo '# looked at' >> \"$2\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, editor, says string
		taken, kept        bool // in force; waiting in a file
	}{
		{"waits, in a folder with a space", `"` + waits + `" --wait`, "are in force", true, false},
		{"saves by renaming", `sh -c 'cp "$1" "$1.new" && echo "# a line" >> "$1.new" && mv "$1.new" "$1"' --`, "are in force", true, false},
		{"a second command", `true ; touch planted`, "nothing was changed", false, false},
		{"a command inside", "true $(touch planted) `touch planted`", "nothing was changed", false, false},
		{"a pipe", `true | tee planted`, "nothing was changed", false, false},
		{"not there", `no-such-editor --wait`, "no-such-editor failed", false, false},
		{"an open quote", `vi "`, "cannot be read as a command", false, false},
		{"fails", `sh -c 'echo "# half" >> "$1"; exit 1' --`, "goes on with it", false, true},
		{"is killed", `sh -c 'echo "# half" >> "$1"; kill -9 $$' --`, "goes on with it", false, true},
		{"takes the file away", `rm`, "cannot be read", false, false},
		{"writes 100 MB", `sh -c 'head -c 100000000 /dev/zero > "$1"' --`, "goes on with it", false, true},
		{"writes orders", `sh -c 'printf "\\033]0;owned\\007\\033[2J = 3" >> "$1"' --`, "goes on with it", false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			cmd := exec.Command("halfhour", "stages", "edit")
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "HALFHOUR_DB="+filepath.Join(dir, "h.db"), "XDG_STATE_HOME="+filepath.Join(dir, "state"), "VISUAL=", "EDITOR="+c.editor)
			out, err := cmd.CombinedOutput()
			if (err == nil) != (c.taken || c.says == "nothing was changed") || !strings.Contains(string(out), c.says) {
				t.Errorf("%v: %.600s", err, out)
			}
			if bad := obeyed(string(out)); bad != nil {
				t.Errorf("it prints %v: %.600q", bad, out)
			}
			if fileExists(filepath.Join(dir, "planted")) {
				t.Error("a shell read the command")
			}
			waiting, _ := filepath.Glob(filepath.Join(dir, "state", "halfhour", "editing", "*"))
			if (len(waiting) == 1) != c.kept {
				t.Errorf("waiting: %v", waiting)
			}
			for _, path := range waiting {
				if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
					t.Errorf("%s can be read by others: %v", path, err)
				}
			}
		})
	}
}
