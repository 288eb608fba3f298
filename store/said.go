package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"halfhour/agenda"
)

// Said is what people have said about one kind of export, by the shape of its
// header (see ShapeOf), so that nobody is asked twice.
type Said struct {
	// Columns is what columns hold, by header; Asked that somebody has looked at
	// them, even if all stayed as they were.
	Columns map[string]string
	Asked   bool
	// Dates is the order of dates that can be read in two ways, "" for not said.
	Dates string
	// Currencies is what a symbol stands for, by the symbol.
	Currencies map[string]string
	// Stages is which step a stage is, by pipeline and name; NoStep for one that
	// was left where it is.
	Stages map[[2]string]agenda.Step
}

// The kinds of things said.
const (
	saidColumn   = "column"
	saidDates    = "dates"
	saidCurrency = "currency"
	saidStage    = "stage"
)

// Said returns what was said about exports of a shape. Stages are those of all
// exports of its CRM: they are the CRM's, whatever columns an export has.
func (s *Store) Said(ctx context.Context, crm, shape string) (Said, error) {
	said := Said{Columns: map[string]string{}, Currencies: map[string]string{}, Stages: map[[2]string]agenda.Step{}}
	err := s.read(ctx, "look up what was said about such a file", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var kind, pipeline, subject, answer string
			if err := scan(&kind, &pipeline, &subject, &answer); err != nil {
				return err
			}
			switch kind {
			case saidColumn:
				said.Asked = true
				if subject != "" {
					said.Columns[subject] = answer
				}
			case saidDates:
				said.Dates = answer
			case saidCurrency:
				said.Currencies[subject] = answer
			case saidStage:
				said.Stages[[2]string{pipeline, subject}] = agenda.ParseStep(answer)
			}
			return nil
		}, `SELECT kind, pipeline, subject, answer FROM said WHERE shape = $1 AND kind <> 'stage' OR shape = $2 AND kind = 'stage'
			ORDER BY kind, pipeline, subject`, shape, stagesOf(crm))
	})
	return said, err
}

// stagesOf is what stands for the shape of what was said about a CRM's stages.
func stagesOf(crm string) string { return "CRM " + crm }

// Say remembers what somebody said about exports of a shape; what is not in it
// stays as it was said before.
func (s *Store) Say(ctx context.Context, crm, shape string, said Said) error {
	return s.write(ctx, "remember what was said about such a file", func(tx *sql.Tx) error {
		add := func(kind, pipeline, subject, answer string) error {
			of := shape
			if kind == saidStage {
				of = stagesOf(crm)
			}
			_, err := tx.Exec(`INSERT INTO said (shape, kind, pipeline, subject, answer) VALUES ($1, $2, $3, $4, $5)
				ON CONFLICT (shape, kind, pipeline, subject) DO UPDATE SET answer = excluded.answer`, of, kind, pipeline, strings.TrimSpace(subject), answer)
			return err
		}
		var errs []error
		if said.Asked {
			errs = append(errs, add(saidColumn, "", "", ""))
		}
		for header, field := range said.Columns {
			errs = append(errs, add(saidColumn, "", header, field))
		}
		if said.Dates != "" {
			errs = append(errs, add(saidDates, "", "", said.Dates))
		}
		for symbol, code := range said.Currencies {
			errs = append(errs, add(saidCurrency, "", symbol, code))
		}
		for stage, step := range said.Stages {
			errs = append(errs, add(saidStage, stage[0], stage[1], step.String()))
		}
		return errors.Join(errs...)
	})
}

// Forget forgets what was said about exports of a shape and about the stages of
// its CRM, and returns how many things that were. Deals stay as they are.
func (s *Store) Forget(ctx context.Context, crm, shape string) (n int64, err error) {
	err = s.write(ctx, "forget what was said about such a file", func(tx *sql.Tx) error {
		result, err := tx.Exec(`DELETE FROM said WHERE shape IN ($1, $2)`, shape, stagesOf(crm))
		if err != nil {
			return err
		}
		n, err = result.RowsAffected()
		return err
	})
	return n, err
}
