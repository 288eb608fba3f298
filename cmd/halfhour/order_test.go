package main

import (
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"halfhour/agenda"
	"halfhour/agenda/listing"
	"halfhour/store"
	"halfhour/store/crm"
)

// The screen of deals, which reads those of some owners after those of others,
// and the list on the command line are in one order, also where many deals need
// the time equally.
func TestDealsComeInOneOrder(t *testing.T) {
	ctx, now := t.Context(), testToday.Time().Add(15*time.Hour)
	st, err := store.Open(filepath.Join(t.TempDir(), "halfhour.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	var rows iter.Seq2[crm.Deal, error] = func(yield func(crm.Deal, error) bool) {
		for i := range 2000 {
			d := crm.Deal{Line: i + 2, ID: fmt.Sprint("D-", i), Name: fmt.Sprint("Deal ", i*7919%2000), Account: "Acme", Owner: fmt.Sprint("Rep ", i%23), Stage: "Proposal",
				Step: agenda.Proposal, Status: agenda.Open, Created: testToday - agenda.Date(i%40), Close: testToday + agenda.Date(i%3*100), Probability: -1}
			switch {
			case i%5 == 0:
				d.Stage, d.Step, d.Status = "Won", agenda.ClosedWon, agenda.Won
			case i%4 == 0:
				d.Amount = usd(int64(i % 7 * 1000))
			}
			if !yield(d, nil) {
				return
			}
		}
	}
	if _, err := st.Import(ctx, store.ImportSource{Name: "deals.csv", Today: testToday, Now: now}, rows); err != nil {
		t.Fatal(err)
	}
	listed, err := listDeals(ctx, st, store.Filter{All: true, Today: testToday}, nil, testToday)
	if err != nil {
		t.Fatal(err)
	}
	r := dealReader{st: st, today: testToday}
	if err := r.read(ctx, ""); err != nil {
		t.Fatal(err)
	}
	r.list.Rank()
	var onScreen []string
	for _, line := range everything(r.list) {
		onScreen = append(onScreen, r.list.ID(int(line.Deal)))
	}
	if want := dealIDs(listed); !slices.Equal(onScreen, want) {
		i := 0
		for i < min(len(want), len(onScreen)) && onScreen[i] == want[i] {
			i++
		}
		t.Errorf("%d deals on the screen, %d listed; they part at number %d", len(onScreen), len(want), i+1)
	}
}

// everything is the lines of all deals of a list, by need.
func everything(l *listing.List) []listing.Line {
	return l.Select(listing.View{All: true}, nil, listing.InTurn, func() bool { return false }).Lines
}
