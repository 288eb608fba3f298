package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// bring imports a file of any kind, deals too.
func bring(t testing.TB, s *Store, path string) ObjectReport {
	t.Helper()
	f := must(crm.Open(path, crm.Options{Currency: "USD"}))(t)
	defer f.Close()
	src := ImportSource{Name: filepath.Base(path), CRM: f.CRM(), Today: today, Now: now, Covers: f.Covers,
		Footer: func() int { return f.Counts().Footer }}
	if f.Kind() == crm.Deals {
		r := must(s.Import(context.Background(), src, f.Rows()))(t)
		return ObjectReport{Kind: crm.Deals, Read: r.Read, Imported: r.Deals, Rejected: r.Rejected, Footer: r.Footer,
			New: r.New, Changed: r.Changed, Unchanged: r.Unchanged}
	}
	r := must(s.ImportObjects(context.Background(), src, f))(t)
	if r.Read != f.Counts().Read || r.Read != r.Imported+r.Rejected+r.Footer || r.Imported != r.New+r.Changed+r.Unchanged || r.Unchanged < 0 {
		t.Errorf("%s: %+v does not add up with %+v", path, r, f.Counts())
	}
	return r
}

// figures are what files beside deals come to in the deals.
type figures struct {
	deals, pushes, days, longest, pushed, back int
	firstAmounts, sinceDays                    int64
	stages, closes, amounts                    int // changes
	activityDays                               int64
	next, contacts, deciders, accounts         int
	kinds                                      string
}

func figuresOf(t testing.TB, s *Store, today agenda.Date) figures {
	t.Helper()
	var f figures
	accounts, kinds := map[string]bool{}, map[string]int{}
	for _, d := range must(s.Deals(ctx, Filter{All: true, Today: today}))(t) {
		f.deals++
		f.pushes += d.Track.Pushes
		f.days += d.Track.PushedDays
		f.longest = max(f.longest, d.Track.LongestPush)
		if d.Track.Pushes > 0 {
			f.pushed++
		}
		if d.Track.MovedBack {
			f.back++
		}
		f.firstAmounts += d.Track.FirstAmount.Minor
		f.sinceDays += int64(d.StageSince)
		f.activityDays += int64(d.LastActivity)
		kinds[d.ActivityKind]++
		if d.NextStepDate > today {
			f.next++
		}
		f.contacts += d.Contacts
		if d.HasDecider {
			f.deciders++
		}
		accounts[d.Account] = true
		for _, c := range must(s.History(ctx, d.ID))(t) {
			switch c.Field {
			case agenda.FieldStage:
				f.stages++
			case agenda.FieldClose:
				f.closes++
			case agenda.FieldAmount:
				f.amounts++
			}
		}
	}
	f.accounts = len(accounts)
	f.kinds = fmt.Sprint(kinds)
	return f
}

