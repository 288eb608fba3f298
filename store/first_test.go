package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"halfhour/agenda"
	"halfhour/store/crm"
)

// firstRows have all that an export may tell: several owners, owners written in
// several ways, contacts, stages of the past, counts, deals that are there twice,
// a row that cannot be read.
func firstRows() []any {
	var rows []any
	for i := range 200 {
		d := deal(fmt.Sprint(i), fmt.Sprint("Deal ", i%190), []string{"Inês Okafor", "王 美", "005A", ""}[i%4])
		d.Amount.Minor += int64(i)
		d.Status = []agenda.Status{agenda.Open, agenda.Won, agenda.Lost, "what"}[i%4]
		d.NextStep, d.Extra, d.Forecast = fmt.Sprint("Call ", i), `{"Region":"Süd"}`, "Commit"
		switch {
		case i%7 == 0:
			d.CoOwners = []string{"Bo Lindqvist", "Inês Okafor"}
		case i%11 == 0:
			d.Contacts = []string{"zoë@example.com", "Ōno Kenji"}
		case i%13 == 0:
			d.Entered = []crm.Entered{{Stage: "Prospecting", At: now.AddDate(0, -2, 0)}}
		case i%17 == 0:
			n := i
			d.ContactCount, d.CloseMoves = &n, &n
		case i == 42:
			d.OwnerAlso = []string{"005A"}
		}
		rows = append(rows, d)
	}
	return append(rows, deal("3", "Deal 3", "Inês Okafor"), &crm.Rejected{Line: 300, Reason: "no name", Cells: []string{"x"}})
}

// The first deals of a file are copied into it as a whole, and are there as if
// they had come one by one.
func TestTheFirstDealsAreAsOthers(t *testing.T) {
	var said [2]string
	for i, one := range []bool{true, false} {
		s := fresh(t)
		must(s.AddPerson(ctx, agenda.Person{Name: "Ines Okafor", Role: agenda.Manager}))(t)
		st := &staging{src: export(), all: one}
		check(t, s.importRows(ctx, st, rowsOf(firstRows()...)))
		if copied := st.first != nil; copied == one {
			t.Fatalf("copied as a whole: %t", copied)
		}
		again := load(t, s, export(), firstRows()...)
		said[i] = fmt.Sprintf("%+v %+v %+v %+v\n", outcomeOf(st.report), st.report.ByOwner, st.report.DuplicateRows, outcomeOf(again)) +
			rowsIn(t, s.reader, map[string]string{
				"deal": "rowid, source_id, import_id, crm_id, match_key, row_hash, name, account, (SELECT name FROM person WHERE person.id = owner_id), " +
					"pipeline, stage, step, status, amount, currency, close_date, created, stage_since, last_activity, activity_kind, " +
					"next_step, next_step_date, probability, forecast, modified, extra, gone, told_to",
				"person":       "name, email, role",
				"deal_owner":   "(SELECT name FROM deal WHERE deal.id = deal_id), (SELECT name FROM person WHERE person.id = person_id)",
				"deal_contact": "who, name, email", "counted": "contacts, moves", "told": "field, at, new_text",
				"source": "id, crm, shape, co_owners", "import": "id, source_id, name, covers", "import_scope": "import_id, kind",
				"stage": "pipeline, name, step", "norm": "kind, of, deals, value",
			})
		sound(t, s)
	}
	if said[0] != said[1] {
		t.Errorf("one by one:\n%s\nas a whole:\n%s", said[0], said[1])
	}
	if !strings.Contains(said[0], "deal_owner") || !strings.Contains(said[0], "told ") || !strings.Contains(said[0], "counted") {
		t.Errorf("the rows do not tell enough:\n%s", said[0])
	}
}

