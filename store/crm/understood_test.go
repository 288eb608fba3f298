package crm

import (
	"strings"
	"testing"
	"time"
)

// Headers as people and CRMs write them, and which column of several wins:
// "header, header, … → field=header".
func TestWhichColumnIsWhat(t *testing.T) {
	for _, line := range strings.Split(strings.TrimSpace(`
		Opp Name;Account;Opp Owner;Deal Stage;Deal Amt (USD);Close Dt => name=Opp Name owner=Opp Owner amount=Deal Amt (USD) close_date=Close Dt
		Opportunity;Account;Sales Rep;Stage;Amt;Est. Close => name=Opportunity owner=Sales Rep amount=Amt close_date=Est. Close
		Project Name;Client;Account Manager;Sales Stage;Deal Value (EUR);Expected Close;Create Dt;Prob % => name=Project Name account=Client owner=Account Manager amount=Deal Value (EUR) created_date=Create Dt probability=Prob %
		Opportunity: Name;Customer Name;Rep Name;Pipeline Stage;Revenue;Target Close;Win %;Last Contact => name=Opportunity: Name account=Customer Name owner=Rep Name amount=Revenue close_date=Target Close probability=Win % last_activity=Last Contact
		opp_id;opp_name;acct_name;rep_email;stage;acv_usd;est_close_date;last_activity_dt => id=opp_id account=acct_name owner=rep_email amount=acv_usd close_date=est_close_date last_activity=last_activity_dt
		opportunityId;opportunityName;accountName;ownerName;stageName;currencyCode;closeDate;nextStep => id=opportunityId name=opportunityName account=accountName owner=ownerName currency=currencyCode close_date=closeDate next_step=nextStep
		Opportunity: Close Date;Opportunity: Opportunity Name;Opportunity: Stage;Opportunity: Owner Full Name => close_date=Opportunity: Close Date owner=Opportunity: Owner Full Name
		Deal #;Deal;Stage;Account # => id=Deal # name=Deal
		Deal Name;Stage;Close Date (DD/MM/YYYY);Amount (in thousands of USD);Total Contract Value (TCV) => close_date=Close Date (DD/MM/YYYY) amount=Amount (in thousands of USD)
		商机名称;客户;阶段;金额(万元);预计成交日期 => name=商机名称 amount=金额(万元)
		Deal Name;Stage;Created By;Amount Currency;Amount;Close Reason;Stage Duration;Lead Owner;Opportunity Owner => amount=Amount currency=Amount Currency owner=Opportunity Owner created_date= close_date=
		Deal Name;Stage;Account Owner;Lead Owner => owner=Account Owner account=
		Deal Name;Stage;Account Owner;OwnerId => owner=OwnerId
		Deal Name;Stage;Weighted amount;Expected Revenue;Forecast Amount;Amount => amount=Amount
		Deal Name;Stage;Weighted amount;Expected Revenue;Discount Amount;Tax Amount;Annual Revenue => amount=
		Deal Name;Stage;Close Date Changed;Closed By;Close Month;Created Month;Stage Changed By => close_date= created_date= stage_since=
		Deal Name;Stage;Contact Name;Company Size;Account Number;Account Type;Customer Segment => account=
		Deal Name;Previous Stage;Stage;Days in Stage;Stage Probability;Stage %;Forecast Stage => stage=Stage probability=
		Deal Name;Stage;Owner Role;Owner Team;Owner;Owner Manager => owner=Owner
		Opportunity Name;Account Name;Owner Name;Contact Name;Campaign Name;Stage Name;Team Name => name=Opportunity Name owner=Owner Name stage=Stage Name
		Deal Name;Stage;Next Step;Next Step Date;Next Step Owner;Last Step => next_step=Next Step next_step_date=Next Step Date owner=
		Deal Name;Stage;Amount (weighted);Close Date (previous);Owner (Lead) => amount= close_date= owner=
		Deal Name;Stage;Status;Approval Status;Contract Status;Lead Status => status=Status
		Deal Name;Stage;Sales Team;Owner => pipeline=
		Opportunity;Salesperson;Expected Revenue;Stage;Expected Closing;Customer;Sales Team => amount=Expected Revenue pipeline=Sales Team
		ID;TITLE;STAGE_ID;OPPORTUNITY;CURRENCY_ID;ASSIGNED_BY_ID;DATE_CREATE => name=TITLE amount=OPPORTUNITY
		name;sales_stage;assigned_user_id;date_entered;date_closed;account_name => close_date=date_closed created_date=date_entered
		deal_name;stage;expected_close;date_closed => close_date=expected_close close_date_actual=date_closed
	`), "\n") {
		header, want, _ := strings.Cut(strings.TrimSpace(line), " => ")
		cells := strings.Split(header, ";")
		h := recognise(cells, nil)
		for _, w := range fieldsIn(want) {
			field, column, _ := strings.Cut(w, "=")
			got := ""
			if i, ok := h.at[field]; ok {
				got = cells[i]
			}
			if got != column {
				t.Errorf("%s: the %s is %q, want %q", header, field, got, column)
			}
		}
	}
}

