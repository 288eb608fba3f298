package store

import (
	"context"
	"database/sql"
	"fmt"

	"halfhour/agenda"
)

// Dossier returns everything that the file knows about a deal, but for what
// was found. ErrNotFound when there is no such deal.
func (s *Store) Dossier(ctx context.Context, id string, today agenda.Date) (agenda.Dossier, error) {
	d := agenda.Dossier{Today: today}
	list, err := s.Deals(ctx, Filter{IDs: []string{id}, Today: today})
	if err != nil {
		return d, err
	}
	if len(list) == 0 {
		return d, fmt.Errorf("look up deal %q: %w", id, ErrNotFound)
	}
	d.Deal = list[0]
	if d.Process, err = s.Process(ctx); err != nil {
		return d, err
	}
	if d.Earlier, err = s.EarlierAnswers(ctx, []string{id}, ""); err != nil {
		return d, err
	}
	if d.Changes, err = s.History(ctx, id); err != nil {
		return d, err
	}
	if d.People, err = s.People(ctx); err != nil {
		return d, err
	}
	d.Owner = d.Name(d.Deal.Owner)
	for _, other := range d.Deal.CoOwners {
		d.CoOwners = append(d.CoOwners, d.Name(other))
	}
	err = s.read(ctx, "look up a deal", func(tx *sql.Tx) error {
		for _, fill := range []func(*sql.Tx, *agenda.Dossier) error{peopleAt, activitiesOf, saidOf, agreedOf} {
			if err := fill(tx, &d); err != nil {
				return err
			}
		}
		return nil
	})
	return d, err
}

// peopleAt fills in who is known at the buyer's; see meet for who counts.
func peopleAt(tx *sql.Tx, d *agenda.Dossier) error {
	add := func(scan func(...any) error) error {
		var c agenda.Contact
		err := scan(&c.Name, &c.Title, &c.Role, &c.Email, &c.Decides)
		d.Contacts = append(d.Contacts, c)
		return err
	}
	if err := each(tx, add, `SELECT max(COALESCE(NULLIF(k.name, ''), p.name)), max(COALESCE(k.title, '')), max(p.role),
			max(COALESCE(NULLIF(k.email, ''), p.email)), max(CASE WHEN p.decides = 1 OR k.decides = 1 THEN 1 ELSE 0 END) AS decides
		FROM deal_ref r JOIN deal_contact p ON p.ref_id = r.id LEFT JOIN contact k ON k.who = p.who
		WHERE r.deal_id = $1 GROUP BY p.who ORDER BY decides DESC, 1`, d.Deal.ID); err != nil {
		return err
	}
	if len(d.Contacts) > 0 || d.Deal.Account == "" {
		return nil
	}
	return each(tx, add, `SELECT k.name, k.title, k.role, k.email, k.decides FROM contact k
		WHERE k.account = $1 OR k.account IN (SELECT a.text FROM account a WHERE a.name = $1)
		ORDER BY k.decides DESC, k.name`, d.Deal.Account)
}

// activitiesOf fills in the activities, the latest first.
func activitiesOf(tx *sql.Tx, d *agenda.Dossier) error {
	return each(tx, func(scan func(...any) error) error {
		var a agenda.Activity
		err := scan(&a.Kind, &a.Day, &a.State, &a.Subject, &a.Owner)
		d.Activities = append(d.Activities, a)
		return err
	}, `SELECT a.kind, a.day, a.state, a.subject,
			COALESCE((SELECT p.name FROM alias l JOIN person p ON p.id = l.person_id WHERE l.text = a.owner LIMIT 1), a.owner)
		FROM activity a JOIN deal_ref r ON r.id = a.ref_id
		WHERE r.deal_id = $1 ORDER BY a.day DESC, a.kind, a.key`, d.Deal.ID)
}

// saidOf fills in what was noted in reviews, the latest first.
func saidOf(tx *sql.Tx, d *agenda.Dossier) error {
	if err := each(tx, func(scan func(...any) error) error {
		n := agenda.Note{DealID: d.Deal.ID}
		err := scan(&n.Author, &n.Text, instant{&n.At})
		d.Notes = append(d.Notes, n)
		return err
	}, `SELECT author, text, at FROM note WHERE deal_id = $1 AND text <> '' ORDER BY COALESCE(at, 0) DESC, review_id, author`, d.Deal.ID); err != nil {
		return err
	}
	return each(tx, func(scan func(...any) error) error {
		o := agenda.Obstacle{DealID: d.Deal.ID}
		err := scan(&o.ID, &o.Text, &o.Author, &o.Cleared)
		d.Obstacles = append(d.Obstacles, o)
		return err
	}, `SELECT id, text, author, cleared FROM obstacle WHERE deal_id = $1 ORDER BY cleared, id DESC`, d.Deal.ID)
}

// agreedOf fills in the actions, in the order of a list of them.
func agreedOf(tx *sql.Tx, d *agenda.Dossier) error {
	rows, err := actionRows(tx, condition{"a.deal_id = $1", []any{d.Deal.ID}})
	for _, a := range rows {
		d.Actions = append(d.Actions, a.Action)
	}
	return err
}
