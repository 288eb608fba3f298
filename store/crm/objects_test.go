package crm

import (
	"errors"
	"strings"
	"testing"
)

func TestJSON(t *testing.T) {
	tests := []struct {
		name, text, format, crm string
		want                    string // "line name/account/owner/stage/status/amount/close"
		rejected                int
	}{
		{
			name: "sf data query", format: "JSON, UTF-8", crm: "Salesforce",
			text: `{"status":0,"result":{"records":[
				{"attributes":{"type":"Opportunity","url":"/x"},"Id":"006A","Name":"Żubr, \"phase\" 1","Account":{"attributes":{"type":"Account"},"Name":"Żubr S.A."},
				 "Owner":{"attributes":{},"Name":"Łucja Wróbel"},"StageName":"Negotiation/Review","IsClosed":false,"IsWon":false,"Amount":1234.5,"CloseDate":"2026-12-01","Account2":null},
				{"attributes":{"type":"Opportunity"},"Id":"006B","Name":"Żubr 2","Account":null,"Owner":null,"StageName":"Closed Won","IsClosed":true,"IsWon":true,"Amount":null,"CloseDate":"2026-10-01"}
			],"totalSize":2,"done":true},"warnings":[]}`,
			want: `1 Żubr, "phase" 1/Żubr S.A./Łucja Wróbel/Negotiation/Review/open/1234.50/2026-12-01|2 Żubr 2///Closed Won/won//2026-10-01`,
		},
		{
			name: "HubSpot's API", format: "JSON, UTF-8", crm: "HubSpot",
			text: `{"results":[{"id":"91","properties":{"dealname":"Thé vert","dealstage":"contractsent","pipeline":"default","amount":"58800","closedate":"2026-12-24T14:10:00Z","hubspot_owner_id":"7","createdate":"2026-06-01T00:00:00Z"},"createdAt":"2026-06-01T00:00:00Z","archived":false}],"paging":{"next":{"after":"91"}}}`,
			want: `1 Thé vert//7/contractsent/open/58800.00/2026-12-24`,
		},
		{
			name: "Pipedrive's API", format: "JSON, UTF-8", crm: "Pipedrive",
			text: `{"success":true,"data":[{"id":1,"title":"Größe L","value":7000.5,"currency":"EUR","status":"lost","stage_id":3,"expected_close_date":"2026-12-01","lost_time":"2026-11-02 09:00:00","add_time":"2026-01-01 00:00:00","org_id":{"name":"Æsir AS","value":5},"user_id":{"id":9,"name":"Bjørn"},"label":[1,2]}]}`,
			want: `1 Größe L/Æsir AS/Bjørn/3/lost/7000.50/2026-11-02`,
		},
		{
			name: "Zoho's API", format: "JSON, UTF-8", crm: "Zoho",
			text: `{"data":[{"id":"z1","Deal_Name":"晨星 CRM","Stage":"Closed Lost","Amount":12,"Closing_Date":"2026-01-09","Account_Name":{"name":"晨星","id":"z2"},"Owner":{"name":"Mei","id":"z3","email":"mei@example.com"}}],"info":{"count":1}}`,
			want: `1 晨星 CRM/晨星/Mei/Closed Lost/lost/12.00/2026-01-09`,
		},
		{
			name: "Odoo's JSON-RPC", format: "JSON, UTF-8", crm: "Odoo",
			text: `{"jsonrpc":"2.0","id":1,"result":[{"id":12,"name":"Bühler","user_id":[7,"Reto Zürcher"],"partner_id":[40,"Bühler AG"],"expected_revenue":24500.0,"stage_id":[3,"Proposition"],"date_deadline":"2026-11-30","create_date":"2026-08-01 10:00:00","active":true},
				{"id":13,"name":"Lausanne","user_id":false,"partner_id":false,"expected_revenue":0.0,"stage_id":[1,"New"],"date_deadline":false,"create_date":"2026-08-01 10:00:00","active":true}]}`,
			want: `1 Bühler/Bühler AG/Reto Zürcher/Proposition/open/24500.00/2026-11-30|2 Lausanne///New/open/0.00/`,
		},
		{
			name: "a GraphQL connection", format: "JSON, UTF-8",
			text: `{"data":{"opportunities":{"edges":[{"cursor":"x","node":{"id":"1","name":"Kaffee","stage":"PROPOSAL","amount":{"amountMicros":1500000000,"currencyCode":"USD"},"closeDate":"2026-11-30T00:00:00.000Z","company":{"name":"Rösterei"}}}]}}}`,
			want: `1 Kaffee/Rösterei//PROPOSAL/open/1500.00/2026-11-30`,
		},
		{
			name: "an array", format: "JSON, UTF-8",
			text: ` [ {"name":"A","stage":"Won"}, 7, null, {"stage":"Lost","name":"B","amount":1.5e3} ]`,
			want: `1 A///Won/won//|2 B///Lost/lost/1500.00/`,
		},
		{
			name: "JSON lines", format: "JSON lines, UTF-8",
			text: "{\"name\":\"A\",\"stage\":\"Won\",\"owners\":[\"x\"]}\n\n{\"name\":\"B\",\"stage\":\"Lost\",\"amount\":7}\nnot JSON\n{\"name\":\"C\",\n{\"name\":\"D\",\"stage\":\"Demo\"}",
			want: `1 A//x/Won/won//|3 B///Lost/lost/7.00/|6 D///Demo/open//`, rejected: 2,
		},
		{
			name: "one object", format: "JSON lines, UTF-8",
			text: `{"name":"A","stage":"Won","amount":"1,234.50"}`,
			want: `1 A///Won/won/1234.50/`,
		},
		{
			name: "numbers as programs write them", format: "JSON, UTF-8",
			text: `[{"name":"A","stage":"Won","amount":1.234},{"name":"B","stage":"Won","amount":2.345}]`,
			want: `1 A///Won/won/1.23/|2 B///Won/won/2.35/`,
		},
		{
			name: "co-owners in a list", format: "JSON, UTF-8",
			text: `[{"name":"A","stage":"Won","owner":["Bo",{"name":"Cy"}]}]`,
			want: `1 A//Bo/Won/won//`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, deals, rejected := read(t, tt.text, Options{})
			var got []string
			for _, d := range deals {
				got = append(got, names([]Deal{d})+"/"+strings.Join([]string{d.Account, d.Owner, d.Stage, string(d.Status), d.Amount.Decimal(), d.Close.String()}, "/"))
			}
			if g := strings.Join(got, "|"); g != tt.want {
				t.Errorf("got  %s\nwant %s", g, tt.want)
			}
			if f.Format() != tt.format || f.CRM() != tt.crm || len(rejected) != tt.rejected {
				t.Errorf("it is %s of %q with %v", f.Format(), f.CRM(), rejected)
			}
		})
	}
}

