package store

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
)

// table maps one kind of thing said in a review to its rows.
type table[T comparable] struct {
	name    string
	of      func(*agenda.Review) *[]T
	key     []string                  // columns that tell rows of a review apart
	columns []string                  // the others, the review and the position aside
	values  func(*T) []any            // of key, then columns; as the database takes them
	scan    func(*T) []any            // the same to be scanned into
	same    func(a, b T) bool         // whether two values are the same thing, perhaps changed
	in      func(v *T, review string) // tells a value which review it is in; may be nil
	derived [2]string                 // a column the database works out, and how
	forgets bool                      // rows that are no longer there are deleted
}

// content is everything that is said in a review, in an order in which a row
// comes after those that it refers to.
var content = []interface {
	save(tx *sql.Tx, was, next *agenda.Review) error
	load(tx *sql.Tx, r *agenda.Review) error
}{partners, slots, obstacles, answers, actions, notes, estimates, nextSteps{}, parked, drafts, attendance, rivals{}}

// saveContent writes what differs. It ends at the first error: SQLite may have
// taken the transaction back by then, and what followed would be on its own.
func saveContent(tx *sql.Tx, was, next agenda.Review) error {
	for _, t := range content {
		if err := t.save(tx, &was, &next); err != nil {
			return err
		}
	}
	return nil
}

func loadContent(tx *sql.Tx, r *agenda.Review) error {
	for _, t := range content {
		if err := t.load(tx, r); err != nil {
			return err
		}
	}
	return nil
}

// save writes the rows that differ.
func (t table[T]) save(tx *sql.Tx, was, next *agenda.Review) error {
	before, after := *t.of(was), *t.of(next)
	for _, gone := range before {
		if !slices.ContainsFunc(after, func(v T) bool { return t.same(v, gone) }) {
			if err := t.forget(tx, next.ID, gone); err != nil {
				return err
			}
		}
	}
	for i, v := range after {
		if i < len(before) && before[i] == v {
			continue
		}
		if err := t.put(tx, next.ID, i, v); err != nil {
			return err
		}
	}
	return nil
}

// put writes one row.
func (t table[T]) put(tx *sql.Tx, review string, position int, v T) error {
	columns := slices.Concat([]string{"review_id", "position"}, t.key, t.columns)
	args := append([]any{review, position}, t.values(&v)...)
	values := numbered(1, len(args))
	if t.derived[0] != "" {
		columns = append(columns, t.derived[0])
		values += ", " + t.derived[1]
	}
	var set []string
	for _, c := range columns {
		if c != "review_id" && !slices.Contains(t.key, c) {
			set = append(set, c+" = excluded."+c)
		}
	}
	err := one(tx.Exec(fmt.Sprintf(`INSERT INTO %[1]s (%[2]s) VALUES (%[3]s)
		ON CONFLICT (%[4]s) DO UPDATE SET %[5]s WHERE %[1]s.review_id = excluded.review_id`,
		t.name, strings.Join(columns, ", "), values, t.conflict(), strings.Join(set, ", ")), args...))
	if err != nil {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	return nil
}

// conflict returns the primary key's columns.
func (t table[T]) conflict() string {
	if slices.Equal(t.key, []string{"id"}) {
		return "id"
	}
	if len(t.key) == 0 {
		return "review_id, position"
	}
	return "review_id, " + strings.Join(t.key, ", ")
}

func (t table[T]) forget(tx *sql.Tx, review string, v T) error {
	if !t.forgets {
		return fmt.Errorf("%s: what was said is never deleted", t.name)
	}
	where := "review_id = $1"
	for i, c := range t.key {
		where += fmt.Sprintf(" AND %s = $%d", c, i+2)
	}
	_, err := tx.Exec(`DELETE FROM `+t.name+` WHERE `+where, append([]any{review}, t.values(&v)[:len(t.key)]...)...)
	return err
}

// load reads the rows of a review in their order.
func (t table[T]) load(tx *sql.Tx, r *agenda.Review) error {
	list := t.of(r)
	columns := strings.Join(slices.Concat(t.key, t.columns), ", ")
	return each(tx, func(scan func(...any) error) error {
		var v T
		if err := scan(t.scan(&v)...); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		if t.in != nil {
			t.in(&v, r.ID)
		}
		*list = append(*list, v)
		return nil
	}, `SELECT `+columns+` FROM `+t.name+` WHERE review_id = $1 ORDER BY position`, r.ID)
}

// text scans a reference that may be NULL.
type text struct{ s *string }

// Scan implements sql.Scanner.
func (t text) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*t.s = ""
	case string:
		*t.s = v
	default:
		return fmt.Errorf("%v is not a text", value)
	}
	return nil
}
