package crm

import (
	"testing"

	"halfhour/agenda"
)

func TestChances(t *testing.T) {
	tests := []struct {
		cell  string
		toOne bool
		want  int
		ok    bool
	}{
		{"", false, -1, true},
		{"-", false, -1, true},
		{"n/a", true, -1, true},
		{"0", false, 0, true},
		{"75", false, 75, true},
		{"75.0", false, 75, true},
		{"75,5", false, 76, true},
		{"100", false, 100, true},
		{"1", false, 1, true},
		{"75%", false, 75, true},
		{"75 %", false, 75, true},
		{"75％", false, 75, true},
		{"75%", true, 75, true},
		{"12.5%", false, 13, true},
		{"0.75", true, 75, true},
		{"0,75", true, 75, true},
		{".5", true, 50, true},
		{"1", true, 100, true},
		{"1.0", true, 100, true},
		{"0.125", true, 13, true},
		{"0.2", false, 0, true},
		{"1000", false, -1, false},
		{"101", false, -1, false},
		{"-5", false, -1, false},
		{"high", false, -1, false},
		{"2", true, -1, false},
	}
	for _, tt := range tests {
		if got, ok := chance(tt.cell, tt.toOne); got != tt.want || ok != tt.ok {
			t.Errorf("%q to one %v: got %d, %v; want %d, %v", tt.cell, tt.toOne, got, ok, tt.want, tt.ok)
		}
	}
}

func TestChanceColumns(t *testing.T) {
	for _, tt := range []struct {
		cells []string
		toOne bool
	}{
		{[]string{"0.1", "0.9", "1"}, true},
		{[]string{"10", "90", "1"}, false},
		{[]string{"0", "1"}, true},
		{[]string{"1%", "0%"}, false},
		{[]string{"0.5", "1", "20"}, false},
		{[]string{"", "high"}, true},
	} {
		var tally chanceTally
		for _, c := range tt.cells {
			tally.add(c)
		}
		if tally.over == tt.toOne {
			t.Errorf("%v goes to one: %v", tt.cells, !tally.over)
		}
	}
}

func TestStages(t *testing.T) {
	tests := map[string]agenda.Step{
		"Prospecting": agenda.Qualification, "Needs Analysis": agenda.Discovery,
		"Id. Decision Makers": agenda.Evaluation, "Perception Analysis": agenda.Evaluation,
		"Proposal/Price Quote": agenda.Proposal, "Proposal/Quote": agenda.Proposal, "Negotiation/Review": agenda.Negotiation,
		"Closed Won": agenda.ClosedWon, "Closed Lost": agenda.ClosedLost,
		"appointmentscheduled": agenda.Qualification, "qualifiedtobuy": agenda.Qualification,
		"presentationscheduled": agenda.Evaluation, "decisionmakerboughtin": agenda.Proposal,
		"Decision Maker Bought-In": agenda.Proposal, "contractsent": agenda.Negotiation,
		"closedwon": agenda.ClosedWon, "CLOSED_LOST": agenda.ClosedLost, "closed_won": agenda.ClosedWon, "Closed - Won": agenda.ClosedWon,
		"Contact Made": agenda.Qualification, "Demo Scheduled": agenda.Evaluation, "Negotiations Started": agenda.Negotiation,
		"Closed-Lost to Competition": agenda.ClosedLost, "Identify Decision Makers": agenda.Evaluation,
		"Qualify": agenda.Qualification, "Develop": agenda.Discovery, "Propose": agenda.Proposal, "Close": agenda.Commit,
		"2-Develop": agenda.Discovery, "3. Propose": agenda.Proposal, "04 Negotiation": agenda.Negotiation,
		"New": agenda.Qualification, "Proposition": agenda.Proposal, "Demo/Making": agenda.Evaluation,
		"Ready to Close": agenda.Commit, "Follow Up": agenda.Qualification, "In Negotiation": agenda.Negotiation,
		"Closed Won (Sales Pipeline)": agenda.ClosedWon, "Contract Sent（Renewals）": agenda.Negotiation,
		"  negotiation ": agenda.Negotiation, "demo": agenda.Evaluation, "commit": agenda.Commit,
		"线索": agenda.Qualification, "跟进": agenda.Qualification, "报价": agenda.Proposal, "谈判": agenda.Negotiation,
		"成交": agenda.ClosedWon, "流失": agenda.ClosedLost, "初步接触": agenda.Qualification, "需求确认": agenda.Discovery,
		"方案报价": agenda.Proposal, "合同谈判": agenda.Negotiation, "商务谈判": agenda.Negotiation, "失败": agenda.ClosedLost,
		"需求分析": agenda.Discovery, "赢单": agenda.ClosedWon, "输单": agenda.ClosedLost, "報價": agenda.Proposal, "贏單": agenda.ClosedWon,
		"Négociation": agenda.Negotiation, "Propuesta": agenda.Proposal, "Angebot": agenda.Proposal, "Cerrada ganada": agenda.ClosedWon,
		"Warm fuzzy feeling": agenda.NoStep, "": agenda.NoStep, "7": agenda.NoStep, "()": agenda.NoStep,
	}
	for stage, want := range tests {
		if got := vocab().stepOf(stage); got != want {
			t.Errorf("%q: got %q, want %q", stage, got, want)
		}
	}
}

