package agenda_test

import (
	"testing"

	"halfhour/agenda"
)

func TestParseMeasure(t *testing.T) {
	for words, want := range map[string]agenda.Measure{
		"next step dated":                         {Kind: agenda.StepDated},
		"Next step has a date":                    {Kind: agenda.StepDated},
		"next step is to call them":               {Of: "next step is to call them"},
		"stage is Negotiation":                    {agenda.StageReached, "Negotiation"},
		"Stage: Negotiation/Review":               {agenda.StageReached, "Negotiation/Review"},
		"moved to 谈判":                             {agenda.StageReached, "谈判"},
		"stage fright of the buyer is over now":   {Of: "stage fright of the buyer is over now"},
		"close date confirmed by the buyer":       {agenda.CloseConfirmed, "by the buyer"},
		"close date":                              {Kind: agenda.CloseConfirmed},
		"amount back":                             {Kind: agenda.AmountBack},
		"amount back to $96,000":                  {agenda.AmountBack, "$96,000"},
		"amount agreed with their CFO":            {Of: "amount agreed with their CFO"},
		"answered yes: Is it within budget?":      {agenda.AnsweredYes, "Is it within budget?"},
		"exit question answered yes":              {Kind: agenda.AnsweredYes},
		"contact added":                           {Kind: agenda.ContactAdded},
		"activity logged":                         {Kind: agenda.ActivityLogged},
		"call logged":                             {agenda.ActivityLogged, "call"},
		"their counsel has sent the redline back": {Of: "their counsel has sent the redline back"},
		"  ": {},
	} {
		got := agenda.ParseMeasure(words)
		if got != want {
			t.Errorf("ParseMeasure(%q) = %+v, want %+v", words, got, want)
		}
		if again := agenda.ParseMeasure(got.String()); again != got {
			t.Errorf("%q is written %q, which is %+v", words, got, again)
		}
	}
}

