package agenda

import "cmp"

// Need is what the place of a deal among others hangs on: how much it needs the
// time of a review. All lists of deals are in this order.
type Need struct {
	Over    bool    // closed, or gone from the exports: such come after all others
	Score   float64 // risk × importance
	Share   float64 // of what its owner has open in its currency
	Created Date
	Close   Date
}

// NeedOf returns what a deal's place hangs on.
func NeedOf(d *Deal, c Candidate) Need {
	return Need{Over: d.Status == Won || d.Status == Lost || d.Gone, Score: c.Score, Share: c.Share, Created: d.Created, Close: d.Close}
}

// Compare puts the deal first that needs the time more. Equal scores come by
// amount, then the older first, one that nobody knows the age of last; of what
// is over the latest comes first. rest says what comes of two that are equal
// in all of that: by name, then by id.
func (n Need) Compare(other Need, rest func() int) int {
	by := 0
	switch {
	case n.Over != other.Over && n.Over:
		return 1
	case n.Over != other.Over:
		return -1
	case n.Over:
		by = cmp.Compare(other.Close, n.Close)
	default:
		by = cmp.Or(cmp.Compare(other.Score, n.Score), cmp.Compare(other.Share, n.Share), cmp.Compare(uint32(n.Created-1), uint32(other.Created-1)))
	}
	if by != 0 {
		return by
	}
	return rest()
}
