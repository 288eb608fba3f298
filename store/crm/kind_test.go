package crm

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestKindsOfHeaders(t *testing.T) {
	for header, want := range map[string]Kind{
		"Opportunity Name,Stage,Amount":                                            Deals,
		"Opportunity ID,Stage,Amount,Close Date,Created Date":                      Deals,
		"deal_id,stage,value,contact_id,owner":                                     Deals,
		"Deal ID,Stage,Date":                                                       Deals,
		"Id,OpportunityId,StageName,Amount,CloseDate,CreatedDate":                  History,
		"Record ID,Deal Name,Deal Stage,Date entered stage,Date left stage,Amount": History,
		"opportunity_id,stage,changed_at":                                          History,
		"Opportunity Name,Stage,Field / Event,Old Value,New Value,Edit Date":       History,
		"Opportunity Name,From Stage,To Stage,Last Modified,Amount":                History,
		"deal_id,timestamp,name,value":                                             History,
		"Record ID,Property Name,Property Value,Timestamp":                         History,
		"event_id,deal_id,old_stage_id,new_stage_id,changed_at":                    History,
		"Id,OpportunityId,ContactId,Role,IsPrimary":                                ContactRoles,
		"Opportunity Name,Stage,Contact Name,Contact Role":                         ContactRoles,
		"deal_id,contact_id":                                                       ContactRoles,
		"Id,WhoId,WhatId,Subject,ActivityDate,Status":                              Activities,
		"Subject,Date,Assigned,Opportunity,Company / Account":                      Activities,
		"Activity - Subject,Activity - Type,Activity - Due date,Deal - Title":      Activities,
		"主题,跟进方式,跟进时间,商机名称":                                                        Activities,
		"QuotaOwnerId,StartDate,QuotaAmount":                                       Quotas,
		"rep,quarter,quota":                                                        Quotas,
		"Owner,Year,Quota,Manager":                                                 Quotas,
		"First Name,Last Name,Email,Company Name":                                  Contacts,
		"Contact ID,Full Name,Title,Email,Account Name":                            Contacts,
		"Id,Name,Industry,AnnualRevenue,NumberOfEmployees":                         Accounts,
		"Record ID,Company name,Company Domain Name,City":                          Accounts,
		"客户编号,客户名称,行业":                                                             Accounts,
		"sales_agent,manager,regional_office":                                      People,
		"user_id,name,role,active,email":                                           People,
		"pipeline_id,stage_id,stage_name,sort_order":                               "stages",
		"a,b,c":                "",
		"Date,Amount,Customer": "",
	} {
		h := recognise(strings.Split(header, ","), nil)
		got := h.kind
		if got == Deals && h.missing() != "" {
			got = ""
		}
		if got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
}

// Every header of the vocabulary means its field, however it is written.
func TestEveryHeaderOfOtherKindsIsKnown(t *testing.T) {
	for _, row := range vocabularyRows("columns.csv", 4) {
		kind, field, header := Kind(row[0]), row[1], row[2]
		if !kind.read() {
			t.Errorf("%s: no such kind", kind)
		}
		for _, spelled := range []string{header, strings.ToUpper(header), " " + strings.ReplaceAll(header, " ", "_")} {
			if h := recogniseAs(kind, []string{spelled}, nil); h.fields[0] != field {
				t.Errorf("%s: %q is %q, want %q", kind, spelled, h.fields[0], field)
			}
		}
	}
	for _, r := range vocab().kinds {
		for _, field := range r.fields {
			if !vocab().knows(field) {
				t.Errorf("kinds.csv: %s: no such field: %s", r.kind, field)
			}
		}
	}
}

func TestRealFilesOfOtherKinds(t *testing.T) {
	data := sharedData(t)
	for file, want := range map[string]Kind{
		"sf-data-export-devorg/OpportunityHistory.csv":                           History,
		"sf-wave-dev/OpportunityHistory.csv":                                     History,
		"sf-powerbi-mdyy/OpportunityHistory.csv":                                 History,
		"bbecht-pipeline-leak-finder/test4_salesforce_field_history.excerpt.csv": History,
		"bitrix-ru/stage_history.csv":                                            History,
		"fivetran-dbt-hubspot/deal_property_history_data.csv":                    History,
		"fivetran-dbt-hubspot/deal_stage_data.csv":                               History,
		"fivetran-dbt-salesforce/sf_opportunity_history_data.csv":                History,
		"sf-wave-dev/Task.csv":                                                   Activities,
		"sf-wave-dev/Event.csv":                                                  Activities,
		"fivetran-dbt-salesforce/sf_task_data.csv":                               Activities,
		"fivetran-dbt-salesforce/sf_event_data.csv":                              Activities,
		"d365-contoso/Appointments.csv":                                          Activities,
		"d365-contoso/Emails.csv":                                                Activities,
		"hubspot-dummy/hubspot_activities.csv":                                   Activities,
		"bitrix-ru/activities.csv":                                               Activities,
		"revenue-leak-synthetic/sales_notes.csv":                                 Activities,
		"sf-wave-shared/Account.csv":                                             Accounts,
		"sf-data-export-devorg/Account.csv":                                      Accounts,
		"sf-powerbi-mdyy/Account.csv":                                            Accounts,
		"sf-gen-ai-demo/Account.csv":                                             Accounts,
		"d365-contoso/Account.csv":                                               Accounts,
		"hubspot-dummy/hubspot_companies.csv":                                    Accounts,
		"maven-original/accounts.csv":                                            Accounts,
		"sf-wave-shared/Quota.csv":                                               Quotas,
		"d365-contoso/Goal.csv":                                                  Quotas,
		"bitrix-ru/users.csv":                                                    People,
		"maven-original/sales_teams.csv":                                         People,
		"sf-wave-shared/User.trimmed.csv":                                        People,
		"sf-wave-shared/Manager.csv":                                             People,
	} {
		f, err := Open(filepath.Join(data, file), Options{Currency: "USD"})
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if f.Kind() != want {
			t.Errorf("%s: %q, want %q", file, f.Kind(), want)
		}
		f.Close()
	}
	for file, words := range map[string]string{
		"bitrix-ru/pipeline_stages.csv":                             "a file of stages;",
		"crm-agent-benchmark/d2_emails.csv":                         "a file of e-mails;",
		"sf-powerbi-mdyy/OpportunityHistoryGroup.csv":               "a file of stages;",
		"fivetran-dbt-hubspot/engagement_call_data.csv":             "no column names the deal or the contact",
		"sf-data-export-devorg/OpportunityContactRole.csv":          ErrNoRows.Error(),
		"sf-data-export-devorg/Event.csv":                           ErrNoRows.Error(),
		"sf-data-export-devorg/OpportunityLineItem.csv":             "a file of products of deals;",
		"maven-original/products.csv":                               ErrHeader.Error(),
		"d365-contoso/Territory.csv":                                ErrHeader.Error(),
		"fivetran-dbt-salesforce/sf_opportunity_line_item_data.csv": "a file of products of deals;",
	} {
		f, err := Open(filepath.Join(data, file), Options{})
		if f != nil {
			f.Close()
		}
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: got %v", file, err)
		}
	}
}

// A file of one kind gives no rows of another.
func TestRowsOfAnotherKind(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.csv")
	if err := os.WriteFile(path, []byte("deal_id,timestamp,name,value\n1,2026-05-04,amount,5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for _, err := range f.Rows() {
		if n++; !errors.Is(err, ErrOtherKind) {
			t.Error(err)
		}
	}
	if n != 1 {
		t.Errorf("%d rows", n)
	}
}
