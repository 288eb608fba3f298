package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"halfhour/agenda"
)

// The states of a fix.
const (
	fixOpen     = "open"
	fixSettled  = "settled"
	fixReplaced = "replaced"
)

// fixable returns how a field that people can mend is stored, and refuses the
// others. Contacts have no column.
func fixable(name agenda.Field) (field, error) {
	if name == agenda.FieldContact {
		return field{name: name}, nil
	}
	for _, can := range agenda.FixFields {
		if can == name {
			for _, f := range fields {
				if f.name == name {
					return f, nil
				}
			}
		}
	}
	return field{}, fmt.Errorf("%s cannot be mended here", name.Label())
}

func sameID(id string) string { return id }

// mend gives deals, in order of their ids, what people say is right in them.
func mend(tx *sql.Tx, c condition, list []agenda.Deal, steps stageMap) error {
	var some bool
	if err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM fix)`).Scan(&some); err != nil || !some {
		return err
	}
	next := 0
	var raw agenda.Deal // the deal at next as the CRM has it
	return each(tx, func(scan func(...any) error) error {
		var x agenda.Fix
		var number int64
		var text, state string
		fix, err := scanFix(scan, &number, &text, &state)
		if err != nil {
			return err
		}
		x = fix
		for list[next].ID != x.DealID {
			next++
		}
		d := &list[next]
		if raw.ID != d.ID {
			raw = *d
		}
		x.CRM = crmValue(raw, x.Field, x.Was)
		x.Settled = state == fixSettled
		_, mended := d.Fix(x.Field)
		d.Fixes = append(d.Fixes, x)
		if !x.Settled && !mended {
			overlay(d, x, number, text, steps)
		}
		return nil
	}, `SELECT `+fixColumns+` FROM fix f JOIN deal d ON d.id = f.deal_id
		WHERE f.state <> 'replaced' AND `+c.text+` ORDER BY f.deal_id, f.state, f.at DESC, f.id DESC`, c.args...)
}

const fixColumns = `f.id, f.deal_id, f.field, f.number, f.text, f.was_number, f.was_text, f.author, f.at, f.state`

// scanFix reads one row of fixColumns; number and text are the value as it is
// stored.
func scanFix(scan func(...any) error, number *int64, text, state *string) (x agenda.Fix, err error) {
	var wasNumber int64
	var wasText string
	err = scan(&x.ID, &x.DealID, &x.Field, number, text, &wasNumber, &wasText, &x.Author, instant{&x.At}, state)
	kind := kinds[x.Field]
	x.Value = written(kind, *number, *text, sameID)
	x.Was = written(kind, wasNumber, wasText, sameID)
	return x, err
}

// overlay gives a deal one mended value.
func overlay(d *agenda.Deal, x agenda.Fix, number int64, text string, steps stageMap) {
	switch x.Field {
	case agenda.FieldAmount:
		d.Amount = agenda.Money{Minor: number, Currency: text}
	case agenda.FieldClose:
		d.Close = agenda.Date(number)
	case agenda.FieldNextStep:
		d.NextStep = text
	case agenda.FieldNextStepDate:
		d.NextStepDate = agenda.Date(number)
	case agenda.FieldStage:
		d.Stage, d.Step, d.StageSince = text, steps.step(d.Pipeline, text), agenda.DateOf(x.At)
	case agenda.FieldOwner:
		d.Owner = text
	case agenda.FieldAccount:
		d.Account = text
	case agenda.FieldName:
		d.Name = text
	case agenda.FieldContact:
		d.Contacts += len(Contacts(text))
	}
}

// mendedDeals is a query of the deals' numbers with what people have mended.
var mendedDeals = func() string {
	column := func(field agenda.Field, of, or string) string {
		return fmt.Sprintf(`COALESCE((SELECT %s FROM fix f WHERE f.deal_id = d.id AND f.field = '%s' AND f.state = 'open'
			ORDER BY f.at DESC, f.id DESC LIMIT 1), d.%s) AS %[3]s`, of, field, or)
	}
	return `SELECT d.probability, ` + strings.Join([]string{
		column(agenda.FieldStage, "f.text", "stage"), column(agenda.FieldStage, "f.number", "step"),
		column(agenda.FieldAmount, "f.number", "amount"), column(agenda.FieldAmount, "f.text", "currency"),
		column(agenda.FieldClose, "f.number", "close_date"),
	}, ", ") + ` FROM deal d`
}()

// asMended is a query of deals d for sums: as they are while nobody has mended
// any, which is quicker.
func asMended(tx *sql.Tx) (string, error) {
	var some bool
	err := tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM fix WHERE state = 'open')`).Scan(&some)
	if some {
		return mendedDeals, err
	}
	return `SELECT d.probability, d.stage, d.step, d.amount, d.currency, d.close_date FROM deal d`, err
}

// Contacts takes the people of a contact fix apart.
func Contacts(text string) []string {
	var list []string
	for name := range strings.SplitSeq(text, ";") {
		if name = strings.TrimSpace(name); name != "" {
			list = append(list, name)
		}
	}
	return list
}

// crmValue returns what the CRM says in a field of a deal that has no fixes
// yet. Whom it knows at the buyer's is what was known when that was mended.
func crmValue(d agenda.Deal, f agenda.Field, knew string) string {
	if f == agenda.FieldContact {
		return knew
	}
	return d.Value(f)
}

