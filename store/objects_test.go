package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// given imports a file of any kind that a test wrote out.
func given(t testing.TB, s *Store, at time.Time, csv string) ObjectReport {
	t.Helper()
	f := must(crm.OpenReader("export.csv", strings.NewReader(csv), crm.Options{Dates: "mdy"}))(t)
	src := ImportSource{Name: "export.csv", CRM: f.CRM(), Today: agenda.DateOf(at), Now: at, Covers: f.Covers}
	if f.Kind() == crm.Deals {
		r := must(s.Import(ctx, src, f.Rows()))(t)
		return ObjectReport{Kind: crm.Deals, Imported: r.Deals, New: r.New, Changed: r.Changed, Unchanged: r.Unchanged}
	}
	return must(s.ImportObjects(ctx, src, f))(t)
}

// trackOf writes what a deal's history adds up to.
func trackOf(d agenda.Deal) string {
	t := d.Track
	return fmt.Sprintf("%s since %s, pushed %d× %d days at most %d, first %s, moved back %v",
		d.Stage, d.StageSince, t.Pushes, t.PushedDays, t.LongestPush, t.FirstAmount, t.MovedBack)
}

const (
	rollout = `Id,Name,StageName,Amount,CloseDate,CurrencyIsoCode,OwnerId
0064600000J5S5TAAV,Żółw rollout,Proposal/Price Quote,60000,2026-12-18,USD,005
0064600000J5S5UAAV,Ōmi pilot,Qualification,5000000,2026-12-11,JPY,005
`
	versions = `Id,OpportunityId,StageName,Amount,CloseDate,CreatedDate,IsDeleted
1,0064600000J5S5T,Qualification,80000,2026-09-30,2026-05-04 09:00:00,0
2,0064600000J5S5T,Proposal/Price Quote,80000,2026-09-30,2026-06-01 09:00:00,0
3,0064600000J5S5T,Needs Analysis,80000,2026-10-30,2026-07-01 09:00:00,0
4,0064600000J5S5T,Needs Analysis,60000,2026-12-18,2026-09-15 09:00:00,0
5,0064600000J5S5T,Proposal/Price Quote,60000,2026-12-18,2026-10-05 09:00:00,0
6,0064600000J5S5T,Closed Won,60000,2026-12-18,2026-10-06 09:00:00,1
7,0064600000J5S5UAAV,Qualification,4000000,2026-12-11,2026-08-01 10:00:00,0
8,0064600000J5S5UAAV,Qualification,5000000,2026-12-11,2026-08-03 10:00:00,0
9,006460000000000,Qualification,1,2026-12-11,2026-08-03 10:00:00,0
`
	rolloutTrack = "Proposal/Price Quote since 2026-10-05, pushed 2× 79 days at most 49, first $80,000, moved back true"
)

// A history comes before the first import, whichever file comes first, in
// however many parts.
func TestHistoryBeforeTheFirstImport(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSpace(versions), "\n")
	part := func(keep func(i int) bool) string {
		text := lines[0]
		for i, line := range lines[1:] {
			if keep(i) {
				text += line
			}
		}
		return text
	}
	reversed := slices.Clone(lines[1:])
	slices.Reverse(reversed)
	for name, files := range map[string][]string{
		"deals first":    {rollout, versions},
		"history first":  {versions, rollout},
		"twice":          {rollout, versions, versions},
		"in parts":       {part(func(i int) bool { return i%2 == 1 }), rollout, part(func(i int) bool { return i%2 == 0 })},
		"overlapping":    {part(func(i int) bool { return i < 4 }), versions, rollout},
		"newest first":   {rollout, lines[0] + strings.TrimSuffix(strings.Join(reversed, "\n"), "\n")},
		"between":        {versions, rollout, rollout},
		"parts, then":    {rollout, part(func(i int) bool { return i > 3 }), part(func(i int) bool { return i < 5 })},
		"one row a file": {part(func(i int) bool { return i == 4 }), part(func(i int) bool { return i == 0 }), rollout, part(func(i int) bool { return i != 2 }), part(func(i int) bool { return i == 2 })},
	} {
		t.Run(name, func(t *testing.T) {
			s := fresh(t)
			for _, f := range files {
				given(t, s, now, f)
			}
			s = reopen(t, s)
			d := named(t, s, "Żółw rollout")
			if got := trackOf(d); got != rolloutTrack {
				t.Errorf("%s\nnot %s", got, rolloutTrack)
			}
			want := []string{
				"stage: Qualification → Proposal/Price Quote", "stage: Proposal/Price Quote → Needs Analysis", "close_date: 2026-09-30 → 2026-10-30",
				"close_date: 2026-10-30 → 2026-12-18", "amount: 80000.00 USD → 60000.00 USD", "stage: Needs Analysis → Proposal/Price Quote",
			}
			got := changes(t, s, d.ID)
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%q\nnot %q", got, want)
			}
			if got := changes(t, s, named(t, s, "Ōmi pilot").ID); !slices.Equal(got, []string{"amount: 4000000 JPY → 5000000 JPY"}) {
				t.Errorf("%q", got)
			}
		})
	}
}

