package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"halfhour/agenda"
)

// Filter says which deals; the zero Filter is every open deal that is still in
// the exports.
type Filter struct {
	Today agenda.Date // activities until then are past, later ones are planned; 0 for the clock's date
	Owner string      // a Person's ID: those they own or co-own; "" for everybody's
	All   bool        // closed and gone ones too
	IDs   []string    // exactly these, whatever they are; Owner and All are ignored
}

// mostIDs is how many ids one statement takes.
const mostIDs = 500

// where returns the conditions, one for each statement that is needed.
func (f Filter) where() []condition {
	if f.IDs != nil {
		var list []condition
		for ids := f.IDs; len(ids) > 0; {
			some := ids[:min(len(ids), mostIDs)]
			ids = ids[len(some):]
			list = append(list, in("d.id", some))
		}
		return list
	}
	c := condition{text: "1 = 1"}
	if f.Owner != "" {
		c = condition{owned, []any{f.Owner}}
	}
	if !f.All {
		c.text += " AND d.status = 'open' AND d.gone = 0"
	}
	return []condition{c}
}

// owned is the condition for deals d that a person, parameter $1, owns or
// co-owns, as the CRM has it or as somebody has mended it.
const owned = "(d.owner_id = $1 AND d.id NOT IN (SELECT f.deal_id FROM fix f WHERE f.field = 'owner' AND f.state = 'open' AND f.text <> $1)" +
	" OR d.id IN (SELECT o.deal_id FROM deal_owner o WHERE o.person_id = $1)" +
	" OR d.id IN (SELECT f.deal_id FROM fix f WHERE f.field = 'owner' AND f.state = 'open' AND f.text = $1))"

// condition is a part of a statement with its parameters from $1 on.
type condition struct {
	text string
	args []any
}

func in(column string, values []string) condition {
	var c condition
	var b strings.Builder
	for i, v := range values {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+1)
		c.args = append(c.args, v)
	}
	c.text = column + " IN (" + b.String() + ")"
	return c
}

// Deals returns the deals of a filter in the order they first came in, each
// with what its history adds up to and with what people have mended.
func (s *Store) Deals(ctx context.Context, f Filter) ([]agenda.Deal, error) {
	var list []agenda.Deal
	if f.Today == 0 {
		f.Today = agenda.DateOf(s.set.now())
	}
	err := s.read(ctx, "list deals", func(tx *sql.Tx) error {
		steps, err := stageSteps(tx)
		if err != nil {
			return err
		}
		for _, c := range f.where() {
			some, err := wholeDeals(tx, c, steps, f.Today)
			if err != nil {
				return err
			}
			list = append(list, some...)
		}
		return nil
	})
	return list, err
}

