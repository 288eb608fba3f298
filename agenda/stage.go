package agenda

// Step is a standard stage of the default pipeline. A CRM's own stages
// correspond to steps, so that deals of any CRM meet the same exit questions.
type Step int

// The default pipeline, in order. NoStep is a stage whose place nobody knows.
const (
	NoStep Step = iota
	Qualification
	Discovery
	Evaluation
	Proposal
	Negotiation
	Commit
	ClosedWon
	ClosedLost
)

var stepNames = [...]string{"", "Qualification", "Discovery", "Evaluation", "Proposal", "Negotiation", "Commit", "Won", "Lost"}

// OpenSteps lists the steps a deal can be in while it is open, in order.
var OpenSteps = []Step{Qualification, Discovery, Evaluation, Proposal, Negotiation, Commit}

// String returns the step's name, "" for NoStep.
func (s Step) String() string { return stepNames[s] }

// ParseStep returns the step of that name, NoStep when there is none.
func ParseStep(name string) Step {
	for s, n := range stepNames {
		if n == name {
			return Step(s)
		}
	}
	return NoStep
}

// Early says whether a deal in this step can still be changed most: before a
// price is on the table.
func (s Step) Early() bool { return s > NoStep && s < Proposal }

// Chance is the default probability, in percent, that a deal in this step is
// won; used when the CRM gives none. Salesforce's default ladder folded onto
// six steps.
func (s Step) Chance() int {
	return [...]int{0, 10, 20, 50, 75, 90, 95, 100, 0}[s]
}

// Days is how long, in calendar days, a deal may usually stay in this step
// before it counts as slow, until the user's own history says better. Our
// choice.
func (s Step) Days() int {
	return [...]int{30, 14, 21, 30, 21, 21, 14, 0, 0}[s]
}

// Question is one exit question: something the buyer has done, without which
// the deal does not move on. Its ID stays when its wording changes.
type Question struct {
	ID   string
	Text string
}

// exitQuestions are the defaults of the product's own design; each asks what
// the buyer did (MEDDPICC, SPICED and the PostHog sales handbook ask alike).
var exitQuestions = map[Step][]Question{
	Qualification: {
		{"use-case", "Has the buyer named a clear use case in their own words?"},
		{"requirements", "Do they meet the technical requirements?"},
		{"budget", "Is it within their budget, and do we know who approves the spend?"},
	},
	Discovery: {
		{"pain", "Has the buyer confirmed the pain and what it costs?"},
		{"event", "Is there a dated event that makes them decide?"},
		{"two-people", "Do we know two people, one of whom reaches the budget owner?"},
	},
	Evaluation: {
		{"criteria", "Are the decision criteria written down and agreed?"},
		{"criteria-met", "Did the buyer confirm that the evaluation met them?"},
		{"steps-mapped", "Are the remaining steps, names and dates mapped?"},
	},
	Proposal: {
		{"price-seen", "Has the budget owner seen the price and accepted it in principle?"},
		{"paper-process", "Do we know the legal, security and purchasing steps and how long they take?"},
		{"decision-date", "Did the buyer give a decision date?"},
	},
	Negotiation: {
		{"open-terms", "Is every open term listed with an owner and a date?"},
		{"signatory", "Is the signatory named and reached?"},
		{"paper-fits", "Does the paperwork fit before the close date?"},
	},
	Commit: {
		{"direct-yes", "Has the budget owner said yes to us directly?"},
		{"contract-out", "Is the contract out with a signing date?"},
		{"blockers-owned", "Does anything that could stop it have an owner?"},
	},
}
