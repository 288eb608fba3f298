package crm

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"halfhour/agenda"
)

// person answers what Open asks.
type person struct {
	columns         func(*Head) (map[string]string, error)
	dates, currency string
	asked           []string
}

func (p *person) Columns(h *Head) (map[string]string, error) {
	if p.columns == nil {
		return nil, nil
	}
	return p.columns(h)
}

func (p *person) Dates(d DatesDoubt) (string, error) {
	for _, s := range d.Samples {
		day, _ := d.Read(s, "dmy")
		month, _ := d.Read(s, "mdy")
		p.asked = append(p.asked, fmt.Sprintf("%s: %s is %s or %s", d.Column, s, day, month))
	}
	return p.dates, nil
}

func (p *person) Currency(c CurrencyDoubt) (string, error) {
	p.asked = append(p.asked, fmt.Sprintf("%s: %s in %v", c.Column, c.Symbol, c.Samples))
	return p.currency, nil
}

func TestDoubtsAreAsked(t *testing.T) {
	const text = "Name,Stage,Close Date,Amount\nA,Won,03/04/2025,$5\nB,Won,05/05/2025,$1\nC,Proposal,11/12/2025,$7\n"
	p := &person{dates: "mdy", currency: "AUD"}
	_, deals, _ := read(t, text, Options{Ask: p})
	want := []string{"Close Date: 03/04/2025 is 2025-04-03 or 2025-03-04", "Close Date: 11/12/2025 is 2025-12-11 or 2025-11-12", "Amount: $ in [$5 $1 $7]"}
	if !slices.Equal(p.asked, want) {
		t.Errorf("asked %q", p.asked)
	}
	if got := fmt.Sprint(deals[2].Close, deals[2].Amount); got != "2025-11-12A$7" && deals[2].Amount.Currency != "AUD" {
		t.Errorf("got %s", got)
	}
	for want, p := range map[error]*person{ErrDates: {currency: "USD"}, ErrCurrency: {dates: "dmy", currency: "CHF"}} {
		if _, err := OpenReader("x.csv", strings.NewReader(text), Options{Ask: p}); !errors.Is(err, want) {
			t.Errorf("without an answer: %v", err)
		}
	}
	// Nothing is asked that was said, or that a column tells.
	p = &person{}
	read(t, text, Options{Ask: p, Dates: "dmy", Currency: "USD"})
	read(t, strings.ReplaceAll(strings.ReplaceAll(text, "05/05", "25/05"), "$", "US$"), Options{Ask: p})
	if len(p.asked) > 0 {
		t.Errorf("asked %q", p.asked)
	}
}