// fieldsIn splits "name=Opp Name owner=Bo" before each word with an equals sign.
func fieldsIn(s string) []string {
	var list []string
	for _, word := range strings.Split(s, " ") {
		if strings.Contains(word, "=") || len(list) == 0 {
			list = append(list, word)
		} else {
			list[len(list)-1] += " " + word
		}
	}
	return list
}

func TestUnitsInHeaders(t *testing.T) {
	for _, tt := range []struct {
		header, currency, symbol string
		exp                      int
	}{
		{"Amount", "", "", 0},
		{"Amount (USD)", "USD", "", 0},
		{"amount_usd", "USD", "", 0},
		{"Amount, EUR", "EUR", "", 0},
		{"TCV-GBP", "GBP", "", 0},
		{"Amount ($)", "", "$", 0},
		{"Amount (k€)", "EUR", "", 3},
		{"Amount ($K)", "", "$", 3},
		{"Amount (K)", "", "", 3},
		{"Amount (000s)", "", "", 3},
		{"Amount (in thousands)", "", "", 3},
		{"Amount (in thousands of USD)", "USD", "", 3},
		{"Deal Value (USD, m)", "USD", "", 6},
		{"Betrag in TEUR", "EUR", "", 3},
		{"Betrag (T€)", "EUR", "", 3},
		{"Umsatz in Mio. EUR", "EUR", "", 6},
		{"金额（元）", "", "元", 0},
		{"金额(万元)", "", "元", 4},
		{"预计金额(万)", "", "", 4},
		{"金額（千円）", "JPY", "", 3},
		{"amount.amountMicros", "", "", -6},
	} {
		u := vocab().understand(tt.header)
		if u.field != FieldAmount || u.currency != tt.currency || u.symbol != tt.symbol || u.exp != tt.exp {
			t.Errorf("%q is %+v", tt.header, u)
		}
	}
	_, deals, _ := read(t, "名称,阶段,金额(万元)\nA,Won,12.5\nB,Won,\"1,200\"\nC,Won,3亿\n", Options{Currency: "CNY", Map: map[string]string{"名称": "name"}})
	for i, want := range []string{"125000.00", "12000000.00", "300000000.00"} {
		if got := deals[i].Amount.Decimal(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// A header of many words takes no longer than any other cell, also in a file
// whose CRM is known.
func TestEndlessHeader(t *testing.T) {
	start := time.Now()
	h := recognise([]string{"ID", "Opportunity Name", "Sales Stage", "Opportunity Amount", "Expected Close Date", "Assigned to" + strings.Repeat("=", 500_000)}, nil)
	if h.crm != "SuiteCRM" || h.fields[5] != "" {
		t.Errorf("%q, %q", h.crm, h.fields)
	}
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %v", took)
	}
}
