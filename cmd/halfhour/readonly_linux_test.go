package main

import (
	"crypto/sha256"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// unwritable are ways in which a file cannot be written; each is given the
// folder and the file, and says why it cannot be had here.
var unwritable = map[string]func(t *testing.T, folder, file string) (cannot string){
	"file": func(t *testing.T, _, file string) string { return failed(os.Chmod(file, 0o444)) },
	"folder": func(t *testing.T, folder, _ string) string {
		t.Cleanup(func() { _ = os.Chmod(folder, 0o700) })
		return failed(os.Chmod(folder, 0o555))
	},
	"mount": func(t *testing.T, folder, _ string) string {
		if err := syscall.Mount(folder, folder, "", syscall.MS_BIND, ""); err != nil {
			return failed(err)
		}
		t.Cleanup(func() { _ = syscall.Unmount(folder, syscall.MNT_DETACH) })
		return failed(syscall.Mount("", folder, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	},
	"another user": func(t *testing.T, _, file string) string { return failed(os.Chown(file, 65534, 65534)) },
}

func failed(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}

// A file that cannot be written is shown by what prints, byte for byte as it is;
// a screen and what writes refuse it, say why, and a screen says what shows it.
func TestAFileThatCannotBeWritten(t *testing.T) {
	for name, forbid := range unwritable {
		t.Run(name, func(t *testing.T) {
			env := fileWithDeals(t)
			file := filepath.Join(t.TempDir(), "shared", "halfhour.db")
			if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			copyFile(t, dbOf(env), file)
			if why := forbid(t, filepath.Dir(file), file); why != "" {
				t.Skip("not to be had here: " + why)
			}
			env = append(env, "HALFHOUR_DB="+file)
			content := func() [sha256.Size]byte {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				return sha256.Sum256(text)
			}
			before, why := content(), "is read-only: halfhour can only show it"
			if name == "another user" {
				why = "belongs to another user: copy it"
			}
			for _, args := range [][]string{{}, {"deals"}, {"actions"}, {"hygiene"}, {"review", "--rep", "ana"}, {"prep", "--rep", "ana"}} {
				x := runTerminal(t, 150, 30, env, args...)
				if code := x.exit(); code != 1 {
					t.Errorf("%q: exit code %d", args, code)
				}
				x.has(why, "halfhour deals --plain")
			}
			for _, line := range []string{"--plain", "deals --plain", "deals --json", "actions", "hygiene", "changes", "people", "export actions", "stages", "doctor"} {
				cmd := exec.Command("halfhour", strings.Fields(line)...)
				cmd.Env, cmd.Dir = append(os.Environ(), env...), t.TempDir()
				if out, err := cmd.CombinedOutput(); err != nil && line != "doctor" || strings.Contains(string(out), "panic") {
					t.Errorf("%s: %v\n%s", line, err, out)
				}
			}
			for _, line := range []string{"import " + strings.TrimPrefix(env[2], "HALFHOUR_EXPORT="), "people add Bo --role rep", "--me Ana people"} {
				cmd := exec.Command("halfhour", strings.Fields(line)...)
				cmd.Env, cmd.Dir = append(os.Environ(), env...), t.TempDir()
				if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), why) || strings.Count(string(out), "\n") != 1 {
					t.Errorf("%s: %v\n%s", line, err, out)
				}
			}
			if content() != before {
				t.Error("the file was changed")
			}
			if left, _ := filepath.Glob(file + "*"); len(left) != 1 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}
