package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/packet"
)

// TakePacket brings in what another computer wrote, all of it or nothing. What
// was said here stays: where both wrote the same thing anew, both versions are
// kept. Bringing the same in again changes nothing.
func (s *Store) TakePacket(ctx context.Context, c packet.Content, now time.Time) (PacketReport, error) {
	var report PacketReport
	err := s.write(ctx, "bring in a packet", func(tx *sql.Tx) error {
		report = PacketReport{}
		local, err := localise(tx, c, &report)
		if err != nil {
			return err
		}
		for _, r := range local.Reviews {
			if err := takeReview(tx, r, now, &report); err != nil {
				return err
			}
		}
		if err := takeFixes(tx, local.Fixes, &report); err != nil {
			return err
		}
		return settleFixes(tx)
	})
	return report, err
}

// localise names deals and people as this file does. Those it does not have are
// added.
func localise(tx *sql.Tx, c packet.Content, report *PacketReport) (packet.Content, error) {
	people, deals := map[string]string{"": ""}, map[string]string{"": ""}
	for _, p := range c.People {
		id, err := meetPerson(tx, p, report)
		if err != nil {
			return c, err
		}
		people[p.Name] = id
	}
	for _, d := range c.Deals {
		id, err := meetDeal(tx, d, people[d.Owner], report)
		if err != nil {
			return c, err
		}
		deals[d.Ref] = id
	}
	return c.Renamed(func(ref string) string { return deals[ref] }, func(name string) string { return people[name] }), nil
}

// meetPerson finds somebody by name or e-mail address.
func meetPerson(tx *sql.Tx, p packet.Person, report *PacketReport) (string, error) {
	for _, name := range []string{p.Name, p.Email} {
		if personKey(name) == "" {
			continue
		}
		who, err := called(tx, name)
		if err == nil || !errors.Is(err, ErrNotFound) {
			return who.ID, err
		}
	}
	who := agenda.Person{ID: NewID(), Name: p.Name, Role: p.Role, Email: p.Email}
	if personKey(p.Name) == "" {
		return "", fmt.Errorf("%q is no name", p.Name)
	}
	report.NewPeople = append(report.NewPeople, p.Name)
	if err := addPerson(tx, who); err != nil {
		return "", err
	}
	if err := addAlias(tx, who.ID, who.Name); err != nil || who.Email == "" {
		return who.ID, err
	}
	return who.ID, addAlias(tx, who.ID, who.Email)
}

// takeReview brings one review in, named as this file does.
func takeReview(tx *sql.Tx, in packet.Review, now time.Time, report *PacketReport) error {
	took := PacketReview{ID: in.ID, New: map[packet.Kind]int{}}
	was, err := review(tx, `id = $1`, in.ID)
	took.Known = err == nil
	var mine []packet.Thing
	switch {
	case errors.Is(err, ErrNotFound):
		was = agenda.Review{ID: in.ID}
	case err != nil:
		return err
	default:
		if was.Rep != in.Rep {
			return fmt.Errorf("the packet's review %s is of another rep here", in.ID)
		}
		if mine, err = things(tx, was); err != nil {
			return err
		}
	}
	both := standing(packet.Merge(mine, in.Things), mine)
	took.count(mine, both)
	next := was.Clone()
	next.Rep, next.With = in.Rep, in.With
	if took.Known {
		next.With = was.With
	}
	changes := say(&next, both)
	next = kept(next)
	took.Stage = next.Stage
	rep, err := person(tx, in.Rep)
	if err != nil {
		return err
	}
	took.Rep = rep.Name
	report.Reviews = append(report.Reviews, took)
	if !took.Known || changes {
		if err := writeReview(tx, was, next, took.Known); err != nil {
			return err
		}
	}
	if err := putVersions(tx, next, both); err != nil {
		return err
	}
	if next.Stage != agenda.Ready || took.Known {
		return nil
	}
	return giveWay(tx, next, now)
}

