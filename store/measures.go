package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"time"

	"halfhour/agenda"
)

// start is what a deal was when an action's metric was agreed, as far as
// metrics ask.
type start struct {
	Stage        string        `json:"stage"`
	Pipeline     string        `json:"pipeline"`
	Step         string        `json:"step"`
	Status       agenda.Status `json:"status"`
	Amount       agenda.Money  `json:"amount"`
	FirstAmount  agenda.Money  `json:"first_amount"`
	Close        agenda.Date   `json:"close"`
	NextStep     string        `json:"next_step"`
	NextStepDate agenda.Date   `json:"next_step_date"`
	LastActivity agenda.Date   `json:"last_activity"`
	Contacts     int           `json:"contacts"`
}

func startOf(d agenda.Deal) start {
	return start{d.Stage, d.Pipeline, d.Step.String(), d.Status, d.Amount, d.Track.FirstAmount, d.Close, d.NextStep, d.NextStepDate, d.LastActivity, d.Contacts}
}

func (s start) deal(id string) agenda.Deal {
	return agenda.Deal{ID: id, Stage: s.Stage, Pipeline: s.Pipeline, Step: agenda.ParseStep(s.Step), Status: s.Status, Amount: s.Amount, Close: s.Close,
		NextStep: s.NextStep, NextStepDate: s.NextStepDate, LastActivity: s.LastActivity, Contacts: s.Contacts,
		Track: agenda.Track{FirstAmount: s.FirstAmount}}
}

// measuring is an open action with a metric that a file can show, and what its
// deal was when the metric was agreed.
type measuring struct {
	agenda.Action
	from  start
	since time.Time
	fresh bool // nobody has looked at this metric of it yet
	first bool // nor at any other
}

// CheckMetrics looks which open actions' metrics have become true, keeps that
// they have, and returns those. Nothing is ticked. Call it when deals may have
// changed; today is when that was seen.
func (s *Store) CheckMetrics(ctx context.Context, today agenda.Date, now time.Time) (met []ActionRow, err error) {
	some := false
	err = s.read(ctx, "look for metrics", func(tx *sql.Tx) error {
		list, err := measured(tx, "1 = 1")
		some = len(list) > 0
		return err
	})
	if err != nil || !some {
		return nil, err
	}
	err = s.write(ctx, "check metrics", func(tx *sql.Tx) error {
		ids, err := checkMetrics(tx, "", "1 = 1", today, now)
		for _, id := range ids {
			row, err := findAction(tx, id)
			if err != nil {
				return err
			}
			met = append(met, row)
		}
		return err
	})
	return met, err
}

