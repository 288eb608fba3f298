package store

import "halfhour/agenda"

// Named is what a file told of who people are.
type Named struct {
	People []agenda.Person // nobody knew them
	Found  []Found         // ids and addresses that have a name now
	// Likely are the first 1,000 pairs who may be one person. Nobody is joined by likeness: see
	// MergePeople.
	Likely []Likeness
}

// Found is somebody who was known by an id or an address alone.
type Found struct {
	Was    string
	Person agenda.Person
}

// mostLikely is how many pairs a report holds.
const mostLikely = 1000

// Likeness is two people who may be one; One would become Other.
type Likeness struct{ One, Other agenda.Person }

// likely notes that two people may be one.
func (r *roster) likely(one, other string) {
	if len(r.named.Likely) == mostLikely {
		return
	}
	pair := Likeness{r.people[one], r.people[other]}
	if IsMachineName(pair.Other.Name) && !IsMachineName(pair.One.Name) {
		pair.One, pair.Other = pair.Other, pair.One
	}
	for _, l := range r.named.Likely {
		if l.One.ID == pair.One.ID && l.Other.ID == pair.Other.ID || l.One.ID == pair.Other.ID && l.Other.ID == pair.One.ID {
			return
		}
	}
	r.named.Likely = append(r.named.Likely, pair)
}
