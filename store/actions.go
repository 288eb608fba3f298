package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"halfhour/agenda"
)

// ActionFilter says which actions; the zero ActionFilter is all that are open.
type ActionFilter struct {
	Owner string // a Person's ID: theirs only
	Rep   string // a Person's ID: those of this rep's reviews only, joint ones too
	All   bool   // done and dropped ones too
}

// ActionRow is an action in a list across reviews.
type ActionRow struct {
	agenda.Action
	Deal         string // the deal's name, "" for the whole review
	OwnerName    string // "" while nobody is named
	Rep, RepName string // whose review it is of
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
		also(ofRep, f.Rep)
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
		into := []any{&a.ID, &a.ReviewID, text{&a.Deal}, text{&a.OwnerName}, &a.Rep, &a.RepName, text{&a.ObstacleText}}
		err := scan(append(into, scanAction(&a.Action)...)...)
		list = append(list, a)
		return err
	}, `SELECT a.id, a.review_id, d.name, o.name, r.rep, p.name, b.text, a.`+strings.Join(actionColumns, ", a.")+`
		FROM action a JOIN review r ON r.id = a.review_id JOIN person p ON p.id = r.rep
		LEFT JOIN deal d ON d.id = a.deal_id LEFT JOIN person o ON o.id = a.owner_id LEFT JOIN obstacle b ON b.id = a.obstacle_id
		WHERE `+c.text+`
		ORDER BY CASE WHEN a.priority = 0 THEN 4 ELSE a.priority END, CASE WHEN a.due = 0 THEN 1 ELSE 0 END, a.due,
			COALESCE(o.name, ''), a.id`, c.args...)
	return list, err
}

// leastOfID is how many characters of an id are enough to name an action: ids
// of one minute begin alike, so their ends are taken too.
const leastOfID = 4

// SetActionState ticks, reopens or drops an action, named by its id or by the
// beginning or the end of it. ErrNotFound when there is no such action,
// ErrAmbiguous when several are named so; the error lists them. A window that
// shows the action's review notices.
func (s *Store) SetActionState(ctx context.Context, id string, state agenda.ActionState, now time.Time) (ActionRow, error) {
	var row ActionRow
	err := s.write(ctx, "change an action", func(tx *sql.Tx) (err error) {
		if row, err = findAction(tx, id); err != nil {
			return err
		}
		row.Action = row.In(state, now)
		if err := one(tx.Exec(`UPDATE action SET state = $1, done_at = $2 WHERE id = $3`,
			string(row.State), millis(row.DoneAt), row.ID)); err != nil {
			return err
		}
		return one(tx.Exec(`UPDATE review SET version = version + 1 WHERE id = $1`, row.ReviewID))
	})
	return row, err
}

// FindAction returns the action of an id, or of the beginning or end of one;
// see SetActionState.
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
