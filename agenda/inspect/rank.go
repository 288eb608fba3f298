package inspect

import (
	"cmp"
	"slices"

	"halfhour/agenda"
)

// Rank returns open deals as candidates for a review, the one that needs the
// time most first, by risk × importance. Closed deals, and those that the last
// export no longer holds, are left out.
//
// Risk adds up the findings, one of severity 3 counting as much as six of 1.
// Importance is the amount against the other open deals of the rep, or of its
// owner, more for a deal that closes this quarter or is forecast to. Deals are
// compared within their currency.
func (in *Inspection) Rank() []agenda.Candidate {
	order := in.order()
	ranked, deals := make([]agenda.Candidate, len(order)), make([]*agenda.Deal, len(order))
	var found []finding
	for place, i := range order {
		deals[place] = &in.deals[i]
		found, _ = in.look(deals[place], evidence, found[:0])
		ranked[place] = in.candidate(deals[place], found)
	}
	in.setApart(ranked, deals)
	return ranked
}

// order returns the places of the deals to rank, by need.
func (in *Inspection) order() []int {
	order := make([]int, 0, len(in.deals))
	needs := make([]agenda.Need, len(in.deals))
	for i := range in.deals {
		if d := &in.deals[i]; ranks(d) {
			order = append(order, i)
			needs[i] = agenda.NeedOf(d, agenda.Candidate{Score: in.Score(d), Share: in.open.share(d)})
		}
	}
	slices.SortFunc(order, func(i, j int) int {
		return needs[i].Compare(needs[j], func() int {
			a, b := &in.deals[i], &in.deals[j]
			return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
		})
	})
	return order
}

func ranks(d *agenda.Deal) bool {
	return alive(d) && !d.Gone
}

// Score returns a deal's risk × importance without a word about it: cheap
// enough for every deal of a file.
func (in *Inspection) Score(d *agenda.Deal) float64 {
	var r risk
	if alive(d) {
		s := subject{d, in.place(d), in, severities}
		for i := range rules {
			if severity := rules[i].ask(s).severity; severity > 0 {
				r.add(rules[i].code == Data, severity)
			}
		}
	}
	return r.sum() * in.importance(d)
}

// candidate returns a deal with its score, its findings, which it does not keep
// hold of, and the reason to talk about it.
func (in *Inspection) candidate(d *agenda.Deal, findings []finding) agenda.Candidate {
	c := agenda.Candidate{DealID: d.ID, Score: riskOf(findings).sum() * in.importance(d), Share: in.open.share(d), Reason: in.reason(d, findings)}
	c.Findings = slices.Grow(c.Findings, len(findings)) // none stays nil
	for i := range findings {
		c.Findings = append(c.Findings, findings[i].Finding)
	}
	if last, ok := in.Last[d.ID]; ok {
		c.Rests = in.callBack(&c.Reason, last, findings)
	}
	return c
}

// Propose returns the ids of up to three deals for a review: the first three,
// but when an early-stage deal has a risk and none of the three is early, the
// first such deal instead of the third. Deals that rest since the last review
// are proposed only where nothing else is open.
func Propose(ranked []agenda.Candidate, deals []agenda.Deal) []string {
	awake := slices.DeleteFunc(slices.Clone(ranked), func(c agenda.Candidate) bool { return c.Rests })
	if len(awake) == 0 {
		awake = ranked
	}
	early := map[string]bool{}
	for i := range deals {
		early[deals[i].ID] = deals[i].Step.Early()
	}
	var ids []string
	hasEarly := false
	for _, c := range awake[:min(len(awake), agenda.MostDeals)] {
		ids = append(ids, c.DealID)
		hasEarly = hasEarly || early[c.DealID]
	}
	if hasEarly {
		return ids
	}
	for _, c := range awake[len(ids):] {
		atRisk := slices.ContainsFunc(c.Findings, func(f agenda.Finding) bool { return !f.Hygiene })
		if early[c.DealID] && atRisk {
			ids[len(ids)-1] = c.DealID
			break
		}
	}
	return ids
}
