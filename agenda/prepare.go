package agenda

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Estimate writes down how likely its author thinks it is that a deal is won;
// a later one of theirs replaces it.
func (r *Review) Estimate(e Estimate, now time.Time) error {
	if err := r.editable("give a probability"); err != nil {
		return err
	}
	if e.Percent < 0 || e.Percent > 100 {
		return fmt.Errorf("a probability is a percentage from 0 to 100, not %d", e.Percent)
	}
	e.At = now
	for i, old := range r.Estimates {
		if old.DealID == e.DealID && old.Author == e.Author {
			r.Estimates[i] = e
			return nil
		}
	}
	r.Estimates = append(r.Estimates, e)
	return nil
}

// EstimatesOf returns what people gave a deal, in the order they did.
func (r Review) EstimatesOf(dealID string) []Estimate {
	var list []Estimate
	for _, e := range r.Estimates {
		if e.DealID == dealID {
			list = append(list, e)
		}
	}
	return list
}

// SetNextStep writes down what happens next in a deal; a later one replaces it.
func (r *Review) SetNextStep(n NextStep, now time.Time) error {
	if err := r.editable("set a next step"); err != nil {
		return err
	}
	if strings.TrimSpace(n.Text) == "" {
		return fmt.Errorf("next step: %w", ErrEmpty)
	}
	n.At = now
	r.Steps = slices.DeleteFunc(r.Steps, func(old NextStep) bool { return old.DealID == n.DealID })
	r.Steps = append(r.Steps, n)
	return nil
}

// WithStep returns a deal with the next step that was set for it in this
// review, and what the CRM says beside it.
func (r Review) WithStep(d Deal) Deal {
	i := slices.IndexFunc(r.Steps, func(n NextStep) bool { return n.DealID == d.ID })
	if i < 0 || d.NextStep == r.Steps[i].Text && d.NextStepDate == r.Steps[i].Due {
		return d
	}
	n := r.Steps[i]
	says := func(f Field, has string) string {
		if x, ok := d.Fix(f); ok {
			return x.CRM
		}
		return has
	}
	crm, crmDate := says(FieldNextStep, d.NextStep), says(FieldNextStepDate, d.NextStepDate.String())
	d.Fixes = slices.DeleteFunc(slices.Clone(d.Fixes), func(x Fix) bool {
		return x.Field == FieldNextStep || x.Field == FieldNextStepDate
	})
	d.NextStep, d.NextStepDate = n.Text, n.Due
	if crm != n.Text {
		d.Fixes = append(d.Fixes, Fix{DealID: d.ID, Field: FieldNextStep, Value: n.Text, CRM: crm, Author: n.Author, At: n.At})
	}
	if crmDate != n.Due.String() {
		d.Fixes = append(d.Fixes, Fix{DealID: d.ID, Field: FieldNextStepDate, Value: n.Due.String(), CRM: crmDate, Author: n.Author, At: n.At})
	}
	return d
}

// Prepared is what one author wrote down before a review began.
type Prepared struct {
	Author                                      string
	Answers, Obstacles, Actions, Notes, Chances int
	Last                                        time.Time
}

// Count is how many things that is.
func (p Prepared) Count() int { return p.Answers + p.Obstacles + p.Actions + p.Notes + p.Chances }

// String lists what there is: "7 answers, 2 notes".
func (p Prepared) String() string {
	var parts []string
	for _, part := range []struct {
		n    int
		noun string
	}{{p.Answers, "answer"}, {p.Obstacles, "obstacle"}, {p.Actions, "action"}, {p.Notes, "note"}, {p.Chances, "probability"}} {
		switch {
		case part.n == 1:
			parts = append(parts, "1 "+part.noun)
		case part.n > 1 && strings.HasSuffix(part.noun, "y"):
			parts = append(parts, fmt.Sprintf("%d %sies", part.n, strings.TrimSuffix(part.noun, "y")))
		case part.n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", part.n, part.noun))
		}
	}
	return strings.Join(parts, ", ")
}

// PreparedBy returns what was written down before the review began, by author,
// who did most first. What was answered again since does not count.
func (r Review) PreparedBy() []Prepared {
	by := map[string]*Prepared{}
	count := func(author string, at time.Time, n func(*Prepared) *int) {
		if at.IsZero() || !r.Clock.Started.IsZero() && at.After(r.Clock.Started) {
			return
		}
		p := by[author]
		if p == nil {
			p = &Prepared{Author: author}
			by[author] = p
		}
		*n(p)++
		if at.After(p.Last) {
			p.Last = at
		}
	}
	for _, a := range r.Answers {
		count(a.Author, a.At, func(p *Prepared) *int { return &p.Answers })
	}
	for _, o := range r.Obstacles {
		count(o.Author, o.At, func(p *Prepared) *int { return &p.Obstacles })
	}
	for _, a := range r.Actions {
		count(a.Author, a.At, func(p *Prepared) *int { return &p.Actions })
	}
	for _, n := range r.Notes {
		if n.Text != "" {
			count(n.Author, n.At, func(p *Prepared) *int { return &p.Notes })
		}
	}
	for _, e := range r.Estimates {
		count(e.Author, e.At, func(p *Prepared) *int { return &p.Chances })
	}
	var list []Prepared
	for _, p := range by {
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b Prepared) int {
		if n := b.Count() - a.Count(); n != 0 {
			return n
		}
		return strings.Compare(a.Author, b.Author)
	})
	return list
}
