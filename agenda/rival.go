package agenda

import (
	"fmt"
	"slices"
	"time"
)

// Rival is another version of something that was said: two people wrote it on
// two computers, and nobody has picked yet. Kind, DealID and Key say of what,
// as package packet has them; Body is all of it.
type Rival struct {
	ID          string
	Kind        string
	DealID, Key string
	Author      string
	At          time.Time
	Words, Mine string // what it says, and what is shown
	Body        string
}

// Decided takes a rival away: somebody has picked. That what is shown changes,
// if theirs was picked, is for the caller.
func (r *Review) Decided(id string) error {
	if err := r.editable("pick a version"); err != nil {
		return err
	}
	i := slices.IndexFunc(r.Rivals, func(o Rival) bool { return o.ID == id })
	if i < 0 {
		return fmt.Errorf("pick a version: %w", ErrNoSuchThing)
	}
	r.Rivals = slices.Delete(slices.Clone(r.Rivals), i, i+1)
	return nil
}
