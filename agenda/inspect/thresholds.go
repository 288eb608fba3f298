package inspect

import "halfhour/agenda"

// Thresholds say when something is a finding. Default returns those of the
// product; people change them in halfhour settings edit, whose words are the
// toml tags and whose explanations are the comments here. A name of a stage is
// the CRM's, the team's own, or that of a standard stage; capitals do not
// matter.
type Thresholds struct {
	// LeastWon is how many won deals make a norm of the user's own. Our choice.
	LeastWon int `toml:"least_won" comment:"won deals that make a norm of your own; until then fixed numbers hold"`
	// Off lists findings that are not looked for.
	Off []string `toml:"off" comment:"findings that nobody needs, like [\"outsized\"]"`

	NextStep       NextStep       `toml:"no-next-step"`
	Stale          Staleness      `toml:"stale"`
	SlowStage      Slowness       `toml:"slow-stage"`
	Pushed         Pushing        `toml:"pushed"`
	Shrinking      Shrinkage      `toml:"shrinking"`
	SingleThreaded Contacts       `toml:"single-threaded"`
	NoDecider      FromStage      `toml:"no-decider"`
	OverForecast   OverForecasted `toml:"over-forecast"`
	TooOld         Times          `toml:"too-old"`
	OutOfTime      Times          `toml:"out-of-time"`
	Outsized       Times          `toml:"outsized"`
	FarOut         FarAway        `toml:"data"`
}

// NextStep says which next steps are none.
type NextStep struct {
	NeedsDate    bool     `toml:"needs_date" comment:"one without a date is none"`
	LeastLetters int      `toml:"least_letters" comment:"a shorter one says nothing"`
	Fillers      []string `toml:"fillers" comment:"next steps that say nothing, beside \"follow up\", \"touch base\", \"tbd\" and the like"`
	FillerWords  []string `toml:"filler_words" comment:"one that has any of these in it says nothing"`
	ActionWords  []string `toml:"action_words" comment:"one that has none of these in it says nothing; [] asks for none"`
}

// Staleness says after how long a deal without activity is stale. It is severe
// at twice as many days.
type Staleness struct {
	// Days: InsightSquared's at-risk rule.
	Days int `toml:"days" comment:"so many days without activity are a finding"`
	// LateDays holds in the last two open stages: five business days without a
	// champion's reply late in a deal (customercity.com).
	LateDays int            `toml:"late_days" comment:"the same in the last two open stages"`
	DaysIn   map[string]int `toml:"days_in,inline" comment:"the same in single stages, like { \"Proposal\" = 14 }"`
	Count    string         `toml:"count" comment:"\"business days\", of your week and without your holidays, or \"calendar days\""`
	Alive    bool           `toml:"next_step_counts" comment:"a dated next step to come counts as alive"`
}

// CalendarDays is the other Count of Staleness.
const CalendarDays = "calendar days"

// Slowness says when a deal is too long in its stage: so many times as long as
// the median of the deals won from there.
type Slowness struct {
	// Times: a Salesforce pipeline review practice; FunnelCake flags everything
	// above the average.
	Times float64 `toml:"times" comment:"times as long as your won deals took there (the median)"`
	// VeryTimes: InsightSquared's at-risk rule.
	VeryTimes float64        `toml:"very_times" comment:"the same, to be severe"`
	Own       bool           `toml:"own_norms" comment:"false: the fixed days hold even when won deals say better"`
	DaysIn    map[string]int `toml:"days_in,inline" comment:"fixed days until then, instead of those of halfhour stages, like { \"Proposal\" = 30 }; severe at twice as many"`
}

// Pushing says when pushes are a finding, and when a severe one.
type Pushing struct {
	From int `toml:"from" comment:"pushes that are a finding; a single long one always is"`
	// Many: at risk above 3 (InsightSquared; dealcoach.io calls it very unlikely
	// to close).
	Many int `toml:"many" comment:"severe: more pushes than this"`
	// TotalDays: half a quarter. Aviso counts length too; the number is our
	// choice.
	TotalDays int `toml:"total_days" comment:"severe: pushed by so many days in all"`
	// LongDays: our choice.
	LongDays int `toml:"long_days" comment:"severe: pushed by so many days at once"`
}

// Shrinkage says when a cut of the amount weighs more, in percent of the first
// amount. Our choice.
type Shrinkage struct {
	From int `toml:"from" comment:"percent cut that are a finding"`
	Deep int `toml:"deep" comment:"percent that weigh more"`
	Half int `toml:"severe" comment:"percent that are severe"`
}

// Contacts says how many people at the buyer's have to be known.
type Contacts struct {
	// Least: fewer than 2 is single-threaded (Breadbox).
	Least int `toml:"least" comment:"people at the buyer's that have to be known"`
	// FromAmount: customercity.com asks it only of deals over $50,000.
	FromAmount float64 `toml:"from_amount" comment:"only for deals of at least this amount, in the home currency"`
}

// FromStage says from which stage on something has to be known: from Proposal a
// decision maker (Gong's "no power", Dynamics 365's missing stakeholder roles).
type FromStage struct {
	Stage string `toml:"stage" comment:"from this standard stage on"`
}

// OverForecasted says what a deal forecast as commit has to have. Our choice.
type OverForecasted struct {
	Stage    string `toml:"stage" comment:"a deal forecast as commit is at least in this standard stage"`
	NextStep bool   `toml:"needs_next_step" comment:"… and has a dated next step"`
}

// Times is a multiple of what is usual.
type Times struct {
	Times float64 `toml:"times" comment:"times what is usual"`
}

// FarAway is when a close date is no longer taken for one. Our choice: three
// quarters.
type FarAway struct {
	Days int `toml:"far_out_days" comment:"a close date more days away than this is none"`
}

// Default returns the product's thresholds.
func Default() Thresholds {
	return Thresholds{
		LeastWon:       10,
		Stale:          Staleness{Days: 10, LateDays: 5, Count: "business days", Alive: true},
		SlowStage:      Slowness{Times: 1.5, VeryTimes: 3, Own: true},
		Pushed:         Pushing{From: 1, Many: 3, TotalDays: 45, LongDays: 21},
		Shrinking:      Shrinkage{From: 1, Deep: 20, Half: 50},
		SingleThreaded: Contacts{Least: 2},
		NoDecider:      FromStage{agenda.Proposal.String()},
		OverForecast:   OverForecasted{Stage: agenda.Proposal.String(), NextStep: true},
		TooOld:         Times{1}, // older than 95 % of the deals ever won; D365 flags those above the average
		OutOfTime:      Times{1},
		Outsized:       Times{2}, // more than twice the typical deal (revenue-inc.com)
		FarOut:         FarAway{270},
	}
}

// orDefault returns thresholds to use; zero ones are the defaults.
func (t Thresholds) orDefault() Thresholds {
	if t.LeastWon == 0 && t.Stale.Days == 0 {
		return Default()
	}
	return t
}
