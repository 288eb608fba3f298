package store

import (
	"database/sql"
	"slices"

	"halfhour/agenda"
)

// nextSteps are the next steps set in a review. They are kept as fixes of their
// deals, so that no import overwrites them.
type nextSteps struct{}

func (nextSteps) save(tx *sql.Tx, was, next *agenda.Review) error {
	for _, n := range next.Steps {
		if slices.Contains(was.Steps, n) {
			continue
		}
		for f, value := range map[agenda.Field]string{agenda.FieldNextStep: n.Text, agenda.FieldNextStepDate: n.Due.String()} {
			x := agenda.Fix{ID: NewID(), DealID: n.DealID, Field: f, Value: value, Author: n.Author, At: n.At}
			if err := putFix(tx, x, next.ID); err != nil {
				return err
			}
		}
	}
	if slices.Equal(was.Steps, next.Steps) {
		return nil
	}
	return settleFixes(tx)
}

// load reads the last one that the review set for each deal, in the order they
// were said.
func (nextSteps) load(tx *sql.Tx, r *agenda.Review) error {
	return each(tx, func(scan func(...any) error) error {
		var n agenda.NextStep
		err := scan(&n.DealID, &n.Text, &n.Due, &n.Author, instant{&n.At})
		r.Steps = slices.DeleteFunc(r.Steps, func(old agenda.NextStep) bool { return old.DealID == n.DealID })
		r.Steps = append(r.Steps, n)
		return err
	}, `SELECT t.deal_id, t.text, COALESCE(d.number, 0), t.author, t.at FROM fix t
		LEFT JOIN fix d ON d.review_id = t.review_id AND d.deal_id = t.deal_id AND d.field = 'next_step_date' AND d.at = t.at
		WHERE t.review_id = $1 AND t.field = 'next_step' ORDER BY t.at, t.id`, r.ID)
}
