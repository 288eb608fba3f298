package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/adrg/xdg"
	"github.com/google/shlex"

	"halfhour/agenda/safe"
	"halfhour/agenda/tomlfile"
	"halfhour/store/disk"
	"halfhour/tui/aside"
)

// editing is a text that a person changes in their editor. It stands in a file
// of the user's own from before the editor starts until it was taken, so that
// neither a mistake nor a crash loses it.
type editing struct {
	name  string                  // of the file, like "stages.toml"
	again string                  // the command that goes on with it
	text  []byte                  // what is in force
	take  func(text []byte) error // checks and stores
	anew  bool                    // leave aside what was not taken
}

// edit opens the editor until the text is taken or the person gives up. Where
// nobody can be asked, a mistake ends it.
func (p *program) edit(ctx context.Context, e editing) error {
	path, err := e.begin(p)
	if err != nil {
		return err
	}
	for {
		if err := p.runEditor(ctx, path); err != nil {
			return e.kept(path, err)
		}
		text, err := readBeginning(path, tomlfile.MostBytes)
		if err != nil {
			return fmt.Errorf("%s cannot be read: %w", path, disk.Cause(err))
		}
		if bytes.Equal(text, e.text) {
			p.say("nothing was changed")
			return os.Remove(path)
		}
		err = e.take(text)
		if err == nil {
			return os.Remove(path)
		}
		if !p.onTerminal() || !p.yes(ctx, fmt.Sprintf("%s\nNothing was changed. Back to the editor?", safe.Line(err.Error()))) {
			return e.kept(path, err)
		}
	}
}

// kept says what is wrong, and how the text is found again.
func (e editing) kept(path string, err error) error {
	if text, readErr := readBeginning(path, tomlfile.MostBytes); readErr != nil || bytes.Equal(text, e.text) {
		return errors.Join(err, os.Remove(path))
	}
	return fmt.Errorf("%w; nothing was changed, and what you wrote waits in %s: %s goes on with it", err, path, e.again)
}

// readBeginning reads as much of a file as may be in it, and one byte more where
// there is more: a person, or their editor, can leave any file there.
func readBeginning(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return beginning(f, most)
}

func beginning(in io.Reader, most int64) ([]byte, error) {
	return io.ReadAll(io.LimitReader(in, most+1))
}

// begin puts the text into its file. What was not taken last time is there
// already and comes up again.
func (e *editing) begin(p *program) (string, error) {
	folder := filepath.Join(xdg.StateHome, "halfhour", "editing")
	if err := disk.PrivateFolder(folder); err != nil {
		return "", err
	}
	db, err := filepath.Abs(p.path())
	if err != nil {
		return "", err
	}
	path := filepath.Join(folder, fmt.Sprintf("%08x-%s", crc32.ChecksumIEEE([]byte(db)), e.name))
	if e.anew {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("leave %s aside: %w", path, disk.Cause(err))
		}
	}
	err = writeNew(path, func(w io.Writer) error {
		_, err := w.Write(e.text)
		return err
	})
	if errors.Is(err, fs.ErrExist) {
		p.say("this is what you wrote last time, which was not taken; %s --anew begins with what is in force", e.again)
		return path, nil
	}
	return path, err
}

// runEditor waits for the editor that VISUAL or EDITOR names. Its words are
// split as a shell would, but no shell runs.
func (p *program) runEditor(ctx context.Context, path string) error {
	words, err := editorWords(p.onTerminal())
	if err != nil {
		return err
	}
	return p.editorOn(ctx, words, path)()
}

// editorOn returns what opens a file in an editor and waits for it.
func (p *program) editorOn(ctx context.Context, words []string, path string) func() error {
	cmd := exec.CommandContext(ctx, words[0], append(words[1:], path)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.in, p.out.file, p.err
	return func() error {
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("the editor %s failed: %w", words[0], err)
		}
		return nil
	}
}

// editorWords returns the editor's command.
func editorWords(onTerminal bool) ([]string, error) {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		command := strings.TrimSpace(os.Getenv(name))
		if command == "" {
			continue
		}
		words, err := shlex.Split(command)
		if err != nil || len(words) == 0 {
			return nil, fmt.Errorf("%s cannot be read as a command: %s", name, command)
		}
		return words, nil
	}
	fallback := "vi"
	if runtime.GOOS == "windows" {
		fallback = "notepad"
	}
	if _, err := exec.LookPath(fallback); err != nil || !onTerminal {
		return nil, errors.New("no editor is known: set EDITOR to one, such as EDITOR=nano")
	}
	return []string{fallback}, nil
}

// yes asks a question that enter answers with yes.
func (p *program) yes(ctx context.Context, question string) bool {
	_, _ = fmt.Fprintf(p.err, "%s [Y/n] ", question)
	line, err := p.typed(ctx, 1<<10)
	answer := strings.ToLower(strings.TrimSpace(line))
	return err == nil && line != "" && (answer == "" || strings.HasPrefix(answer, "y"))
}

// typed waits for a line on the terminal, of so many bytes at most, with what
// ends it; "" when the input ended before. The error is ctx's, when that ends
// first: a terminal cannot be waited for in any other way.
func (p *program) typed(ctx context.Context, most int64) (string, error) {
	return aside.Await(ctx, func() string {
		line, err := bufio.NewReaderSize(io.LimitReader(p.in, most), 16).ReadString('\n')
		if err != nil {
			return ""
		}
		return line
	}, p.broke)
}

// readTOML reads a file that a person edited, or for - standard input.
func (p *program) readTOML(ctx context.Context, name string) ([]byte, error) {
	in, err := p.openInput(ctx, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	text, err := beginning(in, tomlfile.MostBytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, disk.Cause(err))
	}
	return text, nil
}