func TestMeasuresAreMet(t *testing.T) {
	usd := func(n int64) agenda.Money { return agenda.Money{Minor: n * 100, Currency: "USD"} }
	before := agenda.Deal{
		ID: "d", Name: "Initech rollout", Stage: "Proposal/Price Quote", Step: agenda.Proposal, Status: agenda.Open,
		Amount: usd(84000), Close: monday + 7, NextStep: "call", NextStepDate: monday - 3, LastActivity: monday - 10, Contacts: 1,
		Track: agenda.Track{FirstAmount: usd(96000)},
	}
	change := func(f func(*agenda.Deal)) agenda.Deal {
		d := before
		f(&d)
		return d
	}
	yes := []agenda.Answer{{DealID: "d", Question: "decision-date", Value: agenda.Yes}}
	no := []agenda.Answer{{DealID: "d", Question: "decision-date", Value: agenda.No}}
	for _, c := range []struct {
		words   string
		after   agenda.Deal
		answers []agenda.Answer
		seen    string
	}{
		{"next step dated", before, nil, ""},
		{"next step dated", change(func(d *agenda.Deal) { d.NextStepDate = monday - 1 }), nil, ""},
		{"next step dated", change(func(d *agenda.Deal) { d.NextStepDate = monday + 2 }), nil, "next step is call, Wed 25 Nov"},
		{"stage is Negotiation", before, nil, ""},
		{"stage is Negotiation", change(func(d *agenda.Deal) { d.Stage, d.Step = "Negotiation/Review", agenda.Negotiation }), nil, "stage is Negotiation/Review"},
		{"stage is Negotiation", change(func(d *agenda.Deal) { d.Stage, d.Step = "Commit", agenda.Commit }), nil, "stage is Commit"},
		{"stage is Negotiation", change(func(d *agenda.Deal) { d.Stage, d.Step, d.Status = "Closed Won", agenda.ClosedWon, agenda.Won }), nil, "stage is Closed Won"},
		{"stage is Negotiation", change(func(d *agenda.Deal) { d.Stage, d.Step, d.Status = "Closed Lost", agenda.ClosedLost, agenda.Lost }), nil, ""},
		{"stage is Proposal", change(func(d *agenda.Deal) { d.Amount = usd(1) }), nil, ""}, // it was there already
		{"stage is Legal Review", change(func(d *agenda.Deal) { d.Stage = "legal review" }), nil, "stage is legal review"},
		{"close date confirmed", change(func(d *agenda.Deal) { d.Close = monday + 60 }), nil, ""}, // a push
		{"close date confirmed", change(func(d *agenda.Deal) { d.Close = monday + 3 }), nil, "closes Thu 26 Nov"},
		{"close date confirmed", before, yes, "the buyer gave a decision date"},
		{"close date confirmed", before, no, ""},
		{"amount back", change(func(d *agenda.Deal) { d.Amount = usd(90000) }), nil, ""},
		{"amount back", change(func(d *agenda.Deal) { d.Amount = usd(96000) }), nil, "amount is $96,000"},
		{"amount back to $90,000", change(func(d *agenda.Deal) { d.Amount = usd(90000) }), nil, "amount is $90,000"},
		{"amount back to $90,000", change(func(d *agenda.Deal) { d.Amount = agenda.Money{Minor: 9500000, Currency: "EUR"} }), nil, ""},
		{"answered yes: Did the buyer give a decision date?", before, yes, "answered yes: Did the buyer give a decision date?"},
		{"answered yes: Did the buyer give a decision date?", before, no, ""},
		{"answered yes: something else?", before, yes, ""},
		{"contact added", change(func(d *agenda.Deal) { d.Contacts = 3 }), nil, "2 more at the buyer's known"},
		{"contact added", before, nil, ""},
		{"activity logged", change(func(d *agenda.Deal) { d.LastActivity, d.ActivityKind = monday-1, "mail" }), nil, "mail on Sun 22 Nov"},
		{"call logged", change(func(d *agenda.Deal) { d.LastActivity, d.ActivityKind = monday-1, "mail" }), nil, ""},
		{"activity logged", change(func(d *agenda.Deal) { d.LastActivity = monday + 3 }), nil, ""}, // only planned
		{"legal has signed", change(func(d *agenda.Deal) { d.Stage = "legal has signed" }), yes, ""},
	} {
		seen, met := agenda.ParseMeasure(c.words).Met(before, c.after, c.answers, agenda.Process{}, monday)
		if seen != c.seen || met != (c.seen != "") {
			t.Errorf("%q with %+v: %q, %v, want %q", c.words, c.after, seen, met, c.seen)
		}
	}
	for _, m := range agenda.Measures(before, agenda.Process{}, monday) {
		if agenda.ParseMeasure(m.String()) != m {
			t.Errorf("the choice %q is read as %+v", m, agenda.ParseMeasure(m.String()))
		}
	}
}

func TestLastTimeInWords(t *testing.T) {
	last := agenda.LastTime{Held: monday - 7, Actions: 5, Done: 3, Carried: 2, FollowUp: monday - 4, Due: monday - 3}
	for want, l := range map[string]agenda.LastTime{
		"3 of 5 done, 2 carried, follow-up made Thu":         last,
		"1 of 5 done, 2 carried, 2 open, follow-up made Thu": {Held: last.Held, Actions: 5, Done: 1, Carried: 2, FollowUp: last.FollowUp},
		"5 of 5 done, no follow-up":                          {Held: last.Held, Actions: 5, Done: 5, Due: monday - 3},
		"0 of 1 done, 1 open":                                {Held: last.Held, Actions: 1, Due: monday},
		"no actions, follow-up made Mon 2 Nov":               {Held: last.Held, FollowUp: monday - 21},
		"":                                                   {},
	} {
		if got := l.Words(monday); got != want {
			t.Errorf("%+v in words: %q, want %q", l, got, want)
		}
	}
}
