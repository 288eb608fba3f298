package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// ImportSource is where an import's rows come from.
type ImportSource struct {
	Name string // the file's, as shown to people
	Hash string // of the file's bytes, "" when not known
	CRM  string // whose export it is, "" when not known; ids of two CRMs never meet
	// Shape tells kinds of export of one CRM apart, see ShapeOf. Deals that an
	// earlier export of the same shape held and this one does not are marked
	// gone; without a shape none are.
	Shape string
	Today agenda.Date // when a stage that changed was entered, unless the export says
	Now   time.Time
	// AsOf is when the export was made: its facts are those of that moment, and
	// what changed is dated so. Of deals that a newer export has told about it
	// changes nothing but the history, see setAside. Zero: Now.
	AsOf time.Time
	Sure bool // AsOf is known, not guessed
	// Part: the export holds only some of the deals that one of its kind should
	// hold, so none is marked gone.
	Part bool
	// FileTime is when the file was written, which says little: a copy has its
	// own. Zero when not known.
	FileTime time.Time
	// Covers says whether the export has a field at all, by the names of
	// agenda.Field; one that it has not is left as it is known. nil: it has all.
	Covers func(field string) bool
	// Merging is told how far the merge is, from 0 when all rows are staged to 1;
	// nil for nobody.
	Merging func(share float64)
	// Footer counts the rows that were no deals, once all are read; nil for
	// none.
	Footer func() int
}

// ShapeOf returns a short text that is the same for the same header.
func ShapeOf(header ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(header, "\x1f")))
	return hex.EncodeToString(sum[:8])
}

// Import brings an export's deals in, all of them or, on any error, none.
// Rows are staged first; what other windows save waits only for the merge at
// the end. When ctx ends, so does the import, between two statements: nothing of
// it is kept.
//
// A row is the deal with its CRM id; else the one with its name, account and
// created date; without a created date, its name, account and owner. Rows of
// one file never merge: the first of equal rows is the first such deal, the
// second the second, and so on; they are reported as probable duplicates.
// Owners nobody knows become people with role rep; an id or an e-mail address
// joins two spellings, see Named. Importing the same again writes nothing.
//
// rows yields deals; a *crm.Rejected error is one row that cannot be read, any
// other one ends the import. It is read a second time when another import was
// quicker.
func (s *Store) Import(ctx context.Context, src ImportSource, rows iter.Seq2[crm.Deal, error]) (Report, error) {
	st := &staging{src: src}
	err := s.importRows(ctx, st, rows)
	if errors.Is(err, errOvertaken) {
		st = &staging{src: src, all: true}
		err = s.importRows(ctx, st, rows)
	}
	report := st.report
	if err != nil {
		return Report{}, fmt.Errorf("import %s: %w", src.Name, err)
	}
	return report, nil
}

func (s *Store) importRows(ctx context.Context, st *staging, rows iter.Seq2[crm.Deal, error]) error {
	if s.writer == nil {
		return readOnly(s.path)
	}
	if st.src.Covers == nil {
		st.src.Covers = func(string) bool { return true }
	}
	if st.src.AsOf.IsZero() {
		st.src.AsOf = st.src.Now
	}
	pool, err := openPool(s.path, toStage, s.set.busy, 1)
	if err != nil {
		return openError(s.path, err)
	}
	defer func() { _ = pool.Close() }()
	// One connection throughout: temporary tables are its own.
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()

	if err := s.look(ctx, st); err != nil {
		return err
	}
	st.kind = fmt.Sprint(st.src.CRM, st.src.Shape)
	for _, f := range st.covered() {
		st.kind += " " + string(f.name)
	}
	st.stopped = ctx.Err
	if err := st.fill(ctx, conn, st.joinSplits(ahead(rows))); err != nil {
		if stopped := ctx.Err(); stopped != nil {
			return stopped // which took the staging's transaction away from under it
		}
		return err
	}
	// In this process other writers queue here instead of running into the
	// merge's lock.
	ctx = context.WithoutCancel(ctx)
	turn, err := s.writer.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = turn.Close() }() // again does nothing
	if err := s.transact(ctx, conn, func(tx *sql.Tx) error {
		if err := st.merge(tx); err != nil || st.first == nil {
			return err
		}
		return checkFirst(tx)
	}); err != nil {
		return err
	}
	if err := turn.Close(); err != nil {
		return err
	}
	return st.summarise(ctx, conn)
}

func (st *staging) merging(share float64) {
	if st.src.Merging != nil {
		st.src.Merging(share)
	}
}

// look reads what has to be known of the file while rows are staged.
func (s *Store) look(ctx context.Context, st *staging) error {
	return s.read(ctx, "list people", func(tx *sql.Tx) (err error) {
		if st.home, err = setting(tx, settingCurrency); err != nil {
			return err
		}
		if st.owners.known, err = aliases(tx); err != nil || st.all {
			return err
		}
		if err := st.known.look(tx, st.src.AsOf); err != nil {
			return err
		}
		return st.lookFirst(tx)
	})
}

// mostRejected is how many rejected rows a report holds; all are counted.
const mostRejected = 100_000

// staging is an import's waiting room.
type staging struct {
	src    ImportSource
	home   string // currency
	owners owners
	report Report
	digest digest
	ids    ids
	known  knownRows
	all    bool   // no row is recognised before they are merged
	first  *first // nil when the file has deals, or may have
	twice  twice
	tally  tally
	staged int    // rows that were not recognised
	kind   string // the kind of export and what it covers
	source int64  // its number, 0 while there is none
	deals  bool   // there were some before
	later  []laterImport
	// stopped returns the error of the context that the import was given: no
	// statement of the merge gets it.
	stopped func() error
	absent  int   // deals that it does not hold and a later one does
	filled  int64 // changes that the history got from rows older than what is known
	shares  bool  // it names several owners of a deal
	asides  asides
}

