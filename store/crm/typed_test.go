package crm

import (
	"strings"
	"testing"

	"halfhour/agenda"
)

func TestReadAmount(t *testing.T) {
	for typed, want := range map[string]string{
		"84000": "84000.00 EUR", "84k": "84000.00 EUR", "84,000": "84000.00 EUR", "US$1.2m": "1200000.00 USD", "12.500,50 €": "12500.50 EUR",
		"¥12万": "120000 JPY", "9000 CNY": "9000.00 CNY", "0": "0.00 EUR", "-500": "-500.00 EUR",
	} {
		code := "EUR"
		if strings.HasPrefix(typed, "¥") {
			code = "JPY"
		}
		if got, err := ReadAmount(typed, code); err != nil || got.Decimal()+" "+got.Currency != want {
			t.Errorf("%q is %s %s (%v), want %s", typed, got.Decimal(), got.Currency, err, want)
		}
	}
	for typed, words := range map[string]string{
		"a lot": "not an amount", "": "not an amount", "99999999999999999": "more than", "¥500": "CNY", "$5": "say which", "5 EUR USD": "not an amount",
	} {
		if m, err := ReadAmount(typed, agenda.NoCurrency); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%q is %v, %v", typed, m, err)
		}
	}
}

func TestHeaderOf(t *testing.T) {
	for _, c := range [][3]string{
		{"Salesforce", FieldID, "Opportunity ID"}, {"Salesforce", FieldClose, "Close Date"}, {"Salesforce", FieldAmount, "Amount"},
		{"HubSpot", FieldAmount, "Amount"}, {"Pipedrive", FieldName, "Deal - Title"}, {"Dynamics 365", FieldAmount, "Est. revenue"},
		{"Bitrix24", FieldClose, "CLOSEDATE"}, {"Salesforce", FieldNextStepDate, ""}, {"", FieldAmount, ""}, {"Nobody's", FieldAmount, ""},
	} {
		if got := HeaderOf(c[0], c[1]); got != c[2] {
			t.Errorf("%s calls %s %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