// What happened on one day happened in the file's order, or against it where
// the file begins with the newest.
func TestHistoryOfOneDay(t *testing.T) {
	rows := []string{
		"x1,0064600000J5S5T,Prospecting,5/4/2026", "x2,0064600000J5S5T,Qualification,5/4/2026", "x3,0064600000J5S5T,Needs Analysis,5/4/2026",
		"x4,0064600000J5S5T,Proposal/Price Quote,6/1/2026",
	}
	for _, newest := range []bool{false, true} {
		if newest {
			slices.Reverse(rows)
		}
		s := fresh(t)
		given(t, s, now, rollout)
		given(t, s, now, "Id,OpportunityId,StageName,CreatedDate\n"+strings.Join(rows, "\n")+"\n")
		want := []string{"stage: Prospecting → Qualification", "stage: Qualification → Needs Analysis", "stage: Needs Analysis → Proposal/Price Quote"}
		if got := changes(t, s, named(t, s, "Żółw rollout").ID); !slices.Equal(got, want) {
			t.Errorf("newest first %v: %q", newest, got)
		}
	}
}

// The stage that a deal begins in is no change.
func TestHistoryOfStages(t *testing.T) {
	s := fresh(t)
	given(t, s, now, "deal_id,title,stage_id,created_at\nD1,Панели,PROPOSAL,2026-06-01T09:14:58+05:00\n")
	r := given(t, s, now, `event_id,deal_id,old_stage_id,new_stage_id,changed_at
E1,D1,,NEW,2026-06-01T09:14:58+05:00
E2,D1,NEW,PROPOSAL,2026-06-03T01:00:00+05:00
E2,D1,NEW,PROPOSAL,2026-06-03T01:00:00+05:00
`)
	if r.New != 2 || r.Unchanged != 1 {
		t.Errorf("%+v", r)
	}
	d := named(t, s, "Панели")
	if got := changes(t, s, d.ID); !slices.Equal(got, []string{"stage: NEW → PROPOSAL"}) {
		t.Errorf("%q", got)
	}
	if d.StageSince.String() != "2026-06-03" { // as the CRM's people see it
		t.Error(d.StageSince)
	}
}

func TestHistoryReport(t *testing.T) {
	s := fresh(t)
	want := ObjectReport{Kind: crm.History, Read: 9, Imported: 8, Footer: 1, New: 8, Waiting: 8}
	same := func(got ObjectReport) bool { return fmt.Sprint(got) == fmt.Sprint(want) }
	if got := given(t, s, now, versions); !same(got) {
		t.Errorf("%+v", got)
	}
	given(t, s, now, rollout)
	want = ObjectReport{Kind: crm.History, Read: 9, Imported: 8, Footer: 1, Unchanged: 8, Waiting: 1, Deals: 2}
	if got := given(t, s, now, versions); !same(got) {
		t.Errorf("%+v", got)
	}
}

