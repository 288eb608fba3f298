package store

import (
	"iter"
	"reflect"
	"slices"

	"halfhour/store/crm"
)

// joinSplits makes one row of those that follow each other and differ in
// nothing but who else owns the deal: reports of splits and teams have a row
// for each. Only a CRM's id tells that they are one deal.
func (st *staging) joinSplits(rows iter.Seq2[crm.Deal, error]) iter.Seq2[crm.Deal, error] {
	if !st.src.Covers(crm.FieldCoOwner) {
		return rows
	}
	return func(yield func(crm.Deal, error) bool) {
		var held crm.Deal
		holding := false
		for d, err := range rows {
			if holding && err == nil && isSplit(held, d) {
				for _, name := range d.CoOwners {
					if !slices.Contains(held.CoOwners, name) {
						held.CoOwners = append(held.CoOwners, name)
					}
				}
				st.report.Deals++
				st.report.Splits++
				continue
			}
			if holding && !yield(held, nil) {
				return
			}
			if held, holding = d, err == nil; err != nil && !yield(d, err) {
				return
			}
		}
		if holding {
			yield(held, nil)
		}
	}
}

func isSplit(a, b crm.Deal) bool {
	if a.ID == "" || a.ID != b.ID || slices.Equal(a.CoOwners, b.CoOwners) {
		return false
	}
	a.Line, a.CoOwners, b.Line, b.CoOwners = 0, nil, 0, nil
	return reflect.DeepEqual(a, b)
}
