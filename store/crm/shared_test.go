package crm

import (
	"os"
	"path/filepath"
	"testing"

	"halfhour/agenda"
)

// sharedData finds the folder of real exports beside the repository, and skips
// the test where it is not there.
func sharedData(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		data := filepath.Join(dir, "shared", "data")
		if _, err := os.Stat(data); err == nil {
			return data
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Skip("no shared/data beside the repository")
		}
		dir = up
	}
}

// figures are what a file adds up to.
type figures struct {
	deals, open, won, lost    int
	openSum, wonSum, lostSum  int64 // minor units
	unknown                   int   // deals without an amount
	currency                  string
	owners, accounts          int // different ones
	closeDates                int
	firstClose, lastClose     string
	closeDays                 int64 // all close dates as days since 0000-12-31, added up
	createdDates              int
	createdDays               int64
	rejected, footer, ids     int
	activityDates, noStep     int
	probabilities, nextSteps  int
	chances                   int // all probabilities added up
	pipelines, stages, unread int
}

func figuresOf(t testing.TB, f *File) figures {
	t.Helper()
	var g figures
	owners, accounts, ids := map[string]bool{}, map[string]bool{}, map[string]bool{}
	pipelines, stages := map[string]bool{}, map[string]bool{}
	var first, last agenda.Date
	for d, err := range f.Rows() {
		if err != nil {
			if g.rejected++; g.rejected < 10 {
				t.Log(err)
			}
			continue
		}
		g.deals++
		switch d.Status {
		case agenda.Open:
			g.open++
			g.openSum += d.Amount.Minor
		case agenda.Won:
			g.won++
			g.wonSum += d.Amount.Minor
		case agenda.Lost:
			g.lost++
			g.lostSum += d.Amount.Minor
		}
		if !d.Amount.Known() {
			g.unknown++
		} else if g.currency == "" {
			g.currency = d.Amount.Currency
		} else if g.currency != d.Amount.Currency {
			g.currency = "mixed"
		}
		owners[d.Owner], accounts[d.Account], pipelines[d.Pipeline], stages[d.Stage] = true, true, true, true
		if d.ID != "" {
			ids[d.ID] = true
		}
		if d.Close != 0 {
			if g.closeDates++; first == 0 || d.Close < first {
				first = d.Close
			}
			last = max(last, d.Close)
			g.closeDays += int64(d.Close)
		}
		if d.Created != 0 {
			g.createdDates++
			g.createdDays += int64(d.Created)
		}
		if d.LastActivity != 0 {
			g.activityDates++
		}
		if d.Step == agenda.NoStep {
			g.noStep++
		}
		if d.Probability >= 0 {
			g.probabilities++
			g.chances += d.Probability
		}
		if d.NextStep != "" {
			g.nextSteps++
		}
	}
	g.firstClose, g.lastClose = first.String(), last.String()
	g.owners, g.accounts, g.ids = len(owners), len(accounts), len(ids)
	g.pipelines, g.stages = len(pipelines), len(stages)
	c := f.Counts()
	g.footer = c.Footer
	for _, n := range c.Unread {
		g.unread += n
	}
	if c.Deals != g.deals || c.Rejected != g.rejected || c.Read != c.Deals+c.Rejected+c.Footer {
		t.Errorf("counts %+v do not add up with %d deals and %d rejected", c, g.deals, g.rejected)
	}
	return g
}

