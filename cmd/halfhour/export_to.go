package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"halfhour/agenda/minutes"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/store/disk"
)

// destination is where -o and --force send what a command writes.
type destination struct {
	to    string // a file, a folder, "-" or "" for the output
	force bool
}

// flags adds -o and --force to a command that writes one file.
func (d *destination) flags(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&d.to, "output", "o", "", "write to this `FILE`, which must be new; - is the terminal or pipe")
	cmd.Flags().BoolVar(&d.force, "force", false, "replace the file of -o when there is one")
}

// csvTo makes it a CSV where -o names a place for one, and refuses one that is
// to be JSON too.
func (p *program) csvTo(d destination, csv *bool) error {
	*csv = *csv || d.to != ""
	if *csv && p.json {
		return misuse("--csv and --json are two ways to write it: say one; -o is for --csv")
	}
	return nil
}

// exportOptions are the flags of both exports.
type exportOptions struct {
	destination
	reps   []string
	owners []string
	format string
}

// exported is one file of an export: its name without the ending, and what is
// in it.
type exported struct {
	name  string
	write func(io.Writer) error
}

// folder says whether -o names a folder: one that is there, or a name that ends
// like one.
func (d destination) folder() bool {
	if d.to == "" || d.to == "-" {
		return false
	}
	if strings.HasSuffix(d.to, string(filepath.Separator)) {
		return true
	}
	info, err := os.Stat(d.to)
	return err == nil && info.IsDir()
}

// writeOut writes one file to where -o says. What is in it is for a program and
// as it was received; a terminal, which would obey it, is only shown it.
func (p *program) writeOut(d destination, write func(io.Writer) error) error {
	switch {
	case d.to != "" && d.to != "-":
		return p.writeOne(d.to, d.force, write)
	case !p.onTerminal():
		return write(p.out)
	}
	var text strings.Builder
	err := write(&text)
	_, _ = io.WriteString(p.out, string(safe.Block(text.String())))
	return err
}

// writeFiles writes an export to where -o says, into a folder a file for each.
func (p *program) writeFiles(d destination, ext string, files []exported) error {
	if !d.folder() {
		return p.writeOut(d, files[0].write)
	}
	if err := os.MkdirAll(d.to, 0o700); err != nil {
		return fmt.Errorf("%s: %w", d.to, disk.Cause(err))
	}
	for _, f := range files {
		if err := p.writeOne(filepath.Join(d.to, f.name+ext), d.force, f.write); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) writeOne(path string, force bool, write func(io.Writer) error) error {
	to := writeNew
	if force {
		to = replace
	}
	err := to(path, write)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s exists already and was left as it is: name another file, or say --force to replace it", path)
	case err != nil:
		return fmt.Errorf("%s was not written: %w", path, err)
	}
	p.say("wrote %s", path)
	return nil
}

// actionFiles are the files of a list of actions in a format: one, but an
// e-mail for each owner.
func (p *program) actionFiles(ctx context.Context, st *store.Store, o exportOptions, name string, list minutes.ActionsOf) ([]exported, error) {
	format, err := minutes.ParseFormat(o.format)
	if err != nil {
		return nil, misuse("--format: %s", err)
	}
	now := p.now().Round(0)
	if format != minutes.EML {
		return []exported{{name, func(w io.Writer) error { return minutes.WriteActionsAs(w, format, list, now) }}}, nil
	}
	me, _, err := st.Me(ctx)
	if err != nil {
		return nil, err
	}
	var files []exported
	var names []string
	for _, owner := range list.Owners() {
		mail := minutes.ActionsMail(list, owner, now)
		if owner.ID != me.ID {
			mail.From = me
		}
		files = append(files, exported{name + "-" + fileWords(owner.Name), mail.Write})
		names = append(names, owner.Name)
	}
	if len(files) == 0 {
		return nil, errors.New("nobody owns an open action, so there is no e-mail to write")
	}
	return files, o.fits(names)
}

// fits refuses e-mails to several people where only one can be written.
func (d destination) fits(names []string) error {
	if len(names) > 1 && !d.folder() {
		return misuse("an e-mail goes to one person: name a folder, like -o mails/, or one of them with --owner: %s", strings.Join(names, ", "))
	}
	return nil
}

// named returns the ids of people as they were typed.
func named(ctx context.Context, st *store.Store, typed []string) (map[string]bool, error) {
	ids := map[string]bool{}
	for _, name := range typed {
		who, err := findPerson(ctx, st, name)
		if err != nil {
			return nil, err
		}
		ids[who.ID] = true
	}
	return ids, nil
}

// ownedBy keeps the actions of the people that --owner names.
func ownedBy(ctx context.Context, st *store.Store, rows []store.ActionRow, owners []string) ([]store.ActionRow, error) {
	if len(owners) == 0 {
		return rows, nil
	}
	wanted, err := named(ctx, st, owners)
	if err != nil {
		return nil, err
	}
	var kept []store.ActionRow
	for _, row := range rows {
		if wanted[row.Owner] {
			kept = append(kept, row)
		}
	}
	return kept, nil
}