// What imports have recorded, a history does not tell again.
func TestHistoryOfWhatImportsRecorded(t *testing.T) {
	june := time.Date(2026, time.June, 15, 8, 0, 0, 0, time.UTC)
	with := func(close, stage string) string {
		return "Opportunity ID,Opportunity Name,Stage,Close Date\n00646000000ABCD,Ibarra,Needs Analysis,2026-08-31\n" +
			"0064600000J5S5T,Żółw rollout," + stage + "," + close + "\n"
	}
	history := `Opportunity ID,Opportunity Name,Field / Event,Old Value,New Value,Edit Date
0064600000J5S5T,Żółw rollout,Created.,,,4/1/2026
0064600000J5S5T,Żółw rollout,Close Date,6/30/2026,7/31/2026,5/20/2026
0064600000J5S5T,Żółw rollout,Stage,Prospecting,Qualification,5/20/2026
0064600000J5S5T,Żółw rollout,Close Date,7/31/2026,8/15/2026,6/29/2026
0064600000J5S5T,Żółw rollout,Close Date,8/15/2026,8/31/2026,7/2/2026
0064600000J5S5T,Żółw rollout,Stage,Qualification,Needs Analysis,7/3/2026
0064600000J5S5T,Żółw rollout,Opportunity Owner,Ana,Bo,7/3/2026
`
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {2, 0, 1}, {0, 2, 1, 2}} {
		s := fresh(t)
		for _, n := range order {
			switch n {
			case 0:
				given(t, s, june, with("2026-07-31", "Qualification"))
			case 1:
				given(t, s, june.AddDate(0, 1, 0), with("2026-08-31", "Needs Analysis"))
			case 2:
				given(t, s, june.AddDate(0, 1, 1), history)
			}
		}
		want := "Needs Analysis since 2026-07-03, pushed 2× 62 days at most 31, first no amount, moved back false"
		if got := trackOf(named(t, s, "Żółw rollout")); got != want {
			t.Errorf("%v: %s", order, got)
		}
	}
}

// Exports and a history may come in any order: a day that a close date moved by
// counts once.
func TestHistoryAmongOlderExports(t *testing.T) {
	first, second := time.Date(2026, time.June, 1, 8, 0, 0, 0, time.UTC), time.Date(2026, time.July, 1, 8, 0, 0, 0, time.UTC)
	const headers = "Opportunity ID,Opportunity Name,Field / Event,Old Value,New Value,Edit Date\n"
	const before = headers + `0064600000J5S5T,Żółw rollout,Close Date,5/31/2026,6/30/2026,5/20/2026
0064600000J5S5T,Żółw rollout,Stage,Qualification,Proposal,5/20/2026
`
	const history = headers + `0064600000J5S5T,Żółw rollout,Close Date,6/30/2026,7/31/2026,6/10/2026
0064600000J5S5T,Żółw rollout,Close Date,7/31/2026,8/31/2026,6/20/2026
0064600000J5S5T,Żółw rollout,Close Date,8/31/2026,9/30/2026,7/20/2026
`
	for _, order := range []string{"12bh", "21hb", "bh12", "hb21", "1bh2", "2hb1", "2h1b", "b2h1", "h2b1", "h21b", "2b1h", "b21h"} {
		s := fresh(t)
		for _, file := range order {
			switch file {
			case '1':
				given(t, s, first, "Opportunity ID,Opportunity Name,Stage,Close Date\n0064600000J5S5T,Żółw rollout,Proposal,2026-06-30\n")
			case '2':
				given(t, s, second, "Opportunity ID,Opportunity Name,Stage,Close Date\n0064600000J5S5T,Żółw rollout,Proposal,2026-08-31\n")
			case 'b':
				given(t, s, second.AddDate(0, 1, 0), before)
			case 'h':
				given(t, s, second.AddDate(0, 1, 0), history)
			}
		}
		if d := named(t, reopen(t, s), "Żółw rollout"); d.Track.PushedDays != 30+31+31 || d.StageSince.String() != "2026-05-20" {
			t.Errorf("%s: %s", order, trackOf(d))
		}
	}
}

