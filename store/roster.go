package store

import (
	"database/sql"
	"slices"
	"strings"

	"halfhour/agenda"
)

// roster is everybody and all they are called, while a file that names people
// is brought in. What it finds out is written at once.
type roster struct {
	tx     *sql.Tx
	byKey  map[string]string // personKey → Person's ID
	people map[string]agenda.Person
	now    map[string]string // who somebody joined in this file is now
	named  Named
	writes int
}

func newRoster(tx *sql.Tx) (*roster, error) {
	r := &roster{tx: tx, people: map[string]agenda.Person{}, now: map[string]string{}}
	list, err := people(tx)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		r.people[p.ID] = p
	}
	r.byKey, err = aliases(tx)
	return r, err
}

// aliases returns whose every alias is, by personKey.
func aliases(tx *sql.Tx) (map[string]string, error) {
	m := map[string]string{}
	err := each(tx, func(scan func(...any) error) error {
		var key, id string
		err := scan(&key, &id)
		m[key] = id
		return err
	}, `SELECT key, person_id FROM alias`)
	return m, err
}

// settle finds who is meant by the mentions of one file; somebody unknown is
// added with the id in ids and a role. ids becomes the ids of who they are. An
// id or an e-mail address says it better than a name, and tells people of one
// name apart: what is known of them comes first, whatever the order of rows.
func (r *roster) settle(list []mention, ids []string, role agenda.Role) error {
	c := claims{}
	for _, m := range list {
		named := r.byKey[personKey(m.name)]
		if m.name != "" && named != "" && slices.Contains(r.hits(m), named) {
			c.add(m)
		}
	}
	var whole, parts []int // names with ids or addresses, and either alone
	for i, m := range list {
		switch {
		case m.empty():
			ids[i] = ""
		case len(r.hits(m)) > 0:
			var err error
			if ids[i], err = r.recognise(m, c); err != nil {
				return err
			}
		case m.name != "" && m.identified():
			whole = append(whole, i)
		default:
			parts = append(parts, i)
		}
	}
	for _, i := range append(whole, parts...) {
		var err error
		if ids[i], err = r.byName(list[i], ids[i], role, c); err != nil {
			return err
		}
	}
	for i, id := range ids {
		for r.now[id] != "" {
			id = r.now[id]
		}
		ids[i] = id
	}
	return nil
}

// hits are those whom the ids and addresses of a mention name.
func (r *roster) hits(m mention) []string {
	var list []string
	for _, text := range m.known {
		if id := r.byKey[personKey(text)]; text != "" && id != "" && !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// recognise finds somebody by an id or an address, and learns the rest. Who was
// known by these alone is the one whom the file names so.
func (r *roster) recognise(m mention, c claims) (string, error) {
	hits := r.hits(m)
	who := hits[0]
	if i := slices.IndexFunc(hits, func(id string) bool { return !IsMachineName(r.people[id].Name) }); i >= 0 {
		who = hits[i]
	}
	name := m.name
	if other := c.other(m); other != "" {
		name = namesake(m.name, other)
	}
	if named := r.byKey[personKey(name)]; name != "" && named != "" && named != who {
		if IsMachineName(r.people[who].Name) {
			who = named
		} else if !strings.HasPrefix(personKey(r.people[who].Name), personKey(name)+" (") { // a namesake told apart
			r.likely(named, who)
		}
	}
	for _, id := range hits {
		switch {
		case id == who:
		case IsMachineName(r.people[id].Name):
			if err := r.join(who, id); err != nil {
				return "", err
			}
		default:
			r.likely(id, who)
		}
	}
	if err := r.learnName(who, name); err != nil {
		return "", err
	}
	if m.name != "" && r.byKey[personKey(m.name)] == who {
		c.add(m)
	}
	return who, r.learn(who, m)
}

// learnName gives somebody who was only an id or an address their name, and
// anybody else one more spelling, unless somebody else is called so.
func (r *roster) learnName(id, name string) error {
	p := r.people[id]
	if name == "" || r.byKey[personKey(name)] != "" && r.byKey[personKey(name)] != id {
		return nil
	}
	if IsMachineName(p.Name) {
		was := p.Name
		p.Name = name
		if err := one(r.tx.Exec(`UPDATE person SET name = $1 WHERE id = $2`, name, id)); err != nil {
			return err
		}
		r.writes++
		r.people[id] = p
		r.named.Found = append(r.named.Found, Found{was, p})
	}
	return r.spell(id, name)
}

// byName finds somebody by name alone, or adds them.
func (r *roster) byName(m mention, id string, role agenda.Role, c claims) (string, error) {
	if hits := r.hits(m); len(hits) > 0 { // an earlier row of the file taught it
		return r.recognise(m, c)
	}
	name := m.shown()
	if other := c.other(m); other != "" {
		name = namesake(m.name, other)
	}
	if m.name != "" {
		c.add(m)
	}
	if known := r.byKey[personKey(name)]; known != "" {
		return known, r.learn(known, m)
	}
	p := agenda.Person{ID: id, Name: name, Role: role, Email: m.email()}
	if err := addPerson(r.tx, p); err != nil {
		return "", err
	}
	r.writes++
	r.people[id] = p
	r.named.People = append(r.named.People, p)
	if err := r.spell(id, name); err != nil {
		return "", err
	}
	return id, r.learn(id, m)
}

// learn keeps the ids and addresses of a mention as aliases.
func (r *roster) learn(id string, m mention) error {
	for _, text := range m.known {
		if text == "" {
			continue
		}
		if err := r.spell(id, text); err != nil {
			return err
		}
	}
	p := r.people[id]
	if email := m.email(); p.Email == "" && email != "" && r.byKey[personKey(email)] == id {
		p.Email = email
		r.people[id] = p
		r.writes++
		return one(r.tx.Exec(`UPDATE person SET email = $1 WHERE id = $2`, email, id))
	}
	return nil
}

// spell keeps a text as an alias, unless it is somebody's already.
func (r *roster) spell(id, text string) error {
	key := personKey(text)
	if key == "" || r.byKey[key] != "" {
		return nil
	}
	r.byKey[key] = id
	r.writes++
	return insertAlias(r.tx, id, text)
}

// join makes one person of two.
func (r *roster) join(keep, away string) error {
	was := r.people[away]
	p, err := joinPeople(r.tx, keep, away)
	if err != nil {
		return err
	}
	r.writes++
	r.people[keep] = p
	delete(r.people, away)
	for key, id := range r.byKey {
		if id == away {
			r.byKey[key] = keep
		}
	}
	r.now[away] = keep
	r.named.Found = append(r.named.Found, Found{was.Name, p})
	return nil
}