// Mend writes down what a person says is right in some fields of one deal, all
// or none, and settles what was said of those fields before. An amount without
// a currency takes the home currency. Values are as agenda.Fix has them; to say
// what the CRM says confirms it.
func (s *Store) Mend(ctx context.Context, dealID string, values map[agenda.Field]string, author string, now time.Time) error {
	for name := range values {
		if _, err := fixable(name); err != nil {
			return err
		}
	}
	return s.write(ctx, "mend a deal", func(tx *sql.Tx) error {
		for _, name := range agenda.FixFields {
			value, said := values[name]
			if !said {
				continue
			}
			if err := putFix(tx, agenda.Fix{ID: NewID(), DealID: dealID, Field: name, Value: value, Author: author, At: now}, ""); err != nil {
				return err
			}
		}
		if err := settleFixes(tx); err != nil {
			return err
		}
		_, err := checkMetrics(tx, "", "a.deal_id = $1", agenda.DateOf(now), now, dealID)
		return err
	})
}

// putFix writes a fix of one field, in the place of those before it. review is
// the one in which it was said, "" for none.
func putFix(tx *sql.Tx, x agenda.Fix, review string) error {
	f, err := fixable(x.Field)
	if err != nil {
		return err
	}
	steps, err := stageSteps(tx)
	if err != nil {
		return err
	}
	list, err := deals(tx, condition{"d.id = $1", []any{x.DealID}})
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fmt.Errorf("a deal: %w", ErrNotFound)
	}
	step := func(stage string) agenda.Step { return steps.step(list[0].Pipeline, stage) }
	person := func(id string) (string, error) {
		p, err := person(tx, id)
		return p.ID, err
	}
	number, text, err := stored(f.kind, x.Value, step, person)
	if err != nil {
		return err
	}
	if f.kind == asMoney {
		home, err := setting(tx, settingCurrency)
		if err != nil {
			return err
		}
		m := inCurrency(agenda.Money{Minor: number, Currency: text}, home)
		number, text = m.Minor, m.Currency
	}
	knew := ""
	if x.Field == agenda.FieldContact {
		met, err := metOn(tx, x.DealID)
		if err != nil {
			return err
		}
		knew = strings.Join(met, "; ")
	}
	wasNumber, wasText, err := stored(f.kind, crmValue(list[0], x.Field, knew), step, func(id string) (string, error) { return id, nil })
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE fix SET state = 'replaced' WHERE deal_id = $1 AND field = $2 AND state <> 'replaced'`,
		x.DealID, string(x.Field)); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO fix (id, deal_id, field, number, text, was_number, was_text, author, at, state, review_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10)`,
		x.ID, x.DealID, string(x.Field), number, text, wasNumber, wasText, x.Author, x.At.UnixMilli(), orNull(review))
	return err
}

// Unmend takes back what was said of a field: the CRM's value counts again.
func (s *Store) Unmend(ctx context.Context, dealID string, f agenda.Field) error {
	return s.write(ctx, "take back what was mended", func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE fix SET state = 'replaced' WHERE deal_id = $1 AND field = $2 AND state <> 'replaced'`, dealID, string(f))
		return err
	})
}

// Mended is a deal in which somebody has mended something that the CRM does
// not say yet.
type Mended struct {
	agenda.Deal
	CRM string // whose export brought it, "" when that is not known
}

// MendedDeals returns the deals with open fixes, in the order they first came
// in: a rep's, or with "" everybody's.
func (s *Store) MendedDeals(ctx context.Context, repID string, today agenda.Date) ([]Mended, error) {
	sources := map[string]string{}
	ids := []string{}
	err := s.read(ctx, "list what was mended", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var id, crm string
			err := scan(&id, &crm)
			sources[id] = crm
			ids = append(ids, id)
			return err
		}, `SELECT d.id, s.crm FROM deal d JOIN source s ON s.id = d.source_id
			WHERE d.id IN (SELECT f.deal_id FROM fix f WHERE f.state = 'open') ORDER BY d.id`)
	})
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	deals, err := s.Deals(ctx, Filter{IDs: ids, Today: today})
	var list []Mended
	for _, d := range deals {
		if repID == "" || d.Owner == repID || slices.Contains(d.CoOwners, repID) {
			list = append(list, Mended{d, sources[d.ID]})
		}
	}
	return list, err
}

// OpenStages returns the stages that deals of each pipeline can be in while
// they are open, in their order; "" has those of all.
func (s *Store) OpenStages(ctx context.Context) (map[string][]string, error) {
	m := map[string][]string{}
	err := s.read(ctx, "list stages", func(tx *sql.Tx) error {
		return each(tx, func(scan func(...any) error) error {
			var pipeline, name string
			if err := scan(&pipeline, &name); err != nil {
				return err
			}
			m[pipeline] = append(m[pipeline], name)
			if pipeline != "" && !slices.Contains(m[""], name) {
				m[""] = append(m[""], name)
			}
			return nil
		}, `SELECT pipeline, name FROM stage WHERE step < $1 ORDER BY step = 0, step, name, pipeline`, int(agenda.ClosedWon))
	})
	return m, err
}