// A history may call stages otherwise than the deals, and name deals only.
func TestHistoryByPropertyAndName(t *testing.T) {
	s := fresh(t)
	given(t, s, now, `Record ID,Deal Name,Pipeline,Deal Stage,Amount,Close Date,Associated Company
101,Đorđević pilot,Sales,Contract Sent (Sales),9000,2026-12-01,Đorđević d.o.o.
102,Twice,Sales,Appointment Scheduled (Sales),9000,2026-12-01,One
103,Twice,Sales,Appointment Scheduled (Sales),9000,2026-12-01,Two
`)
	r := given(t, s, now, `deal_id,timestamp,source,name,value
101,2026-09-01T08:00:00Z,CRM_UI,dealstage,appointmentscheduled
101,1790000000000,CRM_UI,dealstage,contractsent
101,2026-09-02T08:00:00Z,CRM_UI,closedate,1793404800000
101,2026-09-20T08:00:00Z,CRM_UI,closedate,1796083200000
101,2026-09-20T08:00:00Z,CRM_UI,dealname,Đorđević
`)
	if r.Imported != 4 || r.Footer != 1 || r.Waiting != 0 {
		t.Errorf("%+v", r)
	}
	if got := trackOf(named(t, s, "Đorđević pilot")); got != "Contract Sent (Sales) since 2026-09-21, pushed 1× 31 days at most 31, first 9,000, moved back false" {
		t.Error(got)
	}
	r = given(t, s, now, `Deal Name,Account Name,From Stage,To Stage,Last Modified
Twice,Two,Qualified To Buy,Appointment Scheduled,10/1/2026
Twice,,Qualified To Buy,Appointment Scheduled,10/1/2026
Nobody's,,Qualified To Buy,Appointment Scheduled,10/1/2026
`)
	if r.Waiting != 2 || r.Deals != 1 {
		t.Errorf("%+v", r)
	}
	if d := all(t, s); d[1].StageSince != 0 || d[2].StageSince.String() != "2026-10-01" {
		t.Errorf("since %s and %s", d[1].StageSince, d[2].StageSince)
	}
}

// An export that says when its deals entered their stages has their history.
func TestEnteredStages(t *testing.T) {
	s := fresh(t)
	export := func(stage, entered string) string {
		return `Record ID,Deal Name,Deal Stage,Create Date,"Date entered ""Discovery (Sales)""","Date entered ""Proposal (Sales)""","Date entered ""Negotiation (Sales)"""
7,Nguyễn rollout,` + stage + `,2026-05-01,` + entered + "\n"
	}
	given(t, s, now, export("Proposal", "2026-05-04 10:00,2026-06-01 09:30,"))
	want := "Proposal since 2026-06-01, pushed 0× 0 days at most 0, first no amount, moved back false"
	if got := trackOf(named(t, s, "Nguyễn rollout")); got != want {
		t.Error(got)
	}
	if r := given(t, s, now, export("Proposal", "2026-05-04 10:00,2026-06-01 09:30,")); r.Unchanged != 1 {
		t.Errorf("%+v", r)
	}
	later := now.AddDate(0, 0, 14)
	if r := given(t, s, later, export("Negotiation", "2026-05-04 10:00,2026-06-01 09:30,2026-11-30 17:00")); r.Changed != 1 {
		t.Errorf("%+v", r)
	}
	s = reopen(t, s)
	d := named(t, s, "Nguyễn rollout")
	if got := changes(t, s, d.ID); len(got) > 3 || !slices.Contains(got, "stage: Discovery → Proposal") || !slices.Contains(got, "stage: Proposal → Negotiation") {
		t.Errorf("%q", got)
	}
	if d.StageSince.String() != "2026-11-30" {
		t.Error(d.StageSince)
	}
}

