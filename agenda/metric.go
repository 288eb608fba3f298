package agenda

import "fmt"

// Metric is one entry of a deal's metric line, the same for everybody who
// looks at the deal.
type Metric struct {
	Text string
	Bad  bool // it asks for attention
}

// Metrics returns a deal's metric line: stage and days in it, amount, close
// date with its pushes, last touch, next step.
func (d Deal) Metrics(today Date) []Metric {
	list := []Metric{d.stageMetric(today), d.amountMetric(), d.closeMetric(today), d.touchMetric(today), d.stepMetric(today)}
	nobody := func(string) string { return "" }
	for i, fields := range [...][]Field{{FieldStage}, {FieldAmount}, {FieldClose}, nil, {FieldNextStep, FieldNextStepDate}} {
		for _, f := range fields {
			if said := d.CRMSays(f, today, nobody); said != "" {
				list[i].Text += said
				break
			}
		}
	}
	return list
}

func (d Deal) stageMetric(today Date) Metric {
	if d.Stage == "" {
		return Metric{"no stage", true}
	}
	if days, known := d.DaysInStage(today); known {
		return Metric{fmt.Sprintf("%s, day %s", d.Stage, Count(days+1)), false}
	}
	return Metric{d.Stage, false}
}

func (d Deal) amountMetric() Metric {
	first := d.Track.FirstAmount
	if !d.Amount.Known() || !first.Known() || first.Currency != d.Amount.Currency || first == d.Amount {
		return Metric{d.Amount.String(), !d.Amount.Known()}
	}
	if d.Amount.Minor < first.Minor {
		return Metric{fmt.Sprintf("%s ▼ %s", d.Amount, first), true}
	}
	return Metric{fmt.Sprintf("%s ▲ %s", d.Amount, first), false}
}

func (d Deal) closeMetric(today Date) Metric {
	if d.Close == 0 {
		return Metric{"no close date", true}
	}
	text, late := "closes "+d.Close.Short(today), d.Close < today
	if d.Status != Open {
		return Metric{fmt.Sprintf("%s %s", d.Status, d.Close.Short(today)), false}
	}
	if late {
		text = fmt.Sprintf("was to close %s, %s d ago", d.Close.Short(today), Count(int(today-d.Close)))
	}
	if t := d.Track; t.Pushes > 0 {
		text += fmt.Sprintf(", pushed %d× +%s d", t.Pushes, Count(t.PushedDays))
	}
	return Metric{text, late || d.Track.Pushes > 0}
}

func (d Deal) touchMetric(today Date) Metric {
	if d.LastActivity == 0 {
		return Metric{"last touch not known", false}
	}
	kind := ""
	if d.ActivityKind != "" {
		kind = " (" + d.ActivityKind + ")"
	}
	switch days := today - d.LastActivity; {
	case days < 0:
		return Metric{fmt.Sprintf("next touch %s%s", d.LastActivity.Short(today), kind), false}
	case days == 0:
		return Metric{"last touch today" + kind, false}
	default:
		return Metric{fmt.Sprintf("last touch %s d ago%s", Count(int(days)), kind), days > 14}
	}
}

func (d Deal) stepMetric(today Date) Metric {
	switch {
	case d.NextStep == "" && d.NextStepDate == 0:
		return Metric{"next step none", true}
	case d.NextStep == "":
		return Metric{"next step " + d.NextStepDate.Short(today), d.NextStepDate < today}
	case d.NextStepDate == 0:
		return Metric{"next step: " + d.NextStep, false}
	}
	return Metric{fmt.Sprintf("next step: %s, %s", d.NextStep, d.NextStepDate.Short(today)), d.NextStepDate < today}
}
