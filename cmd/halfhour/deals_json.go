package main

import (
	"cmp"
)

type dealJSON struct {
	ID           string        `json:"id"`
	ShortID      string        `json:"short_id"`
	CRMID        string        `json:"crm_id"`
	Name         string        `json:"name"`
	Account      string        `json:"account"`
	Owner        string        `json:"owner"`
	CoOwners     []string      `json:"co_owners"`
	Pipeline     string        `json:"pipeline"`
	Stage        string        `json:"stage"`
	Step         string        `json:"step"`
	Status       string        `json:"status"`
	Amount       string        `json:"amount"`
	Currency     string        `json:"currency"`
	Close        string        `json:"close_date"`
	Created      string        `json:"created"`
	StageSince   string        `json:"stage_since"`
	LastActivity string        `json:"last_activity"`
	ActivityKind string        `json:"activity_kind"`
	NextStep     string        `json:"next_step"`
	NextStepDate string        `json:"next_step_date"`
	Probability  *int          `json:"probability"`
	Forecast     string        `json:"forecast"`
	Extra        extraJSON     `json:"extra"`
	Gone         bool          `json:"gone"`
	Pushes       int           `json:"pushes"`
	PushedDays   int           `json:"pushed_days"`
	FirstAmount  string        `json:"first_amount"`
	MovedBack    bool          `json:"moved_back"`
	Reason       string        `json:"reason"`
	Findings     []findingJSON `json:"findings"`
}

// extraJSON is a JSON object as it is kept, "" for an empty one.
type extraJSON string

// MarshalJSON implements json.Marshaler.
func (e extraJSON) MarshalJSON() ([]byte, error) { return []byte(cmp.Or(string(e), "{}")), nil }

type findingJSON struct {
	Code     string `json:"code"`
	Severity int    `json:"severity"`
	Evidence string `json:"evidence"`
	Fix      string `json:"fix"`
	Hygiene  bool   `json:"hygiene"`
}

func (p *program) dealsJSON(list []listedDeal) error {
	n := shortest(dealIDs(list))
	objects := make([]dealJSON, len(list))
	for i, d := range list {
		objects[i] = dealObject(d, n)
	}
	return printJSON(p, objects)
}

func dealObject(d listedDeal, n int) dealJSON {
	o := dealJSON{
		ID: d.ID, ShortID: ending(d.ID, n), CRMID: d.CRMID, Name: d.Name, Account: d.Account, Owner: d.owner,
		CoOwners: append([]string{}, d.shared...),
		Pipeline: d.Pipeline, Stage: d.Stage, Step: d.Step.String(), Status: string(d.Status),
		Amount: d.Amount.Decimal(), Currency: d.Amount.Currency, Close: d.Close.String(), Created: d.Created.String(),
		StageSince: d.StageSince.String(), LastActivity: d.LastActivity.String(), ActivityKind: d.ActivityKind,
		NextStep: d.NextStep, NextStepDate: d.NextStepDate.String(), Forecast: d.Forecast, Extra: extraJSON(d.Extra), Gone: d.Gone,
		Pushes: d.Track.Pushes, PushedDays: d.Track.PushedDays, FirstAmount: d.Track.FirstAmount.Decimal(),
		MovedBack: d.Track.MovedBack, Reason: d.reason, Findings: []findingJSON{},
	}
	if d.Probability >= 0 {
		o.Probability = &d.Probability
	}
	for _, f := range d.found {
		o.Findings = append(o.Findings, findingJSON{f.Code, f.Severity, f.Evidence, f.Fix, f.Hygiene})
	}
	return o
}
