package inspect

// When a deal counts as stale, in business days (Monday to Friday) without
// activity. It is severe at twice as many.
const (
	// StaleDays: InsightSquared's at-risk rule.
	StaleDays = 10
	// StaleDaysLate holds in Negotiation and Commit: five business days without
	// a champion's reply late in a deal (customercity.com).
	StaleDaysLate = 5
)

// When a deal counts as slow: so many times as long in its stage as the median
// of the deals won from there. Until LeastWon of them are known, agenda's
// fixed days hold, and it is severe at twice those.
const (
	// SlowFactor: a Salesforce pipeline review practice; FunnelCake flags
	// everything above the average.
	SlowFactor = 1.5
	// VerySlowFactor: InsightSquared's at-risk rule.
	VerySlowFactor = 3
	// LeastWon is how many won deals make a norm. Our choice.
	LeastWon = 10
)

// When pushes are severe; any push is a finding.
const (
	// ManyPushes is how many a deal may have: at risk above 3 (InsightSquared;
	// dealcoach.io calls it very unlikely to close).
	ManyPushes = 3
	// LongPushes is how many days all pushes may add up to, one short: severe
	// from half a quarter on. Aviso counts length too; the number is our choice.
	LongPushes = 45
	// LongPush is how many days a single push may have, one short. Our choice.
	LongPush = 21
)

// When a cut of the amount weighs more, in percent of the first amount. Our
// choice.
const (
	DeepCut  = 20
	HalfGone = 50
)

// FewContacts is how many people at the buyer's have to be known: fewer than 2
// is single-threaded (Breadbox; customercity.com for larger deals). It weighs
// more from Proposal on, where a decision maker is wanted too (Gong's "no
// power", Dynamics 365's missing stakeholder roles), and that one most from
// Negotiation on; which weighs how much is our choice.
const FewContacts = 2

// OutsizedFactor: more than twice the typical deal (revenue-inc.com); twice
// that weighs more.
const OutsizedFactor = 2

// FarOut is how many days ahead a close date is still taken for one. Our
// choice: three quarters.
const FarOut = 270
