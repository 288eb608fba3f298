package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"halfhour/agenda"
	"halfhour/store"
	"halfhour/store/crm"
	"halfhour/store/disk"
)

// export is a CRM's export that was recognised.
type export struct {
	source source
	in     *os.File
	file   *crm.File
	hash   string
	size   int64

	crm, shape string
	known      store.Said         // what was said about such files before
	learned    store.Said         // and what was said now
	twins      []crm.Guess        // columns with the header of another, and other cells
	unplaced   []crm.UnknownStage // nobody said where they stand
	date       dating
	last       store.LastExport // of the same kind
	first      time.Time        // when this very file came in, zero for never
	// symbol is one that may mean several currencies and was taken for the home
	// currency, for want of anything better.
	symbol, taken string
	// plain, inHome and named count the amounts without a currency, in taken, and
	// in the currency that they name.
	plain, inHome, named int
}

func (e *export) close() error {
	var err error
	if e.file != nil {
		err = e.file.Close()
	}
	if e.in != nil {
		err = errors.Join(err, e.in.Close())
	}
	return err
}

// order is in which order kinds of files come in.
var order = []crm.Kind{crm.People, crm.Accounts, crm.Contacts, crm.Deals, crm.ContactRoles, crm.Activities, crm.Quotas, crm.History}

// recognise finds the files and opens them all. What is no export is passed
// over where nobody named it, unless there is nothing else.
func (j *job) recognise(ctx context.Context, args []string) error {
	g := &gatherer{p: j.p, scratch: j.scratch, bar: j.bar}
	if err := g.gather(ctx, args); err != nil {
		return err
	}
	var only error
	for _, s := range g.list {
		e, err := j.open(ctx, s)
		switch {
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		case errors.Is(err, errLeft) && s.found:
			g.skip(s.name, err)
		case errors.Is(err, errLeft):
			return fmt.Errorf("import %s: %w; nothing was imported", s.name, errLeft)
		case err != nil && s.found && noExport(err):
			g.skip(s.name, inShort(err))
			only = err
		case err != nil:
			return advised(err)
		default:
			j.exports = append(j.exports, e)
		}
	}
	j.skipped = g.skipped
	if len(j.exports) == 0 && only == nil {
		return fmt.Errorf("none of the %s was taken; nothing was imported", agenda.Counted(len(g.list), "file"))
	}
	if len(j.exports) == 0 {
		return fmt.Errorf("none of the %s is an export: %w", agenda.Counted(len(g.list), "file"), only)
	}
	slices.SortStableFunc(j.exports, func(a, b *export) int {
		return cmp.Or(slices.Index(order, a.file.Kind())-slices.Index(order, b.file.Kind()), a.date.at.Compare(b.date.at))
	})
	return nil
}

// noExport says whether a file that nobody named cannot be read because it is
// none of what is read, or somebody would have to say what it holds.
func noExport(err error) bool {
	return slices.ContainsFunc([]error{crm.ErrOtherKind, crm.ErrHeader, crm.ErrNotText, crm.ErrEmpty, crm.ErrNoDeals, crm.ErrNoRows},
		func(no error) bool { return errors.Is(err, no) })
}

// inShort says why a file that nobody named was passed over.
func inShort(err error) string {
	if u, ok := errors.AsType[*unsettledError](err); ok {
		return u.short
	}
	if inner := errors.Unwrap(err); inner != nil {
		err = inner
	}
	text, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), crm.ErrHeader.Error()+": "), "; found: ")
	return text
}

// openExport recognises one file that a person named.
func openExport(path string, o crm.Options) (*export, error) {
	e := &export{source: source{name: filepath.Base(path), path: path}}
	f, err := crm.Open(path, o)
	if err != nil {
		if errors.Is(err, crm.ErrOptions) {
			return nil, misuse("%s", err)
		}
		return nil, advised(err)
	}
	e.file = f
	return e, nil
}

// open recognises one file and settles what it leaves open.
func (j *job) open(ctx context.Context, s source) (e *export, err error) {
	e = &export{source: s}
	defer func() {
		if err != nil {
			_ = e.close()
		}
	}()
	if e.in, err = os.Open(s.path); err != nil {
		return e, fmt.Errorf("import %s: %w", s.name, disk.Cause(err))
	}
	info, err := e.in.Stat()
	if err != nil {
		return e, fmt.Errorf("import %s: %w", s.name, disk.Cause(err))
	}
	e.size = info.Size()
	j.bar.begin(s.name, "reading", e.textSize(), 3) // for its hash, its encoding, and what is in its columns
	in := &watched{ctx, e.in, j.bar}
	if e.hash, err = hashOf(in); err != nil {
		return e, fmt.Errorf("import %s: %w", s.name, disk.Cause(err))
	}
	a := &asker{p: j.p, ctx: ctx, o: &j.o, memory: j.st, asks: j.asks, e: e, bar: j.bar}
	if j.st != nil {
		if a.home, err = j.st.HomeCurrency(ctx); err != nil {
			return e, err
		}
		if a.process, err = j.st.Process(ctx); err != nil {
			return e, err
		}
	}
	o := j.o.Options
	o.Ask = a
	if e.textSize() == 0 {
		if o.TempDir, err = j.scratch.folder(); err != nil {
			return e, err
		}
	}
	e.file, err = crm.OpenReader(s.name, in, o)
	j.bar.end()
	switch {
	case errors.Is(err, crm.ErrOptions):
		return e, misuse("%s", err)
	case err != nil:
		return e, err
	}
	e.learned.Dates = cmp.Or(e.learned.Dates, j.o.Dates)
	if code := j.o.Currency; code != "" {
		e.learned.Currencies = map[string]string{"": code}
	}
	if err := a.stages(); err != nil {
		return e, err
	}
	return e, j.date(ctx, a)
}

// textSize is the size of a file whose reading can be followed; 0 for a
// spreadsheet, which is read at once and then unpacked.
func (e *export) textSize() int64 {
	start := make([]byte, 2)
	if _, err := e.in.ReadAt(start, 0); err == nil && bytes.Equal(start, []byte("PK")) {
		return 0
	}
	return e.size
}

// hashOf tells files apart: the same bytes were imported before.
func hashOf(in io.ReadSeeker) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, in); err != nil {
		return "", err
	}
	_, err := in.Seek(0, io.SeekStart)
	return hex.EncodeToString(sum.Sum(nil)), err
}

func (e *export) headers() []string {
	var list []string
	for _, c := range e.file.Columns() {
		list = append(list, c.Header)
	}
	return list
}

// rows passes the deals on and counts what the report does not.
func (e *export) rows(bar *progress) iter.Seq2[crm.Deal, error] {
	return func(yield func(crm.Deal, error) bool) {
		e.plain, e.inHome = 0, 0
		for d, err := range e.file.Rows() {
			switch {
			case err != nil || !d.Amount.Known():
			case d.Amount.Currency == agenda.NoCurrency:
				e.plain++
			case d.Amount.Currency == e.taken:
				e.inHome++
			default:
				e.named++
			}
			bar.row()
			if !yield(d, err) {
				return
			}
		}
	}
}
