package crm

import (
	"fmt"
	"slices"
	"strings"

	"halfhour/agenda"
)

// words fills in what is kept as written.
func (r *rowReader) words(d *Deal, c []string) {
	d.ID = something(r.own(c, r.id))
	d.Name = r.own(c, r.name)
	d.Account = something(r.shared(c, r.account))
	d.Owner = r.somebody(r.shared(c, r.owner))
	d.OwnerAlso = r.alsoOwner(c)
	d.Pipeline = r.shared(c, r.pipeline)
	d.Stage = r.shared(c, r.stage)
	d.ActivityKind = r.shared(c, r.activityKind)
	d.NextStep = r.own(c, r.nextStep)
	d.Forecast = r.shared(c, r.forecast)
	if d.Name == "" {
		d.Name = nameFor(r.shared(c, r.product), d.Account, d.ID)
	}
	r.owners(d, c)
	r.buyers(d, c)
}

// nameFor makes up the name of a deal without one. What is not telling by
// itself, a product or an account, has the CRM's id behind it.
func nameFor(product, account, id string) string {
	var parts []string
	for _, part := range []string{product, account} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) < 2 && id != "" {
		parts = append(parts, id)
	}
	return strings.Join(parts, " · ")
}

// something is a cell's text, "" for one that stands for nothing.
func something(s string) string {
	if noValue(s) {
		return ""
	}
	return s
}

// somebody is the name in a cell, "" for one that says that it is nobody's.
func (r *rowReader) somebody(s string) string {
	name, ok := r.people[s]
	if !ok {
		name = personIn(s)
		remember(r.people, s, name)
	}
	return name
}

func personIn(s string) string {
	if len(s) > maxValue {
		return s
	}
	switch strings.ToLower(strings.Trim(s, "()[]<>- ")) {
	case "unassigned", "no owner", "not assigned", "nobody", "not set", "deactivated user", "nicht zugewiesen", "sin asignar", "sin propietario",
		"non attribué", "aucun", "nenhum", "sem proprietário", "non assegnato", "niet toegewezen", "未分配", "未分配负责人", "無負責人", "未割り当て", "担当者なし", "미지정", "не назначен", "нет ответственного":
		return ""
	}
	return something(s)
}

// owners takes the co-owners out of the owner's cell ("a; b") and adds those of
// columns of their own.
func (r *rowReader) owners(d *Deal, c []string) {
	if strings.Contains(d.Owner, ";") {
		d.CoOwners = splitNames(d.Owner)
		d.Owner = ""
		if len(d.CoOwners) > 0 {
			d.Owner, d.CoOwners = d.CoOwners[0], d.CoOwners[1:]
		}
	}
	for _, i := range r.coOwners {
		for _, name := range splitNames(r.own(c, i)) {
			if name != d.Owner && !slices.Contains(d.CoOwners, name) {
				d.CoOwners = append(d.CoOwners, name)
			}
		}
	}
}

func (r *rowReader) standing(d *Deal, c []string) {
	step, said := r.saidStep(d.Pipeline, d.Stage)
	var ok bool
	if !said {
		if step, ok = r.steps[d.Stage]; !ok {
			step = r.v.stepOf(d.Stage)
			remember(r.steps, d.Stage, step)
		}
	}
	var status agenda.Status
	if word := r.shared(c, r.status); word != "" {
		if known, said := r.saidStep(d.Pipeline, word); said && r.stage < 0 {
			status, step = statusOf(known), known
		} else if status, ok = r.statuses[word]; !ok {
			status = r.v.statusWord(word)
			remember(r.statuses, word, status)
		}
		if statusOf(step) != agenda.Open && status == agenda.Open && r.v.busy[fold(word)] {
			status = ""
		}
		if r.staged {
			if d.Stage = word; step == agenda.NoStep {
				step = r.v.stepOf(word)
			}
		}
	}
	lost := parseFlag(cell(c, r.isLost))
	if parseFlag(cell(c, r.isActive)) == no {
		lost = yes
	}
	d.Status, d.Step = standing(status, parseFlag(cell(c, r.isClosed)), parseFlag(cell(c, r.isWon)), lost, step)
}