func TestColumnsAreAsked(t *testing.T) {
	const text = "Opp tittel,Phase,Clsoe Dt,Value amt,Value amt,Sales rep,Remarks\n" +
		"Fønix,Handshake,2026-11-27,84000,1,Ana Ruiz,call\nTwo,Signed,2026-12-01,7000,2,Bo Lindqvist,\n" +
		"Three,Handshake,2026-12-03,9000,3,Ana Ruiz,mail them\n"
	var guesses []Guess
	ask := func(answer map[string]string) Options {
		return Options{Ask: &person{columns: func(h *Head) (map[string]string, error) {
			if got := strings.Join(h.Lacks(), " "); got != "name stage" && got != "name" {
				t.Errorf("lacks %q", got)
			}
			var err error
			guesses, err = h.Columns()
			return answer, err
		}}}
	}
	if _, err := OpenReader("x.csv", strings.NewReader(text), ask(nil)); !errors.Is(err, ErrHeader) {
		t.Errorf("without an answer: %v", err)
	}
	var got []string
	for _, g := range guesses {
		got = append(got, fmt.Sprintf("%s=%s%s %v", g.Name, g.Field, g.Proposed, g.Sure))
	}
	want := []string{"Opp tittel=name true", "Phase=stage false", "Clsoe Dt=close_date true", "Value amt=amount false", "Value amt (2)= false", "Sales rep=owner false", "Remarks= false"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	f, deals, _ := read(t, text, ask(map[string]string{"Opp tittel": "name", "phase": "stage", "Clsoe Dt": "close_date", "Value amt (2)": "amount", "Remarks": "extra"}))
	if d := deals[0]; d.Name != "Fønix" || d.Amount.Minor != 100 || d.Close == 0 || d.Extra != `{"Remarks":"call"}` {
		t.Errorf("got %+v", d)
	}
	unknown := f.UnknownStages()
	if len(unknown) != 2 || unknown[0] != (UnknownStage{"", "Handshake", 2, agenda.Commit}) || unknown[1] != (UnknownStage{"", "Signed", 1, agenda.ClosedWon}) {
		t.Errorf("unknown stages %+v", unknown)
	}
}

func TestTwinColumnsAreTold(t *testing.T) {
	const text = "Deal Name,Stage,Amount,amount,Close Date,Close Date\nA,Won,5,6,2026-01-01,2026-01-01\n"
	_, err := OpenReader("x.csv", strings.NewReader(text), Options{Ask: &person{columns: func(h *Head) (map[string]string, error) {
		list, err := h.Columns()
		if !list[3].Twin || list[2].Twin || list[5].Twin || list[3].Name != "amount (2)" {
			t.Errorf("got %+v", list)
		}
		return nil, err
	}}})
	if err != nil {
		t.Fatal(err)
	}
}

// What a person said about a stage counts in its pipeline, and overrules.
func TestStagesThatWereSaid(t *testing.T) {
	const text = "Deal Name,Pipeline,Stage,Is Won\n" +
		"A,New,Handshake,\nB,Renewals,Handshake,\nC,New,Proposal,\nD,New,Handshake,no\nE,New,Ink dry,true\nF,Renewals,Proposal,\n"
	f, _, _ := read(t, text, Options{})
	got := fmt.Sprint(f.UnknownStages())
	if got != "[{New Handshake 2 Commit} {Renewals Handshake 1 Commit}]" {
		t.Errorf("unknown: %s", got)
	}
	f.SetStages(map[[2]string]agenda.Step{{"New", "Handshake"}: agenda.ClosedWon, {"", "Handshake"}: agenda.Negotiation, {"Renewals", "Proposal"}: agenda.Discovery})
	deals, _ := rowsOf(t, f)
	var list []string
	for _, d := range deals {
		list = append(list, fmt.Sprint(d.Name, " ", d.Step, " ", d.Status))
	}
	want := []string{"A Won won", "B Negotiation open", "C Proposal open", "D  open", "E Won won", "F Discovery open"}
	if !slices.Equal(list, want) {
		t.Errorf("got %q", list)
	}
	// Where there is only a status, its words are the stages.
	f, _, _ = read(t, "Deal Name,Status,Amount\nA,simmering,5\nB,Won,6\n", Options{})
	if got := fmt.Sprint(f.UnknownStages()); got != "[{ simmering 1 }]" {
		t.Errorf("unknown: %s", got)
	}
	f.SetStages(map[[2]string]agenda.Step{{"", "simmering"}: agenda.ClosedLost})
	if deals, _ = rowsOf(t, f); deals[0].Status != agenda.Lost {
		t.Errorf("got %+v", deals[0])
	}
}

func TestProposedSteps(t *testing.T) {
	for stage, want := range map[string]agenda.Step{
		"4 - Legal review": agenda.Negotiation, "Vertragsverhandlung": agenda.Negotiation, "Kickoff demo": agenda.Evaluation,
		"New lead": agenda.Qualification, "Propuesta enviada": agenda.Proposal, "Lost to competitor": agenda.ClosedLost,
		"Contract signed": agenda.ClosedWon, "方案报价中": agenda.Proposal, "初步沟通": agenda.Qualification, "Purple": agenda.NoStep,
	} {
		if got := proposeStep(stage); got != want {
			t.Errorf("%q is proposed as %q, not %q", stage, got, want)
		}
	}
	f, _, _ := read(t, "Deal Name,Stage,Probability\nA,Purple,50%\nB,Teal,0.9\nC,Ochre,\n", Options{})
	if got := fmt.Sprint(f.UnknownStages()); got != "[{ Purple 1 Evaluation} {Teal 1 Negotiation} {Ochre 1 }]" && got != "[{ Purple 1 Evaluation} { Teal 1 Negotiation} { Ochre 1 }]" {
		t.Errorf("got %s", got)
	}
}

func TestModifiedIsTheNewest(t *testing.T) {
	for text, want := range map[string]string{
		"Name,Stage,LastModifiedDate\nA,Won,2026-11-20T10:00:00.000+0000\nB,Won,2026-11-22T09:00:00.000+0000\nC,Won,\n": "2026-11-22T09:00:00Z",
		"Name,Stage,Modified Time\nA,Won,25/11/2026 10:00\nB,Won,01/12/2026 9:30 PM\n":                                  "2026-12-01T21:30:00Z",
		"Name,Stage\nA,Won\n": "0001-01-01T00:00:00Z",
	} {
		f, _, _ := read(t, text, Options{})
		if got := f.Modified().Format("2006-01-02T15:04:05Z07:00"); got != want {
			t.Errorf("%q: %s, not %s", text, got, want)
		}
	}
}

// What a person says amounts without a currency are in does not answer what a
// symbol means, which is asked; both stand beside each other.
func TestASymbolIsAskedBesideACurrency(t *testing.T) {
	p := &person{currency: "USD"}
	_, deals, _ := read(t, "Name,Stage,Amount\nA,Won,$5\nB,Won,7\n", Options{Ask: p, Currency: "EUR"})
	if a, b := deals[0].Amount.Currency, deals[1].Amount.Currency; a != "USD" || b != "EUR" {
		t.Errorf("got %s and %s", a, b)
	}
	_, deals, _ = read(t, "Name,Stage,Amount ($)\nA,Won,5\n", Options{Ask: &person{currency: "USD"}, Currency: "EUR"})
	if got := deals[0].Amount.Currency; got != "USD" {
		t.Errorf("under a header with a symbol: %s", got)
	}
}
