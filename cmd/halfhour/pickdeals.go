package main

import (
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
)

// pickDeals finds the deals that --deals names among somebody's open ones.
func pickDeals(deals []agenda.Deal, of string, wanted []string) ([]string, error) {
	var ids []string
	for _, typed := range splitNames(deals, wanted) {
		found := matchDeals(deals, typed)
		switch {
		case len(found) == 0:
			return nil, misuseDeals(deals, "%q is no open deal of %s; --deals takes ids or names of these:", typed, of)
		case len(found) > 1:
			return nil, misuseDeals(found, "%q can be one of these; give its id:", typed)
		case !slices.Contains(ids, found[0].ID):
			ids = append(ids, found[0].ID)
		}
	}
	if len(ids) > agenda.MostDeals {
		return nil, misuse("a review has time for %d deals, and --deals names %d: leave the others for the next one", agenda.MostDeals, len(ids))
	}
	return ids, nil
}

// splitNames takes the values of --deals apart at commas, but for those that
// name a deal as they are.
func splitNames(deals []agenda.Deal, wanted []string) []string {
	var list []string
	for _, w := range wanted {
		if slices.ContainsFunc(deals, func(d agenda.Deal) bool { return agenda.Fold(d.Name) == agenda.Fold(w) }) {
			list = append(list, w)
			continue
		}
		for part := range strings.SplitSeq(w, ",") {
			if part = strings.TrimSpace(part); part != "" {
				list = append(list, part)
			}
		}
	}
	return list
}

// matchDeals finds deals by their id or the end of it, the CRM's id, the whole
// name, or a part of it or of the account.
func matchDeals(deals []agenda.Deal, typed string) []agenda.Deal {
	folded, id := agenda.Fold(typed), strings.ToLower(strings.TrimSpace(typed))
	if folded == "" {
		return nil
	}
	for _, test := range []func(agenda.Deal) bool{
		func(d agenda.Deal) bool {
			return len(id) >= 4 && strings.HasSuffix(d.ID, id) || d.CRMID != "" && strings.EqualFold(d.CRMID, id)
		},
		func(d agenda.Deal) bool { return agenda.Fold(d.Name) == folded },
		func(d agenda.Deal) bool { return strings.Contains(agenda.Fold(d.Name), folded) },
		func(d agenda.Deal) bool { return strings.Contains(agenda.Fold(d.Account), folded) },
	} {
		var found []agenda.Deal
		for _, d := range deals {
			if test(d) {
				found = append(found, d)
			}
		}
		if found != nil {
			return found
		}
	}
	return nil
}

func misuseDeals(deals []agenda.Deal, format string, args ...any) error {
	m := &misused{words: fmt.Sprintf(format, args...)}
	ids := make([]string, len(deals))
	for i, d := range deals {
		ids[i] = d.ID
	}
	n := shortest(ids)
	for _, d := range deals[:min(len(deals), mostListed)] {
		m.list = append(m.list, fmt.Sprintf("%s  %s, %s", ending(d.ID, n), d.Name, d.Amount))
	}
	if more := len(deals) - mostListed; more > 0 {
		m.list = append(m.list, "and "+agenda.Count(more)+" more: halfhour deals")
	}
	return m
}
