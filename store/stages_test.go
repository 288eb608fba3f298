package store

import (
	"errors"
	"reflect"
	"testing"

	"halfhour/agenda"
	"halfhour/agenda/process"
)

const ownStages = `
[[stage]]
name = "Talk"
like = "Discovery"
questions = [ { id = "pain", ask = "Does it hurt?" }, { ask = "Who pays?" } ]
[[stage]]
name = "Won"
[[stage]]
name = "Lost"
`

func TestStagesOfTheTeam(t *testing.T) {
	st := fresh(t)
	was, err := st.Process(t.Context())
	if err != nil || !reflect.DeepEqual(was, agenda.Process{}) {
		t.Fatalf("a new file: %+v, %v", was, err)
	}
	next, err := process.Parse([]byte(ownStages), was)
	if err != nil {
		t.Fatal(err)
	}
	if err := st.SetProcess(t.Context(), was, next); err != nil {
		t.Fatal(err)
	}
	if err := st.SetProcess(t.Context(), was, agenda.Process{}); !errors.Is(err, agenda.ErrChanged) {
		t.Errorf("over another window's change: %v", err)
	}
	st = reopen(t, st)
	now, err := st.Process(t.Context())
	if err != nil || !reflect.DeepEqual(now.Stages, next.Stages) {
		t.Fatalf("%+v, %v", now, err)
	}
	// Questions that are not asked any more keep their words, those asked the new ones.
	if got := now.Wording("use-case"); got != "Has the buyer named a clear use case in their own words?" {
		t.Errorf("a question of the past: %q", got)
	}
	if got := now.Wording("pain"); got != "Does it hurt?" {
		t.Errorf("a question with new words: %q", got)
	}
	// Asked again in the same words, one of the past is the same question.
	again, err := process.Parse([]byte(`
[[stage]]
name = "Talk"
like = "Discovery"
questions = [ { ask = "Do they meet the technical requirements?" }, { ask = "Who pays?" } ]
[[stage]]
name = "Won"
[[stage]]
name = "Lost"
`), now)
	if q := again.Stages[0].Questions; err != nil || q[0].ID != "requirements" || q[1].ID != next.Stages[0].Questions[1].ID {
		t.Errorf("%+v, %v", q, err)
	}
}
