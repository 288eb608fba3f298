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
	rows  int
	same  [][]int64 // the rows' numbers, from row 1 on, some together
	lines []lineOf
}

// together is how many numbers stand together. One list of them would be copied
// whenever it grows, and a million rows would need twice as much memory.
const together = 1 << 16

// lineOf says in which line of the file a row is; those after it are as many
// lines further on as rows, until the next lineOf.
type lineOf struct{ row, line int }

// add takes a row. key is of name and account, for a row without an id.
func (w *twice) add(d crm.Deal, key int64, owner string) {
	if w.rows == 0 {
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
	if w.rows%together == 0 {
		w.same = append(w.same, make([]int64, 0, together))
	}
	last := &w.same[len(w.same)-1]
	*last = append(*last, int64(same))
	w.rows++
	if w.line(w.rows) != d.Line {
		w.lines = append(w.lines, lineOf{w.rows, d.Line})
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
	seen := make([]uint64, w.rows*bitsPerRow/64+1)
	first := map[int64]int{}
	for _, same := range w.numbers {
		word, bit := &seen[uint64(same)/64%uint64(len(seen))], uint64(1)<<(uint64(same)%64)
		if *word&bit != 0 {
			first[same] = 0
		}
		*word |= bit
	}
	if len(first) == 0 {
		return
	}
	for row, same := range w.numbers {
		switch earlier, likely := first[same]; {
		case !likely:
		case earlier == 0:
			first[same] = row
		case !yield(row, earlier):
			return
		}
	}
}

// numbers yields each row and its number.
func (w *twice) numbers(yield func(row int, same int64) bool) {
	for i, list := range w.same {
		for j, same := range list {
			if !yield(i*together+j+1, same) {
				return
			}
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
	st.twice.same = nil // the merge needs the memory
	for _, k := range st.known.list {
		if i, is := known[k.row]; is {
			if err := tx.QueryRow(`SELECT name FROM deal WHERE rowid = $1`, k.deal).Scan(&report.DuplicateRows[i].Name); err != nil {
				return err
			}
		}
	}
	return nil
}
