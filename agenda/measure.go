package agenda

import (
	"fmt"
	"strings"
)

// MeasureKind is what kind of thing shows that an action is done.
type MeasureKind string

// The kinds of measures. Which of them is meant is read from the words of
// Action.DoneWhen, so that words are all that is kept, sent and exported.
const (
	InWords        MeasureKind = "" // free text: only people can say
	StepDated      MeasureKind = "next step dated"
	StageReached   MeasureKind = "stage is"
	CloseConfirmed MeasureKind = "close date confirmed"
	AmountBack     MeasureKind = "amount back"
	AnsweredYes    MeasureKind = "answered yes"
	ContactAdded   MeasureKind = "contact added"
	ActivityLogged MeasureKind = "activity logged"
)

// Measure is the metric that will show that an action is done.
type Measure struct {
	Kind MeasureKind
	// Of is the stage to be reached, the question to be answered, the kind of
	// activity, the amount; "" for any. For InWords it is all of the words.
	Of string
}

// measureWords are the beginnings that each kind is known by, as Fold has them.
// The kinds' own names come first: they are what String writes.
var measureWords = []struct {
	kind   MeasureKind
	begins []string
}{
	{StepDated, []string{"next step dated", "next step is dated", "next step has a date", "dated next step", "next step set", "next step"}},
	{StageReached, []string{"stage is", "stage reached", "reaches stage", "in stage", "moved to", "stage"}},
	{CloseConfirmed, []string{"close date confirmed", "close date is confirmed", "closing date confirmed", "close date"}},
	{AmountBack, []string{"amount back to", "amount is back", "amount back", "amount is", "amount"}},
	{AnsweredYes, []string{"answered yes", "exit question answered yes", "question answered yes", "yes to"}},
	{ContactAdded, []string{"contact added", "a contact added", "new contact"}},
	{ActivityLogged, []string{"activity logged", "an activity logged"}},
}

// activityKinds are what can be logged by its own name: "call logged".
var activityKinds = []string{"call", "meeting", "mail", "e-mail", "email", "demo", "task", "visit"}

// ParseMeasure reads a measure from the words of an action's done-when. Words
// that are none of the kinds are free text; it never fails.
func ParseMeasure(words string) Measure {
	words = strings.TrimSpace(words)
	folded := Fold(words)
	for _, kind := range activityKinds {
		if folded == kind+" logged" || folded == "a "+kind+" logged" {
			return Measure{ActivityLogged, kind}
		}
	}
	for _, m := range measureWords {
		for _, begin := range m.begins {
			rest, ok := cutFolded(words, begin)
			if !ok {
				continue
			}
			of := strings.TrimSpace(strings.TrimLeft(rest, ":= "))
			if m.kind.takes(begin, of) {
				return Measure{m.kind, of}
			}
		}
	}
	return Measure{InWords, words}
}

// takes says whether words that begin as a kind does can be one, by what
// follows. "Next step is a demo" and "amount agreed with legal" are free text.
func (k MeasureKind) takes(begin, of string) bool {
	switch k {
	case StageReached:
		return of != "" && (begin != "stage" || len(strings.Fields(of)) <= 3)
	case AmountBack:
		return of == "" && begin != "amount" || strings.ContainsAny(of, "0123456789")
	case StepDated, CloseConfirmed:
		return of == "" || strings.EqualFold(of, "by the buyer")
	case AnsweredYes:
		return true
	case ContactAdded:
		return of == "" || begin == string(ContactAdded)
	}
	return of == ""
}

// cutFolded cuts a beginning off words, whatever their capitals; the beginning
// must end at the end of a word.
func cutFolded(words, begin string) (rest string, ok bool) {
	if len(words) < len(begin) || !strings.EqualFold(words[:len(begin)], begin) {
		return "", false
	}
	rest = words[len(begin):]
	return rest, rest == "" || strings.ContainsRune(" :=", rune(rest[0]))
}

// String returns the words of a measure, which ParseMeasure reads as the same.
func (m Measure) String() string {
	switch {
	case m.Kind == InWords:
		return m.Of
	case m.Of == "":
		return string(m.Kind)
	case m.Kind == StageReached:
		return "stage is " + m.Of
	case m.Kind == AmountBack:
		return "amount back to " + m.Of
	case m.Kind == ActivityLogged:
		return m.Of + " logged"
	}
	return string(m.Kind) + ": " + m.Of
}

// Met says whether a measure has become true: it was not when the deal was as
// before, when the action was agreed, and it is now that the deal is as after.
// answers are those given on the deal since then. seen is what shows it: "stage
// is Negotiation". Free text is never met: only people can say.
func (m Measure) Met(before, after Deal, answers []Answer, p Process, today Date) (seen string, met bool) {
	switch m.Kind {
	case StepDated:
		return stepDated(before, after, today)
	case StageReached:
		return stageReached(m.Of, before, after, p)
	case CloseConfirmed:
		return closeConfirmed(before, after, answers, today)
	case AmountBack:
		return amountBack(m.Of, before, after)
	case AnsweredYes:
		return answeredYes(m.Of, answers, p)
	case ContactAdded:
		if more := after.Contacts - before.Contacts; more > 0 {
			return fmt.Sprintf("%d more at the buyer's known", more), true
		}
	case ActivityLogged:
		return activityLogged(m.Of, before, after, today)
	}
	return "", false
}

func stepDated(before, after Deal, today Date) (string, bool) {
	if after.NextStepDate == 0 || after.NextStepDate < today {
		return "", false
	}
	same := before.NextStepDate == after.NextStepDate && Fold(before.NextStep) == Fold(after.NextStep)
	if same {
		return "", false
	}
	if after.NextStep == "" {
		return "next step on " + after.NextStepDate.Short(today), true
	}
	return fmt.Sprintf("next step is %s, %s", after.NextStep, after.NextStepDate.Short(today)), true
}

