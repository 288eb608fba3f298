package store

import (
	"maps"
	"testing"

	"halfhour/agenda"
)

func TestWhatWasSaidIsRemembered(t *testing.T) {
	s := fresh(t)
	check(t, s.Say(ctx, "Zoho", "a", Said{Columns: map[string]string{"Close Dt": "close_date"}, Asked: true, Dates: "dmy"}))
	check(t, s.Say(ctx, "Zoho", "a", Said{Currencies: map[string]string{"$": "USD"}, Stages: map[[2]string]agenda.Step{{"Renewals", "Purple"}: agenda.Commit, {"", "Teal"}: agenda.NoStep}}))
	check(t, s.Say(ctx, "Zoho", "a", Said{Columns: map[string]string{"Close Dt": "ignore"}}))
	s = reopen(t, s)
	said := must(s.Said(ctx, "Zoho", "a"))(t)
	if !maps.Equal(said.Columns, map[string]string{"Close Dt": "ignore"}) || !said.Asked || said.Dates != "dmy" || said.Currencies["$"] != "USD" {
		t.Errorf("got %+v", said)
	}
	// Another export of the CRM has other columns, and the same stages.
	said = must(s.Said(ctx, "Zoho", "b"))(t)
	step, known := said.Stages[[2]string{"", "Teal"}]
	if said.Asked || said.Dates != "" || said.Stages[[2]string{"Renewals", "Purple"}] != agenda.Commit || !known || step != agenda.NoStep {
		t.Errorf("got %+v", said)
	}
	if said = must(s.Said(ctx, "Odoo", "a"))(t); len(said.Stages) > 0 {
		t.Errorf("another CRM's: %+v", said)
	}
	if n := must(s.Forget(ctx, "Zoho", "a"))(t); n != 6 {
		t.Errorf("%d things forgotten", n)
	}
	if said = must(s.Said(ctx, "Zoho", "a"))(t); said.Asked || len(said.Stages)+len(said.Columns) > 0 {
		t.Errorf("after that: %+v", said)
	}
}