// wholeDeals reads the deals of a condition with all that is known of them.
func wholeDeals(tx *sql.Tx, c condition, steps stageMap, today agenda.Date) ([]agenda.Deal, error) {
	list, err := deals(tx, c)
	if err != nil {
		return nil, err
	}
	for _, fill := range []func() error{
		func() error { return share(tx, c, list) },
		func() error { return follow(tx, c, list, steps) },
		func() error { return touch(tx, c, list, today) },
		func() error { return meet(tx, c, list) },
		func() error { return pair(tx, c, list) },
		func() error { return mend(tx, c, list, steps) },
	} {
		if err := fill(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

const dealColumns = `d.id, d.crm_id, d.name, ` + accountName + `, COALESCE(d.owner_id, ''), d.pipeline, d.stage, d.step, d.status,
	d.amount, d.currency, d.close_date, d.created, d.stage_since, d.last_activity, d.activity_kind,
	d.next_step, d.next_step_date, d.probability, d.forecast, d.extra, d.gone`

func deals(tx *sql.Tx, c condition) ([]agenda.Deal, error) {
	var list []agenda.Deal
	err := each(tx, func(scan func(...any) error) error {
		var d agenda.Deal
		err := scan(&d.ID, &d.CRMID, &d.Name, &d.Account, &d.Owner, &d.Pipeline, &d.Stage, &d.Step, &d.Status,
			&d.Amount.Minor, &d.Amount.Currency, &d.Close, &d.Created, &d.StageSince, &d.LastActivity, &d.ActivityKind,
			&d.NextStep, &d.NextStepDate, &d.Probability, &d.Forecast, &d.Extra, &d.Gone)
		list = append(list, d)
		return err
	}, `SELECT `+dealColumns+` FROM deal d WHERE `+c.text+` ORDER BY d.id`, c.args...)
	return list, err
}

// share fills in who co-owns the deals, which are in order of their ids.
func share(tx *sql.Tx, c condition, list []agenda.Deal) error {
	var some bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM deal_owner)`).Scan(&some); err != nil || !some {
		return err
	}
	next := 0
	return each(tx, func(scan func(...any) error) error {
		var deal, person string
		if err := scan(&deal, &person); err != nil {
			return err
		}
		for list[next].ID != deal {
			next++
		}
		list[next].CoOwners = append(list[next].CoOwners, person)
		return nil
	}, `SELECT o.deal_id, o.person_id FROM deal_owner o
		WHERE o.deal_id IN (SELECT d.id FROM deal d WHERE `+c.text+`) ORDER BY o.deal_id, o.person_id`, c.args...)
}

// follow fills in the deals' tracks; the deals are in order of their ids.
func follow(tx *sql.Tx, c condition, list []agenda.Deal, steps stageMap) error {
	next := 0
	var changes []agenda.Change
	done := func(upTo string) {
		for ; next < len(list) && list[next].ID != upTo; next++ {
			list[next].Track = track(list[next], changes, steps)
			changes = changes[:0]
		}
	}
	err := each(tx, func(scan func(...any) error) error {
		change, err := scanChange(scan, func(id string) string { return id })
		if err != nil {
			return err
		}
		done(change.DealID)
		changes = append(changes, change)
		return nil
	}, `SELECT `+changeColumns+` FROM deal_change c
		WHERE c.field IN ('close_date', 'stage', 'amount', 'status')
		AND c.deal_id IN (SELECT d.id FROM deal d WHERE `+c.text+`)
		ORDER BY c.deal_id, c.at, c.id`, c.args...)
	done("")
	return err
}

// track adds up one deal's history.
func track(d agenda.Deal, changes []agenda.Change, steps stageMap) agenda.Track {
	known := false
	for _, c := range changes {
		known = known || c.Field == agenda.FieldStatus || c.Field == agenda.FieldStage && steps.step(d.Pipeline, c.Old) != agenda.NoStep
	}
	if !known && d.Status != agenda.Open && len(changes) > 0 {
		// It was closed all along.
		as := string(d.Status)
		changes = append([]agenda.Change{{Field: agenda.FieldStatus, Old: as, New: as}}, changes...)
	}
	t := agenda.Follow(changes, func(stage string) agenda.Step { return steps.step(d.Pipeline, stage) })
	if !t.FirstAmount.Known() {
		t.FirstAmount = d.Amount
	}
	return t
}

// stageMap knows the standard step of every stage that was ever imported.
type stageMap map[[2]string]agenda.Step

func stageSteps(tx *sql.Tx) (stageMap, error) {
	m := stageMap{}
	err := each(tx, func(scan func(...any) error) error {
		var pipeline, name string
		var step agenda.Step
		if err := scan(&pipeline, &name, &step); err != nil {
			return err
		}
		m[[2]string{pipeline, name}] = step
		if any := [2]string{"", name}; m[any] == agenda.NoStep {
			m[any] = step
		}
		return nil
	}, `SELECT pipeline, name, step FROM stage ORDER BY pipeline, name`)
	return m, err
}

func (m stageMap) step(pipeline, stage string) agenda.Step {
	if s := m[[2]string{pipeline, stage}]; s != agenda.NoStep {
		return s
	}
	return m[[2]string{"", stage}]
}