// stageReached compares places in the process: a deal that went further than
// the stage has reached it.
func stageReached(stage string, before, after Deal, p Process) (string, bool) {
	goal := p.placeNamed(stage)
	reached := func(d Deal) bool {
		switch {
		case Fold(d.Stage) == Fold(stage):
			return true
		case d.Status == Lost || goal < 0:
			return false
		case d.Status == Won:
			return true
		}
		place := p.Of(d)
		return place.Lost == "" && place.at >= goal
	}
	if !reached(after) || reached(before) {
		return "", false
	}
	return "stage is " + after.Stage, true
}

// placeNamed returns where a stage stands in a process, by the team's, the
// CRM's or the standard name of it; -1 when there is none so called.
func (p Process) placeNamed(stage string) int {
	stage = strings.Join(strings.Fields(stage), " ")
	step := NoStep
	for s, name := range stepNames {
		if strings.EqualFold(name, stage) {
			step = Step(s)
		}
	}
	like := -1
	for i, s := range p.All() {
		if s.Named(stage) {
			return i
		}
		if like < 0 && step != NoStep && s.Step == step {
			like = i
		}
	}
	return like
}

// dateQuestion is the exit question that asks the buyer for a date.
const dateQuestion = "decision-date"

// closeConfirmed holds when the buyer's date is answered yes, when a close date
// that was missing, past or later became one to come, or when the deal is won.
// A date that was pushed is not a confirmed one.
func closeConfirmed(before, after Deal, answers []Answer, today Date) (string, bool) {
	for _, a := range answers {
		if a.Question == dateQuestion && a.Value == Yes {
			return "the buyer gave a decision date", true
		}
	}
	if after.Status == Won && before.Status != Won {
		return "won " + after.Close.Short(today), true
	}
	if after.Close < today || after.Close == before.Close {
		return "", false
	}
	if before.Close == 0 || before.Close < today || after.Close < before.Close {
		return "closes " + after.Close.Short(today), true
	}
	return "", false
}

// amountBack holds when the amount rose to the one named; without one, to what
// it was at first, or at all when it was never more.
func amountBack(to string, before, after Deal) (string, bool) {
	if !after.Amount.Known() {
		return "", false
	}
	goal := before.Amount.Minor + 1
	if first := before.Track.FirstAmount; first.Known() && first.Currency == after.Amount.Currency && first.Minor > before.Amount.Minor {
		goal = first.Minor
	}
	if to != "" {
		named, ok := wholeAmount(to, after.Amount.Currency)
		if !ok {
			return "", false
		}
		goal = named
	}
	was := before.Amount.Known() && before.Amount.Currency == after.Amount.Currency && before.Amount.Minor >= goal
	if was || after.Amount.Minor < goal || before.Amount.Known() && before.Amount.Currency != after.Amount.Currency {
		return "", false
	}
	return "amount is " + after.Amount.String(), true
}

// wholeAmount reads the number in "$96,000" as minor units of a currency.
func wholeAmount(s, currency string) (minor int64, ok bool) {
	number := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' {
			return r
		}
		return -1
	}, s)
	m, ok := ParseMoney(number + " " + currency)
	return m.Minor, ok
}

// answeredYes looks for the question by its words or its id; without either any
// question will do.
func answeredYes(question string, answers []Answer, p Process) (string, bool) {
	for _, a := range answers {
		words := p.Wording(a.Question)
		if a.Value == Yes && (question == "" || Fold(words) == Fold(question) || Fold(a.Question) == Fold(question)) {
			return "answered yes: " + words, true
		}
	}
	return "", false
}

func activityLogged(kind string, before, after Deal, today Date) (string, bool) {
	if after.LastActivity <= before.LastActivity || after.LastActivity > today {
		return "", false
	}
	if kind != "" && after.ActivityKind != "" && !sameActivity(kind, after.ActivityKind) {
		return "", false
	}
	what := after.ActivityKind
	if what == "" {
		what = "an activity"
	}
	return fmt.Sprintf("%s on %s", what, after.LastActivity.Short(today)), true
}

func sameActivity(a, b string) bool {
	plain := func(s string) string {
		if s = strings.ReplaceAll(Fold(s), "-", ""); s == "email" {
			return "mail"
		}
		return s
	}
	return plain(a) == plain(b)
}

// LikelyMeasure is the measure that an action on a deal gets until somebody
// chooses another: the next step gets a date, or when it has one the deal
// reaches the next stage.
func LikelyMeasure(d Deal, p Process, today Date) Measure {
	if d.NextStepDate >= today && d.NextStepDate != 0 && d.NextStep != "" {
		if next := p.Of(d).Next; next != "" {
			return Measure{StageReached, next}
		}
	}
	return Measure{Kind: StepDated}
}

// Measures lists what usually shows that an action on a deal is done, what is
// most likely meant first.
func Measures(d Deal, p Process, today Date) []Measure {
	likely := LikelyMeasure(d, p, today)
	list := []Measure{likely}
	add := func(m Measure) {
		if m != likely {
			list = append(list, m)
		}
	}
	add(Measure{Kind: StepDated})
	place := p.Of(d)
	if place.Next != "" {
		add(Measure{StageReached, place.Next})
	}
	add(Measure{Kind: CloseConfirmed})
	if first := d.Track.FirstAmount; first.Known() && first.Currency == d.Amount.Currency && first.Minor > d.Amount.Minor {
		add(Measure{AmountBack, first.String()})
	}
	for _, q := range place.Questions {
		add(Measure{AnsweredYes, q.Text})
	}
	add(Measure{Kind: ContactAdded})
	add(Measure{Kind: ActivityLogged})
	return list
}
