package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"halfhour/agenda"
)

// ActionFilter says which actions; the zero ActionFilter is all that are open.
type ActionFilter struct {
	Owner  string // a Person's ID: theirs only
	Rep    string // a Person's ID: those of this rep's reviews, joint ones too; of those outside a review the rep's and their deals'
	Review string // a review's id: those of this one only
	All    bool   // done and dropped ones too
}

// ActionRow is an action in a list across reviews.
type ActionRow struct {
	agenda.Action
	Deal         string // the deal's name, "" for the whole review
	OwnerName    string // "" while nobody is named
	Rep, RepName string // whose review it is of, "" for none
	OwnerRole    agenda.Role
	ObstacleText string // what it removes, "" for nothing named
}

// Actions lists actions of all reviews by urgency: priority, then due date,
// then who.
func (s *Store) Actions(ctx context.Context, f ActionFilter) ([]ActionRow, error) {
	c := condition{text: "1 = 1"}
	also := func(text func(n int) string, arg string) {
		c.args = append(c.args, arg)
		c.text += " AND " + text(len(c.args))
	}
	is := func(column string) func(int) string {
		return func(n int) string { return fmt.Sprintf("%s = $%d", column, n) }
	}
	if f.Owner != "" {
		also(is("a.owner_id"), f.Owner)
	}
	if f.Rep != "" {
		also(func(n int) string {
			return fmt.Sprintf("(%s OR r.id IS NULL AND (a.owner_id = $%[2]d OR d.owner_id = $%[2]d))", ofRep(n), n)
		}, f.Rep)
	}
	if f.Review != "" {
		also(is("a.review_id"), f.Review)
	}
	if !f.All {
		also(is("a.state"), string(agenda.ToDo))
	}
	var list []ActionRow
	err := s.read(ctx, "list actions", func(tx *sql.Tx) (err error) {
		list, err = actionRows(tx, c)
		return err
	})
	return list, err
}

func actionRows(tx *sql.Tx, c condition) ([]ActionRow, error) {
	var list []ActionRow
	err := each(tx, func(scan func(...any) error) error {
		var a ActionRow
		into := []any{&a.ID, text{&a.ReviewID}, text{&a.Deal}, text{&a.OwnerName}, text{(*string)(&a.OwnerRole)}, text{&a.Rep}, text{&a.RepName}, text{&a.ObstacleText}}
		err := scan(append(into, scanAction(&a.Action)...)...)
		list = append(list, a)
		return err
	}, `SELECT a.id, a.review_id, d.name, o.name, o.role, r.rep, p.name, b.text, a.`+strings.Join(actionColumns, ", a.")+`
		FROM action a LEFT JOIN review r ON r.id = a.review_id LEFT JOIN person p ON p.id = r.rep
		LEFT JOIN deal d ON d.id = a.deal_id LEFT JOIN person o ON o.id = a.owner_id LEFT JOIN obstacle b ON b.id = a.obstacle_id
		WHERE `+c.text+`
		ORDER BY CASE WHEN a.priority = 0 THEN 4 ELSE a.priority END, CASE WHEN a.due = 0 THEN 1 ELSE 0 END, a.due,
			COALESCE(o.name, ''), a.id`, c.args...)
	return list, err
}

// leastOfID is how many characters of an id are enough to name an action: ids
// of one minute begin alike, so their ends are taken too.
const leastOfID = 4

// FindAction returns the action of an id, or of the beginning or the end of one.
// ErrNotFound when there is no such action, ErrAmbiguous when several are named
// so; the error lists them.
func (s *Store) FindAction(ctx context.Context, id string) (row ActionRow, err error) {
	err = s.read(ctx, "find an action", func(tx *sql.Tx) error {
		row, err = findAction(tx, id)
		return err
	})
	return row, err
}

func findAction(tx *sql.Tx, id string) (ActionRow, error) {
	id = strings.ToLower(strings.TrimSpace(id))
	c := condition{"a.id = $1", []any{id}}
	if len(id) >= leastOfID {
		c.text = "a.id = $1 OR substr(a.id, 1, $2) = $1 OR substr(a.id, 37 - $2) = $1"
		c.args = append(c.args, len(id))
	}
	found, err := actionRows(tx, c)
	switch {
	case err != nil:
		return ActionRow{}, err
	case len(found) == 0:
		return ActionRow{}, fmt.Errorf("no action %q: %w", id, ErrNotFound)
	case len(found) > 1:
		var names []string
		for _, a := range found[:min(len(found), 5)] {
			names = append(names, a.ID+" ("+a.Text+")")
		}
		return ActionRow{}, fmt.Errorf("%q can be %s: %w", id, strings.Join(names, " or "), ErrAmbiguous)
	}
	return found[0], nil
}
