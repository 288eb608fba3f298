package agenda

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Dossier is everything that the file knows about one deal.
type Dossier struct {
	Deal      Deal
	Owner     string
	CoOwners  []string
	Today     Date
	Candidate Candidate // what was found; the zero one for a deal that is not open

	Process Process
	Life    int             // days that an answer holds; 0 for the default
	Earlier []EarlierAnswer // the last answer to each exit question

	Contacts   []Contact
	Activities []Activity
	Notes      []Note
	Obstacles  []Obstacle
	Actions    []Action
	Changes    []Change // the oldest first
	People     []Person // everybody who said something
}

// Contact is somebody at the buyer's.
type Contact struct {
	Name    string
	Title   string
	Role    string // what they are in this deal
	Email   string
	Decides bool
}

// Activity is a mail, a call, a meeting or the like about a deal.
type Activity struct {
	Kind    string
	Day     Date
	State   string // "done", "planned", "cancelled" or ""
	Subject string
	Owner   string
}

// Name returns what somebody is called; "" for nobody.
func (d Dossier) Name(id string) string {
	for _, p := range d.People {
		if p.ID == id {
			return p.Name
		}
	}
	return ""
}

// Proof is an exit question of the deal's stage with the last answer to it.
type Proof struct {
	Question Question
	Answer   EarlierAnswer
	Answered bool
	Holds    bool // the answer is of this stage and not too old
}

// Proofs returns the exit questions of the stage that the deal is in, and the
// stage that it is ready for when all are answered yes.
func (d Dossier) Proofs() (list []Proof, next string) {
	place := d.Process.Of(d.Deal)
	b := Briefing{Today: d.Today, Earlier: d.Earlier, AnswerLife: d.Life}
	for _, q := range place.Questions {
		p := Proof{Question: q}
		p.Answer, p.Holds, p.Answered = b.EarlierTo(d.Deal, q.ID)
		list = append(list, p)
	}
	return list, place.Next
}

// Event is one entry of a deal's timeline.
type Event struct {
	Day  Date
	Kind string // in one word: "created", "stage", "mail", "note", …
	Text string
	By   string // whose it is, "" when nobody says
	at   time.Time
}

// Timeline returns everything that happened to the deal and is planned, the
// latest first.
func (d Dossier) Timeline() []Event {
	var list []Event
	add := func(at time.Time, kind, by, text string) {
		list = append(list, Event{DateOf(at), kind, text, by, at})
	}
	on := func(day Date, kind, by, text string) {
		if day != 0 {
			list = append(list, Event{day, kind, text, by, day.Time()})
		}
	}
	on(d.Deal.Created, "created", "", "the deal was created")
	for _, c := range d.Changes {
		text := c.Words(d.Today)
		if changeKind(c.Field) == "change" {
			text = fieldName(c.Field) + " " + text
		}
		add(c.At, changeKind(c.Field), "", text)
	}
	for _, a := range d.Activities {
		on(a.Day, cmp.Or(a.Kind, "activity"), a.Owner, strings.TrimSpace(a.Subject+state(a.State)))
	}
	for _, a := range d.Earlier {
		add(a.At, "answer", d.Name(a.Author), string(a.Value)+": "+d.Process.Wording(a.Question)+evidence(a.Evidence))
	}
	for _, n := range d.Notes {
		add(n.At, "note", d.Name(n.Author), n.Text)
	}
	for _, a := range d.Actions {
		add(a.At, "action", d.Name(a.Owner), a.Text)
		if !a.DoneAt.IsZero() {
			add(a.DoneAt, "action", d.Name(a.Owner), string(a.State)+": "+a.Text)
		}
	}
	for _, f := range d.Deal.Fixes {
		add(f.At, "mended", d.Name(f.Author), fieldName(f.Field)+" is "+ShowValue(f.Field, f.Value, d.Today, d.Name))
	}
	list = slices.DeleteFunc(list, func(e Event) bool { return e.at.IsZero() })
	slices.SortStableFunc(list, func(a, b Event) int { return cmp.Or(cmp.Compare(b.Day, a.Day), b.at.Compare(a.at)) })
	return list
}

func state(s string) string {
	if s == "" || s == "done" {
		return ""
	}
	return " (" + s + ")"
}

func evidence(text string) string {
	if text == "" {
		return ""
	}
	return " · " + text
}

func changeKind(f Field) string {
	switch f {
	case FieldClose:
		return "close date"
	case FieldStage, FieldStatus, FieldAmount, FieldOwner, FieldForecast, FieldName, FieldAccount:
		return string(f)
	case FieldNextStep, FieldNextStepDate:
		return "next step"
	}
	return "change"
}

func fieldName(f Field) string { return strings.ReplaceAll(string(f), "_", " ") }
