package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/movement"
)

// Past is what the file knows of the time since an instant.
type Past struct {
	// Deals are those that were in the pipeline at some time since then, and
	// others that something happened to; deals closed or gone all along are
	// left out.
	Deals []movement.Deal
	// Step says which standard step a pipeline's stage is.
	Step func(pipeline, stage string) agenda.Step
}

// Since returns what movement.Between needs for a period that begins at an
// instant. owner is a Person's ID: only deals that are theirs, shared with others
// too, or were since then; "" for everybody's.
func (s *Store) Since(ctx context.Context, owner string, from time.Time) (Past, error) {
	var p Past
	err := s.read(ctx, "look at what changed", func(tx *sql.Tx) error {
		steps, err := stageSteps(tx)
		if err != nil {
			return err
		}
		p.Step = steps.step
		c := movedSince(owner, from)
		list, err := deals(tx, c)
		if err != nil {
			return err
		}
		if err := share(tx, c, list); err != nil {
			return err
		}
		p.Deals = make([]movement.Deal, len(list))
		for i, d := range list {
			p.Deals[i].Deal = d
		}
		for _, fill := range []func(*sql.Tx, []movement.Deal, condition) error{seen, looks, changesSince} {
			if err := fill(tx, p.Deals, c); err != nil {
				return err
			}
		}
		return nil
	})
	return p, err
}

// Begins returns the first thing the file knows about any deal: an import, or a
// change of a history file; zero when it knows nothing.
func (s *Store) Begins(ctx context.Context) (at time.Time, err error) {
	err = s.read(ctx, "look where the file begins", func(tx *sql.Tx) error {
		return tx.QueryRow(`SELECT min(at) FROM (SELECT min(at) AS at FROM import
			UNION ALL SELECT min(at) FROM deal_change)`).Scan(instant{&at})
	})
	return at, err
}

// movingFields are those that a movement is about.
const movingFields = `('close_date', 'stage', 'amount', 'status', 'gone', 'owner')`

// movedSince is the condition for deals of a Past. Its first parameter is the
// instant. Of everybody's deals the history is read once; of one person's, deal
// by deal.
func movedSince(owner string, from time.Time) condition {
	moved := `d.id IN (SELECT c.deal_id FROM deal_change c WHERE c.at >= $1 AND c.field IN ` + movingFields + `)`
	if owner != "" {
		moved = `EXISTS (SELECT 1 FROM deal_change c WHERE c.deal_id = d.id AND c.at >= $1 AND c.field IN ` + movingFields + `)`
	}
	c := condition{`(d.status = 'open' AND d.gone = 0
		OR d.import_id IN (SELECT id FROM import WHERE at >= $1)
		OR ` + moved + `)`,
		[]any{from.UnixMilli()}}
	if owner != "" {
		c.text += ` AND (d.owner_id = $2 OR d.id IN (SELECT o.deal_id FROM deal_owner o WHERE o.person_id = $2) OR d.id IN
			(SELECT c.deal_id FROM deal_change c WHERE c.at >= $1 AND c.field = 'owner' AND c.old_text = $2))`
		c.args = append(c.args, owner)
	}
	return c
}

// seen fills in when the file knew each deal first. What a history file tells
// of the time before the import matters only where the import is of the
// period.
func seen(tx *sql.Tx, list []movement.Deal, c condition) error {
	next := 0
	return each(tx, func(scan func(...any) error) error {
		err := scan(instant{&list[next].Seen})
		next++
		return err
	}, `SELECT CASE WHEN i.at < $1 THEN i.at ELSE
			COALESCE((SELECT min(c.at) FROM deal_change c WHERE c.deal_id = d.id AND c.at < i.at), i.at) END
		FROM deal d JOIN import i ON i.id = d.import_id WHERE `+c.text+` ORDER BY d.id`, c.args...)
}

// looks fills in which imports brought deals of the same owner.
func looks(tx *sql.Tx, list []movement.Deal, _ condition) error {
	of := map[string][]time.Time{}
	whose := ownersOf(list)
	err := each(tx, func(scan func(...any) error) error {
		var owner string
		var at time.Time
		err := scan(&owner, instant{&at})
		of[owner] = append(of[owner], at)
		return err
	}, `SELECT b.owner, i.at FROM (SELECT DISTINCT COALESCE(owner_id, '') AS owner, import_id FROM deal WHERE `+whose.text+`) b
		JOIN import i ON i.id = b.import_id ORDER BY i.at`, whose.args...)
	for i := range list {
		list[i].Looks = of[list[i].Owner]
	}
	return err
}

// fewOwners is up to how many it is quicker to look each of them up than to read
// all deals.
const fewOwners = 20

// ownersOf is the condition for the deals of those who own a list's: true of
// more, where they are many.
func ownersOf(list []movement.Deal) condition {
	var owners []string
	unowned := ""
	for _, d := range list {
		switch {
		case d.Owner == "":
			unowned = " OR owner_id IS NULL"
		case !slices.Contains(owners, d.Owner):
			if owners = append(owners, d.Owner); len(owners) > fewOwners {
				return condition{text: "1 = 1"}
			}
		}
	}
	c := in("owner_id", owners)
	c.text += unowned
	return c
}

// changesSince fills in the history from the instant on; the deals are in order
// of their ids.
func changesSince(tx *sql.Tx, list []movement.Deal, c condition) error {
	next := 0
	return each(tx, func(scan func(...any) error) error {
		change, err := scanChange(scan, func(id string) string { return id })
		if err != nil {
			return err
		}
		for list[next].ID != change.DealID {
			next++
		}
		list[next].Changes = append(list[next].Changes, change)
		return nil
	}, `SELECT `+changeColumns+` FROM deal_change c WHERE c.at >= $1 AND c.field IN `+movingFields+`
		AND c.deal_id IN (SELECT d.id FROM deal d WHERE `+c.text+`)
		ORDER BY c.deal_id, c.at, c.id`, c.args...)
}

// LastImport returns when the last import that brought or changed a deal was,
// and the name of its file; found is false when there was none.
func (s *Store) LastImport(ctx context.Context) (name string, at time.Time, found bool, err error) {
	err = s.read(ctx, "find the last import", func(tx *sql.Tx) error {
		err := tx.QueryRow(`SELECT i.name, i.at FROM import i
			WHERE EXISTS (SELECT 1 FROM deal_change c WHERE c.import_id = i.id)
			OR EXISTS (SELECT 1 FROM deal d WHERE d.import_id = i.id)
			ORDER BY i.at DESC, i.id DESC LIMIT 1`).Scan(&name, instant{&at})
		found = err == nil
		if errors.Is(err, sql.ErrNoRows) {
			err = nil
		}
		return err
	})
	return name, at, found, err
}
