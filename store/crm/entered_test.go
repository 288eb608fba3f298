package crm

import (
	"fmt"
	"strings"
	"testing"
)

func TestEnteredStage(t *testing.T) {
	for header, want := range map[string]string{
		`Date entered "Proposal (Sales Pipeline)"`: "Proposal|Sales Pipeline",
		`Date entered "Closed Won"`:                "Closed Won|",
		`Date entered Demo Booked (EMEA)`:          "Demo Booked|EMEA",
		`Date Entered “Angebot (Neukunden)”`:       "Angebot|Neukunden",
		`date_entered_contract_sent`:               "contract_sent|",
		`hs_date_entered_appointmentscheduled`:     "appointmentscheduled|",
		`hs_v2_date_entered_1048839`:               "1048839|",
		`Date entered`:                             "",
		`Entry date`:                               "",
		`Date`:                                     "",
	} {
		stage, pipeline, ok := enteredStage(header)
		if got := stage + "|" + pipeline; ok != (want != "") || ok && got != want {
			t.Errorf("%s: %q", header, got)
		}
	}
}

func TestStagesThatADealEntered(t *testing.T) {
	f := opened1(t, `Record ID,Deal Name,Pipeline,Deal Stage,Associated Contact Email,"Date entered ""Discovery (New business)""","Date entered ""Proposal (New business)""","Date entered ""Proposal (Renewals)"""
1,Ægir rollout,New business,Proposal (New business),inga@aegir.example; jon@aegir.example,2026-05-04 10:00,2026-06-01 09:30,
2,Quezón pilot,New business,Discovery,,2026-07-02 08:00,2026-06-20 08:00,2026-01-01 08:00
3,Nowak renewal,Renewals,Proposal,(none),,soon,
`)
	var got []string
	for d, err := range f.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprintf("%s since %s, knows %q:", d.ID, d.StageSince, d.Contacts)
		for _, e := range d.Entered {
			line += fmt.Sprintf(" %s (%s) on %s", e.Stage, e.Step, e.Day)
		}
		got = append(got, line)
	}
	want := `1 since 2026-06-01, knows ["inga@aegir.example" "jon@aegir.example"]: Discovery (New business) (Discovery) on 2026-05-04 Proposal (New business) (Proposal) on 2026-06-01
2 since 2026-07-02, knows []: Proposal (Proposal) on 2026-06-20 Discovery (Discovery) on 2026-07-02
3 since , knows []:`
	if text := strings.Join(got, "\n"); text != want {
		t.Errorf("got\n%s\nnot\n%s", text, want)
	}
	if n := f.Counts().Unread[`Date entered "Proposal (New business)"`]; n != 1 {
		t.Errorf("%d cells not read", n)
	}
}

// opened1 opens a file that a test wrote out.
func opened1(t testing.TB, text string) *File {
	t.Helper()
	f, err := OpenReader("export.csv", strings.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return f
}
