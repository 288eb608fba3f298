package crm

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	"halfhour/agenda"
)

//go:embed vocabulary/*.csv
var vocabularyFiles embed.FS

// meaning is what the vocabulary says about one spelling of a header.
type meaning struct {
	field string
	rank  int // within the field; lower is better
}

// vocabulary is the embedded data, by folded spelling.
type vocabulary struct {
	headers  map[string]meaning
	own      map[string]map[string]meaning // CRM → headers that mean something else in its files
	spelling map[string][]string           // exact header → the CRMs that write it so
	plain    map[string]bool               // headers that anybody may write so: they tell no CRM
	long     map[string]string             // shortened word of a header → in full
	steps    map[string]agenda.Step
	statuses map[string]agenda.Status
	busy     map[string]bool     // statuses of an open deal that a closed stage overrules
	names    map[string]string   // currency name → code
	symbols  map[string][]string // currency symbol, lower case → codes
	locales  map[string]string   // number of a country in number formats, lower case → code
	footers  []footer
	kinds    []kindRule
	columns  map[Kind]*wording   // of the kinds that are not deals
	deciders map[string]bool     // roles
	doings   map[string][]string // what activities.csv says of a word
	composed *composition
}

// vocab loads the embedded files. They are part of the program: a mistake in
// one is a mistake in the program, found by every test, and panics.
var vocab = sync.OnceValue(func() *vocabulary {
	v := &vocabulary{
		headers:  map[string]meaning{},
		own:      map[string]map[string]meaning{},
		spelling: map[string][]string{}, plain: map[string]bool{},
		long:     map[string]string{},
		steps:    map[string]agenda.Step{},
		statuses: map[string]agenda.Status{},
		busy:     map[string]bool{},
		names:    map[string]string{},
		symbols:  map[string][]string{},
		locales:  map[string]string{},
		columns:  map[Kind]*wording{},
		deciders: map[string]bool{},
		doings:   map[string][]string{},
	}
	headers := vocabularyRows("headers.csv", 4)
	for rank, row := range headers {
		v.addHeader(meaning{row[0], 4 * rank}, row[1], row[2], row[3] == "yes")
	}
	v.addWords(4 * len(headers))
	for _, row := range vocabularyRows("abbreviations.csv", 2) {
		v.long[row[0]] = row[1]
	}
	for _, row := range vocabularyRows("stages.csv", 3) {
		step := agenda.ParseStep(row[0])
		if step == agenda.NoStep {
			panic("crm: stages.csv: no such step: " + row[0])
		}
		v.steps[fold(row[1])] = step
	}
	for _, row := range vocabularyRows("statuses.csv", 2) {
		status := agenda.Status(row[0])
		if row[0] == "busy" {
			status = agenda.Open
			v.busy[fold(row[1])] = true
		}
		v.statuses[fold(row[1])] = status
	}
	for _, row := range vocabularyRows("currencies.csv", 3) {
		switch row[1] {
		case "name":
			v.names[fold(row[2])] = row[0]
			continue
		case "locale":
			v.locales[strings.ToLower(row[2])] = row[0]
			continue
		}
		symbol := strings.ToLower(row[2])
		v.symbols[symbol] = append(v.symbols[symbol], row[0])
	}
	v.addKinds()
	for _, row := range vocabularyRows("footers.csv", 2) {
		v.footers = append(v.footers, footer{fold(row[1]), row[0] == "is"})
	}
	return v
})

func (v *vocabulary) addHeader(m meaning, header, crm string, only bool) {
	if !knownField(m.field) {
		panic("crm: headers.csv: no such field: " + m.field)
	}
	headers := v.headers
	if only {
		if headers = v.own[crm]; headers == nil {
			headers = map[string]meaning{}
			v.own[crm] = headers
		}
	}
	key := foldHeader(header)
	if old, ok := headers[key]; !ok {
		headers[key] = m
	} else if old.field != m.field {
		panic(fmt.Sprintf("crm: headers.csv: %q is both %s and %s", header, old.field, m.field))
	}
	if crm == "" {
		v.plain[header] = true
		return
	}
	v.spelling[header] = append(v.spelling[header], crm)
}

// KnownStage is a stage that a CRM ships with, or that teams often have.
type KnownStage struct {
	Step agenda.Step
	Name string
	CRM  string // "" for a word that teams use
}

// KnownStages returns all stages that are placed without asking.
func KnownStages() []KnownStage {
	var list []KnownStage
	for _, row := range vocabularyRows("stages.csv", 3) {
		list = append(list, KnownStage{agenda.ParseStep(row[0]), row[1], row[2]})
	}
	return list
}

// StepOf returns the step of a stage that is placed without asking, NoStep for
// any other.
func StepOf(stage string) agenda.Step { return vocab().stepOf(stage) }

// vocabularyRows reads one file without its column names.
func vocabularyRows(name string, columns int) [][]string {
	f, err := vocabularyFiles.Open("vocabulary/" + name)
	if err != nil {
		panic("crm: " + err.Error())
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	r.FieldsPerRecord = columns
	rows, err := r.ReadAll()
	if err != nil {
		panic("crm: " + name + ": " + err.Error())
	}
	return rows[1:]
}
