package store

import (
	"context"
	"database/sql"

	"halfhour/agenda"
)

// EarlierAnswers returns the last answer given to each exit question of the
// deals in any review but one, with the deal's stage at that time.
func (s *Store) EarlierAnswers(ctx context.Context, dealIDs []string, beforeReview string) ([]agenda.EarlierAnswer, error) {
	var list []agenda.EarlierAnswer
	err := s.read(ctx, "look up earlier answers", func(tx *sql.Tx) error {
		for ids := dealIDs; len(ids) > 0; {
			some := ids[:min(len(ids), mostIDs)]
			ids = ids[len(some):]
			c := in("deal_id", some)
			c.text += ` AND review_id <> ` + numbered(len(c.args)+1, 1)
			c.args = append(c.args, beforeReview)
			err := lastAnswers(tx, c, func(a agenda.EarlierAnswer) { list = append(list, a) })
			if err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}

// LastAnswers returns the last answer given to each exit question of somebody's
// deals, by the deal's id; owner is a Person's ID, "" for everybody's.
func (s *Store) LastAnswers(ctx context.Context, owner string) (map[string][]agenda.EarlierAnswer, error) {
	byDeal := map[string][]agenda.EarlierAnswer{}
	of := condition{text: "1 = 1"}
	if owner != "" {
		of = condition{"deal_id IN (SELECT d.id FROM deal d WHERE " + owned + ")", []any{owner}}
	}
	err := s.read(ctx, "look up all answers", func(tx *sql.Tx) error {
		return lastAnswers(tx, of, func(a agenda.EarlierAnswer) { byDeal[a.DealID] = append(byDeal[a.DealID], a) })
	})
	return byDeal, err
}

func lastAnswers(tx *sql.Tx, c condition, take func(agenda.EarlierAnswer)) error {
	return each(tx, func(scan func(...any) error) error {
		var a agenda.EarlierAnswer
		if err := scan(&a.DealID, &a.Question, &a.Value, &a.Evidence, &a.Author, instant{&a.At}, &a.Stage); err != nil {
			return err
		}
		take(a)
		return nil
	}, `SELECT deal_id, question, value, evidence, author, at, stage FROM (
		SELECT deal_id, question, value, evidence, author, at, stage,
			row_number() OVER (PARTITION BY deal_id, question ORDER BY COALESCE(at, 0) DESC, review_id DESC) AS nth
		FROM answer WHERE `+c.text+`) AS ranked
		WHERE nth = 1 ORDER BY deal_id, question`, c.args...)
}