// fill reads all rows into the temporary tables. Nothing of the file is
// locked.
func (st *staging) fill(ctx context.Context, conn *sql.Conn, rows iter.Seq2[crm.Deal, error]) error {
	if err := st.makeTables(ctx, conn); err != nil {
		return err
	}
	tx, err := deferred(ctx, conn)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	staged, err := st.loader(tx)
	if err != nil {
		return err
	}
	defer func() { _ = staged.close() }()
	share, err := tx.Prepare(stageOwner)
	if err != nil {
		return err
	}
	defer func() { _ = share.Close() }()
	if err := st.asides.prepare(tx); err != nil {
		return err
	}
	for d, err := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		rejected, isRow := errors.AsType[*crm.Rejected](err)
		switch {
		case isRow:
			err = st.reject(tx, rejected)
		case err == nil:
			err = st.add(staged, share, d)
		}
		if errors.Is(err, errLoading) {
			break
		}
		if err != nil {
			return err
		}
	}
	if err := staged.close(); err != nil {
		return err
	}
	if err := st.duplicates(tx); err != nil {
		return err
	}
	st.merging(0)
	if st.first != nil {
		if err := st.indexFirst(tx); err != nil {
			return err
		}
	}
	if st.src.Footer != nil {
		st.report.Footer = st.src.Footer()
	}
	st.report.Read = st.report.Deals + st.report.Rejected + st.report.Footer
	return tx.Commit()
}

// reject counts a row that cannot be read. Its cells are kept, so that a deal
// that may be in it is not taken for gone.
func (st *staging) reject(tx *sql.Tx, r *crm.Rejected) error {
	st.report.Rejected++
	if len(st.report.RejectedRows) < mostRejected {
		st.report.RejectedRows = append(st.report.RejectedRows, *r)
	}
	for _, cell := range r.Cells {
		if cell = strings.TrimSpace(cell); cell == "" {
			continue
		}
		if _, err := tx.Exec(`INSERT INTO import_cell (text) VALUES ($1) ON CONFLICT DO NOTHING`, cell); err != nil {
			return err
		}
	}
	return nil
}

func (st *staging) add(staged *loader, share *sql.Stmt, d crm.Deal) error {
	st.report.Deals++
	if d.Status != agenda.Won && d.Status != agenda.Lost {
		d.Status = agenda.Open
	}
	d.ID, d.Amount, d.Probability = strings.TrimSpace(d.ID), inCurrency(d.Amount, st.home), max(d.Probability, -1)
	who := st.owners.place(d.Owner, d.OwnerAlso...)
	st.tally.add(d, who)
	hash := st.rowHash(d)
	var key int64
	if d.ID == "" {
		key = st.digest.matchKey(d.Name, d.Account)
	}
	st.twice.add(d, key, st.owners.ids[who])
	row := st.twice.rows
	if st.known.find(hash, row) {
		return nil
	}
	if d.ID != "" {
		key = st.digest.matchKey(d.Name, d.Account)
	}
	st.staged++
	err := staged.add(int64(row), st.ids.next(), d.ID, key, hash,
		d.Name, d.Account, orNull(st.owners.ids[who]), d.Pipeline, d.Stage, int64(d.Step), string(d.Status),
		d.Amount.Minor, d.Amount.Currency, int64(d.Close), int64(d.Created), int64(d.StageSince), int64(d.LastActivity),
		d.ActivityKind, d.NextStep, int64(d.NextStepDate), int64(d.Probability), d.Forecast,
		millisOr0(d.Modified), d.Extra)
	for _, name := range d.CoOwners {
		if err == nil {
			_, err = share.Exec(row, st.owners.ids[st.owners.place(name)])
		}
	}
	if err == nil {
		err = st.asides.add(row, d)
	}
	if err != nil {
		return fmt.Errorf("line %d: %w", d.Line, err)
	}
	return nil
}

// rowHash is the same for a row that told the same in an export of the same
// kind. Who the owners are may be found out later: they are the same when
// they are written the same. The file keeps it: what goes in, and its order,
// stay as they are.
func (st *staging) rowHash(d crm.Deal) int64 {
	h := &st.digest
	h.text(d.Name)
	h.text(d.Account)
	h.text(d.Owner)
	h.text(d.Pipeline)
	h.text(d.Stage)
	h.number(int64(d.Step))
	h.text(string(d.Status))
	h.number(d.Amount.Minor)
	h.text(d.Amount.Currency)
	for _, date := range []agenda.Date{d.Close, d.Created, d.StageSince, d.LastActivity} {
		h.number(int64(date))
	}
	h.text(d.ActivityKind)
	h.text(d.NextStep)
	h.number(int64(d.NextStepDate))
	h.number(int64(d.Probability))
	h.text(d.Forecast)
	h.number(millisOr0(d.Modified))
	h.text(d.Extra)
	h.text(d.ID)
	h.text(st.kind)
	h.texts(d.OwnerAlso)
	h.texts(d.CoOwners)
	if d.Entered != nil || d.Contacts != nil {
		h.text(fmt.Sprint(d.Entered, d.Contacts))
	}
	if d.ContactCount != nil || d.CloseMoves != nil {
		h.number(int64(orUncounted(d.ContactCount)))
		h.number(int64(orUncounted(d.CloseMoves)))
	}
	return h.sum()
}
