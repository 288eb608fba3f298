package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"halfhour/agenda"
)

// ActionEdit is one change of an action outside a review. Was is the action as
// whoever changes it saw it, the zero Action for a new one.
type ActionEdit struct{ Was, Next agenda.Action }

// ErrNothingToUndo answers UndoActions when all changes have been taken back.
var ErrNothingToUndo = errors.New("there is no change of an action to take back")

// EditActions makes some changes of actions, all of them or on any error none,
// as one step that UndoActions takes back. A new action without an id gets one.
// It is refused with agenda.ErrChanged when an action is no longer what was
// seen. A window that shows an action's review notices.
func (s *Store) EditActions(ctx context.Context, today agenda.Date, now time.Time, edits ...ActionEdit) ([]ActionRow, error) {
	var rows []ActionRow
	err := s.write(ctx, "change actions", func(tx *sql.Tx) error {
		batch := NewID()
		for _, e := range edits {
			row, err := editAction(tx, batch, e, now)
			if err != nil {
				return err
			}
			if _, err := checkMetrics(tx, "", "a.id = $1", today, now, row.ID); err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// SetActionState ticks, reopens or drops one action, which is named as for
// FindAction.
func (s *Store) SetActionState(ctx context.Context, id string, state agenda.ActionState, now time.Time) (ActionRow, error) {
	row, err := s.FindAction(ctx, id)
	if err != nil {
		return row, err
	}
	rows, err := s.EditActions(ctx, agenda.DateOf(now), now, ActionEdit{row.Action, row.In(state, now)})
	if err != nil {
		return row, err
	}
	return rows[0], nil
}

func editAction(tx *sql.Tx, batch string, e ActionEdit, now time.Time) (ActionRow, error) {
	next := e.Next
	if err := next.Check(); err != nil {
		return ActionRow{}, err
	}
	position := 0
	if e.Was.ID == "" {
		if next.ID == "" {
			next.ID = NewID()
		}
		next.At = now
		if next.State == "" {
			next.State = agenda.ToDo
		}
	} else {
		now, err := findAction(tx, e.Was.ID)
		if err != nil {
			return now, err
		}
		if !now.SaysTheSame(e.Was) {
			return now, fmt.Errorf("change “%s”: %w", now.Text, agenda.ErrChanged)
		}
		next.ID, next.ReviewID = now.ID, now.ReviewID
		next = next.Measured(now.Action)
		if err := tx.QueryRow(`SELECT position FROM action WHERE id = $1`, now.ID).Scan(&position); err != nil {
			return now, err
		}
	}
	if err := putAction(tx, position, next); err != nil {
		return ActionRow{}, err
	}
	if err := remember(tx, batch, e.Was, next, now); err != nil {
		return ActionRow{}, err
	}
	return findAction(tx, next.ID)
}

// putAction writes an action of a review or of none.
func putAction(tx *sql.Tx, position int, a agenda.Action) error {
	values := append([]any{orNull(a.ReviewID), position}, actions.values(&a)...)
	columns := "review_id, position, id"
	set := ""
	for _, c := range actionColumns {
		columns += ", " + c
		if set != "" {
			set += ", "
		}
		set += c + " = excluded." + c
	}
	err := one(tx.Exec(`INSERT INTO action (`+columns+`) VALUES (`+numbered(1, len(values))+`)
		ON CONFLICT (id) DO UPDATE SET `+set, values...))
	if err != nil || a.ReviewID == "" {
		return err
	}
	return one(tx.Exec(`UPDATE review SET version = version + 1 WHERE id = $1`, a.ReviewID))
}

func remember(tx *sql.Tx, batch string, was, next agenda.Action, now time.Time) error {
	before := []byte{}
	after, err := json.Marshal(next)
	if err == nil && was.ID != "" {
		before, err = json.Marshal(was)
	}
	if err != nil {
		return err
	}
	return one(tx.Exec(`INSERT INTO action_change (batch, action_id, at, was, next) VALUES ($1, $2, $3, $4, $5)`,
		batch, next.ID, now.UnixMilli(), string(before), string(after)))
}

// UndoActions takes the latest step of EditActions back that was not taken back
// yet, and returns its actions as they are now. One that was written down by
// the step is dropped: what was said is never deleted. It is refused, and
// nothing is changed, with agenda.ErrChanged when one of them has been changed
// since otherwise.
func (s *Store) UndoActions(ctx context.Context, now time.Time) ([]ActionRow, error) {
	var rows []ActionRow
	err := s.write(ctx, "take a change back", func(tx *sql.Tx) error {
		var batch string
		err := tx.QueryRow(`SELECT batch FROM action_change WHERE undone = 0 ORDER BY id DESC LIMIT 1`).Scan(&batch)
		if errors.Is(err, sql.ErrNoRows) {
			return ErrNothingToUndo
		}
		if err != nil {
			return err
		}
		steps, err := stepsOf(tx, batch)
		if err != nil {
			return err
		}
		for _, e := range steps {
			row, err := undoAction(tx, e, now)
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		_, err = tx.Exec(`UPDATE action_change SET undone = 1 WHERE batch = $1`, batch)
		return err
	})
	return rows, err
}

// stepsOf are the changes of a batch, the last first.
func stepsOf(tx *sql.Tx, batch string) ([]ActionEdit, error) {
	var list []ActionEdit
	err := each(tx, func(scan func(...any) error) error {
		var was, next string
		if err := scan(&was, &next); err != nil {
			return err
		}
		var e ActionEdit
		if was != "" {
			if err := json.Unmarshal([]byte(was), &e.Was); err != nil {
				return err
			}
		}
		err := json.Unmarshal([]byte(next), &e.Next)
		list = append(list, e)
		return err
	}, `SELECT was, next FROM action_change WHERE batch = $1 ORDER BY id DESC`, batch)
	return list, err
}

func undoAction(tx *sql.Tx, e ActionEdit, now time.Time) (ActionRow, error) {
	row, err := findAction(tx, e.Next.ID)
	if err != nil {
		return row, err
	}
	if !row.SaysTheSame(e.Next) {
		return row, fmt.Errorf("“%s” was changed in a review since then: %w", row.Text, agenda.ErrChanged)
	}
	back := e.Was
	if back.ID == "" {
		back = e.Next.In(agenda.Dropped, now)
		back.Reason = "taken back"
	}
	var position int
	if err := tx.QueryRow(`SELECT position FROM action WHERE id = $1`, row.ID).Scan(&position); err != nil {
		return row, err
	}
	if err := putAction(tx, position, back.Measured(row.Action)); err != nil {
		return row, err
	}
	return findAction(tx, row.ID)
}
