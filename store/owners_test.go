package store

import (
	"maps"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/store/crm"
)

func TestOpenDeals(t *testing.T) {
	s := fresh(t)
	won := deal("3", "c", "Bo Lindqvist")
	won.Status = agenda.Won
	load(t, s, export(), deal("1", "a", "Ana Ruiz"), deal("2", "b", "Ana Ruiz"), won, deal("4", "d", ""))
	ana := must(s.PersonByName(ctx, "ana ruiz"))(t)
	if got := must(s.OpenDeals(ctx))(t); !maps.Equal(got, map[string]int{ana.ID: 2}) {
		t.Errorf("%v", got)
	}
	bo := must(s.PersonByName(ctx, "Bo Lindqvist"))(t)
	if got := must(s.OpenDeals(ctx, bo.ID, "nobody"))(t); len(got) != 0 {
		t.Errorf("of one without any: %v", got)
	}
	if got := must(s.OpenDeals(ctx, bo.ID, ana.ID))(t); !maps.Equal(got, map[string]int{ana.ID: 2}) {
		t.Errorf("of some: %v", got)
	}
	everybody := map[string]int{"": 1, ana.ID: 2, bo.ID: 1}
	if got := must(s.DealsOf(ctx, -1, ""))(t); !maps.Equal(got, everybody) {
		t.Errorf("everybody owns %v", got)
	}
	if got := must(s.DealsOf(ctx, 1, bo.ID))(t); !maps.Equal(got, map[string]int{"": 1, bo.ID: 1}) {
		t.Errorf("nobody and Bo own %v", got)
	}
}

func TestStageTimes(t *testing.T) {
	s := fresh(t)
	var deals []crm.Deal
	for _, id := range []string{"1", "2", "3", "4"} {
		d := deal(id, "deal "+id, "Ana Ruiz")
		d.Created = agenda.DateOf(now) - 100
		d.Status, d.Stage, d.Step = agenda.Won, "Closed Won", agenda.ClosedWon
		deals = append(deals, d)
	}
	deals[1].Created = 0 // nobody knows how long it was in its first stage
	deals[3].Status, deals[3].Stage, deals[3].Step = agenda.Lost, "Closed Lost", agenda.ClosedLost
	load(t, s, export(), deals[0], deals[1], deals[2], deals[3])
	var history []agenda.Change
	for i, days := range [][2]int{{10, 30}, {50, 20}, {20, 25}, {1, 1}} {
		id, at := named(t, s, deals[i].Name).ID, now.AddDate(0, 0, -100)
		for j, stages := range [][2]string{{"Discovery", "Proposal"}, {"Proposal", deals[i].Stage}} {
			at = at.AddDate(0, 0, days[j])
			history = append(history, agenda.Change{DealID: id, Field: agenda.FieldStage, Old: stages[0], New: stages[1], At: at.Add(time.Minute)})
		}
	}
	if err := s.AddHistory(ctx, history); err != nil {
		t.Fatal(err)
	}
	// They close 22 days from now, 122 after the history begins.
	want := map[string]StageTime{"Discovery": {2, 10, 3, 102}, "Proposal": {3, 25, 3, 77}}
	if got := must(s.StageTimes(ctx))(t); !maps.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
}
