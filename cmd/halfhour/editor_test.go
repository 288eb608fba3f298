package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
	usual := 0.0 // MiB; what the system counts begins with what the test itself took
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
		{"leaves 1 GB", `sh -c 'dd if=/dev/zero of="$1" bs=1 count=1 seek=1073741823 2>/dev/null' --`, "longer than", false, true},
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
			if took := peak(cmd); usual > 0 && took > usual+512 {
				t.Errorf("it took %.0f MiB, not %.0f", took, usual)
			} else {
				usual = took
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

// A note that is written in an editor comes back into the screen, whatever became
// of the editor, and what does not fit there stays in its file.
func TestEditorsOfNotes(t *testing.T) {
	for _, c := range []struct {
		name, editor string
		shows        []string
		kept         bool
	}{
		{"saves by renaming", `sh -c 'cp "$1" "$1.new" && echo "and more" >> "$1.new" && mv "$1.new" "$1"' --`, []string{"first words", "and more"}, false},
		{"fails", `sh -c 'echo "and half" >> "$1"; exit 1' --`, []string{"first words", "and half", "failed"}, false},
		{"is killed", `sh -c 'echo "and half" >> "$1"; kill -9 $$' --`, []string{"first words", "and half", "failed"}, false},
		{"is not there", `no-such-editor`, []string{"first words", "no-such-editor"}, false},
		{"takes the file away", `rm`, []string{"first words"}, false},
		{"a shell", "true ; touch planted $(touch planted)", []string{"first words"}, false},
		{"writes orders", `sh -c 'printf "\\033]0;owned\\007\\033[6n\\302\\233" >> "$1"' --`, []string{"first words]0;owned[6n"}, false},
		{"writes 100 MB", `sh -c 'head -c 100000000 /dev/zero | tr "\\0" x >> "$1"' --`, []string{"64 KB"}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := append(fileWithDeals(t), "VISUAL=", "EDITOR="+c.editor)
			x := runTerminal(t, 120, 36, env, "prep", "--rep", "Ana Ruiz")
			x.wait("Overview")
			x.typed(right, "e")
			x.wait("ctrl+e")
			x.typed("first words", "\x05")
			x.until("the screen again", func(string) bool { return strings.Count(x.written(), "\x1b[?1049h") == 2 })
			x.wait(c.shows...)
			state := strings.TrimPrefix(env[3], "XDG_STATE_HOME=")
			left := func() []string {
				list, _ := filepath.Glob(filepath.Join(state, "halfhour", "editing", "*"))
				return list
			}
			for end := time.Now().Add(patience); (len(left()) == 1) != c.kept && time.Now().Before(end); {
				time.Sleep(10 * time.Millisecond) // it is read back
			}
			x.typed(ctrlC)
			x.exit()
			if bad := foreign(x.written()); bad != nil {
				t.Errorf("it sends the terminal %q", bad)
			}
			if planted, _ := filepath.Glob(filepath.Join(x.cmd.Dir, "*")); len(planted) != 0 {
				t.Errorf("a shell read the command: %v", planted)
			}
			if len(left()) == 1 != c.kept {
				t.Errorf("left are %v", left())
			}
			for _, path := range left() {
				if info, err := os.Stat(path); err != nil || info.Size() < 100_000_000 || info.Mode().Perm()&0o077 != 0 {
					t.Errorf("%s is %v, %v", path, info, err)
				}
			}
		})
	}
}
