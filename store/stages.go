package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"

	"halfhour/agenda"
	"halfhour/agenda/process"
	"halfhour/store/crm"
)

// settingStages holds the team's stages as TOML.
const settingStages = "stages"

// Process returns the team's stages and exit questions.
func (s *Store) Process(ctx context.Context) (p agenda.Process, err error) {
	err = s.read(ctx, "read the stages", func(tx *sql.Tx) error {
		p, err = processOf(tx)
		return err
	})
	return p, err
}

func processOf(tx *sql.Tx) (agenda.Process, error) {
	text, err := setting(tx, settingStages)
	if err != nil {
		return agenda.Process{}, err
	}
	var p agenda.Process
	if text != "" {
		if p, err = process.Parse([]byte(text), p); err != nil {
			return p, err
		}
	}
	asked := map[string]bool{}
	for _, q := range p.Questions() {
		asked[q.ID] = true
	}
	return p, each(tx, func(scan func(...any) error) error {
		var q agenda.Question
		if err := scan(&q.ID, &q.Text); err != nil || asked[q.ID] {
			return err
		}
		p.Past = append(p.Past, q)
		return nil
	}, `SELECT id, text FROM question ORDER BY id`)
}

// SetProcess replaces the team's stages; refused with agenda.ErrChanged when
// they are no longer what the editor saw. Deals that are open move to the steps
// that the process names for their CRM's stages; what it says of stages that
// end a deal counts from the next import on. Answers stay, and so do the words
// of questions that are not asked any more.
func (s *Store) SetProcess(ctx context.Context, was, next agenda.Process) error {
	return s.write(ctx, "change the stages", func(tx *sql.Tx) error {
		now, err := processOf(tx)
		if err != nil {
			return err
		}
		if !bytes.Equal(process.Write(now), process.Write(was)) {
			return agenda.ErrChanged
		}
		for _, q := range slices.Concat(now.Questions(), next.Questions()) {
			if _, err := tx.Exec(`INSERT INTO question (id, text) VALUES ($1, $2)
				ON CONFLICT (id) DO UPDATE SET text = excluded.text`, q.ID, q.Text); err != nil {
				return err
			}
		}
		if err := setSetting(tx, settingStages, string(process.Write(next))); err != nil {
			return err
		}
		return restep(tx, now.Claims(), next.Claims())
	})
}

// restep puts stages of CRMs where the process says, and those back that it
// said something about before.
func restep(tx *sql.Tx, was, now map[string]agenda.Step) error {
	said := map[[2]string]agenda.Step{}
	if err := each(tx, func(scan func(...any) error) error {
		var pipeline, stage, answer string
		err := scan(&pipeline, &stage, &answer)
		said[[2]string{pipeline, stage}] = agenda.ParseStep(answer)
		return err
	}, `SELECT pipeline, subject, answer FROM said WHERE kind = $1`, saidStage); err != nil {
		return err
	}
	type row struct {
		pipeline, name string
		step           agenda.Step
	}
	var rows []row
	if err := each(tx, func(scan func(...any) error) error {
		var r row
		err := scan(&r.pipeline, &r.name, &r.step)
		rows = append(rows, r)
		return err
	}, `SELECT pipeline, name, step FROM stage ORDER BY pipeline, name`); err != nil {
		return err
	}
	before, after := foldedSteps(was), foldedSteps(now)
	for _, r := range rows {
		want, claimed := after[agenda.Fold(r.name)]
		if _, had := before[agenda.Fold(r.name)]; !claimed && had {
			want = cmp.Or(said[[2]string{r.pipeline, r.name}], said[[2]string{"", r.name}], crm.StepOf(r.name))
		} else if !claimed {
			continue
		}
		if want == r.step || want == agenda.ClosedWon || want == agenda.ClosedLost {
			continue
		}
		if _, err := tx.Exec(`UPDATE stage SET step = $1 WHERE pipeline = $2 AND name = $3`, int(want), r.pipeline, r.name); err != nil {
			return err
		}
		if _, err := tx.Exec(`UPDATE deal SET step = $1 WHERE pipeline = $2 AND stage = $3 AND status = 'open'`, int(want), r.pipeline, r.name); err != nil {
			return err
		}
	}
	return nil
}

func foldedSteps(claims map[string]agenda.Step) map[string]agenda.Step {
	folded := map[string]agenda.Step{}
	for name, step := range claims {
		folded[agenda.Fold(name)] = step
	}
	return folded
}

// CRMStage is a stage that open deals are in, as their CRM names it.
type CRMStage struct {
	Pipeline, Name string
	Step           agenda.Step
	Deals          int
	Total          agenda.Totals
}

// CRMStages returns the stages of the open deals that the exports still hold,
// in the order of their steps.
func (s *Store) CRMStages(ctx context.Context) ([]CRMStage, error) {
	var list []CRMStage
	err := s.read(ctx, "list the stages of open deals", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			c := CRMStage{Total: agenda.Totals{}}
			var m agenda.Money
			if err := scan(&c.Pipeline, &c.Name, &c.Step, &m.Currency, &c.Deals, &m.Minor); err != nil {
				return err
			}
			last := len(list) - 1
			if last >= 0 && list[last].Pipeline == c.Pipeline && list[last].Name == c.Name && list[last].Step == c.Step {
				list[last].Deals += c.Deals
				list[last].Total.Add(m)
				return nil
			}
			c.Total.Add(m)
			list = append(list, c)
			return nil
		}, `SELECT pipeline, stage, step, currency, count(*), sum(amount) FROM deal WHERE status = 'open' AND gone = 0
			GROUP BY pipeline, stage, step, currency ORDER BY pipeline, stage, step, currency`)
	})
	slices.SortStableFunc(list, func(a, b CRMStage) int { return byStep(a.Step, b.Step, a.Name, b.Name) })
	return list, err
}