// TestRealObjects holds what real files beside deals come to against figures
// worked out from the files with Python's csv module. In whichever order the
// files come, and however often, it is the same.
func TestRealObjects(t *testing.T) {
	data := sharedData(t)
	if racing {
		t.Skip("one goroutine, and minutes of it")
	}
	for _, tt := range []struct {
		name  string
		files []string
		today string
		want  figures
	}{
		{"Salesforce", []string{
			"sf-wave-dev/Opportunity.csv", "sf-wave-dev/OpportunityHistory.csv", "sf-wave-dev/Task.csv",
			"sf-wave-dev/Event.csv", "sf-wave-shared/Account.csv", "sf-wave-shared/Quota.csv",
		}, "2017-04-15", figures{
			deals: 1228, pushes: 120, days: 2569, longest: 45, pushed: 111,
			firstAmounts: 10997474400, sinceDays: 904006569, stages: 2310, closes: 270, amounts: 250,
			activityDays: 903984368, next: 118, accounts: 1135,
			kinds: "map[:527 call:7 mail:11 meeting:566 task:117]",
		}},
		{"Salesforce Data Export", []string{
			"sf-data-export-devorg/Opportunity.csv", "sf-data-export-devorg/OpportunityHistory.csv", "sf-data-export-devorg/Account.csv",
		}, "2018-10-20", figures{
			deals: 31, pushes: 13, days: 23375, longest: 1855, pushed: 13,
			firstAmounts: 576000000, sinceDays: 22846380, closes: 31, accounts: 9, kinds: "map[:31]",
		}},
		{"Salesforce in Power BI", []string{
			"sf-powerbi-mdyy/Opportunity.csv", "sf-powerbi-mdyy/OpportunityHistory.csv", "sf-powerbi-mdyy/Account.csv",
		}, "2026-03-10", figures{
			deals: 36, firstAmounts: 576000000, sinceDays: 26628208, stages: 12, closes: 7, accounts: 14,
			activityDays: 1479340, kinds: "map[:36]",
		}},
		{"HubSpot", []string{
			"hubspot-dummy/hubspot_deals.csv", "hubspot-dummy/hubspot_activities.csv", "hubspot-dummy/hubspot_companies.csv",
		}, "2025-06-01", figures{
			deals: 500, firstAmounts: 6249979017, activityDays: 174383197, contacts: 500, accounts: 167,
		}},
		{"HubSpot stages", []string{"bbecht-pipeline-leak-finder/test5_tiny.csv"}, "2026-08-01", figures{
			// Its Qualified comes after Discovery, which the vocabulary does not know.
			deals: 30, firstAmounts: 83290000, sinceDays: 22183486, stages: 78, back: 20, accounts: 1, kinds: "map[:30]",
		}},
		{"Bitrix", []string{"bitrix-ru/deals.csv", "bitrix-ru/stage_history.csv", "bitrix-ru/activities.csv"}, "2026-06-05", figures{
			deals: 12, firstAmounts: 113200000, sinceDays: 1479549, stages: 3, activityDays: 1479541, next: 1,
			contacts: 8, accounts: 6, kinds: "map[:10 call:1 mail:1]",
		}},
		{"notes", []string{"revenue-leak-synthetic/deals.csv", "revenue-leak-synthetic/sales_notes.csv"}, "2026-06-01", figures{
			deals: 5000, firstAmounts: 340860000, activityDays: 3697440380, accounts: 1847, kinds: "map[note:5000]",
		}},
	} {
		for _, order := range []string{"deals first", "deals last"} {
			t.Run(tt.name+", "+order, func(t *testing.T) {
				files := tt.files
				if order == "deals last" {
					files = append(append([]string{}, files[1:]...), files[0])
				}
				s := fresh(t)
				for i, name := range files {
					r := bring(t, s, filepath.Join(data, name))
					t.Logf("%s: %+v", name, r)
					if r.New != r.Imported && order == "deals first" && tt.name != "Bitrix" { // which tells one twice
						t.Errorf("%s: only %d of %d rows are new", name, r.New, r.Imported)
					}
					if i == 0 && i < len(files)-1 && order == "deals last" && r.Waiting != r.Imported {
						t.Errorf("%s: only %d of %d rows wait for their deals", name, r.Waiting, r.Imported)
					}
				}
				day := must(agenda.ParseDate(tt.today))(t)
				got := figuresOf(t, s, day)
				if tt.want.kinds == "" {
					t.Log(got.kinds)
					got.kinds = ""
				}
				if got != tt.want {
					t.Errorf("got\n%+v, want\n%+v", got, tt.want)
				}
				s = reopen(t, s)
				for _, name := range tt.files {
					if r := bring(t, s, filepath.Join(data, name)); r.New+r.Changed != 0 {
						t.Errorf("%s again: %+v", name, r)
					}
				}
				again := figuresOf(t, s, day)
				if tt.want.kinds == "" {
					again.kinds = ""
				}
				if again != got {
					t.Errorf("again\n%+v, not\n%+v", again, got)
				}
			})
		}
	}
}

// What reps are to win, worked out from the files in the same way.
func TestRealQuotas(t *testing.T) {
	data := sharedData(t)
	s := fresh(t)
	for _, name := range []string{"sf-wave-shared/Quota.csv", "d365-contoso/Goal.csv"} {
		t.Logf("%s: %+v", name, bring(t, s, filepath.Join(data, name)))
	}
	deals := "Name,StageName,OwnerId\nA,Prospecting,W_Sales_User.5\nB,Prospecting,Eric Boocock\nC,Prospecting,Charles Lamanna\n"
	given(t, s, now, deals)
	for _, tt := range []struct{ who, day, want string }{
		{"W_Sales_User.5", "2017-04-15", "$1,550,000"},
		{"Eric Boocock", "2025-02-01", "$1,500,000"},
		{"Eric Boocock", "2025-09-30", "$2,000,000"},
		{"Charles Lamanna", "2023-08-01", "$550,000"}, // and his team's 2,500,000
		{"Charles Lamanna", "2026-08-01", "no amount"},
	} {
		p := must(s.PersonByName(ctx, tt.who))(t)
		if got := must(s.PipelineOf(ctx, p.ID, must(agenda.ParseDate(tt.day))(t)))(t).Quota.String(); got != tt.want {
			t.Errorf("%s on %s: %s, not %s", tt.who, tt.day, got, tt.want)
		}
	}
}
