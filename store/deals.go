package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
)

// Filter says which deals; the zero Filter is every open deal that is still in
// the exports.
type Filter struct {
	Today agenda.Date // activities until then are past, later ones are planned; 0 for the clock's date
	Owner string      // a Person's ID: those they own or co-own; "" for everybody's
	Of    []string    // instead of Owner: those that the CRM says these own, "" for nobody's; see DealsOf
	All   bool        // closed and gone ones too
	IDs   []string    // exactly these, whatever they are; the others are ignored
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
	if f.Of != nil {
		c = in("COALESCE(d.owner_id, '')", f.Of)
		if !slices.Contains(f.Of, "") {
			c = in("d.owner_id", f.Of)
		}
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
	if f.Today == 0 {
		f.Today = agenda.DateOf(s.set.now())
	}
	var list []agenda.Deal
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
			if list == nil {
				list = some // not copied: there may be many
				continue
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

// dealColumns has an account as the export wrote it.
const dealColumns = `d.id, d.crm_id, d.name, d.account, COALESCE(d.owner_id, ''), d.pipeline, d.stage, d.step,
	d.amount, d.currency, d.close_date, d.created, d.stage_since, d.last_activity, d.activity_kind,
	d.next_step, d.next_step_date, d.probability, d.forecast, d.extra, d.status, d.gone`

func deals(tx *sql.Tx, c condition) ([]agenda.Deal, error) {
	var n int
	if err := tx.QueryRow(`SELECT count(*) FROM deal d WHERE `+c.text, c.args...).Scan(&n); err != nil {
		return nil, err
	}
	columns := dealColumns
	if some, err := anyIn(tx, "account"); err != nil {
		return nil, err
	} else if some {
		columns = strings.Replace(columns, "d.account", accountName, 1)
	}
	list := make([]agenda.Deal, 0, n)
	var t texts
	sorted := true
	err := gather(tx, func(r row) error {
		// Accounts and next steps are kept as often as they come: looking for each
		// costs more.
		n := len(list)
		list = slices.Grow(list, 1)[:n+1] // which is empty still: nothing was here before
		d := &list[n]
		d.ID, d.CRMID, d.Name, d.Account = t.keep(r.text(0)), t.keep(r.text(1)), t.keep(r.text(2)), t.keep(r.text(3))
		d.Owner, d.Pipeline, d.Stage, d.Step = t.same(r.text(4)), t.same(r.text(5)), t.same(r.text(6)), agenda.Step(r.number(7))
		d.Amount = agenda.Money{Minor: r.number(8), Currency: t.same(r.text(9))}
		d.Close, d.Created, d.StageSince = agenda.Date(r.number(10)), agenda.Date(r.number(11)), agenda.Date(r.number(12))
		d.LastActivity, d.ActivityKind = agenda.Date(r.number(13)), t.same(r.text(14))
		d.NextStep, d.NextStepDate = t.keep(r.text(15)), agenda.Date(r.number(16))
		d.Probability, d.Forecast, d.Extra = int(r.number(17)), t.same(r.text(18)), t.keep(r.text(19))
		d.Status, d.Gone = agenda.Status(t.same(r.text(20))), r.number(21) != 0
		sorted = sorted && (n == 0 || list[n-1].ID < d.ID)
		return nil
	}, columns, `FROM deal d WHERE `+c.text, c.args...)
	// They came in in this order, as a rule: sorting them in SQL costs more.
	if !sorted {
		slices.SortFunc(list, func(a, b agenda.Deal) int { return strings.Compare(a.ID, b.ID) })
	}
	return list, err
}

// anyIn says whether a table has a row. Most files have nothing in some tables,
// and looking there for what belongs to many deals costs as much as elsewhere.
func anyIn(tx *sql.Tx, table string) (some bool, err error) {
	return some, tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM ` + table + `)`).Scan(&some)
}

// share fills in who co-owns the deals, which are in order of their ids.
func share(tx *sql.Tx, c condition, list []agenda.Deal) error {
	if some, err := anyIn(tx, "deal_owner"); err != nil || !some {
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
			d := &list[next]
			if len(changes) == 0 { // as it is with most
				d.Track.FirstAmount = d.Amount
				continue
			}
			d.Track = track(d, changes, steps)
			changes = changes[:0]
		}
	}
	some, err := anyIn(tx, "deal_change")
	if err != nil || !some {
		done("")
		return err
	}
	err = each(tx, func(scan func(...any) error) error {
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
func track(d *agenda.Deal, changes []agenda.Change, steps stageMap) agenda.Track {
	known := false
	for _, c := range changes {
		known = known || c.Field == agenda.FieldStatus || c.Field == agenda.FieldStage && steps.step(d.Pipeline, c.Old) != agenda.NoStep
	}
	if !known && d.Status != agenda.Open {
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
