package agenda

import (
	"errors"
	"fmt"
	"slices"
)

// ErrNotShared refuses a joint review of a deal that its reps do not own
// together: who listens to a colleague's deals loses the half hour.
var ErrNotShared = errors.New("a joint review is only for deals that its reps own together")

// OwnedBy says whether somebody owns or co-owns a deal.
func (d Deal) OwnedBy(person string) bool {
	return person != "" && (d.Owner == person || slices.Contains(d.CoOwners, person))
}

// Together returns the deals that all of these people own together.
func Together(deals []Deal, people ...string) []Deal {
	return slices.DeleteFunc(slices.Clone(deals), func(d Deal) bool {
		return slices.ContainsFunc(people, func(who string) bool { return !d.OwnedBy(who) })
	})
}

// Join makes a review a joint one of its rep and others. deals are those it may
// talk about; ErrNotShared when one on the agenda is not all of theirs.
func (r *Review) Join(others []string, deals []Deal) error {
	shared := Together(deals, append([]string{r.Rep}, others...)...)
	for _, id := range r.Deals() {
		if !slices.ContainsFunc(shared, func(d Deal) bool { return d.ID == id }) {
			return fmt.Errorf("deal %s: %w", id, ErrNotShared)
		}
	}
	r.With = slices.Clone(others)
	return nil
}

// Reps returns the ids of the review's rep and, in a joint one, of the others.
func (r Review) Reps() []string { return append([]string{r.Rep}, r.With...) }

// Reps returns the rep and, in a joint review, the others.
func (b Briefing) Reps() []Person { return append([]Person{b.Rep}, b.With...) }

// RepNames joins the names of the reps: "Ana Ruiz and Bo Lindqvist".
func (b Briefing) RepNames() string { return Names(b.Reps()) }

// Names joins people's names: "Ana Ruiz, Bo Lindqvist and Zoë Ñandú".
func Names(people []Person) string {
	names := make([]string, len(people))
	for i, p := range people {
		names[i] = p.Name
	}
	return listed(names)
}
