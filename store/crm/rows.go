package crm

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"halfhour/agenda"
)

// Rows yields the deals of the file in its order. A row that cannot be read is
// yielded as a *Rejected error, and the reading goes on; any other error ends
// it. Each call starts again, with fresh counts. A Deal's texts are its own.
func (f *File) Rows() iter.Seq2[Deal, error] { return readRows(f, Deals, (*rowReader).deal) }

// readRows yields what read makes of the rows of a file of a kind.
func readRows[T any](f *File, kind Kind, read func(*rowReader, record) (row T, skip bool, bad *Rejected)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		f.counts = Counts{Unread: map[string]int{}, Taken: map[string]int{}}
		if f.header.kind != kind {
			yield(none, &OtherKindError{f.header.kind})
			return
		}
		t, err := f.under()
		if err != nil {
			yield(none, err)
			return
		}
		defer t.close()
		r := newReader(f)
		for {
			rec, err := t.next()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(none, err)
				return
			}
			f.counts.Read++
			row, skip, bad := read(r, rec)
			switch {
			case skip:
				f.counts.Footer++
				continue
			case bad != nil:
				f.counts.Rejected++
				bad.Line, bad.Cells = rec.line, slices.Clone(rec.cells)
				err = bad
			default:
				f.counts.Deals++
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// rowReader turns rows into deals, and remembers what repeats.
type rowReader struct {
	*layout
	v          *vocabulary
	headers    []string
	counts     *Counts
	ragged     bool
	texts      map[string]string
	people     map[string]string
	steps      map[string]agenda.Step
	statuses   map[string]agenda.Status
	currencies map[string]string
	rejected   *Rejected
}

// remembered bounds the maps of a rowReader, so that memory is flat in the
// number of rows whatever a column holds.
const remembered = 4096

func newReader(f *File) *rowReader {
	return &rowReader{
		layout: &f.layout, v: vocab(), headers: f.header.cells, counts: &f.counts, ragged: f.format.typed(),
		texts: map[string]string{}, people: map[string]string{}, steps: map[string]agenda.Step{},
		statuses: map[string]agenda.Status{}, currencies: map[string]string{},
	}
}

// begin looks at a row as a whole. skip is true for a row that is no deal, nor
// anything else to be read.
func (r *rowReader) begin(rec record) (skip bool, bad *Rejected) {
	if rec.fault != "" {
		return false, &Rejected{Reason: rec.fault}
	}
	unquoteFormulas(rec.cells)
	switch {
	case allBlank(rec.cells), rec.title:
		return true, nil
	case r.isFooter(rec.cells), sameHeader(r.headers, rec.cells), isRule(rec.cells):
		return true, nil
	}
	if reason := r.shape(rec.cells); reason != "" {
		return false, &Rejected{Reason: reason}
	}
	if parseFlag(cell(rec.cells, r.isDeleted)) == yes {
		r.counts.Deleted++
		return true, nil
	}
	if otherRecord(cell(rec.cells, r.recordType)) {
		r.counts.Other++
		return true, nil
	}
	r.rejected = nil
	return false, nil
}

// deal reads one row.
func (r *rowReader) deal(rec record) (d Deal, skip bool, bad *Rejected) {
	if skip, bad = r.begin(rec); skip || bad != nil {
		return d, skip, bad
	}
	c := rec.cells
	d.Line = rec.line
	r.words(&d, c)
	r.standing(&d, c)
	r.datesOf(&d, c)
	r.amountOf(&d, c)
	d.Probability = -1
	if s := cell(c, r.probability); s != "" {
		p, ok := chance(s, r.toOne)
		if d.Probability = p; !ok {
			r.counts.Unread[r.headers[r.probability]]++
		}
	}
	d.ContactCount, d.CloseMoves = r.count(c, r.contactCount), r.count(c, r.closeMoves)
	d.Extra = r.extraOf(c)
	if d.Name == "" {
		return d, false, &Rejected{Reason: "it names no deal: name, account and id are all blank"}
	}
	return d, false, r.rejected
}

// otherRecord says whether a record type is one of something else than deals.
func otherRecord(cell string) bool {
	switch fold(cell) {
	case "lead", "meeting", "task", "event", "call", "email", "note", "contact", "account", "company", "person", "activity":
		return true
	}
	return false
}

// shape says what is wrong with the number of cells; "" for nothing. A row may
// end before the file's last columns when none of those is read.
func (r *rowReader) shape(cells []string) string {
	n := len(cells)
	switch {
	case n < r.least && !r.ragged:
		return fmt.Sprintf("only %d of %d cells", n, r.width)
	case n > r.width && !allBlank(cells[r.width:]):
		return fmt.Sprintf("%d cells, and the header has %d", n, r.width)
	case r.mended:
		return r.unmended(cells)
	}
	return ""
}
