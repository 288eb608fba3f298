package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
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
	Now   time.Time   // when the history says that it changed
	// Covers says whether the export has a field at all, by the names of
	// agenda.Field; one that it has not is left as it is known. nil: it has all.
	Covers func(field string) bool
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
// the end, and only until then does ctx cancel the import.
//
// A row is the deal with its CRM id; else the one with its name, account and
// created date; without a created date, its name, account and owner. Rows of
// one file never merge: the first of equal rows is the first such deal, the
// second the second, and so on; they are reported as probable duplicates.
// Owners nobody knows become people with role rep. Importing the same again
// writes nothing.
//
// rows yields deals; a *crm.Rejected error is one row that cannot be read, any
// other one ends the import.
func (s *Store) Import(ctx context.Context, src ImportSource, rows iter.Seq2[crm.Deal, error]) (Report, error) {
	report, err := s.importRows(ctx, src, rows)
	if err != nil {
		return Report{}, fmt.Errorf("import %s: %w", src.Name, err)
	}
	return report, nil
}

func (s *Store) importRows(ctx context.Context, src ImportSource, rows iter.Seq2[crm.Deal, error]) (Report, error) {
	if s.writer == nil {
		return Report{}, readOnly(s.path)
	}
	if src.Covers == nil {
		src.Covers = func(string) bool { return true }
	}
	pool, err := openPool(s.path, toStage, s.set.busy, 1)
	if err != nil {
		return Report{}, openError(s.path, err)
	}
	defer func() { _ = pool.Close() }()
	// One connection throughout: temporary tables are its own.
	conn, err := pool.Conn(ctx)
	if err != nil {
		return Report{}, err
	}
	defer func() { _ = conn.Close() }()

	known, err := s.knownPeople(ctx)
	if err != nil {
		return Report{}, err
	}
	st := &staging{src: src, people: known}
	st.kind = fmt.Sprint(src.CRM, src.Shape)
	for _, f := range st.covered() {
		st.kind += " " + string(f.name)
	}
	if err := st.fill(ctx, conn, rows); err != nil {
		return Report{}, err
	}
	// In this process other writers queue here instead of running into the
	// merge's lock.
	ctx = context.WithoutCancel(ctx)
	turn, err := s.writer.Conn(ctx)
	if err != nil {
		return Report{}, err
	}
	defer func() { _ = turn.Close() }() // again does nothing
	if err := transact(ctx, conn, st.merge); err != nil {
		return Report{}, err
	}
	if err := turn.Close(); err != nil {
		return Report{}, err
	}
	return st.report, st.summarise(ctx, conn)
}

// people knows who is called what, for one import.
type people struct {
	home string
	ids  map[string]string // folded name → person's ID
	made []agenda.Person   // owners nobody knew
}

func (s *Store) knownPeople(ctx context.Context) (people, error) {
	p := people{ids: map[string]string{}}
	err := s.read(ctx, "list people", func(tx *sql.Tx) (err error) {
		if p.home, err = setting(tx, settingCurrency); err != nil {
			return err
		}
		return each(tx, func(scan func(...any) error) error {
			var key, id string
			err := scan(&key, &id)
			p.ids[key] = id
			return err
		}, `SELECT key, person_id FROM alias`)
	})
	return p, err
}

// owner returns the ID of a person called so; nil for nobody. Somebody unknown
// is made.
func (p *people) owner(name string) any {
	key := fold(name)
	if key == "" {
		return nil
	}
	id, ok := p.ids[key]
	if !ok {
		id = NewID()
		p.ids[key] = id
		p.made = append(p.made, agenda.Person{ID: id, Name: strings.TrimSpace(name), Role: agenda.Rep})
	}
	return id
}

// mostRejected is how many rejected rows a report holds; all are counted.
const mostRejected = 100_000

// staging is an import's waiting room.
type staging struct {
	src    ImportSource
	people people
	report Report
	kind   string // the kind of export and what it covers
}

// fill reads all rows into the temporary tables. Nothing of the file is
// locked.
func (st *staging) fill(ctx context.Context, conn *sql.Conn, rows iter.Seq2[crm.Deal, error]) error {
	if _, err := conn.ExecContext(ctx, stagingTables); err != nil {
		return err
	}
	// ReadOnly makes it a deferred transaction, which locks only what it
	// touches: the temporary tables.
	tx, err := conn.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	insert, err := tx.Prepare(stageRow)
	if err != nil {
		return err
	}
	defer func() { _ = insert.Close() }()
	for d, err := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		rejected, isRow := errors.AsType[*crm.Rejected](err)
		switch {
		case isRow:
			err = st.reject(tx, rejected)
		case err == nil:
			err = st.add(insert, d)
		}
		if err != nil {
			return err
		}
	}
	if _, err := tx.Exec(stagingIndices); err != nil {
		return err
	}
	if err := st.duplicates(tx); err != nil {
		return err
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

func (st *staging) add(insert *sql.Stmt, d crm.Deal) error {
	st.report.Deals++
	status := d.Status
	switch status {
	case agenda.Won, agenda.Lost:
	default:
		status = agenda.Open
	}
	amount := inCurrency(d.Amount, st.people.home)
	told := []any{
		d.Name, d.Account, st.people.owner(d.Owner), d.Pipeline, d.Stage, int(d.Step), string(status),
		amount.Minor, amount.Currency, int(d.Close), int(d.Created), int(d.StageSince), int(d.LastActivity),
		d.ActivityKind, d.NextStep, int(d.NextStepDate), max(d.Probability, -1), d.Forecast,
	}
	id, key := strings.TrimSpace(d.ID), matchKey(d.Name, d.Account)
	same := []any{id}
	if id == "" {
		same = append(same, key, int(d.Created))
	}
	if id == "" && d.Created == 0 {
		same = append(same, told[2])
	}
	row := []any{st.report.Deals, d.Line, NewID(), id, key, hash(append(told, id, st.kind)...), hash(same...)}
	if _, err := insert.Exec(append(row, told...)...); err != nil {
		return fmt.Errorf("line %d: %w", d.Line, err)
	}
	return nil
}

// matchKey is the same for equal names and accounts, whatever their case and
// spacing.
func matchKey(name, account string) int64 { return hash(fold(name), fold(account)) }

// hash returns a number that is the same for the same values.
func hash(values ...any) int64 {
	sum := sha256.New()
	for _, v := range values {
		fmt.Fprintf(sum, "%v\x1f", v)
	}
	return int64(binary.BigEndian.Uint64(sum.Sum(nil)))
}
