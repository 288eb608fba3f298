// Package process reads and writes a team's own stages as TOML: in order, each
// with the standard stage it is like, the CRM's names of it, how long deals
// usually stay, and its exit questions.
//
// A question keeps its id when its words change, so that what was answered
// stays answered; one without an id gets the id of the same words, or a new one.
package process

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"halfhour/agenda"
	"halfhour/agenda/safe"
	"halfhour/agenda/tomlfile"
)

// file is the shape of the TOML.
type file struct {
	Stages []stage `toml:"stage"`
}

type stage struct {
	Name      string     `toml:"name"`
	Like      string     `toml:"like"`
	Days      *int       `toml:"days"`
	CRM       []string   `toml:"crm"`
	Questions []question `toml:"questions"`
}

type question struct {
	ID  string `toml:"id"`
	Ask string `toml:"ask"`
}

// What a process may have. Two or three questions are rule 5 of a review; the
// rest keeps it readable.
const (
	mostStages     = 30
	leastQuestions = 2
	mostQuestions  = 3
	mostDays       = 3650
	mostName       = 60
	mostAsk        = 300
	mostCRM        = 100
)

// Parse reads a process. old is what it replaces: a question without an id that
// has the words of one there keeps its id. The error is a *tomlfile.Mistake.
func Parse(text []byte, old agenda.Process) (agenda.Process, error) {
	var f file
	doc, err := tomlfile.Read(text, &f)
	if err != nil {
		return agenda.Process{}, err
	}
	r := reading{doc: doc, old: old, names: map[string]string{}, ids: map[string]bool{}}
	for _, s := range f.Stages {
		for _, q := range s.Questions {
			r.ids[q.ID] = false // taken, and not seen yet
		}
	}
	var p agenda.Process
	for i, s := range f.Stages {
		stage, err := r.stage(fmt.Sprintf("stage.%d", i), s)
		if err != nil {
			return agenda.Process{}, err
		}
		p.Stages = append(p.Stages, stage)
	}
	return p, r.whole(p)
}

// reading is a process being read.
type reading struct {
	doc   tomlfile.Document
	old   agenda.Process
	names map[string]string // of stages and the CRM's, folded → the stage
	ids   map[string]bool   // of questions → seen
}

func (r *reading) stage(at string, s stage) (agenda.ProcessStage, error) {
	out := agenda.ProcessStage{Name: strings.TrimSpace(s.Name)}
	if err := r.claim(at+".name", out.Name, out.Name); err != nil {
		return out, err
	}
	var err error
	if out.Step, err = r.like(at+".like", s.Like, out.Name); err != nil {
		return out, err
	}
	if out.Days, err = r.days(at+".days", s.Days, out); err != nil {
		return out, err
	}
	if len(s.CRM) > mostCRM {
		return out, r.doc.Wrong(at+".crm", "“%s” has more than %d names", out.Name, mostCRM)
	}
	for i, name := range s.CRM {
		name = strings.TrimSpace(name)
		if strings.EqualFold(name, out.Name) {
			continue // said already
		}
		if err := r.claim(fmt.Sprintf("%s.crm.%d", at, i), name, out.Name); err != nil {
			return out, err
		}
		out.CRM = append(out.CRM, name)
	}
	out.Questions, err = r.questions(at, s.Questions, out)
	return out, err
}

// claim takes a name for a stage; no two stages are called the same.
func (r *reading) claim(at, name, stage string) error {
	switch {
	case name == "":
		return r.doc.Wrong(at, "a stage needs a name")
	case len([]rune(name)) > mostName:
		return r.doc.Wrong(at, "a name has at most %d characters", mostName)
	}
	key := strings.ToLower(name)
	if other, taken := r.names[key]; taken {
		return r.doc.Wrong(at, "“%s” is a name of “%s” already", safe.Line(name), safe.Line(other))
	}
	r.names[key] = stage
	return nil
}

// like reads which standard stage a stage is like: its own name says so too.
func (r *reading) like(at, like, name string) (agenda.Step, error) {
	typed := strings.TrimSpace(like)
	if typed == "" {
		typed = name
	}
	var known []string
	for _, s := range agenda.DefaultProcess().Stages {
		if strings.EqualFold(s.Name, typed) {
			return s.Step, nil
		}
		known = append(known, s.Name)
	}
	return agenda.NoStep, r.doc.Wrong(at, "say which of these “%s” is like: %s", safe.Line(name), strings.Join(known, ", "))
}

