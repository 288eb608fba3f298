package agenda

import (
	"slices"
	"strconv"
	"strings"
)

// The other fields whose changes the history keeps. Status is one of "open",
// "won" and "lost"; an owner is a person's name, co-owners are names with "; "
// between them; gone is "gone" or "".
const (
	FieldName         Field = "name"
	FieldAccount      Field = "account"
	FieldOwner        Field = "owner"
	FieldCoOwners     Field = "co_owners"
	FieldPipeline     Field = "pipeline"
	FieldStatus       Field = "status"
	FieldCreated      Field = "created_date"
	FieldStageSince   Field = "stage_since"
	FieldLastActivity Field = "last_activity"
	FieldActivityKind Field = "activity_kind"
	FieldNextStep     Field = "next_step"
	FieldNextStepDate Field = "next_step_date"
	FieldProbability  Field = "probability"
	FieldForecast     Field = "forecast"
	FieldGone         Field = "gone"
)

// Follow adds up what a deal's history tells; step says which standard step a
// stage is. A close date that moves while the deal is closed, or at the moment
// it closes, is no push. Values nobody can read are passed over.
func Follow(changes []Change, step func(stage string) Step) Track {
	var t Track
	changes = slices.Clone(changes)
	slices.SortStableFunc(changes, func(a, b Change) int { return a.At.Compare(b.At) })
	closed := closedBefore(changes, step)
	for len(changes) > 0 {
		// What one import changed happened at once.
		n := 1
		for n < len(changes) && changes[n].At.Equal(changes[0].At) {
			n++
		}
		together := changes[:n]
		changes = changes[n:]
		closed = closedAfter(together, step, closed)
		for _, c := range together {
			t.follow(c, step, closed)
		}
	}
	return t
}

func (t *Track) follow(c Change, step func(string) Step, closed bool) {
	switch c.Field {
	case FieldClose:
		was, err := ParseDate(c.Old)
		if err != nil || closed {
			return
		}
		if is, err := ParseDate(c.New); err == nil && is > was {
			days := int(is - was)
			t.Pushes++
			t.PushedDays += days
			t.LongestPush = max(t.LongestPush, days)
		}
	case FieldAmount:
		for _, text := range []string{c.Old, c.New} {
			if m, ok := ParseMoney(text); ok && !t.FirstAmount.Known() {
				t.FirstAmount = m
			}
		}
	case FieldStage:
		was, is := step(c.Old), step(c.New)
		if is != NoStep && is < was && was <= Commit {
			t.MovedBack = true
		}
	}
}

// closedBefore says whether the deal was closed before its first change.
func closedBefore(changes []Change, step func(string) Step) bool {
	for _, c := range changes {
		switch c.Field {
		case FieldStatus:
			return c.Old == string(Won) || c.Old == string(Lost)
		case FieldStage:
			if s := step(c.Old); s != NoStep {
				return s > Commit
			}
		}
	}
	return false
}

// closedAfter says whether the deal is closed after changes made together; a
// status says it better than a stage.
func closedAfter(together []Change, step func(string) Step, closed bool) bool {
	for _, c := range together {
		if c.Field == FieldStage {
			if s := step(c.New); s != NoStep {
				closed = s > Commit
			}
		}
	}
	for _, c := range together {
		if c.Field == FieldStatus {
			closed = c.New == string(Won) || c.New == string(Lost)
		}
	}
	return closed
}

// ParseMoney reads an amount as the history writes it, "84000.00 USD"; "" and
// what cannot be read are not ok. The decimals may be fewer than the currency
// has, not more.
func ParseMoney(s string) (m Money, ok bool) {
	number, code, ok := strings.Cut(s, " ")
	if !ok || !ValidCurrency(code) {
		return Money{}, false
	}
	whole, part, _ := strings.Cut(number, ".")
	digits := Digits(code)
	if whole == "" || len(part) > digits {
		return Money{}, false
	}
	minor, err := strconv.ParseInt(whole+part+strings.Repeat("0", digits-len(part)), 10, 64)
	if err != nil {
		return Money{}, false
	}
	return Money{minor, code}, true
}
