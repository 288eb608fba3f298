package agenda

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

func (r *Review) editable(doing string) error {
	if r.Stage == Finished || r.Stage == SetAside {
		return fmt.Errorf("%s: %w", doing, ErrFinished)
	}
	return nil
}

// Answer records an answer to an exit question; a later one replaces it.
func (r *Review) Answer(a Answer, now time.Time) error {
	if err := r.editable("answer"); err != nil {
		return err
	}
	switch a.Value {
	case Yes, No, Unknown:
	default:
		return fmt.Errorf("answer: %q is not yes, no or unknown", a.Value)
	}
	if !slices.Contains(r.Deals(), a.DealID) {
		return fmt.Errorf("answer: the deal: %w", ErrNoSuchThing)
	}
	a.At = now
	for i, old := range r.Answers {
		if old.DealID == a.DealID && old.Question == a.Question {
			r.Answers[i] = a
			return nil
		}
	}
	r.Answers = append(r.Answers, a)
	return nil
}

// AnswerTo returns this review's answer to a deal's exit question.
func (r Review) AnswerTo(dealID, question string) (Answer, bool) {
	for _, a := range r.Answers {
		if a.DealID == dealID && a.Question == question {
			return a, true
		}
	}
	return Answer{}, false
}

// AddObstacle writes down what stands in a deal's way.
func (r *Review) AddObstacle(o Obstacle) error {
	if err := r.editable("add an obstacle"); err != nil {
		return err
	}
	if strings.TrimSpace(o.Text) == "" {
		return fmt.Errorf("obstacle: %w", ErrEmpty)
	}
	r.Obstacles = append(r.Obstacles, o)
	return nil
}

// EditObstacle replaces was with next; refused with ErrChanged when it is no
// longer what the editor saw.
func (r *Review) EditObstacle(was, next Obstacle) error {
	if err := r.editable("change an obstacle"); err != nil {
		return err
	}
	if strings.TrimSpace(next.Text) == "" {
		return fmt.Errorf("obstacle: %w", ErrEmpty)
	}
	i := slices.IndexFunc(r.Obstacles, func(o Obstacle) bool { return o.ID == was.ID })
	if i < 0 {
		return fmt.Errorf("change an obstacle: %w", ErrNoSuchThing)
	}
	if seen := r.Obstacles[i]; !seen.saysTheSame(was) {
		return fmt.Errorf("change an obstacle: %w", ErrChanged)
	}
	next.ID, next.At = was.ID, was.At
	r.Obstacles[i] = next
	return nil
}

// saysTheSame compares all but the instant, which a file keeps less exactly.
func (o Obstacle) saysTheSame(other Obstacle) bool {
	o.At = other.At
	return o == other
}

// ObstaclesOf returns the obstacles of a deal that still stand.
func (r Review) ObstaclesOf(dealID string) []Obstacle {
	var list []Obstacle
	for _, o := range r.Obstacles {
		if o.DealID == dealID && !o.Cleared {
			list = append(list, o)
		}
	}
	return list
}

// SetNote replaces the author's block on a deal ("" for the whole review);
// refused with ErrChanged when it is no longer the text the editor started
// from. Empty text empties the block.
func (r *Review) SetNote(n Note, was string, now time.Time) error {
	if err := r.editable("write a note"); err != nil {
		return err
	}
	n.At = now
	for i, old := range r.Notes {
		if old.DealID == n.DealID && old.Author == n.Author {
			if old.Text != was {
				return fmt.Errorf("write a note: %w", ErrChanged)
			}
			r.Notes[i] = n
			return nil
		}
	}
	if was != "" {
		return fmt.Errorf("write a note: %w", ErrChanged)
	}
	r.Notes = append(r.Notes, n)
	return nil
}

// NoteOf returns what an author wrote about a deal.
func (r Review) NoteOf(dealID, author string) string {
	for _, n := range r.Notes {
		if n.DealID == dealID && n.Author == author {
			return n.Text
		}
	}
	return ""
}

// Park sets a topic aside for an e-mail.
func (r *Review) Park(p Parked, now time.Time) error {
	if err := r.editable("park a topic"); err != nil {
		return err
	}
	if strings.TrimSpace(p.Text) == "" {
		return fmt.Errorf("park: %w", ErrEmpty)
	}
	p.At = now
	r.Parked = append(r.Parked, p)
	return nil
}

// SetDraft keeps half-typed text; empty text forgets it.
func (r *Review) SetDraft(d Draft) error {
	if err := r.editable("keep a draft"); err != nil {
		return err
	}
	r.Drafts = slices.DeleteFunc(r.Drafts, func(old Draft) bool {
		return old.Author == d.Author && old.Place == d.Place
	})
	if d.Text != "" {
		r.Drafts = append(r.Drafts, d)
	}
	return nil
}

// DraftAt returns the half-typed text an author left in a place, "" for none.
func (r Review) DraftAt(author, place string) string {
	for _, d := range r.Drafts {
		if d.Author == author && d.Place == place {
			return d.Text
		}
	}
	return ""
}

// Swap puts another deal into a deal slot that nobody has talked about yet.
func (r *Review) Swap(slot int, dealID string) error {
	if err := r.editable("swap a deal"); err != nil {
		return err
	}
	if slot < 0 || slot >= len(r.Slots) || r.Slots[slot].Kind != DealSlot {
		return fmt.Errorf("swap a deal: %w", ErrNoSuchThing)
	}
	if r.Slots[slot].Visited {
		return fmt.Errorf("swap a deal: this one was talked about already; swap one that is still to come")
	}
	if slices.Contains(r.Deals(), dealID) {
		return fmt.Errorf("swap a deal: that deal is on the agenda already")
	}
	r.Slots[slot].DealID = dealID
	return nil
}

// SetFollowUp moves the day by which the manager follows up.
func (r *Review) SetFollowUp(due Date) error {
	if err := r.editable("move the follow-up"); err != nil {
		return err
	}
	if due < r.Today {
		return fmt.Errorf("move the follow-up: %s has passed", due.Short(r.Today))
	}
	r.FollowUp = due
	return nil
}
