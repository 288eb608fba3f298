package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"halfhour/store/crm"
)

// ObjectReport is what became of the rows of a file of accounts, contacts,
// contact roles, activities, quotas or history:
// Read = Imported + Rejected + Footer, and Imported = New + Changed + Unchanged.
type ObjectReport struct {
	Kind crm.Kind

	Read, Imported, Rejected, Footer int

	New, Changed, Unchanged int // a row that repeats an earlier one of its file is unchanged

	// Waiting counts the rows imported whose deal (of a quota: whose person) is
	// not in the file yet. They are kept, and the import that brings it connects
	// them. Accounts and contacts wait for nothing.
	Waiting int
	// Deals counts the deals in the file that its rows are about.
	Deals int

	RejectedRows []crm.Rejected // the first 100,000
}

// ImportObjects brings in what CRMs export beside deals, as the kind of the
// file says: all of it or, on any error, nothing. Rows are staged first, so
// that what other windows save waits only for the merge at the end; only until
// then does ctx cancel the import. Importing the same again writes nothing, and
// the order of the files does not matter: rows about deals that are not there
// yet wait for them.
//
// Of src the name, the CRM and Footer count; without Footer it is the file's.
// The error of a file of deals (Import reads those), of people, or of a kind
// that nobody reads wraps crm.ErrOtherKind.
func (s *Store) ImportObjects(ctx context.Context, src ImportSource, f *crm.File) (ObjectReport, error) {
	if src.Footer == nil {
		src.Footer = func() int { return f.Counts().Footer }
	}
	report, err := ObjectReport{}, error(nil)
	switch f.Kind() {
	case crm.Accounts:
		report, err = bringIn(ctx, s, src, accounts, f.Accounts())
	case crm.Contacts:
		report, err = bringIn(ctx, s, src, contacts, f.Contacts())
	case crm.ContactRoles:
		report, err = bringIn(ctx, s, src, contactRoles, f.ContactRoles())
	case crm.Activities:
		report, err = bringIn(ctx, s, src, activities, f.Activities())
	case crm.Quotas:
		report, err = bringIn(ctx, s, src, quotas, f.Quotas())
	case crm.History:
		report, err = bringIn(ctx, s, src, histories, f.History())
	default:
		err = &crm.OtherKindError{Kind: f.Kind()}
	}
	report.Kind = f.Kind()
	if err != nil {
		return ObjectReport{Kind: f.Kind()}, fmt.Errorf("import %s: %w", src.Name, err)
	}
	return report, nil
}

// object is how one kind of file comes in, by its rows.
type object[T any] struct {
	// tables are the temporary ones that the rows wait in.
	tables string
	// statements are prepared for add, in their order.
	statements []string
	add        func(*objects, []*sql.Stmt, T) error
	// merge brings them into the file's tables, and counts.
	merge func(*objects, *sql.Tx) error
}

// objects is the waiting room of a file that is no file of deals.
type objects struct {
	src    ImportSource
	home   string // currency
	report ObjectReport
	refs   refs
	// newestFirst counts rows that are older than the one before of their deal,
	// less those that are newer.
	newestFirst int
	last        crm.HistoryRow
}

func bringIn[T any](ctx context.Context, s *Store, src ImportSource, o object[T], rows iter.Seq2[T, error]) (ObjectReport, error) {
	if s.writer == nil {
		return ObjectReport{}, readOnly(s.path)
	}
	st := &objects{src: src}
	err := s.read(ctx, "find the home currency", func(tx *sql.Tx) (err error) {
		st.home, err = setting(tx, settingCurrency)
		return err
	})
	if err != nil {
		return ObjectReport{}, err
	}
	pool, err := openPool(s.path, toStage, s.set.busy, 1)
	if err != nil {
		return ObjectReport{}, openError(s.path, err)
	}
	defer func() { _ = pool.Close() }()
	// One connection throughout: temporary tables are its own.
	conn, err := pool.Conn(ctx)
	if err != nil {
		return ObjectReport{}, err
	}
	defer func() { _ = conn.Close() }()
	if err := o.fill(ctx, st, conn, rows); err != nil {
		return ObjectReport{}, err
	}
	// In this process other writers queue here instead of running into the
	// merge's lock.
	ctx = context.WithoutCancel(ctx)
	turn, err := s.writer.Conn(ctx)
	if err != nil {
		return ObjectReport{}, err
	}
	defer func() { _ = turn.Close() }()
	err = s.transact(ctx, conn, func(tx *sql.Tx) error {
		if err := o.merge(st, tx); err != nil {
			return err
		}
		st.report.Unchanged = st.report.Imported - st.report.New - st.report.Changed
		return nil
	})
	return st.report, err
}

// fill reads all rows into the temporary tables. Nothing of the file is
// locked.
func (o object[T]) fill(ctx context.Context, st *objects, conn *sql.Conn, rows iter.Seq2[T, error]) error {
	if _, err := conn.ExecContext(ctx, stagedRefs+o.tables); err != nil {
		return err
	}
	tx, err := deferred(ctx, conn)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := st.refs.prepare(tx); err != nil {
		return err
	}
	var prepared []*sql.Stmt
	for _, text := range o.statements {
		statement, err := tx.Prepare(text)
		if err != nil {
			return err
		}
		prepared = append(prepared, statement)
	}
	for row, err := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		rejected, isRow := errors.AsType[*crm.Rejected](err)
		switch {
		case isRow:
			st.report.Rejected++
			if len(st.report.RejectedRows) < mostRejected {
				st.report.RejectedRows = append(st.report.RejectedRows, *rejected)
			}
			continue
		case err == nil:
			st.report.Imported++
			err = o.add(st, prepared, row)
		}
		if err != nil {
			return err
		}
	}
	if st.src.Footer != nil {
		st.report.Footer = st.src.Footer()
	}
	st.report.Read = st.report.Imported + st.report.Rejected + st.report.Footer
	return tx.Commit()
}

// count runs statements that each return how many rows of the file are one
// thing, into the counts in their order.
func count(tx *sql.Tx, query string, into ...*int) error {
	return tx.QueryRow(query).Scan(slices.Collect(func(yield func(any) bool) {
		for _, n := range into {
			if !yield(n) {
				return
			}
		}
	})...)
}

// run runs statements one after another.
func run(tx *sql.Tx, statements ...string) error {
	for _, text := range statements {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	return nil
}