// SQLite copies a table as a whole only into one that is like it in every way.
// Otherwise it would do the same, slowly, and say nothing.
func TestTheFirstDealsAreCopiedAsAWhole(t *testing.T) {
	s := fresh(t)
	pool := must(openPool(s.path, toStage, s.set.busy, 1))(t)
	defer func() { _ = pool.Close() }()
	conn := must(pool.Conn(ctx))(t)
	defer func() { _ = conn.Close() }()
	st := &staging{src: export(), stopped: func() error { return nil }}
	check(t, s.read(ctx, "look", st.lookFirst))
	check(t, st.makeTables(ctx, conn))
	tx := must(conn.BeginTx(ctx, nil))(t)
	defer func() { _ = tx.Rollback() }()
	check(t, st.indexFirst(tx))
	var steps []string
	check(t, each(tx, func(scan func(...any) error) error {
		var step string
		var rest any
		err := scan(&rest, &step, &rest, &rest, &rest, &rest, &rest, &rest)
		steps = append(steps, step)
		return err
	}, "EXPLAIN "+copyFirst))
	// How it would go on with a table that has rows already comes after that.
	whole := steps[:slices.Index(steps, "Halt")]
	if slices.Contains(whole, "Column") || !slices.Contains(whole, "IdxInsert") {
		t.Errorf("each deal is taken apart: %v", whole)
	}
}

// Whoever brings deals while the first ones of a file are read is the first.
func TestTheFirstDealsAreOvertaken(t *testing.T) {
	for name, meanwhile := range map[string]func(*Store){
		"by deals": func(other *Store) { load(t, other, export(), deal("1", "Optique Lémery renewal", "Ana Ruiz")) },
		"by deals of another kind": func(other *Store) {
			src := export("id", "owner")
			src.CRM = "HubSpot"
			load(t, other, src, deal("9", "華星光電 expansion", "Ana Ruiz"))
		},
		"by an import that has gone again": func(other *Store) {
			must(other.writer.Exec(`INSERT INTO source (crm, shape) VALUES ('Zoho', '')`))(t)
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := fresh(t)
			other := at(t, s.path)
			read := 0
			r := must(s.Import(ctx, export(), func(yield func(crm.Deal, error) bool) {
				if read++; read == 1 {
					meanwhile(other)
				}
				rowsOf(deal("1", "Optique Lémery renewal", "Ana Ruiz"), deal("2", "Hafen Süd", "Ana Ruiz"))(yield)
			}))(t)
			if read != 2 || r.New+r.Unchanged != 2 {
				t.Errorf("read %d times: %+v", read, outcomeOf(r))
			}
			s = reopen(t, s)
			if named(t, s, "Hafen Süd").CRMID != "2" || named(t, s, "Optique Lémery renewal").CRMID != "1" {
				t.Errorf("%+v", all(t, s))
			}
			sound(t, s)
		})
	}
}

// Foreign keys are not looked after while the first deals are copied: all that
// was written is looked at before it counts.
func TestTheFirstDealsNameWhatIsThere(t *testing.T) {
	s := fresh(t)
	pool := must(openPool(s.path, toStage, s.set.busy, 1))(t)
	defer func() { _ = pool.Close() }()
	conn := must(pool.Conn(ctx))(t)
	defer func() { _ = conn.Close() }()
	must(conn.ExecContext(ctx, "PRAGMA foreign_keys = OFF"))(t)
	err := s.transact(ctx, conn, func(tx *sql.Tx) error {
		must(tx.Exec(`INSERT INTO alias (key, text, person_id) VALUES ('ana', 'Ana', 'nobody')`))(t)
		return checkFirst(tx)
	})
	if err == nil {
		t.Error("an alias of nobody counts")
	}
}

// It can be stopped until the last moment, and nothing of it is there then.
func TestTheFirstDealsStopped(t *testing.T) {
	for stop := 0.0; stop < 0.9; stop += 0.1 {
		s := fresh(t)
		ctx, cancel := context.WithCancel(ctx)
		src := export()
		src.Merging = func(share float64) {
			if share >= stop {
				cancel()
			}
		}
		_, err := s.Import(ctx, src, rowsOf(firstRows()...))
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped at %.1f: %v", stop, err)
		}
		if people := must(s.People(t.Context()))(t); len(people)+len(all(t, s)) > 0 {
			t.Errorf("stopped at %.1f, something is there", stop)
		}
	}
}

func sound(t testing.TB, s *Store) {
	t.Helper()
	var found, broken string
	check(t, s.reader.QueryRow("SELECT (SELECT group_concat(integrity_check) FROM pragma_integrity_check), (SELECT count(*) FROM pragma_foreign_key_check)").Scan(&found, &broken))
	if found != "ok" || broken != "0" {
		t.Errorf("%s, %s rows name what is not there", found, broken)
	}
}
