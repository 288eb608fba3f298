package main

import (
	"context"
	"fmt"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/store"
	"halfhour/tui/mapping"
)

// An export that lacks more than a quarter of the deals that it should hold, and
// at least so many, may be a filtered view. The numbers are our choice: a team
// does not delete that many deals between two exports.
const fewMissing = 5

func mayBePart(r store.Report) bool {
	held := r.Deals - r.Splits - r.New
	return r.Gone >= fewMissing && r.Gone*4 > held+r.Gone
}

// settlePart finds out whether what an export lacks is gone: a person is asked,
// where there is one; --part says that it is not.
func (j *job) settlePart(ctx context.Context, e *export, r *store.Report) error {
	part := j.o.part
	if !part && j.asks && mayBePart(*r) {
		q := &mapping.Choice{
			Title: "Is this only a part of the deals?",
			About: []string{fmt.Sprintf("%s that earlier exports of this kind held %s not in it: more than a quarter of them.",
				agenda.Counted(r.Gone, "deal"), plural(r.Gone, "is", "are"))},
			Options: []mapping.Option{
				{Value: "part", Label: "only a part", Shown: []string{"a filtered view: the deals that it does not hold stay as they are"}},
				{Value: "all", Label: "all of them", Shown: []string{"the deals that it does not hold count as gone"}},
			},
		}
		model := mapping.New(e.source.name, q)
		if err := j.p.runScreen(ctx, model); err != nil {
			return err
		}
		part = !model.Taken() || q.Chosen() == "part"
	}
	if !part {
		return nil
	}
	if _, err := j.st.KeepMissing(ctx, e.hash); err != nil {
		return err
	}
	r.Gone = 0
	delete(r.Behind, store.EffectGone)
	return nil
}

// sayMissing says what to do where the export was only a part and nobody was
// asked.
func (j *job) sayMissing(e *export, r store.Report) {
	if !mayBePart(r) || j.asks {
		return
	}
	j.p.printf("\nMore than a quarter of the deals of earlier exports are not in this one, and count as gone.\n"+
		"If it is only a part of them, a filtered view: halfhour import --part %s takes that back.\n", safe.Line(shellWord(e.source.name)))
}