func TestFlags(t *testing.T) {
	for cell, want := range map[string]flag{
		"1": yes, "true": yes, "TRUE": yes, "True": yes, "Yes": yes, "y": yes, "si": yes, "Sí": yes, "oui": yes, "是": yes, "✓": yes, "да": yes,
		"0": no, "false": no, "FALSE": no, "No": no, "n": no, "否": no, "nein": no,
		"": blank, " ": blank, "maybe": blank, "2": blank,
	} {
		if got := parseFlag(cell); got != want {
			t.Errorf("%q: got %d, want %d", cell, got, want)
		}
	}
}

// A status column wins over flags, and flags over the stage's name.
func TestStanding(t *testing.T) {
	tests := []struct {
		word              string
		closed, won, lost flag
		stage             string
		status            agenda.Status
		step              agenda.Step
	}{
		{"Open", blank, blank, blank, "Close", agenda.Open, agenda.Commit},
		{"Won", blank, blank, blank, "Close", agenda.Won, agenda.ClosedWon},
		{"Lost", blank, blank, blank, "demo", agenda.Lost, agenda.ClosedLost},
		{"Out-Sold", blank, blank, blank, "Close", agenda.Lost, agenda.ClosedLost},
		{"赢单", blank, blank, blank, "", agenda.Won, agenda.ClosedWon},
		{"a word of their own", blank, blank, blank, "Closed Won", agenda.Won, agenda.ClosedWon},
		{"Open", blank, blank, blank, "Closed Won", agenda.Open, agenda.NoStep},
		{"", yes, yes, blank, "Signed and sealed", agenda.Won, agenda.ClosedWon},
		{"", yes, no, blank, "Signed and sealed", agenda.Lost, agenda.ClosedLost},
		{"", yes, blank, blank, "Closed Won", agenda.Won, agenda.ClosedWon},
		{"", yes, blank, blank, "Closed Lost", agenda.Lost, agenda.ClosedLost},
		{"", no, no, blank, "Negotiation", agenda.Open, agenda.Negotiation},
		{"", no, no, blank, "Closed Won", agenda.Open, agenda.NoStep},
		{"", blank, blank, blank, "Closed Won", agenda.Won, agenda.ClosedWon},
		{"", blank, no, yes, "Gone", agenda.Lost, agenda.ClosedLost},
		{"", blank, no, no, "Gone", agenda.Open, agenda.NoStep},
		{"", blank, no, blank, "Closed Lost", agenda.Lost, agenda.ClosedLost},
		{"", blank, blank, blank, "输单", agenda.Lost, agenda.ClosedLost},
		{"", blank, blank, blank, "", agenda.Open, agenda.NoStep},
	}
	for _, tt := range tests {
		status, step := standing(vocab().statusWord(tt.word), tt.closed, tt.won, tt.lost, vocab().stepOf(tt.stage))
		if status != tt.status || step != tt.step {
			t.Errorf("%+v: got %s, %s", tt, status, step)
		}
	}
}
