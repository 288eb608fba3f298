package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"halfhour/agenda"
)

// People returns everybody, by name.
func (s *Store) People(ctx context.Context) (list []agenda.Person, err error) {
	err = s.read(ctx, "list people", func(tx *sql.Tx) error {
		list, err = people(tx)
		return err
	})
	return list, err
}

// Spellings returns what else people are called, by Person's ID: other
// spellings, e-mail addresses and CRMs' ids, in order.
func (s *Store) Spellings(ctx context.Context) (map[string][]string, error) {
	m := map[string][]string{}
	err := s.read(ctx, "list spellings", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var id, name, text string
			err := scan(&id, &name, &text)
			if text != name {
				m[id] = append(m[id], text)
			}
			return err
		}, `SELECT a.person_id, p.name, a.text FROM alias a JOIN person p ON p.id = a.person_id ORDER BY a.text`)
	})
	return m, err
}

// Person returns somebody by id; ErrNotFound when there is nobody.
func (s *Store) Person(ctx context.Context, id string) (agenda.Person, error) {
	var p agenda.Person
	err := s.read(ctx, "find a person", func(tx *sql.Tx) (err error) {
		p, err = person(tx, id)
		return err
	})
	return p, err
}

// PersonByName returns who is called that, by any name or alias, whatever its
// case and spacing; ErrNotFound when there is nobody.
func (s *Store) PersonByName(ctx context.Context, name string) (agenda.Person, error) {
	var p agenda.Person
	err := s.read(ctx, "find a person", func(tx *sql.Tx) (err error) {
		p, err = called(tx, name)
		return err
	})
	return p, err
}

// AddPerson adds somebody and returns them with their id; an ID given is kept.
// ErrTaken when somebody is called that already, or has that e-mail address.
func (s *Store) AddPerson(ctx context.Context, p agenda.Person) (agenda.Person, error) {
	p.Name, p.Email = strings.TrimSpace(p.Name), strings.TrimSpace(p.Email)
	if personKey(p.Name) == "" {
		return p, fmt.Errorf("add a person: the name: %w", agenda.ErrEmpty)
	}
	if p.ID == "" {
		p.ID = NewID()
	}
	return p, s.write(ctx, "add a person", func(tx *sql.Tx) error {
		if err := addPerson(tx, p); err != nil {
			return err
		}
		if err := addAlias(tx, p.ID, p.Name); err != nil || p.Email == "" {
			return err
		}
		return addAlias(tx, p.ID, p.Email)
	})
}

// SetRole changes what somebody is; ErrNotFound when there is nobody of that
// id.
func (s *Store) SetRole(ctx context.Context, id string, role agenda.Role) error {
	return s.write(ctx, "set a role", func(tx *sql.Tx) error {
		return one(tx.Exec(`UPDATE person SET role = $1 WHERE id = $2`, string(role), id))
	})
}

// Rename changes somebody's name; the old one still finds them. ErrEmpty
// without a name, ErrTaken when somebody else is called that.
func (s *Store) Rename(ctx context.Context, id, name string) error {
	name = strings.TrimSpace(name)
	if personKey(name) == "" {
		return fmt.Errorf("rename: the name: %w", agenda.ErrEmpty)
	}
	return s.write(ctx, "rename", func(tx *sql.Tx) error {
		if _, err := person(tx, id); err != nil {
			return err
		}
		if err := addAlias(tx, id, name); err != nil {
			return err
		}
		return one(tx.Exec(`UPDATE person SET name = $1 WHERE id = $2`, name, id))
	})
}

// SetEmail changes somebody's e-mail address, "" for none; an old one still
// finds them. ErrTaken when it is somebody else's.
func (s *Store) SetEmail(ctx context.Context, id, email string) error {
	email = strings.TrimSpace(email)
	return s.write(ctx, "set an e-mail address", func(tx *sql.Tx) error {
		if _, err := person(tx, id); err != nil {
			return err
		}
		if email != "" {
			if err := addAlias(tx, id, email); err != nil {
				return err
			}
		}
		return one(tx.Exec(`UPDATE person SET email = $1 WHERE id = $2`, email, id))
	})
}

const personColumns = `p.id, p.name, p.role, p.email, COALESCE(p.manager_id, '')`

func intoPerson(p *agenda.Person) []any { return []any{&p.ID, &p.Name, &p.Role, &p.Email, &p.Manager} }

func people(tx *sql.Tx) ([]agenda.Person, error) {
	var list []agenda.Person
	var p agenda.Person
	into := intoPerson(&p) // once: there may be many
	err := each(tx, func(scan func(...any) error) error {
		err := scan(into...)
		list = append(list, p)
		return err
	}, `SELECT `+personColumns+` FROM person p ORDER BY lower(p.name), p.name, p.id`)
	return list, err
}

func person(tx *sql.Tx, id string) (agenda.Person, error) {
	var p agenda.Person
	err := tx.QueryRow(`SELECT `+personColumns+` FROM person p WHERE p.id = $1`, id).Scan(intoPerson(&p)...)
	return p, missing(err, "person %s", id)
}

func called(tx *sql.Tx, name string) (agenda.Person, error) {
	var p agenda.Person
	err := tx.QueryRow(`SELECT `+personColumns+` FROM alias a JOIN person p ON p.id = a.person_id WHERE a.key = $1`,
		personKey(name)).Scan(intoPerson(&p)...)
	return p, missing(err, "nobody is called %q", name)
}

func addPerson(tx *sql.Tx, p agenda.Person) error {
	_, err := tx.Exec(`INSERT INTO person (id, name, role, email, manager_id) VALUES ($1, $2, $3, $4, $5)`,
		p.ID, p.Name, string(p.Role), p.Email, orNull(p.Manager))
	return err
}

func addAlias(tx *sql.Tx, id, text string) error {
	holder, err := called(tx, text)
	switch {
	case err == nil && holder.ID != id:
		return fmt.Errorf("%q is %s: %w", text, holder.Name, ErrTaken)
	case err == nil:
		return nil
	case !errors.Is(err, ErrNotFound):
		return err
	}
	return insertAlias(tx, id, text)
}

// insertAlias is addAlias for a text that is known to be nobody's.
func insertAlias(tx *sql.Tx, id, text string) error {
	_, err := tx.Exec(`INSERT INTO alias (key, text, person_id) VALUES ($1, $2, $3)`, personKey(text), text, id)
	return err
}

// missing turns "no rows" into ErrNotFound with words.
func missing(err error, format string, args ...any) error {
	if errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), ErrNotFound)
	}
	return err
}

// one checks that a statement changed exactly one row; ErrNotFound for none.
func one(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n != 1 {
		err = ErrNotFound
	}
	return err
}