// saidStep is the step that a person said a stage is.
func (r *rowReader) saidStep(pipeline, stage string) (agenda.Step, bool) {
	if r.said == nil {
		return agenda.NoStep, false
	}
	step, ok := r.said[[2]string{pipeline, stage}]
	if !ok {
		step, ok = r.said[[2]string{"", stage}]
	}
	return step, ok
}

func (r *rowReader) datesOf(d *Deal, c []string) {
	d.Close = r.date(c, r.close, true)
	for _, column := range r.closeActuals {
		if actual := r.date(c, column, true); actual != 0 && (d.Status != agenda.Open || r.close < 0) {
			d.Close = actual
			break
		}
	}
	d.Created = r.date(c, r.created, true)
	d.StageSince = r.date(c, r.stageSince, false)
	r.entrances(d, c)
	d.LastActivity = r.date(c, r.lastActivity, false)
	d.NextStepDate = r.date(c, r.nextStepDate, false)
	if s := cell(c, r.modified); s != "" {
		at, ok := r.dates[r.modified].instant(s)
		if d.Modified = at; !ok {
			r.counts.Unread[r.headers[r.modified]]++
		}
	}
}

// date reads a date cell. A cell that is none rejects the row where the date
// matters, and is counted elsewhere.
func (r *rowReader) date(c []string, column int, matters bool) agenda.Date {
	s := cell(c, column)
	if s == "" {
		return 0
	}
	date, ok := r.dates[column].parse(s)
	if !ok {
		if matters {
			r.reject(column, "%q is not a date", s)
		} else {
			r.counts.Unread[r.headers[column]]++
		}
	}
	return date
}

// amountOf reads the amount: of a closed deal what it brought, where that is
// known.
func (r *rowReader) amountOf(d *Deal, c []string) {
	code, named := r.currencyOf(c)
	d.Amount = r.worth(c, r.amount, r.money, code, named)
	for _, other := range r.amounts {
		if d.Amount.Known() {
			break
		}
		d.Amount = r.worth(c, other.column, other.style, other.code, false)
	}
	if d.Status != agenda.Open {
		if actual := r.worth(c, r.amountActual, r.moneyActual, code, named); actual.Known() {
			d.Amount = actual
		}
	}
}

func (r *rowReader) worth(c []string, column int, style moneyStyle, code string, named bool) agenda.Money {
	s := cell(c, column)
	if noValue(s) {
		return agenda.Money{}
	}
	a, ok := style.parse(s)
	if !ok {
		r.reject(column, "%q is not an amount", s)
		return agenda.Money{}
	}
	switch {
	case a.codes == nil || slices.Contains(a.codes, code):
	case named:
		r.reject(column, "%q is not in the currency of its row, %s", s, code)
	case len(a.codes) == 1:
		code = a.codes[0]
	case slices.Contains(a.codes, r.told):
		code = r.told
	case r.yuanSign(a.symbol):
		code = "CNY"
	case slices.Contains(a.codes, r.taken):
		code = r.taken
		r.counts.Taken[a.symbol]++
	default:
		r.reject(column, "%q may be %s", s, anyOf(a.codes))
	}
	m, err := a.value.minor(code)
	if err != nil {
		r.reject(column, "%q: %v", s, err)
	}
	return m
}

// currencyOf returns the currency of a row's amounts, and whether a column
// names it.
func (r *rowReader) currencyOf(c []string) (code string, named bool) {
	s := cell(c, r.currency)
	if noValue(s) || currencyID(s) {
		return r.home, false
	}
	code, ok := r.currencies[s]
	if !ok {
		if codes := symbolCodes(s); len(codes) == 1 {
			code = codes[0]
		} else if slices.Contains(codes, r.home) {
			code = r.home
		} else if r.yuanSign(s) {
			code = "CNY"
		} else if slices.Contains(codes, r.taken) {
			code = r.taken
		}
		remember(r.currencies, strings.Clone(s), code)
	}
	if code == "" {
		r.reject(r.currency, "%q is not a currency that halfhour knows", s)
		return r.home, false
	}
	return code, true
}

// reject keeps the first fault of a row.
func (r *rowReader) reject(column int, format string, args ...any) {
	if r.rejected == nil {
		for i, a := range args {
			if s, ok := a.(string); ok {
				args[i] = cut(s, 80)
			}
		}
		r.rejected = &Rejected{Column: r.headers[column], Reason: fmt.Sprintf(format, args...)}
	}
}
