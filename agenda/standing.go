package agenda

import (
	"fmt"
	"strings"
	"time"
)

// AskAge is after how many days an action that is still open is old, and after
// twice as many very old: 10 and 20 working days, as a deal is stale.
const AskAge = 14

// Age is for how many days an action has been open, or was until it was done.
func (a Action) Age(today Date) int {
	if a.At.IsZero() {
		return 0
	}
	until := today
	if a.State != ToDo && !a.DoneAt.IsZero() {
		until = DateOf(a.DoneAt)
	}
	return max(int(until-DateOf(a.At)), 0)
}

// Standing says in a few words what asks for attention about an open action:
// that it is overdue, that an executive was asked long ago, how old it is, how
// often it was carried over. severity is 0 for nothing, and as a finding's
// otherwise.
func (a Action) Standing(owner Role, today Date) (words string, severity int) {
	if a.State != ToDo {
		return "", 0
	}
	var parts []string
	age := a.Age(today)
	if a.Overdue(today) {
		late := int(today - a.Due)
		parts = append(parts, fmt.Sprintf("%d d overdue", late))
		severity = 2
		if late > 7 {
			severity = 3
		}
	}
	if owner == Executive && age > 0 {
		parts = append(parts, fmt.Sprintf("asked %d d ago", age))
	} else if age >= AskAge {
		parts = append(parts, fmt.Sprintf("%d d old", age))
	}
	switch {
	case age >= 2*AskAge:
		severity = max(severity, 3)
	case age >= AskAge:
		severity = max(severity, 2)
	}
	if a.Carried > 0 {
		parts = append(parts, a.CarriedWords())
		severity = max(severity, min(a.Carried, 3))
	}
	return strings.Join(parts, ", "), severity
}

// CarriedTo is the day to which an action is carried over while nobody says
// another: the first such week day after today and after its due date.
func (a Action) CarriedTo(day time.Weekday, today Date) Date { return max(a.Due, today).Next(day) }
