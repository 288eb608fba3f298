package main

import (
	"strings"

	"golang.org/x/term"

	"halfhour/agenda"
	"halfhour/agenda/movement"
	"halfhour/agenda/safe"
)

// closing finds the deals that --closing means by their close date.
func closing(typed string, calendar agenda.Calendar, last, today agenda.Date) (movement.Term, error) {
	switch typed {
	case "":
		return movement.Quarter(calendar, last), nil
	case "all":
		return movement.Term{}, nil
	}
	day, err := agenda.ParseDate(typed)
	if err != nil {
		if day, err = pastDay(typed, today); err != nil {
			return movement.Term{}, misuse("--closing: %s; or all", err)
		}
	}
	return movement.Quarter(calendar, day), nil
}

// leastBar is how many cells a waterfall's bars need at least to say anything.
const leastBar = 16

var stepColumns = []column{{head: "step"}, {head: "deals", right: true}, {head: "amount", right: true}, {}}

// printWaterfall prints a table for each currency, on a terminal with bars.
func (p *program) printWaterfall(w movement.Waterfall, today agenda.Date) {
	of := "All open deals"
	if (w.Term != movement.Term{}) {
		of = "Open deals that close from " + w.Term.From.Short(today) + " to " + (w.Term.Next - 1).Short(today)
	}
	if len(w.Falls) == 0 {
		p.printf("\n%s: none with an amount, then or now.\n", of)
	}
	for _, f := range w.Falls {
		p.printf("\n%s%s\n", of, word(len(w.Falls) > 1, ", in "+currencyName(f.Currency)))
		fall := fallOf(f)
		rows := stepRows(fall)
		if p.onTerminal() {
			window, _, _ := term.GetSize(int(p.out.file.Fd()))
			addBars(rows, fall, window)
		}
		p.table(stepColumns, rows)
	}
	if w.NoAmount > 0 {
		p.printf("\n%s without an amount at the end not counted.\n", agenda.Counted(w.NoAmount, "deal"))
	}
}

func currencyName(code string) string {
	if code == agenda.NoCurrency {
		return "no currency"
	}
	return code
}

// fallOf is a waterfall as it is shown: without deals that came back or went
// where there are none.
func fallOf(f movement.Fall) agenda.Fall {
	shown := agenda.Fall{Currency: f.Currency}
	for _, s := range f.Steps {
		if s.Deals == 0 && (s.Kind == movement.Back || s.Kind == movement.Gone) {
			continue
		}
		name := string(s.Kind)
		if s.Kind == movement.Pushed {
			name = "pushed out"
		}
		shown.Steps = append(shown.Steps, agenda.FallStep{
			Name: name, Deals: s.Deals, Amount: s.Amount, Total: s.Kind == movement.Start || s.Kind == movement.End,
		})
	}
	return shown
}

// stepRows has a row for each step, the last cell for its bar.
func stepRows(f agenda.Fall) [][]safe.Text {
	var rows [][]safe.Text
	for _, s := range f.Steps {
		amount := f.Money(s).String()
		switch {
		case s.Total:
		case s.Deals == 0:
			amount = "-"
		case s.Amount > 0:
			amount = "+" + amount
		}
		rows = append(rows, []safe.Text{safe.Text(s.Name), count(s.Deals), safe.Line(amount), ""})
	}
	return rows
}

// addBars draws each step from where the one before ended: what there is and
// what comes full, what goes light. A window too narrow for it gets none.
func addBars(rows [][]safe.Text, f agenda.Fall, window int) {
	room := window
	for i, c := range stepColumns[:3] {
		widest := len(c.head)
		for _, row := range rows {
			widest = max(widest, safe.Width(row[i]))
		}
		room -= widest + len(gap)
	}
	if room < leastBar {
		return
	}
	for i, bar := range f.Bars(room) {
		fill := "█"
		if s := f.Steps[i]; s.Amount < 0 && !s.Total {
			fill = "░"
		}
		rows[i][3] = safe.Text(strings.Repeat(" ", bar[0]) + strings.Repeat(fill, bar[1]-bar[0]))
	}
}

type stepJSON struct {
	Currency string        `json:"currency"`
	Step     movement.Kind `json:"step"`
	Deals    int           `json:"deals"`
	Amount   string        `json:"amount"`
	From     string        `json:"closes_from"` // "" with Until: any date, and none
	Until    string        `json:"closes_until"`
}

func (p *program) waterfallJSON(w movement.Waterfall) error {
	from, until := "", ""
	if (w.Term != movement.Term{}) {
		from, until = w.Term.From.String(), (w.Term.Next - 1).String()
	}
	var list []stepJSON
	for _, f := range w.Falls {
		for _, s := range f.Steps {
			amount := agenda.Money{Minor: s.Amount, Currency: f.Currency}.Decimal()
			list = append(list, stepJSON{f.Currency, s.Kind, s.Deals, amount, from, until})
		}
	}
	return printJSON(p, list)
}
