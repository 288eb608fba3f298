package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"halfhour/agenda"
)

// Norms is what deals that were won have in common; deals are held against it.
type Norms struct {
	Won    int // won deals whose age is known
	AgeP95 int // days from creation to close that 95 % of them stayed within; 0 for none
	// AgeMost is the age of the oldest of them.
	AgeMost int
	// History: the file has seen deals change, or could have.
	History bool
	// Amounts has, for each currency, how many won deals have an amount and the
	// median of it.
	Amounts map[string]AmountNorm
	// Whether any deal has a next step or a last activity: if none has, the
	// exports do not tell.
	NextStep, Activity bool
	// Whether contacts are known beyond the one that exports of deals have, and
	// whether any of them decides.
	Contacts, Deciders bool
}

// AmountNorm is what won deals of one currency brought.
type AmountNorm struct {
	Count  int
	Median agenda.Money
}

// The kinds of norms in the table of that name. They are counted when deals
// change: a review's start looks them up, however many deals there are.
const (
	normAge    = "age"
	normAmount = "amount" // of a currency
	normStage  = "stage"  // of a stage's name
	normTold   = "told"   // a field that any deal has
)

// oldest is the norm of ages that no won deal has passed.
const oldest = "oldest"

// Norms returns the norms of all won deals in the file.
func (s *Store) Norms(ctx context.Context) (Norms, error) {
	n := Norms{Amounts: map[string]AmountNorm{}}
	err := s.read(ctx, "look at won deals", func(tx *sql.Tx) error {
		if err := addKnown(tx, &n); err != nil {
			return err
		}
		if err := tx.QueryRow(`SELECT (SELECT count(*) FROM import) > 1 OR EXISTS (SELECT 1 FROM deal_change)`).Scan(&n.History); err != nil {
			return err
		}
		return each(tx, func(scan func(...any) error) error {
			var kind, of string
			var deals int
			var value int64
			if err := scan(&kind, &of, &deals, &value); err != nil {
				return err
			}
			switch {
			case kind == normAge && of == oldest:
				n.AgeMost = int(value)
			case kind == normAge:
				n.Won, n.AgeP95 = deals, int(value)
			case kind == normAmount:
				n.Amounts[of] = AmountNorm{deals, agenda.Money{Minor: value, Currency: of}}
			case of == string(agenda.FieldNextStep):
				n.NextStep = true
			case of == string(agenda.FieldLastActivity):
				n.Activity = true
			}
			return nil
		}, `SELECT kind, of, deals, value FROM norm WHERE kind <> $1`, normStage)
	})
	return n, err
}

// writeNorms counts what is usual, once all deals are written.
func (st *staging) writeNorms(tx *sql.Tx) error {
	if st.report.New+st.report.Changed == 0 {
		return nil
	}
	if err := keepTold(tx, agenda.FieldNextStep, st.tally.nextStep, "next_step <> '' OR next_step_date <> 0"); err != nil {
		return err
	}
	if err := keepTold(tx, agenda.FieldLastActivity, st.tally.active, "last_activity <> 0"); err != nil {
		return err
	}
	return countNorms(tx)
}

// countNorms counts anew what is usual for won deals. Whatever changes deals
// or their history calls it at its end.
func countNorms(tx *sql.Tx) error {
	if _, err := tx.Exec(`DELETE FROM norm WHERE kind <> $1`, normTold); err != nil {
		return err
	}
	var ages []int64
	amounts := map[string][]int64{}
	var currencies texts
	err := gather(tx, func(r row) error {
		if created, closed := r.number(0), r.number(1); created != 0 && closed >= created {
			ages = append(ages, closed-created)
		}
		if currency := currencies.same(r.text(2)); currency != "" {
			amounts[currency] = append(amounts[currency], r.number(3))
		}
		return nil
	}, "created, close_date, currency, amount", "FROM deal WHERE status = 'won'")
	if err != nil {
		return err
	}
	if err := errors.Join(keepNorm(tx, normAge, "", ages, 95), keepNorm(tx, normAge, oldest, ages, 100)); err != nil {
		return err
	}
	for currency, list := range amounts {
		if err := keepNorm(tx, normAmount, currency, list, 50); err != nil {
			return err
		}
	}
	if err := countStages(tx); err != nil {
		return err
	}
	return findTwins(tx)
}

// keepNorm writes down how many values there are, and a percentile of them.
func keepNorm(tx *sql.Tx, kind, of string, values []int64, percent int) error {
	if len(values) == 0 {
		return nil
	}
	slices.Sort(values)
	_, err := tx.Exec(`INSERT INTO norm (kind, of, deals, value) VALUES ($1, $2, $3, $4)`,
		kind, of, len(values), values[percentile(len(values), percent)])
	return err
}

// percentile returns the place, from 0, of a percentile among n sorted values:
// the smallest value that p percent of them do not exceed.
func percentile(n, p int) int { return max((n*p+99)/100-1, 0) }

// keepTold writes down whether any deal has a field, for those who know whether
// any that they wrote has it; has is the condition for having it.
func keepTold(tx *sql.Tx, name agenda.Field, seen bool, has string) error {
	if seen {
		_, err := tx.Exec(`INSERT INTO norm (kind, of, deals, value) VALUES ($1, $2, 1, 0) ON CONFLICT DO NOTHING`, normTold, string(name))
		return err
	}
	var was, is bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM norm WHERE kind = $1 AND of = $2)`, normTold, string(name)).Scan(&was); err != nil || !was {
		return err
	}
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM deal WHERE ` + has + `)`).Scan(&is); err != nil || is {
		return err
	}
	_, err := tx.Exec(`DELETE FROM norm WHERE kind = $1 AND of = $2`, normTold, string(name))
	return err
}
