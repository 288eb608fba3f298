package crm

import (
	"fmt"
	"strings"
	"testing"

	"halfhour/agenda"
)

func TestStagesWithThingsAroundThem(t *testing.T) {
	for stage, want := range map[string]agenda.Step{
		"2. Discovery":                     agenda.Discovery,
		"Stage 3: Proposal":                agenda.Proposal,
		"S4 - Negotiation":                 agenda.Negotiation,
		"03_Negotiation":                   agenda.Negotiation,
		"Proposal 75%":                     agenda.Proposal,
		"4 - Proposal (75%)":               agenda.Proposal,
		"Negotiation/Review - 90 %":        agenda.Negotiation,
		"6 - Closed Won (Sales Pipeline)":  agenda.ClosedWon,
		"Closed Won - Renewal":             agenda.ClosedWon,
		"Closed Won, signed":               agenda.ClosedWon,
		"Closed: Lost":                     agenda.ClosedLost,
		"Closed Lost - No Decision":        agenda.ClosedLost,
		"Lost - price":                     agenda.ClosedLost,
		"Lost to competitor":               agenda.ClosedLost,
		"Won / signed":                     agenda.ClosedWon,
		"Verloren: Preis":                  agenda.ClosedLost,
		"C1:WON":                           agenda.ClosedWon,
		"C12:LOSE":                         agenda.ClosedLost,
		"proposal-sent":                    agenda.Proposal,
		"阶段3：方案报价":                         agenda.Proposal,
		"Vertrag gesendet (Vertriebsweg)":  agenda.Negotiation,
		"Lost contact":                     agenda.NoStep,
		"Won over the CFO":                 agenda.NoStep,
		"Not yet won":                      agenda.NoStep,
		"Wonderland":                       agenda.NoStep,
		"":                                 agenda.NoStep,
		"7":                                agenda.NoStep,
		strings.Repeat("Won - ", 100):      agenda.ClosedWon,
		strings.Repeat("1", 300) + " Lost": agenda.NoStep,
	} {
		if got := vocab().stepOf(stage); got != want {
			t.Errorf("%q is %q, want %q", stage, got, want)
		}
	}
}

// A deal's standing, from whatever columns there are.
func TestStandingFromOtherColumns(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"words of a status that are stages", "ID,Organization,Status,Amount\n1,Łotos,Proposal/Quotation,5\n2,Róża,Won,6\n3,Irys,Lost,7\n",
			"Proposal/Quotation Proposal open|Won Won won|Lost Lost lost"},
		{"a status that is no stage", "Deal Name,Status,Amount\nA,Open,5\nB,Won,6\n", "  open| Won won"},
		{"put away in Odoo", "Opportunity,Salesperson,Expected Revenue,Stage,Expected Closing,Customer,Active\nA,Bo,5,New,2026-01-02,X,True\nB,Bo,5,Qualified,2026-01-02,X,False\nC,Bo,5,Won,2026-01-02,X,True\n",
			"New Qualification open|Qualified Lost lost|Won Won won"},
		{"a column Active elsewhere", "Deal Name,Stage,Active\nA,Proposal,No\n", "Proposal Proposal open"},
		{"Bitrix24's ids", "ID,TITLE,STAGE_ID,CURRENCY_ID,ASSIGNED_BY_ID,DATE_CREATE,CLOSED\n1,A,C1:PREPARATION,RUB,7,2026-01-02,N\n2,B,C1:WON,RUB,7,2026-01-02,Y\n3,C,C1:UC_X,RUB,7,2026-01-02,Y\n",
			"C1:PREPARATION Qualification open|C1:WON Won won|C1:UC_X Lost lost"},
		{"a record's status and a deal's", "Deal Name,Stage,Status\nA,Closed Won,Active\nB,Closed Lost,In Progress\nC,Proposal,Active\nD,Closed Won,Open\n",
			"Closed Won Won won|Closed Lost Lost lost|Proposal Proposal open|Closed Won  open"},
		{"flags in Spanish", "Oportunidad;Etapa;Ganada\nA;Propuesta;no\nB;Cierre;sí\n", "Propuesta Proposal open|Cierre Won won"},
		{"strange words of a status", "Deal Name,Stage,Status\nA,Proposal,Green\nB,Closed Won,Green\nC,Closed Lost,At risk\n", "Proposal Proposal open|Closed Won Won won|Closed Lost Lost lost"},
	} {
		_, deals, rejected := read(t, tt.text, Options{})
		var got []string
		for _, d := range deals {
			got = append(got, fmt.Sprintf("%s %s %s", d.Stage, d.Step, d.Status))
		}
		if g := strings.Join(got, "|"); g != tt.want || len(rejected) > 0 {
			t.Errorf("%s: got %q, want %q; %v", tt.name, g, tt.want, rejected)
		}
	}
	f, _, _ := read(t, "Deal Name,Status,Amount\nA,Open,5\n", Options{})
	if f.Covers(FieldStage) {
		t.Error("a status of open, won and lost covers the stage")
	}
}

// The header may say how dates are written, and its script what ¥ is likely to
// mean.
func TestWhatHeadersSayBesides(t *testing.T) {
	_, deals, _ := read(t, "Deal Name,Stage,Close Date (DD/MM/YYYY),Created (MM/DD/YY)\nA,Won,03/04/2026,03/04/26\n", Options{})
	if d := deals[0]; d.Close.String() != "2026-04-03" || d.Created.String() != "2026-03-04" {
		t.Errorf("got %s and %s", d.Close, d.Created)
	}
	_, deals, _ = read(t, "Deal Name,Stage,Closed Date\nA,Proposal,2026-04-03\n", Options{})
	if d := deals[0]; d.Close.String() != "2026-04-03" {
		t.Errorf("the only date of closing is %s", d.Close)
	}
	_, deals, _ = read(t, "商机名称,阶段,金额（元）\n智能仓,谈判,120000\n新线,谈判,12万元\n", Options{})
	if deals[0].Amount.Currency != "CNY" || deals[1].Amount.Decimal() != "120000.00" {
		t.Errorf("got %v and %v", deals[0].Amount, deals[1].Amount)
	}
	_, deals, _ = read(t, "商机名称,阶段,金额（元）\n智能仓,谈判,120000\n", Options{Currency: "EUR"}) // for amounts that the file leaves open
	if deals[0].Amount.Currency != "CNY" {
		t.Errorf("got %v", deals[0].Amount)
	}
	for header, likely := range map[string]string{"商机名称,阶段,金额": "CNY", "案件名,フェーズ,金額": "JPY"} {
		_, err := OpenReader("x.csv", strings.NewReader(header+"\nA,Won,¥5\n"), Options{})
		if err == nil || !strings.Contains(err.Error(), "say --currency "+likely) {
			t.Errorf("%s: got %v", header, err)
		}
	}
	if _, err := OpenReader("x.csv", strings.NewReader("商機名稱,階段,金額(元)\nA,談判,5\n"), Options{}); err == nil || !strings.Contains(err.Error(), "--currency TWD") {
		t.Errorf("got %v", err)
	}
}
