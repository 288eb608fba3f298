package crm

import (
	"slices"
	"strings"
	"time"

	"halfhour/agenda"
)

// FieldEntered is a column for each stage: when a deal entered it.
const FieldEntered = "entered"

// Entered is a stage that a deal came into.
type Entered struct {
	Stage string
	Step  agenda.Step
	At    time.Time
	Day   agenda.Date // of At as the file writes it
}

// enteredColumn is one of those columns.
type enteredColumn struct {
	column          int
	stage, pipeline string
	step            agenda.Step
}

// entering are the starts of such headers, folded, as HubSpot writes them.
var entering = []string{"hsv2dateentered", "hsdateentered", "dateentered"}

// enteredStage returns the stage and the pipeline that a header is about:
// `Date entered "Proposal (Sales Pipeline)"`.
func enteredStage(header string) (stage, pipeline string, ok bool) {
	key := fold(header)
	i := slices.IndexFunc(entering, func(start string) bool { return strings.HasPrefix(key, start) && len(key) > len(start) })
	if i < 0 {
		return "", "", false
	}
	stage = header
	for skip := len(entering[i]); skip > 0 && stage != ""; { // as many letters as are folded
		if fold(stage[:1]) != "" {
			skip--
		}
		stage = stage[1:]
	}
	stage = strings.Trim(stage, " _:\"'“”")
	if at := strings.LastIndexAny(stage, "("); at > 0 && strings.HasSuffix(stage, ")") {
		stage, pipeline = strings.TrimSpace(stage[:at]), stage[at+1:len(stage)-1]
	}
	return stage, pipeline, stage != ""
}

func (v *vocabulary) enteredColumns(headers []string, columns []int) []enteredColumn {
	var list []enteredColumn
	for _, i := range columns {
		stage, pipeline, ok := enteredStage(strings.TrimSpace(headers[i]))
		if !ok {
			stage = strings.TrimSpace(headers[i]) // a person said that it is one
		}
		list = append(list, enteredColumn{i, stage, pipeline, v.stepOf(stage)})
	}
	return list
}

// entrances reads when the deal came into its stages. Where the CRM says of no
// other date since when it is in its stage, it is that one. A stage that the
// deal's own column names with its pipeline is named so.
func (r *rowReader) entrances(d *Deal, c []string) {
	for _, e := range r.entered {
		s := cell(c, e.column)
		if s == "" {
			continue
		}
		at, ok := r.dates[e.column].instant(s)
		if !ok {
			r.counts.Unread[r.headers[e.column]]++
		}
		if at.IsZero() || !ok || e.pipeline != "" && d.Pipeline != "" && fold(e.pipeline) != fold(d.Pipeline) {
			continue
		}
		day, _ := r.dates[e.column].parse(s)
		stage := e.stage
		if strings.HasSuffix(d.Stage, "("+e.pipeline+")") && e.pipeline != "" {
			stage += " (" + e.pipeline + ")"
		}
		if fold(stage) == fold(d.Stage) {
			stage = d.Stage
			if d.StageSince == 0 {
				d.StageSince = day
			}
		}
		d.Entered = append(d.Entered, Entered{stage, e.step, at, day})
	}
	slices.SortStableFunc(d.Entered, func(a, b Entered) int { return a.At.Compare(b.At) })
}

// buyers reads who is known at the buyer's: the first column that is filled,
// ids before addresses before names.
func (r *rowReader) buyers(d *Deal, c []string) {
	for _, i := range r.contacts {
		if s := cell(c, i); !noValue(s) && strings.Trim(s, "0") != "AAA" {
			d.Contacts = splitNames(r.own(c, i))
			return
		}
	}
}