func TestActivities(t *testing.T) {
	s := fresh(t)
	given(t, s, now, `Id,Name,StageName,LastActivityDate,NextStep
0064600000J5S5TAAV,Żółw rollout,Prospecting,2026-11-02,
0064600000J5S5UAAV,Ōmi pilot,Prospecting,2026-11-20,Call Aiko
006460000000000AAA,Quiet,Prospecting,,
`)
	tasks := `Id,WhatId,WhoId,Subject,ActivityDate,Status,TaskSubtype,CompletedDateTime,IsDeleted
00T1,0064600000J5S5T,,Send offer,2026-11-10,Completed,Email,,0
00T2,0064600000J5S5T,,Call back,2026-11-17,Not Started,Call,,0
00T3,0064600000J5S5T,,Deleted,2026-11-19,Completed,Task,,1
00T4,0064600000J5S5U,,Wrote,2026-11-20,Completed,Email,2026-11-18T10:00:00Z,0
00T5,0064600000J5S5U,,Not done,2027-01-05,Open,Call,,0
00T6,0014600001TvgfWAAR,,An account's,2026-11-20,Completed,Email,,0
00T7,006460000000001AAA,,Nobody's,2026-11-20,Completed,Email,,0
00T7,006460000000001AAA,,Nobody's,2026-11-20,Completed,Email,,0
`
	r := given(t, s, now, tasks)
	if r.Read != 8 || r.Imported != 6 || r.Footer != 2 || r.New != 5 || r.Unchanged != 1 || r.Waiting != 1 || r.Deals != 2 {
		t.Errorf("%+v", r)
	}
	if r := given(t, s, now, tasks); r.New+r.Changed != 0 || r.Unchanged != 6 {
		t.Errorf("again %+v", r)
	}
	if r := given(t, s, now, strings.Replace(tasks, "2026-11-10,Completed", "2026-11-16,Completed", 1)); r.Changed != 1 || r.Unchanged != 5 {
		t.Errorf("moved %+v", r)
	}
	given(t, s, now, `WhoId,WhatId,Subject,ActivityDateTime,EventSubtype
,0064600000J5S5T,Demo,2026-11-30 10:00:00,Event
,0064600000J5S5T,Later,2026-12-07 10:00:00,Event
,0064600000J5S5U,Review,2026-11-30 10:00:00,Event
`)
	story := func(on agenda.Date) string {
		var lines []string
		for _, d := range must(reopen(t, s).Deals(ctx, Filter{All: true, Today: on}))(t) {
			lines = append(lines, fmt.Sprintf("%s %s, next %s %s", d.LastActivity, d.ActivityKind, d.NextStepDate, d.NextStep))
		}
		return strings.Join(lines, "\n")
	}
	if got, want := story(today), `2026-11-16 mail, next 2026-11-30 Demo
2026-11-20 , next  Call Aiko
 , next  `; got != want {
		t.Errorf("got\n%s\nnot\n%s", got, want)
	}
	s = at(t, s.path)
	if got, want := story(today+14), `2026-12-07 meeting, next  
2026-11-30 meeting, next  Call Aiko
 , next  `; got != want {
		t.Errorf("two weeks later\n%s\nnot\n%s", got, want)
	}
	s = at(t, s.path)
	if n := must(s.Norms(ctx))(t); !n.Activity || n.Contacts || n.Deciders {
		t.Errorf("%+v", n)
	}
}

func TestActivitiesByContact(t *testing.T) {
	s := fresh(t)
	given(t, s, now, `Activity ID,Activity Type,Activity Date,Associated Contact Email
a,Call,2026-11-03,Inga@aegir.example
b,Call,2026-11-03,both@aegir.example
c,Note,2026-11-09,one.open@aegir.example
`)
	given(t, s, now, `Deal ID,Deal Name,Deal Stage,Associated Contact Email
1,A,Contract Sent,inga@aegir.example
2,B,Contract Sent,both@aegir.example
3,C,Contract Sent,both@aegir.example
4,D,Closed Lost,one.open@aegir.example
5,E,Contract Sent,one.open@aegir.example
`)
	var got []string
	for _, d := range all(t, s) {
		got = append(got, fmt.Sprint(d.Name, d.Contacts, d.ActivityKind))
	}
	if text := strings.Join(got, " "); text != "A1call B1 C1 D1 E1note" {
		t.Error(text)
	}
	if n := must(s.Norms(ctx))(t); n.Contacts {
		t.Error("the one contact of an export of deals says nothing of others")
	}
}

