package store

import (
	"database/sql"
	"hash/maphash"

	"halfhour/store/crm"
)

// twice finds rows that are probably one deal with little memory: a filter says
// for certain of most rows that nothing like them came before; the others are
// looked at once all are there.
type twice struct {
	seed   maphash.Seed
	filter []uint64
	maybe  map[int64]bool
}

// filterWords is the size of the filter, 4 MiB: with a million rows it takes
// fewer than one in a thousand for more than it is.
const filterWords = 1 << 19

// same is the same for rows that are probably one deal. key is of name and
// account, for a row without an id.
func (w *twice) same(d crm.Deal, key int64, owner string) int64 {
	if w.filter == nil {
		w.seed, w.filter, w.maybe = maphash.MakeSeed(), make([]uint64, filterWords), map[int64]bool{}
	}
	switch {
	case d.ID != "":
		return int64(maphash.String(w.seed, d.ID))
	case d.Created != 0:
		return int64(maphash.Comparable(w.seed, [2]int64{key, int64(d.Created)}))
	}
	return int64(maphash.Comparable(w.seed, struct {
		key   int64
		owner string
	}{key, owner}))
}

// add takes a row's number. It stands for four bits of one word.
func (w *twice) add(same int64) {
	n := uint64(same)
	word := &w.filter[n%filterWords]
	bits := uint64(1)<<(n>>20&63) | 1<<(n>>30&63) | 1<<(n>>40&63) | 1<<(n>>50&63)
	if *word&bits == bits {
		w.maybe[same] = true
	}
	*word |= bits
}

// duplicates reports rows that are equal to an earlier one.
func (st *staging) duplicates(tx *sql.Tx) error {
	if len(st.twice.maybe) == 0 {
		return nil
	}
	if _, err := tx.Exec(`CREATE TEMPORARY TABLE import_maybe (same INTEGER PRIMARY KEY) STRICT;
		CREATE TEMPORARY TABLE import_same (row INTEGER PRIMARY KEY, line INTEGER NOT NULL, same INTEGER NOT NULL, name TEXT NOT NULL) STRICT`); err != nil {
		return err
	}
	maybe, err := tx.Prepare(`INSERT INTO import_maybe (same) VALUES ($1)`)
	if err != nil {
		return err
	}
	defer func() { _ = maybe.Close() }()
	for same := range st.twice.maybe {
		if _, err := maybe.Exec(same); err != nil {
			return err
		}
	}
	for _, text := range []string{
		`INSERT INTO import_same SELECT row, line, same_deal, name FROM import_row WHERE same_deal IN (SELECT same FROM import_maybe)`,
		`INSERT INTO import_same SELECT k.row, k.line, k.same_deal, d.name FROM import_known k JOIN deal d ON d.rowid = k.deal
			WHERE k.same_deal IN (SELECT same FROM import_maybe)`,
		`CREATE INDEX temp.import_same_same ON import_same (same)`,
	} {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	return each(tx, func(scan func(...any) error) error {
		var d Duplicate
		if err := scan(&d.Line, &d.First, &d.Name); err != nil {
			return err
		}
		st.report.Duplicates++
		if len(st.report.DuplicateRows) < mostDuplicates {
			st.report.DuplicateRows = append(st.report.DuplicateRows, d)
		}
		return nil
	}, `SELECT r.line, first.line, r.name
		FROM (SELECT same, min(row) AS row FROM import_same GROUP BY same HAVING count(*) > 1) same
		JOIN import_same first ON first.row = same.row
		JOIN import_same r ON r.same = same.same AND r.row <> same.row ORDER BY r.row`)
}