// checkMetrics does it for the actions of a condition, and returns the ids of
// those that were met just now. An action whose metric was not looked at before
// starts from what its deal is now. Windows that show a review with a metric
// that was met notice, but for the review that is being saved.
func checkMetrics(tx *sql.Tx, saving, where string, today agenda.Date, now time.Time, args ...any) (met []string, err error) {
	list, err := measured(tx, where, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	var ids []string
	for _, m := range list {
		ids = append(ids, m.DealID)
	}
	slices.Sort(ids)
	deals, err := dealsByID(tx, slices.Compact(ids), today)
	if err != nil {
		return nil, err
	}
	process, err := processOf(tx)
	if err != nil {
		return nil, err
	}
	for _, m := range list {
		d, known := deals[m.DealID]
		if !known {
			continue
		}
		if m.fresh {
			if err := m.begin(tx, d, now); err != nil {
				return nil, err
			}
		}
		answers, err := answersSince(tx, m.DealID, m.since)
		if err != nil {
			return nil, err
		}
		seen, is := agenda.ParseMeasure(m.DoneWhen).Met(m.from.deal(d.ID), d, answers, process, today)
		if !is {
			continue
		}
		if err := one(tx.Exec(`UPDATE action SET met = $1, met_by = $2 WHERE id = $3`, int(today), seen, m.ID)); err != nil {
			return nil, err
		}
		if _, err := tx.Exec(`UPDATE review SET version = version + 1 WHERE id = $1 AND id <> $2`, m.ReviewID, saving); err != nil {
			return nil, err
		}
		met = append(met, m.ID)
	}
	return met, nil
}

// checkReview checks the metrics that a save of a review may have met: those
// of its own actions, and those of the deals that were answered about. What was
// seen of its own actions is put into next.
func (s *Store) checkReview(tx *sql.Tx, was agenda.Review, next *agenda.Review) error {
	if slices.Equal(was.Actions, next.Actions) && slices.Equal(was.Answers, next.Answers) {
		return nil
	}
	met, err := checkMetrics(tx, next.ID, `(a.review_id = $1 OR a.deal_id IN (SELECT deal_id FROM answer WHERE review_id = $1))`,
		next.Today, s.set.now(), next.ID)
	if err != nil {
		return err
	}
	for i := range next.Actions {
		a := &next.Actions[i]
		if slices.Contains(met, a.ID) {
			if err := tx.QueryRow(`SELECT met, met_by FROM action WHERE id = $1`, a.ID).Scan(&a.Met, &a.MetBy); err != nil {
				return err
			}
		}
	}
	return nil
}

// measured lists open actions whose metric a file can show and has not shown.
func measured(tx *sql.Tx, where string, args ...any) ([]measuring, error) {
	var list []measuring
	err := each(tx, func(scan func(...any) error) error {
		var m measuring
		var of, words, deal sql.NullString
		var begun sql.NullInt64
		if err := scan(&m.ID, text{&m.ReviewID}, &m.DealID, &m.DoneWhen, instant{&m.At}, &of, &words, &deal, &begun); err != nil {
			return err
		}
		if agenda.ParseMeasure(m.DoneWhen).Kind == agenda.InWords {
			return nil
		}
		m.first = !deal.Valid
		m.fresh = m.first || of.String != m.DealID || words.String != m.DoneWhen
		if !m.fresh {
			m.since = time.UnixMilli(begun.Int64)
			if err := json.Unmarshal([]byte(deal.String), &m.from); err != nil {
				return err
			}
		}
		list = append(list, m)
		return nil
	}, `SELECT a.id, a.review_id, a.deal_id, a.done_when, a.at, s.deal_id, s.done_when, s.deal, s.at
		FROM action a LEFT JOIN action_start s ON s.action_id = a.id
		WHERE a.state = 'open' AND a.met = 0 AND a.deal_id IS NOT NULL AND a.done_when <> '' AND `+where+` ORDER BY a.id`, args...)
	return list, err
}

// begin keeps what the deal is now that the metric is agreed.
func (m *measuring) begin(tx *sql.Tx, d agenda.Deal, now time.Time) error {
	m.from, m.since = startOf(d), now
	if m.first && !m.At.IsZero() {
		m.since = m.At
	}
	text, err := json.Marshal(m.from)
	if err != nil {
		return err
	}
	return one(tx.Exec(`INSERT INTO action_start (action_id, deal_id, done_when, deal, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (action_id) DO UPDATE SET deal_id = excluded.deal_id, done_when = excluded.done_when, deal = excluded.deal, at = excluded.at`,
		m.ID, m.DealID, m.DoneWhen, string(text), m.since.UnixMilli()))
}

// dealsByID returns the deals of some ids, with all that metrics ask.
func dealsByID(tx *sql.Tx, ids []string, today agenda.Date) (map[string]agenda.Deal, error) {
	steps, err := stageSteps(tx)
	if err != nil {
		return nil, err
	}
	deals := map[string]agenda.Deal{}
	for _, c := range (Filter{IDs: ids}).where() {
		some, err := wholeDeals(tx, c, steps, today)
		if err != nil {
			return nil, err
		}
		for _, d := range some {
			deals[d.ID] = d
		}
	}
	return deals, nil
}

// answersSince are those given on a deal from an instant on, the latest to each
// question.
func answersSince(tx *sql.Tx, dealID string, since time.Time) ([]agenda.Answer, error) {
	latest := map[string]agenda.Answer{}
	err := each(tx, func(scan func(...any) error) error {
		a := agenda.Answer{DealID: dealID}
		err := scan(&a.Question, &a.Value, instant{&a.At})
		latest[a.Question] = a
		return err
	}, `SELECT question, value, at FROM answer WHERE deal_id = $1 AND at >= $2 ORDER BY at, review_id`, dealID, since.UnixMilli())
	var list []agenda.Answer
	for _, a := range latest {
		list = append(list, a)
	}
	slices.SortFunc(list, func(a, b agenda.Answer) int { return cmp.Compare(a.Question, b.Question) })
	return list, err
}