func TestAccounts(t *testing.T) {
	const deals = `Id,Name,StageName,AccountId
0064600000J5S5TAAV,Żółw rollout,Prospecting,0014600001TvgfWAAR
`
	const files = `Id,Name,Industry,IsDeleted
0014600001TvgfW,Żółw S.A.,Retail,0
0014600001TvgfX,,Retail,0
0014600001TvgfY,Deleted,Retail,1
`
	for _, order := range [][]string{{deals, files}, {files, deals}} {
		s := fresh(t)
		for _, f := range order {
			if r := given(t, s, now, f); r.Kind == crm.Accounts && (r.Read != 3 || r.New != 1 || r.Rejected != 1 || r.Footer != 1) {
				t.Errorf("%+v", r)
			}
		}
		if d := named(t, s, "Żółw rollout"); d.Account != "Żółw S.A." {
			t.Errorf("account %q", d.Account)
		}
		if r := given(t, s, now, strings.Replace(files, "Żółw S.A.", "Żółw SE", 1)); r.Changed != 1 || r.Deals != 1 {
			t.Errorf("%+v", r)
		}
		if r := given(t, s, now, deals); r.Unchanged != 1 {
			t.Errorf("%+v", r)
		}
		if d := named(t, reopen(t, s), "Żółw rollout"); d.Account != "Żółw SE" {
			t.Errorf("account %q", d.Account)
		}
	}
}

func TestContacts(t *testing.T) {
	const deals = `Opportunity ID,Opportunity Name,Stage,Account Name,Primary Contact
0064600000J5S5T,Żółw rollout,Prospecting,Żółw S.A.,Zofia Żak
0064600000J5S5U,Ōmi pilot,Prospecting,Ōmi KK,
`
	const people = `Contact ID,First Name,Last Name,Title,Email,Account Name
0034600000AAAAA,Zofia,Żak,CFO,zofia@zolw.example,Żółw S.A.
0034600000AAAAB,Jan,Żuk,CTO,jan@zolw.example,Żółw S.A.
0034600000AAAAC,,,,,
`
	const roles = `Id,OpportunityId,ContactId,Role,IsPrimary,IsDeleted
1,0064600000J5S5TAAV,0034600000AAAAA,Economic Decision Maker,1,0
2,0064600000J5S5TAAV,0034600000AAAAA,Evaluator,0,0
3,0064600000J5S5TAAV,0034600000AAAAB,Evaluator,0,1
4,0064600000J5S5UAAV,0034600000AAAAD,Influencer,0,0
5,006460000000000AAA,0034600000AAAAD,Decision Maker,0,0
6,,0034600000AAAAD,Decision Maker,0,0
`
	known := func(s *Store) string {
		var got []string
		for _, d := range all(t, s) {
			got = append(got, fmt.Sprint(d.Contacts, d.HasDecider))
		}
		return strings.Join(got, " ")
	}
	s := fresh(t)
	given(t, s, now, deals)
	if r := given(t, s, now, people); r.New != 2 || r.Rejected != 1 {
		t.Errorf("%+v", r)
	}
	if got := known(s); got != "2 false 0 false" { // whatever the export of deals itself names
		t.Errorf("at their accounts: %s", got)
	}
	if n := must(s.Norms(ctx))(t); !n.Contacts || n.Deciders {
		t.Errorf("%+v", n)
	}
	if r := given(t, s, now, roles); r.New != 4 || r.Rejected != 1 || r.Footer != 1 || r.Waiting != 1 || r.Deals != 2 {
		t.Errorf("%+v", r)
	}
	if got := known(reopen(t, s)); got != "1 true 1 false" {
		t.Errorf("by roles: %s", got)
	}
	s = at(t, s.path)
	for _, f := range []string{people, roles} {
		if r := given(t, s, now, f); r.New+r.Changed != 0 {
			t.Errorf("again: %+v", r)
		}
	}
	if n := must(s.Norms(ctx))(t); !n.Deciders {
		t.Errorf("%+v", n)
	}
}

