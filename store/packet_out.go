package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/packet"
)

// ErrNothingToSend says that a rep has neither a prep nor a finished review.
var ErrNothingToSend = errors.New("nothing was prepared and no review is finished")

// Packet returns a review to be carried to another computer: the one of an id,
// or with "" the rep's prep, else their latest finished review. With it goes
// what was mended in the rep's deals. ErrNothingToSend when there is none.
func (s *Store) Packet(ctx context.Context, repID, reviewID string, now time.Time) (packet.Content, error) {
	c := packet.Content{MadeAt: time.UnixMilli(now.UnixMilli()).UTC()}
	err := s.write(ctx, "make a packet", func(tx *sql.Tx) error {
		r, err := toSend(tx, repID, reviewID)
		if err != nil {
			return err
		}
		if r.Stage == agenda.Running {
			return fmt.Errorf("the review is being held: finish it first, then it can be sent")
		}
		me, err := setting(tx, settingMe)
		if err != nil {
			return err
		}
		list, err := things(tx, r)
		if err != nil {
			return err
		}
		c.Reviews = []packet.Review{{ID: r.ID, Rep: r.Rep, With: slices.Clone(r.With), Things: list}}
		if c.Fixes, err = fixesToSend(tx, r); err != nil {
			return err
		}
		if c.Deals, err = dealsToSend(tx, c); err != nil {
			return err
		}
		c.MadeBy = me
		c, err = neutral(tx, c)
		return err
	})
	return c, err
}

// toSend finds the review that is meant.
func toSend(tx *sql.Tx, repID, reviewID string) (agenda.Review, error) {
	if reviewID != "" {
		return review(tx, `id = $1`, reviewID)
	}
	for _, which := range []string{
		`stage = 'ready' ORDER BY id DESC LIMIT 1`, `stage = 'finished' ORDER BY COALESCE(ended_at, 0) DESC, id DESC LIMIT 1`,
	} {
		r, err := review(tx, `rep = $1 AND `+which, repID)
		if errors.Is(err, ErrNotFound) || err == nil && r.Stage == agenda.Ready && r.Blank() {
			continue
		}
		return r, err
	}
	return agenda.Review{}, ErrNothingToSend
}

// fixesToSend are those of the rep's deals and of the review's, replaced ones
// too: the other computer may still have them.
func fixesToSend(tx *sql.Tx, r agenda.Review) ([]packet.Fix, error) {
	var list []packet.Fix
	c := in("f.deal_id", append(r.Deals(), ""))
	args := append(c.args, r.Rep)
	return list, each(tx, func(scan func(...any) error) error {
		var number int64
		var text, state, review string
		x, err := scanFix(func(into ...any) error { return scan(append(into, &review)...) }, &number, &text, &state)
		list = append(list, packet.Fix{
			ID: x.ID, Deal: x.DealID, Field: x.Field, Value: x.Value, Was: x.Was, Author: x.Author, At: x.At,
			Review: review, Replaced: state == fixReplaced,
		})
		return err
	}, `SELECT `+fixColumns+`, COALESCE(f.review_id, '') FROM fix f JOIN deal d ON d.id = f.deal_id
		WHERE `+c.text+fmt.Sprintf(` OR d.owner_id = $%[1]d OR f.field = 'owner' AND f.text = $%[1]d ORDER BY f.id`, len(args)), args...)
}

// dealsToSend are all deals that the content speaks of, by this file's ids.
func dealsToSend(tx *sql.Tx, c packet.Content) ([]packet.Deal, error) {
	ids := map[string]bool{}
	c.Renamed(func(id string) string { ids[id] = true; return id }, sameID)
	delete(ids, "")
	var list []packet.Deal
	for some := range slices.Chunk(slices.Sorted(maps.Keys(ids)), mostIDs) {
		cond := in("d.id", some)
		if err := each(tx, func(scan func(...any) error) error {
			var d packet.Deal
			var created agenda.Date
			err := scan(&d.Ref, &d.CRM, &d.CRMID, &d.Name, &d.Account, &d.Owner, &created)
			d.Created = created.String()
			list = append(list, d)
			return err
		}, `SELECT d.id, s.crm, d.crm_id, d.name, `+accountName+`, COALESCE(d.owner_id, ''), d.created
			FROM deal d JOIN source s ON s.id = d.source_id WHERE `+cond.text, cond.args...); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// neutral names deals and people as any computer can understand.
func neutral(tx *sql.Tx, c packet.Content) (packet.Content, error) {
	names := map[string]packet.Person{}
	if err := each(tx, func(scan func(...any) error) error {
		var p packet.Person
		var id string
		err := scan(&id, &p.Name, &p.Role, &p.Email)
		names[id] = p
		return err
	}, `SELECT id, name, role, email FROM person`); err != nil {
		return c, err
	}
	slices.SortFunc(c.Deals, func(a, b packet.Deal) int {
		return cmp.Or(cmp.Compare(a.CRMID, b.CRMID), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Account, b.Account),
			cmp.Compare(a.Created, b.Created), cmp.Compare(names[a.Owner].Name, names[b.Owner].Name), cmp.Compare(a.Ref, b.Ref))
	})
	refs := map[string]string{}
	for i, d := range c.Deals {
		refs[d.Ref] = fmt.Sprintf("d%d", i+1)
	}
	named := map[string]packet.Person{}
	person := func(id string) string {
		p, ok := names[id]
		if ok {
			named[p.Name] = p
		}
		return p.Name
	}
	c.MadeBy = person(c.MadeBy)
	c = c.Renamed(func(id string) string { return refs[id] }, person)
	c.People = slices.SortedFunc(maps.Values(named), func(a, b packet.Person) int { return cmp.Compare(a.Name, b.Name) })
	for i := range c.Reviews {
		c.Reviews[i].Things = packet.Merge(c.Reviews[i].Things, nil)
	}
	return c, nil
}