// TestRealExports holds real exports against figures worked out from the files
// with Python's csv and decimal modules.
func TestRealExports(t *testing.T) {
	data := sharedData(t)
	// The same deals are there three more times, in other spellings.
	maven := figures{
		deals: 8800, open: 2089, won: 4238, lost: 2473,
		wonSum: 1000553400, unknown: 2089, currency: "XXX",
		owners: 30, accounts: 86, ids: 8800, pipelines: 1, stages: 4,
		closeDates: 6711, firstClose: "2017-03-01", lastClose: "2017-12-31", closeDays: 4942934352,
		createdDates: 8300, createdDays: 6112903169,
	}
	tests := []struct {
		file, crm string
		want      figures
	}{
		{"sf-wave-dev/Opportunity.csv", "Salesforce", figures{
			deals: 1228, open: 59, won: 284, lost: 885,
			openSum: 546710400, wonSum: 2190796300, lostSum: 8242667700, currency: "XXX",
			owners: 17, accounts: 1135, ids: 1228, pipelines: 2, stages: 6,
			closeDates: 1228, firstClose: "2015-06-10", lastClose: "2017-08-25", closeDays: 904009468,
			createdDates: 1228, createdDays: 903955473, activityDates: 1228,
		}},
		{"maven-original/sales_pipeline.csv", "", maven},
		{"hubspot-dummy/hubspot_deals.csv", "HubSpot", figures{
			deals: 500, open: 360, won: 71, lost: 69,
			openSum: 4484584623, wonSum: 893436148, lostSum: 871958246, currency: "XXX",
			owners: 5, accounts: 167, ids: 500, pipelines: 2, stages: 7,
			closeDates: 500, firstClose: "2023-03-29", lastClose: "2025-10-29", closeDays: 369688526,
			createdDates: 500, createdDays: 369464014,
		}},
		{"d365-contoso/Opportunity.csv", "Dynamics 365", figures{
			deals: 5229, open: 521, won: 1914, lost: 2794,
			openSum: 4024416475, wonSum: 7245985217, lostSum: 11749775, currency: "USD",
			owners: 12, accounts: 33, pipelines: 1, stages: 4,
			closeDates: 5229, firstClose: "2021-04-12", lastClose: "2026-09-22", closeDays: 3862807219,
			createdDates: 5229, createdDays: 3862254740, probabilities: 5229, chances: 265935,
		}},
		{"sf-gen-ai-demo/Opportunity.csv", "Salesforce", figures{
			deals: 58, open: 24, won: 34,
			openSum: 74897206, wonSum: 81400000, currency: "XXX",
			owners: 1, accounts: 8, ids: 58, pipelines: 1, stages: 5,
			closeDates: 58, firstClose: "2024-03-18", lastClose: "2025-06-22", closeDays: 42873282,
			createdDates: 58, createdDays: 42866524, nextSteps: 16, probabilities: 58, chances: 4880,
		}},
		{"maven-mdy/sales_pipeline.csv", "", maven},
		{"maven-dmy/sales_pipeline.csv", "", maven},
		{"maven-dmy/data_model.xlsx", "", maven},
		{"sf-data-export-devorg/Opportunity.csv", "Salesforce", figures{
			deals: 31, open: 13, won: 18,
			openSum: 211500000, wonSum: 364500000, currency: "XXX",
			owners: 1, accounts: 9, ids: 31, pipelines: 1, stages: 9,
			closeDates: 31, firstClose: "2018-06-26", lastClose: "2018-10-15", closeDays: 22844671,
			createdDates: 31, createdDays: 22846380, probabilities: 31, chances: 2520,
		}},
		{"sf-powerbi-mdyy/Opportunity.csv", "Salesforce", figures{
			deals: 36, open: 16, won: 12, lost: 8,
			openSum: 211500000, wonSum: 281500000, lostSum: 83000000, unknown: 5, currency: "XXX",
			owners: 1, accounts: 14, ids: 36, pipelines: 1, stages: 10,
			closeDates: 36, firstClose: "2024-02-03", lastClose: "2026-03-31", closeDays: 26604983,
			createdDates: 36, createdDays: 26628125, activityDates: 2, probabilities: 36, chances: 2065,
		}},
		{"crm-agent-benchmark/d1_deals.csv", "", figures{
			deals: 207, open: 137, won: 31, lost: 39,
			openSum: 1558423300, wonSum: 305154700, lostSum: 396656100, currency: "XXX",
			owners: 207, accounts: 1, pipelines: 1, stages: 6,
			closeDates: 206, firstClose: "2025-03-20", lastClose: "2026-04-22", closeDays: 152340484, nextSteps: 157,
		}},
		{"crm-agent-benchmark/d3_records.csv", "", figures{
			deals: 77, open: 53, won: 9, lost: 15, footer: 140, noStep: 15,
			openSum: 390051096, wonSum: 48387238, lostSum: 121864926, currency: "XXX",
			owners: 1, accounts: 1, pipelines: 1, stages: 6, probabilities: 77, chances: 3823,
		}},
		{"bitrix-ru/deals.csv", "", figures{
			deals: 12, open: 9, won: 2, lost: 1, noStep: 5,
			openSum: 71400000, wonSum: 36100000, lostSum: 5700000, currency: "mixed",
			owners: 4, accounts: 6, ids: 11, pipelines: 1, stages: 10,
			closeDates: 8, firstClose: "2026-06-05", lastClose: "2026-06-30", closeDays: 5918263,
			createdDates: 12, createdDays: 8877286,
		}},
		{"revenue-leak-synthetic/deals.csv", "", figures{
			deals: 5000, won: 2422, lost: 2578,
			wonSum: 153870000, lostSum: 186990000, currency: "XXX",
			owners: 1, accounts: 1847, ids: 5000, pipelines: 1, stages: 3,
			closeDates: 5000, firstClose: "2025-01-09", lastClose: "2026-05-11", closeDays: 3697513436,
			createdDates: 5000, createdDays: 3697347244,
		}},
		{"snapshots-doogit-dev/opps_2026-08-10.csv", "", figures{
			deals: 400, open: 368, won: 20, lost: 12,
			openSum: 4316523151, wonSum: 420020703, lostSum: 225399937, unknown: 6, currency: "USD",
			owners: 60, accounts: 358, ids: 400, pipelines: 1, stages: 7,
			closeDates: 400, firstClose: "2026-05-13", lastClose: "2027-08-30", closeDays: 295970603,
			createdDates: 400, createdDays: 295901040, activityDates: 400, nextSteps: 352,
		}},
		{"bbecht-pipeline-leak-finder/test5_tiny.csv", "HubSpot", figures{
			deals: 30, won: 3, lost: 27, wonSum: 5040000, lostSum: 78250000, unknown: 7, currency: "XXX",
			owners: 1, accounts: 1, ids: 30, pipelines: 1, stages: 2,
			closeDates: 30, firstClose: "2024-02-26", lastClose: "2026-07-16", closeDays: 22183486,
			createdDates: 30, createdDays: 22182655,
		}},
		{"fivetran-dbt-hubspot/deal_data.csv", "HubSpot", figures{
			deals: 44, open: 44, unknown: 44, owners: 4, accounts: 1, ids: 44, pipelines: 1, stages: 1, noStep: 44, createdDates: 44, createdDays: 32448893,
		}},
		{"fivetran-dbt-salesforce/sf_opportunity_data.csv", "", figures{footer: 10}}, // all deleted
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			f, err := Open(filepath.Join(data, tt.file), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if f.CRM() != tt.crm {
				t.Errorf("CRM is %q, want %q", f.CRM(), tt.crm)
			}
			if got := figuresOf(t, f); got != tt.want {
				t.Errorf("got\n%+v, want\n%+v", got, tt.want)
			}
		})
	}
}
