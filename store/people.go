package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"halfhour/agenda"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// People returns everybody, by name.
func (s *Store) People(ctx context.Context) ([]agenda.Person, error) {
	var list []agenda.Person
	err := s.read(ctx, "list people", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var p agenda.Person
			if err := scan(&p.ID, &p.Name, &p.Role); err != nil {
				return err
			}
			list = append(list, p)
			return nil
		}, `SELECT id, name, role FROM person ORDER BY lower(name), name, id`)
	})
	return list, err
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
// ErrTaken when somebody is called that already.
func (s *Store) AddPerson(ctx context.Context, p agenda.Person) (agenda.Person, error) {
	p.Name = strings.TrimSpace(p.Name)
	if fold(p.Name) == "" {
		return p, fmt.Errorf("add a person: the name: %w", agenda.ErrEmpty)
	}
	if p.ID == "" {
		p.ID = NewID()
	}
	return p, s.write(ctx, "add a person", func(tx *sql.Tx) error {
		if err := addPerson(tx, p); err != nil {
			return err
		}
		return addAlias(tx, p.ID, p.Name)
	})
}

// SetRole changes what somebody is; ErrNotFound when there is nobody of that
// id.
func (s *Store) SetRole(ctx context.Context, id string, role agenda.Role) error {
	return s.write(ctx, "set a role", func(tx *sql.Tx) error {
		return one(tx.Exec(`UPDATE person SET role = $1 WHERE id = $2`, string(role), id))
	})
}

// AddAlias lets a person be found by another text too: a second spelling, an
// e-mail address, a CRM's id. ErrTaken when it is somebody else's.
func (s *Store) AddAlias(ctx context.Context, id, text string) error {
	return s.write(ctx, "add an alias", func(tx *sql.Tx) error {
		if _, err := person(tx, id); err != nil {
			return err
		}
		return addAlias(tx, id, text)
	})
}

func person(tx *sql.Tx, id string) (agenda.Person, error) {
	var p agenda.Person
	err := tx.QueryRow(`SELECT id, name, role FROM person WHERE id = $1`, id).Scan(&p.ID, &p.Name, &p.Role)
	return p, missing(err, "person %s", id)
}

func called(tx *sql.Tx, name string) (agenda.Person, error) {
	var p agenda.Person
	err := tx.QueryRow(`SELECT p.id, p.name, p.role FROM alias a JOIN person p ON p.id = a.person_id WHERE a.key = $1`,
		fold(name)).Scan(&p.ID, &p.Name, &p.Role)
	return p, missing(err, "nobody is called %q", name)
}

func addPerson(tx *sql.Tx, p agenda.Person) error {
	_, err := tx.Exec(`INSERT INTO person (id, name, role) VALUES ($1, $2, $3)`, p.ID, p.Name, string(p.Role))
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
	_, err = tx.Exec(`INSERT INTO alias (key, text, person_id) VALUES ($1, $2, $3)`, fold(text), text, id)
	return err
}

// fold returns a text as it is compared: without case, compatibility forms
// and extra spaces.
func fold(s string) string {
	if ascii(s) {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	return strings.Join(strings.Fields(cases.Fold().String(norm.NFKC.String(s))), " ")
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
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
