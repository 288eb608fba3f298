package main

import (
	"context"
	"errors"
	"fmt"

	"halfhour/agenda"
	"halfhour/store"
)

// job is one run of import.
type job struct {
	p       *program
	o       importOptions
	today   agenda.Date
	scratch *scratch
	bar     *progress
	asks    bool
	st      *store.Store // nil while there is no file yet
	exports []*export
	skipped []string
	first   bool // nothing was imported before
	done    int
	taken   []taken // exports of deals that came in
}

// runImport recognises all files, and asks about them, before it takes any.
func (p *program) runImport(ctx context.Context, args []string, o importOptions) (err error) {
	if err := o.parse(); err != nil {
		return err
	}
	today, err := p.today()
	if err != nil {
		return err
	}
	scratch, err := p.newScratch()
	if err != nil {
		return err
	}
	collectAt(importPercent)
	j := &job{p: p, o: o, today: today, scratch: scratch, bar: p.newProgress()}
	j.asks = p.hasScreen()
	defer func() { err = j.close(ctx, err) }()
	if err := j.openKnown(ctx); err != nil {
		return err
	}
	if err := j.recognise(ctx, args); err != nil {
		return err
	}
	if err := j.openAll(ctx); err != nil {
		return err
	}
	return j.take(ctx)
}

// close ends the job, whatever became of it, and says how far it came.
func (j *job) close(ctx context.Context, err error) error {
	j.bar.end()
	for _, e := range j.exports {
		err = errors.Join(err, e.close())
	}
	if j.st != nil {
		err = errors.Join(err, j.st.Close())
	}
	err = errors.Join(err, j.scratch.remove())
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && j.done == len(j.exports) && j.done > 0:
		return errors.New("stopped, with everything in")
	case ctx.Err() != nil && j.done > 0:
		return fmt.Errorf("stopped: %s of %d %s in, nothing was written of the others", agenda.Count(j.done), len(j.exports), plural(len(j.exports), "file is", "files are"))
	case ctx.Err() != nil:
		return ctx.Err() // whatever the reading or the database says of being interrupted
	}
	return err
}

// openKnown opens the file if there is one: it remembers what was said about
// exports. For a dry run a copy of it is opened.
func (j *job) openKnown(ctx context.Context) (err error) {
	if !fileExists(j.p.path()) {
		return nil
	}
	if !j.o.dry {
		j.st, err = j.p.openToWrite(ctx)
		return err
	}
	original, err := store.OpenReadOnly(j.p.path())
	if errors.Is(err, store.ErrOlder) {
		original, err = store.Open(j.p.path())
	}
	if err != nil {
		return err
	}
	copied, err := j.scratch.create()
	if err != nil {
		return errors.Join(err, original.Close())
	}
	err = errors.Join(copied.Close(), original.CloneTo(copied.Name()), original.Close())
	if err != nil {
		return err
	}
	return j.openStore(ctx, copied.Name())
}

// openAll makes the file if there was none, in the private folder for a dry run,
// and settles the first currency.
func (j *job) openAll(ctx context.Context) error {
	dir, err := j.scratch.folder() // SQLite keeps there what does not fit into memory
	if err != nil {
		return err
	}
	if j.st == nil && j.o.dry {
		err = j.openStore(ctx, dir+"/dry-run.db")
	} else if j.st == nil {
		j.st, err = j.p.openToWrite(ctx)
	}
	if err != nil {
		return err
	}
	j.first, err = isFirst(ctx, j.st)
	return err
}

func (j *job) openStore(ctx context.Context, path string) (err error) {
	if j.st, err = store.Open(path); err != nil {
		return err
	}
	return j.p.remember(ctx, j.st)
}

// isFirst says whether nothing was imported yet, and no home currency set.
func isFirst(ctx context.Context, st *store.Store) (bool, error) {
	if home, err := st.HomeCurrency(ctx); err != nil || home != "" {
		return false, err
	}
	_, _, imported, err := st.LastImport(ctx)
	return !imported, err
}
