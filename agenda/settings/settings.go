// Package settings reads and writes what a team sets for itself: thresholds of
// findings, quotas, probabilities of stages, week, holidays, exchange rates.
//
// It is TOML that a person edits. What the text does not name keeps its
// default. Nothing senseless is taken: every mistake is a *tomlfile.Mistake,
// which says the line and the column.
package settings

import (
	"time"

	"halfhour/agenda"
	"halfhour/agenda/inspect"
)

// Settings are what holds for a file. Default returns those of the product.
type Settings struct {
	Thresholds inspect.Thresholds
	Calendar   agenda.Calendar
	Quotas     []Quota
	// Chances has the percent of deals in a stage that are won, by the stage's
	// name: the CRM's, the team's own or a standard one. CRMChances: what the CRM
	// says of a deal goes before.
	Chances    map[string]int
	CRMChances bool
	// Rates says what one of a currency is in the home currency.
	Rates map[string]float64

	AnswerLife   int // days that an answer to an exit question holds
	FollowUpHour int // of the day, local time
	BlameWording bool
}

// Quota is what a rep is to win in a quarter.
type Quota struct {
	Rep    string      // as written
	From   agenda.Date // the quarter's first day; 0 for every quarter
	Amount agenda.Money
}

// Quota returns a rep's quota for the quarter that begins on a day. is says
// whether a name is the rep's.
func (s Settings) Quota(from agenda.Date, is func(name string) bool) (agenda.Money, bool) {
	var every agenda.Money
	for _, q := range s.Quotas {
		switch {
		case !is(q.Rep):
		case q.From == from:
			return q.Amount, true
		case q.From == 0:
			every = q.Amount
		}
	}
	return every, every.Known()
}

// Default returns the settings of a file that says nothing.
func Default() Settings {
	monday, friday := time.Monday, time.Friday
	return Settings{
		Thresholds: inspect.Default(),
		Calendar: agenda.Calendar{
			FirstDay: &monday, FollowUpDay: &friday, FirstMonth: time.January,
			Working: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		},
		CRMChances: true, AnswerLife: agenda.AnswerLife, FollowUpHour: 15, BlameWording: true,
	}
}

// Known is what names in the settings may mean. A nil function knows any name.
type Known struct {
	Rep   func(name string) bool
	Stage func(name string) bool // of the CRM or the team, beside the standard ones
}
