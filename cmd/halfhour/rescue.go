package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"halfhour/agenda/safe"
	"halfhour/tui/live"
)

// rescue writes what the database did not take of a review into a file of its
// own, beside the database or where temporary files go, and returns where; what
// cannot be written anywhere is printed. There was nothing to rescue when it
// returns "".
func (p *program) rescue(room *live.Room) string {
	unsaved, lost := room.Unsaved()
	if !lost {
		return ""
	}
	briefing := room.State().Briefing
	write := func(w io.Writer) error {
		if err := writeMinutes(w, unsaved, briefing); err != nil {
			return err
		}
		for _, d := range unsaved.Drafts {
			if _, err := fmt.Fprintf(w, "\nHalf typed: %s\n", strings.TrimSpace(d.Text)); err != nil {
				return err
			}
		}
		return nil
	}
	name := "unsaved-" + minutesName(unsaved.Today, briefing.RepNames())
	for _, folder := range []string{filepath.Dir(p.path()), os.TempDir()} {
		if written, err := writeNumbered(folder, name, write); err == nil {
			return filepath.Join(folder, written)
		}
	}
	var text strings.Builder
	_ = write(&text)
	p.printf("%s\n", safe.Block(text.String()))
	return "the lines above"
}

// unsaved says that not everything was saved, why, and where the words are.
func unsaved(state live.State, again, where string) error {
	if where == "" {
		return fmt.Errorf("not everything was saved: %s", state.Trouble)
	}
	return fmt.Errorf("not everything was saved: %s; all of it is in %s, and halfhour review %s goes on with what was saved before",
		strings.TrimSuffix(state.Trouble, "."), where, again)
}