// standing leaves out what stands in no version: a packet that says of every
// version that it was replaced changes nothing here.
func standing(list, mine []packet.Thing) []packet.Thing {
	var some []packet.Thing
	for _, t := range list {
		if len(t.Versions) == 0 {
			i := slices.IndexFunc(mine, func(m packet.Thing) bool { return m.Place == t.Place })
			if i < 0 {
				continue
			}
			t = mine[i]
		}
		some = append(some, t)
	}
	return some
}

// say makes a review say what it does not say yet; changes is false when it says
// all of it.
func say(r *agenda.Review, list []packet.Thing) (changes bool) {
	now := map[packet.Place]string{}
	for _, s := range packet.Of(*r) {
		now[s.Place] = s.Body()
	}
	for _, t := range list {
		if v := t.Versions[0]; now[t.Place] != v.Body() {
			packet.Put(r, t.Place, v.Said)
			changes = true
		}
	}
	return changes
}

// writeReview writes a review that came from elsewhere. A window that shows it
// notices.
func writeReview(tx *sql.Tx, was, next agenda.Review, known bool) error {
	next.Version = was.Version + 1
	values := reviewValues(next)
	var err error
	if known {
		err = one(tx.Exec(`UPDATE review SET (`+reviewColumns+`) = (`+numbered(1, len(values))+`) WHERE id = $1`, values...))
	} else {
		_, err = tx.Exec(`INSERT INTO review (`+reviewColumns+`) VALUES (`+numbered(1, len(values))+`)`, values...)
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM slot WHERE review_id = $1`, next.ID); err != nil {
		return err
	}
	was.Slots = nil
	if err := saveContent(tx, was, next); err != nil {
		if errors.Is(err, ErrNotFound) {
			return fmt.Errorf("something in the packet belongs to another review here")
		}
		return err
	}
	return nil
}

// giveWay lets a prep that came in be what the rep's next review starts from:
// what was prepared here alone moves into it.
func giveWay(tx *sql.Tx, to agenda.Review, now time.Time) error {
	var ids []string
	if err := each(tx, func(scan func(...any) error) error {
		var id string
		err := scan(&id)
		ids = append(ids, id)
		return err
	}, `SELECT r.id FROM review r WHERE r.rep = $1 AND r.id <> $2 AND r.stage = 'ready'
		AND NOT EXISTS (SELECT 1 FROM version v WHERE v.review_id = r.id) ORDER BY r.id`, to.Rep, to.ID); err != nil {
		return err
	}
	for _, id := range ids {
		from, err := review(tx, `id = $1`, id)
		if err != nil {
			return err
		}
		if err := moveInto(tx, from, to.ID); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE review SET stage = 'set aside', ended_at = $1, version = version + 1 WHERE id = $2`, now.UnixMilli(), id); err != nil {
			return err
		}
	}
	return nil
}

// moveInto moves what was said in one review into another. Where both say
// something of the same, both versions stand.
func moveInto(tx *sql.Tx, from agenda.Review, id string) error {
	for _, table := range []string{"obstacle", "action", "parked", "draft"} {
		if _, err := tx.Exec(fmt.Sprintf(`UPDATE %s SET review_id = $1 WHERE review_id = $2`, table), id, from.ID); err != nil {
			return err
		}
	}
	to, err := review(tx, `id = $1`, id)
	if err != nil {
		return err
	}
	list, err := things(tx, to)
	if err != nil {
		return err
	}
	var moved []packet.Thing
	for _, s := range packet.Of(from) {
		switch s.Kind {
		case packet.Answer, packet.Note, packet.Chance:
			moved = append(moved, packet.Thing{Place: s.Place, Versions: []packet.Version{{ID: NewID(), Said: s.Said}}})
		}
	}
	both := packet.Merge(list, moved)
	next := to.Clone()
	say(&next, both)
	next = kept(next)
	if err := writeReview(tx, to, next, true); err != nil {
		return err
	}
	return putVersions(tx, next, both)
}
