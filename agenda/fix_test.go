package agenda_test

import (
	"strings"
	"testing"

	"halfhour/agenda"
)

func TestTheMetricLineShowsBoth(t *testing.T) {
	today := agenda.NewDate(2026, 11, 23)
	d := agenda.Deal{
		Status: agenda.Open, Stage: "Proposal", Amount: agenda.Money{Minor: 8400000, Currency: "USD"}, Close: today + 7, NextStep: "Call the CFO",
		Fixes: []agenda.Fix{
			{Field: agenda.FieldAmount, Value: "84000.00 USD"},
			{Field: agenda.FieldAmount, Value: "90000.00 USD", Author: "dana"},
			{Field: agenda.FieldClose, Value: (today + 7).String(), CRM: (today + 40).String()},
			{Field: agenda.FieldStage, Value: "Proposal", CRM: "Proposal", Settled: true},
		},
	}
	line := ""
	for _, m := range d.Metrics(today) {
		line += m.Text + " | "
	}
	for _, want := range []string{"$84,000 (CRM: none; or $90,000)", "closes Mon 30 Nov (CRM: 2 Jan 2027)", "Proposal |"} {
		if !strings.Contains(line, want) {
			t.Errorf("%q is not in %s", want, line)
		}
	}
	dana := func(id string) string { return map[string]string{"dana": "Dana Lee"}[id] }
	if got := d.CRMSays(agenda.FieldAmount, today, dana); got != " (CRM: none; or $90,000, says Dana Lee)" {
		t.Errorf("named: %q", got)
	}
}

func TestTheCRMHasAStepWithoutADate(t *testing.T) {
	today := agenda.NewDate(2026, 11, 23)
	d := agenda.Deal{Status: agenda.Open, Stage: "Proposal", NextStep: "Call the CFO", NextStepDate: today + 4,
		Fixes: []agenda.Fix{{Field: agenda.FieldNextStepDate, Value: (today + 4).String()}}}
	list := d.Metrics(today)
	if got, want := list[len(list)-1].Text, "next step: Call the CFO, Fri 27 Nov (CRM: no date)"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestConfirmed(t *testing.T) {
	for _, c := range []struct {
		name string
		fix  agenda.Fix
		want bool
	}{
		{"what the CRM says", agenda.Fix{Value: "a", CRM: "a", Settled: true}, true},
		{"what it said until it changed", agenda.Fix{Value: "a", CRM: "b", Settled: true}, false},
		{"what a person says", agenda.Fix{Value: "a", CRM: "b"}, true},
		{"that there is none", agenda.Fix{Value: "", CRM: "b"}, false},
	} {
		c.fix.Field = agenda.FieldClose
		if got := (agenda.Deal{Fixes: []agenda.Fix{c.fix}}).Confirmed(agenda.FieldClose); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
