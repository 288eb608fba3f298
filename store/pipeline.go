package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"

	"halfhour/agenda"
	"halfhour/agenda/settings"
)

// PipelineOf adds up a rep's numbers on a day; deals they co-own are theirs in
// full. Deals that are gone are not
// open any more; closed ones count for ever. "This quarter" is the quarter of
// the settings' calendar that today is in. Where others are named, only the
// deals count that they own with the rep, and there is no quota.
func (s *Store) PipelineOf(ctx context.Context, repID string, today agenda.Date, others ...string) (agenda.Pipeline, error) {
	p := agenda.Pipeline{Open: agenda.Totals{}, Weighted: agenda.Totals{}, Closes: agenda.Totals{}, Won: agenda.Totals{}}
	err := s.read(ctx, "add up the pipeline", func(tx *sql.Tx) error {
		set, err := settingsOf(tx)
		if err != nil {
			return err
		}
		if p.Rates, err = ratesOf(tx, set); err != nil {
			return err
		}
		from, next := set.Calendar.Quarter(today)
		p.QuarterEnd = next
		if err := addOpen(tx, &p, repID, others, from, next, set); err != nil {
			return err
		}
		if err := addClosed(tx, &p, repID, others, from, next); err != nil {
			return err
		}
		if len(others) == 0 {
			if err := setQuota(tx, &p, repID, from, next, set); err != nil {
				return err
			}
		}
		return tx.QueryRow(`SELECT count(*), COALESCE(sum(CASE WHEN a.due <> 0 AND a.due < $2 THEN 1 ELSE 0 END), 0)
			FROM action a JOIN review r ON r.id = a.review_id
			WHERE `+ofRep(1)+` AND r.stage IN ('finished', 'set aside') AND a.state = 'open'`, repID, int(today)).
			Scan(&p.OpenActions, &p.OverdueItems)
	})
	return p, err
}

// chance is a deal's probability in percent: the CRM's where that goes first,
// the settings' for its stage, else its step's. Its arguments are added to args.
func chance(set settings.Settings, process agenda.Process, args *[]any) string {
	var b strings.Builder
	b.WriteString("CASE")
	if set.CRMChances {
		b.WriteString(" WHEN probability >= 0 THEN probability")
	}
	when := func(is string, value any, percent int) {
		*args = append(*args, value, percent)
		fmt.Fprintf(&b, " WHEN %s = $%d THEN $%d", is, len(*args)-1, len(*args))
	}
	names := slices.Sorted(maps.Keys(set.Chances))
	for _, name := range names { // the CRM's name of a stage
		when("lower(stage)", strings.ToLower(name), set.Chances[name])
	}
	for _, name := range names { // the team's, for the names that it gives the CRM's
		for _, stage := range process.All() {
			if strings.EqualFold(stage.Name, name) {
				for _, crm := range stage.CRM {
					when("lower(stage)", strings.ToLower(crm), set.Chances[name])
				}
			}
		}
	}
	for _, step := range agenda.OpenSteps {
		percent := step.Chance()
		for _, name := range names {
			if strings.EqualFold(name, step.String()) {
				percent = set.Chances[name]
			}
		}
		when("step", int(step), percent)
	}
	b.WriteString(" ELSE 0 END")
	return b.String()
}

func addOpen(tx *sql.Tx, p *agenda.Pipeline, repID string, others []string, from, next agenda.Date, set settings.Settings) error {
	process, err := processOf(tx)
	if err != nil {
		return err
	}
	too := ownedWith(others, 4)
	args := append([]any{repID, int(from), int(next)}, too.args...)
	chance := chance(set, process, &args)
	open, err := asMended(tx)
	if err != nil {
		return err
	}
	err = each(tx, func(scan func(...any) error) error {
		var bar agenda.StageBar
		var m agenda.Money
		var weighted, closes int64
		var closing int
		if err := scan(&bar.Stage, &bar.Step, &m.Currency, &bar.Count, &m.Minor, &weighted, &closing, &closes); err != nil {
			return err
		}
		p.OpenCount += bar.Count
		p.ClosesCount += closing
		if !m.Known() {
			p.NoAmount += bar.Count
		}
		p.Open.Add(m)
		p.Weighted.Add(agenda.Money{Minor: weighted, Currency: m.Currency})
		if closing > 0 {
			p.Closes.Add(agenda.Money{Minor: closes, Currency: m.Currency})
		}
		i := slices.IndexFunc(p.Stages, func(b agenda.StageBar) bool { return b.Stage == bar.Stage && b.Step == bar.Step })
		if i < 0 {
			bar.Total = agenda.Totals{}
			bar.Total.Add(m)
			p.Stages = append(p.Stages, bar)
			return nil
		}
		p.Stages[i].Count += bar.Count
		p.Stages[i].Total.Add(m)
		return nil
		// A weighted amount is rounded to the minor unit deal by deal.
	}, `SELECT stage, step, currency, count(*), sum(amount), sum((amount * (`+chance+`) + 50) / 100),
		sum(CASE WHEN close_date >= $2 AND close_date < $3 THEN 1 ELSE 0 END),
		sum(CASE WHEN close_date >= $2 AND close_date < $3 THEN amount ELSE 0 END)
		FROM (`+open+` WHERE `+owned+too.text+` AND d.status = 'open' AND d.gone = 0) AS open_deal GROUP BY stage, step, currency`, args...)
	slices.SortStableFunc(p.Stages, func(a, b agenda.StageBar) int { return byStep(a.Step, b.Step, a.Stage, b.Stage) })
	return err
}

func addClosed(tx *sql.Tx, p *agenda.Pipeline, repID string, others []string, from, next agenda.Date) error {
	too := ownedWith(others, 4)
	return each(tx, func(scan func(...any) error) error {
		var status agenda.Status
		var m agenda.Money
		var all, now int
		if err := scan(&status, &m.Currency, &all, &now, &m.Minor); err != nil {
			return err
		}
		if status == agenda.Lost {
			p.AllLost += all
			return nil
		}
		p.AllWon += all
		p.WonCount += now
		if now > 0 {
			p.Won.Add(m)
		}
		return nil
	}, `SELECT status, currency, count(*), sum(CASE WHEN close_date >= $2 AND close_date < $3 THEN 1 ELSE 0 END),
		sum(CASE WHEN close_date >= $2 AND close_date < $3 THEN amount ELSE 0 END)
		FROM deal d WHERE `+owned+too.text+` AND status <> 'open' GROUP BY status, currency`,
		append([]any{repID, int(from), int(next)}, too.args...)...)
}
