package actions

import (
	"cmp"
	"slices"

	"halfhour/agenda"
)

// order is how the list is sorted and what stands above its groups.
type order int

const (
	byPerson order = iota
	byDeal
	byDue
	byPriority
	orders
)

var orderNames = [orders]string{"by person", "by deal", "by due date", "by priority"}

// arrange sorts and groups what is in sight, and puts the cursor on the action
// it was on.
func (s *Screen) arrange() {
	var shown []int
	for i, it := range s.list.Items {
		if (s.all || it.State == agenda.ToDo) && s.shows(it) {
			shown = append(shown, i)
		}
	}
	slices.SortStableFunc(shown, func(a, b int) int { return s.order.compare(s.list.Items[a], s.list.Items[b]) })
	s.rows, s.heads = s.rows[:0], s.heads[:0]
	s.table.Forget()
	at := -1
	for n, i := range shown {
		it := s.list.Items[i]
		if head := s.order.group(it); head != "" && (n == 0 || head != s.order.group(s.list.Items[shown[n-1]])) {
			s.rows, s.heads = append(s.rows, -1), append(s.heads, head)
		}
		if it.ID == s.find {
			at = len(s.rows)
		}
		s.rows, s.heads = append(s.rows, i), append(s.heads, "")
	}
	s.find = ""
	s.table.Resize(len(s.rows))
	if at >= 0 {
		s.table.GoTo(at)
	}
	s.offHeading(1)
}

// group is the heading that an action stands under, "" for none.
func (o order) group(it Item) string {
	switch o {
	case byPerson:
		return cmp.Or(it.Owner, "Nobody yet")
	case byDeal:
		return cmp.Or(it.Deal, "No deal")
	}
	return ""
}

// compare orders open actions before others, then as the order says; what is
// not set comes last.
func (o order) compare(a, b Item) int {
	last := func(unset bool) int {
		if unset {
			return 1
		}
		return 0
	}
	due := cmp.Or(last(a.Due == 0)-last(b.Due == 0), cmp.Compare(a.Due, b.Due))
	priority := cmp.Or(last(a.Priority == 0)-last(b.Priority == 0), cmp.Compare(a.Priority, b.Priority))
	state := last(a.State != agenda.ToDo) - last(b.State != agenda.ToDo)
	switch o {
	case byPerson:
		return cmp.Or(last(a.Owner == "")-last(b.Owner == ""), cmp.Compare(agenda.Fold(a.Owner), agenda.Fold(b.Owner)), state, due, priority)
	case byDeal:
		return cmp.Or(last(a.Deal == "")-last(b.Deal == ""), cmp.Compare(agenda.Fold(a.Deal), agenda.Fold(b.Deal)), cmp.Compare(a.DealID, b.DealID), state, due, priority)
	case byDue:
		return cmp.Or(state, due, priority)
	}
	return cmp.Or(state, priority, due)
}
