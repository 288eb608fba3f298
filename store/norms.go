package store

import (
	"context"
	"database/sql"
	"errors"

	"halfhour/agenda"
)

// Norms is what deals that were won have in common; deals are held against it.
type Norms struct {
	Won    int // won deals whose age is known
	AgeP95 int // days from creation to close that 95 % of them stayed within; 0 for none
	// Amounts has, for each currency, how many won deals have an amount and the
	// median of it.
	Amounts map[string]AmountNorm
	// Whether any deal has a next step or a last activity: if none has, the
	// exports do not tell.
	NextStep, Activity bool
}

// AmountNorm is what won deals of one currency brought.
type AmountNorm struct {
	Count  int
	Median agenda.Money
}

// Norms returns the norms of all won deals in the file.
func (s *Store) Norms(ctx context.Context) (Norms, error) {
	n := Norms{Amounts: map[string]AmountNorm{}}
	err := s.read(ctx, "look at won deals", func(tx *sql.Tx) error {
		const aged = `FROM deal WHERE status = 'won' AND created <> 0 AND close_date >= created`
		if err := tx.QueryRow(`SELECT count(*) ` + aged).Scan(&n.Won); err != nil {
			return err
		}
		err := tx.QueryRow(`SELECT close_date - created `+aged+` ORDER BY 1 LIMIT 1 OFFSET $1`, percentile(n.Won, 95)).Scan(&n.AgeP95)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if err := each(tx, func(scan func(...any) error) error {
			var code string
			var a AmountNorm
			err := scan(&code, &a.Count)
			n.Amounts[code] = a
			return err
		}, `SELECT currency, count(*) FROM deal WHERE status = 'won' AND currency <> '' GROUP BY currency`); err != nil {
			return err
		}
		for code, a := range n.Amounts {
			a.Median.Currency = code
			if err := tx.QueryRow(`SELECT amount FROM deal WHERE status = 'won' AND currency = $1
				ORDER BY amount LIMIT 1 OFFSET $2`, code, percentile(a.Count, 50)).Scan(&a.Median.Minor); err != nil {
				return err
			}
			n.Amounts[code] = a
		}
		return tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM deal WHERE next_step <> '' OR next_step_date <> 0),
			EXISTS (SELECT 1 FROM deal WHERE last_activity <> 0)`).Scan(&n.NextStep, &n.Activity)
	})
	return n, err
}

// percentile returns the place, from 0, of a percentile among n sorted values:
// the smallest value that p percent of them do not exceed.
func percentile(n, p int) int { return max((n*p+99)/100-1, 0) }
