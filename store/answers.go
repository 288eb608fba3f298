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
			err := each(tx, func(scan func(...any) error) error {
				var a agenda.EarlierAnswer
				err := scan(&a.DealID, &a.Question, &a.Value, &a.Evidence, &a.Author, instant{&a.At}, &a.Stage)
				list = append(list, a)
				return err
			}, `SELECT deal_id, question, value, evidence, author, at, stage FROM (
				SELECT deal_id, question, value, evidence, author, at, stage,
					row_number() OVER (PARTITION BY deal_id, question ORDER BY COALESCE(at, 0) DESC, review_id DESC) AS nth
				FROM answer WHERE `+c.text+` AND review_id <> `+numbered(len(c.args)+1, 1)+`) AS ranked
				WHERE nth = 1 ORDER BY deal_id, question`, append(c.args, beforeReview)...)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return list, err
}
