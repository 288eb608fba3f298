package store

import (
	"fmt"
	"strings"

	"halfhour/agenda"
)

// partners are the other reps of a joint review.
var partners = table[string]{
	name:   "review_with",
	of:     func(r *agenda.Review) *[]string { return &r.With },
	key:    []string{"person_id"},
	values: func(id *string) []any { return []any{*id} },
	scan:   func(id *string) []any { return []any{id} },
	same:   func(a, b string) bool { return a == b },
}

// heldBy is the condition for reviews r that exactly these people hold: one rep
// alone, or several jointly.
func heldBy(reps ...string) condition {
	holds := make([]string, len(reps))
	var c condition
	for i, id := range reps {
		holds[i] = fmt.Sprintf("$%d", i+1)
		c.args = append(c.args, id)
	}
	list := strings.Join(holds, ", ")
	c.text = fmt.Sprintf(`r.rep IN (%[1]s) AND (SELECT count(*) FROM review_with w WHERE w.review_id = r.id) = %[2]d
		AND (SELECT count(*) FROM review_with w WHERE w.review_id = r.id AND w.person_id IN (%[1]s)) = %[2]d`, list, len(reps)-1)
	return c
}

// ofRep is the condition for reviews r that a person, parameter $n, holds alone
// or with others.
func ofRep(n int) string {
	return fmt.Sprintf("(r.rep = $%[1]d OR r.id IN (SELECT w.review_id FROM review_with w WHERE w.person_id = $%[1]d))", n)
}

// ownedWith is the condition, after another, for deals d that others own too;
// their parameters begin at $from.
func ownedWith(others []string, from int) condition {
	var c condition
	for i, id := range others {
		c.text += " AND " + strings.ReplaceAll(owned, "$1", fmt.Sprintf("$%d", from+i))
		c.args = append(c.args, id)
	}
	return c
}