func TestJSONThatCannotBeRead(t *testing.T) {
	tests := []struct {
		name, text string
		want       error
	}{
		{"nothing in it", "{}", ErrHeader},
		{"an empty array", "[]", ErrHeader},
		{"other things", `[{"first":"Zoë","last":"Brontë"}]`, ErrHeader},
		{"cut off", `[{"name":"A","stage":"Won"},{"name":"B"`, ErrDamaged},
		{"a comma too many", `{"records":[{"name":"A","stage":"Won"},,{"name":"B"}]}`, ErrDamaged},
		{"an endless object", `[{"name":"` + strings.Repeat("x", 4*maxLine) + `"}]`, ErrTooLarge},
		{"an endless key", `{"` + strings.Repeat("x", 4*maxLine), ErrTooLarge},
		{"deep", strings.Repeat(`{"a":`, 100) + "[]" + strings.Repeat("}", 100), ErrDamaged},
		{"very deep", `[` + strings.Repeat(`{"a":`, 100_000), ErrDamaged},
		{"many keys", `[{"name":"A","stage":"Won"` + manyKeys() + `}]`, ErrTooLarge},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := OpenReader("x.json", strings.NewReader(tt.text), Options{}); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func manyKeys() string {
	var b strings.Builder
	for i := range maxColumns {
		b.WriteString(`,"k` + strings.Repeat("x", i) + `":1`)
	}
	return b.String()
}
