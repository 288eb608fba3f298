package store

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// tally adds up an import's rows while they are read: what its report says, and
// which deals it should hold.
type tally struct {
	owners           map[ownerKey]*amount
	stages           map[stageKey]*amount
	nextStep, active bool
}

type ownerKey struct {
	owner    int // in the list of owners
	status   agenda.Status
	currency string
}

type stageKey struct {
	pipeline, stage string
	step            agenda.Step
	status          agenda.Status
	currency        string
}

type amount struct {
	deals int
	minor int64
}

func (t *tally) add(d crm.Deal, owner int) {
	if t.owners == nil {
		t.owners, t.stages = map[ownerKey]*amount{}, map[stageKey]*amount{}
	}
	addTo(t.owners, ownerKey{owner, d.Status, d.Amount.Currency}, d.Amount)
	addTo(t.stages, stageKey{d.Pipeline, d.Stage, d.Step, d.Status, d.Amount.Currency}, d.Amount)
	t.nextStep = t.nextStep || d.NextStep != "" || d.NextStepDate != 0
	t.active = t.active || d.LastActivity != 0
}

func addTo[K comparable](sums map[K]*amount, key K, m agenda.Money) {
	sum := sums[key]
	if sum == nil {
		sum = &amount{}
		sums[key] = sum
	}
	sum.deals++
	sum.minor += m.Minor
}

// keep writes down whose deals, of which pipelines, open or closed, there are
// among the rows. The owners have to be settled.
func (t *tally) keep(tx *sql.Tx, o *owners) error {
	if _, err := tx.Exec(`CREATE TEMPORARY TABLE import_holds (kind TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, value)) STRICT`); err != nil {
		return err
	}
	holds, err := tx.Prepare(`INSERT INTO import_holds (kind, value) VALUES ($1, $2) ON CONFLICT DO NOTHING`)
	if err != nil {
		return err
	}
	defer func() { _ = holds.Close() }()
	seen := map[[2]string]bool{}
	for key := range t.owners {
		seen[[2]string{scopeOwner, o.ids[key.owner]}] = true
	}
	for key := range t.stages {
		seen[[2]string{scopePipeline, key.pipeline}] = true
		seen[[2]string{scopeOpen, flag(key.status == agenda.Open)}] = true
	}
	for value := range seen {
		if _, err := holds.Exec(value[0], value[1]); err != nil {
			return err
		}
	}
	return nil
}

func flag(is bool) string {
	if is {
		return "1"
	}
	return "0"
}

// held is the condition that some of the rows have a value.
func held(kind, value string) string {
	return fmt.Sprintf("%s IN (SELECT h.value FROM import_holds h WHERE h.kind = '%s')", value, kind)
}

// steps are the steps of all stages that the rows name.
func (t *tally) steps() map[[2]string]agenda.Step {
	steps := map[[2]string]agenda.Step{}
	for key := range t.stages {
		if key.stage != "" {
			name := [2]string{key.pipeline, key.stage}
			steps[name] = max(steps[name], key.step)
		}
	}
	return steps
}

// byOwner groups the rows by the names of their owners.
func (t *tally) byOwner(o *owners, names map[string]string) []Group {
	groups := groups{}
	for key, sum := range t.owners {
		groups.add(Group{Name: names[o.ids[key.owner]]}, key.status, key.currency, *sum)
	}
	return groups.list()
}

// byStage groups the rows by their stages.
func (t *tally) byStage() []Group {
	groups := groups{}
	for key, sum := range t.stages {
		groups.add(Group{Name: key.stage, Step: key.step}, key.status, key.currency, *sum)
	}
	return groups.list()
}

type groupKey struct {
	name string
	step agenda.Step
}

type groups map[groupKey]*Group

func (m groups) add(into Group, status agenda.Status, currency string, sum amount) {
	key := groupKey{into.Name, into.Step}
	g := m[key]
	if g == nil {
		g = &into
		g.OpenTotal = agenda.Totals{}
		m[key] = g
	}
	g.Deals += sum.deals
	switch status {
	case agenda.Won:
		g.Won += sum.deals
	case agenda.Lost:
		g.Lost += sum.deals
	default:
		g.Open += sum.deals
		g.OpenTotal.Add(agenda.Money{Minor: sum.minor, Currency: currency})
	}
}

// list returns the groups in pipeline order, and by name.
func (m groups) list() []Group {
	var list []Group
	for _, g := range m {
		list = append(list, *g)
	}
	slices.SortFunc(list, func(a, b Group) int { return byStep(a.Step, b.Step, a.Name, b.Name) })
	return list
}

// writeStages writes down which steps the stages of the rows are.
func (st *staging) writeStages(tx *sql.Tx, _ int64) error {
	steps := st.tally.steps()
	names := slices.SortedFunc(maps.Keys(steps), func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, name := range names {
		if _, err := tx.Exec(`INSERT INTO stage (pipeline, name, step) VALUES ($1, $2, $3)
			ON CONFLICT (pipeline, name) DO UPDATE SET step = excluded.step WHERE excluded.step <> 0 AND stage.step <> excluded.step`,
			name[0], name[1], int(steps[name])); err != nil {
			return err
		}
	}
	return nil
}
