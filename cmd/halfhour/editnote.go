package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	tea "charm.land/bubbletea/v2"

	"halfhour/store/disk"
)

// mostOfNote is how much of a file that comes back from an editor is a note.
const mostOfNote = 64 << 10

// editNote opens a note in the person's editor while the screen waits. It is a
// file of the user's own meanwhile. What the editor leaves is given back even
// when it failed.
func (p *program) editNote(text string, done func(text string, err error) tea.Msg) tea.Cmd {
	return func() tea.Msg {
		words, err := editorWords(true)
		if err != nil {
			return done("", err)
		}
		e := editing{name: fmt.Sprintf("note-%d.md", os.Getpid()), text: []byte(text), anew: true}
		path, err := e.begin(p)
		if err != nil {
			return done("", err)
		}
		return tea.Exec(lent{p, p.editorOn(context.Background(), words, path)}, func(failed error) tea.Msg {
			written, err := readNote(path)
			if errors.Is(err, errLongNote) {
				err = fmt.Errorf("%w; all of it is in %s", err, path)
			} else {
				err = errors.Join(err, os.Remove(path))
			}
			return done(written, errors.Join(failed, err))
		})()
	}
}

var errLongNote = errors.New("a note holds 64 KB; the rest was cut off")

// readNote reads what the editor left.
func readNote(path string) (string, error) {
	text, err := readBeginning(path, mostOfNote)
	if err == nil && len(text) > mostOfNote {
		return string(text[:mostOfNote]), errLongNote
	}
	return string(text), disk.Cause(err)
}
