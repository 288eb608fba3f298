package store

import (
	"fmt"
	"testing"

	"halfhour/store/crm"
)

// An import that another one overtakes knows no longer what its rows told: it
// reads them again.
func TestOvertakenImport(t *testing.T) {
	s := fresh(t)
	june := []any{deal("1", "Optique Lémery renewal", "Ana Ruiz"), deal("2", "華星光電 expansion", "Ana Ruiz")}
	load(t, s, export(), june...)
	other := at(t, s.path)
	read := 0
	r := must(s.Import(ctx, export(), func(yield func(crm.Deal, error) bool) {
		if read++; read == 1 { // the other one changes what these rows do not
			d := june[0].(crm.Deal)
			d.NextStep = "Call on Monday"
			load(t, other, export(), d, june[1])
		}
		rowsOf(june...)(yield)
	}))(t)
	if read != 2 || r.Changed != 1 || r.Unchanged != 1 {
		t.Errorf("read %d times: %+v", read, outcomeOf(r))
	}
	s = reopen(t, s)
	if d := named(t, s, "Optique Lémery renewal"); d.NextStep != "" {
		t.Errorf("the next step is %q", d.NextStep)
	}
}

// Rows that are recognised are merged as if they were not: whatever changes
// between two exports, the file holds and says the same.
func TestRecognisedRowsAreAsTheOthers(t *testing.T) {
	rows := func(from, to, changed int) (list []any) {
		for i := from; i < to; i++ {
			d := deal(fmt.Sprint(i%90), fmt.Sprint("Deal ", i%90), fmt.Sprint("Rep ", i%7)) // some of them twice
			if i%9 == changed {
				d.Close += 14
			}
			if i%5 == 0 {
				d.ID = ""
			}
			list = append(list, d)
		}
		return list
	}
	exports := [][]any{rows(0, 80, 0), rows(0, 80, 1), rows(10, 100, 1), rows(0, 95, 3), rows(0, 80, 0)}
	var said [2][]string
	for i, all := range []bool{false, true} {
		s := fresh(t)
		for n, rows := range exports {
			src := export()
			src.Now = src.Now.AddDate(0, 0, n)
			var r Report
			if all {
				st := &staging{src: src, all: true}
				check(t, s.importRows(ctx, st, rowsOf(rows...)))
				r = st.report
			} else {
				r = load(t, s, src, rows...)
			}
			behind := map[Effect]int{}
			for effect, ids := range r.Behind {
				behind[effect] = len(ids)
			}
			said[i] = append(said[i], fmt.Sprintf("%+v %+v %+v %v", outcomeOf(r), r.Changes, r.DuplicateRows, behind))
		}
		said[i] = append(said[i], rowsIn(t, s.reader, map[string]string{
			"deal":         "crm_id, name, match_key, row_hash, stage, close_date, next_step, gone",
			"deal_change":  "field, at, import_id, old_number, new_number", // texts are ids of people, too
			"import_scope": "import_id, kind", "stage": "pipeline, name, step", "norm": "kind, of, deals, value",
		}))
	}
	for i := range said[0] {
		if said[0][i] != said[1][i] {
			t.Errorf("%d: recognised:\n%s\nnot:\n%s", i, said[0][i], said[1][i])
		}
	}
}