func (r *reading) days(at string, days *int, s agenda.ProcessStage) (int, error) {
	switch {
	case s.Status() != agenda.Open && days != nil && *days != 0:
		return 0, r.doc.Wrong(at, "“%s” is an end: deals do not wait there", safe.Line(s.Name))
	case s.Status() != agenda.Open:
		return 0, nil
	case days == nil:
		return s.Step.Days(), nil
	case *days < 1 || *days > mostDays:
		return 0, r.doc.Wrong(at, "%d days make no sense: say from 1 to %d", *days, mostDays)
	}
	return *days, nil
}

func (r *reading) questions(at string, list []question, s agenda.ProcessStage) ([]agenda.Question, error) {
	name := safe.Line(s.Name)
	switch n := len(list); {
	case s.Status() != agenda.Open && n > 0:
		return nil, r.doc.Wrong(at+".questions", "“%s” is an end and asks nothing", name)
	case s.Status() == agenda.Open && (n < leastQuestions || n > mostQuestions):
		return nil, r.doc.Wrong(at+".questions", "“%s” has %d exit questions; two or three decide", name, n)
	}
	var out []agenda.Question
	for i, q := range list {
		here := fmt.Sprintf("%s.questions.%d", at, i)
		ask := strings.Join(strings.Fields(q.Ask), " ")
		switch n := len([]rune(ask)); {
		case n == 0:
			return nil, r.doc.Wrong(here, "the question has no words: ask = \"…?\"")
		case n > mostAsk:
			return nil, r.doc.Wrong(here+".ask", "a question has at most %d characters; one breath is enough", mostAsk)
		}
		id := strings.TrimSpace(q.ID)
		switch seen, said := r.ids[id]; {
		case id == "":
			id = r.idOf(ask)
		case len(id) > mostName || strings.ContainsFunc(id, func(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }):
			return nil, r.doc.Wrong(here+".id", "an id is one short word without spaces")
		case said && seen:
			return nil, r.doc.Wrong(here+".id", "the id “%s” is another question's already: leave it out and one is made", safe.Line(id))
		}
		r.ids[id] = true
		out = append(out, agenda.Question{ID: id, Text: ask})
	}
	return out, nil
}

// idOf returns the id of the same words in the old process, else a new one made
// of them.
func (r *reading) idOf(ask string) string {
	for _, q := range r.old.Questions() {
		if _, taken := r.ids[q.ID]; q.Text == ask && !taken {
			return q.ID
		}
	}
	words := strings.FieldsFunc(strings.ToLower(ask), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	base := []rune(strings.Join(words[:min(len(words), 5)], "-"))
	if len(base) == 0 {
		base = []rune("question")
	}
	base = base[:min(len(base), 40)]
	id := string(base)
	for n := 2; r.taken(id); n++ {
		id = fmt.Sprintf("%s-%d", string(base), n)
	}
	return id
}

// taken says whether an id is in use, here or by another question before: its
// answers are not this one's.
func (r *reading) taken(id string) bool {
	_, here := r.ids[id]
	return here || slices.ContainsFunc(r.old.Questions(), func(q agenda.Question) bool { return q.ID == id })
}

// whole refuses a process in which no deal could go its way.
func (r *reading) whole(p agenda.Process) error {
	count := map[agenda.Status]int{}
	for _, s := range p.Stages {
		count[s.Status()]++
	}
	switch {
	case len(p.Stages) > mostStages:
		return r.doc.Wrong(fmt.Sprintf("stage.%d", mostStages), "more than %d stages are no map any more", mostStages)
	case count[agenda.Open] == 0:
		return r.doc.Wrong("stage", "there is no stage that deals are open in: each begins with [[stage]]")
	case count[agenda.Won] == 0:
		return r.doc.Wrong("stage", "no stage wins: one has to be like \"Won\"")
	case count[agenda.Lost] == 0:
		return r.doc.Wrong("stage", "no stage loses: one has to be like \"Lost\"")
	}
	return nil
}
