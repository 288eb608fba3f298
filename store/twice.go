package store

import (
	"database/sql"
	"errors"
	"hash/maphash"
	"sort"

	"halfhour/store/crm"
)

// twice finds rows that are probably one deal: a number stands for each row, and
// is the same for such rows.
type twice struct {
	seed  maphash.Seed
	same  []int64 // the rows' numbers, from row 1 on
	lines []lineOf
}

// lineOf says in which line of the file a row is; those after it are as many
// lines further on as rows, until the next lineOf.
type lineOf struct{ row, line int }

// add takes a row. key is of name and account, for a row without an id.
func (w *twice) add(d crm.Deal, key int64, owner string) {
	if w.same == nil {
		w.seed = maphash.MakeSeed()
	}
	var same uint64
	switch {
	case d.ID != "":
		same = maphash.String(w.seed, d.ID)
	case d.Created != 0:
		same = maphash.Comparable(w.seed, [2]int64{key, int64(d.Created)})
	default:
		same = maphash.Comparable(w.seed, struct {
			key   int64
			owner string
		}{key, owner})
	}
	w.same = append(w.same, int64(same))
	if row := len(w.same); w.line(row) != d.Line {
		w.lines = append(w.lines, lineOf{row, d.Line})
	}
}

// line returns the line that a row is in.
func (w *twice) line(row int) int {
	i := sort.Search(len(w.lines), func(i int) bool { return w.lines[i].row > row }) - 1
	if i < 0 {
		return 0
	}
	return w.lines[i].line + row - w.lines[i].row
}

// bitsPerRow is how many places there are for each row's number: one row in
// sixteen at most is taken for a likely one that is none.
const bitsPerRow = 16

// pairs yields each row that is like an earlier one, and the first such row. One
// bit stands for each number, and only numbers whose bit was set already are
// looked at closely: a set of all of them would be many times larger.
func (w *twice) pairs(yield func(row, first int) bool) {
	seen := make([]uint64, len(w.same)*bitsPerRow/64+1)
	first := map[int64]int{}
	for _, same := range w.same {
		word, bit := &seen[uint64(same)/64%uint64(len(seen))], uint64(1)<<(uint64(same)%64)
		if *word&bit != 0 {
			first[same] = 0
		}
		*word |= bit
	}
	if len(first) == 0 {
		return
	}
	for i, same := range w.same {
		switch row, likely := first[same]; {
		case !likely:
		case row == 0:
			first[same] = i + 1
		case !yield(i+1, row):
			return
		}
	}
}

// duplicates reports rows that are like an earlier one.
func (st *staging) duplicates(tx *sql.Tx) error {
	known := map[int32]int{} // the row that was recognised → its place in the report
	report := &st.report
	for row, first := range st.twice.pairs {
		report.Duplicates++
		if len(report.DuplicateRows) == mostDuplicates {
			continue
		}
		d := Duplicate{Line: st.twice.line(row), First: st.twice.line(first)}
		err := tx.QueryRow(`SELECT name FROM import_row WHERE row = $1`, row).Scan(&d.Name)
		if errors.Is(err, sql.ErrNoRows) {
			known[int32(row)] = len(report.DuplicateRows)
		} else if err != nil {
			return err
		}
		report.DuplicateRows = append(report.DuplicateRows, d)
	}
	for _, k := range st.known.list {
		if i, is := known[k.row]; is {
			if err := tx.QueryRow(`SELECT name FROM deal WHERE rowid = $1`, k.deal).Scan(&report.DuplicateRows[i].Name); err != nil {
				return err
			}
		}
	}
	return nil
}
