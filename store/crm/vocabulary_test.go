package crm

import (
	"strings"
	"testing"
)

// Every header of the vocabulary means its field, however it is written.
func TestEveryHeaderIsKnown(t *testing.T) {
	v := vocab()
	for _, row := range vocabularyRows("headers.csv", 4) {
		headers := v.headers
		if row[3] == "yes" {
			headers = v.own[row[2]]
		}
		for _, spelled := range []string{row[1], strings.ToUpper(row[1]), strings.ReplaceAll(row[1], " ", "_"), " " + row[1] + " "} {
			if u := v.understandIn(headers, spelled); !u.known || u.field != row[0] {
				t.Errorf("%q is %q, want %q", spelled, u.field, row[0])
			}
		}
	}
}

func TestHeadersThatMeanNothing(t *testing.T) {
	for _, header := range []string{"", " ", "%", "#", "# of coffees", "Stage %", "Amount %", "Amount of coffee", "Last Modified By", lineHeader, reasonHeader} {
		if u := vocab().understand(header); u.known {
			t.Errorf("%q is %q", header, u.field)
		}
	}
}

// The better column of two wins, wherever it stands.
func TestTheBetterColumnWins(t *testing.T) {
	for _, tt := range []struct{ header, field, want string }{
		{"AccountId,Name,StageName,Account.Name", FieldAccount, "Account.Name"},
		{"Name,StageName,Account.Name,AccountId", FieldAccount, "Account.Name"},
		{"ForecastCategory,ForecastCategoryName,Name,StageName", FieldForecast, "ForecastCategoryName"},
		{"OwnerId,Owner.Name,Name,StageName", FieldOwner, "Owner.Name"},
		{"External_Id__c,Id,Name,StageName", FieldID, "Id"},
		{"Deal Name,Deal Stage,Associated Company IDs (Primary),Associated Company Domain,Associated Company", FieldAccount, "Associated Company"},
		{"Deal Name,Deal Stage,Associated Company IDs (Primary),Associated Company Domain", FieldAccount, "Associated Company Domain"},
		{"Topic,Status Reason,Status,Est. revenue", FieldStatus, "Status"},
	} {
		cells := strings.Split(tt.header, ",")
		if h := recognise(cells, nil); cells[h.at[tt.field]] != tt.want {
			t.Errorf("%s: the %s is %q", tt.header, tt.field, cells[h.at[tt.field]])
		}
	}
}