func TestQuotas(t *testing.T) {
	s := fresh(t)
	if r := given(t, s, now, `rep,quarter,quota,currency
Ana Ruiz,2026 Q3,100000,EUR
Ana Ruiz,2026 Q4,250000,EUR
Bo Łęcki,2026,400000,EUR
Bo Łęcki,soon,400000,EUR
`); r.New != 3 || r.Waiting != 3 || r.Rejected != 1 {
		t.Errorf("%+v", r)
	}
	given(t, s, now, "Deal Name,Stage,Owner\nA,Prospecting,Ana Ruiz\nB,Prospecting,u7\nC,Prospecting,Bo Łęcki\n")
	if r := given(t, s, now, `QuotaOwnerId,StartDate,QuotaAmount,CurrencyIsoCode
u7,2026-10-01,10000,USD
u7,2026-11-01,20000,USD
u7,2026-12-01,30000,USD
u7,2027-01-01,40000,USD
`); r.New != 4 || r.Waiting != 0 {
		t.Errorf("%+v", r)
	}
	s = reopen(t, s)
	for name, want := range map[string]string{"Ana Ruiz": "€250,000", "Bo Łęcki": "€100,822", "u7": "$60,000"} {
		p := must(s.PersonByName(ctx, name))(t)
		if got := must(s.PipelineOf(ctx, p.ID, today))(t).Quota.String(); got != want {
			t.Errorf("%s: %s, not %s", name, got, want)
		}
	}
	if r := given(t, s, now, `Name,Goal Owner,Target,Parent Goal,From,To
Ana,Ana Ruiz,260000 EUR,Team,10/1/2026,12/31/2026
Team,Ana Ruiz,990000 EUR,,10/1/2026,12/31/2026
`); r.Changed != 1 || r.Unchanged != 1 {
		t.Errorf("%+v", r)
	}
	if r := given(t, s, now, "rep,quarter,quota,currency\nAna Ruiz,2026 Q4,300000,EUR\n"); r.Changed != 1 {
		t.Errorf("%+v", r)
	}
	given(t, s, now, "rep,quarter,quota\nAna Ruiz,2026 Q4,500\n")
	check(t, s.SetHomeCurrency(ctx, "JPY"))
	p := must(s.PersonByName(ctx, "Ana Ruiz"))(t)
	if got := must(s.PipelineOf(ctx, p.ID, today))(t).Quota; got != (agenda.Money{Minor: 500, Currency: "JPY"}) {
		t.Error(got)
	}
}

// An import that fails, or is cancelled, leaves nothing behind.
func TestObjectsAllOrNothing(t *testing.T) {
	s := fresh(t)
	broken := errors.New("the disk is gone")
	cancelled, cancel := context.WithCancel(ctx)
	rows := func(end func() error) func(func(crm.HistoryRow, error) bool) {
		return func(yield func(crm.HistoryRow, error) bool) {
			row := crm.HistoryRow{Deal: crm.DealRef{ID: "1"}, At: now, Told: []crm.Told{{Field: crm.FieldStage, New: "Discovery"}}}
			if !yield(row, nil) {
				return
			}
			yield(row, end())
		}
	}
	if _, err := bringIn(ctx, s, export(), histories, rows(func() error { return broken })); !errors.Is(err, broken) {
		t.Error(err)
	}
	if _, err := bringIn(cancelled, s, export(), histories, rows(func() error { cancel(); return nil })); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for _, table := range []string{"told", "deal_ref", "deal_change"} {
		var n int
		check(t, s.reader.QueryRow(`SELECT count(*) FROM `+table).Scan(&n))
		if n != 0 {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	f := must(crm.OpenReader("deals.csv", strings.NewReader("Name,StageName\nA,Prospecting\n"), crm.Options{}))(t)
	if _, err := s.ImportObjects(ctx, export(), f); !errors.Is(err, crm.ErrOtherKind) {
		t.Error(err)
	}
}
