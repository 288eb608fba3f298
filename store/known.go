package store

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"
)

// knownRows are the deals of the file by the row that told about each last, so
// that a row which comes again is recognised by one number and never staged:
// nearly all of them, when an export comes again. It is what the file knew when
// the import began; see overtaken.
type knownRows struct {
	list []knownRow // by hash
	last int64      // the newest import then
	most int64      // the highest number of a deal
	// again: a row is told by a deal that it may not be, or by several. They are
	// told apart with the others in the way.
	again bool
}

type knownRow struct {
	hash int64
	deal int32 // its number in the table
	row  int32 // the one of this import that told the same, 0 for none
}

// isGone stands for a row where the deal is not in the exports any more.
const isGone = -1

// errOvertaken is returned when another import was quicker.
var errOvertaken = errors.New("another import came in meanwhile")

// look reads the deals that the file has; none when exports that are newer than
// an instant came in before, since then it matters what its rows say of the past.
func (k *knownRows) look(tx *sql.Tx, asOf time.Time) error {
	if later, err := laterImports(tx, asOf); err != nil || len(later) > 0 {
		return err
	}
	if err := tx.QueryRow(`SELECT COALESCE(max(rowid), 0), (SELECT COALESCE(max(id), 0) FROM import) FROM deal`).Scan(&k.most, &k.last); err != nil || k.most > 1<<30 {
		return err
	}
	k.list = make([]knownRow, 0, k.most)
	err := gather(tx, func(r row) error {
		known := knownRow{hash: r.number(1), deal: int32(r.number(0))}
		if r.number(2) != 0 {
			known.row = isGone
		}
		k.list = append(k.list, known)
		return nil
	}, "rowid, row_hash, gone", "FROM deal")
	slices.SortFunc(k.list, func(a, b knownRow) int { return cmp.Compare(a.hash, b.hash) })
	return err
}

// find says whether a row of this hash told about a deal last, and recognises it
// once; false when it is not certain which deal that is.
func (k *knownRows) find(hash int64, number int) bool {
	i, ok := slices.BinarySearchFunc(k.list, hash, func(row knownRow, hash int64) int { return cmp.Compare(row.hash, hash) })
	if !ok {
		return false
	}
	if row := &k.list[i]; row.row == 0 && (i+1 == len(k.list) || k.list[i+1].hash != hash) {
		row.row = int32(number)
		return true
	}
	k.again = true
	return false
}

// overtaken says whether an import came in since look.
func (k *knownRows) overtaken(tx *sql.Tx) error {
	if k.list == nil {
		return nil
	}
	var last int64
	err := tx.QueryRow(`SELECT COALESCE(max(id), 0) FROM import`).Scan(&last)
	if err == nil && last != k.last {
		err = errOvertaken
	}
	return err
}

// keepUnseen writes down the deals that no row was recognised by.
func (k *knownRows) keepUnseen(tx *sql.Tx) (err error) {
	if k.list == nil {
		return nil
	}
	if _, err := tx.Exec(`CREATE TEMPORARY TABLE import_unseen (deal INTEGER PRIMARY KEY) STRICT`); err != nil {
		return err
	}
	rows, err := newLoader(tx, "import_unseen", "deal")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.close()) }()
	var unseen []int32
	for _, row := range k.list {
		if row.row <= 0 {
			unseen = append(unseen, row.deal)
		}
	}
	slices.Sort(unseen)
	for _, deal := range unseen {
		if err := rows.add(int64(deal)); err != nil {
			return err
		}
	}
	return nil
}

// unseenOnly is the condition that no row of the import was recognised by a deal.
func (k *knownRows) unseenOnly(deal string) string {
	if k.list == nil {
		return "1 = 1"
	}
	return deal + ".rowid IN (SELECT deal FROM import_unseen)"
}

// recognised selects the ids of the deals that rows were recognised by.
func (k *knownRows) recognised() string {
	if k.list == nil {
		return "SELECT id FROM deal WHERE 1 = 0"
	}
	return fmt.Sprintf("SELECT d.id FROM deal d WHERE d.rowid <= %d AND d.rowid NOT IN (SELECT deal FROM import_unseen)", k.most)
}
