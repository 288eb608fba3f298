package crm

import "testing"

func TestPeriods(t *testing.T) {
	for _, tt := range []struct{ period, year, want string }{
		{"Q3 2026", "", "2026-07-01 2026-10-01"},
		{"2026-Q1", "", "2026-01-01 2026-04-01"},
		{"2026 Q4", "", "2026-10-01 2027-01-01"},
		{"FY26 Q2", "", "2026-04-01 2026-07-01"},
		{"Q2 FY2026", "", "2026-04-01 2026-07-01"},
		{"Q2 '26", "", "2026-04-01 2026-07-01"},
		{"Quarter 3", "FY2025", "2025-07-01 2025-10-01"},
		{"Q4", "2025", "2025-10-01 2026-01-01"},
		{"3rd Quarter", "2025", "2025-07-01 2025-10-01"},
		{"2026年第二季度", "", "2026-04-01 2026-07-01"},
		{"第3季度", "2026年", "2026-07-01 2026-10-01"},
		{"T2 2026", "", "2026-04-01 2026-07-01"},
		{"2026-07", "", "2026-07-01 2026-08-01"},
		{"07/2026", "", "2026-07-01 2026-08-01"},
		{"Jul 2026", "", "2026-07-01 2026-08-01"},
		{"December 2026", "", "2026-12-01 2027-01-01"},
		{"julio", "2026", "2026-07-01 2026-08-01"},
		{"2026年7月", "", "2026-07-01 2026-08-01"},
		{"2026", "", "2026-01-01 2027-01-01"},
		{"FY2026", "", "2026-01-01 2027-01-01"},
		{"", "FY2026", "2026-01-01 2027-01-01"},
		{"Annual", "2026", "2026-01-01 2027-01-01"},
		{"Autumn", "2026", ""},
		{"Q5 2026", "", ""},
		{"13/2026", "", ""},
		{"Q3", "", ""},
		{"", "", ""},
		{"soon", "", ""},
	} {
		from, next, ok := parsePeriod(tt.period, tt.year)
		got := ""
		if ok {
			got = from.String() + " " + next.String()
		}
		if got != tt.want {
			t.Errorf("%q %q: %q, want %q", tt.period, tt.year, got, tt.want)
		}
	}
}

func TestQuotaOfTheOnlyName(t *testing.T) {
	f := opened1(t, "Name,Quarter,Quota\nAna Ruiz,Q3 2026,5000\n")
	for q, err := range f.Quotas() {
		if err != nil || q.OwnerName != "Ana Ruiz" || q.Goal != "" {
			t.Errorf("%+v, %v", q, err)
		}
	}
}

func TestSalesforceIDs(t *testing.T) {
	for id, want := range map[string]string{
		"0064600000J5S5T":     "0064600000J5S5TAAV",
		"0064600000J5S5TAAV":  "0064600000J5S5TAAV",
		"006bm00000LKJNN":     "006bm00000LKJNNAA5",
		"0064600000J5S5TAAW":  "",
		"0064600000J5S5":      "",
		"Initech-rollout":     "",
		"W_Opportunity.22400": "",
	} {
		if got := SalesforceID(id); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}
