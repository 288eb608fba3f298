package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Ctrl-C ends a command that waits for the rest of its standard input.
func TestInterruptedWhileItReads(t *testing.T) {
	cmd := exec.Command("halfhour", "settings", "import", "-")
	cmd.Env = append(os.Environ(), "HALFHOUR_DB="+filepath.Join(t.TempDir(), "halfhour.db"))
	var said bytes.Buffer
	cmd.Stderr = &said
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// More than a pipe holds: once all of it is written, somebody reads.
	if _, err := io.WriteString(in, strings.Repeat("# nothing to see here\n", 20_000)); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 1 || !strings.Contains(said.String(), "stopped; nothing of this was written") {
		t.Errorf("exit code %d: %s", code, &said)
	}
}
