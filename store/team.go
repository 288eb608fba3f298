package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// PeopleReport is what became of a file of people: Read = Imported + Rejected +
// Footer.
type PeopleReport struct {
	Read, Imported, Rejected, Footer int

	Named                    // new people, names for ids, and who may be one
	Managed  int             // people who have another manager now, or one at all
	Managers []agenda.Person // who were reps until the file named them as managers
	Roles    int             // people whose role the file changed otherwise
	Loops    []agenda.Person // who would manage themselves: left as they were
	Rows     []crm.Rejected  // the first 100,000 that could not be read
	writes   int
}

// Changed says whether the file told anything new.
func (r PeopleReport) Changed() bool { return r.writes+r.Managed+len(r.Managers)+r.Roles > 0 }

// mostPeople bounds what ImportPeople holds in memory.
const mostPeople = 100_000

// ImportPeople brings a team or the users of a CRM in, all of them or, on any
// error, none. Who is known by id, address or name gets the rest of these;
// others become people, managers as such. Importing the same again writes
// nothing, and it does not matter whether the deals come before or after.
func (s *Store) ImportPeople(ctx context.Context, src ImportSource, rows iter.Seq2[crm.Person, error]) (PeopleReport, error) {
	var report PeopleReport
	var list []crm.Person
	for p, err := range rows {
		rejected, isRow := errors.AsType[*crm.Rejected](err)
		switch {
		case isRow:
			if report.Rejected++; len(report.Rows) < mostRejected {
				report.Rows = append(report.Rows, *rejected)
			}
			continue
		case err == nil:
			err = ctx.Err()
		}
		if err == nil && len(list) == mostPeople {
			err = fmt.Errorf("it names more than %d people", mostPeople)
		}
		if err != nil {
			return PeopleReport{}, fmt.Errorf("import %s: %w", src.Name, err)
		}
		list = append(list, p)
	}
	report.Imported = len(list)
	if src.Footer != nil {
		report.Footer = src.Footer()
	}
	report.Read = report.Imported + report.Rejected + report.Footer
	err := s.write(ctx, "import "+src.Name, func(tx *sql.Tx) error { return report.settle(tx, list) })
	if err != nil {
		return PeopleReport{}, err
	}
	return report, nil
}

// settle writes who the people of a file are, and then who manages whom.
func (report *PeopleReport) settle(tx *sql.Tx, list []crm.Person) error {
	r, err := newRoster(tx)
	if err != nil {
		return err
	}
	mentions := make([]mention, 0, 2*len(list))
	for _, p := range list {
		mentions = append(mentions, mentioned(p.Name, p.ID, p.Email))
	}
	for _, p := range list {
		mentions = append(mentions, mentioned(p.Manager, p.ManagerID, p.ManagerEmail))
	}
	ids := make([]string, len(mentions))
	for i := range ids {
		ids[i] = NewID()
	}
	if err := r.settle(mentions, ids, agenda.Rep); err != nil {
		return err
	}
	r.lookAlike()
	for i, p := range list {
		if err := report.manage(r, ids[i], ids[len(list)+i]); err != nil {
			return err
		}
		if err := report.giveRole(r, ids[i], p.Role); err != nil {
			return err
		}
	}
	report.Named, report.writes = r.named, r.writes
	for i, p := range report.People { // with the role they got since
		report.People[i] = r.people[p.ID]
	}
	slices.SortFunc(report.Managers, func(a, b agenda.Person) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// manage sets somebody's manager, who is at least a manager then.
func (report *PeopleReport) manage(r *roster, id, manager string) error {
	if manager == "" {
		return nil
	}
	if p := r.people[id]; p.Manager != manager {
		err := setManager(r.tx, id, manager)
		if errors.Is(err, ErrLoop) {
			report.Loops = append(report.Loops, p)
			return nil
		}
		if err != nil {
			return err
		}
		p.Manager = manager
		r.people[id] = p
		report.Managed++
	}
	boss := r.people[manager]
	if boss.Role != agenda.Rep {
		return nil
	}
	boss.Role = agenda.Manager
	if !slices.ContainsFunc(r.named.People, func(p agenda.Person) bool { return p.ID == manager }) {
		report.Managers = append(report.Managers, boss)
	}
	return r.setRole(boss)
}

// giveRole takes a role that says just what halfhour's roles say. What else
// companies write there, such as RVP West, says nothing here.
func (report *PeopleReport) giveRole(r *roster, id, said string) error {
	role, err := agenda.ParseRole(said)
	p := r.people[id]
	if err != nil || p.Role == role || role == agenda.Rep {
		return nil // who manages people stays a manager
	}
	p.Role = role
	report.Roles++
	return r.setRole(p)
}

func (r *roster) setRole(p agenda.Person) error {
	r.people[p.ID] = p
	return one(r.tx.Exec(`UPDATE person SET role = $1 WHERE id = $2`, string(p.Role), p.ID))
}
